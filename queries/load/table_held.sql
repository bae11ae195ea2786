SELECT file_id FROM load_file WHERE sha256 = $sha256 AND status = 'loaded' LIMIT 1;
