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
WITH told AS (
    SELECT *
    FROM census_of(
        $areas, CASE WHEN $sexes THEN ['age', 'age_band', 'age_female', 'age_male'] ELSE ['age', 'age_band'] END, $year,
        false)
    QUALIFY topic <> 'age_band' OR NOT bool_or(topic = 'age') OVER (PARTITION BY area, year, source)
)
SELECT t.area AS area_code, a.name AS area_name, t.year, t.source,
    CASE t.topic WHEN 'age_female' THEN 'female' WHEN 'age_male' THEN 'male' ELSE 'persons' END AS sex,
    age_from(t.category) AS age_from, age_to(t.category) AS age_to, t.n AS count
FROM told t
JOIN area a ON a.code = t.area
ORDER BY a.width, a.name, t.area, t.year, sex, age_from;
