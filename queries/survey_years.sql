-- title: Years of the survey
-- question: Which years of the partnership's survey are loaded, and how many people answered?
-- parameters:
--   partnership: area
-- columns: {financial_year: text, survey: text, respondents: count}
-- note: respondents are all people of the file, whether or not they answered a question that is counted.
SELECT financial_year(year) AS financial_year, name AS survey, respondents
FROM survey_year
WHERE partnership = $partnership
ORDER BY year;
