INSERT OR REPLACE INTO lsoa_ward SELECT lsoa21, ward, ward_name FROM incoming;
INSERT OR IGNORE INTO district (district, district_name)
SELECT district, min(district_name) FROM incoming GROUP BY district;
