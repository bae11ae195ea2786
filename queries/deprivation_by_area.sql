-- title: Deprivation by area
-- question: How deprived is each area of a level inside a place, in one release and domain of the English indices?
-- parameters:
--   area: area
--   level: level
--   release: {type: choice, optional: true, values: ["2015", "2019", "2025"]}
--   domain:
--     type: choice
--     default: imd
--     values: [imd, income, employment, education, health, crime, housing, environment, children_income, older_income,
--       children_education, adult_skills, geographical_barriers, wider_barriers, indoors, outdoors]
-- columns:
--   {area_code: text, area_name: text, release: year, of: count, rank: number, decile: count, percentile: number,
--    score: number, lsoas: count, ranked: count, most_deprived: count, population: count, population_year: year,
--    share_most_deprived: share, how: text}
-- note: >
--   rank 1 is the most deprived of all LSOAs of England (of: how many there are in the release; the indices do not cover
--   Wales). Without a release, the latest one loaded for the place. A LSOA has its own rank and decile; of a wider area
--   rank, percentile and score are means over its LSOAs, weighted by the residents loaded last, empty where a LSOA is not
--   ranked or its residents are not loaded; a mean of ranks has no decile. percentile runs from 0, the most deprived LSOA
--   of England, to 100. most_deprived counts the LSOAs in the most deprived fifth of England (deciles 1 and 2),
--   share_most_deprived is the share of residents who live in them; ranked of lsoas have a rank. how says where the figure
--   comes from when the release is of another vintage of LSOAs: own, parent (the LSOA of 2011 that it was part of), parts
--   (the mean of the LSOAs that it is made of), mixed. The average ranks that MHCLG publishes run the other way.
SELECT a.code AS area_code, a.name AS area_name, release_for($area, $release) AS release,
    (SELECT r.lsoas FROM deprivation_release r WHERE r.release = release_for($area, $release)) AS "of",
    f.rank, f.decile, f.percentile, f.score, a.lsoas, coalesce(f.ranked, 0) AS ranked,
    coalesce(f.most_deprived, 0) AS most_deprived, f.population, f.population_year, f.share_most_deprived,
    coalesce(f.how, '') AS how
FROM area_inside i
JOIN area a ON a.code = i.inner_area
LEFT JOIN area_deprivation($area, $level, release_for($area, $release), $domain) f ON f.area = a.code AND f.ranked > 0
WHERE i.area = $area AND i.level = $level
ORDER BY a.name, a.code;
