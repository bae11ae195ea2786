"""What a page works with and shows with: questions, findings, charts, tables, downloads, the foot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import pandas as pd
import streamlit as st

from cspdash.areas import Area, Areas, inside
from cspdash.catalogue import Answer, question
from cspdash.charts.specs import Spec, spec_as_png
from cspdash.charts.theme import AnyChart, as_png, themed
from cspdash.partnership import Partnership
from cspdash.periods import Month, Period
from cspdash.report.files import as_csv, as_excel
from cspdash.selection import Selection, slug
from cspdash.statistics.completeness import Gap, gaps_in, held_months, whole_months
from cspdash.store.versions import Version
from cspdash.ui.asked import asked
from cspdash.wording import notices
from cspdash.wording.filters import parameters
from cspdash.wording.numbers import escaped

PNG_WIDTH = 860


@dataclass
class Page:
    """The store, who we are, the filters and what is whole; and the means to show a result.

    `coverage` holds month, group, status and reason for every month of the place that the store knows of. `own_source`
    is the source of a page that is not made from police.uk, in place of the usual foot.
    """

    version: Version
    partnership: Partnership
    areas: Areas
    selection: Selection
    coverage: pd.DataFrame
    title: str = ""
    subtitle: str = ""
    asb: str = ""
    own_source: str = ""
    percentages: bool = False
    breaks: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def place(self) -> Area:
        """The area chosen."""
        return self.areas.by_code[self.selection.place]

    @property
    def place_name(self) -> str:
        """The place as people know it: an LSOA by its settlement and streets."""
        return self.place.known_as or self.place.name

    @cached_property
    def inside(self) -> list[Area]:
        """Every area that lies wholly inside the place, widest first."""
        within = inside(self.version, self.place.code)
        return [area for area in self.areas.all if area.code in within]

    @cached_property
    def held(self) -> list[Month]:
        """The months of which anything is loaded for the place, in order."""
        return held_months(self.coverage)

    @property
    def whole(self) -> list[Month]:
        """The months that are complete for crime and for ASB."""
        return whole_months(self.coverage)

    def gaps_in(self, *periods: Period) -> list[Gap]:
        """What is not whole in some periods, of the groups asked for."""
        return [gap for gap in gaps_in(self.coverage, *periods) if gap.group in self.selection.types.groups]

    @cached_property
    def gaps(self) -> list[Gap]:
        """What is not whole in the period chosen and what it is compared with."""
        return self.gaps_in(*self.selection.periods)

    def ask(self, name: str, **given: Any) -> Answer:
        """Answer a question about the place, and keep it for the page's workings.

        The place and the choice of forces are those of the filters unless given.
        """
        takes = {parameter.name for parameter in question(name).parameters}
        usual = {"area": self.selection.place, "all_forces": self.selection.all_forces}
        return self.keep(asked(self.version, name, **({key: usual[key] for key in usual.keys() & takes} | given)))

    def keep(self, answer: Answer) -> Answer:
        """Keep an answer for the page's workings, once; gives it back."""
        if all((answer.question.name, answer.parameters) != (o.question.name, o.parameters) for o in self.answers):
            self.answers.append(answer)
        return answer

    def heading(self, title: str, subtitle: str) -> None:
        """The finding, and what was measured: place, measure, months."""
        self.title, self.subtitle = title, subtitle
        st.title(title, anchor=False)
        st.html(f'<p class="csp-subtitle">{escaped(subtitle)}</p>')

    def chart(self, chart: AnyChart | Spec, alt_text: str, key: str, title: str = "", subtitle: str = "") -> None:
        """A chart in the house's look, with its text for readers who hear it, and its PNG.

        `chart` is a specification of `charts.specs` or Altair's, which takes three times as long. `title` and
        `subtitle` stand on the PNG; without them the page's own do.
        """
        told, below = title or self.title, subtitle or self.subtitle
        if isinstance(chart, dict):
            spec = chart
            st.vega_lite_chart(spec, width="stretch", theme=None, alt=alt_text, key=key)
            made = partial(spec_as_png, spec, told, below, PNG_WIDTH)
        else:
            drawn = themed(chart)
            st.altair_chart(drawn, width="stretch", theme=None, alt=alt_text, key=key)
            made = partial(as_png, drawn, told, below)
        _download("Chart as PNG", made, f"{slug(told)[:60]}.png", "image/png", f"{key}_png")

    def downloads(
        self,
        table: pd.DataFrame,
        key: str,
        title: str = "",
        subtitle: str = "",
        word: Callable[[], bytes] | None = None,
    ) -> None:
        """A table's figures as CSV and Excel; its columns carry the names that readers see.

        `word` makes the table as a Word file, where it has a form ready to paste into a report. Files are made when
        they are asked for.
        """
        told = title or self.title
        name = slug(told)[:60]
        office = "application/vnd.openxmlformats-officedocument"
        with st.container(horizontal=True, key=f"{key}_files"):
            _download("Table as CSV", lambda: as_csv(table), f"{name}.csv", "text/csv", f"{key}_csv")
            sheet = f"{office}.spreadsheetml.sheet"
            _download(
                "Table as Excel",
                lambda: as_excel(table, told, self.remarks(subtitle)),
                f"{name}.xlsx",
                sheet,
                f"{key}_xlsx",
            )
            if word is not None:
                document = f"{office}.wordprocessingml.document"
                _download("Table as Word", word, f"{name}.docx", document, f"{key}_docx")

    def remarks(self, subtitle: str = "") -> list[str]:
        """What stands below a table that leaves the page: measure and months, breaks, source and gaps."""
        return [subtitle or self.subtitle, *self.breaks, self.source(self.asb)]

    def source(self, asb: str = "", gaps: list[Gap] | None = None) -> str:
        """Source, last month and gaps in one line; `asb` says which ASB is counted, left out where none is.

        A page that counts no records says its `own_source` instead.
        """
        if self.own_source:
            return self.own_source
        found = self.gaps if gaps is None else gaps
        asb = asb if "asb" in self.selection.types.groups else ""
        rounded = notices.rounding(self.partnership.rounding) if self.percentages else ""
        return notices.foot(max(self.held), found, all_forces=self.selection.all_forces, asb=asb, rounded=rounded)

    def note(self, text: str) -> None:
        """A line below a table or chart: what its marks mean."""
        st.html(f'<p class="csp-note">{escaped(text)}</p>')

    def how_to_read(self, text: str) -> None:
        """A short explanation behind a click, in Markdown."""
        with st.expander("How to read this"):
            st.markdown(text)

    def foot(self, asb: str = "", gaps: list[Gap] | None = None, *, percentages: bool = False) -> None:
        """The foot line, and behind a click the questions that made the page.

        Args:
            asb: which anti-social behaviour is counted, where the page counts any.
            gaps: what is not whole in the months that the page shows; without it, those of the filters.
            percentages: whether the page or its files print changes in percent, so that their rounding is said.
        """
        self.asb, self.percentages = asb, percentages
        st.html(f'<p class="csp-foot">{escaped(self.source(asb, gaps))}</p>')
        with st.expander("How these figures were made"):
            for answer in self.answers:
                st.markdown(f"**{answer.question.title}.** {answer.question.question} {answer.question.note}")
                st.code(parameters(answer.parameters), language=None)
                st.code(answer.question.sql, language="sql")
            st.markdown(f"Store version `{self.version.id}`.")


_ICONS = {"csv": ":material/table:", "xlsx": ":material/table_view:", "docx": ":material/description:",
          "png": ":material/image:"}  # fmt: skip


def _download(label: str, made: Callable[[], bytes], file: str, kind: str, key: str) -> None:
    icon = _ICONS[file.rpartition(".")[2]]
    st.download_button(label, made, file, kind, key=key, type="tertiary", icon=icon, on_click="ignore")
