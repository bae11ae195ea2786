-- What of the survey may be shown: every area made of whole areas of the survey, each year and all years together. n is
-- empty for every cell that is suppressed, so that no question can tell it.
CREATE OR REPLACE TABLE survey_count (
    partnership TEXT NOT NULL,
    area        TEXT NOT NULL,
    year        DATE,                -- empty: all years together
    question    TEXT NOT NULL,
    several     BOOLEAN NOT NULL,
    position    INTEGER NOT NULL,    -- 0: how many people answered at all
    answer      TEXT,                -- empty where position is 0
    n           BIGINT
);
