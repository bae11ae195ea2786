INSERT OR IGNORE INTO crime_type SELECT crime_type FROM incoming;
