-- The least that any load must do: every column, typed, into a table in a file.
CREATE TABLE crime AS
SELECT * FROM read_csv($files, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
    dateformat = '%Y-%m', columns = {
        'Crime ID': 'VARCHAR', 'Month': 'DATE', 'Reported by': 'VARCHAR', 'Falls within': 'VARCHAR',
        'Longitude': 'DOUBLE', 'Latitude': 'DOUBLE', 'Location': 'VARCHAR', 'LSOA code': 'VARCHAR',
        'LSOA name': 'VARCHAR', 'Crime type': 'VARCHAR', 'Last outcome category': 'VARCHAR', 'Context': 'VARCHAR'});
