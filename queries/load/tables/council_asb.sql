-- A council file is the whole truth for the months and districts that it names.
DELETE FROM council_asb USING (SELECT DISTINCT district, month FROM incoming) i
WHERE council_asb.district = i.district AND council_asb.month = i.month;
INSERT INTO council_asb SELECT district, month, area_code, asb_type, sum(n) FROM incoming GROUP BY ALL ORDER BY ALL;
INSERT OR REPLACE INTO council_month SELECT DISTINCT district, month, $sha256 FROM incoming;
