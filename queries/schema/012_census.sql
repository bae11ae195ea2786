-- Tables of the census and of the mid-year estimates, as published, and what a partnership printed of them.

-- Residents or households of a LSOA (of either vintage) or a district by one category of one topic. The categories of a
-- topic never overlap, so that they add up to the row's total. One row a code, topic, year, source and category, which
-- load/tables/census.sql sees to: an index of them all would take more than the table.
CREATE TABLE census_count (
    code     TEXT NOT NULL,
    topic    TEXT NOT NULL,          -- age, age_band, ethnic_group, tenure, ... (cspdash/sources/census_topics.py)
    year     INTEGER NOT NULL,
    source   TEXT NOT NULL,          -- Census 2021, ONS mid-year estimate
    category TEXT NOT NULL,          -- 0 to 89 and 90+, 16-24, White: Irish, Owned: Owns outright
    n        BIGINT NOT NULL
);

-- Residents by age and place or ethnic group that a partnership printed: facts beside our own counts, never mixed with
-- them. Row and column totals stand as printed, as `total`.
CREATE TABLE printed_population (
    area_code TEXT NOT NULL,         -- the district that the tables are of
    printed  TEXT NOT NULL,          -- age by settlement, age by ethnic group, ethnic group by area
    year     INTEGER NOT NULL,
    line     INTEGER NOT NULL,       -- as printed, from the top
    row_name TEXT NOT NULL,
    place    INTEGER NOT NULL,       -- as printed, from the left
    column_name TEXT NOT NULL,
    n        BIGINT NOT NULL,
    source   TEXT NOT NULL,
    PRIMARY KEY (area_code, printed, year, row_name, column_name)
);

-- Districts' totals that ONS published apart from these tables, to check a file's sums against.
CREATE TABLE published_total (
    district   TEXT NOT NULL,
    year       INTEGER NOT NULL,
    measure    TEXT NOT NULL,        -- residents, households
    n          BIGINT NOT NULL,
    rounded_to INTEGER NOT NULL,     -- 1, or 100 where only a rounded figure is known
    source     TEXT NOT NULL,
    PRIMARY KEY (district, year, measure)
);
