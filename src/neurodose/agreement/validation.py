"""validate: observations of any file, each judged by the models of its drug."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from neurodose.agreement.rule import Verdict, judge
from neurodose.agreement.study import STUDIES, Estimates, Progress, hold_studies
from neurodose.errors import DrugError, NeurodoseError, ObservationError
from neurodose.estimation.run import Run, read_run
from neurodose.library import find_drug
from neurodose.library.drug import Drug
from neurodose.library.scope import find_marks_of
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

        outside: of what the model was set with, in sentences
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
        return (
            f"{self.passed} of {self.predicted} predicted observations pass; {silent} cannot be predicted; "
            f"{len(self.faults)} entries are faulty."
        )

    def __str__(self) -> str:
        told = [f"{v.observation.id:6} {'; '.join(v.marks)}" for v in self.outside]
        head = ["", "Outside of what the model was set with:"] if told else []
        return "\n".join([*(_tell(v) for v in self.verdicts), *head, *told, "", self.total])

    @property
    def outside(self) -> tuple[Verdict, ...]:
        """Verdicts on what is predicted, but lies outside of what the model was set with."""
        return tuple(v for v in self.verdicts if v.marks)

    def to_markdown(self) -> str:
        """A table of what is predicted, with each structure's own interval, and a list of what cannot be."""
        told = [v for v in self.verdicts if v.predicted is not None]
        structures = list(dict.fromkeys(s for v in told for s in v.by_structure))
        head = ["", "what", "observed", "predicted", "off by", "verdict", "why", "used", *structures]
        lines = [self.total, "", f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
        for v in told:
            each = [_span(v.by_structure.get(s)) for s in structures]
            used = "calibration" if v.observation.is_calibration else "prediction"
            result = "pass" if v.passes else "**miss**"
            row = [v.observation.id, _name(v), v.observation.said, _span((v.low, v.predicted, v.high)), _off(v), result]
            lines.append(f"| {' | '.join([*row, v.why, used, *each])} |")
        if self.outside:
            lines += ["", "Predicted outside of what the model was set with:", ""]
            lines += [f"- {v.observation.id}: {'; '.join(v.marks)}" for v in self.outside]
        lines += ["", "Not predicted:", ""]
        lines += [f"- {v.observation.id}, {_name(v)}: {v.why}" for v in self.verdicts if v.predicted is None]
        return "\n".join([*lines, ""])


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
    for name in dict.fromkeys(o.drug for o in observations):
        numbers = [n for n, o in enumerate(observations) if o.drug == name]
        asked = [observations[n] for n in numbers]
        try:
            drug = find_drug(name)
        except DrugError as error:
            for number in numbers:
                place = str(observations[number].place)
                found.append(ObservationError(error.what, where=place, exists=error.exists, hint=error.hint))
                verdicts[number] = Verdict(observations[number], None, None, None, False, error.what, {})
            continue
        held = hold_studies(
            drug, asked, find_estimates(drug), seed=seed, studies=studies, structures=structures, progress=progress
        )
        found += [s.fault for s in held if s.fault is not None]
        verdicts |= dict(zip(numbers, (_mark(drug, judge(one)) for one in held), strict=True))
    return Validation(tuple(verdicts[n] for n in range(len(observations))), tuple(found))


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
    """The estimates of a drug's structures from its calibration run in the library; none where it has no run."""
    run = find_run(drug)
    return {e.structure: e for e in run.estimates if e.is_converged} if run else {}


def find_own_values(drug: Drug, structure: str, estimates: Estimates | None = None) -> dict[str, Quantity]:
    """What a calibration found for a rival, by address; none for the favourite, whose values stand in the drug's table.

    estimates: by structure; those of the library unless said
    """
    found = find_estimates(drug) if estimates is None else estimates
    if structure == next(iter(drug.structures)) or structure not in found:
        return {}
    return {address: found[structure].quantity(address) for address in found[structure].addresses}


def _finite(value: float | None) -> float | None:
    """JSON has no infinity: a half-life of a curve that does not fall is null there."""
    return value if value is not None and math.isfinite(value) else None


def _name(verdict: Verdict) -> str:
    observation = verdict.observation
    versus = f" over that after {observation.versus.regimen}" if observation.is_ratio and observation.versus else ""
    return f"{observation.quantity.text}, {observation.regimen}, {observation.time}{versus}"


def _span(span: tuple[float | None, float | None, float | None] | None) -> str:
    if span is None or span[0] is None or span[1] is None or span[2] is None:
        return ""
    return f"{span[1]:.3g} ({span[0]:.3g} to {span[2]:.3g})"


def _off(verdict: Verdict) -> str:
    difference = verdict.difference
    if difference is None:
        return ""
    return f"{difference:.2f}-fold" if verdict.is_fold else f"{difference:+.1f}"


def _tell(verdict: Verdict) -> str:
    observation = verdict.observation
    head = f"{observation.id:6} {observation.quantity.text:48.48} {observation.said:>16}"
    if verdict.predicted is None or verdict.low is None or verdict.high is None:
        return f"{head}  not predicted: {verdict.why}"
    result = "pass" if verdict.passes else "MISS"
    use = "calibration" if observation.is_calibration else "prediction"
    band = _span((verdict.low, verdict.predicted, verdict.high))
    return f"{head}  {band}  {_off(verdict)}  {result}  {use}  {verdict.why}"
