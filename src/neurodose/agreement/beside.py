"""Pooled trials beside the simulated effect of the same comparisons, by each link of the response that answers.

    laid = lay_beside(review(question, studies), studies)
    laid[0].links[0].promise        # does the mechanism promise more than the trials gave?

Each trial of a pool is run again in virtual people, with its own arms and length; its simulated effects are averaged by
the weights of the pool. A trial that set a link is never shown as its prediction (`ties`): it is left out, and the pool
that a link is laid beside is that of the other trials. Values that trials set are drawn from what other trials say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from neurodose.agreement.asked import put_in_body
from neurodose.agreement.promise import Promise, judge_promise, judge_words
from neurodose.agreement.simulated_effects import LEVELS, Simulation, digest_of, simulate_effects
from neurodose.agreement.study import Progress
from neurodose.agreement.ties import Ties, find_ties
from neurodose.agreement.trials_again import Run, find_runs
from neurodose.evidence.answer import Answer
from neurodose.evidence.lanes import Said
from neurodose.evidence.measure import Measure, find_measure
from neurodose.evidence.pooled import Pooled
from neurodose.evidence.review import Review
from neurodose.evidence.synthesis import Method, synthesize
from neurodose.library.response import Response
from neurodose.measurement.outcome import find_outputs
from neurodose.records.study import Study

Beside = Literal["our pool", "a published pool", "words alone"]
Told = tuple[float, float, float]
STALE = "the model or the trials have changed since it was last simulated"
COMPARED = ("trial", "review")  # lanes of what could have answered in words


@dataclass(frozen=True, eq=False)
class Trials:
    """What trials gave: an estimate with its interval on the scale on which effects add up, and whose it is.

    kind: our pool, a published one, or words alone; studies: names of the trials in it
    speakers: names of published pools that speak for these trials; favours: of words alone, whom each favours
    """

    kind: Beside
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
class LinkBeside:
    """One link of the response beside trials.

    quantiles: of its simulated effects, at LEVELS; None where it is not shown, and `why` says why
    trials:    what it is laid beside: without trials that set it
    left_out:  trials of the pool that are not among them, each with why
    without:   trials and reviews that its values are drawn without; notes: what else has to be known
    """

    name: str
    stands_on: str
    trials: Trials
    quantiles: tuple[float, ...] | None
    promise: Promise | None
    why: str = ""
    left_out: tuple[tuple[str, str], ...] = ()
    without: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> Told | None:
        """Median and 95 % interval of the simulated effects, as they are told."""
        if self.quantiles is None:
            return None
        show = self.trials.measure.show
        middle, low, high = (float(np.interp(level, LEVELS, self.quantiles)) for level in (0.5, 0.025, 0.975))
        return show(middle), show(low), show(high)


@dataclass(frozen=True, eq=False)
class Laid:
    """One outcome: what trials gave, and beside it every link of the response that answers.

    stage: the response; links: none where nothing answers, and `why` says why
    """

    answer: Answer
    trials: Trials
    stage: str
    links: tuple[LinkBeside, ...]
    why: str = ""

    @property
    def title(self) -> str:
        return f"{self.answer.asked.name}, {self.answer.group}" if self.answer.group else self.answer.asked.name

    @property
    def is_shown(self) -> bool:
        return any(link.quantiles is not None for link in self.links)


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


def lay_beside(
    review: Review,
    studies: Sequence[Study],
    *,
    method: Method[Pooled] | None = None,
    kept: Mapping[str, Simulation] | None = None,
    is_simulated: bool = True,
) -> tuple[Laid, ...]:
    """Every outcome of a review that trials speak to, with the links that answer it.

    studies: those of the review, and published pools, which tell what they hold; method: by which they were pooled
    kept:    simulations by their digits, such as the library keeps (`kept_effects`)
    is_simulated: whether what is not among them is simulated now, which takes seconds for each trial; else it is not
             shown, and told so
    """
    plans = tuple(prepare(review, studies))
    held = dict(kept or {}) | (simulate_missing(plans, kept or {}) if is_simulated else {})
    return tuple(_lay(plan, held.get(plan.digest), method) for plan in plans)


def simulate_missing(
    plans: Sequence[Plan], kept: Mapping[str, Simulation], progress: Progress | None = None
) -> dict[str, Simulation]:
    """Simulations of plans that are not kept, by their digits."""
    missing = {plan.digest: plan for plan in plans if plan.is_to_simulate and plan.digest not in kept}
    found: dict[str, Simulation] = {}
    for digest, plan in missing.items():
        found[digest] = simulate_effects(plan.runs, plan.without)
        if progress is not None:
            progress(len(found) / len(missing))
    return found


# What is to be simulated -----------------------------------------------------------------------------------------


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
    pools = [one for one in said if one.lane == "review"]
    names = tuple(dict.fromkeys(one.study for one in said if one.lane != "review"))
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


# Laying side by side ---------------------------------------------------------------------------------------------


def _lay(plan: Plan, simulated: Simulation | None, method: Method[Pooled] | None) -> Laid:
    if not plan.runs:
        why = next(iter(plan.cannot.values()), "no trial of it is held one by one")
        return Laid(plan.answer, plan.trials, "", (), why)
    match = next(iter(plan.runs.values()))[0].outcome.match
    rivals = {one.name: one.stands_on for one in match.stage.links} if isinstance(match.stage, Response) else {}
    links = tuple(
        _lay_link(plan, link, rivals.get(link, ""), ties, simulated, method) for link, ties in plan.ties.items()
    )
    return Laid(plan.answer, plan.trials, plan.stage, links)


def _lay_link(
    plan: Plan, name: str, stands_on: str, ties: Ties, simulated: Simulation | None, method: Method[Pooled] | None
) -> LinkBeside:
    """One link beside the trials that neither set it nor cannot be run."""
    named = {study.id: study.name for study in plan.studies}
    out = {id: why for id, why in (*plan.cannot.items(), *ties.set_it.items()) if id in named}
    left_out = () if plan.is_of_its_own(ties) else tuple((named[id], why) for id, why in out.items())
    kept = plan.find_kept(ties)
    shown = ties.without
    notes = tuple(_note(plan, ties, kept))
    trials = _find_beside(plan, out, kept, method)
    why = plan.find_why_not(ties)
    if not why and simulated is None:
        why = STALE
    quantiles = None if why or simulated is None else simulated.average(name, {id: plan.weights[id] for id in kept})
    if quantiles is None:
        return LinkBeside(name, stands_on, trials, None, None, why or "it gave no number", left_out, shown, notes)
    promise = _judge(trials, quantiles, plan)
    return LinkBeside(name, stands_on, trials, quantiles, promise, "", left_out, shown, notes)


def _find_beside(plan: Plan, out: Mapping[str, str], kept: Sequence[str], method: Method[Pooled] | None) -> Trials:
    """What a link is laid beside: the pool of the trials that are left. Of a published pool none can be taken out."""
    pool, trials = plan.answer.pool, plan.trials
    if trials.kind != "our pool" or pool is None or not kept or not out:
        return trials
    names = {study.name for study in plan.studies if study.id in kept}
    mask = np.array([name in names for name in pool.effects.studies])
    if mask.all():
        return trials
    left = synthesize(pool.effects.take(mask), method)
    return Trials("our pool", left.measure, tuple(sorted(names)), left.estimate, left.interval, left.prediction)


def _judge(trials: Trials, quantiles: tuple[float, ...], plan: Plan) -> Promise:
    if trials.interval is None:
        return judge_words(LEVELS, quantiles, trials.favours, plan.answer.asked, trials.measure)
    return judge_promise(LEVELS, quantiles, trials.interval, trials.prediction, plan.answer.asked, trials.measure)


def _note(plan: Plan, ties: Ties, kept: Sequence[str]) -> Iterator[str]:
    """What has to be known of a simulated effect."""
    yield from dict.fromkeys(told for id in kept for run in plan.runs[id] for told in run.told)
    if ties.alone:
        yield f"nothing sets {' and '.join(ties.alone)} without these trials: no effect is supposed there"
    at_rest = [name for name in ties.at_rest if name in {s.name for s in plan.studies if s.id in kept}]
    if at_rest:
        yield f"the placebo arm of {', '.join(at_rest)} has set how people fare without the drug, and not its effect"
