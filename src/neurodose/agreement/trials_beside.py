"""What trials gave of an outcome, and which of them can be run again beside it: pools are read here, links are laid
beside them in `beside`.

Where nothing of ours could be pooled a published pool speaks, the newest that was read first, for the trials that it
holds; where there is no number at all, words do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from neurodose.agreement.asked import put_in_body
from neurodose.agreement.simulated_effects import digest_of
from neurodose.agreement.ties import Ties, find_ties
from neurodose.agreement.trials_again import Run, find_runs
from neurodose.evidence.grading.answer import Answer
from neurodose.evidence.grading.lanes import REVIEW, TRIAL, Said
from neurodose.evidence.grading.review import Review
from neurodose.evidence.measure import Measure, find_measure
from neurodose.measurement.outcome import find_outputs
from neurodose.records.study import Study

Told = tuple[float, float, float]
COMPARED = (TRIAL, REVIEW)  # lanes of what could have answered in words


@dataclass(frozen=True, eq=False)
class Trials:
    """What trials gave: an estimate with its interval on the scale on which effects add up, and whose it is.

    kind: our pool, a published one, or words alone; studies: names of the trials in it
    speakers: names of published pools that speak for these trials; favours: of words alone, whom each favours
    """

    kind: Literal["our pool", "a published pool", "words alone"]
    measure: Measure
    studies: tuple[str, ...]
    estimate: float | None = None
    interval: tuple[float, float] | None = None
    prediction: tuple[float, float] | None = None
    speakers: tuple[str, ...] = ()
    favours: tuple[str, ...] = ()

    @property
    def shown(self) -> Told | None:
        """Estimate and interval as they are told."""
        if self.estimate is None or self.interval is None:
            return None
        show = self.measure.show
        return show(self.estimate), show(self.interval[0]), show(self.interval[1])


@dataclass(frozen=True, eq=False)
class Plan:
    """One outcome, prepared: what trials gave, and the runs of those that can be run again, by id of study.

    weights: of each trial in the pool; cannot: why others cannot be run; ties: by link
    """

    answer: Answer
    trials: Trials
    studies: tuple[Study, ...]
    weights: Mapping[str, float]
    runs: Mapping[str, tuple[Run, ...]]
    cannot: Mapping[str, str]
    ties: Mapping[str, Ties]
    without: tuple[str, ...]

    @property
    def title(self) -> str:
        """The outcome, and the group where there are several."""
        return f"{self.answer.asked.name}, {self.answer.group}" if self.answer.group else self.answer.asked.name

    def is_of_its_own(self, ties: Ties) -> bool:
        """Whether a published pool that speaks for all of these trials has set a link."""
        return not ties.set_it.keys() <= {study.id for study in self.studies}

    def find_kept(self, ties: Ties) -> list[str]:
        """The trials, by id, that a link may be laid beside."""
        return [] if self.is_of_its_own(ties) else [id for id in self.runs if id not in ties.set_it]

    def find_why_not(self, ties: Ties) -> str:
        """Why a link is laid beside none of them; nothing where it is."""
        if self.is_of_its_own(ties):
            return "what is laid beside it has set it"
        if not self.find_kept(ties):
            return "every trial that could be run again has set it"
        return f"no other trial has set {' and '.join(ties.alone)}" if ties.is_empty else ""

    @property
    def is_to_simulate(self) -> bool:
        """Whether any link is laid beside any trial."""
        return any(not self.find_why_not(ties) for ties in self.ties.values())

    @cached_property
    def digest(self) -> str:
        """Digits that stand for all that decides what is simulated; nothing where nothing can be."""
        return digest_of(self.runs, self.without) if self.runs else ""

    @property
    def stage(self) -> str:
        return next((run.asked.stage for runs in self.runs.values() for run in runs), "")


def prepare(review: Review, studies: Sequence[Study]) -> Iterator[Plan]:
    """Each outcome that trials speak to: the trials, and the runs of those that can be run again."""
    called = {study.name: study for study in (*studies, *review.studies)}
    for answer in review.answers:
        for trials in _find_trials(answer):
            yield _prepare(review, answer, trials, called)
            break


def _find_trials(answer: Answer) -> Iterator[Trials]:
    """Our pool; else a published one, the newest that was read first; else what is told in words."""
    pool = answer.pool
    if pool is not None:
        names = tuple(dict.fromkeys(pool.effects.studies))
        yield Trials("our pool", pool.measure, names, pool.estimate, pool.interval, pool.prediction)
    published = [one for one in answer.comparisons if one.theirs is not None and one.measure]
    for one in sorted(published, key=lambda one: (one.is_read, one.year), reverse=True):
        measure = find_measure(one.measure)
        told = one.theirs or (0.0, 0.0, 0.0)
        middle, low, high = (float(np.log(value)) if measure.is_ratio else value for value in told)
        yield Trials(
            "a published pool", measure, (*one.both, *one.only_theirs), middle, (low, high), None, (one.review,)
        )
    said = [one for one in answer.said if one.lane in COMPARED and one.favours is not None]
    if said:
        yield _read_words(answer, said)


def _read_words(answer: Answer, said: Sequence[Said]) -> Trials:
    """What trials say in words; where published pools do, they speak for the trials that they hold."""
    pools = [one for one in said if one.lane == REVIEW]
    names = tuple(dict.fromkeys(one.study for one in said if one.lane != REVIEW))
    voices = tuple(str(one.favours) for one in pools or said)
    measure = find_measure(answer.asked.measure)
    return Trials("words alone", measure, names, speakers=tuple(one.study for one in pools), favours=voices)


def _find_members(review: Review, trials: Trials, called: Mapping[str, Study]) -> list[Study]:
    """The trials that are run again: those of our pool; those that published pools hold; else all that answer."""
    by_id = {study.id: study for study in called.values()}
    held = [by_id[id] for name in trials.speakers if name in called for id in called[name].holds if id in by_id]
    named = [called[name] for name in trials.studies if name in called]
    found = [study for study in {study.id: study for study in held or named}.values() if study.is_trial]
    return found or list(review.lanes.trials)


def _prepare(review: Review, answer: Answer, trials: Trials, called: Mapping[str, Study]) -> Plan:
    members = _find_members(review, trials, called)
    weights = _find_weights(answer, trials, members)
    runs: dict[str, tuple[Run, ...]] = {}
    cannot: dict[str, str] = {}
    for study in members:
        found = find_runs(review.question, answer.asked, study, trials.measure, answer.treatments, answer.controls)
        if isinstance(found, str):
            cannot[study.id] = found
        else:
            runs[study.id] = found
    first = next(iter(runs.values()), None)
    if first is not None:  # all runs of one outcome live in one kind of body
        group = first[0].asked.body, first[0].asked.stage
        others = [id for id, some in runs.items() if (some[0].asked.body, some[0].asked.stage) != group]
        cannot |= dict.fromkeys(others, "its people take other drugs")
        runs = {id: some for id, some in runs.items() if id not in others}
    ties = _find_all_ties(runs, members, trials, called)
    without = tuple(dict.fromkeys(name for one in ties.values() for name in one.without))
    return Plan(answer, trials, tuple(members), weights, runs, cannot, ties, without)


def _find_weights(answer: Answer, trials: Trials, members: Sequence[Study]) -> dict[str, float]:
    """Of each trial: that of our pool; else by its people."""
    if trials.kind == "our pool" and answer.pool is not None:
        rows = zip(answer.pool.effects.studies, answer.pool.weights, strict=True)
        named = {name: float(weight) for name, weight in rows}
        return {study.id: named.get(study.name, 0.0) for study in members}
    return {study.id: float(study.people.n or 1) for study in members}


def _find_all_ties(
    runs: Mapping[str, tuple[Run, ...]], members: Sequence[Study], trials: Trials, called: Mapping[str, Study]
) -> dict[str, Ties]:
    """By the name of each link that answers; a published pool that speaks is tied as a trial is."""
    first = next((some[0] for some in runs.values()), None)
    if first is None:
        return {}
    drug, match = put_in_body(first.asked.body, first.asked.stage), first.outcome.match
    reviews = [study for study in called.values() if study.design == "review"]
    tied = [*members, *(called[name] for name in trials.speakers if name in called)]
    given = {id: [run.outcome.observation for run in some] for id, some in runs.items()}
    return {link: find_ties(drug, match, link, tied, reviews, given) for link in find_outputs(drug, match)}
