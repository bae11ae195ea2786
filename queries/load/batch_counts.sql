-- What came into the store from each file of the batch. misplaced: rows of another month or without a crime type.
SELECT b.file_id, count(c.file_id) AS loaded,
    count(c.file_id) FILTER (c.month IS DISTINCT FROM b.month OR c.crime_type IS NULL) AS misplaced,
    count(c.file_id) FILTER (c.lsoa_published IS NULL) AS without_location,
    list(DISTINCT c.crime_type ORDER BY c.crime_type) FILTER (NOT list_contains($known_types, c.crime_type)) AS new_types
FROM batch_file b
LEFT JOIN crime c ON c.file_id = b.file_id
GROUP BY b.file_id
ORDER BY b.file_id;
