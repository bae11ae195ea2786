-- What was loaded, as published. Everything else (020_derived.sql) is computed from these tables at each load.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);

-- One row a file that a load touched: taken in, unchanged, superseded, refused or ignored.
CREATE TABLE load_file (
    file_id         INTEGER PRIMARY KEY,
    load_id         INTEGER NOT NULL,
    loaded_at       TIMESTAMP NOT NULL,
    file            TEXT NOT NULL,
    kind            TEXT NOT NULL,   -- as `cspdash.sources.recognise` names it: street, boundary, census, ...
    status          TEXT NOT NULL,   -- loaded, refused
    sha256          TEXT NOT NULL,
    force           TEXT,
    month           DATE,
    rows_read       BIGINT NOT NULL,
    rows_loaded     BIGINT NOT NULL,
    rows_rejected   BIGINT NOT NULL,
    without_location BIGINT,
    message         TEXT
);

-- The file that each force's month comes from now.
CREATE TABLE force_month (
    force   TEXT NOT NULL,
    month   DATE NOT NULL,
    file_id INTEGER NOT NULL,
    sha256  TEXT NOT NULL,
    PRIMARY KEY (force, month)
);

CREATE TABLE load_reject (
    file_id INTEGER NOT NULL,
    line    BIGINT NOT NULL,
    reason  TEXT NOT NULL,
    text    TEXT NOT NULL
);

-- One row a published row. ASB has no ID and identical rows are separate incidents: nothing is ever merged.
-- file_id tells a month's old rows from its new ones while it is being replaced. Rows without month or crime type
-- are only here until their file has been judged.
CREATE TABLE crime (
    file_id    INTEGER NOT NULL,
    force      TEXT NOT NULL,
    month      DATE,
    lsoa_published TEXT,             -- as printed in the file, of whichever vintage
    crime_type TEXT,
    longitude  DOUBLE,
    latitude   DOUBLE,
    location   TEXT,
    outcome    TEXT
);

-- How a newer file for a month changed it.
CREATE TABLE revision (
    load_id    INTEGER NOT NULL,
    force      TEXT NOT NULL,
    month      DATE NOT NULL,
    lsoa_published TEXT,
    crime_type TEXT,
    before     BIGINT NOT NULL,
    after      BIGINT NOT NULL
);

-- The council's own anti-social behaviour records, only ever as counts. area_code is of one level in a file.
CREATE TABLE council_asb (
    district  TEXT NOT NULL,
    month     DATE NOT NULL,
    area_code TEXT NOT NULL,
    asb_type  TEXT NOT NULL,
    n         BIGINT NOT NULL
);

-- A council file is the whole truth for the months and districts that it names.
CREATE TABLE council_month (
    district TEXT NOT NULL,
    month    DATE NOT NULL,
    sha256   TEXT NOT NULL,
    PRIMARY KEY (district, month)
);

-- Every LSOA of 2011 and what became of it in 2021: U unchanged, S split, M merged, X otherwise.
CREATE TABLE area_lookup (
    lsoa11      TEXT NOT NULL,
    lsoa11_name TEXT NOT NULL,
    lsoa21      TEXT NOT NULL,
    lsoa21_name TEXT NOT NULL,
    change      TEXT NOT NULL,
    district    TEXT NOT NULL,
    PRIMARY KEY (lsoa11, lsoa21)
);

-- ONS's one best-fit 2021 LSOA for a 2011 one: where a row of a split LSOA has no coordinates to go by.
CREATE TABLE lsoa_best_fit (lsoa11 TEXT PRIMARY KEY, lsoa21 TEXT NOT NULL);

CREATE TABLE lsoa_ward (lsoa21 TEXT PRIMARY KEY, ward TEXT NOT NULL, ward_name TEXT NOT NULL);

CREATE TABLE district (
    district        TEXT PRIMARY KEY,
    district_name   TEXT NOT NULL,
    force_area      TEXT,
    force_area_name TEXT
);

-- Geometry as GeoJSON text, longitude and latitude. detail counts the points: the finer of two is kept.
CREATE TABLE boundary (
    level    TEXT NOT NULL,
    vintage  INTEGER NOT NULL,
    code     TEXT NOT NULL,
    name     TEXT,
    geometry TEXT NOT NULL,
    detail   INTEGER NOT NULL,
    source   TEXT NOT NULL,
    PRIMARY KEY (level, vintage, code)
);

-- Residents by LSOA (of either vintage) or district.
CREATE TABLE population (
    code   TEXT NOT NULL,
    year   INTEGER NOT NULL,
    source TEXT NOT NULL,
    n      BIGINT NOT NULL,
    PRIMARY KEY (code, year, source)
);

-- Figures that a partnership printed: facts beside our own counts, never mixed with them.
CREATE TABLE published_figure (
    area_code TEXT NOT NULL,
    measure   TEXT NOT NULL,         -- crime, asb
    financial_year TEXT NOT NULL,    -- 2014-15, or Average
    month_of_year INTEGER NOT NULL,
    n         BIGINT NOT NULL,
    source    TEXT NOT NULL,
    PRIMARY KEY (area_code, measure, financial_year, month_of_year)
);

-- The partnership files, one row an area and its LSOA or district: queries never read the YAML.
CREATE TABLE partnership (
    slug       TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    home_force TEXT NOT NULL
);
CREATE TABLE partnership_area (
    partnership TEXT NOT NULL,
    level       TEXT NOT NULL,
    code        TEXT NOT NULL,
    name        TEXT NOT NULL,
    member      TEXT NOT NULL        -- an LSOA or a district
);

-- The fourteen types as police.uk spells them, and any beyond them that a file held.
CREATE TABLE crime_type (crime_type TEXT PRIMARY KEY);

-- Changes of the rules by which all forces record crime, from data/reference.
CREATE TABLE known_break (
    month       DATE NOT NULL,
    affects     TEXT NOT NULL,      -- crime, violence
    title       TEXT PRIMARY KEY,
    description TEXT NOT NULL
);
