-- title: Crime and deprivation by LSOA
-- question: How many in each LSOA of a place, for how many residents, and how deprived is it?
-- parameters:
--   area: area
--   crime_types: {type: crime_type, list: true, optional: true}
--   from_month: month
--   to_month: month
--   release: {type: choice, optional: true, values: ["2015", "2019", "2025"]}
--   all_forces: {type: flag, default: false}
-- columns:
--   {area_code: text, area_name: text, count: count, complete: flag, population: count, population_year: year,
--    release: year, of: count, rank: number, decile: count, quintile: count, how: text}
-- note: >
--   count is empty where no month of the period is loaded; complete says that every month is there and whole for the types
--   asked for. rank, decile and quintile (1 the most deprived fifth of England's LSOAs) are those of the index of multiple
--   deprivation, empty where the LSOA is not ranked; without a release, the latest one loaded for the place. how as in
--   deprivation_by_area. Recorded crime is itself one of the index's seven domains, with a weight of 9.3%.
WITH counted AS (
    SELECT area_code, sum(n) AS n
    FROM counts_inside($area, 'lsoa', $crime_types, $all_forces, $from_month, $to_month)
    GROUP BY area_code
)
SELECT a.code AS area_code, a.name AS area_name, CASE WHEN s.held THEN coalesce(c.n, 0) END::BIGINT AS count,
    coalesce(s.complete, false) AS complete, a.population, a.population_year, release_for($area, $release) AS release,
    (SELECT r.lsoas FROM deprivation_release r WHERE r.release = release_for($area, $release)) AS "of", f.rank, f.decile,
    ceil(f.decile / 2)::INTEGER AS quintile, coalesce(f.how, '') AS how
FROM area_inside i
JOIN area a ON a.code = i.inner_area
JOIN area_districts d ON d.area = a.code
LEFT JOIN counted c ON c.area_code = a.code
LEFT JOIN period_state_of($crime_types, $from_month, $to_month) s ON s.districts = d.districts
LEFT JOIN lsoa_deprivation($area, release_for($area, $release), 'imd') f ON f.lsoa = a.code
WHERE i.area = $area AND i.level = 'lsoa'
ORDER BY a.name, a.code;
