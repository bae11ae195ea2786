SELECT 'areas', count(*) FROM area
UNION ALL SELECT 'boundaries', count(*) FROM boundary
UNION ALL SELECT 'revised counts', count(*) FROM revision
UNION ALL SELECT 'rejected lines', count(*) FROM load_reject
UNION ALL SELECT 'published figures', count(*) FROM published_figure;
