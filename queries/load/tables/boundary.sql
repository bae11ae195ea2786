-- Of two outlines of one area the more detailed is kept, whichever came first.
INSERT INTO boundary
SELECT level, vintage, code, name, geometry, detail, $source FROM incoming
ON CONFLICT DO UPDATE SET name = excluded.name, geometry = excluded.geometry, detail = excluded.detail,
    source = excluded.source
WHERE excluded.detail > detail OR (excluded.detail = detail AND excluded.geometry < geometry);
