INSERT OR REPLACE INTO lsoa_best_fit SELECT lsoa11, lsoa21 FROM incoming;
