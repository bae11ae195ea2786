-- A release is published once: a LSOA with another rank than the one held, or a rank that another LSOA holds, means that
-- the file is of another release than it seems.
SELECT i.release, i.domain, i.rank, i.code, d.code AS other, d.rank AS held
FROM incoming i
JOIN deprivation d ON d.release = i.release AND d.domain = i.domain AND (d.rank = i.rank) <> (d.code = i.code)
WHERE d.rank = i.rank OR d.code = i.code
ORDER BY ALL LIMIT 1;
