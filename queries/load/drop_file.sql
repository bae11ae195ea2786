DELETE FROM crime WHERE file_id = $file_id;
