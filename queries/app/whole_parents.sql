SELECT DISTINCT lsoa FROM lsoa_unit WHERE how = 'parent' ORDER BY lsoa;
