INSERT OR REPLACE INTO printed_population
SELECT area_code, printed, year, line, row_name, column_name, n, source FROM incoming;
