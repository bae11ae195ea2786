-- title: Months loaded
-- question: Which months of which force are loaded, from which file, and how do its rows add up?
-- parameters: {}
-- columns:
--   {force: text, month: month, rows_read: count, rows_loaded: count, rows_rejected: count, without_location: count,
--    unknown_lsoa: count, by_place: count, by_best_fit: count, file: text}
-- note: rows_read = rows_loaded + rows_rejected; the rest are parts of rows_loaded.
SELECT m.force, m.month, f.rows_read, f.rows_loaded, f.rows_rejected, f.without_location,
    coalesce(sum(c.unknown_lsoa), 0)::BIGINT AS unknown_lsoa, coalesce(sum(c.by_place), 0)::BIGINT AS by_place,
    coalesce(sum(c.by_best_fit), 0)::BIGINT AS by_best_fit, f.file
FROM force_month m
JOIN load_file f USING (file_id)
LEFT JOIN force_month_count c ON c.force = m.force AND c.month = m.month
GROUP BY ALL
ORDER BY m.force, m.month;
