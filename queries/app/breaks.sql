SELECT force, month, description FROM recording_break ORDER BY force, month;
