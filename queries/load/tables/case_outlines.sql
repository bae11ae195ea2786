-- Outlines of the LSOAs of the district's force area, so that a position beyond the border falls to the neighbour.
SELECT DISTINCT u.lsoa, m.district = $district AS inside, b.geometry
FROM boundary b
JOIN lsoa_unit u ON u.code = b.code AND u.how <> 'by_place'
JOIN area_member m ON m.area = u.lsoa
JOIN district d ON d.district = m.district
WHERE b.level = 'lsoa'
    AND (d.district = $district OR d.force_area = (SELECT force_area FROM district WHERE district = $district))
ORDER BY ALL;
