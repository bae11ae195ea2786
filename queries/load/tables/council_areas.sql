-- The areas that a council file names: their level and district, empty where unknown.
SELECT i.area_code, coalesce(nullif(a.level, 'lsoa_2011'), CASE WHEN u.code IS NOT NULL THEN 'lsoa' END) AS level,
    list(DISTINCT m.district ORDER BY m.district) FILTER (m.district IS NOT NULL) AS districts
FROM (SELECT DISTINCT area_code FROM incoming) i
LEFT JOIN area a ON a.code = i.area_code
LEFT JOIN lsoa_unit u ON u.code = i.area_code
LEFT JOIN area_member m ON m.area = coalesce(a.code, u.lsoa)
GROUP BY ALL
ORDER BY ALL;
