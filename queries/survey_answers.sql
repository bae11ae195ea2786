-- title: Answers to the survey
-- question: How many people of a place gave each answer to the partnership's survey, by year and in all years together?
-- parameters:
--   area: area
--   partnership: area
--   question: {type: choice, values: [concern, safety, crime_trend], default: concern}
-- columns:
--   {financial_year: text, position: count, answer: text, n: count, base: count, several: flag}
-- note: >
--   financial_year is empty for all years together. base is how many people answered; where several is true a person may
--   give several answers. n and base are empty where they are suppressed: a breakdown of fewer than 10 people, and what
--   would give it away by subtraction. No row where the survey was not counted for such an area: the survey's smallest
--   areas (wards) and what is made of whole ones have counts.
SELECT coalesce(financial_year(c.year), '') AS financial_year, c.position, c.answer, c.n, b.n AS base, c.several
FROM survey_count c
JOIN survey_count b
    ON b.partnership = c.partnership AND b.area = c.area AND b.question = c.question AND b.position = 0
    AND b.year IS NOT DISTINCT FROM c.year
WHERE c.partnership = $partnership AND c.area = $area AND c.question = $question AND c.position > 0
ORDER BY c.year NULLS LAST, c.position;
