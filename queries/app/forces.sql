-- Each force's months, the months missing between them, and how its rows add up.
WITH held AS (SELECT force, list(month ORDER BY month) AS months, min(month) AS a, max(month) AS b FROM force_month GROUP BY force),
sums AS (
    SELECT m.force, sum(f.rows_loaded) AS loaded, sum(f.rows_rejected) AS rejected, sum(f.without_location) AS unlocated
    FROM force_month m JOIN load_file f USING (file_id) GROUP BY m.force
),
places AS (
    SELECT force, sum(unknown_lsoa) AS unknown, sum(by_place) AS by_place, sum(by_best_fit) AS by_best_fit
    FROM force_month_count GROUP BY force
)
SELECT h.force, h.months,
    list_filter(generate_series(h.a, h.b, INTERVAL 1 MONTH)::DATE[], lambda m: NOT list_contains(h.months, m)) AS missing,
    s.loaded::BIGINT, s.rejected::BIGINT, coalesce(s.unlocated, 0)::BIGINT, coalesce(p.unknown, 0)::BIGINT,
    coalesce(p.by_place, 0)::BIGINT, coalesce(p.by_best_fit, 0)::BIGINT
FROM held h JOIN sums s USING (force) LEFT JOIN places p USING (force)
ORDER BY h.force;
