-- Areas of the districts of which council records are held, by their LSOAs, and the part that each plays where it is
-- decided which are shown: whole districts always are, a single LSOA never is, the others in this order as far as may be.
WITH wanted AS (SELECT DISTINCT m.area FROM area_member m JOIN council_month c USING (district))
SELECT a.code,
    CASE WHEN a.lsoas = 1 OR a.level = 'lsoa_2011' THEN 'guarded' WHEN a.width <= 4 THEN 'always' ELSE 'wished' END AS part,
    list(m.lsoa ORDER BY m.lsoa) AS lsoas
FROM area a
JOIN wanted w ON w.area = a.code
JOIN area_member m ON m.area = a.code
GROUP BY a.code, a.lsoas, a.level, a.width
ORDER BY a.width, a.lsoas DESC, a.code;
