-- title: Change by area
-- question: How does each area inside a place compare with the same months of another period?
-- parameters:
--   area: area
--   level: level
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
--   base_from: month
--   base_to: month
--   all_forces: {type: flag, default: false}
-- columns: {area_code: text, area_name: text, base: count, current: count}
-- note: areas of the level that lie wholly inside the place, by name; an area without a row stands with 0.
WITH counted AS (
    SELECT i.inner_area AS area_code,
        sum(c.n) FILTER (c.month BETWEEN $base_from AND $base_to) AS base,
        sum(c.n) FILTER (c.month BETWEEN $from_month AND $to_month) AS current
    FROM area_inside i
    JOIN area_member m ON m.area = i.inner_area
    JOIN counts_of($area, $crime_types, $all_forces, least($base_from, $from_month), greatest($base_to, $to_month)) c
        ON c.lsoa = m.lsoa
    WHERE i.area = $area AND i.level = $level
    GROUP BY i.inner_area
)
SELECT a.code AS area_code, a.name AS area_name,
    coalesce(c.base, 0)::BIGINT AS base, coalesce(c.current, 0)::BIGINT AS current
FROM area_inside i
JOIN area a ON a.code = i.inner_area
LEFT JOIN counted c ON c.area_code = a.code
WHERE i.area = $area AND i.level = $level
ORDER BY a.name, a.code;
