-- The months of the accepted files replace what was there, whole; how that changed a month is kept as its revision.
CREATE OR REPLACE TEMP TABLE replaced AS
SELECT m.force, m.month, m.file_id AS old_file, b.file_id AS new_file
FROM force_month m JOIN accepted b USING (force, month);

INSERT INTO revision
WITH counted AS (
    SELECT r.force, r.month, c.lsoa_published, c.crime_type,
        count(*) FILTER (c.file_id = r.old_file) AS before, count(*) FILTER (c.file_id = r.new_file) AS after
    FROM replaced r
    JOIN crime c ON c.file_id IN (r.old_file, r.new_file)
    GROUP BY ALL
)
SELECT (SELECT max(load_id) FROM accepted), force, month, lsoa_published, crime_type, before, after
FROM counted WHERE before <> after
ORDER BY ALL;

DELETE FROM crime c USING replaced r WHERE c.file_id = r.old_file;

INSERT OR REPLACE INTO force_month SELECT force, month, file_id, sha256 FROM accepted;
