-- title: Answers to the survey by area
-- question: How many people of each area inside a place gave each answer to the partnership's survey, by year and together?
-- parameters:
--   area: area
--   partnership: area
--   level: level
--   question: {type: choice, values: [concern, safety, crime_trend], default: concern}
-- columns:
--   {area_code: text, area_name: text, financial_year: text, position: count, answer: text, n: count, base: count, several: flag}
-- note: >
--   as survey_answers, for every area of a level that lies wholly inside the place, by name.
SELECT c.area AS area_code, a.name AS area_name, coalesce(financial_year(c.year), '') AS financial_year, c.position,
    c.answer, c.n, b.n AS base, c.several
FROM area_inside i
JOIN area a ON a.code = i.inner_area
JOIN survey_count c ON c.area = a.code
JOIN survey_count b
    ON b.partnership = c.partnership AND b.area = c.area AND b.question = c.question AND b.position = 0
    AND b.year IS NOT DISTINCT FROM c.year
WHERE i.area = $area AND i.level = $level AND c.partnership = $partnership AND c.question = $question AND c.position > 0
ORDER BY a.name, a.code, c.year NULLS LAST, c.position;
