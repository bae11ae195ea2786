-- Every counted cell of the smallest areas; position 0 is the base.
SELECT partnership, question, several, year, area_code, 0 AS position, NULL AS answer, n FROM survey_base
UNION ALL
SELECT a.partnership, a.question, b.several, a.year, a.area_code, a.position, a.answer, a.n
FROM survey_answer a JOIN survey_base b USING (partnership, year, area_code, question)
ORDER BY ALL;
