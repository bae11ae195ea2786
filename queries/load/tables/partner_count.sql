-- A file is the whole truth for each source, category, level and period that it names.
DELETE FROM partner_count USING (SELECT DISTINCT source, category, level, first_month, last_month FROM incoming) i
WHERE partner_count.source = i.source AND partner_count.category = i.category AND partner_count.level = i.level
    AND partner_count.first_month = i.first_month AND partner_count.last_month = i.last_month;
INSERT OR REPLACE INTO partner_count
SELECT source, category, level, area_code, first_month, last_month, n, printed_change, $sha256 FROM incoming ORDER BY ALL;
