-- title: Monthly counts by crime type and area
-- question: How many of each crime type in each area inside a place in each month?
-- parameters:
--   area: area
--   level: level
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
--   all_forces: {type: flag, default: false}
-- columns: {area_code: text, crime_type: text, month: month, count: count}
-- note: >
--   counts as published, of the areas of the level that lie wholly inside the place; only those over 0, because most are
--   0. Which months are loaded and whole is what `coverage` says: a month without a row is 0 only where it is complete.
SELECT m.area AS area_code, c.crime_type, c.month, sum(c.n)::BIGINT AS count
FROM crime_count c
JOIN area_member m ON m.lsoa = c.lsoa
    AND m.area IN (SELECT inner_area FROM area_inside WHERE area = $area AND level = $level)
WHERE c.month BETWEEN $from_month AND $to_month AND (c.home OR $all_forces)
    AND ($crime_types IS NULL OR list_contains($crime_types, c.crime_type))
GROUP BY m.area, c.crime_type, c.month
ORDER BY m.area, c.crime_type, c.month;
