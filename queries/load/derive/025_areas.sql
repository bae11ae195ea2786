-- The areas, their members, residents, and which lies inside which.
DELETE FROM area_code;
DELETE FROM area_inside;
DELETE FROM area_member;
DELETE FROM area;

INSERT INTO area_member
SELECT DISTINCT f.code, f.lsoa, u.district FROM found f JOIN unit u USING (lsoa) ORDER BY ALL;

INSERT INTO area_code
WITH known AS (
    SELECT DISTINCT l.lsoa11 AS code, 2011 AS vintage, s.lsoa FROM area_lookup l JOIN stands_for s ON s.code = l.lsoa11
    UNION
    SELECT DISTINCT l.lsoa21, 2021, s.lsoa FROM area_lookup l JOIN stands_for s ON s.code = l.lsoa21
    UNION
    SELECT district, 0, lsoa FROM unit
),
wide AS (SELECT code, vintage, count(*) AS lsoas FROM known GROUP BY ALL),
whole AS (
    SELECT m.area, k.vintage, k.code
    FROM known k JOIN area_member m USING (lsoa) JOIN wide w ON w.code = k.code AND w.vintage = k.vintage
    GROUP BY m.area, k.vintage, k.code, w.lsoas
    HAVING count(*) = w.lsoas
),
composed AS (
    SELECT w.area, w.vintage, count(DISTINCT k.lsoa) AS lsoas
    FROM whole w JOIN known k ON k.code = w.code AND k.vintage = w.vintage
    GROUP BY ALL
)
SELECT w.area, w.vintage, w.code
FROM whole w
JOIN composed c ON c.area = w.area AND c.vintage = w.vintage
WHERE c.lsoas = (SELECT count(*) FROM area_member m WHERE m.area = w.area)
ORDER BY ALL;

INSERT INTO area
WITH distinct_area AS (
    SELECT code, level, width, any_value(name) AS name, min(partnership) AS partnership,
        count(DISTINCT lsoa) AS lsoas, md5(string_agg(DISTINCT lsoa, ' ' ORDER BY lsoa)) AS members_key
    FROM found GROUP BY code, level, width
),
-- A census table's residents, where no table of totals gives them: each table's total is a few apart from the others'
-- (ONS perturbs each anew), so always the same one's, whatever was loaded.
people AS (
    SELECT code, year, source, n FROM population
    UNION ALL
    SELECT code, year, source, arg_min(n, preference)
    FROM (
        SELECT code, year, source, topic, sum(n) AS n,
            list_position(['ethnic_group', 'age', 'age_band', 'religion', 'disability'], topic) AS preference
        FROM census_count WHERE code[2:3] = '01' GROUP BY ALL
    ) t
    WHERE preference IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM population p WHERE p.code = t.code AND p.year = t.year AND p.source = t.source)
    GROUP BY code, year, source
),
-- Residents: of the latest year for which they are known, so that an area has one denominator wherever it is asked for:
-- the area's own published figure, or the sum over its districts, or over its LSOAs (either vintage), where all are known.
needed AS (SELECT area, vintage, count(*) AS codes FROM area_code GROUP BY ALL),
summed AS (
    SELECT area AS code, year, source, arg_max(n, vintage) AS n, whole_districts
    FROM (
        SELECT c.area, c.vintage, c.vintage = 0 AS whole_districts, p.year, p.source, sum(p.n) AS n
        FROM area_code c JOIN people p USING (code) JOIN needed x ON x.area = c.area AND x.vintage = c.vintage
        GROUP BY c.area, c.vintage, p.year, p.source, x.codes
        HAVING count(*) = x.codes
    )
    GROUP BY ALL
),
residents AS (
    SELECT code, n, year, source, 1 AS preference FROM population
    UNION ALL
    SELECT code, n, year, source, CASE WHEN whole_districts THEN 2 ELSE 3 END FROM summed
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
