"""One row of a table of studies: its numbers, and what they say of arms or of one arm against another."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from neurodose.errors import StudyError
from neurodose.records.observation import Place
from neurodose.records.sheet import is_missing, read_number
from neurodose.records.study import ArmResult, Contrast, StudyArm
from neurodose.records.study_checks import CONTRAST_MEASURES
from neurodose.records.study_columns import Columns
from neurodose.records.study_words import find_measure_word

ARM_NUMBERS = ("events", "nonevents", "total", "mean", "sd", "se", "person_time")
UNNAMED_ARMS = {1: "treatment", 2: "control"}
FARTHEST = 20.0  # of a logarithm of a ratio: a ratio of 500 millions
PERCENT = 1.0  # a level above this is told in percent


@dataclass
class Row:
    """The cells of a row by their header, where it stands, and what is found in it.

    by_dose: studies and treatments with arms that differ in dose alone
    """

    cells: Mapping[str, str]
    place: Place
    columns: Columns
    by_dose: frozenset[tuple[str, str]] = frozenset()
    arms: dict[str, StudyArm] = field(default_factory=dict)
    faults: list[StudyError] = field(default_factory=list)
    told: dict[str, None] = field(default_factory=dict)

    def refuse(self, column: str, what: str, exists: str | None = None, hint: str | None = None) -> None:
        """Notes a fault of the row, and of a column where there is one."""
        where = f"{self.place}, column {column}" if column else str(self.place)
        self.faults.append(StudyError(what, where=where, exists=exists, hint=hint))

    def word(self, role: str) -> str:
        """What the row says as the role ("condition"), or nothing."""
        cell = self.cells.get(self.columns.of.get(role, ""), "")
        return "" if is_missing(cell) else cell

    def number(self, header: str) -> float | None:
        """The number of a cell; None where it is missing, and a fault where it is no number."""
        if header not in self.cells:
            return None
        value = read_number(self.cells[header])
        if value is None:
            self.refuse(
                header,
                f'"{self.cells[header]}" is no number',
                hint="write 1234.5 without blanks, units, brackets or commas; leave what is not known empty",
            )
        return None if value is None or math.isnan(value) else value

    def number_of(self, role: str) -> float | None:
        return self.number(self.columns.of.get(role, ""))


def read_arms(row: Row, *, is_one: bool) -> tuple[ArmResult, ...]:
    """What a row says of its arm, or of each of its arms; those without any number are passed over."""
    chosen = [0] if is_one else sorted(number for number in row.columns.arms if number)
    results = [result for number in chosen if (result := _read_arm(row, number)) is not None]
    if not results and not row.faults:
        row.told["rows without numbers are passed over"] = None
    if not is_one and len(results) == 1 and not row.faults:
        row.refuse("", "one arm has numbers, and the other has none", hint="give both, or leave the row out")
    return tuple(results)


def _read_arm(row: Row, number: int) -> ArmResult | None:
    roles = row.columns.arms[number]
    numbers = {role: row.number(roles[role]) for role in ARM_NUMBERS if role in roles}
    if all(value is None for value in numbers.values()):
        return None  # nothing is told, or nothing that is a number
    numbers = _complete(row, roles, numbers)
    if not row.faults:
        _check_arm(row, roles, numbers)
    arm = _name_arm(row, number)
    if arm is None:
        return None
    if arm.name in row.arms:
        row.refuse("", f"two arms of the row are called {arm.name}", hint="each arm has a treatment or dose of its own")
    row.arms[arm.name] = arm
    said = numbers.get
    return ArmResult(arm.name, said("events"), said("total"), said("mean"), said("sd"), said("se"), said("person_time"))


def _complete(row: Row, roles: Mapping[str, str], numbers: dict[str, float | None]) -> dict[str, float | None]:
    """Events and total, where people without the event are told in place of one of them."""
    events, rest, total = numbers.get("events"), numbers.pop("nonevents", None), numbers.get("total")
    if rest is None:
        return numbers
    if rest < 0:
        row.refuse(roles["nonevents"], f"{rest:g} people had no event", hint="a count is not below zero")
    if events is not None and total is not None and events + rest != total:
        row.refuse(roles["total"], f"{events:g} with and {rest:g} without the event are not {total:g}",
                   hint="correct one of the three, or leave one out")  # fmt: skip
    if events is None and total is not None:
        numbers["events"] = total - rest
    elif events is not None:
        numbers["total"] = events + rest
    return numbers


def _check_arm(row: Row, roles: Mapping[str, str], numbers: Mapping[str, float | None]) -> None:
    """A number that cannot stand alone has what it needs beside it."""
    named = roles.get("total", "total")
    if numbers.get("events") is None and numbers.get("mean") is None:
        row.refuse(roles.get("events") or roles.get("mean", ""), "an arm has neither events nor a mean",
                   hint="give what was counted or measured, or leave all of the arm empty")  # fmt: skip
    if numbers.get("mean") is not None:
        if numbers.get("sd") is None and numbers.get("se") is None:
            row.refuse(roles.get("sd", "sd"), "the mean has neither SD nor SE", hint="give one of them")
        elif numbers.get("total") is None:
            row.refuse(named, "the mean is of nobody knows how many", hint="give n: the people who were measured")


def _name_arm(row: Row, number: int) -> StudyArm | None:
    roles = row.columns.arms[number]
    said = {role: row.cells[roles[role]] for role in ("arm", "treatment", "drug", "route", "form", "beside")
            if role in roles and not is_missing(row.cells[roles[role]])}  # fmt: skip
    treatment = said.get("treatment") or said.get("arm") or _name_unsaid(row, number)
    if not treatment:
        row.refuse(roles.get("treatment") or roles.get("arm", ""), "the row does not say what the arm was given",
                   hint='name the treatment in each row: "baclofen", "placebo"')  # fmt: skip
        return None
    dose = row.number(roles.get("dose", ""))
    name = said.get("arm", treatment)
    if (row.place.name, treatment) in row.by_dose and name == treatment and dose is not None:
        name = f"{treatment} {dose:g} mg"
    drug, route, form, beside = (said.get(role, "") for role in ("drug", "route", "form", "beside"))
    return StudyArm(name, treatment, drug, dose, route, form, beside)


def _name_unsaid(row: Row, number: int) -> str:
    """What arms are called that stand side by side, or are compared, without a column that names each."""
    own = row.columns.arms.get(0, {}).get("treatment", "")
    if number and number in row.columns.arms and "treatment" in row.columns.arms[number]:
        return ""  # the column is there, and empty
    if number == 1 and own and "against" in row.columns.of and not is_missing(row.cells[own]):
        return row.cells[own]
    if number == 2 and (against := row.word("against")):
        return against
    if number in UNNAMED_ARMS:
        row.told['arms that no column names are called "treatment" and "control"'] = None
        return UNNAMED_ARMS[number]
    return f"arm {number}" if number else ""


def read_contrast(row: Row) -> Contrast | None:
    """What a row says of one arm against another, on the scale as it is told to people."""
    arms = [_name_side(row, number) for number in (1, 2)]
    measure = _read_measure(row)
    numbers = {role: row.number_of(role) for role in ("estimate", "low", "high", "variance", "effect_se", "level")}
    estimate, spread = numbers["estimate"], _read_error(row, numbers)
    if row.faults or measure is None or not all(arms):
        return None
    if estimate is None:
        row.told["rows without an estimate are passed over"] = None
        return None
    if spread is None and (numbers["low"] is None or numbers["high"] is None):
        row.refuse(row.columns.of["estimate"], "the estimate has no error",
                   hint="give seTE, vi, or lower and upper")  # fmt: skip
        return None
    is_log = row.columns.is_log and CONTRAST_MEASURES[measure]
    ends = (numbers["low"], estimate, numbers["high"])
    if is_log and any(abs(value) > FARTHEST for value in ends if value is not None):
        row.refuse(row.columns.of["estimate"], f"{estimate:g} is no logarithm of a ratio",
                   hint=f'write the {measure} itself in a column "estimate"')  # fmt: skip
        return None
    low, middle, high = (math.exp(value) if is_log and value is not None else value for value in ends)
    level = numbers["level"] if numbers["level"] is not None else 0.95
    level = level / 100 if level > PERCENT else level
    assert middle is not None
    for arm in arms:
        row.arms[arm] = StudyArm(arm, arm)
    return Contrast(arms[0], arms[1], measure, middle, low, high, level, spread, _read_p(row))


def _name_side(row: Row, number: int) -> str:
    roles: dict[str, Any] = row.columns.arms.get(number, {})
    header = roles.get("treatment") or roles.get("arm")
    if header and not is_missing(row.cells[header]):
        return row.cells[header]
    if header:
        row.refuse(header, "the row does not say what was compared", hint="name both treatments in each row")
        return ""
    return _name_unsaid(row, number)


def _read_measure(row: Row) -> str | None:
    said = row.word("measure")
    if not said:
        if not row.columns.measure:
            row.told["no column tells the measure: estimates are taken as they are (GEN), never as a ratio"] = None
        return row.columns.measure or "GEN"
    found = find_measure_word(said)
    if found is None:
        row.refuse(row.columns.of["measure"], f'no measure is called "{said}"', ", ".join(CONTRAST_MEASURES),
                   "write one of these")  # fmt: skip
    elif row.columns.measure and found != row.columns.measure:
        row.refuse(row.columns.of["measure"], f"the measure is {found}, and the column of estimates is called "
                   f"{row.columns.of['estimate']}", hint="correct one of the two")  # fmt: skip
    return found


def _read_error(row: Row, numbers: Mapping[str, float | None]) -> float | None:
    """The standard error: as it is told, or the root of the variance."""
    variance = numbers["variance"]
    se = numbers["effect_se"]
    if se is None and (header := row.columns.arms.get(0, {}).get("se")):
        se = row.number(header)
    if variance is None or se is not None:
        return se
    if variance <= 0:
        row.refuse(row.columns.of["variance"], f"the variance is {variance:g}", hint="a variance is above zero")
        return None
    return math.sqrt(variance)


def _read_p(row: Row) -> float | None:
    """p, where it is a number; "<0.001" is a bound and no value."""
    if row.word("p").startswith(("<", ">", "≤", "≥")):
        row.told['p that is told as a bound ("<0.001") is left out'] = None
        return None
    return row.number_of("p")
