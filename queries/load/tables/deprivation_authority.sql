-- Values and ranks stand in different files of the same release: neither takes the other away.
INSERT INTO deprivation_authority
SELECT code, release, measure, CASE WHEN isfinite(value) THEN value END, rank, "of", $source FROM incoming
ON CONFLICT DO UPDATE SET value = coalesce(excluded.value, value), rank = coalesce(excluded.rank, rank),
    "of" = coalesce(excluded."of", "of"), source = excluded.source;
