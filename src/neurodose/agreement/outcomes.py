"""Virtual trials: as many people as the real one had in each arm, counted or scored as it counted and scored them.

Each of many trials draws one set of typical values, which all of its arms share. SIMULATED people live through it; an
arm of n people is n of them, drawn with replacement and anew for each arm, each with the chance of an event and the
noise of a reading of their own. So a proportion has the noise of n people, however few were simulated.

The link that answers first is judged; the other links stand beside it. Trials take long, so that they are shared out
among the structures by what each counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from neurodose.agreement.left_out import draw_without, is_set_by, name_study, tell_left_out
from neurodose.agreement.study import Estimates, Progress, Studies, draw_typical, weigh_structures
from neurodose.library.drug import Drug
from neurodose.measurement.outcome import Outcome, OutcomeArm
from neurodose.seeds import draw_normals, draw_uniforms
from neurodose.simulation.course import Course
from neurodose.simulation.simulate import simulate
from neurodose.units import h

SIMULATED = 20  # people of one trial, in every arm; that they are few widens intervals, and never narrows them
FEWEST = 10  # trials by one structure, however little it counts
MOST_DRAWN = 4000  # people of one arm: more are hardly surer
HALF = 0.5  # of a person, added to either side of a count, so that no ratio is of nothing (Haldane and Anscombe)


def hold_outcomes(
    drug: Drug,
    outcomes: Sequence[Outcome],
    estimates: Estimates,
    *,
    seed: int,
    studies: int,
    structures: Sequence[str] = (),
    without: str | Sequence[str] = "",
    progress: Progress | None = None,
) -> tuple[Studies, ...]:
    """Virtual trials of outcomes that one body answers, by each structure of the drug, or by those named.

    without: the study that must not have set what it tests, by its name, or several; none is left out
    """
    names = tuple(structures) or tuple(drug.structures)
    weights = weigh_structures(names, estimates)
    figures: list[dict[str, dict[str, np.ndarray]]] = [{} for _ in outcomes]  # by link, by structure
    for done, name in enumerate(names):
        system = drug.structures[name].system
        count = min(studies, max(FEWEST, round(studies * weights[name])))
        typical = draw_typical(drug, name, estimates.get(name), count, seed)
        typical = draw_without(typical, system, drug.stages, without, count, seed)
        shown = _simulate(drug, name, outcomes, typical, count, seed)
        for number, outcome in enumerate(outcomes):
            noise = _find_noise(outcome, drug, typical, count)
            for link, output in outcome.outputs(drug).items():
                of_arms = [shown[number, k][output] for k in range(len(outcome.arms))]
                result = compare(outcome, of_arms, noise, seed, name)
                figures[number].setdefault(link, {})[name] = result
        if progress is not None:
            progress((done + 1) / len(names))
    return tuple(
        _judgeable(drug, outcome, by_link, weights) for outcome, by_link in zip(outcomes, figures, strict=True)
    )


def _judgeable(
    drug: Drug, outcome: Outcome, by_link: Mapping[str, dict[str, np.ndarray]], weights: Mapping[str, float]
) -> Studies:
    first, match = next(iter(by_link)), outcome.match
    left_out = tell_left_out(drug.stages, name_study(outcome.observation))
    was_set = is_set_by(match.stage, match.sets_it, outcome.observation, is_left_out=bool(left_out))
    return Studies(outcome.observation, by_link[first], weights, by_link=by_link, left_out=left_out, is_set_by=was_set)


# Simulation -----------------------------------------------------------------------------------------------------


def _simulate(
    drug: Drug, structure: str, outcomes: Sequence[Outcome], typical: Mapping[str, np.ndarray], studies: int, seed: int
) -> dict[tuple[int, int], dict[str, np.ndarray]]:
    """What each person shows, by the number of the outcome and of the arm; equal arms are simulated once."""
    designs: dict[tuple[object, ...], list[tuple[int, int]]] = {}
    for number, outcome in enumerate(outcomes):
        for k, arm in enumerate(outcome.arms):
            designs.setdefault(arm.design, []).append((number, k))
    outputs = list(dict.fromkeys(output for outcome in outcomes for output in outcome.outputs(drug).values()))
    found = {}
    for members in designs.values():
        arms = [outcomes[number].arms[k] for number, k in members]
        moments = np.unique(
            np.concatenate([outcomes[n].moments(arm) for (n, _), arm in zip(members, arms, strict=True)])
        )
        course = _follow(drug, structure, arms[0], moments, outputs, typical, studies, seed)
        for (number, k), arm in zip(members, arms, strict=True):
            outcome = outcomes[number]
            found[number, k] = {
                output: outcome.read(course, arm, output, drug).reshape(2, studies, -1)
                for output in outcome.outputs(drug).values()
            }
    return found


def _follow(
    drug: Drug,
    structure: str,
    arm: OutcomeArm,
    moments: np.ndarray,
    outputs: Sequence[str],
    typical: Mapping[str, np.ndarray],
    studies: int,
    seed: int,
) -> Course:
    known = arm.population.table.listed()
    each = {a: np.repeat(values, SIMULATED) for a, values in typical.items() if a in known}
    each |= {a: np.full(studies * SIMULATED, value) for a, value in arm.told.items()}
    people = arm.population.sample(studies * SIMULATED, seed=seed, typical=each)
    return simulate(drug.structures[structure], arm.plan, people, at=moments * h, outputs=outputs)


def _find_noise(outcome: Outcome, drug: Drug, typical: Mapping[str, np.ndarray], studies: int) -> np.ndarray:
    """Spread of one reading beyond what the model has (studies,), in the unit of the figure."""
    address = outcome.match.endpoint.noise
    if not address or outcome.is_event:
        return np.zeros(studies)
    parameter = drug.people.table.listed()[address]  # no formula of the model has it
    values = np.asarray(typical.get(address, np.full(studies, float(parameter.value.coherent))))
    return np.asarray(outcome.scale_noise(values), dtype=float)


# Counting and scoring --------------------------------------------------------------------------------------------


def compare(outcome: Outcome, shown: Sequence[np.ndarray], noise: np.ndarray, seed: int, series: str) -> np.ndarray:
    """The figure of each virtual trial (trials,), in the unit of the observation.

    shown: of each arm what its simulated people show, (2, trials, people); noise: of one reading (trials,)
    """
    drawn = [
        _draw_people(each, arm.n, noise, outcome, seed, f"arm {k} of {outcome.observation.id}, {series}")
        for k, (each, arm) in enumerate(zip(shown, outcome.arms, strict=True))
    ]
    with np.errstate(all="ignore"):
        if outcome.is_event:
            return _compare_counts(outcome, [each[0].sum(axis=1) for each in drawn], [e.shape[2] for e in drawn])
        if outcome.match.fall is not None:
            # Whose solve failed has not been seen to fall, nor not to.
            fallen = [
                np.where(np.isfinite(each[0]), each[0] <= (1 - outcome.match.fall) * each[1], np.nan) for each in drawn
            ]
            return _compare_counts(outcome, [each.sum(axis=1) for each in fallen], [e.shape[1] for e in fallen])
        return _compare_scores(outcome, drawn)


def _draw_people(shown: np.ndarray, n: int, noise: np.ndarray, outcome: Outcome, seed: int, name: str) -> np.ndarray:
    """What each person of an arm shows, (2, trials, n): later and before; of an event, 1 where it happened."""
    studies, people = shown.shape[1:]
    count = min(n, MOST_DRAWN)
    numbers = np.arange(studies * count)
    who = (draw_uniforms(seed, f"people in {name}", numbers)[0] * people).astype(int).reshape(studies, count)
    chosen = np.take_along_axis(shown, np.broadcast_to(who, (2, studies, count)), axis=2)
    if outcome.is_event:
        chance = draw_uniforms(seed, f"chance in {name}", numbers)[0].reshape(studies, count)
        happened = np.where(np.isnan(chosen[0]), np.nan, (chance < chosen[0]) != outcome.match.is_absent)
        return np.array([happened, happened])
    readings = draw_normals(seed, f"readings in {name}", numbers, 2).reshape(2, studies, count)
    return chosen + noise[None, :, None] * readings


def _compare_counts(outcome: Outcome, counts: Sequence[np.ndarray], sizes: Sequence[int]) -> np.ndarray:
    """Of events: shares of people, and how those of two arms compare."""
    unit, kind = outcome.observation.unit, outcome.observation.quantity.kind
    shares = [count / size for count, size in zip(counts, sizes, strict=True)]
    if kind == "proportion" and not outcome.observation.is_ratio:
        return np.asarray(unit.from_coherent(shares[0]))
    if kind == "difference of proportions":
        return np.asarray(unit.from_coherent(shares[0] - shares[1]))
    a, b = ((count + HALF) / (size + 2 * HALF) for count, size in zip(counts, sizes, strict=True))
    match kind:
        case "odds ratio":
            return (a / (1 - a)) / (b / (1 - b))
        case "hazard ratio" | "rate ratio":
            return np.log1p(-a) / np.log1p(-b)
        case _:
            return a / b


def _compare_scores(outcome: Outcome, drawn: Sequence[np.ndarray]) -> np.ndarray:
    """Of scores, shares of days and levels: their mean or median, and how those of two arms compare."""
    observation, middles = outcome.observation, [_find_middle(outcome, each) for each in drawn]
    kind = observation.quantity.kind
    if kind == "difference of means":
        return middles[0] - middles[1]
    if kind == "standardised difference":
        spreads = [_find_each(outcome, each).std(axis=1, ddof=1) for each in drawn]
        means = [_find_each(outcome, each).mean(axis=1) for each in drawn]
        return (means[0] - means[1]) / np.sqrt((spreads[0] ** 2 + spreads[1] ** 2) / 2)
    return middles[0] if len(middles) == 1 else middles[0] / middles[1]


def _find_each(outcome: Outcome, drawn: np.ndarray) -> np.ndarray:
    """The figure of each person (trials, n): a change, where that is asked for."""
    return outcome.sign * (drawn[0] - drawn[1]) if outcome.is_change else drawn[0]


def _find_middle(outcome: Outcome, drawn: np.ndarray) -> np.ndarray:
    """Mean or median of an arm (trials,); a change in per cent is that of the means."""
    observation = outcome.observation
    if outcome.scaling == "per cent of before":
        change = drawn[0].mean(axis=1) / drawn[1].mean(axis=1) - 1
        return np.asarray(outcome.unit.from_coherent(outcome.sign * change))
    each = _find_each(outcome, drawn)
    is_median = observation.quantity.kind == "median" or observation.statistic == "median"
    return np.median(each, axis=1) if is_median else each.mean(axis=1)
