SELECT partnership, level, area, parts FROM survey_cover;
