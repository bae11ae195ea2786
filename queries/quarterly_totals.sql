-- title: Quarterly totals
-- question: How many of each type in each quarter, and in the financial year so far?
-- parameters:
--   area: area
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_year: financial_year
--   to_year: financial_year
--   all_forces: {type: flag, default: false}
-- columns:
--   {financial_year: text, quarter: text, crime_type: text, count: count, cumulative: count, complete: flag}
-- note: >
--   quarters of which no month is loaded are left out; complete says that all three months are there and whole for the
--   type's group (crime or anti-social behaviour).
WITH span AS (
    SELECT unnest(generate_series($from_year, $to_year + INTERVAL 11 MONTH, INTERVAL 1 MONTH))::DATE AS month
),
status AS (
    SELECT financial_year(s.month) AS financial_year, quarter_of_year(s.month) AS quarter, g.grp,
        bool_or(coalesce(c.status, 'missing') <> 'missing') AS held,
        bool_and(coalesce(c.status, 'missing') = 'complete') AS complete
    FROM span s
    CROSS JOIN (SELECT unnest(['crime', 'asb']) AS grp) g
    LEFT JOIN coverage_of($area, 'police.uk', $from_year, ($to_year + INTERVAL 11 MONTH)::DATE) c
        ON c.month = s.month AND c.grp = g.grp
    GROUP BY ALL
),
counted AS (
    SELECT financial_year(month) AS financial_year, quarter_of_year(month) AS quarter, crime_type, sum(n) AS n
    FROM counts_of($area, $crime_types, $all_forces, $from_year, ($to_year + INTERVAL 11 MONTH)::DATE)
    GROUP BY ALL
)
SELECT s.financial_year, 'Q' || s.quarter AS quarter, t.crime_type, coalesce(c.n, 0)::BIGINT AS count,
    sum(coalesce(c.n, 0)) OVER (PARTITION BY s.financial_year, t.crime_type ORDER BY s.quarter)::BIGINT AS cumulative,
    s.complete
FROM status s
JOIN crime_type t ON group_of(t.crime_type) = s.grp
LEFT JOIN counted c ON c.financial_year = s.financial_year AND c.quarter = s.quarter AND c.crime_type = t.crime_type
WHERE s.held AND ($crime_types IS NULL OR list_contains($crime_types, t.crime_type))
ORDER BY s.financial_year, s.quarter, t.crime_type;
