-- What became of the files of a batch.
INSERT INTO load_file
SELECT f.file_id, f.load_id, f.loaded_at, f.file, f.kind, f.status, f.sha256, f.force, f.month, f.rows_read, f.rows_loaded,
    f.rows_rejected, f.without_location, f.message
FROM (SELECT unnest($files::STRUCT(file_id INTEGER, load_id INTEGER, loaded_at TIMESTAMP, file TEXT, kind TEXT, status TEXT,
    sha256 TEXT, force TEXT, month DATE, rows_read BIGINT, rows_loaded BIGINT, rows_rejected BIGINT,
    without_location BIGINT, message TEXT)[]) AS f);
