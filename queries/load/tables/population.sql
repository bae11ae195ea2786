INSERT OR REPLACE INTO population SELECT code, year, source, n FROM incoming;
