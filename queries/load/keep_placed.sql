DELETE FROM lsoa_by_place;
INSERT INTO lsoa_by_place SELECT code, longitude, latitude, lsoa FROM placed_frame;
