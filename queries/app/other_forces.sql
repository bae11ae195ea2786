-- Rows in an area that forces other than its home force recorded.
SELECT c.force, count(*)::BIGINT
FROM crime c
JOIN lsoa_unit u ON u.code = c.lsoa_published
JOIN area_member m ON m.lsoa = u.lsoa AND m.area = $area
JOIN partnership p ON p.slug = $area
WHERE c.force <> p.home_force
GROUP BY c.force ORDER BY c.force;
