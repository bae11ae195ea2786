INSERT OR REPLACE INTO area_lookup
SELECT DISTINCT lsoa11, lsoa11_name, lsoa21, lsoa21_name, change, district FROM incoming;
INSERT OR IGNORE INTO district (district, district_name)
SELECT district, min(district_name) FROM incoming GROUP BY district;
