-- A file is the whole truth for the areas, topic and year that it names; but categories that are coarser than those held
-- (five ethnic groups where nineteen are known) do not take their place.
CREATE OR REPLACE TEMP TABLE replaced AS
WITH fresh AS (SELECT code, topic, year, source, count(*) AS categories FROM incoming GROUP BY ALL),
held AS (SELECT code, topic, year, source, count(*) AS categories FROM census_count GROUP BY ALL)
SELECT f.code, f.topic, f.year, f.source
FROM fresh f LEFT JOIN held h USING (code, topic, year, source)
WHERE coalesce(h.categories, 0) <= f.categories;

DELETE FROM census_count c USING replaced r
WHERE c.code = r.code AND c.topic = r.topic AND c.year = r.year AND c.source = r.source;

INSERT INTO census_count
SELECT i.code, i.topic, i.year, i.source, i.category, i.n
FROM incoming i JOIN replaced r USING (code, topic, year, source)
ORDER BY i.topic, i.year, i.source, i.code;

DROP TABLE replaced;
