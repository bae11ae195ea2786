-- Every area, widest first.
SELECT code, level, width, name, partnership, lsoas, members_key, population, population_year
FROM area ORDER BY width, level, name, code;
