INSERT INTO load_reject VALUES (?, ?, ?, ?);
