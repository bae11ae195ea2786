INSERT INTO load_file VALUES ($file_id, $load_id, $loaded_at, $file, $kind, $status, $sha256, $force, $month,
    $rows_read, $rows_loaded, $rows_rejected, $without_location, $message);
