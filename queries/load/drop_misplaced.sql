DELETE FROM crime c USING batch_file b
WHERE c.file_id = b.file_id AND (c.month IS DISTINCT FROM b.month OR c.crime_type IS NULL);
