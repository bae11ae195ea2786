-- title: Change by crime type and area
-- question: How does each crime type in each area inside a place compare with the same months of another period?
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
--   {area_code: text, area_name: text, crime_type: text, base: count, current: count, base_complete: flag,
--    current_complete: flag}
-- note: >
--   one row each area of the level that lies wholly inside the place, and type. A type without a row in a period that is
--   loaded stands with 0; a count is empty where no month of its period is loaded. complete says that every month of the
--   period is there and whole for the type's group (crime or anti-social behaviour).
WITH inner_area AS (
    SELECT a.code, a.name, d.districts
    FROM area_inside i
    JOIN area a ON a.code = i.inner_area
    JOIN area_districts d ON d.area = a.code
    WHERE i.area = $area AND i.level = $level
),
counted AS (
    SELECT m.area AS code, c.crime_type,
        sum(c.n) FILTER (c.month BETWEEN $base_from AND $base_to) AS base,
        sum(c.n) FILTER (c.month BETWEEN $from_month AND $to_month) AS current
    FROM crime_count c
    JOIN area_member m ON m.lsoa = c.lsoa AND m.area IN (SELECT code FROM inner_area)
    WHERE c.month BETWEEN least($base_from, $from_month) AND greatest($base_to, $to_month) AND (c.home OR $all_forces)
    GROUP BY m.area, c.crime_type
)
SELECT a.code AS area_code, a.name AS area_name, t.crime_type,
    CASE WHEN b.held THEN coalesce(c.base, 0) END::BIGINT AS base,
    CASE WHEN n.held THEN coalesce(c.current, 0) END::BIGINT AS current,
    coalesce(b.complete, false) AS base_complete, coalesce(n.complete, false) AS current_complete
FROM inner_area a
JOIN crime_type t ON $crime_types IS NULL OR list_contains($crime_types, t.crime_type)
LEFT JOIN counted c ON c.code = a.code AND c.crime_type = t.crime_type
LEFT JOIN period_state($base_from, $base_to) b ON b.districts = a.districts AND b.grp = group_of(t.crime_type)
LEFT JOIN period_state($from_month, $to_month) n ON n.districts = a.districts AND n.grp = group_of(t.crime_type)
ORDER BY a.name, a.code, t.crime_type;
