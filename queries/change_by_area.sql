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
-- columns:
--   {area_code: text, area_name: text, base: count, current: count, base_complete: flag, current_complete: flag}
-- note: >
--   areas of the level that lie wholly inside the place, by name (a ward that reaches across the border of a settlement
--   is not among them). An area without a row in a period that is loaded stands with 0; a count is empty where no month
--   of its period is loaded. complete says that every month of the period is there and whole for the types asked for.
WITH counted AS (
    SELECT area_code,
        sum(n) FILTER (month BETWEEN $base_from AND $base_to) AS base,
        sum(n) FILTER (month BETWEEN $from_month AND $to_month) AS current
    FROM counts_inside(
        $area, $level, $crime_types, $all_forces, least($base_from, $from_month), greatest($base_to, $to_month))
    GROUP BY area_code
)
SELECT a.code AS area_code, a.name AS area_name,
    CASE WHEN b.held THEN coalesce(c.base, 0) END::BIGINT AS base,
    CASE WHEN n.held THEN coalesce(c.current, 0) END::BIGINT AS current,
    coalesce(b.complete, false) AS base_complete, coalesce(n.complete, false) AS current_complete
FROM area_inside i
JOIN area a ON a.code = i.inner_area
JOIN area_districts d ON d.area = a.code
LEFT JOIN counted c ON c.area_code = a.code
LEFT JOIN period_state_of($crime_types, $base_from, $base_to) b ON b.districts = d.districts
LEFT JOIN period_state_of($crime_types, $from_month, $to_month) n ON n.districts = d.districts
WHERE i.area = $area AND i.level = $level
ORDER BY a.name, a.code;
