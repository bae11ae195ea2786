SELECT count(*) > 0 FROM postcode_lsoa;
