-- What must hold before a version is published; each row is a broken promise.
SELECT 'the cube holds ' || (SELECT coalesce(sum(n), 0) FROM crime_count)::TEXT || ' rows, the files '
    || (SELECT count(*) FROM crime WHERE lsoa_published IS NOT NULL)::TEXT || ' with a location' AS fault
WHERE (SELECT coalesce(sum(n), 0) FROM crime_count) <> (SELECT count(*) FROM crime WHERE lsoa_published IS NOT NULL)
UNION ALL
SELECT 'the month ' || m.force || ' ' || m.month::TEXT || ' has no file on record'
FROM force_month m LEFT JOIN load_file f ON f.file_id = m.file_id WHERE f.file_id IS NULL
UNION ALL
SELECT 'file ' || f.file || ' recorded ' || f.rows_loaded::TEXT || ' rows and the store holds ' || count(c.file_id)::TEXT
FROM force_month m JOIN load_file f USING (file_id) LEFT JOIN crime c ON c.file_id = m.file_id
GROUP BY f.file_id, f.file, f.rows_loaded HAVING count(c.file_id) <> f.rows_loaded;
