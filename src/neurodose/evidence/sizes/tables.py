"""Effects of plain numbers of two arms each, where there are no records of studies.

    effects = effects_of_counts(["Rome", "Berlin"], events=[[30, 12], [15, 5]], totals=[[42, 42], [22, 21]])

Numbers are (studies, 2), the treatment first. Studies that say nothing of a ratio are left out, and told so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Arms, Array, Effects
from neurodose.evidence.measure import Measure, find_measure
from neurodose.evidence.sizes.effect_sizes import Correction, Sizes, effect_of_counts, effect_of_means, effect_of_rates
from neurodose.evidence.sizes.plausibility import warn_of_error_tables

ARM_NAMES = ("treatment", "control")
SILENT = "nobody, or everybody, had the event in both arms, which says nothing of a ratio"


def effects_of_counts(
    studies: Iterable[str],
    events: ArrayLike,
    totals: ArrayLike,
    measure: str | Measure = "RR",
    *,
    correction: Correction = "only zero",
    keep_silent: bool = False,
    columns: Mapping[str, Any] | None = None,
) -> Effects:
    """RR, OR or RD of who had an event among how many (`effect_sizes.effect_of_counts`).

    Raises EvidenceError that names the study and arm for events above the total, numbers below zero, nobody in an arm.
    """
    names, had, people = _read(studies, {"events": events, "totals": totals})
    _refuse(names, "totals", people, people <= 0, "a total is above zero")
    _refuse(names, "events", had, (had < 0) | (had > people), "events are between none and all of the people")
    sizes = effect_of_counts(had, people, measure, correction=correction, keep_silent=keep_silent)
    return _assemble(names, sizes, measure, Arms(events=had, totals=people), columns)


def effects_of_means(
    studies: Iterable[str],
    means: ArrayLike,
    sds: ArrayLike,
    sizes: ArrayLike,
    measure: str | Measure = "MD",
    *,
    columns: Mapping[str, Any] | None = None,
) -> Effects:
    """MD, SMD or ROM of means, SDs and numbers of people (`effect_sizes.effect_of_means`).

    Raises EvidenceError that names the study and arm for an SD that is not above zero and an arm without two people;
    warns of an SD that looks like a standard error.
    """
    names, mean, sd, people = _read(studies, {"means": means, "sds": sds, "sizes": sizes})
    _refuse(names, "sds", sd, sd <= 0, "an SD is above zero")
    _refuse(names, "sizes", people, people < 2, "one person has no SD")
    warn_of_error_tables(find_measure(measure), names, mean, sd, people)
    found = effect_of_means(mean, sd, people, measure)
    return _assemble(names, found, measure, Arms(totals=people, means=mean, sds=sd), columns)


def effects_of_rates(
    studies: Iterable[str],
    events: ArrayLike,
    person_time: ArrayLike,
    measure: str | Measure = "IRR",
    *,
    correction: Correction = "only zero",
    columns: Mapping[str, Any] | None = None,
) -> Effects:
    """IRR or IRD of events over people's time (`effect_sizes.effect_of_rates`)."""
    names, had, time = _read(studies, {"events": events, "person_time": person_time})
    _refuse(names, "person_time", time, time <= 0, "time is above zero")
    _refuse(names, "events", had, had < 0, "events are none or more")
    found = effect_of_rates(had, time, measure, correction=correction)
    return _assemble(names, found, measure, Arms(events=had, person_time=time), columns)


def _read(studies: Iterable[str], said: Mapping[str, ArrayLike]) -> tuple[Any, ...]:
    """Names, and each table as (studies, 2) of finite numbers."""
    names, tables = tuple(str(name) for name in studies), list[Array]()
    for key, value in said.items():
        try:
            table = np.asarray(value, float)
        except (TypeError, ValueError):
            raise _find_word(names, key, value) from None
        if table.shape != (len(names), 2):
            raise EvidenceError(f"{key} of {len(names)} studies have the shape {table.shape}", hint="give two a study")
        _refuse(names, key, table, ~np.isfinite(table), "leave out a study that does not say it")
        tables.append(table)
    return names, *tables


def _find_word(names: Sequence[str], key: str, value: ArrayLike) -> EvidenceError:
    """What is no number, by study and arm; a table of uneven rows has none that could be named."""
    try:
        table = np.asarray(value, object).reshape(len(names), 2)
    except ValueError:
        return EvidenceError(f"{key} are no table", hint="give two a study")
    for at, arm in np.ndindex(table.shape):
        try:
            float(table[at, arm])
        except (TypeError, ValueError):
            where = f"study {names[at]}, {key}, {ARM_NAMES[arm]}"
            return EvidenceError(f"{table[at, arm]!r} is no number", where=where, hint="leave the study out")
    return EvidenceError(f"{key} are no table of numbers", hint="give two a study")


def _refuse(names: Sequence[str], key: str, table: Array, wrong: Array, hint: str) -> None:
    if np.any(wrong):
        at, arm = np.argwhere(wrong)[0].tolist()
        where = f"study {names[at]}, {key}, {ARM_NAMES[arm]}"
        raise EvidenceError(f"{table[at, arm]:g} cannot be", where=where, hint=hint)


def _assemble(
    names: Sequence[str], sizes: Sizes, measure: str | Measure, arms: Arms, columns: Mapping[str, Any] | None
) -> Effects:
    told = np.isfinite(sizes.estimates) & (sizes.variances > 0)
    kept: list[int] = np.flatnonzero(told).tolist()
    return Effects.of(
        [names[at] for at in kept],
        sizes.estimates[kept],
        variances=sizes.variances[kept],
        measure=find_measure(measure),
        columns={key: np.asarray(column)[kept] for key, column in (columns or {}).items()},
        arms=arms.take(np.array(kept, int)),
        left_out=[(names[at], SILENT) for at in np.flatnonzero(~told).tolist()],
    )
