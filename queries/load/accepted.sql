-- The files of a batch that were found good.
CREATE OR REPLACE TEMP TABLE accepted AS
SELECT b.file_id, b.force, b.month, a.sha256, $load_id::INTEGER AS load_id
FROM (SELECT unnest($file_ids)::INTEGER AS file_id, unnest($hashes)::TEXT AS sha256) a
JOIN batch_file b USING (file_id);
