"""Numbers of ClinicalTrials.gov, which are texts ("12.5", "NA", "<0.001"), and spreads by the name that each measure
gives them.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from neurodose.records.json_parts import text
from neurodose.records.sheet import read_number

UNEVEN = 0.05  # of half the width: how far the middle of an interval of a mean may lie from it, beside rounding


@dataclass(frozen=True)
class Spread:
    """sd, se: one of them at most; derived: by which arithmetic; remark: what was left out, and why"""

    sd: float | None = None
    se: float | None = None
    derived: str = ""
    remark: str = ""


def read_value(said: str) -> float | None:
    """The number of a text; None where it is none, or not told."""
    value = read_number(said.replace(",", ""))
    return None if value is None or math.isnan(value) else value


def decimals(said: str) -> int:
    """Digits behind the point, as printed."""
    return len(said.partition(".")[2]) if re.fullmatch(r"[+-]?[\d,]*\.?\d*", said) else 0


def as_events(percentage: str, total: float) -> float | None:
    """People of a percentage: the whole number that prints so, where there is just one; else None."""
    share, half = read_value(percentage), 0.5 * 10.0 ** -decimals(percentage)
    if share is None or not 0 <= share <= 100:
        return None
    slack = 1e-9 * 100
    low, high = (share - half - slack) * total / 100, (share + half + slack) * total / 100
    fitting = [n for n in range(math.ceil(low), math.floor(high) + 1) if 0 <= n <= total] if high - low < 5 else []
    return float(fitting[0]) if len(fitting) == 1 else None


def read_spread(kind: str, one: Any, mean: float, n: float) -> Spread:
    """The spread of a mean by its name: SD and SE as they stand; SE of an interval where that is even about the mean.

    An interval of a mean is taken as t's of n - 1 (Cochrane Handbook 6.5.2.2): SE = (high - low) / (2 t).
    """
    said = re.sub(r"[\s_\-]+", " ", kind).strip().casefold()
    value = read_value(text(one, "spread"))
    if said == "standard deviation":
        return Spread(sd=value)
    if said.startswith("standard error"):
        return Spread(se=value)
    level = re.search(r"(\d+(?:\.\d+)?)\s*% confidence|confidence (\d+)", said)
    low, high = read_value(text(one, "lowerLimit")), read_value(text(one, "upperLimit"))
    if level is None or low is None or high is None:
        why = f"the spread is told as {kind or 'nothing'}" if kind.casefold() not in ("", "na") else "no spread is told"
        return Spread(remark=f"means have no SD or SE where {why}")
    share = float(level[1] or {"975": "97.5"}.get(level[2], level[2])) / 100
    half = (high - low) / 2
    rounding = 10.0 ** -min(decimals(text(one, "lowerLimit")), decimals(text(one, "upperLimit")))
    if not 0 < share < 1 or half <= 0 or n <= 1 or abs((low + high) / 2 - mean) > UNEVEN * half + rounding:
        return Spread(remark=f"an interval that is uneven about its mean gives no SE ({kind})")
    from scipy.stats import t  # where it is needed: it is slow to load

    times = float(t.ppf((1 + share) / 2, n - 1))
    said = f"SE = ({high:g} - {low:g}) / (2 · {times:.3f}), of the interval of {100 * share:g} %"
    return Spread(se=half / times, derived=said)
