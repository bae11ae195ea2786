-- A file of scores alone adds them to the ranks held; a file of ranks alone leaves the scores held as they are.
UPDATE deprivation SET score = i.score
FROM incoming i
WHERE i.rank IS NULL AND deprivation.code = i.code AND deprivation.release = i.release AND deprivation.domain = i.domain;
INSERT INTO deprivation
SELECT code, release, domain, rank, decile, CASE WHEN isfinite(score) THEN score END FROM incoming WHERE rank IS NOT NULL
ON CONFLICT DO UPDATE SET rank = excluded.rank, decile = excluded.decile, score = coalesce(excluded.score, score);
