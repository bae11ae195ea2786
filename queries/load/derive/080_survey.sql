-- The areas of a survey, each with the smallest areas of the survey that it is made of: those inside the partnership of
-- whose LSOAs every one lies in such an area. The partnership itself also holds the people who gave no area.
CREATE OR REPLACE TEMP TABLE survey_cover AS
WITH part AS (SELECT DISTINCT partnership, area_code FROM survey_base WHERE area_code <> ''),
made AS (
    SELECT p.partnership, i.area, list(p.area_code ORDER BY p.area_code) AS parts
    FROM part p
    JOIN area_inside i ON i.inner_area = p.area_code
    JOIN area_inside own ON own.area = p.partnership AND own.inner_area = i.area
    JOIN area a ON a.code = i.area
    JOIN area smallest ON smallest.code = p.area_code
    GROUP BY p.partnership, i.area, a.lsoas
    HAVING sum(smallest.lsoas) = a.lsoas
),
whole AS (
    SELECT p.partnership, a.code AS area,
        list_concat(coalesce((SELECT list(x.area_code ORDER BY x.area_code) FROM part x
            WHERE x.partnership = p.partnership), []), ['']) AS parts
    FROM (SELECT DISTINCT partnership FROM survey_base) p
    JOIN area own ON own.code = p.partnership
    JOIN area a ON a.members_key = own.members_key
    JOIN area_inside i ON i.area = own.code AND i.inner_area = a.code
)
SELECT w.partnership, a.level, w.area, w.parts FROM whole w JOIN area a ON a.code = w.area
UNION ALL
SELECT m.partnership, a.level, m.area, m.parts FROM made m JOIN area a ON a.code = m.area
WHERE NOT EXISTS (SELECT 1 FROM whole w WHERE w.partnership = m.partnership AND w.area = m.area)
ORDER BY ALL;
