-- Area codes must be one area's only, over all levels and partnerships.
SELECT code, list(DISTINCT level || ' ' || name ORDER BY level || ' ' || name) AS claims
FROM found GROUP BY code HAVING count(DISTINCT level) > 1;
