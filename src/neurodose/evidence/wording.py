"""What may be said of an outcome: no more than its certainty allows (after GRADE guidance 26, in words of our own).

    high       it occurs more often        low       it may occur more often
    moderate   it probably occurs …        very low  whether it occurs more or less often is very unsure
"""

from __future__ import annotations

from neurodose.evidence.absolute import Absolute, Points
from neurodose.evidence.certainty import Certainty
from neurodose.evidence.grounds import holds_none
from neurodose.evidence.synthesis import Pool
from neurodose.evidence.yardstick import Yardstick
from neurodose.records.question import AskedOutcome
from neurodose.sources import Certainty as Grade

OCCURS = {"high": "occurs", "moderate": "probably occurs", "low": "may occur", "very low": "occurs"}
IS = {"high": "is", "moderate": "is probably", "low": "may be", "very low": "is"}


def tell_relative(pool: Pool) -> str:
    """ "RR 1.32 (1.12 to 1.55)"."""
    estimate, low, high = (pool.show(value) for value in (pool.estimate, *pool.interval))
    return f"{pool.measure.symbol} {number(estimate)} ({number(low)} to {number(high)})"


def number(value: float) -> str:
    """A number as text: two places below ten, one below a hundred, none above."""
    places = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:.{places}f}".replace("-", "−")


def tell_finding(
    asked: AskedOutcome, pool: Pool, yardstick: Yardstick, certainty: Certainty, treatment: str, control: str,
    absolute: tuple[Absolute, ...], points: Points | None,
) -> str:  # fmt: skip
    """One sentence on one outcome."""
    level: Grade = certainty.level or "very low"
    way = _tell_way(pool, yardstick, level)
    size = _tell_size(pool, yardstick, absolute, points)
    if level == "very low":
        return f"{_capital(asked.name)}: whether it {way} with {treatment} than with {control} is very unsure ({size})."
    than = "with" if yardstick.matters is not None and not yardstick.zone(pool.estimate) else "than with"
    join = f"with {treatment} as {than} {control}" if than == "with" else f"with {treatment} {than} {control}"
    return f"{_capital(asked.name)}: it {way} {join} ({size})."


def _tell_way(pool: Pool, yardstick: Yardstick, level: Grade) -> str:
    is_mean = pool.measure.symbol in ("MD", "SMD", "ROM", "GEN")
    verb = IS[level] if is_mean else OCCURS[level]
    if level == "very low":
        return f"{verb} higher or lower" if is_mean else f"{verb} more or less often"
    if yardstick.matters is not None and not yardstick.zone(pool.estimate):
        return f"{verb} about as high" if is_mean else f"{verb} about as often"
    more = pool.estimate > 0
    word = ("higher" if more else "lower") if is_mean else ("more often" if more else "less often")
    none = f", or no {word}," if holds_none(pool) else ""
    return f"{verb} {word}{none}"


def _tell_size(pool: Pool, yardstick: Yardstick, absolute: tuple[Absolute, ...], points: Points | None) -> str:
    if points is not None:
        return f"a difference of {points}"
    chosen = next((row for row in absolute if row.baseline == yardstick.baseline_name), absolute[0] if absolute else None)
    relative = tell_relative(pool)
    if chosen is None:
        return relative
    return f"{chosen}, where {chosen.control:.0f} have it without; {relative}"


def tell_nothing(asked: AskedOutcome, certainty: Certainty, treatment: str, condition: str) -> str:
    """One sentence where there is no evidence, and none is made up."""
    told = certainty.start_reason.removeprefix("no evidence: ").split("; ")[0]
    return f"{_capital(asked.name)}: {told}; what {treatment} does to it in {condition} is not known."


def tell_narrative(asked: AskedOutcome, certainty: Certainty, treatment: str, sides: list[str]) -> str:
    """One sentence where studies speak in words only."""
    said = "; ".join(sides)
    level = certainty.level
    if level == "very low":
        return f"{_capital(asked.name)}: no number could be pooled, and what {treatment} does is very unsure ({said})."
    return f"{_capital(asked.name)}: no number could be pooled; certainty {level} ({said})."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
