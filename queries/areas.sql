-- title: Areas
-- question: Which areas can be asked for inside a place?
-- parameters:
--   area: area
--   level: {type: level, optional: true}
-- columns: {area_code: text, area_name: text, level: text, lsoas: count, population: count, population_year: number}
SELECT a.code AS area_code, a.name AS area_name, a.level, a.lsoas, a.population, a.population_year
FROM area_inside i
JOIN area a ON a.code = i.inner_area
WHERE i.area = $area AND ($level IS NULL OR i.level = $level)
ORDER BY a.width, a.name, a.code;
