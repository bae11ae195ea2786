-- The areas, their members, residents, and which lies inside which.
DELETE FROM area_inside;
DELETE FROM area_member;
DELETE FROM area;

INSERT INTO area_member
SELECT DISTINCT f.code, f.lsoa, u.district FROM found f JOIN unit u USING (lsoa) ORDER BY ALL;

INSERT INTO area
WITH distinct_area AS (
    SELECT code, level, width, any_value(name) AS name, min(partnership) AS partnership,
        count(DISTINCT lsoa) AS lsoas, md5(string_agg(DISTINCT lsoa, ' ' ORDER BY lsoa)) AS members_key
    FROM found GROUP BY code, level, width
),
-- Residents: of the latest year for which they are known, so that an area has one denominator wherever it is asked for:
-- the area's own published figure, or the sum over its districts, or over its LSOAs (either vintage), where all are known.
summed AS (
    SELECT a.code, p.year, p.source, sum(p.n) AS n
    FROM distinct_area a
    JOIN (
        SELECT p.code, p.year, p.source, p.n, m.area, count(*) AS inside
        FROM population p
        JOIN stands_for s ON s.code = p.code
        JOIN area_member m ON m.lsoa = s.lsoa
        GROUP BY ALL
        HAVING count(*) = (SELECT count(*) FROM stands_for x WHERE x.code = p.code)
    ) p ON p.area = a.code
    GROUP BY a.code, a.lsoas, p.year, p.source
    HAVING sum(p.inside) = a.lsoas
),
of_districts AS (
    SELECT a.code, p.year, p.source, sum(p.n) AS n
    FROM distinct_area a
    JOIN (
        SELECT m.area, m.district, count(*) OVER (PARTITION BY m.area) AS districts,
            sum(u.lsoas) OVER (PARTITION BY m.area) AS lsoas
        FROM (SELECT DISTINCT area, district FROM area_member) m
        JOIN (SELECT district, count(*) AS lsoas FROM unit GROUP BY district) u USING (district)
    ) d ON d.area = a.code AND d.lsoas = a.lsoas
    JOIN population p ON p.code = d.district
    WHERE a.level IN ('force_area', 'county', 'partnership')
    GROUP BY a.code, d.districts, p.year, p.source
    HAVING count(*) = d.districts
),
residents AS (
    SELECT code, n, year, source, 1 AS preference FROM population
    UNION ALL
    SELECT code, n, year, source, 2 FROM of_districts
    UNION ALL
    SELECT code, n, year, source, 3 FROM summed
),
best AS (
    SELECT * FROM residents
    QUALIFY row_number() OVER (PARTITION BY code ORDER BY year DESC, preference, source) = 1
)
SELECT a.code, a.level, a.width, a.name, name_key(a.name), a.partnership, a.lsoas, a.members_key, b.n, b.year, b.source
FROM distinct_area a LEFT JOIN best b USING (code)
ORDER BY a.width, a.code;

INSERT INTO area_inside
SELECT o.area, i.level, m.area
FROM area_member o
JOIN area_member m USING (lsoa)
JOIN area i ON i.code = m.area
GROUP BY o.area, i.level, m.area, i.lsoas
HAVING count(*) = i.lsoas
ORDER BY ALL;
