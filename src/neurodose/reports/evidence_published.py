"""What published reviews pooled beside what we pool of the same question, and which trials each of the two holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurodose.evidence.grading.published_pools import PublishedPool
from neurodose.evidence.grading.review import Review
from neurodose.figures.forest import say_interval
from neurodose.reports.document import Block, Bullets, Cell, Section, Table, Words
from neurodose.reports.words import enumerate_words

HEAD = ("Outcome", "Published review", "Measure", "Theirs", "Ours", "Beside one another", "Why")


def tell_published(review: Review) -> Iterator[Section]:
    """A row a comparison; then, review by review, the trials; nothing where no review is held."""
    names = {asked.name for asked in review.question.outcomes}
    held = [one for one in review.comparisons if one.outcome in names]
    rows = tuple(
        (one.outcome, _name_review(one), one.measure, _say(one.theirs), _say(one.ours), _say_agreement(one), one.reason)
        for one in held
    )
    if rows:
        table = Table(HEAD, rows, first=len(HEAD) - 1)
        yield Section("published", "Beside published reviews", (table,), is_short=True)
    blocks = _tell_pools(held, [one for one in review.comparisons if one.outcome not in names])
    if blocks:
        yield Section("pools", "Which trials each pool holds", blocks)


def _tell_pools(held: Sequence[PublishedPool], others: Sequence[PublishedPool]) -> tuple[Block, ...]:
    """The trials of pools that stand beside one another; and what others pooled that is not asked for here."""
    blocks = list[Block]()
    pooled = dict.fromkeys(_say_held(one) for one in held if one.ours is not None)
    if pooled:
        blocks.append(Bullets(tuple(pooled)))
    if others:
        said = [f"{_name_review(one)}: {one.outcome}, {one.measure} {_say(one.theirs)}".strip(", ") for one in others]
        blocks += [Words("Pooled by others, and not asked for here:"), Bullets(tuple(dict.fromkeys(said)))]
    return tuple(blocks)


def _name_review(one: PublishedPool) -> str:
    return one.review if str(one.year) in one.review else f"{one.review} {one.year}"


def _say(numbers: tuple[float, float, float] | None) -> str:
    return "" if numbers is None else say_interval(numbers[0], (numbers[1], numbers[2]))


def _say_agreement(one: PublishedPool) -> str | Cell:
    return Cell(one.agreement, "apart") if one.overlaps is False else one.agreement


def _say_held(one: PublishedPool) -> str:
    listed = "" if one.is_listed else " (which trials it holds was not seen, or only inferred)"
    sides = {"in both": one.both, "only ours": one.only_ours, "only theirs": one.only_theirs}
    parts = [f"{words}: {enumerate_words(list(held))}" for words, held in sides.items() if held]
    return f"{one.outcome}, {_name_review(one)}{listed}: {'; '.join(parts) or 'no trial in common is known'}"
