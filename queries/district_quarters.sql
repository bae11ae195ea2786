-- title: Districts by quarter
-- question: How many in each of several districts in each quarter, and was the quarter whole?
-- parameters:
--   districts: {type: area, list: true}
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
--   all_forces: {type: flag, default: false}
-- columns: {area_code: text, area_name: text, quarter: text, financial_year: text, count: count, complete: flag}
-- note: >
--   quarters of the financial year (Q1 is April to June) between the two months. complete says that all three months are
--   there and whole for every group (crime, anti-social behaviour) that the types asked for belong to; count is empty
--   where none of them is loaded.
WITH span AS (
    SELECT unnest(generate_series($from_month, $to_month, INTERVAL 1 MONTH))::DATE AS month
),
stated AS (
    SELECT d.area, c.month, bool_or(c.status <> 'missing') AS held, bool_and(c.status = 'complete') AS complete
    FROM districts_coverage c
    JOIN area_districts d USING (districts)
    WHERE list_contains($districts, d.area) AND c.source = 'police.uk'
        AND c.month BETWEEN $from_month AND $to_month AND wants($crime_types, c.grp = 'asb')
    GROUP BY d.area, c.month
),
counted AS (
    SELECT area, month, sum(n) AS n
    FROM area_count
    WHERE list_contains($districts, area) AND month BETWEEN $from_month AND $to_month AND (home OR $all_forces)
        AND ($crime_types IS NULL OR list_contains($crime_types, crime_type))
    GROUP BY area, month
)
SELECT a.code AS area_code, a.name AS area_name, 'Q' || quarter_of_year(s.month) AS quarter,
    financial_year(s.month) AS financial_year,
    CASE WHEN bool_or(coalesce(t.held, false)) THEN coalesce(sum(c.n), 0) END::BIGINT AS count,
    count(*) FILTER (t.complete) = 3 AS complete
FROM span s
JOIN area a ON list_contains($districts, a.code)
LEFT JOIN stated t ON t.area = a.code AND t.month = s.month
LEFT JOIN counted c ON c.area = a.code AND c.month = s.month
GROUP BY a.code, a.name, quarter_of_year(s.month), financial_year(s.month)
ORDER BY a.name, a.code, min(s.month);
