-- How many rows of partners' counts come from a file.
SELECT count(*) FROM partner_count WHERE sha256 = $sha256;
