-- What partners count themselves. Case records are read without their personal columns and kept only as these counts,
-- each about one thing: nothing here crosses disposal or the youth flag with anything but month and area.

-- The months and districts of council_asb that come from case records, and how many records of each month could not be
-- placed: because the location is blank, because it is not known here, or because it lies outside the district.
CREATE TABLE case_month (
    district TEXT NOT NULL,
    month    DATE NOT NULL,
    n        BIGINT NOT NULL,
    blank    BIGINT NOT NULL,
    unknown  BIGINT NOT NULL,
    outside  BIGINT NOT NULL,
    PRIMARY KEY (district, month)
);

-- area_code is empty for records that could not be placed; of the others it is of one level in a file.
CREATE TABLE case_count (
    district  TEXT NOT NULL,
    month     DATE NOT NULL,
    area_code TEXT NOT NULL,
    asb_type  TEXT NOT NULL,
    team      TEXT NOT NULL,
    n         BIGINT NOT NULL
);
CREATE TABLE case_disposal (
    district  TEXT NOT NULL,
    month     DATE NOT NULL,
    area_code TEXT NOT NULL,
    disposal  TEXT NOT NULL,
    n         BIGINT NOT NULL
);
CREATE TABLE case_youth (
    district  TEXT NOT NULL,
    month     DATE NOT NULL,
    area_code TEXT NOT NULL,
    youth     TEXT NOT NULL,          -- Youth related, Not youth related, Not recorded
    n         BIGINT NOT NULL
);

-- Where a postcode lies: only those of the partnerships' districts.
CREATE TABLE postcode_lsoa (postcode TEXT PRIMARY KEY, lsoa TEXT NOT NULL);

-- Any other count that a partner brings. A file is the whole truth for the source, category, level and period that it
-- names: an area of that level without a row then has none. sha256 is empty for what data/reference ships.
CREATE TABLE partner_count (
    source      TEXT NOT NULL,
    category    TEXT NOT NULL,
    level       TEXT NOT NULL,
    area_code   TEXT NOT NULL,
    first_month DATE NOT NULL,
    last_month  DATE NOT NULL,
    n           BIGINT NOT NULL,
    printed_change TEXT,             -- the change on the year before, as print says it, where print says one
    sha256      TEXT NOT NULL,
    PRIMARY KEY (source, category, area_code, first_month, last_month)
);
