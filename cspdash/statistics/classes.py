"""Classes of a map: few, about equally filled, and with limits that a person can keep in mind."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

# A limit of a class of whole numbers is whole; rates are told with one decimal.
WHOLE_STEP, FINE_STEP = 1.0, 0.1


def class_limits(values: Sequence[float], classes: int = 5, step: float = WHOLE_STEP) -> tuple[float, ...]:
    """Where each class but the first begins.

    Args:
        values: what is shown; at least one class comes of it, and never an empty one.
        classes: how many at the most.
        step: the finest step of a limit.

    Quantiles, each moved to the roundest number (1, 2 or 5 times a power of ten, or a multiple of it) that parts the
    values almost as evenly. With few different values there are fewer classes: one of all that are equal.
    """
    ordered = sorted(values)
    if not ordered:
        return ()
    slack = max((len(ordered) // classes - 1) // 2, 0)
    found: set[float] = set()
    for part in range(1, classes):
        at = round(len(ordered) * part / classes)
        if at == 0 or at >= len(ordered):
            continue
        low, high = ordered[max(at - 1 - slack, 0)], ordered[min(at + slack, len(ordered) - 1)]
        if low == high:
            beyond = bisect_right(ordered, low)
            if beyond == len(ordered):
                continue
            high = ordered[beyond]
        found.add(_roundest(low, high, ordered[at], step))
    limits: list[float] = []
    for limit in sorted(found):
        begins = bisect_left(ordered, limits[-1]) if limits else 0
        if begins < bisect_left(ordered, limit) < len(ordered):
            limits.append(limit)
    return tuple(limits)


def difference_limits(differences: Sequence[float], step: float = WHOLE_STEP) -> tuple[float, ...]:
    """The limits of differences: the same above nought as below, so that equal changes look equal.

    Gives one or two sizes a (and b): within a is little change, from a a change, from b a large one. () where nothing
    changed.
    """
    sizes = sorted(abs(value) for value in differences if value != 0)
    if not sizes:
        return ()
    if sizes[0] == sizes[-1]:
        return (_roundest(0, sizes[0], sizes[0], step),)
    middle, upper = sizes[int(len(sizes) * 0.45)], sizes[int(len(sizes) * 0.8)]
    small = _roundest(middle / 2, middle, middle, step)
    large = _roundest(max(small, upper * 0.75), max(upper, small + step), upper, step)
    return (small, large)


def class_of(value: float, limits: Sequence[float]) -> int:
    """The class of a value, 0 the lowest; a limit begins the class above it."""
    return bisect_right(limits, value)


def class_of_difference(difference: float, limits: Sequence[float]) -> int:
    """The class of a difference from -len(limits) (largest fall) over 0 (little change) to len(limits)."""
    size = class_of(abs(difference), limits)
    return size if difference > 0 else -size


def spread(classes: int, colours: Sequence[str]) -> tuple[str, ...]:
    """The colours of some classes: the whole range, whether there are few or many."""
    if classes == 1:
        return (colours[0],)
    return tuple(colours[round(place * (len(colours) - 1) / (classes - 1))] for place in range(classes))


def class_ranges(limits: Sequence[float]) -> list[tuple[float | None, float | None]]:
    """Each class from its lower limit to the next; None where it is open."""
    return list(pairwise((None, *limits, None)))


def _roundest(low: float, high: float, near: float, finest: float) -> float:
    """The roundest number above `low` and not above `high`; of equally round ones that nearest to `near`."""
    power = math.floor(math.log10(max(high - low, finest))) + 1
    while True:
        for size in (5, 2, 1):
            step = size * 10.0**power
            if step < finest * (1 - 1e-9):
                return high
            first, last = math.floor(low / step + 1e-9) + 1, math.floor(high / step + 1e-9)
            if first <= last:
                return round(min(max(round(near / step), first), last) * step, 6)
        power -= 1
