-- Every area, widest first. near: it touches a force area in which a partnership lies.
SELECT code, level, width, name, partnership, lsoas, members_key, population, population_year,
    code IN (SELECT area FROM near_partnerships()) AS near
FROM area ORDER BY width, level, name, code;
