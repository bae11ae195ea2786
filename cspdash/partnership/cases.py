"""What a case system's mapping must agree with in the rest of its partnership's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cspdash.partnership.models import did_you_mean

if TYPE_CHECKING:
    from cspdash.partnership.document import Document
    from cspdash.partnership.models import Written

# Levels that every store knows, besides the partnership's own.
KNOWN_LEVELS = ("lsoa", "ward")


def check_case_system(document: Document, written: Written) -> None:
    """Note where the mapping names a district or a level that the partnership does not have."""
    system = written.case_system
    if system is None:
        return
    if system.district is None and len(written.districts) > 1:
        document.fault(("case_system",), f"does not say whose system it is — add district: {written.districts[0]}")
    elif system.district is not None and system.district not in written.districts:
        near = did_you_mean(system.district, written.districts)
        document.fault(
            ("case_system", "district"), f"{system.district!r} is not a district of this partnership — {near}"
        )
    levels = (*KNOWN_LEVELS, *(group.level for group in written.area_groups))
    level = system.location.level
    if level is not None and level not in levels:
        said = f"{level!r} is not a level here — {did_you_mean(level, levels)}"
        document.fault(("case_system", "location", "level"), said)
