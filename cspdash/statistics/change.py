"""What a change is: difference and percentage of two counts. The one definition of both."""

from __future__ import annotations

from typing import Literal

Rounding = Literal["nearest", "toward_zero"]

# A percentage of fewer than this many is mostly noise: two counts around 5 differ by a fifth or more 80% of the time
# without any change behind them.
WITHHELD_UNDER = 10


def percentage_change(
    base: int, current: int, rounding: Rounding = "nearest", withheld_under: int = WITHHELD_UNDER
) -> int | None:
    """The change from `base` to `current` in whole percent, or None where it would mislead.

    Args:
        base: the count compared with.
        current: the count of the period.
        rounding: `nearest` (halves away from zero) or `toward_zero`, as some councils print (+67.7% as +67%).
        withheld_under: a base below this gives None; a base of 0 always does.

    Computed in whole numbers, so that no binary fraction decides a half.
    """
    if base < 0 or current < 0:
        raise ValueError(f"counts cannot be negative: {base}, {current}")
    if base == 0 or base < withheld_under:
        return None
    difference = current - base
    sign = 1 if difference >= 0 else -1
    hundredfold = 100 * abs(difference)
    whole = hundredfold // base if rounding == "toward_zero" else (2 * hundredfold + base) // (2 * base)
    return sign * whole
