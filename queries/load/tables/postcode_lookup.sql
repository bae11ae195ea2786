INSERT OR REPLACE INTO postcode_lsoa SELECT postcode, lsoa FROM incoming;
