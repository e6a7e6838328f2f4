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

import numpy as np

from neurodose.agreement.promise import Promise, judge_promise, judge_words
from neurodose.agreement.simulated_effects import LEVELS, Simulation, simulate_effects
from neurodose.agreement.study import Progress
from neurodose.agreement.ties import Ties
from neurodose.agreement.trials_beside import Plan, Told, Trials, prepare
from neurodose.evidence.grading.answer import Answer
from neurodose.evidence.grading.pooled import Pooled
from neurodose.evidence.grading.review import Review
from neurodose.evidence.synthesis import Method, synthesize
from neurodose.library.response import Response
from neurodose.records.study import Study

STALE = "the model or the trials have changed since it was last simulated"


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
