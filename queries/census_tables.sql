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
held AS (
    SELECT n.topic, n.year, n.source, c.vintage, count(DISTINCT n.category) AS categories, sum(n.n)::BIGINT AS total
    FROM composed c JOIN census_count n USING (code)
    GROUP BY n.topic, n.year, n.source, c.vintage
    HAVING count(DISTINCT c.code) = any_value(c.codes)
)
SELECT topic, year, source, categories, total
FROM held
QUALIFY vintage = max(vintage) OVER (PARTITION BY topic, year, source)
ORDER BY topic, year, source;
