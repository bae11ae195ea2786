-- The cube: month, LSOA, crime type; and what each force's file held.
DELETE FROM crime_count;
DELETE FROM force_month_count;

DELETE FROM home_force;
INSERT INTO home_force
SELECT d.district, coalesce(min(p.home_force), force_named(any_value(d.force_area_name)))
FROM district d
LEFT JOIN district x ON x.force_area = d.force_area
LEFT JOIN partnership_area m ON m.member = x.district AND m.level = 'partnership'
LEFT JOIN partnership p ON p.slug = m.partnership
WHERE d.force_area IS NOT NULL
GROUP BY d.district
ORDER BY d.district;

-- Grouping and ordering go by numbers that stand for the texts, and a file for its force and month: it takes half the
-- time. Codes that no look-up knows count as they are published.
CREATE OR REPLACE TEMP TABLE published_code AS
SELECT c.code, coalesce(u.lsoa, c.code) AS lsoa, u.code IS NULL AS unknown, coalesce(u.how = 'by_place', false) AS parted
FROM (SELECT DISTINCT lsoa_published AS code FROM crime WHERE lsoa_published IS NOT NULL) c
LEFT JOIN lsoa_unit u USING (code);

CREATE OR REPLACE TEMP TABLE lsoa_number AS
SELECT l.lsoa, u.district, h.force, row_number() OVER (ORDER BY u.district, l.lsoa)::INTEGER AS number
FROM (SELECT lsoa FROM published_code UNION SELECT lsoa FROM lsoa_by_place) l
LEFT JOIN unit u USING (lsoa)
LEFT JOIN home_force h USING (district);

CREATE OR REPLACE TEMP TABLE type_number AS
SELECT crime_type, row_number() OVER (ORDER BY crime_type)::INTEGER AS number
FROM (SELECT DISTINCT crime_type FROM crime);

CREATE OR REPLACE TEMP TABLE code_number AS
SELECT p.code, p.unknown, p.parted, l.number AS lsoa FROM published_code p JOIN lsoa_number l USING (lsoa);

-- lsoa is empty where the row has no location.
CREATE OR REPLACE TEMP TABLE placed AS
SELECT c.file_id, k.lsoa, t.number AS crime_type, k.unknown, false AS by_place, false AS by_best_fit, count(*) AS n
FROM crime c
JOIN type_number t USING (crime_type)
LEFT JOIN code_number k ON k.code = c.lsoa_published
WHERE k.parted IS DISTINCT FROM true
GROUP BY ALL
UNION ALL
-- Only rows of LSOAs that are told apart by their coordinates need to be looked at with them.
SELECT c.file_id, coalesce(l.number, k.lsoa), t.number, false, p.lsoa IS NOT NULL, p.lsoa IS NULL, count(*)
FROM crime c
JOIN type_number t USING (crime_type)
JOIN code_number k ON k.code = c.lsoa_published AND k.parted
LEFT JOIN lsoa_by_place p
    ON p.code = c.lsoa_published AND p.longitude = c.longitude AND p.latitude = c.latitude
LEFT JOIN lsoa_number l ON l.lsoa = p.lsoa
GROUP BY ALL;

-- By district and LSOA, so that a borough reads a few blocks even of a national store.
CREATE OR REPLACE TEMP TABLE numbered_count AS
SELECT p.lsoa, f.month, p.crime_type, coalesce(l.force = f.force, true) AS home, sum(p.n) AS n
FROM placed p
JOIN force_month f USING (file_id)
JOIN lsoa_number l ON l.number = p.lsoa
GROUP BY ALL;

INSERT INTO crime_count
SELECT l.district, l.lsoa, n.month, t.crime_type, n.home, n.n
FROM numbered_count n
JOIN lsoa_number l ON l.number = n.lsoa
JOIN type_number t ON t.number = n.crime_type
ORDER BY n.lsoa, n.month;

INSERT INTO force_month_count
SELECT f.force, f.month, CASE WHEN t.crime_type = 'Anti-social behaviour' THEN 'asb' ELSE 'crime' END AS grp,
    sum(p.n), coalesce(sum(p.n) FILTER (p.lsoa IS NOT NULL), 0), coalesce(sum(p.n) FILTER (p.unknown), 0),
    coalesce(sum(p.n) FILTER (p.by_place), 0), coalesce(sum(p.n) FILTER (p.by_best_fit), 0)
FROM placed p
JOIN force_month f USING (file_id)
JOIN type_number t ON t.number = p.crime_type
GROUP BY ALL
ORDER BY ALL;

INSERT OR IGNORE INTO crime_type SELECT crime_type FROM type_number;

DROP TABLE placed;
