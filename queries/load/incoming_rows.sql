-- Rows that were handed over, as a table, so that scripts may read it more than once.
CREATE OR REPLACE TEMP TABLE incoming AS SELECT unnest($rows, recursive := true);
