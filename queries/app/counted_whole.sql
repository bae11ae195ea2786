-- 2021 LSOAs that are counted as their 2011 parent, because their boundaries are not loaded.
SELECT code, lsoa FROM lsoa_unit WHERE how = 'parent' AND code <> lsoa ORDER BY code;
