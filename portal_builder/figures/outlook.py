"""Between which amounts the cost will probably end: three ways to carry on from what is known.

The work that is left costs what was budgeted for it; or it costs as much more as the work so far
did (÷ CPI); or more again by as much as the work is behind (÷ (CPI × SPI)). The least and the
greatest of the three are the range. Before a fifth of the work is done these indices still swing, so
that there is no range; nor is there one once nothing is left.
"""

from __future__ import annotations

from fractions import Fraction

from portal_builder.figures.budget_values import EacRange
from portal_builder.figures.earned import Earned
from portal_builder.figures.rounding import rounded

LEAST_SHARE = Fraction(1, 5)
"""From which share of the work done there is a range."""


def eac_range(sums: Earned, places: int) -> EacRange | None:
    """Derives the range of the estimate at completion.

    Args:
        sums: all lines together, exactly.
        places: the currency's decimals.

    Returns:
        The range; None where nothing was spent, earned or due, or where it would be too early.
    """
    if min(sums.ev, sums.pv, sums.ac) <= 0 or not sums.bac * LEAST_SHARE <= sums.ev < sums.bac:
        return None
    left = sums.bac - sums.ev
    cpi, spi = sums.ev / sums.ac, sums.ev / sums.pv
    ends = [sums.ac + left, sums.ac + left / cpi, sums.ac + left / (cpi * spi)]
    return EacRange(rounded(min(ends), places), rounded(max(ends), places))
