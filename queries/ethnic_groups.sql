-- title: Residents by ethnic group
-- question: How many residents of each ethnic group live in some areas, in each census?
-- parameters:
--   areas: {type: area, list: true}
--   year: {type: year, optional: true}
-- columns:
--   {area_code: text, area_name: text, year: year, source: text, ethnic_group: text, count: count, white_british: count}
-- note: >
--   five groups that both censuses tell alike: Chinese is Asian and Arab is Other in both. white_british is the part of
--   White that says so, empty where a table tells White only as a whole. Sums as for residents by age.
WITH broad AS (SELECT * FROM census_of($areas, ['ethnic_group'], $year, true)),
british AS (
    SELECT area, year, source, n FROM census_of($areas, ['ethnic_group'], $year, false) WHERE category = 'White: British'
)
SELECT t.area AS area_code, a.name AS area_name, t.year, t.source, t.category AS ethnic_group, t.n AS count,
    CASE WHEN t.category = 'White' THEN b.n END AS white_british
FROM broad t
JOIN area a ON a.code = t.area
LEFT JOIN british b ON b.area = t.area AND b.year = t.year AND b.source = t.source
ORDER BY a.width, a.name, t.area, t.year,
    list_position(['White', 'Mixed', 'Asian', 'Black', 'Other'], t.category);
