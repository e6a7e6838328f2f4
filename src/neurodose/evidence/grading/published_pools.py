"""A pool of ours beside a published one: do the intervals overlap, and which trials does each hold.

Where the published pool is on another measure, ours is made again on that measure, of the same trials, so that like is
laid beside like. A review that does not list its trials is compared all the same, and the list is told as unknown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from neurodose.errors import EvidenceError
from neurodose.evidence.grading.grounds import count, join
from neurodose.evidence.grading.pooled import Pooled
from neurodose.evidence.sizes.extraction import read_effects
from neurodose.evidence.synthesis import Method, synthesize
from neurodose.records.study import Contrast, Outcome, Study

Told = tuple[float, float, float]


@dataclass(frozen=True)
class PublishedPool:
    """A published pool beside ours.

    theirs, ours: estimate and interval as told, in `measure`; None where there is no such number, and `reason` says why
    overlaps: whether the intervals do; None where they cannot be compared; reason: why not, or why they may differ
    both, only_ours, only_theirs: studies each pool holds, by name; is_listed: whether it is known what theirs holds
    """

    review: str
    year: int
    outcome: str
    measure: str
    theirs: Told | None
    ours: Told | None
    overlaps: bool | None
    reason: str
    both: tuple[str, ...] = ()
    only_ours: tuple[str, ...] = ()
    only_theirs: tuple[str, ...] = ()
    is_listed: bool = True
    is_read: bool = True

    @property
    def agreement(self) -> str:
        """In a word or two."""
        return {True: "intervals overlap", False: "intervals do not overlap", None: "not compared"}[self.overlaps]


@dataclass(frozen=True)
class Side:
    """Our side of a comparison: the pool, and the trials it may be made of again; called: names of studies by id."""

    pool: Pooled | None
    trials: tuple[Study, ...]
    treatments: tuple[str, ...]
    controls: tuple[str, ...]
    called: Mapping[str, str] = field(default_factory=dict)
    method: Method[Pooled] | None = None

    def on(self, measure: str, outcome: str) -> tuple[Pooled | None, str]:
        """Our pool on a measure; None, and why, where there is none."""
        if self.pool is not None and self.pool.measure.symbol == measure:
            return self.pool, ""
        try:
            effects = read_effects(self.trials, outcome, measure, treatments=self.treatments, controls=self.controls,
                                   mixed="leave out")  # fmt: skip
            if not len(effects):
                return None, f"none of our trials tells {outcome} so that it becomes an {measure}"
            return synthesize(effects, self.method), ""
        except EvidenceError as error:
            return None, error.what


def tell_estimate(pool: Pooled) -> Told:
    """Estimate and interval as they are told."""
    low, high = pool.interval
    return pool.show(pool.estimate), pool.show(low), pool.show(high)


def compare_with(reviews: Iterable[Study], outcome: str, side: Side) -> tuple[PublishedPool, ...]:
    """Each published pool of an outcome beside ours; reviews that say nothing of it are left out."""
    found: list[PublishedPool] = []
    for review in reviews:
        told = review.find_outcome(outcome)
        if told is not None:
            found += _compare_one(review, told, side)
    return tuple(found)


def list_unasked(reviews: Iterable[Study], asked: Collection[str]) -> tuple[PublishedPool, ...]:
    """Published pools of outcomes that nobody asked for, with that as the reason why nothing of ours stands beside."""
    nobody = Side(None, (), (), ())
    return tuple(
        _lay(
            review,
            told,
            contrast,
            nobody,
            contrast.measure,
            None,
            f"the question does not ask for this outcome{f' ({told.words})' if told.words else ''}",
        )
        for review in reviews
        for told in review.outcomes
        if told.name not in asked
        for contrast in told.contrasts
    )


def _compare_one(review: Study, told: Outcome, side: Side) -> list[PublishedPool]:
    contrasts = [one for one in told.contrasts if _is_same(review, one, side)]
    if not contrasts and not told.contrasts:
        reason = told.said or "it gives no number"
        return [_lay(review, told, None, side, "", None, f"{review.name} gives no number: {reason}")]
    return [_compare_contrast(review, told, one, side) for one in contrasts]


def _is_same(review: Study, contrast: Contrast, side: Side) -> bool:
    """Whether a published contrast is of the treatments that we compare."""
    one, other = review.find_arm(contrast.arm), review.find_arm(contrast.against)
    return (
        one is not None and other is not None
        and one.treatment in side.treatments and other.treatment in side.controls
    )  # fmt: skip


def _compare_contrast(review: Study, told: Outcome, contrast: Contrast, side: Side) -> PublishedPool:
    ours, why = side.on(contrast.measure, told.name)
    low, high = contrast.low, contrast.high
    if low is None or high is None:
        return _lay(review, told, contrast, side, contrast.measure, ours, "it gives no interval")
    return _lay(review, told, contrast, side, contrast.measure, ours, why)


def _lay(
    review: Study, told: Outcome, contrast: Contrast | None, side: Side, measure: str, ours: Pooled | None, why: str
) -> PublishedPool:  # fmt: skip
    theirs = None
    if contrast is not None and contrast.low is not None and contrast.high is not None:
        theirs = (contrast.estimate, contrast.low, contrast.high)
    mine = None if ours is None else tell_estimate(ours)
    overlaps = None if theirs is None or mine is None else mine[1] <= theirs[2] and theirs[1] <= mine[2]
    held = set(ours.effects.studies) if ours is not None else set[str]()
    listed = {side.called.get(name, name) for name in review.holds}
    both, only_ours, only_theirs = sorted(held & listed), sorted(held - listed), sorted(listed - held)
    return PublishedPool(
        review.name, review.year, told.name, measure, theirs, mine, overlaps,
        why or _tell_reason(overlaps, review, both, only_ours, only_theirs),
        tuple(both), tuple(only_ours) if listed else (), tuple(only_theirs), bool(listed),
        review.reading_of(told) != "remembered",
    )  # fmt: skip


def _tell_reason(
    overlaps: bool | None, review: Study, both: list[str], only_ours: list[str], only_theirs: list[str]
) -> str:  # fmt: skip
    """Why two pools may differ: which trials each holds."""
    if not review.holds:
        held = "which trials it holds is not known"
    else:
        parts = [f"{count(len(both), 'trial')} in both"]
        parts += [f"only in ours: {join(only_ours)}"] if only_ours else []
        parts += [f"only in theirs: {join(only_theirs)}"] if only_theirs else []
        parts += ["which trials it holds is inferred, not read"] if review.holds_inferred else []
        held = "; ".join(parts)
    return f"the intervals do not overlap; {held}" if overlaps is False else held
