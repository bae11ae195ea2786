-- title: Anti-social behaviour by source and area
-- question: How much anti-social behaviour do police and council each record, in each area inside a place?
-- parameters:
--   area: area
--   level: level
--   from_month: month
--   to_month: month
--   all_forces: {type: flag, default: false}
-- columns: {area_code: text, area_name: text, police: count, council: count, months: count}
-- note: >
--   over the months in which the police's figures are complete and council records are held (months says how many). council
--   is empty where the records are kept for larger areas, and for a single LSOA, whose months are too little to be shown, as
--   well as for an area from which they could be had by subtraction.
--   What could not be placed is in no part of a district.
WITH inner_area AS (
    SELECT a.code, a.name FROM area_inside i JOIN area a ON a.code = i.inner_area WHERE i.area = $area AND i.level = $level
),
-- Months that both sources hold of an area.
held AS (
    SELECT d.area AS code, c.month, n.n AS council
    FROM districts_coverage c
    JOIN area_districts d USING (districts)
    JOIN council_count n ON n.area = d.area AND n.month = c.month
    WHERE d.area IN (SELECT code FROM inner_area) AND c.source = 'police.uk' AND c.grp = 'asb' AND c.status = 'complete'
        AND c.month BETWEEN $from_month AND $to_month
),
police AS (
    SELECT area_code AS code, month, sum(n) AS n
    FROM counts_inside($area, $level, ['Anti-social behaviour'], $all_forces, $from_month, $to_month)
    GROUP BY ALL
)
SELECT a.code AS area_code, a.name AS area_name, sum(coalesce(p.n, 0))::BIGINT AS police,
    CASE WHEN count(b.council) = count(*) THEN sum(b.council) END::BIGINT AS council, count(*)::BIGINT AS months
FROM inner_area a
JOIN held b USING (code)
LEFT JOIN police p ON p.code = a.code AND p.month = b.month
GROUP BY a.code, a.name
ORDER BY a.name, a.code;
