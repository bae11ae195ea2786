-- title: Seasonal heat map
-- question: Which months are busy, year by year, and what did the partnership print?
-- parameters:
--   area: area
--   measure: {type: choice, values: [crime, asb, asb_police, crime_and_asb]}
--   from_year: financial_year
--   to_year: financial_year
--   all_forces: {type: flag, default: false}
-- columns: {financial_year: text, month: text, count: number, printed: number, status: text, as_published: count}
-- note: >
--   count is empty where the month is missing or partial; as_published keeps what a partial month's file held. asb is
--   police and council together, as in the strategic plan. printed is what print said, where it is loaded for exactly
--   this area. Two average rows follow: of the complete months, and as printed (count: the mean of the printed years
--   shown, partial months included, as print reckons; printed: the average that was printed).
WITH span AS (
    SELECT unnest(generate_series($from_year, $to_year + INTERVAL 11 MONTH, INTERVAL 1 MONTH))::DATE AS month
),
counted AS (
    SELECT month, sum(n) FILTER (NOT is_asb(crime_type)) AS crime, sum(n) FILTER (is_asb(crime_type)) AS asb
    FROM counts_of($area, NULL, $all_forces, $from_year, ($to_year + INTERVAL 11 MONTH)::DATE)
    GROUP BY month
),
police AS (
    SELECT month, any_value(status) FILTER (grp = 'crime') AS crime, any_value(status) FILTER (grp = 'asb') AS asb
    FROM coverage_of($area, 'police.uk', $from_year, ($to_year + INTERVAL 11 MONTH)::DATE)
    GROUP BY month
),
stated AS (
    SELECT s.month,
        CASE $measure
            WHEN 'crime' THEN coalesce(p.crime, 'missing')
            WHEN 'asb_police' THEN coalesce(p.asb, 'missing')
            WHEN 'asb' THEN CASE WHEN n.n IS NULL THEN 'missing' ELSE coalesce(p.asb, 'missing') END
            ELSE worse(coalesce(p.crime, 'missing'), coalesce(p.asb, 'missing'))
        END AS status,
        CASE $measure
            WHEN 'crime' THEN coalesce(c.crime, 0)
            WHEN 'asb_police' THEN coalesce(c.asb, 0)
            WHEN 'asb' THEN coalesce(c.asb, 0) + coalesce(n.n, 0)
            ELSE coalesce(c.crime, 0) + coalesce(c.asb, 0)
        END AS n
    FROM span s
    LEFT JOIN counted c USING (month)
    LEFT JOIN police p USING (month)
    LEFT JOIN council_asb_of($area, $from_year, ($to_year + INTERVAL 11 MONTH)::DATE) n USING (month)
),
printed AS (
    SELECT f.financial_year, f.month_of_year, f.n
    FROM published_figure f
    WHERE f.measure = $measure AND same_area(f.area_code, $area)
),
cells AS (
    SELECT financial_year(s.month) AS financial_year, month(s.month) AS month_of_year,
        CASE WHEN s.status = 'complete' THEN s.n END AS n, p.n AS printed, s.status,
        CASE WHEN s.status <> 'missing' THEN s.n END AS as_published
    FROM stated s
    LEFT JOIN printed p ON p.financial_year = financial_year(s.month) AND p.month_of_year = month(s.month)
),
rows AS (
    SELECT 1 AS part, financial_year, month_of_year, n::DOUBLE AS n, printed, status, as_published FROM cells
    UNION ALL
    SELECT 2, 'Average of complete months', month_of_year, avg(n), NULL, 'average', NULL
    FROM cells GROUP BY month_of_year
    UNION ALL
    SELECT 3, 'Average as printed', c.month_of_year, avg(c.printed), any_value(p.n), 'average', NULL
    FROM cells c
    LEFT JOIN printed p ON p.financial_year = 'Average' AND p.month_of_year = c.month_of_year
    GROUP BY c.month_of_year
)
SELECT financial_year, month_name(month_of_year) AS month, n AS count, printed::DOUBLE AS printed, status,
    as_published::BIGINT AS as_published
FROM rows
ORDER BY part, financial_year, (month_of_year + 8) % 12;
