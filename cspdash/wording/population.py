"""The sentences of Population: who lives in a place, by age, ethnic group and household."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cspdash.statistics.population import LeftOut, Rule
from cspdash.statistics.printed_population import Contradiction
from cspdash.wording.numbers import counted, joined, number, signed

VIEWS = {
    "ages": "Ages", "areas": "Ages by area", "ethnicity": "Ethnic group", "households": "Density and households",
    "print": "As printed",
}  # fmt: skip
GROUPS = ("White", "Mixed", "Asian", "Black", "Other")
# A difference of shares below this is none in a sentence.
_ALIKE = 1.0
REMEDY = (
    "Download it by LSOA from Nomis (nomisweb.co.uk, census 2011 or 2021) or ONS (mid-year estimates) as CSV, then "
    "`python -m cspdash load` the file as it is."
)
PERTURBED = (
    "ONS changes the cells of each table of the census of 2021 a little, so that nobody can be known in "
    "them: totals of "
    "two tables may be a few apart."
)


def nothing_title(place: str, what: str) -> str:
    """A place of which a view has no table: `Oadby: no table of ages is loaded`."""
    return f"{place}: no table of {what} is loaded"


def table_name(year: int, source: str) -> str:
    """A table in a sentence: mid-2020, census 2021."""
    return f"census {year}" if source.startswith("Census") else f"mid-{year}"


def table_code(year: int, source: str) -> str:
    """The same in the address: mid-2020, census-2021."""
    return table_name(year, source).replace(" ", "-")


def percent_of(share: float | None) -> str:
    """A share as printed: 21.4%; a dash for none."""
    return "\N{EN DASH}" if share is None or pd.isna(share) else f"{share:.1f}%"


def beside_name(name: str, level: str) -> str:
    """The area beside the place: `Leicestershire (county)`."""
    return f"{name} ({level})"


def title_ages(place: str, residents: int, old: float | None, beside: tuple[str, float | None] | None) -> str:
    """The finding: residents, the share of 65 or over, and that of the area beside (its name and share)."""
    told = f"{place}: {number(residents)} residents"
    if old is None:
        return told
    told += f", {old:.0f}% of them 65 or over"
    name, other = beside if beside is not None else ("", None)
    if other is None:
        return told
    return f"{told}, as in the {name}" if abs(old - other) < _ALIKE else f"{told}; {name} {other:.0f}%"


def subtitle_ages(table: str, beside: str | None, left_out: str) -> str:
    """What is measured; `left_out` names who is not in it."""
    told = f"Share of residents by age, {table}"
    if beside is not None:
        told += f"; the marks are {beside}"
    return told + without(left_out)


def subtitle_areas(level: str, table: str, left_out: str) -> str:
    """The same of ages by area."""
    return f"Residents by age in each {level}, {table}{without(left_out)}"


def without(left_out: str) -> str:
    """The end of a subtitle where somebody is left out."""
    return f"; {left_out} left out" if left_out else ""


def title_areas(place: str, level: str, old: pd.Series, table: str) -> str:
    """The finding of ages by area: where most and where fewest are 65 or over. `old` is the share by area's name."""
    known = old.dropna()
    if len(known) < 2:
        return f"{place}: residents by age, {table}"
    low, high = float(known.min()), float(known.max())
    if high - low < _ALIKE:
        return f"{place}: {known.mean():.0f}% are 65 or over, in every {level} alike"
    return f"{place}: 65 or over are {low:.0f}% ({known.idxmin()}) to {high:.0f}% ({known.idxmax()})"


def title_groups(place: str, now: pd.Series, before: pd.Series | None, years: tuple[int, int | None]) -> str:
    """The finding of ethnic groups: the group whose share changed most, else the largest but White."""
    if before is not None and years[1] is not None:
        change = (now - before).dropna()
        group = str(change.abs().idxmax())
        if abs(change[group]) >= _ALIKE:
            return f"{place}: {group} {now[group]:.0f}% of residents in {years[0]}, {before[group]:.0f}% in {years[1]}"
    group = str(now.drop("White", errors="ignore").idxmax())
    return f"{place}: White {now.get('White', 0.0):.0f}% and {group} {now[group]:.0f}% of residents in {years[0]}"


def subtitle_groups(year: int, level: str, beside: str) -> str:
    """What ethnic groups are shown of: each area of a level (none where it has no parts), and the area beside."""
    shown = [*([f"each {level}", "all together"] if level else ["this place"]), *([beside] if beside else [])]
    return f"Residents by ethnic group, census {year}; {joined(shown)}"


def title_density(place: str, own: float | None, densest: tuple[str, float] | None, level: str) -> str:
    """The finding of density: residents a hectare, and the densest part."""
    if own is None:
        return f"{place}: its residents or its outlines are not loaded, so its density is not known"
    told = f"{place}: {own:.1f} residents per hectare"
    return told if densest is None else f"{told}; the densest {level} is {densest[0]}, {densest[1]:.1f}"


def left_out_note(rule: Rule, found: LeftOut | None, names: Mapping[str, str], where: str, year: int) -> str:
    """Who is left out of the figures above: `names` of the areas shown by code, `where` the rule's LSOAs are."""
    ages = f"{rule.ages[0]} to {rule.ages[1]} year olds"
    if found is None:
        return f"Leaving out {rule.name} needs ages by single year, which this table does not have: nobody is left out."
    taken = [f"{number(found.taken[code])} in {name}" for code, name in names.items() if found.taken.get(code)]
    if not taken:
        return f"{rule.name.capitalize()}: no {ages} of {where} live in the areas shown; nobody is left out."
    how = (
        f"everyone of these ages in {where}"
        if found.wanted is None
        else f"{number(found.wanted)} of {where}, the partnership's own number for {year}"
    )
    return f"Left out for {rule.name}: {ages}, {how}: {joined(taken)}."


def could_leave_out(rule: Rule, halls: int, where: str) -> str:
    """Who could be left out, while the switch is off."""
    return (
        f"With {rule.name}: {number(halls)} residents of {rule.ages[0]} to {rule.ages[1]} years live in "
        f"{where}. The switch "
        "leaves them out, as the strategic plan does."
    )


def contradiction(found: Contradiction) -> str:
    """A contradiction of print as a sentence."""
    above = f"{number(abs(found.apart))} {'more' if found.apart > 0 else 'less'} than"
    table = f"In the printed table of {found.printed}"
    if found.kind == "tables":
        return (
            f"{found.name} is printed as {number(found.summed)} in the table of {found.printed} and as "
            f"{number(found.total)} in the table of {found.other}: {number(abs(found.apart))} apart."
        )
    summed, total = number(found.summed), number(found.total)
    return f"{table} the {found.kind} {found.name} adds up to {summed}, {above} its printed {total}."


def culprit(found: Sequence[Contradiction]) -> str | None:
    """What explains all contradictions at once, one row of one column as far off as both; None where nothing does."""
    columns = [c for c in found if c.kind == "column" and c.name != "Total"]
    rows = [c for c in found if c.kind == "tables"]
    if len(columns) != 1 or len(rows) != 1 or columns[0].apart != rows[0].apart:
        return None
    column, row = columns[0], rows[0]
    return (
        f"One figure explains them: {column.name}'s {row.name}, printed {number(abs(row.apart))} too "
        f"{'high' if row.apart > 0 else 'low'}. Totals and the other table agree without it."
    )


def total_beside(area: str, printed: int, loaded: int, left_out: int, rule: str, year: int) -> str:
    """A printed total beside the census and the partnership's adjustment."""
    rest = loaded - left_out
    same = "as printed" if rest == printed else f"printed {number(printed)} ({signed(printed - rest)})"
    gone = f"census {year} {number(loaded)} less {counted(left_out, 'resident')} of {rule}, " if left_out else ""
    return f"{area}: {gone}{number(rest)}{'' if left_out else f' in the census of {year}'}, {same}."


def areas_missing(missing: int, areas: str) -> str:
    """Areas of which a view has no figures."""
    return (
        f"{counted(missing, 'area')} of the {areas} {'has' if missing == 1 else 'have'} no figures: the table "
        "lacks some of "
        "their LSOAs, or counts ones that were split since as one."
    )


def census_change(place: str, before: int, after: int) -> str:
    """What a comparison of two censuses compares."""
    return f"{place}, census {before} and {after}, by the five groups that both censuses tell alike."


def subtitle_density(years: Sequence[int], census: int | None) -> str:
    """What density and households are measured by."""
    people = f"Residents of {joined([str(year) for year in years])}" if years else "Residents unknown"
    return f"{people} by hectare of land" + ("" if census is None else f"; households by the census of {census}")


def land_note(areas: str) -> str:
    """How land was measured."""
    return (
        f"Land is what lies inside the outlines loaded of the LSOAs of these {areas}, in an equal-area "
        "projection (Lambert "
        "cylindrical on WGS84)."
    )


NO_PRINT = (
    "Only the strategic plan of Oadby and Wigston is known here; choose a place of that borough to see its tables."
)
SUBTITLE_PRINT = (
    "Residents by age, settlement and ethnic group, census of 2011, as printed in the strategic plan, 18 to "
    "19 year olds of "
    "student halls left out"
)
SOURCE_PRINT = (
    "Source: Oadby & Wigston Community Safety Partnership strategic plan, from the census of 2011 (ONS); "
    "what stands in "
    "brackets is by the tables loaded."
)
NO_CROSS = (
    "Age by ethnic group is not published for LSOAs, so this table stands as printed and nothing can stand beside it."
)


def no_print_title(place: str) -> str:
    """A place of which nothing printed is known."""
    return f"{place}: no printed tables of its residents are known"


def title_print(place: str, found: Sequence[Contradiction]) -> str:
    """The finding of the printed tables: whether they agree with themselves."""
    if not found:
        return f"{place}: the plan's tables of residents agree with themselves"
    most = max(abs(fault.apart) for fault in found)
    return f"{place}: the plan's printed tables are {number(most)} residents apart from their own totals"


def beside_print(loaded: bool) -> str:
    """What the brackets in a printed table mean, or why there are none."""
    if loaded:
        return "In brackets: how far print is from the loaded census tables; (=) is the same."
    return "No loaded table shows the same figures: load the census of 2011 by LSOA to see the difference beside them."


def estimates(year: int, source: str) -> str:
    """A table of ages in the foot: mid-2020 population estimates, census 2021."""
    return table_name(year, source) + (" population estimates" if "estimate" in source else "")
