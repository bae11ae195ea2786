-- The question change_by_crime_type asked of the rows instead of the cube.
SELECT c.crime_type, count(*) FILTER (c.month BETWEEN $base_from AND $base_to) AS base,
    count(*) FILTER (c.month BETWEEN $from_month AND $to_month) AS current
FROM crime c
JOIN lsoa_unit u ON u.code = c.lsoa_published
JOIN area_member m ON m.lsoa = u.lsoa AND m.area = $area
WHERE c.month BETWEEN least($base_from, $from_month) AND greatest($base_to, $to_month)
GROUP BY c.crime_type
ORDER BY c.crime_type;
