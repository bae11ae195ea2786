-- title: Census tables loaded
-- question: Which tables of the census and of mid-year estimates cover a place?
-- parameters:
--   area: area
-- columns:
--   {topic: text, year: year, source: text, categories: count, total: count}
-- note: total is of residents or households, as the topic counts; ONS perturbs each table of 2021 anew, a few apart from others.
WITH composed AS (
    SELECT vintage, code, count(*) OVER (PARTITION BY vintage) AS codes FROM area_code WHERE area = $area
),
told AS (
    SELECT topic, year, source, code, count(*) AS categories, sum(n) AS n
    FROM census_count WHERE code IN (SELECT code FROM composed)
    GROUP BY ALL
),
held AS (
    SELECT t.topic, t.year, t.source, c.vintage, max(t.categories) AS categories, sum(t.n)::BIGINT AS total
    FROM composed c JOIN told t USING (code)
    GROUP BY t.topic, t.year, t.source, c.vintage
    HAVING count(*) = any_value(c.codes)
)
SELECT topic, year, source, categories, total
FROM held
QUALIFY vintage = max(vintage) OVER (PARTITION BY topic, year, source)
ORDER BY topic, year, source;
