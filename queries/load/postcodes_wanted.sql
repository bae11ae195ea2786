-- Every LSOA code, of either vintage, in the partnerships' districts.
SELECT DISTINCT code FROM (
    SELECT lsoa11 AS code, district FROM area_lookup UNION SELECT lsoa21, district FROM area_lookup
)
WHERE district IN (SELECT member FROM partnership_area WHERE level = 'partnership')
ORDER BY code;
