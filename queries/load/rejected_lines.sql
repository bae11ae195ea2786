-- The lines that the CSV reader could not take, one row a line with its first fault.
SELECT b.file_id, e.line, arg_min(e.error_message, coalesce(e.column_idx, 0)) AS reason,
    any_value(e.csv_line) AS text
FROM reject_errors e
JOIN reject_scans s USING (scan_id, file_id)
JOIN batch_file b ON b.path = s.file_path
GROUP BY b.file_id, e.line
ORDER BY b.file_id, e.line;
