-- The sums of a file's districts, of which it holds every LSOA, beside what was published apart from it.
WITH own AS (
    SELECT topic, year, code, count(*) AS cells, sum(n) AS n FROM incoming
    WHERE topic NOT IN ('age_female', 'age_male')
    GROUP BY ALL
),
-- Every LSOA of a district, by vintage.
wanted AS (
    SELECT district, 2011 AS vintage, lsoa11 AS code FROM area_lookup
    UNION
    SELECT district, 2021, lsoa21 FROM area_lookup
),
summed AS (
    SELECT w.district, w.vintage, o.topic, o.year, sum(o.n) AS n, sum(o.cells) AS cells, count(o.code) AS held,
        (SELECT count(*) FROM wanted x WHERE x.district = w.district AND x.vintage = w.vintage) AS needed
    FROM wanted w JOIN own o USING (code)
    GROUP BY ALL
)
SELECT d.district_name, s.topic, s.year, any_value(s.n)::BIGINT, any_value(s.cells)::BIGINT, p.n, p.rounded_to
FROM summed s
JOIN district d USING (district)
LEFT JOIN published_total p ON p.district = s.district AND p.year = s.year AND list_contains($measures, s.topic || ' ' || p.measure)
WHERE s.held = s.needed
GROUP BY d.district_name, s.topic, s.year, p.n, p.rounded_to
ORDER BY ALL;
