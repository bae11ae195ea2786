-- The distinct points of LSOAs that were split since 2011, to be placed among their parts.
SELECT DISTINCT c.lsoa_published AS code, c.longitude, c.latitude
FROM crime c
JOIN lsoa_unit u ON u.code = c.lsoa_published AND u.how = 'by_place'
WHERE isfinite(c.longitude) AND isfinite(c.latitude)
ORDER BY ALL;
