"""What ties a model to the trials that it is laid beside: a trial that set a link is no test of it.

Three cases, for each link of a response and each trial of a pool:
- the trial is one of several that are pooled in a value: the value is drawn from what the others say (`left_out`), and
  a published pool that holds the trial goes with it, unless the trial is taken out of it already, beside it;
- the trial set the link in another way, or no other trial is left: it is left out of what the link is laid beside;
- neither: the link is laid beside it as it stands.
How people fare on placebo is no effect of a drug: a trial whose placebo arm alone set that is kept, and it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from neurodose.agreement.arms_again import find_entries
from neurodose.agreement.asked import find_asked
from neurodose.agreement.left_out import leave_out
from neurodose.library.drug import Drug
from neurodose.library.pooled import PooledEffect
from neurodose.library.response import Link, Response
from neurodose.measurement.topic import Match, Stage
from neurodose.modelling.paths import find_felt
from neurodose.records.observation import Observation
from neurodose.records.study import Study

SETS = "it set a number that no pool leaves out"


@dataclass(frozen=True)
class Ties:
    """What trials have to do with one link of a response.

    without:  names of what is left out of the values that are drawn, as pooled effects call them
    alone:    addresses of values that nothing sets once these are left out: no effect is supposed there
    is_empty: whether that leaves the link without any effect that trials have set, where it stands on such
    set_it:   why each trial that set the link otherwise is left out, by the id of its study
    at_rest:  trials whose placebo arms set how people fare without the drug, by name
    """

    without: tuple[str, ...]
    alone: tuple[str, ...]
    is_empty: bool
    set_it: dict[str, str]
    at_rest: tuple[str, ...]


def find_ties(
    drug: Drug,
    match: Match,
    link: str,
    trials: Sequence[Study],
    reviews: Sequence[Study],
    given: Mapping[str, Sequence[Observation]],
) -> Ties:
    """What ties a link to these trials, and to published pools that stand for them.

    drug: the body, with the response that answers; match: what answers there; reviews: published pools, which may hold
    the trials; given: the comparisons that are run again, by the id of the study
    """
    stages, response, system = drug.stages, match.stage, drug.system
    outputs = [match.outputs[link]]
    known = find_felt(system, outputs)
    felt = {address: pool for stage in stages for address, pool in _list_pooled(stage) if address in known}
    held = _find_holding(trials, reviews)
    out = {address: _find_out(pool, trials, held) for address, pool in felt.items()}
    touched = {address: leave_out(felt[address], names) for address, names in out.items() if names}
    without = tuple(dict.fromkeys(name for names in out.values() for name in names))
    alone = tuple(address for address, left in touched.items() if left is None)
    rival = next((one for one in response.links if one.name == link), None) if isinstance(response, Response) else None
    pooled = {name for pool in felt.values() for name in _name_trials(pool)}
    set_it = {trial.id: why for trial in trials if (why := _find_why(trial, rival, pooled, reviews))}
    set_it |= {trial.id: SETS for trial in trials if _has_set_effect(trial, match, given.get(trial.id, ()))}
    at_rest = tuple(trial.name for trial in trials if trial.id not in set_it and _has_set_rest(trial, response))
    others = find_felt(
        system, [output for name, output in match.outputs.items() if name != link and output in system.outputs]
    )
    own = {
        address: left for address, left in touched.items() if address not in others
    }  # what this link alone stands on
    is_set = rival is not None and not set(rival.set_by).isdisjoint(without)
    is_empty = is_set and bool(own) and all(left is None for left in own.values())
    return Ties(without, alone, is_empty, set_it, at_rest)


def _list_pooled(stage: Stage) -> list[tuple[str, PooledEffect]]:
    return list(stage.pooled.items()) if isinstance(stage, Response) else []


def _name_trials(pool: PooledEffect) -> set[str]:
    return {trial.study for trial in pool.trials}


def _find_holding(trials: Sequence[Study], reviews: Iterable[Study]) -> dict[str, set[str]]:
    """The trials that each published pool holds, by how its source is named: names of their sources."""
    called = {trial.id: trial.source.label for trial in trials}
    return {review.source.label: {called[id] for id in review.holds if id in called} for review in reviews}


def _find_out(pool: PooledEffect, trials: Sequence[Study], held: dict[str, set[str]]) -> list[str]:
    """What must go from a pooled effect: the trials themselves, and published pools that hold one of them that is not
    told apart beside it.
    """
    told = [trial.study for trial in pool.trials]
    own = {name for name in told if any(_is_of(name, trial) for trial in trials)}
    return [name for name in told if name in own or not held.get(name, set()) <= set(told)]


def _find_why(trial: Study, link: Link | None, pooled: set[str], reviews: Iterable[Study]) -> str:
    """Why a trial is left out of what a link is laid beside; nothing where it did not set it."""
    held = {review.source.label for review in reviews if trial.id in review.holds}
    for source in link.set_by if link is not None else ():
        if _is_of(source, trial) and source not in pooled:
            return "it set this link"
        if source in held and source not in pooled:
            return f"{source}, which holds it, set this link"
    return ""


def _is_of(source: str, trial: Study) -> bool:
    """Whether a source, by its authors and year, is the trial's own, or one in which an outcome of it was read."""
    return source == trial.source.label or source.rpartition(" ")[0] in {one.locator for one in trial.outcomes}


def _has_set_effect(trial: Study, match: Match, given: Sequence[Observation]) -> bool:
    """Whether what a trial saw under the drug set a number by itself: what it compares here is no test then."""
    regimens = {str(seen.regimen) for seen in given}
    return any(
        not seen.arm.is_without_drug
        and seen.regimen in regimens
        and isinstance(found := find_asked(seen).match, Match)
        and found.endpoint.words == match.endpoint.words
        for seen in _list_setting(trial)
    )


def _has_set_rest(trial: Study, response: Stage) -> bool:
    """Whether its placebo arm set how people fare without the drug."""
    return any(seen.arm.is_without_drug and find_asked(seen).stage == response.name for seen in _list_setting(trial))


def _list_setting(trial: Study) -> list[Observation]:
    """Outcomes of a trial that say that they set a number by themselves."""
    entries = [seen for seen in find_entries(trial) if seen.quantity.row.is_outcome]
    return [seen for seen in entries if seen.is_calibration or seen.source.label in seen.holds]
