-- title: Monthly counts by crime type
-- question: How many of each type in each month, and was the month whole?
-- parameters:
--   area: area
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
--   all_forces: {type: flag, default: false}
-- columns: {month: month, crime_type: text, count: count, status: text}
-- note: >
--   police.uk only. One row each month and type, with 0 where a month that is loaded has none. count is empty where the
--   month is missing, and as published where it is partial; status (complete, partial, missing) is that of the type's
--   group, crime or anti-social behaviour.
WITH span AS (
    SELECT unnest(generate_series($from_month, $to_month, INTERVAL 1 MONTH))::DATE AS month
),
police AS (
    SELECT month, grp, status FROM coverage_of($area, 'police.uk', $from_month, $to_month)
),
counted AS (
    SELECT month, crime_type, sum(n) AS n
    FROM counts_of($area, $crime_types, $all_forces, $from_month, $to_month)
    GROUP BY month, crime_type
)
SELECT s.month, t.crime_type,
    CASE WHEN coalesce(p.status, 'missing') <> 'missing' THEN coalesce(c.n, 0) END::BIGINT AS count,
    coalesce(p.status, 'missing') AS status
FROM span s
JOIN crime_type t ON $crime_types IS NULL OR list_contains($crime_types, t.crime_type)
LEFT JOIN police p ON p.month = s.month AND p.grp = group_of(t.crime_type)
LEFT JOIN counted c ON c.month = s.month AND c.crime_type = t.crime_type
ORDER BY s.month, t.crime_type;
