"""What numbers of studies cannot be together, and what one of them looks like instead of what it is called."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from math import isfinite, log, sqrt
from statistics import median

import numpy as np

from neurodose.errors import EvidenceError, EvidenceWarning
from neurodose.evidence.effects import Array
from neurodose.evidence.measure import Measure
from neurodose.evidence.sizes.arm_numbers import Group
from neurodose.evidence.sizes.study_effects import NotRead, Row
from neurodose.records.study import Study

# Differences of standard deviations seldom reach one; where an "SD" makes more than this of it, and √n times as much
# an ordinary one, it is most likely the error of the mean.
TOO_FAR_APART = 2.5
ORDINARY = 1.5
# An "SD" that is √n times too small among those of the same score: at least so many times smaller than the others.
TOO_SMALL = 3.0
ENOUGH_OTHERS = 3


def refuse_twin_records(studies: Sequence[Study]) -> None:
    """A study is there once: neither its id nor its name stands there twice."""
    for key in ("id", "name"):
        seen = set[str]()
        for study in studies:
            word = str(getattr(study, key)).strip().casefold()
            if word in seen:
                raise EvidenceError(
                    f"{study.name} is entered twice",
                    where=f"study {study.name}, {key}",
                    hint='leave one out; two studies of one name and year are told apart by a letter ("2011a")',
                )
            seen.add(word)


def warn_of_one_registration(rows: Sequence[Row]) -> None:
    """Two records of one registered trial may count the same people twice; with the same numbers they do."""
    first = dict[str, Row]()
    for row in rows:
        registered = row.study.registration.strip().casefold()
        other = first.setdefault(registered, row) if registered else row
        if other.study.id == row.study.id:
            continue
        told = f"{row.study.name} and {other.study.name} are registered as one trial, {row.study.registration}"
        if (row.estimate, row.variance) == (other.estimate, other.variance):
            raise EvidenceError(
                f"{told}, and have the same numbers: it is entered twice",
                where=f"study {row.study.name}, registration",
                hint="leave one of them out",
            )
        warnings.warn(f"{told}: its people may be counted twice", EvidenceWarning, stacklevel=3)


def refuse_mixed_measures(measure: Measure, rows: Sequence[Row], out: Sequence[tuple[str, NotRead]]) -> None:
    """A pool has one measure; a study that tells another is named, and is not left out in silence."""
    others = [f"{name} {reason.why}" for name, reason in out if reason.of_another]
    if others:
        fitting = ", ".join(dict.fromkeys(row.study.name for row in rows))
        raise EvidenceError(
            f"effects on different measures: {'; '.join(others)}",
            exists=f"{measure.name} of: {fitting}",
            hint='take mixed="leave out", or state a conversion: ExtractionRules(convert=(OddsToRisk(baseline=…),))',
        )


def refuse_mixed_scales(measure: Measure, rows: Sequence[Row]) -> None:
    """Points of two scores are no sum, nor are effects of which one counts good and the other bad outcomes."""
    if measure.symbol in ("MD", "IRD") and len(scales := _sort_out(rows, "scale")) > 1:
        raise EvidenceError(
            f"{measure.name}s on different scales: {_list(scales)}",
            hint='take measure="SMD", or one scale at a time',
        )
    if measure.symbol != "SMD" and len(better := _sort_out(rows, "better")) > 1:
        raise EvidenceError(
            f"what is better differs between studies of one outcome: {_list(better)}",
            hint='make "better" the same in all, and count the same thing',
        )


def _sort_out(rows: Sequence[Row], key: str) -> dict[str, list[str]]:
    """Names of studies by what their outcome says, where it says something."""
    found = dict[str, list[str]]()
    for row in rows:
        word = str(getattr(row.outcome, key)).strip()
        if word:
            found.setdefault(word.casefold(), []).append(row.study.name)
    return found


def _list(found: Mapping[str, Sequence[str]]) -> str:
    return "; ".join(f"{word} in {', '.join(dict.fromkeys(names))}" for word, names in found.items())


def warn_of_errors(measure: Measure, rows: Sequence[Row]) -> None:
    """Names every arm whose SD looks like the standard error of a mean; it is used as it is given."""
    if measure.of != "means":
        return
    arms = [(row, group) for row in rows for group in row.groups or ()]
    told = set[tuple[str, str]]()
    for row, group in arms:
        why = _looks_like_error(row, group) or _is_smaller_than_others(row, group, arms, measure)
        if why and (row.study.id, group.label) not in told:
            told.add((row.study.id, group.label))
            _warn_of_error(row.study.name, group.label, group.sd, why)


def warn_of_error_tables(measure: Measure, studies: Sequence[str], means: Array, sds: Array, sizes: Array) -> None:
    """The same of plain numbers, (studies, 2), treatment first; differences of means are of one score."""
    for at, study in enumerate(studies):
        others = np.delete(sds, at, axis=0).ravel() if measure.symbol == "MD" else ()
        for arm, label in enumerate(("treatment", "control")):
            sd, size = float(sds[at, arm]), float(sizes[at, arm])
            why = _lie_far_apart(float(means[at, 0] - means[at, 1]), sd, size)
            why = why or _stands_below(sd, size, others, "other studies")
            if why:
                _warn_of_error(study, label, sd, why)


def _warn_of_error(study: str, arm: str, sd: float, why: str) -> None:
    warnings.warn(
        f"the SD of {study}, arm {arm}, {sd:g}, looks like a standard error: {why}; it is used as it is given",
        EvidenceWarning,
        stacklevel=4,
    )


def _looks_like_error(row: Row, group: Group) -> str:
    """By the study alone: means further apart than people differ, but for √n."""
    if row.groups is None:
        return ""
    return _lie_far_apart(row.groups[0].mean - row.groups[1].mean, group.sd, group.size)


def _lie_far_apart(difference: float, sd: float, size: float) -> str:
    apart = abs(difference) / sd
    if apart > TOO_FAR_APART and apart / sqrt(size) < ORDINARY:
        return f"its arms would lie {apart:.1f} SDs apart"
    return ""


def _is_smaller_than_others(row: Row, group: Group, arms: Sequence[tuple[Row, Group]], measure: Measure) -> str:
    """By other studies of the same score: about √n times less than theirs. Where none says of which score it is, mean
    differences are taken as those of one.
    """
    same = [
        other.sd
        for its, other in arms
        if its.study.id != row.study.id and its.outcome.scale.casefold() == row.outcome.scale.casefold()
    ]
    if not row.outcome.scale and measure.symbol != "MD":
        return ""
    told = f"other studies of {row.outcome.scale}" if row.outcome.scale else "other studies"
    return _stands_below(group.sd, group.size, same, told)


def _stands_below(sd: float, size: float, others: Sequence[float] | Array, told: str) -> str:
    if len(others) < ENOUGH_OTHERS or not isfinite(sd):
        return ""
    usual = float(median(others))
    times = usual / sd
    close = abs(log(times / sqrt(size))) < log(2)
    return f"{told} have {usual:g}" if times > TOO_SMALL and close else ""
