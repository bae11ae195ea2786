INSERT OR REPLACE INTO deprivation SELECT code, release, rank, decile FROM incoming;
