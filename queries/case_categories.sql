-- title: Council records by category
-- question: What are the council's own records of anti-social behaviour about, and what became of them?
-- parameters:
--   area: area
--   from_month: month
--   to_month: month
-- columns:
--   {breakdown: text, area_code: text, area_name: text, whole: flag, category: text, count: count, records: count, withheld: flag}
-- protected: categories
-- note: >
--   four breakdowns (type, team, disposal, youth) of the case system's records, each by itself, of the one district that holds the area: the district (whole) with what could not be
--   placed, and its parts, the widest areas that make it up and that each hold whole areas of the records, less those from which a single LSOA could be had by subtraction. records is
--   the row's sum. Counts under 5 are withheld (withheld is true, count is empty), and so many others that none can be
--   had by subtraction. No rows where no case records are loaded for the months, or several districts hold the area.
WITH district AS (
    SELECT any_value(district) AS code FROM area_member WHERE area = $area HAVING count(DISTINCT district) = 1
),
kept AS (
    SELECT c.breakdown, c.month, CASE WHEN u.how IN ('parent', 'merged') THEN u.lsoa ELSE c.area_code END AS kept_for, c.category, c.n
    FROM (
        SELECT 'type' AS breakdown, district, month, area_code, asb_type AS category, n FROM case_count
        UNION ALL
        SELECT 'team', district, month, area_code, team, n FROM case_count
        UNION ALL
        SELECT 'disposal', district, month, area_code, disposal, n FROM case_disposal
        UNION ALL
        SELECT 'youth', district, month, area_code, youth, n FROM case_youth
    ) c
    LEFT JOIN lsoa_unit u ON u.code = c.area_code
    WHERE c.district = (SELECT code FROM district)
),
-- Every category that the district has ever had: that one is missing from a table would tell that it had none.
category AS (SELECT DISTINCT breakdown, category FROM kept),
within AS (
    SELECT breakdown, kept_for, category, sum(n) AS n
    FROM kept WHERE month BETWEEN $from_month AND $to_month GROUP BY ALL
),
part_level AS (
    SELECT i.level
    FROM area_inside i
    JOIN area a ON a.code = i.inner_area
    WHERE i.area = (SELECT code FROM district) AND a.width > 4 AND i.level NOT IN ('lsoa', 'lsoa_2011')
    GROUP BY i.level
    HAVING sum(a.lsoas) = (SELECT lsoas FROM area WHERE code = (SELECT code FROM district))
        AND count(*) > 1
        AND NOT EXISTS (
            SELECT 1 FROM (SELECT DISTINCT kept_for FROM kept WHERE kept_for <> '') k
            WHERE NOT EXISTS (
                SELECT 1 FROM area_inside x JOIN area o ON o.code = x.area
                WHERE o.level = i.level AND x.inner_area = k.kept_for
            )
        )
    ORDER BY min(a.width), i.level
    LIMIT 1
),
placed AS (
    SELECT i.inner_area AS area_code, x.inner_area AS kept_for
    FROM area_inside i
    JOIN area_inside x ON x.area = i.inner_area
    WHERE i.area = (SELECT code FROM district) AND i.level = (SELECT level FROM part_level)
        AND x.inner_area IN (SELECT kept_for FROM kept)
),
place AS (
    SELECT code AS area_code, true AS whole FROM district
    UNION ALL
    SELECT DISTINCT inner_area, false FROM area_inside
    WHERE area = (SELECT code FROM district) AND level = (SELECT level FROM part_level)
        AND inner_area IN (SELECT area FROM council_area)
    UNION ALL
    -- Known to the guard of small counts alone, and never shown: what could not be placed, and what lies in a part that
    -- is not shown; without parts nothing.
    SELECT '', false WHERE EXISTS (SELECT 1 FROM part_level)
),
counted AS (
    SELECT p.area_code, w.breakdown, w.category, sum(w.n) AS n
    FROM place p
    JOIN within w ON p.whole
        OR (p.area_code = '' AND w.kept_for NOT IN (
            SELECT x.kept_for FROM placed x JOIN place o ON o.area_code = x.area_code AND NOT o.whole))
        OR EXISTS (SELECT 1 FROM placed x WHERE x.area_code = p.area_code AND x.kept_for = w.kept_for)
    GROUP BY ALL
)
SELECT c.breakdown, p.area_code, coalesce(a.name, '') AS area_name, p.whole, c.category, coalesce(n.n, 0)::BIGINT AS count,
    (sum(coalesce(n.n, 0)) OVER (PARTITION BY c.breakdown, p.area_code))::BIGINT AS records, false AS withheld
FROM place p
CROSS JOIN category c
LEFT JOIN counted n ON n.area_code = p.area_code AND n.breakdown = c.breakdown AND n.category = c.category
LEFT JOIN area a ON a.code = p.area_code
WHERE EXISTS (SELECT 1 FROM within)
ORDER BY c.breakdown, p.whole DESC, a.name, p.area_code, c.category;
