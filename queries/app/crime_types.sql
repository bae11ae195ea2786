SELECT crime_type FROM crime_type ORDER BY crime_type;
