"""How to read each view of Benchmark."""

from __future__ import annotations

_COMMON = (
    "- Residents are each district's own published mid-year estimate (ONS), one year for all. Town centres, hospitals "
    "and halls count many records for few residents: a high rate is not a high risk for those who live there.\n"
    "- A district with a missing or incomplete month has no rate and no position: it is listed, never drawn as low.\n"
)

HOW_TO_READ = {
    "rates": (
        "- Bars are records per 1,000 residents, lowest on top; the thin line at their end is the 95% interval, the "
        "range that chance in so many records would explain. Bars whose lines overlap may be alike.\n"
        "- Position 1st is the lowest rate. The upright line is all districts together.\n" + _COMMON
    ),
    "funnel": (
        "- Each point is a district: how many live there, and its rate. The smaller a district, the more its rate "
        "moves by chance, so the limits are a funnel around the rate of all districts together.\n"
        "- Within the 95% limits a district is like the others, given its size; beyond the 99.8% limits it is hardly "
        "chance. The limits are widened by how much districts differ anyway (Spiegelhalter 2005).\n" + _COMMON
    ),
    "positions": (
        "- 1st is the lowest rate, the last the highest, as most similar groups are printed. *3rd =* is shared.\n"
        "- *Could be* is the range of positions (95%) that chance leaves open, given how much such counts vary from "
        "year to year. Where it is wide, the position says little.\n"
        "- *More than chance?* asks it of the move: ▲ clear, towards the highest; ▼ clear, towards the lowest; "
        "● within usual variation. A dash: the two periods do not rank the same districts.\n" + _COMMON
    ),
    "quarters": (
        "- Records per 1,000 residents in a quarter of the financial year (Q1 is April to June), not scaled to a year, "
        "so about a quarter of a yearly rate.\n"
        "- The heavy line is the district shown, the dashed one all districts together. A line breaks where a quarter "
        "is missing or incomplete.\n" + _COMMON
    ),
}
