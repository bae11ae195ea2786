-- title: Quarterly totals
-- question: How many of each type in each quarter, and in the financial year so far?
-- parameters:
--   area: area
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_year: financial_year
--   to_year: financial_year
--   all_forces: {type: flag, default: false}
-- columns:
--   {financial_year: text, quarter: text, crime_type: text, count: count, cumulative: count, complete: flag,
--    cumulative_complete: flag}
-- note: >
--   Q1 is April to June. Quarters of which no month is loaded are left out; complete says that all three months are there
--   and whole for the type's group (crime or anti-social behaviour). cumulative is the year so far, empty where an
--   earlier month of that year is missing; cumulative_complete says that all its months are whole.
WITH span AS (
    SELECT month, financial_year(month) AS financial_year, quarter_of_year(month) AS quarter,
        (month(month) + 8) % 12 + 1 AS month_of_financial_year
    FROM (SELECT unnest(generate_series($from_year, $to_year + INTERVAL 11 MONTH, INTERVAL 1 MONTH))::DATE AS month)
),
state AS (
    SELECT s.financial_year, s.quarter, c.grp,
        count(*) FILTER (c.status <> 'missing') AS held,
        count(*) FILTER (c.status = 'complete') AS whole,
        max(s.month_of_financial_year) FILTER (c.status <> 'missing') AS last_held
    FROM span s
    JOIN coverage_of($area, 'police.uk', $from_year, ($to_year + INTERVAL 11 MONTH)::DATE) c USING (month)
    GROUP BY s.financial_year, s.quarter, c.grp
),
so_far AS (
    SELECT financial_year, quarter, grp, held, whole = 3 AS complete,
        sum(held) OVER year_so_far = last_held AS unbroken,
        sum(whole) OVER year_so_far = 3 * quarter AS whole_so_far
    FROM state
    WINDOW year_so_far AS (PARTITION BY financial_year, grp ORDER BY quarter)
),
monthly AS (
    SELECT month, crime_type, sum(n) AS n
    FROM counts_of($area, $crime_types, $all_forces, $from_year, ($to_year + INTERVAL 11 MONTH)::DATE)
    GROUP BY month, crime_type
),
counted AS (
    SELECT s.financial_year, s.quarter, m.crime_type, sum(m.n) AS n
    FROM monthly m JOIN span s USING (month)
    GROUP BY s.financial_year, s.quarter, m.crime_type
)
SELECT s.financial_year, 'Q' || s.quarter AS quarter, t.crime_type, coalesce(c.n, 0)::BIGINT AS count,
    CASE WHEN s.unbroken THEN
        sum(coalesce(c.n, 0)) OVER (PARTITION BY s.financial_year, t.crime_type ORDER BY s.quarter) END::BIGINT
        AS cumulative,
    s.complete, s.whole_so_far AS cumulative_complete
FROM so_far s
JOIN crime_type t ON group_of(t.crime_type) = s.grp
LEFT JOIN counted c ON c.financial_year = s.financial_year AND c.quarter = s.quarter AND c.crime_type = t.crime_type
WHERE s.held > 0 AND ($crime_types IS NULL OR list_contains($crime_types, t.crime_type))
ORDER BY s.financial_year, s.quarter, t.crime_type;
