-- title: Releases of the indices
-- question: Which releases of the English indices of deprivation are loaded for a place, and which domains of them?
-- parameters:
--   area: area
-- columns: {release: year, vintage: year, of: count, lsoas: count, ranked: count, domains: text}
-- note: >
--   ranked says how many of the place's LSOAs have a rank of the index in the release. A release whose files are of LSOAs of
--   2011 is laid over those of 2021 by ONS's look-up. domains lists what is loaded, parted by spaces.
WITH held AS (
    SELECT d.release, count(DISTINCT m.lsoa) FILTER (d.domain = 'imd') AS ranked,
        string_agg(DISTINCT d.domain, ' ' ORDER BY d.domain) AS domains
    FROM area_member m
    JOIN lsoa_made_of x ON x.lsoa = m.lsoa
    JOIN deprivation_release r ON r.vintage = x.vintage
    JOIN deprivation d ON d.code = x.code AND d.release = r.release
    WHERE m.area = $area
    GROUP BY d.release
)
SELECT r.release, r.vintage, r.lsoas AS "of", (SELECT lsoas FROM area WHERE code = $area) AS lsoas, h.ranked, h.domains
FROM held h JOIN deprivation_release r USING (release)
WHERE h.ranked > 0
ORDER BY r.release;
