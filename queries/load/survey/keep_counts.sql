INSERT INTO survey_count
SELECT partnership, area, year, question, several, position, answer, n FROM survey_frame
ORDER BY partnership, question, area, year NULLS FIRST, position;
