-- title: Other forces
-- question: How many rows in a place were recorded by other forces, which the default count leaves out?
-- parameters:
--   area: area
-- columns: {month: month, crime_type: text, count: count}
SELECT c.month, c.crime_type, sum(c.n)::BIGINT AS count
FROM crime_count c
JOIN area_member m ON m.lsoa = c.lsoa AND m.area = $area
WHERE NOT c.home
GROUP BY ALL
ORDER BY ALL;
