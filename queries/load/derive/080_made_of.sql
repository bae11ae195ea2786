-- What figures by LSOA of either vintage are brought over to the LSOAs counted here by.
DELETE FROM lsoa_made_of;

INSERT INTO lsoa_made_of
WITH stands AS (
    SELECT code, lsoa FROM lsoa_unit WHERE how <> 'by_place'
    UNION
    SELECT l.lsoa11, l.lsoa21 FROM area_lookup l JOIN lsoa_unit u ON u.code = l.lsoa11 AND u.how = 'by_place'
),
known AS (SELECT lsoa11 AS code, 2011 AS vintage FROM area_lookup UNION SELECT lsoa21, 2021 FROM area_lookup)
SELECT s.lsoa, s.code, k.vintage, count(*) OVER (PARTITION BY s.lsoa, k.vintage) AS parts
FROM stands s
JOIN known k USING (code)
ORDER BY ALL;
