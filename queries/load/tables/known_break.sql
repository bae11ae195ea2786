INSERT OR REPLACE INTO known_break SELECT (month || '-01')::DATE, affects, title, description FROM incoming;
