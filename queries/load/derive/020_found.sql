-- Every area that can be asked for, as the LSOAs that it is made of.

-- A code of either vintage, and the LSOAs that stand for it.
CREATE OR REPLACE TEMP TABLE stands_for AS
SELECT code, lsoa FROM lsoa_unit WHERE how <> 'by_place'
UNION
SELECT l.lsoa11, l.lsoa21 FROM area_lookup l JOIN lsoa_unit u ON u.code = l.lsoa11 AND u.how = 'by_place';

CREATE OR REPLACE TEMP TABLE unit AS
SELECT s.lsoa, min(l.district) AS district,
    coalesce(any_value(l.lsoa21_name) FILTER (l.lsoa21 = s.lsoa), any_value(l.lsoa11_name) FILTER (l.lsoa11 = s.lsoa)) AS name
FROM (SELECT DISTINCT lsoa FROM stands_for) s
JOIN area_lookup l ON l.lsoa21 = s.lsoa OR l.lsoa11 = s.lsoa
GROUP BY s.lsoa;

CREATE OR REPLACE TEMP TABLE found AS
-- A split 2011 LSOA whose parts are counted apart can still be asked for by its own code, at a level of its own: beside
-- its parts it would count twice.
SELECT CASE WHEN x.how = 'by_place' THEN 'lsoa_2011' ELSE 'lsoa' END AS level, 8 AS width, s.code,
    coalesce(u.name, l.lsoa11_name) AS name, NULL AS partnership, s.lsoa
FROM stands_for s
JOIN lsoa_unit x ON x.code = s.code
LEFT JOIN unit u ON u.lsoa = s.code
LEFT JOIN (SELECT DISTINCT lsoa11, lsoa11_name FROM area_lookup) l ON l.lsoa11 = s.code
WHERE s.code = s.lsoa OR x.how = 'by_place'
UNION
SELECT 'ward', 7, w.ward, w.ward_name, NULL, u.lsoa
FROM unit u
JOIN lsoa_ward w ON w.lsoa21 = u.lsoa
UNION
-- A LSOA counted as its 2011 parent lies in the ward of its best fit.
SELECT 'ward', 7, w.ward, w.ward_name, NULL, u.lsoa
FROM unit u
JOIN (SELECT lsoa11, coalesce(any_value(f.lsoa21), min(l.lsoa21)) AS lsoa21
      FROM area_lookup l LEFT JOIN lsoa_best_fit f USING (lsoa11) WHERE l.change = 'S' GROUP BY lsoa11) b
    ON b.lsoa11 = u.lsoa
JOIN lsoa_ward w ON w.lsoa21 = b.lsoa21
UNION
SELECT 'district', 4, d.district, d.district_name, NULL, u.lsoa
FROM unit u JOIN district d USING (district)
UNION
SELECT 'force_area', 1, d.force_area, d.force_area_name || ' (force area)', NULL, u.lsoa
FROM unit u JOIN district d USING (district)
WHERE d.force_area IN (SELECT x.force_area FROM partnership_area p JOIN district x ON x.district = p.member)
UNION
SELECT p.level,
    CASE p.level WHEN 'county' THEN 2 WHEN 'partnership' THEN 3 WHEN 'settlement' THEN 5 ELSE 6 END,
    p.code, p.name, CASE p.level WHEN 'county' THEN NULL ELSE p.partnership END, coalesce(u.lsoa, s.lsoa)
FROM partnership_area p
LEFT JOIN unit u ON u.district = p.member
LEFT JOIN stands_for s ON s.code = p.member
WHERE coalesce(u.lsoa, s.lsoa) IS NOT NULL;

