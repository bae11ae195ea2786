-- What the floor ran with, and what it held.
SELECT current_setting('threads') AS threads, current_setting('memory_limit') AS memory_limit,
    (SELECT count(*) FROM crime) AS rows;
