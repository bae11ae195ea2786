-- The records of the synthetic force and what their numbers stand for, from frames registered as *_frame.
CREATE TABLE record AS SELECT record, month, crime_type, point, outcome FROM record_frame ORDER BY record;
CREATE TABLE point AS FROM point_frame;
CREATE TABLE crime_type AS FROM type_frame;
CREATE TABLE outcome AS FROM outcome_frame;
