-- title: Counts by area
-- question: How many in each area inside a place, and for how many residents?
-- parameters:
--   area: area
--   level: level
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
--   all_forces: {type: flag, default: false}
-- columns:
--   {area_code: text, area_name: text, count: count, population: count, population_year: year, complete: flag}
-- note: >
--   areas of the level that lie wholly inside the place, by name. count is empty where no month of the period is loaded;
--   complete says that every month is there and whole for the types asked for. population is empty where no table of
--   residents covers the area; its year stands beside it.
WITH counted AS (
    SELECT area_code, sum(n) AS n
    FROM counts_inside($area, $level, $crime_types, $all_forces, $from_month, $to_month)
    GROUP BY area_code
)
SELECT a.code AS area_code, a.name AS area_name, CASE WHEN s.held THEN coalesce(c.n, 0) END::BIGINT AS count,
    a.population, a.population_year, coalesce(s.complete, false) AS complete
FROM area_inside i
JOIN area a ON a.code = i.inner_area
JOIN area_districts d ON d.area = a.code
LEFT JOIN counted c ON c.area_code = a.code
LEFT JOIN period_state_of($crime_types, $from_month, $to_month) s ON s.districts = d.districts
WHERE i.area = $area AND i.level = $level
ORDER BY a.name, a.code;
