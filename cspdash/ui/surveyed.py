"""What the pages on the survey ask and share: its years, one breakdown's answers, and why there may be none."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cspdash.selection import slug
from cspdash.statistics.survey import Ties, grouped, ranked, with_shares
from cspdash.store.reader import meta_of
from cspdash.ui import choices
from cspdash.ui.choices import page_choice
from cspdash.ui.page import Page
from cspdash.wording import survey as words

# Levels that are the whole, or smaller than a survey can tell of.
_NOT_BROKEN_DOWN = ("partnership", "district", "county", "force_area", "lsoa", "lsoa_2011")
# Wide tables must fit beside the sidebar of a small screen; what does not can be scrolled to, by keyboard too.
WIDE = """<style>.csp-wide { overflow-x: auto; } .csp-wide td.text, .csp-wide td.number { white-space: normal; }
.csp-wide tbody th[scope="row"] { min-width: 4rem; }
@media (max-width: 1200px) { .csp-wide .csp-table { font-size: 0.88rem; }
.csp-wide .csp-table th, .csp-wide .csp-table td { padding: 0.2rem 0.3rem; } }</style>
<div class="csp-wide" tabindex="0" role="region" aria-label="Table">%s</div>"""


@dataclass(frozen=True)
class Surveyed:
    """The survey of the partnership, for the place chosen.

    `answers` is what the question `survey_answers` gives; `years` are the surveys loaded, oldest first; `year` is the
    one chosen, or `words.ALL`.
    """

    page: Page
    name: str
    question: str
    years: list[str]
    year: str
    answers: pd.DataFrame

    @property
    def told(self) -> str:
        """The year or years of what is shown."""
        return words.named(self.year, self.years)

    @property
    def whole(self) -> str:
        """All surveys together, or the only one."""
        return words.ALL if len(self.years) > 1 else self.years[0]

    @property
    def ties(self) -> Ties:
        """How ranks are shared."""
        mapping = self.page.partnership.survey
        return "printed" if mapping is None else mapping.ties

    def of(self, year: str) -> pd.DataFrame:
        """The answers of one survey, or of all (`words.ALL`), ranked."""
        return self.ranked_of(self.answers, year)

    def ranked_of(self, answers: pd.DataFrame, year: str) -> pd.DataFrame:
        """The same of another place's answers."""
        return ranked(_of_year(answers, year), self.ties)

    def base(self, year: str) -> Any:
        """How many answered; NA where that is suppressed."""
        return self.of(year)["base"].iloc[0]

    def before(self, year: str) -> str | None:
        """The survey before one; None for all together, and for the first."""
        at = self.years.index(year) if year in self.years else 0
        return self.years[at - 1] if at else None

    def by_year(self) -> dict[str, pd.DataFrame]:
        """Every survey's answers, and all together where there are several, ranked."""
        return {year: self.of(year) for year in dict.fromkeys((*self.years, self.whole))}

    def scales(self) -> dict[str, pd.DataFrame]:
        """The same in the order of the scale, by the years' names, with the sum first: what people look for."""
        every = dict.fromkeys((self.whole, *reversed(self.years)))
        return {words.named(year, self.years): with_shares(_of_year(self.answers, year)) for year in every}

    def groups(self) -> dict[str, pd.DataFrame]:
        """The scales with the answers of a feeling put together, as plans print them."""
        if self.question != "safety":
            return self.scales()
        return {name: with_shares(grouped(table, words.SAFETY)) for name, table in self.scales().items()}

    def over_years(self, answer: str) -> list[dict[Hashable, Any]]:
        """One answer in every survey, newest first: name, share, lower, upper."""
        rows = [_row(table, answer) | {"name": words.named(year, self.years)} for year, table in self.by_year().items()]
        return rows[::-1]

    def over_areas(self, inside: Mapping[str, pd.DataFrame], answer: str) -> list[dict[Hashable, Any]]:
        """One answer in the place and in each area of it, most first: name, area_name, share, lower, upper, n, base,
        rank, tied, first (what comes first there)."""
        own = self.of(self.year)
        rows = [_row(table, answer) | {"name": name, "area_name": name, "first": words.firsts(table)}
                for name, table in inside.items()]  # fmt: skip
        rows.sort(key=lambda row: (pd.isna(row["share"]), -row["share"], row["name"]))
        place = self.page.place_name
        return [_row(own, answer) | {"name": place, "area_name": place, "first": words.firsts(own)}, *rows]


def surveyed(page: Page, question: str, *, choose_year: str = "", pooled: bool = False) -> Surveyed | tuple[str, str]:
    """Ask for the survey's answers on a question.

    Args:
        page: the page.
        question: concern, safety or crime_trend.
        choose_year: the name in the URL of the choice of the year, which is drawn; without it the usual year stands.
        pooled: all years are the usual choice; otherwise only below the whole partnership.

    Returns title and subtitle that say why where there is nothing to show. Sets the page's source.
    """
    who = page.partnership
    loaded = page.ask("survey_years", partnership=who.slug).frame
    if loaded.empty:
        page.own_source = words.no_source(who.name)
        if who.survey is None:
            return words.not_mapped(who.name), words.MAP_IT
        return words.not_loaded(who.name), words.LOAD_IT
    years, name = list(loaded["financial_year"]), str(loaded["survey"].iloc[-1])
    page.own_source = words.foot(who.name, name, years, int(loaded["respondents"].sum()))
    answers = page.ask("survey_answers", partnership=who.slug, question=question).frame
    if answers.empty:
        return words.not_asked(page.place_name, question), words.ASKED_BY
    whole = page.place.members_key == page.areas.by_code[who.slug].members_key
    usual = years[-1] if len(years) == 1 or (whole and not pooled) else words.ALL
    year = page_choice(choose_year, words.year_choices(years), usual, "Survey") if choose_year else usual
    return Surveyed(page, name, question, years, year, answers)


def choose_level(page: Page) -> str | None:
    """The level of areas chosen: settlements where the place has some, else wards; None where nothing is smaller."""
    inner = [area.level for area in page.inside if area.width > page.place.width]
    offered = {
        level: words.level_name(level)
        for level in page.areas.levels
        if level not in _NOT_BROKEN_DOWN and inner.count(level) > 1
    }
    if not offered:
        return None
    if (wanted := choices.chosen("level", "")) and wanted in page.areas.levels and wanted not in offered:
        choices.put("level", "", "")  # right for another place
    return page_choice("level", offered, next(iter(offered)), "Areas")


def choose_concern(ordered: list[str]) -> str:
    """One of the concerns, the first unless another is chosen."""
    offered = {slug(answer): answer for answer in ordered}
    return offered[page_choice("concern", offered, next(iter(offered)), "Concern", kind="list")]


def areas_of_survey(found: Surveyed, level: str) -> dict[str, pd.DataFrame]:
    """The answers of each area of a level inside the place, ranked, for the year chosen."""
    answers = found.page.ask(
        "survey_by_area", partnership=found.page.partnership.slug, level=level, question=found.question
    ).frame
    return {
        str(name): found.ranked_of(part, found.year) for name, part in answers.groupby("area_name", sort=True)
    }  # fmt: skip


def beside(found: Surveyed) -> None:
    """What must be said beside the figures: a sample, and what the dashes mean."""
    if meta_of(found.page.version).get("sample") == "true":
        found.page.note(words.INVENTED)
    if found.answers["n"].isna().any():
        found.page.note(words.HIDDEN_NOTE)


def _of_year(answers: pd.DataFrame, year: str) -> pd.DataFrame:
    told = "" if year == words.ALL else year
    return answers[answers["financial_year"] == told].reset_index(drop=True)


def _row(table: pd.DataFrame, answer: str) -> dict[Hashable, Any]:
    return dict(table[table["answer"] == answer].to_dict("records")[0])
