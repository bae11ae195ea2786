-- Rows of a batch of street files into the store, file by file in the order given: by force and month. They are not
-- sorted by area: that costs as much again as reading them, and questions about areas read the cube, which is.
-- batch_file names each file's number, force and month; lines that cannot be read go to reject_errors.
INSERT INTO crime
SELECT b.file_id, b.force, r."Month", nullif(trim(r."LSOA code"), ''), nullif(trim(r."Crime type"), ''),
    r."Longitude", r."Latitude", r."Location", r."Last outcome category"
FROM read_csv($files, columns = $columns, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
    dateformat = '%Y-%m', filename = true, store_rejects = true) r
JOIN batch_file b ON b.path = r.filename;
