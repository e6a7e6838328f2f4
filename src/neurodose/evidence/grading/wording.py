"""What may be said of an outcome: no more than its certainty allows (after GRADE guidance 26, in words of our own).

high       it occurs more often        low       it may occur more often
moderate   it probably occurs …        very low  whether it occurs more or less often is very unsure
"""

from __future__ import annotations

from collections.abc import Iterable

from neurodose.evidence.grading.absolute import Absolute, Points
from neurodose.evidence.grading.certainty import Certainty
from neurodose.evidence.grading.grounds import holds_none
from neurodose.evidence.grading.pooled import Gradable
from neurodose.evidence.grading.published_pools import PublishedPool
from neurodose.evidence.grading.yardstick import RISKS, Yardstick
from neurodose.records.question import AskedOutcome
from neurodose.sources import Certainty as Grade

OCCURS = {"high": "occurs", "moderate": "probably occurs", "low": "may occur", "very low": "occurs"}  # by certainty
LEAST = 0.005  # what two places do not tell from none
IS = {"high": "is", "moderate": "is probably", "low": "may be", "very low": "is"}


def tell_relative(pool: Gradable) -> str:
    """ "RR 1.32 (1.12 to 1.55)"."""
    estimate, low, high = (pool.show(value) for value in (pool.estimate, *pool.interval))
    return f"{pool.measure.symbol} {number(estimate)} ({number(low)} to {number(high)})"


def number(value: float) -> str:
    """A number as text: two places below ten, one below a hundred, none above; what would be none to two places is told
    by its first figure.
    """
    if 0 < abs(value) < LEAST:
        return f"{value:.1g}".replace("-", "−")
    places = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:.{places}f}".replace("-", "−")


def tell_finding(
    asked: AskedOutcome, pool: Gradable, yardstick: Yardstick, certainty: Certainty, treatment: str, control: str,
    absolute: tuple[Absolute, ...], points: Points | None,
) -> str:  # fmt: skip
    """One sentence on one outcome."""
    level: Grade = certainty.level or "very low"
    way, than = _tell_way(pool, yardstick, level)
    size = _tell_size(pool, yardstick, absolute, points)
    told = f"{way} with {treatment} {than} with {control}"
    if level != "very low" and is_open(pool, yardstick):
        told += "; a difference that matters is not ruled out"
    if level == "very low":
        return f"{_capital(asked.name)}: whether {told} is very unsure ({size})."
    return f"{_capital(asked.name)}: {told} ({size})."


def _tell_way(pool: Gradable, yardstick: Yardstick, level: Grade) -> tuple[str, str]:
    """Which way the effect goes, as firmly as the certainty allows; and "as" or "than"."""
    counts = pool.measure.symbol in RISKS
    verb = f"it {OCCURS[level]}" if counts else f"{'the rate' if pool.measure.of == 'rates' else 'it'} {IS[level]}"
    more, less = ("more often", "less often") if counts else ("higher", "lower")
    if level == "very low":
        return f"{verb} {more} or {less}", "than"
    is_small = yardstick.matters is not None and not yardstick.zone(pool.estimate)
    if is_small and not holds_none(pool):
        return f"{verb} slightly {more if pool.estimate > 0 else less}", "than"
    if is_small:
        return f"{verb} {'about as often' if counts else 'about as high'}", "as"
    word = more if pool.estimate > 0 else less
    return f"{verb} {word}{f', or no {word},' if holds_none(pool) else ''}", "than"


def is_open(pool: Gradable, yardstick: Yardstick) -> bool:
    """Whether an effect is smaller than what matters, and its interval is not."""
    if yardstick.matters is None or yardstick.zone(pool.estimate):
        return False
    return yardstick.count_crossed(pool.interval) > 0


def _tell_size(pool: Gradable, yardstick: Yardstick, absolute: tuple[Absolute, ...], points: Points | None) -> str:
    if points is not None:
        return f"a difference of {points}"
    chosen = next(
        (row for row in absolute if row.baseline == yardstick.baseline_name), absolute[0] if absolute else None
    )
    relative = tell_relative(pool)
    if chosen is None:
        return relative
    return f"{chosen}, where {chosen.control:.0f} have it without; {relative}"


def tell_nothing(
    asked: AskedOutcome, certainty: Certainty, treatment: str, condition: str, published: Iterable[PublishedPool] = ()
) -> str:  # fmt: skip
    """One sentence where there is no evidence, and none is made up; what others pooled is named and not graded."""
    told = certainty.start_reason.removeprefix("no evidence: ").split("; ")[0]
    pools = tell_pools(published)
    beside = f"; others pooled it, which is not graded here ({'; '.join(pools)})" if pools else ""
    known = "" if pools else f"; what {treatment} does to it in {condition} is not known"
    return f"{_capital(asked.name)}: {told}{beside}{known}."


def tell_pools(published: Iterable[PublishedPool]) -> list[str]:
    """ "Other 2019, RR 1.32 (1.12 to 1.55)", of each that has an interval."""
    return [
        f"{one.review}, {one.measure} {number(one.theirs[0])} ({number(one.theirs[1])} to {number(one.theirs[2])})"
        for one in published
        if one.theirs
    ]


def tell_published(published: Iterable[PublishedPool]) -> list[str]:
    """What others pooled, beside a pool of ours, so that no small pool stands alone where larger ones are known."""
    held = tell_pools(published)
    return [f"Published reviews: {'; '.join(held)}."] if held else []


def tell_narrative(asked: AskedOutcome, certainty: Certainty, treatment: str, sides: list[str]) -> str:
    """One sentence where studies speak in words only."""
    said = "; ".join(sides)
    level = certainty.level
    if level == "very low":
        return f"{_capital(asked.name)}: no number could be pooled, and what {treatment} does is very unsure ({said})."
    return f"{_capital(asked.name)}: no number could be pooled; certainty {level} ({said})."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
