-- Scores whose rank is not held.
SELECT i.code, i.release, i.domain
FROM incoming i
LEFT JOIN deprivation d ON d.code = i.code AND d.release = i.release AND d.domain = i.domain
WHERE i.rank IS NULL AND d.rank IS NULL
ORDER BY ALL LIMIT 1;
