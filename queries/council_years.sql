-- title: Council records of LSOAs by year
-- question: How many of the council's own records lie in each LSOA of a district, by financial year?
-- parameters:
--   area: area
--   from_year: financial_year
--   to_year: financial_year
-- columns:
--   {area_code: text, area_name: text, financial_year: text, count: count, withheld: flag, inside: text}
-- protected: areas
-- note: >
--   of the one district that holds the area, where its records are kept by LSOA and all twelve months are loaded: a LSOA is
--   only ever shown by whole financial years. inside lists the wider areas that hold the LSOA, by code, with commas. Counts under 5 are withheld,
--   and so many others that none can be had by subtracting from the wider areas.
WITH district AS (
    SELECT any_value(district) AS code FROM area_member WHERE area = $area HAVING count(DISTINCT district) = 1
),
kept AS (
    SELECT financial_year(c.month) AS financial_year, CASE WHEN u.how IN ('parent', 'merged') THEN u.lsoa ELSE c.area_code END AS lsoa, u.code IS NOT NULL AS is_lsoa, c.n
    FROM council_asb c LEFT JOIN lsoa_unit u ON u.code = c.area_code
    WHERE c.district = (SELECT code FROM district) AND c.area_code <> ''
        AND c.month BETWEEN $from_year AND $to_year + INTERVAL 11 MONTH
),
whole AS (
    SELECT financial_year(month) AS financial_year FROM council_month
    WHERE district = (SELECT code FROM district) AND month BETWEEN $from_year AND $to_year + INTERVAL 11 MONTH
        AND coalesce((SELECT bool_and(is_lsoa) FROM kept), false)
    GROUP BY ALL
    HAVING count(*) = 12
),
counted AS (SELECT financial_year, lsoa, sum(n) AS n FROM kept GROUP BY ALL),
wider AS (
    SELECT w.lsoa, string_agg(a.code, ',' ORDER BY a.code) AS codes
    FROM area_member w JOIN area a ON a.code = w.area
    WHERE w.district = (SELECT code FROM district) AND a.lsoas > 1 AND a.width >= 4 AND a.level <> 'lsoa_2011'
    GROUP BY w.lsoa
)
SELECT l.code AS area_code, l.name AS area_name, y.financial_year, coalesce(c.n, 0)::BIGINT AS count, false AS withheld,
    coalesce(w.codes, '') AS inside
FROM whole y
CROSS JOIN area l
JOIN area_inside i ON i.inner_area = l.code AND i.area = (SELECT code FROM district) AND i.level = 'lsoa'
LEFT JOIN counted c ON c.financial_year = y.financial_year AND c.lsoa = l.code
LEFT JOIN wider w ON w.lsoa = l.code
ORDER BY y.financial_year, l.name, l.code;
