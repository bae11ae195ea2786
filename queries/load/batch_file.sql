CREATE OR REPLACE TEMP TABLE batch_file (file_id INTEGER, path TEXT, force TEXT, month DATE);
