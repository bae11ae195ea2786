INSERT OR REPLACE INTO published_total SELECT district, year, measure, n, rounded_to, source FROM incoming;
