-- title: Partners' own counts
-- question: What have partners counted themselves in a place, by category and period?
-- parameters:
--   area: area
--   from_month: month
--   to_month: month
-- columns:
--   {source: text, category: text, first_month: month, last_month: month, count: count, withheld: flag,
--    printed_change: text}
-- note: >
--   not police.uk, and never added to it: each row names whose figure it is. One row a source, category and period that
--   lies wholly within the months asked for. Where a file names smaller areas, the place is their sum; an area without a
--   row in a period that its file names has none. printed_change is the change on the year before as print says it. Below
--   a district a count is withheld where any area of the same level in the district has 1 to 4 of the category in that
--   period or one that overlaps it, and for a single LSOA in any period under twelve months.
WITH place AS (
    SELECT a.code, a.level, a.width, a.lsoas, (SELECT count(DISTINCT district) FROM area_member WHERE area = a.code) AS districts
    FROM area a WHERE a.code = $area
),
-- Levels of smaller areas that together are the whole place, the place's own among them.
tiling AS (
    SELECT i.level, min(a.width) AS width
    FROM area_inside i JOIN area a ON a.code = i.inner_area
    WHERE i.area = $area AND i.level <> 'lsoa_2011'
    GROUP BY i.level
    HAVING sum(a.lsoas) = (SELECT lsoas FROM place)
),
-- A period of a source and category is held where every district of the place has a row of it.
held AS (
    SELECT p.source, p.category, p.level, p.first_month, p.last_month, t.width
    FROM partner_count p
    JOIN tiling t USING (level)
    JOIN area_member m ON m.area = p.area_code
    WHERE m.district IN (SELECT district FROM area_member WHERE area = $area)
    GROUP BY p.source, p.category, p.level, p.first_month, p.last_month, t.width
    HAVING count(DISTINCT m.district) = (SELECT districts FROM place)
    QUALIFY row_number() OVER (PARTITION BY p.source, p.category, p.first_month, p.last_month ORDER BY t.width) = 1
),
-- The place, and below a district its fellows of the same level there.
fellow AS (
    SELECT $area AS code
    UNION
    SELECT a.code
    FROM area a JOIN area_member m ON m.area = a.code
    WHERE a.level = (SELECT level FROM place) AND (SELECT width FROM place) > 4
        AND m.district IN (SELECT district FROM area_member WHERE area = $area)
),
counted AS (
    SELECT f.code, h.source, h.category, h.first_month, h.last_month, coalesce(sum(p.n), 0) AS n,
        CASE WHEN count(DISTINCT i.inner_area) = 1 THEN any_value(p.printed_change) END AS printed_change
    FROM held h
    CROSS JOIN fellow f
    LEFT JOIN area_inside i ON i.area = f.code AND i.level = h.level
    LEFT JOIN partner_count p ON p.area_code = i.inner_area AND p.level = h.level AND p.source = h.source
        AND p.category = h.category AND p.first_month = h.first_month AND p.last_month = h.last_month
    GROUP BY f.code, h.source, h.category, h.first_month, h.last_month
),
-- Where the fellows' counts of a period could give away a few.
small AS (
    SELECT c.source, c.category, c.first_month, c.last_month,
        p.width > 4 AND bool_or(c.n BETWEEN 1 AND 4)
            OR p.lsoas = 1 AND months_in(c.first_month, c.last_month) < 12 AS is_small
    FROM counted c CROSS JOIN place p
    GROUP BY c.source, c.category, c.first_month, c.last_month, p.width, p.lsoas
)
SELECT c.source, c.category, c.first_month, c.last_month, CASE WHEN NOT coalesce(w.hidden, false) THEN c.n END::BIGINT AS count,
    coalesce(w.hidden, false) AS withheld, CASE WHEN coalesce(w.hidden, false) THEN '' ELSE coalesce(c.printed_change, '') END AS printed_change
FROM counted c
LEFT JOIN (
    SELECT s.source, s.category, s.first_month, s.last_month, bool_or(o.is_small) AS hidden
    FROM small s
    JOIN small o ON o.source = s.source AND o.category = s.category AND o.first_month <= s.last_month
        AND o.last_month >= s.first_month
    GROUP BY s.source, s.category, s.first_month, s.last_month
) w USING (source, category, first_month, last_month)
WHERE c.code = $area AND c.first_month >= $from_month AND c.last_month <= $to_month
ORDER BY c.source, c.category, c.first_month, c.last_month;
