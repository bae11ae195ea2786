-- Was this file loaded before, and is it the last one of its kind that was?
SELECT kind, arg_max(sha256, file_id) = $sha256 AS latest
FROM load_file
WHERE status = 'loaded' AND kind IN (SELECT kind FROM load_file WHERE sha256 = $sha256 AND status = 'loaded')
GROUP BY kind;
