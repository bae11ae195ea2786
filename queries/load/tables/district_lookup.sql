INSERT OR REPLACE INTO district SELECT district, district_name, force_area, force_area_name FROM incoming;
