-- title: Areas
-- question: Which areas can be asked for, inside a place or at all?
-- parameters:
--   area: {type: area, optional: true}
--   level: {type: level, optional: true}
-- columns:
--   {area_code: text, area_name: text, level: text, lsoas: count, population: count, population_year: year}
-- note: widest level first. Without a place, every area of the force areas that the partnerships lie in.
SELECT a.code AS area_code, a.name AS area_name, a.level, a.lsoas, a.population, a.population_year
FROM area a
WHERE ($level IS NULL OR a.level = $level)
    AND CASE WHEN $area IS NULL
        THEN a.code IN (SELECT area FROM near_partnerships())
        ELSE a.code IN (SELECT inner_area FROM area_inside WHERE area = $area) END
ORDER BY a.width, a.name, a.code;
