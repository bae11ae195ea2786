-- LSOAs that are not counted by their own code: 2021 parts counted as their 2011 parent because their boundaries are not
-- loaded, and 2011 LSOAs that were merged.
SELECT code, lsoa, how FROM lsoa_unit WHERE how IN ('parent', 'merged') AND code <> lsoa ORDER BY code;
