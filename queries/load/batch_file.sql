-- The files of a batch: their numbers, and the force and month that they are for.
CREATE OR REPLACE TEMP TABLE batch_file AS
SELECT unnest($file_ids)::INTEGER AS file_id, unnest($paths)::TEXT AS path, unnest($forces)::TEXT AS force,
    unnest($months)::DATE AS month;
