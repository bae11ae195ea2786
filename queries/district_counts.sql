-- title: Districts beside each other
-- question: How many of each type in each district, in a period and in another one, and for how many residents?
-- parameters:
--   districts: {type: area, list: true}
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
--   base_from: month
--   base_to: month
--   all_forces: {type: flag, default: false}
-- columns:
--   {area_code: text, area_name: text, crime_type: text, base: count, current: count, base_complete: flag,
--    current_complete: flag, population: count, population_year: year}
-- note: >
--   residents are of one year for all districts (the one that most of them have, the latest of several), so that rates are
--   like for like; where a district's own latest figure is of another year its mid-year estimate of that one stands, and
--   nothing where there is none. A count is empty
--   where no month of its period is loaded. complete says that every month of the period is there and whole for the type's
--   group (crime or anti-social behaviour).
WITH asked AS (SELECT DISTINCT unnest($districts) AS code),
residents AS (
    SELECT a.code, a.population_year AS year, a.population AS n FROM area a JOIN asked USING (code)
    WHERE a.population IS NOT NULL
    UNION ALL
    SELECT p.code, p.year, p.n FROM population p JOIN asked USING (code) JOIN area a USING (code)
    WHERE p.source = 'ONS mid-year estimate' AND p.year IS DISTINCT FROM a.population_year
),
one_year AS (SELECT year FROM residents GROUP BY year ORDER BY count(*) DESC, year DESC LIMIT 1),
counted AS (
    SELECT area, crime_type,
        sum(n) FILTER (month BETWEEN $base_from AND $base_to) AS base,
        sum(n) FILTER (month BETWEEN $from_month AND $to_month) AS current
    FROM area_count
    WHERE area IN (SELECT code FROM asked) AND (home OR $all_forces)
        AND month BETWEEN least($base_from, $from_month) AND greatest($base_to, $to_month)
    GROUP BY area, crime_type
)
SELECT a.code AS area_code, a.name AS area_name, t.crime_type,
    CASE WHEN b.held THEN coalesce(c.base, 0) END::BIGINT AS base,
    CASE WHEN n.held THEN coalesce(c.current, 0) END::BIGINT AS current,
    coalesce(b.complete, false) AS base_complete, coalesce(n.complete, false) AS current_complete,
    r.n AS population, r.year AS population_year
FROM asked q
JOIN area a ON a.code = q.code
JOIN area_districts d ON d.area = a.code
JOIN crime_type t ON $crime_types IS NULL OR list_contains($crime_types, t.crime_type)
LEFT JOIN counted c ON c.area = a.code AND c.crime_type = t.crime_type
LEFT JOIN period_state($base_from, $base_to) b ON b.districts = d.districts AND b.grp = group_of(t.crime_type)
LEFT JOIN period_state($from_month, $to_month) n ON n.districts = d.districts AND n.grp = group_of(t.crime_type)
LEFT JOIN residents r ON r.code = a.code AND r.year = (SELECT year FROM one_year)
ORDER BY a.name, a.code, t.crime_type;
