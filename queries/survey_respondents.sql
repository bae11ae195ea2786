-- title: Who answered the survey
-- question: How many people of each group answered the partnership's survey, by year and in all years together?
-- parameters:
--   partnership: area
-- columns:
--   {grouping: text, financial_year: text, position: count, answer: text, n: count, base: count}
-- note: >
--   counted for the whole partnership only, never by area. financial_year is empty for all years together; n and base are
--   empty where they are suppressed.
SELECT regexp_replace(c.question, '^demographic:', '') AS "grouping", coalesce(financial_year(c.year), '') AS financial_year,
    c.position, c.answer, c.n, b.n AS base
FROM survey_count c
JOIN survey_count b
    ON b.partnership = c.partnership AND b.area = c.area AND b.question = c.question AND b.position = 0
    AND b.year IS NOT DISTINCT FROM c.year
WHERE c.partnership = $partnership AND c.area = $partnership AND starts_with(c.question, 'demographic:') AND c.position > 0
ORDER BY c.question, c.year NULLS LAST, c.position;
