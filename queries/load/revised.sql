SELECT count(*) FROM revision r JOIN accepted a USING (force, month) WHERE r.load_id = $load_id;
