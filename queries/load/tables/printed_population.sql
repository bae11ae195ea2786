INSERT OR REPLACE INTO printed_population
SELECT area_code, printed, year, line, row_name, place, column_name, n, source FROM incoming;
