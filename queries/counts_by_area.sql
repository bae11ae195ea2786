-- title: Counts by area
-- question: How many in each area inside a place, and for how many residents?
-- parameters:
--   area: area
--   level: level
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
--   all_forces: {type: flag, default: false}
-- columns: {area_code: text, area_name: text, count: count, population: count, population_year: number}
-- note: population is empty where no table of residents covers the area; its year stands beside it.
WITH counted AS (
    SELECT i.inner_area AS area_code, sum(c.n) AS n
    FROM area_inside i
    JOIN area_member m ON m.area = i.inner_area
    JOIN counts_of($area, $crime_types, $all_forces, $from_month, $to_month) c ON c.lsoa = m.lsoa
    WHERE i.area = $area AND i.level = $level
    GROUP BY i.inner_area
)
SELECT a.code AS area_code, a.name AS area_name, coalesce(c.n, 0)::BIGINT AS count, a.population, a.population_year
FROM area_inside i
JOIN area a ON a.code = i.inner_area
LEFT JOIN counted c ON c.area_code = a.code
WHERE i.area = $area AND i.level = $level
ORDER BY a.name, a.code;
