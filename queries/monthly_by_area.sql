-- title: Monthly counts by area
-- question: How many in each area inside a place in each month, and was the month whole?
-- parameters:
--   area: area
--   level: level
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
--   all_forces: {type: flag, default: false}
-- columns: {month: month, area_code: text, area_name: text, count: count, status: text}
-- note: >
--   one row each month and area of the level inside the place, 0 where a loaded month has none. count is empty where the
--   month is missing; status (complete, partial, missing) is the worst of the groups (crime, anti-social behaviour) that
--   the types asked for belong to, in the area's own districts.
WITH span AS (
    SELECT unnest(generate_series($from_month, $to_month, INTERVAL 1 MONTH))::DATE AS month
),
inner_area AS (
    SELECT a.code, a.name, d.districts
    FROM area_inside i
    JOIN area a ON a.code = i.inner_area
    JOIN area_districts d ON d.area = a.code
    WHERE i.area = $area AND i.level = $level
),
stated AS (
    SELECT c.districts, c.month,
        CASE max(CASE c.status WHEN 'missing' THEN 3 WHEN 'partial' THEN 2 ELSE 1 END)
            WHEN 3 THEN 'missing' WHEN 2 THEN 'partial' ELSE 'complete' END AS status
    FROM districts_coverage c
    WHERE c.source = 'police.uk' AND c.month BETWEEN $from_month AND $to_month AND wants($crime_types, c.grp = 'asb')
    GROUP BY c.districts, c.month
),
counted AS (
    SELECT m.area AS code, c.month, sum(c.n) AS n
    FROM crime_count c
    JOIN area_member m ON m.lsoa = c.lsoa AND m.area IN (SELECT code FROM inner_area)
    WHERE c.month BETWEEN $from_month AND $to_month AND (c.home OR $all_forces)
        AND ($crime_types IS NULL OR list_contains($crime_types, c.crime_type))
    GROUP BY m.area, c.month
)
SELECT s.month, a.code AS area_code, a.name AS area_name,
    CASE WHEN coalesce(t.status, 'missing') <> 'missing' THEN coalesce(c.n, 0) END::BIGINT AS count,
    coalesce(t.status, 'missing') AS status
FROM span s
CROSS JOIN inner_area a
LEFT JOIN stated t ON t.districts = a.districts AND t.month = s.month
LEFT JOIN counted c ON c.code = a.code AND c.month = s.month
ORDER BY s.month, a.name, a.code;
