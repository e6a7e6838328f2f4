"""What published reviews pooled beside what we pool of the same question, and which trials each of the two holds."""

from __future__ import annotations

from collections.abc import Iterator

from neurodose.evidence.comparison import Comparison
from neurodose.evidence.review import Review
from neurodose.figures.forest import say_interval
from neurodose.reports.document import Bullets, Cell, Section, Table
from neurodose.reports.words import enumerate_words

HEAD = ("Outcome", "Published review", "Measure", "Theirs", "Ours", "Beside one another", "Why")


def tell_published(review: Review) -> Iterator[Section]:
    """A row a comparison; then, review by review, the trials; nothing where no review is held."""
    held = review.comparisons
    if not held:
        return
    rows = tuple(
        (one.outcome, _name_review(one), one.measure, _say(one.theirs), _say(one.ours), _say_agreement(one), one.reason)
        for one in held
    )
    yield Section("published", "Beside published reviews", (Table(HEAD, rows, first=len(HEAD) - 1),), is_short=True)
    pooled = [one for one in held if one.ours is not None]
    if pooled:
        bullets = Bullets(tuple(dict.fromkeys(map(_say_held, pooled))))
        yield Section("pools", "Which trials each pool holds", (bullets,))


def _name_review(one: Comparison) -> str:
    return one.review if str(one.year) in one.review else f"{one.review} {one.year}"


def _say(numbers: tuple[float, float, float] | None) -> str:
    return "" if numbers is None else say_interval(numbers[0], (numbers[1], numbers[2]))


def _say_agreement(one: Comparison) -> str | Cell:
    return Cell(one.agreement, "apart") if one.overlaps is False else one.agreement


def _say_held(one: Comparison) -> str:
    listed = "" if one.is_listed else " (which trials it holds was not seen, or only inferred)"
    sides = {"in both": one.both, "only ours": one.only_ours, "only theirs": one.only_theirs}
    parts = [f"{words}: {enumerate_words(list(held))}" for words, held in sides.items() if held]
    return f"{one.outcome}, {_name_review(one)}{listed}: {'; '.join(parts) or 'no trial in common is known'}"
