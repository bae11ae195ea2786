-- The sample's records and what their numbers stand for, from frames registered as *_frame. A record's number gives
-- its place in the files and its Crime ID.
CREATE TABLE record AS SELECT record, force, month, crime_type, point, outcome FROM record_frame ORDER BY record;
CREATE TABLE point AS FROM point_frame;
CREATE TABLE crime_type AS FROM type_frame;
CREATE TABLE outcome AS FROM outcome_frame;
