-- A council file is the whole truth for the months and districts that it names.
DELETE FROM council_asb USING (SELECT DISTINCT district, month FROM incoming) i
WHERE council_asb.district = i.district AND council_asb.month = i.month;
-- What case records said of these months leaves with them.
DELETE FROM case_month USING (SELECT DISTINCT district, month FROM incoming) i
WHERE case_month.district = i.district AND case_month.month = i.month;
DELETE FROM case_count USING (SELECT DISTINCT district, month FROM incoming) i
WHERE case_count.district = i.district AND case_count.month = i.month;
DELETE FROM case_disposal USING (SELECT DISTINCT district, month FROM incoming) i
WHERE case_disposal.district = i.district AND case_disposal.month = i.month;
DELETE FROM case_youth USING (SELECT DISTINCT district, month FROM incoming) i
WHERE case_youth.district = i.district AND case_youth.month = i.month;
INSERT INTO council_asb SELECT district, month, area_code, asb_type, sum(n) FROM incoming GROUP BY ALL ORDER BY ALL;
INSERT OR REPLACE INTO council_month SELECT DISTINCT district, month, $sha256 FROM incoming;
