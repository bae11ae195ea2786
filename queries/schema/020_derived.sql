-- Computed from 010_tables.sql at each load by queries/load/derive/*.sql, whole, so that the order of loading
-- cannot matter.

-- Where rows of each published LSOA code are counted. A LSOA split since 2011 is counted as its 2021 parts where
-- their boundaries are loaded, otherwise whole, as its 2011 parent.
CREATE OR REPLACE TABLE lsoa_unit (
    code TEXT PRIMARY KEY,           -- as published, of either vintage
    lsoa TEXT NOT NULL,              -- the LSOA that counts it; for a split one with boundaries: its best fit
    how  TEXT NOT NULL               -- unchanged, merged, split, parent, by_place
);

-- Rows of a split LSOA, placed among its 2021 parts by their coordinates.
CREATE OR REPLACE TABLE lsoa_by_place (
    code      TEXT NOT NULL,
    longitude DOUBLE NOT NULL,
    latitude  DOUBLE NOT NULL,
    lsoa      TEXT NOT NULL,
    PRIMARY KEY (code, longitude, latitude)
);

-- Every area that can be asked for. members_key is equal for areas that are the same LSOAs.
CREATE OR REPLACE TABLE area (
    code        TEXT PRIMARY KEY,
    level       TEXT NOT NULL,
    width       INTEGER NOT NULL,    -- 1 is the widest level
    name        TEXT NOT NULL,
    name_key    TEXT NOT NULL,
    partnership TEXT,
    lsoas       INTEGER NOT NULL,
    members_key TEXT NOT NULL,
    population  BIGINT,
    population_year INTEGER,
    population_source TEXT
);
CREATE OR REPLACE TABLE area_member (area TEXT NOT NULL, lsoa TEXT NOT NULL, district TEXT NOT NULL);

-- Which areas lie wholly inside which (an area lies inside itself).
CREATE OR REPLACE TABLE area_inside (area TEXT NOT NULL, level TEXT NOT NULL, inner_area TEXT NOT NULL);

-- The force whose files are the default count of a district: the one that a partnership of the same force area names,
-- else the force area's own.
CREATE OR REPLACE TABLE home_force (district TEXT PRIMARY KEY, force TEXT);

-- The cube that every page reads. home: the row is from the force whose area the LSOA lies in.
CREATE OR REPLACE TABLE crime_count (
    district   TEXT,
    lsoa       TEXT NOT NULL,
    month      DATE NOT NULL,
    crime_type TEXT NOT NULL,
    home       BOOLEAN NOT NULL,
    n          BIGINT NOT NULL
);

CREATE OR REPLACE TABLE coverage (
    source   TEXT NOT NULL,          -- police.uk, council
    district TEXT NOT NULL,
    month    DATE NOT NULL,
    grp      TEXT NOT NULL,          -- crime, asb
    status   TEXT NOT NULL,          -- complete, partial, missing
    reason   TEXT NOT NULL,          -- empty when complete
    n        BIGINT,
    expected DOUBLE
);

-- Steps in how the figures were recorded, found in the files themselves.
CREATE OR REPLACE TABLE recording_break (
    force        TEXT NOT NULL,
    month        DATE NOT NULL,      -- the first month after the step
    last_before  DATE NOT NULL,      -- the last month held before it
    kind         TEXT NOT NULL,
    before       DOUBLE NOT NULL,
    after        DOUBLE NOT NULL,
    description  TEXT NOT NULL
);

-- Per force and month: what the file held, for the reconciliation and for coverage.
CREATE OR REPLACE TABLE force_month_count (
    force   TEXT NOT NULL,
    month   DATE NOT NULL,
    grp     TEXT NOT NULL,
    n       BIGINT NOT NULL,
    located BIGINT NOT NULL,
    unknown_lsoa BIGINT NOT NULL,    -- with a code that no look-up loaded here knows
    by_place BIGINT NOT NULL,        -- counted in a 2021 part by their coordinates
    by_best_fit BIGINT NOT NULL      -- ... by best fit, for want of usable ones
);

-- The same for every area wider than a LSOA, so that a county's pages cost no more than a street's.
CREATE OR REPLACE TABLE area_count (
    area       TEXT NOT NULL,
    month      DATE NOT NULL,
    crime_type TEXT NOT NULL,
    home       BOOLEAN NOT NULL,
    n          BIGINT NOT NULL
);

-- Each area's districts, as one text: areas of the same districts share their coverage.
CREATE OR REPLACE TABLE area_districts (area TEXT PRIMARY KEY, districts TEXT NOT NULL);

-- Completeness over those districts: complete where all are, missing where none is there, otherwise partial.
CREATE OR REPLACE TABLE districts_coverage (
    districts TEXT NOT NULL,
    source    TEXT NOT NULL,
    month     DATE NOT NULL,
    grp       TEXT NOT NULL,
    status    TEXT NOT NULL,
    reason    TEXT NOT NULL
);

-- The council's own records of an area, for the months that are held of all its districts. n is empty where they are
-- kept for areas that reach across the border of the one asked for, for a single LSOA, of which a month is too little to
-- be shown, and for an area that is not in council_area. Records that could not be placed count for their district and whatever holds it.
CREATE OR REPLACE TABLE council_count (area TEXT NOT NULL, month DATE NOT NULL, n BIGINT);

-- The areas of which months of the council's records are shown: so many that no single LSOA's month can be had by
-- subtracting them from each other.
CREATE OR REPLACE TABLE council_area (area TEXT PRIMARY KEY);

-- Main streets of each LSOA, as people know it: "Bull Head Street, Long Street". No row where no street is known.
CREATE OR REPLACE TABLE lsoa_name (lsoa TEXT PRIMARY KEY, streets TEXT NOT NULL);

-- Which published codes make up an area exactly: LSOAs of either vintage, or (vintage 0) whole districts. An area of which
-- a part has no code of a vintage (one half of a LSOA that was split since 2011) has no row of it.
CREATE OR REPLACE TABLE area_code (area TEXT NOT NULL, vintage INTEGER NOT NULL, code TEXT NOT NULL);
-- The codes of each vintage that make up every LSOA as it is counted here: its own, those merged into it or that it was
-- split into, or the one that it was split from. parts: how many of its vintage do.
CREATE OR REPLACE TABLE lsoa_made_of (
    lsoa    TEXT NOT NULL,
    code    TEXT NOT NULL,
    vintage INTEGER NOT NULL,
    parts   INTEGER NOT NULL
);
