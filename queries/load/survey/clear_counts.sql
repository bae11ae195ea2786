DELETE FROM survey_count;
