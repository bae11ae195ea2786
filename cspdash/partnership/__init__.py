"""Who a partnership is, read from data/partnerships/*.yaml: districts, areas, comparators, baskets, meetings.

A file is read once into the frozen `Partnership`. Every fault of every file is collected and told with its
file, line and remedy, because the reader of the message is the officer who wrote the file.
"""

from cspdash.partnership.models import (
    Area,
    AreaGroup,
    Basket,
    Comparator,
    Event,
    Meetings,
    Partnership,
    PartnershipError,
    Point,
    Problem,
    Rounding,
)
from cspdash.partnership.reading import (
    DEFAULT_PARTNERSHIP,
    current_partnership,
    partnership_folder,
    read_partnership,
    read_partnerships,
    source_hash,
)

__all__ = [
    "DEFAULT_PARTNERSHIP",
    "Area",
    "AreaGroup",
    "Basket",
    "Comparator",
    "Event",
    "Meetings",
    "Partnership",
    "PartnershipError",
    "Point",
    "Problem",
    "Rounding",
    "current_partnership",
    "partnership_folder",
    "read_partnership",
    "read_partnerships",
    "source_hash",
]
