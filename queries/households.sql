-- title: Households
-- question: How many households live in some areas, and how?
-- parameters:
--   areas: {type: area, list: true}
--   topic: {type: choice, values: [tenure, accommodation, household_deprivation], default: tenure}
--   year: {type: year, optional: true}
-- columns:
--   {area_code: text, area_name: text, year: year, source: text, category: text, count: count, households: count}
-- note: >
--   households is the sum of the table's categories: a denominator for burglary. ONS perturbs each table anew, so that the
--   sums of two topics are a few apart. Sums as for residents by age.
SELECT t.area AS area_code, a.name AS area_name, t.year, t.source, t.category, t.n AS count,
    sum(t.n) OVER (PARTITION BY t.area, t.year, t.source)::BIGINT AS households
FROM census_of($areas, [$topic], $year, false) t
JOIN area a ON a.code = t.area
ORDER BY a.width, a.name, t.area, t.year, t.category;
