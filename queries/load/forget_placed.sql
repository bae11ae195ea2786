DELETE FROM lsoa_by_place;
