-- title: Boundaries
-- question: Which outlines make up each area of a level inside a place?
-- parameters:
--   area: area
--   level: level
-- columns: {area_code: text, lsoa: text, drawn_as: text, vintage: year, split: flag, geometry: text}
-- note: >
--   one row an area and outline, as GeoJSON in longitude and latitude: of each LSOA the outline of 2021 where one is
--   loaded, otherwise that of 2011; LSOAs that were merged in 2021, where only 2011 is loaded, as the ones that they were
--   made of. split says that the LSOA was split in 2021 and is counted and drawn whole, as in 2011. A LSOA without any
--   outline has no row.
WITH unit AS (
    SELECT m.area AS area_code, m.lsoa
    FROM area_inside i JOIN area_member m ON m.area = i.inner_area
    WHERE i.area = $area AND i.level = $level
),
outline AS (
    SELECT code, vintage, geometry,
        row_number() OVER (PARTITION BY code ORDER BY vintage DESC) AS choice
    FROM boundary WHERE level = 'lsoa'
),
-- The codes that can stand for a LSOA on the map: its own, else those merged into it.
standing AS (
    SELECT DISTINCT lsoa, lsoa AS code, 1 AS choice FROM unit
    UNION ALL
    SELECT n.lsoa, u.code, 2 FROM (SELECT DISTINCT lsoa FROM unit) n
    JOIN lsoa_unit u ON u.lsoa = n.lsoa AND u.how = 'merged' AND u.code <> n.lsoa
),
drawn AS (
    SELECT s.lsoa, o.code, o.vintage, o.geometry
    FROM standing s JOIN outline o ON o.code = s.code AND o.choice = 1
    QUALIFY s.choice = min(s.choice) OVER (PARTITION BY s.lsoa)
),
whole AS (SELECT DISTINCT lsoa FROM lsoa_unit WHERE how = 'parent')
SELECT n.area_code, n.lsoa, d.code AS drawn_as, d.vintage, n.lsoa IN (SELECT lsoa FROM whole) AS split, d.geometry
FROM unit n JOIN drawn d USING (lsoa)
ORDER BY n.area_code, n.lsoa, d.code;
