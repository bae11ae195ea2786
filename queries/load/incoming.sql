-- A frame that was handed over, as a table, so that scripts may read it more than once.
CREATE OR REPLACE TEMP TABLE incoming AS SELECT * FROM incoming_frame;
