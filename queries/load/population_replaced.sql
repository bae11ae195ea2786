-- Of two tables of residents for one LSOA and year the one loaded last counts. Reads `incoming`, which is in the table.
DELETE FROM population USING (SELECT DISTINCT code, year, source FROM incoming) i
WHERE population.code = i.code AND population.year = i.year AND population.source <> i.source;
