-- The rows themselves, as a table of streets would list them.
SELECT c.month, c.crime_type, c.location, c.longitude, c.latitude, c.outcome
FROM crime c
JOIN lsoa_unit u ON u.code = c.lsoa_published
JOIN area_member m ON m.lsoa = u.lsoa AND m.area = $area
WHERE c.month BETWEEN $from_month AND $to_month;
