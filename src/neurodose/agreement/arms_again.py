"""An arm of a trial as something that can be given again: its dose, way in and length become a regimen.

What the library holds as an observation of the same trial goes first: its regimen was read with care. Otherwise the
record of the study is read: "10 mg three times a day", "380 mg depot every 4 weeks", or the dose of a day alone. What
had to be taken for granted is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from math import isclose, isfinite

from neurodose.dosing import read_regimen
from neurodose.errors import NeurodoseError
from neurodose.library import DRUGS, find_drug
from neurodose.records.observation import Arm, Observation
from neurodose.records.study import Study, StudyArm
from neurodose.units import Quantity, mg

USUAL_TIMES = {"baclofen": 3}  # doses a day where a record does not say; of all others one
TIMES = {"once": 1, "twice": 2, "two times": 2, "three times": 3, "four times": 4}
DAYS = {"day": 1, "week": 7, "month": 28}
DEPOT = re.compile(
    r"(?P<dose>\d+(?:\.\d+)?)\s*mg\b.*?every\s+(?P<every>\d+)?\s*(?P<unit>day|week|month)s?", re.IGNORECASE
)
ALIKE = 0.15  # how far the doses of a day may differ in two records of one arm: base or salt, 28 days or a month
SLOW = ("depot", "implant")  # forms that give for weeks, and the routes of the library that mean them
HOURS = 168.0  # of a week
INERT = ("placebo", "nothing", "no treatment", "waiting list")


@dataclass(frozen=True)
class Given:
    """What one arm takes: a sentence, or "placebo"; what it takes beside; who it is; and what was taken for granted."""

    regimen: str
    with_: Mapping[str, str] = field(default_factory=dict)
    covariates: Mapping[str, Quantity] = field(default_factory=dict)
    people: str = ""
    told: str = ""


def give_again(study: Study, arm: StudyArm, drug: str, weeks: float | None) -> Given | str:
    """What an arm takes, or in words why it cannot be given again.

    drug: the one the question is about: its name in the library; weeks: how long it is taken
    """
    if not arm.drug or arm.treatment in INERT:
        return Given("placebo")
    if arm.drug not in DRUGS:
        return f"no model of {arm.drug} is held"
    held = find_held(study, arm)
    if arm.drug != drug:  # the other arm is given an active drug
        beside = find_beside(study, arm.drug)
        if beside is not None:
            return Given("nothing", {arm.drug: beside})
        read = read_arm(arm, weeks)
        return read if isinstance(read, str) else Given("nothing", {arm.drug: read.regimen}, told=read.told)
    if held is not None:
        return Given(held.regimen, held.with_ or {}, held.covariates or {}, held.people)
    return read_arm(arm, weeks)


def find_entries(study: Study) -> tuple[Observation, ...]:
    """What the library holds as observations of the same trial."""
    drugs = dict.fromkeys(arm.drug for arm in study.arms if arm.drug in DRUGS)
    return tuple(seen for name in drugs for seen in _read_outcomes(name) if is_of(seen, study))


@cache
def _read_outcomes(drug: str) -> tuple[Observation, ...]:
    """What became of people, as the library holds it of a drug: read once."""
    return tuple(seen for seen in find_drug(drug).observations if seen.quantity.row.is_outcome)


def is_of(seen: Observation, study: Study) -> bool:
    """Whether an observation is of a study: it cites the same authors and year."""
    return seen.source.label == study.source.label


def find_held(study: Study, arm: StudyArm) -> Arm | None:
    """The arm of an observation of the same trial that is given alike: first one that is compared, then any."""
    entries = sorted(find_entries(study), key=lambda seen: seen.versus is None)
    return next((seen.arm for seen in entries if seen.drug == arm.drug and _is_alike(seen.arm, arm)), None)


def find_beside(study: Study, drug: str) -> str | None:
    """How the other arm is given its own drug, as an observation of the same trial has it."""
    told = (seen.versus.with_ or {} for seen in find_entries(study) if seen.versus is not None)
    return next((with_[drug] for with_ in told if drug in with_), None)


def _is_alike(held: Arm, arm: StudyArm) -> bool:
    """Whether two records mean one arm: both slow or neither, and about the same dose a day, where both say it."""
    if held.is_without_drug:
        return False
    words = f"{arm.treatment} {arm.form}".lower()
    if any((form in held.regimen) is not _names(form, words) for form in SLOW):
        return False
    daily = find_daily(held.regimen)
    return arm.dose_mg is None or daily is None or isclose(daily, arm.dose_mg, rel_tol=ALIKE)


def _names(form: str, words: str) -> bool:
    """Whether an arm is given in a form; a placebo of that form is none of it."""
    return form in re.sub(rf"placebo {form}", "", words)


def find_daily(regimen: str) -> float | None:
    """Milligrams a day of a sentence, from its first to its last dose and one interval; None for a single dose."""
    given = tuple(read_regimen(regimen).given())
    times = sorted({dose.time for dose in given})
    if len(times) < 2 or any(dose.amount.dimension != mg.dimension for dose in given):
        return None
    days = (times[-1] - times[0]) / 24 * len(times) / (len(times) - 1)
    return sum(float(dose.amount.coherent) for dose in given) / float((1 * mg).coherent) / days


def read_arm(arm: StudyArm, weeks: float | None) -> Given | str:
    """The regimen that the record of an arm tells, or in words why it tells none."""
    if not weeks:
        return "for how long it was given is not held"
    words = f"{arm.treatment} {arm.form}".lower()
    slow = next((form for form in SLOW if _names(form, words)), None)
    if slow is not None:
        return _read_slow(arm, slow, weeks)
    if arm.route not in ("", "mouth"):
        return f"the library has no way in for “{arm.route}”"
    if arm.dose_mg is None:
        return f"the dose of {arm.name} is not held"
    said = next((count for word, count in TIMES.items() if word in words), None)
    times = said or USUAL_TIMES.get(arm.drug, 1)
    each = arm.dose_mg / times
    sentence = f"{each:g} mg by mouth every {24 / times:g} h x {round(7 * weeks * times)}"
    plain = said is not None or re.fullmatch(rf"{arm.dose_mg:g} mg (?:a day|daily)", arm.form.strip().lower())
    told = "" if plain else f"{arm.name}: “{arm.form or 'dose alone'}” is given as {each:g} mg, {times} a day"
    return _check(sentence, told)


def _read_slow(arm: StudyArm, form: str, weeks: float) -> Given | str:
    said = DEPOT.search(arm.form)
    if said is None:
        return f"dose and interval of the {form} are not held"
    days = int(said["every"] or 1) * DAYS[said["unit"].lower()]
    count = max(1, round(7 * weeks / days))
    return _check(f"{float(said['dose']):g} mg by {form} every {days} day x {count}", "")


def _check(sentence: str, told: str) -> Given | str:
    """A sentence that can be read, or why not."""
    try:
        read_regimen(sentence)
    except NeurodoseError as error:
        return error.what
    return Given(sentence, told=told)


def find_weeks(study: Study, weeks: float | None) -> float | None:
    """How long a trial lasted: as its outcome or its record says, or an observation of the library that compares."""
    known = weeks or study.weeks
    if known and isfinite(known):
        return known
    ends = [seen.arm.window.end_h / HOURS for seen in find_entries(study) if seen.versus is not None]
    return next((end for end in ends if isfinite(end) and end > 0), None)
