-- title: Deprivation by domain
-- question: How deprived is a place in each domain of the English indices, in one release?
-- parameters:
--   area: area
--   release: {type: choice, optional: true, values: ["2015", "2019", "2025"]}
-- columns:
--   {domain: text, release: year, of: count, rank: number, decile: count, percentile: number, score: number, lsoas: count,
--    ranked: count, most_deprived: count, population: count, population_year: year, share_most_deprived: share, how: text}
-- note: >
--   one row a domain that is loaded for the place: imd is the index itself, made of seven domains (income 22.5%,
--   employment 22.5%, education 13.5%, health 13.5%, crime 9.3%, housing 9.3%, environment 9.3%). The other columns are
--   those of deprivation_by_area. Scores of different domains are in different units.
SELECT f.domain, release_for($area, $release) AS release,
    (SELECT r.lsoas FROM deprivation_release r WHERE r.release = release_for($area, $release)) AS "of",
    f.rank, f.decile, f.percentile, f.score, f.lsoas, f.ranked, f.most_deprived, f.population, f.population_year,
    f.share_most_deprived, f.how
FROM area_deprivation($area, (SELECT level FROM area WHERE code = $area), release_for($area, $release), NULL) f
WHERE f.area = $area AND f.ranked > 0
ORDER BY f.domain <> 'imd', f.domain;
