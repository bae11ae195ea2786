-- The LSOA of each postcode, and whether it lies in the district: empty where the look-up does not hold it.
SELECT i.place, p.lsoa AS area_code, coalesce(bool_or(m.district = $district), false) AS inside
FROM (SELECT DISTINCT place FROM incoming) i
LEFT JOIN postcode_lsoa p ON p.postcode = i.place
LEFT JOIN lsoa_unit u ON u.code = p.lsoa
LEFT JOIN area_member m ON m.area = u.lsoa
GROUP BY i.place, p.lsoa;
