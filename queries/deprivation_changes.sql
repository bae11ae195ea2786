-- title: Deprivation in two releases
-- question: Where does each area inside a place stand in two releases of the English indices?
-- parameters:
--   area: area
--   level: level
--   from_release: {type: choice, values: ["2015", "2019", "2025"]}
--   to_release: {type: choice, values: ["2015", "2019", "2025"]}
--   domain:
--     type: choice
--     default: imd
--     values: [imd, income, employment, education, health, crime, housing, environment, children_income, older_income,
--       children_education, adult_skills, geographical_barriers, wider_barriers, indoors, outdoors]
-- columns:
--   {area_code: text, area_name: text, rank_before: number, of_before: count, decile_before: count,
--    percentile_before: number, how_before: text, rank_after: number, of_after: count, decile_after: count,
--    percentile_after: number, how_after: text, change: number}
-- note: >
--   ranks of two releases are out of different numbers of LSOAs: compare deciles and percentiles (0 the most deprived of
--   England, 100 the least). change is in percentile points, negative where the area moved towards the most deprived. LSOAs
--   that were split in 2021 are compared with the one that they were part of (how is parent), merged ones with the mean of
--   those that they are made of (parts). A position is relative: it can change because other areas did, and the indicators
--   differ between releases (in 2025 incomes are after housing costs). Wider areas are means weighted by the same residents.
SELECT a.code AS area_code, a.name AS area_name, b.rank AS rank_before,
    (SELECT lsoas FROM deprivation_release WHERE release = $from_release::INTEGER) AS of_before,
    b.decile AS decile_before, b.percentile AS percentile_before, coalesce(b.how, '') AS how_before, n.rank AS rank_after,
    (SELECT lsoas FROM deprivation_release WHERE release = $to_release::INTEGER) AS of_after,
    n.decile AS decile_after, n.percentile AS percentile_after, coalesce(n.how, '') AS how_after,
    n.percentile - b.percentile AS change
FROM area_inside i
JOIN area a ON a.code = i.inner_area
LEFT JOIN area_deprivation($area, $level, $from_release::INTEGER, $domain) b ON b.area = a.code AND b.ranked > 0
LEFT JOIN area_deprivation($area, $level, $to_release::INTEGER, $domain) n ON n.area = a.code AND n.ranked > 0
WHERE i.area = $area AND i.level = $level
ORDER BY a.name, a.code;
