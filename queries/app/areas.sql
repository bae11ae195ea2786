-- Every area, widest first. near: it touches a force area in which a partnership lies. known_as: LSOAs by settlement
-- (where there is none, ward), main streets and short code; everything else by its name.
WITH around AS (
    SELECT m.lsoa, coalesce(min(a.name) FILTER (a.level = 'settlement'), min(a.name) FILTER (a.level = 'ward')) AS name
    FROM area_member m JOIN area a ON a.code = m.area
    WHERE a.level IN ('settlement', 'ward')
    GROUP BY m.lsoa
)
SELECT a.code, a.level, a.width, a.name, a.partnership, a.lsoas, a.members_key, a.population, a.population_year,
    a.code IN (SELECT area FROM near_partnerships()) AS near,
    CASE WHEN a.level = 'lsoa' AND coalesce(r.name, s.streets) IS NOT NULL
        THEN concat_ws(': ', r.name, s.streets) || ' (' || regexp_extract(a.name, '\S*$') || ')'
        ELSE a.name END AS known_as
FROM area a
LEFT JOIN around r ON r.lsoa = a.code
LEFT JOIN lsoa_name s ON s.lsoa = a.code
ORDER BY a.width, a.level, a.name, a.code;
