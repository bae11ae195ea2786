-- title: Residents by age
-- question: How many residents of each age live in some areas, by which table?
-- parameters:
--   areas: {type: area, list: true}
--   year: {type: year, optional: true}
--   sexes: {type: flag, default: false}
-- columns:
--   {area_code: text, area_name: text, year: year, source: text, sex: text, age_from: count, age_to: count, count: count}
-- note: >
--   sums of the LSOAs of an area, of either vintage; of whole districts where LSOAs are not loaded; no row where a part is
--   missing. age_to is empty for the oldest ages. Single years where a table gives them, otherwise its bands. sex is persons;
--   with sexes also female and male, where the table tells them apart.
WITH single AS (SELECT * FROM census_of($areas, 'age', $year, false)),
told AS (
    SELECT *, 'persons' AS sex FROM single
    UNION ALL
    SELECT *, 'persons' FROM census_of($areas, 'age_band', $year, false) b ANTI JOIN single s USING (area, year, source)
    UNION ALL
    SELECT *, 'female' FROM census_of($areas, 'age_female', $year, false) WHERE $sexes
    UNION ALL
    SELECT *, 'male' FROM census_of($areas, 'age_male', $year, false) WHERE $sexes
)
SELECT t.area AS area_code, a.name AS area_name, t.year, t.source, t.sex, age_from(t.category) AS age_from,
    age_to(t.category) AS age_to, t.n AS count
FROM told t
JOIN area a ON a.code = t.area
ORDER BY a.width, a.name, t.area, t.year, t.sex, age_from;
