-- Counts, completeness and the council's records, worked out once for every area, so that a question only looks them up.
DELETE FROM area_count;
DELETE FROM area_districts;
DELETE FROM districts_coverage;
DELETE FROM council_count;

-- By the numbers of 030_counts.sql, which take half the time of the texts that they stand for.
CREATE OR REPLACE TEMP TABLE area_number AS
SELECT area, row_number() OVER (ORDER BY area)::INTEGER AS number FROM (SELECT DISTINCT area FROM area_member);

INSERT INTO area_count
WITH member AS (
    SELECT a.number AS area, l.number AS lsoa
    FROM area_member m JOIN area_number a USING (area) JOIN lsoa_number l USING (lsoa)
    WHERE m.area <> m.lsoa
),
counted AS (
    SELECT m.area, c.month, c.crime_type, c.home, sum(c.n) AS n
    FROM numbered_count c JOIN member m USING (lsoa)
    GROUP BY ALL
)
SELECT a.area, c.month, t.crime_type, c.home, c.n
FROM counted c
JOIN area_number a ON a.number = c.area
JOIN type_number t ON t.number = c.crime_type
ORDER BY c.area, c.month;

INSERT INTO area_districts
SELECT area, string_agg(DISTINCT district, ' ' ORDER BY district) FROM area_member GROUP BY area ORDER BY ALL;

CREATE OR REPLACE TEMP TABLE district_of AS
SELECT DISTINCT a.districts, m.district FROM area_districts a JOIN area_member m USING (area);

INSERT INTO districts_coverage
WITH
span AS (
    SELECT DISTINCT d.districts, c.source, c.month, c.grp FROM district_of d JOIN coverage c USING (district)
),
-- A district of which no file of its force is loaded has no coverage of its own: beside others that do it is missing.
stated AS (
    SELECT s.districts, s.source, s.month, s.grp, n.district_name, coalesce(c.status, 'missing') AS status,
        CASE WHEN c.status IS NULL THEN 'nothing is loaded for this month' ELSE c.reason END AS reason
    FROM span s
    JOIN district_of d USING (districts)
    JOIN district n USING (district)
    LEFT JOIN coverage c
        ON c.district = d.district AND c.source = s.source AND c.month = s.month AND c.grp = s.grp
),
-- Districts with the same reason are named together; one that all of them have needs no names.
reasoned AS (
    SELECT districts, source, month, grp, reason, string_agg(district_name, ', ' ORDER BY district_name) AS named,
        count(*) AS n, sum(count(*)) OVER (PARTITION BY districts, source, month, grp) AS of,
        count(*) FILTER (status = 'complete') AS complete, count(*) FILTER (status = 'missing') AS missing
    FROM stated GROUP BY districts, source, month, grp, reason
)
SELECT districts, source, month, grp,
    CASE WHEN sum(complete) = any_value(of) THEN 'complete' WHEN sum(missing) = any_value(of) THEN 'missing'
        ELSE 'partial' END,
    coalesce(string_agg(CASE WHEN n < of THEN named || ': ' ELSE '' END || reason, '; ' ORDER BY named)
        FILTER (reason <> ''), '')
FROM reasoned
GROUP BY districts, source, month, grp
ORDER BY ALL;

INSERT INTO council_count
WITH
held AS (
    SELECT d.districts, c.month FROM district_of d JOIN council_month c USING (district)
    GROUP BY d.districts, c.month
    HAVING count(*) = (SELECT count(*) FROM district_of x WHERE x.districts = d.districts)
),
kept AS (
    SELECT c.month, CASE WHEN u.how IN ('parent', 'merged') THEN u.lsoa ELSE c.area_code END AS kept_for, sum(c.n) AS n
    FROM council_asb c LEFT JOIN lsoa_unit u ON u.code = c.area_code
    WHERE c.area_code <> ''
    GROUP BY ALL
),
-- Records that could not be placed count for whatever holds their whole district.
unplaced AS (
    SELECT i.area, c.month, sum(c.n) AS n
    FROM council_asb c JOIN area_inside i ON i.inner_area = c.district
    WHERE c.area_code = ''
    GROUP BY ALL
),
touched AS (
    SELECT DISTINCT m.area, o.area AS kept_for
    FROM area_member o JOIN area_member m USING (lsoa)
    WHERE o.area IN (SELECT kept_for FROM kept)
),
placed AS (
    SELECT t.area, k.month, k.n, i.inner_area IS NOT NULL AS inside
    FROM kept k
    JOIN touched t USING (kept_for)
    LEFT JOIN area_inside i ON i.area = t.area AND i.inner_area = k.kept_for
)
SELECT a.area, h.month,
    -- A month of one LSOA is too little to be shown of anybody's own records, and so is what gives it away.
    CASE WHEN coalesce(bool_or(NOT p.inside), false) OR any_value(s.area) IS NULL
        THEN NULL ELSE coalesce(sum(p.n), 0) + coalesce(any_value(n.n), 0) END
FROM area_districts a
JOIN held h USING (districts)
LEFT JOIN council_area s ON s.area = a.area
LEFT JOIN placed p ON p.area = a.area AND p.month = h.month
LEFT JOIN unplaced n ON n.area = a.area AND n.month = h.month
GROUP BY a.area, h.month
ORDER BY ALL;

DROP TABLE district_of;
DROP TABLE numbered_count;
