"""How to read Population, behind a click."""

HOW_TO_READ = {
    "ages": (
        "Bars are the share of the place's residents in each age band; the marks are the area it is compared "
        "with. Where the "
        "table tells females from males, they stand on two sides.\n\n"
        "Mid-year estimates are ONS's own figures for 30 June, between censuses by births, deaths and moves: "
        "students and "
        "people who moved lately are their weak point. The census counts people where they live in term time."
    ),
    "areas": (
        "Each bar is one area, its residents parted by age. The table gives the bands in which the strategic "
        "plan prints ages, "
        "where the figures are by single year; census bands otherwise."
    ),
    "ethnicity": (
        "The census asks everyone for their ethnic group. Five groups can be compared between 2011 and 2021: "
        "Chinese is "
        "counted as Asian and Arab as Other in both; Roma was new in 2021 and is in White. White British can "
        "be told apart only "
        "where the table does.\n\n"
        "Age by ethnic group is not published for LSOAs: the plan's own table is under *As printed*. Crime "
        "by the ethnic "
        "make-up of areas is not shown anywhere here: areas are not people, and it misleads."
    ),
    "households": (
        "Residents per hectare is residents by the land inside the outlines that are drawn, measured in an equal-area "
        "projection. With generalised outlines it is right within about two in a hundred; load ONS's full "
        "boundaries for more. "
        "Parks and fields count as land.\n\n"
        "A household is one person or several who share cooking and a living room or dining area; residents "
        "of halls and care "
        "homes live in none. Households are the denominator for burglary of homes."
    ),
    "print": (
        "What the partnership's strategic plan prints of the census of 2011, as it stands there: finer than "
        "the tables that ONS "
        "publishes for LSOAs. Where a table that is loaded shows the same, the difference stands beside it. "
        "A printed total that "
        "its cells do not add up to is repeated as it is, and said below."
    ),
}
