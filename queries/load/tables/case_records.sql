-- A file of case records is the whole truth for the months of the district that it names. incoming holds counts, each
-- row a month, area (empty: not placed, why says why), type, team, disposal and flag.
DELETE FROM case_month USING (SELECT DISTINCT month FROM incoming) i
WHERE case_month.district = $district AND case_month.month = i.month;
DELETE FROM case_count USING (SELECT DISTINCT month FROM incoming) i
WHERE case_count.district = $district AND case_count.month = i.month;
DELETE FROM case_disposal USING (SELECT DISTINCT month FROM incoming) i
WHERE case_disposal.district = $district AND case_disposal.month = i.month;
DELETE FROM case_youth USING (SELECT DISTINCT month FROM incoming) i
WHERE case_youth.district = $district AND case_youth.month = i.month;
DELETE FROM council_asb USING (SELECT DISTINCT month FROM incoming) i
WHERE council_asb.district = $district AND council_asb.month = i.month;
INSERT INTO case_month
SELECT $district, month, sum(n), coalesce(sum(n) FILTER (why = 'blank'), 0),
    coalesce(sum(n) FILTER (why = 'unknown'), 0), coalesce(sum(n) FILTER (why = 'outside'), 0)
FROM incoming GROUP BY month ORDER BY month;
INSERT INTO case_count
SELECT $district, month, area_code, asb_type, team, sum(n) FROM incoming GROUP BY ALL ORDER BY ALL;
INSERT INTO case_disposal
SELECT $district, month, area_code, disposal, sum(n) FROM incoming GROUP BY ALL ORDER BY ALL;
INSERT INTO case_youth
SELECT $district, month, area_code, youth, sum(n) FROM incoming GROUP BY ALL ORDER BY ALL;
INSERT INTO council_asb
SELECT $district, month, area_code, asb_type, sum(n) FROM incoming GROUP BY ALL ORDER BY ALL;
INSERT OR REPLACE INTO council_month SELECT DISTINCT $district, month, $sha256 FROM incoming;
