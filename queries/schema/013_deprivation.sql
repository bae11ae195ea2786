-- The English Indices of Deprivation (MHCLG): 1 is the most deprived in every rank and decile.

-- What each release ranks: LSOAs of which vintage, how many, and how many authorities.
CREATE TABLE deprivation_release (
    release     INTEGER PRIMARY KEY,
    vintage     INTEGER NOT NULL,
    lsoas       INTEGER NOT NULL,
    authorities INTEGER NOT NULL
);

-- By LSOA of the release's vintage. domain: imd (the index itself), income, crime, ... score is of the domain's own unit
-- and empty where only ranks were loaded.
CREATE TABLE deprivation (
    code    TEXT NOT NULL,
    release INTEGER NOT NULL,
    domain  TEXT NOT NULL,
    rank    INTEGER NOT NULL,
    decile  INTEGER NOT NULL,
    score   DOUBLE,
    PRIMARY KEY (code, release, domain)
);

-- The index summed up by local authority. rank and of are empty where a file gives values alone.
CREATE TABLE deprivation_authority (
    code    TEXT NOT NULL,
    release INTEGER NOT NULL,
    measure TEXT NOT NULL,
    value   DOUBLE,
    rank    INTEGER,
    "of"    INTEGER,
    source  TEXT NOT NULL,
    PRIMARY KEY (code, release, measure)
);
