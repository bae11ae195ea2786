-- A survey file is the whole truth for the partnership and the years that it names.
DELETE FROM survey_base WHERE partnership = $partnership AND list_contains($years, year);
DELETE FROM survey_answer WHERE partnership = $partnership AND list_contains($years, year);
INSERT INTO survey_base
SELECT $partnership, year, area_code, question, several, n FROM incoming WHERE position = 0;
INSERT INTO survey_answer
SELECT $partnership, year, area_code, question, position, answer, n FROM incoming WHERE position > 0;
INSERT OR REPLACE INTO survey_year
SELECT $partnership, unnest($years), $name, unnest($respondents), $sha256;
