-- The cube: month, LSOA, crime type; and what each force's file held.
DELETE FROM crime_count;
DELETE FROM force_month_count;

CREATE OR REPLACE TEMP TABLE home_force AS SELECT * FROM home_forces();

CREATE OR REPLACE TEMP TABLE placed AS
SELECT c.force, c.month, c.crime_type,
    c.lsoa_published IS NOT NULL AS located,
    coalesce(p.lsoa, u.lsoa, c.lsoa_published) AS lsoa,
    u.code IS NULL AS unknown,
    p.lsoa IS NOT NULL AS by_place,
    u.how = 'by_place' AND p.lsoa IS NULL AS by_best_fit,
    count(*) AS n
FROM crime c
LEFT JOIN lsoa_unit u ON u.code = c.lsoa_published
LEFT JOIN lsoa_by_place p ON p.code = c.lsoa_published AND p.longitude = c.longitude AND p.latitude = c.latitude
GROUP BY ALL;

-- By district and LSOA, so that a borough reads a few blocks even of a national store; ordering by one number instead
-- of two texts takes half the time.
INSERT INTO crime_count
WITH ranked AS (SELECT lsoa, district, row_number() OVER (ORDER BY district, lsoa) AS place FROM unit)
SELECT u.district, p.lsoa, p.month, p.crime_type, coalesce(h.force = p.force, true) AS home, sum(p.n)
FROM placed p
LEFT JOIN ranked u USING (lsoa)
LEFT JOIN home_force h ON h.district = u.district
WHERE p.located
GROUP BY u.place, u.district, p.lsoa, p.month, p.crime_type, home
ORDER BY u.place, p.month;

INSERT INTO force_month_count
SELECT force, month, CASE WHEN crime_type = 'Anti-social behaviour' THEN 'asb' ELSE 'crime' END AS grp,
    sum(n), sum(n) FILTER (located), coalesce(sum(n) FILTER (located AND unknown), 0),
    coalesce(sum(n) FILTER (by_place), 0), coalesce(sum(n) FILTER (by_best_fit), 0)
FROM placed
GROUP BY ALL
ORDER BY ALL;

INSERT OR IGNORE INTO crime_type SELECT DISTINCT crime_type FROM placed;

DROP TABLE placed;
