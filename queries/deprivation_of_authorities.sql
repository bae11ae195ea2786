-- title: Deprivation among authorities
-- question: Where do the districts of a place stand among the local authorities of England, in every release loaded?
-- parameters:
--   area: area
-- columns:
--   {area_code: text, area_name: text, release: year, measure: text, value: number, rank: count, of: count, source: text}
-- note: >
--   rank 1 is the most deprived authority. of is how many authorities there were: ranks of two releases are not in the same
--   league, because councils were merged in between. measure says by what they are ranked: MHCLG's summaries rank by average
--   score, by average rank and by three others; "as printed" is a rank that the partnership printed without saying. rank and
--   of are empty where a file gives values alone. MHCLG turns the average rank round: a high value is a deprived authority.
SELECT a.code AS area_code, a.name AS area_name, d.release, d.measure, d.value, d.rank, d."of", d.source
FROM (SELECT DISTINCT district FROM area_member WHERE area = $area) m
JOIN deprivation_authority d ON d.code = m.district
JOIN area a ON a.code = m.district
ORDER BY a.name, a.code, d.release, d.measure;
