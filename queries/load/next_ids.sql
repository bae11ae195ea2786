SELECT coalesce(max(file_id), 0) + 1, coalesce(max(load_id), 0) + 1 FROM load_file;
