CREATE OR REPLACE TEMP TABLE accepted (file_id INTEGER, force TEXT, month DATE, sha256 TEXT, load_id INTEGER);
