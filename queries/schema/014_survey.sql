-- A partnership's survey, only ever as counts: no row of a person is kept, and no free text.

-- How many people answered a question. area_code is of the level that the mapping names; empty: the person gave no area
-- (and always empty for demographics, which are not counted by area).
CREATE TABLE survey_base (
    partnership TEXT NOT NULL,
    year        DATE NOT NULL,       -- the first day of the financial year
    area_code   TEXT NOT NULL,
    question    TEXT NOT NULL,       -- concern, safety, crime_trend, or demographic:<name>
    several     BOOLEAN NOT NULL,    -- whether a person may give several answers
    n           BIGINT NOT NULL,
    PRIMARY KEY (partnership, year, area_code, question)
);

-- How many gave each answer, noughts among them; position is the place of the answer in the mapping.
CREATE TABLE survey_answer (
    partnership TEXT NOT NULL,
    year        DATE NOT NULL,
    area_code   TEXT NOT NULL,
    question    TEXT NOT NULL,
    position    INTEGER NOT NULL,
    answer      TEXT NOT NULL,
    n           BIGINT NOT NULL,
    PRIMARY KEY (partnership, year, area_code, question, answer)
);

-- A survey file is the whole truth for the partnership and the years that it names.
CREATE TABLE survey_year (
    partnership TEXT NOT NULL,
    year        DATE NOT NULL,
    name        TEXT NOT NULL,       -- of the survey
    respondents BIGINT NOT NULL,
    sha256      TEXT NOT NULL,
    PRIMARY KEY (partnership, year)
);
