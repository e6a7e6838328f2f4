"""validate: observations of any file, each judged by the models of its drug."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from neurodose.agreement.asked import Asked, find_asked, make_body
from neurodose.agreement.outcomes import hold_outcomes
from neurodose.agreement.rule import Verdict, judge
from neurodose.agreement.study import STUDIES, Estimates, Progress, Studies, hold_studies
from neurodose.agreement.wording import name_use, tell_difference, tell_span
from neurodose.errors import DrugError, NeurodoseError, ObservationError
from neurodose.estimation.combined import combine_estimates
from neurodose.estimation.run import Run, read_run
from neurodose.library import DRUGS, find_drug
from neurodose.library.combination import put_together
from neurodose.library.drug import Drug
from neurodose.library.scope import find_marks_of
from neurodose.measurement.outcome import Outcome, prepare_outcome
from neurodose.records.observation import Observation
from neurodose.units import Quantity


@dataclass(frozen=True, eq=False)
class Validation:
    """Verdicts in the order of the observations, and what was wrong with entries."""

    verdicts: tuple[Verdict, ...]
    faults: tuple[NeurodoseError, ...]

    @property
    def predicted(self) -> int:
        """How many observations the models could speak to."""
        return sum(v.predicted is not None for v in self.verdicts)

    @property
    def passed(self) -> int:
        return sum(v.passes for v in self.verdicts)

    def to_json(self) -> str:
        """{"rows": [{"id", "observed", "predicted", "low", "high", "passes", "why", "outside"}]}, one row an entry.

        outside: of what the model was set with, in sentences. An outcome has "links" too: low, middle and high by link
        """
        rows = [
            {
                "id": v.observation.id,
                "observed": v.observation.value.value,
                "predicted": _finite(v.predicted),
                "low": _finite(v.low),
                "high": _finite(v.high),
                "passes": v.passes,
                "why": v.why,
                "outside": list(v.marks),
            }
            | (
                {"links": {link: [_finite(end) for end in span] for link, span in v.by_link.items()}}
                if v.by_link
                else {}
            )
            for v in self.verdicts
        ]
        # An entry that could not be read is a row too: nothing is dropped.
        rows += [
            {"id": f.where or "", "observed": None, "predicted": None, "low": None, "high": None, "passes": False,
             "why": f.what, "outside": []}
            for f in self.faults
            if f.where not in {str(v.observation.place) for v in self.verdicts}
        ]  # fmt: skip
        return json.dumps({"rows": rows}, ensure_ascii=False, indent=1, allow_nan=False)

    @property
    def total(self) -> str:
        """How many pass, in a sentence."""
        silent = len(self.verdicts) - self.predicted
        refused = sum(bool(v.observation.refused) for v in self.verdicts)
        told = f" {refused} {'is' if refused == 1 else 'are'} refused;" if refused else ""
        return (
            f"{self.passed} of {self.predicted} predicted observations pass;{told} {silent} cannot be predicted; "
            f"{len(self.faults)} {'entry is' if len(self.faults) == 1 else 'entries are'} faulty."
        )

    def __str__(self) -> str:
        told = [f"{v.observation.id:6} {'; '.join(v.marks)}" for v in self.outside]
        head = ["", "Outside of what the model was set with:"] if told else []
        return "\n".join([*(_tell(v) for v in self.verdicts), *head, *told, "", self.total])

    @property
    def outside(self) -> tuple[Verdict, ...]:
        """Verdicts on what is predicted, but lies outside of what the model was set with."""
        return tuple(v for v in self.verdicts if v.marks)


def validate(
    observations: Sequence[Observation],
    *,
    faults: Iterable[ObservationError] = (),
    seed: int = 1,
    studies: int = STUDIES,
    structures: Sequence[str] = (),
    progress: Progress | None = None,
) -> Validation:
    """Judges observations by the one rule, each with the structures of its drug, or with those named.

    faults: of entries that could not be read; they are reported with those found here (an unknown drug or population)
    """
    verdicts: dict[int, Verdict] = {}
    found: list[NeurodoseError] = list(faults)
    groups: dict[tuple[str, str, str], list[tuple[int, Asked]]] = {}
    for number, observation in enumerate(observations):
        try:
            asked = find_asked(observation)
        except DrugError as error:
            place = str(observation.place)
            found.append(ObservationError(error.what, where=place, exists=error.exists, hint=error.hint))
            verdicts[number] = Verdict(observation, None, None, None, False, error.what, {})
        else:
            groups.setdefault(asked.group, []).append((number, asked))
    for members in groups.values():
        some = [(observations[number], asked) for number, asked in members]
        held = _hold(some, seed=seed, studies=studies, structures=structures, progress=progress)
        found += [s.fault for s in held if s.fault is not None]
        drug = find_drug(members[0][1].body)
        numbers = [number for number, _ in members]
        verdicts |= dict(zip(numbers, (_mark(drug, judge(one)) for one in held), strict=True))
    return Validation(tuple(verdicts[n] for n in range(len(observations))), tuple(found))


def _hold(
    members: Sequence[tuple[Observation, Asked]],
    *,
    seed: int,
    studies: int,
    structures: Sequence[str],
    progress: Progress | None,
) -> list[Studies]:
    """Virtual studies of observations that are simulated together, in their order."""
    first = members[0][1]
    drug = make_body(first)
    estimates = find_estimates(drug)
    if not members[0][0].quantity.row.is_outcome:
        observed = [observation for observation, _ in members]
        return list(
            hold_studies(
                drug, observed, estimates, seed=seed, studies=studies, structures=structures, progress=progress
            )
        )
    prepared = [_prepare(drug, observation, asked) for observation, asked in members]
    able = [outcome for outcome in prepared if isinstance(outcome, Outcome)]
    held = iter(
        hold_outcomes(
            drug, able, estimates,
            seed=seed, studies=studies, structures=structures, without=first.without, progress=progress,
        )
    )  # fmt: skip
    return [next(held) if isinstance(outcome, Outcome) else outcome for outcome in prepared]


def _prepare(drug: Drug, observation: Observation, asked: Asked) -> Outcome | Studies:
    """An outcome ready to be simulated, or why there is none."""
    if asked.match is None:
        return Studies(observation, {}, {}, asked.why)
    try:
        ready = prepare_outcome(drug, observation, asked.match)
    except ObservationError as error:
        placed = ObservationError(error.what, where=str(observation.place), exists=error.exists, hint=error.hint)
        return Studies(observation, {}, {}, error.what, placed)
    return Studies(observation, {}, {}, ready) if isinstance(ready, str) else ready


def find_observed() -> tuple[str, ...]:
    """The drugs of the library of which something was observed."""
    held = files("neurodose.library.observations")
    return tuple(name for name in DRUGS if held.joinpath(f"{name}.toml").is_file())


def _mark(drug: Drug, verdict: Verdict) -> Verdict:
    """A verdict with what lies outside of what the model was set with, where something is predicted."""
    if verdict.predicted is None:
        return verdict
    return replace(verdict, marks=find_marks_of(drug, verdict.observation))


def find_run(drug: Drug) -> Run | None:
    """The calibration run of a drug in the library, if it has one."""
    record = files("neurodose.library").joinpath("calibrations", f"{drug.name}.toml")
    return read_run(record.read_text(encoding="utf-8"), record.name) if record.is_file() else None


def find_estimates(drug: Drug) -> Estimates:
    """The estimates of a drug's structures from its calibration run in the library; none where it has no run.

    Of a combination, those of the runs of its parts.
    """
    if len(drug.parts) > 1:
        return combine_estimates(drug, {part.name: find_estimates(put_together(part)) for part in drug.parts})
    run = find_run(drug)
    return {e.structure: e for e in run.estimates if e.is_converged} if run else {}


def find_own_values(drug: Drug, structure: str, estimates: Estimates | None = None) -> dict[str, Quantity]:
    """What a calibration found for a rival, by address; none for the favourite, whose values stand in the drug's table.

    estimates: by structure; those of the library unless said
    """
    found = find_estimates(drug) if estimates is None else estimates
    if structure == next(iter(drug.structures)) or structure not in found:
        return {}
    # In a combination the other parts are at their favourites, whose values stand in their tables.
    rival = f"{structure.partition(': ')[0]}." if len(drug.parts) > 1 else ""
    own = [address for address in found[structure].addresses if address.startswith(rival)]
    return {address: found[structure].quantity(address) for address in own}


def _finite(value: float | None) -> float | None:
    """JSON has no infinity: a half-life of a curve that does not fall is null there."""
    return value if value is not None and math.isfinite(value) else None


def _tell(verdict: Verdict) -> str:
    observation = verdict.observation
    head = f"{observation.id:6} {observation.quantity.text:48.48} {observation.said:>16}"
    if verdict.predicted is None or verdict.low is None or verdict.high is None:
        return f"{head}  not predicted: {verdict.why}"
    result = "pass" if verdict.passes else "REFUSED" if observation.refused else "MISS"
    band, off = tell_span((verdict.low, verdict.predicted, verdict.high)), tell_difference(verdict)
    return f"{head}  {band}  {off}  {result}  {name_use(verdict)}  {verdict.why}"
