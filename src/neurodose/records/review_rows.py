"""What a review says of one study in one of its analyses, whether it stands in RevMan's XML or in its tables: two
groups of people side by side, or an estimate, or what was observed less what was expected.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from neurodose.errors import StudyError
from neurodose.records.observation import Place
from neurodose.records.sheet import is_missing, read_number
from neurodose.records.study import ArmResult, Bias, Contrast, Outcome, Participants, Study, StudyArm
from neurodose.records.study_checks import CONTRAST_MEASURES
from neurodose.records.study_words import find_measure_word
from neurodose.sources import Source

SIDES = ("1", "2")
FARTHEST = 20.0  # of a logarithm of a ratio: a ratio of 500 millions
WITHOUT_NAME = ("experimental", "control")


@dataclass(frozen=True)
class Analysis:
    """One outcome of a comparison, as a review pools it.

    kind:   "dichotomous", "continuous", "estimate" or "observed" (less expected, with its variance)
    sides:  what the two groups are called; level: of the intervals of studies
    is_log: estimates were entered as logarithms, and are shown as ratios
    """

    name: str
    comparison: str
    kind: str
    measure: str = ""
    sides: tuple[str, str] = WITHOUT_NAME
    is_log: bool = False
    level: float = 0.95
    subgroup: str = ""


class Cells:
    """The numbers of one study in an analysis, by RevMan's names ("EVENTS_1"), and what is wrong with them."""

    def __init__(self, get: Callable[[str], str | None], place: Place) -> None:
        self.get, self.place = get, place
        self.faults: list[StudyError] = []

    def number(self, name: str) -> float | None:
        """The number of that name; thousands may be set off by commas. None where there is none."""
        said = self.get(name)
        if said is None or is_missing(said):
            return None
        value = read_number(said.replace(",", ""))
        if value is None:
            self.refuse(name, f'"{said}" is no number', "correct it in the review, and export it again")
        return value

    def refuse(self, name: str, what: str, hint: str) -> None:
        self.faults.append(StudyError(what, where=f"{self.place}, {name}", hint=hint))


def read_review_row(cells: Cells, analysis: Analysis, *, study_id: str, name: str, year: int,
                    review: Source, bias: Bias | None = None) -> Study | None:  # fmt: skip
    """The study, with what this analysis says of it; None where it says nothing that can be pooled."""
    results, contrasts = (), ()
    if analysis.kind == "estimate":
        contrast = _read_estimate(cells, analysis)
        contrasts = (contrast,) if contrast is not None else ()
    elif analysis.kind == "observed":
        contrast = _read_observed(cells, analysis)
        contrasts = (contrast,) if contrast is not None else ()
    else:
        results = _read_groups(cells, analysis)
    if cells.faults or not (results or contrasts):
        return None
    first, second = analysis.sides
    outcome = Outcome(analysis.name, words=f"{analysis.comparison}: {analysis.name}", arms=results, contrasts=contrasts,
                      locator=str(cells.place))  # fmt: skip
    columns: dict[str, str | float] = {f"subgroup of {analysis.name}": analysis.subgroup} if analysis.subgroup else {}
    return Study(id=study_id, name=name, design="randomised parallel", people=Participants(""),
                 arms=(StudyArm(first, first), StudyArm(second, second)), outcomes=(outcome,), source=review,
                 year=year, bias=bias or Bias(), columns=columns, place=cells.place)  # fmt: skip


def _read_groups(cells: Cells, analysis: Analysis) -> tuple[ArmResult, ...]:
    """Counts, or means; groups of nobody, which RevMan writes for what was not told, say nothing."""
    names = ("EVENTS", "TOTAL") if analysis.kind == "dichotomous" else ("MEAN", "SD", "TOTAL")
    said = [{name: cells.number(f"{name}_{side}") for name in names} for side in SIDES]
    if any(not group["TOTAL"] for group in said):
        return ()
    if analysis.kind == "continuous" and all(not group["MEAN"] and not group["SD"] for group in said):
        return ()
    return tuple(
        ArmResult(side, events=group.get("EVENTS"), total=group["TOTAL"], mean=group.get("MEAN"), sd=group.get("SD"))
        for side, group in zip(analysis.sides, said, strict=True)
    )


def _read_estimate(cells: Cells, analysis: Analysis) -> Contrast | None:
    """An estimate that the review entered with its standard error; of a ratio both are of its logarithm."""
    se, low, high = cells.number("SE"), cells.number("CI_START"), cells.number("CI_END")
    is_ratio = CONTRAST_MEASURES.get(analysis.measure, False)
    estimate, shown = cells.number("ESTIMATE"), cells.number("EFFECT_SIZE")
    if shown is not None and estimate is None:
        if is_ratio and analysis.is_log and shown <= 0:
            cells.refuse("EFFECT_SIZE", f"the {analysis.measure} is {shown:g}", "a ratio is above zero")
            return None
        estimate = math.log(shown) if is_ratio and analysis.is_log else shown
    if estimate is None or (not se and (low is None or high is None)):
        return None
    middle = _from_logarithm(cells, "ESTIMATE", estimate) if is_ratio else estimate
    if middle is None:
        return None
    if low is None or high is None or not low <= middle <= high:
        low = high = None  # of another scale than the estimate; its SE says as much
    return Contrast(*analysis.sides, analysis.measure or "GEN", middle, low, high, analysis.level, se or None)


def _read_observed(cells: Cells, analysis: Analysis) -> Contrast | None:
    """Peto's way for time to an event: log ratio = (O - E)/V, and 1/V its variance (Yusuf 1985)."""
    observed, variance = cells.number("O_E"), cells.number("VAR")
    if observed is None or not variance or variance < 0:
        return None
    said = f"(O - E)/V with O - E = {observed:g}, V = {variance:g}"
    log_ratio, se = observed / variance, math.sqrt(1 / variance)
    if not CONTRAST_MEASURES.get(analysis.measure, False):  # of what, the review does not say
        return Contrast(*analysis.sides, "GEN", log_ratio, se=se, level=analysis.level, derived=f"logarithm: {said}")
    ratio = _from_logarithm(cells, "O_E", log_ratio)
    return None if ratio is None else Contrast(*analysis.sides, analysis.measure, ratio, se=se, level=analysis.level,
                                               derived=said)  # fmt: skip


def _from_logarithm(cells: Cells, name: str, value: float) -> float | None:
    """A ratio; none where the value is no logarithm of one that anybody could see."""
    if abs(value) < FARTHEST:
        return math.exp(value)
    cells.refuse(name, f"{value:g} is no logarithm of a ratio", "look at the scale on which it was entered")
    return None


def read_measure(said: str) -> str:
    """RevMan's word for a measure ("PETO_OR", "Odds Ratio", "Hazard Ratio") as a symbol; "" where it is none."""
    return find_measure_word(said) or ""


def name_sides(first: str, second: str) -> tuple[str, str]:
    """What the groups are called, each by a name of its own."""
    one, other = first.strip() or WITHOUT_NAME[0], second.strip() or WITHOUT_NAME[1]
    return (one, other) if one != other else (f"{one} (1)", f"{other} (2)")


class Subgroups:
    """Studies that stand in several subgroups of one outcome are rows of their own, as in the review's own figure."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, str], str] = {}
        self.split: dict[str, None] = {}

    def mark(self, study_id: str, name: str, analysis: Analysis) -> tuple[str, str]:
        """Id and name of the study in this subgroup: its own, where it has not stood in another."""
        first = self.seen.setdefault((study_id, analysis.name), analysis.subgroup)
        if first == analysis.subgroup:
            return study_id, name
        self.split[f"{name} in {analysis.name}"] = None
        return f"{study_id}_{identify(analysis.subgroup)}", f"{name} ({analysis.subgroup})"

    def doubt(self) -> tuple[str, ...]:
        if not self.split:
            return ()
        return (f"studies that stand in several subgroups are taken as different ones, and may share people: "
                f"{'; '.join(self.split)}",)  # fmt: skip


def identify(name: str) -> str:
    """An id of letters, digits and underscores."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_") or "study"
