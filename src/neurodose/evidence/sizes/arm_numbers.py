"""What one study counted or measured in each of its arms, checked, and arms taken together or shared out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite, nan

import numpy as np

from neurodose.errors import StudyError
from neurodose.evidence.measure import Measure
from neurodose.evidence.sizes.shared_arms import combine_means
from neurodose.evidence.sizes.spreads import sd_of_error
from neurodose.records.study import ArmResult, Outcome, Study, StudyArm


@dataclass(frozen=True)
class Group:
    """An arm as it is compared; NaN is what a study does not say.

    treatment: what pools call it; label: its own name; derived: how its numbers were made, where they were
    """

    treatment: str
    label: str
    events: float = nan
    total: float = nan
    mean: float = nan
    sd: float = nan
    size: float = nan
    person_time: float = nan
    dose_mg: float = nan
    route: str = ""
    form: str = ""
    derived: str = ""

    def makes(self, measure: Measure) -> bool:
        """Whether its numbers are those that a measure is made of."""
        return {
            "counts": isfinite(self.events) and isfinite(self.total),
            "means": isfinite(self.mean) and isfinite(self.sd) and isfinite(self.size),
            "rates": isfinite(self.events) and isfinite(self.person_time),
        }.get(measure.of, False)

    @property
    def people(self) -> float:
        return self.total if isfinite(self.total) else self.size


def gather_groups(study: Study, outcome: Outcome) -> tuple[Group, ...]:
    """The arms that have a result, in the order of the study.

    Raises StudyError for a result of an arm that the study does not have, and for numbers that cannot be.
    """
    return tuple(_make_group(study, outcome, result) for result in outcome.arms)


def _make_group(study: Study, outcome: Outcome, result: ArmResult) -> Group:
    where = f"study {study.name}, {outcome.name}, arm {result.arm}"
    arm = study.find_arm(result.arm)
    if arm is None:
        raise StudyError(
            f'the study has no arm "{result.arm}"',
            where=f"study {study.name}, {outcome.name}",
            exists=f"arms: {', '.join(each.name for each in study.arms)}",
        )
    total = result.total if result.total is not None else arm.n
    _check(result, total, where)
    sd, derived = _find_sd(result, total)
    counted = _or_nan(total) if result.events is not None and result.person_time is None else nan
    return Group(
        arm.treatment, arm.name, _or_nan(result.events), counted, _or_nan(result.mean), sd,
        _or_nan(total), _or_nan(result.person_time), _or_nan(arm.dose_mg), arm.route, arm.form,
        "; ".join(part for part in (result.derived, derived) if part),
    )  # fmt: skip


def _find_sd(result: ArmResult, total: float | None) -> tuple[float, str]:
    if result.sd is not None or result.se is None or total is None:
        return _or_nan(result.sd), ""
    return sd_of_error(result.se, total), "SD from the standard error"


def _or_nan(value: float | None) -> float:
    return nan if value is None else float(value)


def _check(result: ArmResult, total: float | None, where: str) -> None:
    """A count is no more than the people it was counted in, and a spread is above zero."""
    said = {"events": result.events, "total": total, "mean": result.mean, "sd": result.sd, "se": result.se,
            "person_time": result.person_time}  # fmt: skip
    for key, value in said.items():
        if value is not None and not isfinite(value):
            raise StudyError(f"{key} is {value}", where=where, hint="leave out what is not known")
    for key in ("events", "sd", "se"):
        if (value := said[key]) is not None and value < 0:
            raise StudyError(f"{key} is {value:g}, below zero", where=f"{where}, {key}", hint="look at its sign")
    for key in ("sd", "se", "total", "person_time"):
        if said[key] == 0:
            raise StudyError(f"{key} is zero", where=f"{where}, {key}", hint="leave it out where it is not known")
    if result.events is not None and total is not None and result.person_time is None and result.events > total:
        raise StudyError(
            f"{result.events:g} events in {total:g} people",
            where=f"{where}, events",
            hint="events are people who had it, at most all of them; for repeated events give person_time",
        )


def find_arm(study: Study, name: str, where: str) -> StudyArm:
    """An arm by its name, or by what it was treated with where one arm was."""
    found = study.find_arm(name)
    same = [arm for arm in study.arms if arm.treatment == name]
    if found is None and len(same) == 1:
        return same[0]
    if found is None:
        raise StudyError(
            f'the study has no arm "{name}"', where=where, exists=f"arms: {', '.join(arm.name for arm in study.arms)}"
        )
    return found


def combine_groups(groups: Sequence[Group]) -> Group:
    """Several arms as one: counts and times add up, means by the Cochrane formula, doses by numbers of people."""
    if len(groups) == 1:
        return groups[0]
    people = np.array([group.people for group in groups])
    mean = sd = size = nan
    if np.all(np.isfinite([group.mean * group.sd * group.size for group in groups])):
        table = np.array([(group.mean, group.sd, group.size) for group in groups])
        mean, sd, size = combine_means(*table.T)
    doses = np.array([group.dose_mg for group in groups])
    return Group(
        _join((group.treatment for group in groups), " or "),
        _join((group.label for group in groups), " and "),
        sum(group.events for group in groups),
        sum(group.total for group in groups),
        mean,
        sd,
        size if isfinite(size) else float(people.sum()),
        sum(group.person_time for group in groups),
        float(doses @ people / people.sum()),
        _join((group.route for group in groups), " or "),
        _join((group.form for group in groups), " or "),
        _join((f"{len(groups)} arms taken as one", *(group.derived for group in groups)), "; "),
    )


def combine_alike(groups: Sequence[Group]) -> list[Group]:
    """Arms of one treatment as one, each treatment once, in the order of the study."""
    names = dict.fromkeys(group.treatment for group in groups)
    return [combine_groups([group for group in groups if group.treatment == name]) for name in names]


def tell_apart(groups: Sequence[Group]) -> list[Group]:
    """Arms of one treatment, which are kept apart, are called by their own names."""
    seen = [group.treatment for group in groups]
    return [replace(group, treatment=group.label) if seen.count(group.treatment) > 1 else group for group in groups]


def share_out(group: Group, parts: int) -> Group:
    """One part of an arm that is compared with several: fewer people, the same risk and mean."""
    if parts == 1:
        return group
    told = _join((group.derived, f"shared out among {parts} comparisons"), "; ")
    return replace(
        group, events=group.events / parts, total=group.total / parts, size=group.size / parts,
        person_time=group.person_time / parts, derived=told,
    )  # fmt: skip


def _join(words: Iterable[str], between: str) -> str:
    return between.join(dict.fromkeys(word for word in words if word))
