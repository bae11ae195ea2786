-- The 2021 parts of each LSOA that was split since 2011, with their boundaries.
SELECT l.lsoa11 AS code, l.lsoa21 AS lsoa, b.geometry
FROM area_lookup l
JOIN lsoa_unit u ON u.code = l.lsoa11 AND u.how = 'by_place'
JOIN boundary b ON b.level = 'lsoa' AND b.vintage = 2021 AND b.code = l.lsoa21
ORDER BY ALL;
