"""explain: a question about a body, answered with what the answer is made of.

question = pose("naltrexone + ethanol", plan, "dopamine in the accumbens", effect_of=["naltrexone"])
print(explain(question, Mechanisms(), Uncertainty()))  # in words, with tables
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from neurodose.agreement.study import Estimates
from neurodose.agreement.validation import find_estimates, find_own_values
from neurodose.attribution.question import Question
from neurodose.attribution.runs import answer, find_unit
from neurodose.attribution.shares import Sharing, share_effect
from neurodose.attribution.spread import MOST, Sensitivity, check_cost, find_ends, find_sensitivity
from neurodose.attribution.unsure import find_unsure
from neurodose.attribution.wording import write_sentences, write_tables
from neurodose.errors import SensitivityError
from neurodose.library.hard_stops import find_hard_stops
from neurodose.library.scope import find_marks
from neurodose.populations.people import People
from neurodose.sensitivity.cost import Cost, Limits
from neurodose.units import Unit

COUNT = 100  # virtual people, unless said
AMONG = (0.05, 0.5, 0.95)  # of people
CLOSING = "What a model says of itself, for research; no advice to anybody."

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Mechanisms:
    """Asks what each mechanism has of an answer.

    names:  those that are switched, the others staying on; all that can change the answer unless said
    groups: those that are switched together, by a name of their own; off: those whose loss is told by itself
    pairs:  of orders, where more than ten are switched; as many as some 20,000 runs allow unless said
    """

    names: tuple[str, ...] = ()
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    pairs: int | None = None


@dataclass(frozen=True)
class Uncertainty:
    """Asks what each thing that is unsure has of the spread of an answer.

    base: base samples, a power of two; most: values asked about one by one, beyond which a screening chooses
    by_covariate: whether each thing in which people differ is asked about; structures: rivals that count, all unless
    said
    """

    base: int = 1024
    most: int = MOST
    by_covariate: bool = False
    structures: tuple[str, ...] | None = None


@dataclass(frozen=True, eq=False)
class Explanation:
    """A question, its answer and what that is made of.

    people:  how many virtual people, of the seed; among: 5 %, 50 % and 95 % of them, by link, in the unit
    sharing, sensitivity: None where they were not asked for
    stops:   what must be said first; marks: what of the question lies outside of what the model was set with
    """

    question: Question
    people: int
    seed: int
    unit: Unit
    among: Mapping[str, tuple[float, float, float]]
    sharing: Sharing | None
    sensitivity: Sensitivity | None
    stops: tuple[str, ...]
    marks: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer in words, what must be said first standing first."""
        stops = [f"Stop: {stop}." for stop in self.stops]
        told = write_sentences(self.question, self.unit, self.people, self.among, self.sharing, self.sensitivity)
        marks = [f"Extrapolated: {mark}." for mark in self.marks]
        return (*stops, *told, *marks, CLOSING)

    def __str__(self) -> str:
        tables = write_tables(self.unit, self.sharing, self.sensitivity)
        return "\n\n".join([*self.sentences[:-1], *(f"{head}\n\n{table}" for head, table in tables), CLOSING])

    def to_page(self) -> str:
        """The same as Markdown."""
        tables = write_tables(self.unit, self.sharing, self.sensitivity)
        blocks = [f"## {head}\n\n```\n{table}\n```" for head, table in tables]
        title = f"# Why: {self.question.of}, after {self.question.plan}"
        return "\n\n".join([title, *self.sentences[:-1], *blocks, CLOSING]) + "\n"

    def to_json(self) -> str:
        """{"question", "unit", "people", "seed", "answer", "stops", "marks", "sentences", "shares", "sensitivity"}."""
        told: dict[str, Any] = {
            "question": self.question.meaning, "regimen": str(self.question.plan), "drugs": self.question.drug.name,
            "structure": self.question.structure, "population": self.question.population,
            "unit": str(self.unit), "people": self.people, "seed": self.seed,
            "answer": {link: list(map(_plain, ends)) for link, ends in self.among.items()},
            "stops": list(self.stops), "marks": list(self.marks), "sentences": list(self.sentences),
        }  # fmt: skip
        if self.sharing is not None:
            switches = self.sharing.switches
            told["mechanisms"] = {"live": dict(switches.live), "dead": dict(switches.dead)}
            told["shares"] = {link: json.loads(made.to_json()) for link, made in self.sharing.shares.items()}
            told["lost"] = {link: _plain(float(np.nanmean(lost))) for link, lost in self.sharing.lost.items()}
        if self.sensitivity is not None:
            found = self.sensitivity
            told["sensitivity"] = json.loads(found.indices.to_json()) | {
                "stands_on": {one.name: one.stands_on for one in found.inputs},
                "screening": None if found.screening is None else json.loads(found.screening.to_json()),
                "middles": {name: list(map(_plain, ends)) for name, ends in found.middles.items()},
                "above_zero": {name: _plain(share) for name, share in found.above.items()},
                "held": dict(found.held),
            }
        return json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False)


def explain(
    question: Question,
    *asked: Mechanisms | Uncertainty,
    people: int = COUNT,
    seed: int = 1,
    estimates: Estimates | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Explanation:
    """What an answer is made of.

    asked:     Mechanisms(…), Uncertainty(…) or both; both unless said
    people:    virtual people among whom mechanisms are switched; seed: of them and of all draws
    estimates: of calibrations, by structure; those of the library unless said
    limits:    of what it may cost: runs, seconds, memory
    Raises SensitivityError for a mechanism that does not exist, and where it would cost more than allowed.
    """
    if people < 1:
        raise SensitivityError(f"nothing can be asked of {people} people", hint="take one or more")
    wanted = asked or (Mechanisms(), Uncertainty())
    found = find_estimates(question.drug) if estimates is None else estimates
    among, over = (next((one for one in wanted if isinstance(one, kind)), None) for kind in (Mechanisms, Uncertainty))
    limits, sharing, sensitivity, unsure = limits or Limits(), None, None, None
    if isinstance(over, Uncertainty):
        unsure = find_unsure(question, found, by_covariate=over.by_covariate, structures=over.structures)
        check_cost(unsure, over.base, over.most, limits)  # before the shares are worked out, which may take a while
    if isinstance(among, Mechanisms):  # with all mechanisms and with none at least; drawing people takes long as well
        limits.check(Cost(2 * people, memory=16.0 * people), "take fewer people", where="shares of mechanisms")
    who = _sample(question, people, seed, found)
    if isinstance(among, Mechanisms):
        sharing = share_effect(
            question, who, names=among.names, groups=among.groups, off=among.off, pairs=among.pairs, seed=seed,
            limits=limits, progress=None if progress is None else lambda share: progress("switching mechanisms", share),
        )  # fmt: skip
    if isinstance(over, Uncertainty) and unsure is not None:
        sensitivity = find_sensitivity(
            unsure, base=over.base, most=over.most, seed=seed, limits=limits, progress=progress
        )
    answers = answer(question, question.structure, who)
    ends = {link: find_ends(answers[:, k], AMONG) for k, link in enumerate(question.outputs)}
    stops = tuple(map(str, find_hard_stops(question.drug, question.plan, question.population)))
    until = max(question.reading.end, question.plan.last)
    marks = find_marks(question.drug, question.plan, question.population, until=until)
    return Explanation(
        question, people, seed, find_unit(question), ends, sharing, sensitivity, stops, tuple(marks)
    )  # fmt: skip


def _sample(question: Question, people: int, seed: int, estimates: Estimates) -> People:
    own = find_own_values(question.drug, question.structure, estimates)
    typical = {address: np.asarray(value.coherent) for address, value in own.items()}
    return question.drug.populations[question.population].sample(people, seed=seed, typical=typical)


def _plain(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
