"""The colours of charts and maps: ONS's chart palette, ColorBrewer for maps."""

DARK_BLUE, LIGHT_BLUE, NAVY, TEAL = "#206095", "#27A0CC", "#003C57", "#118C7B"
LIME, PLUM, CORAL, VIOLET = "#A8BD3A", "#871A5B", "#F66068", "#746CB1"
GREY, LIGHT_GREY, INK = "#707071", "#D9D9D9", "#222222"
CATEGORIES = (DARK_BLUE, CORAL, TEAL, PLUM, LIGHT_BLUE, VIOLET, LIME, NAVY)
# Counts and rates: five classes of YlGnBu. Change: PuOr, orange up, purple down.
SEQUENTIAL = ("#FFFFCC", "#A1DAB4", "#41B6C4", "#2C7FB8", "#253494")
DIVERGING = ("#5E3C99", "#B2ABD2", "#F7F7F7", "#FDB863", "#E66101")
