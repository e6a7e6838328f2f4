"""Effects of many studies become one table: estimates, arms, and what is known of each study in columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import nan
from typing import Any

import numpy as np

from neurodose.evidence.effects import Arms, Array, Effects
from neurodose.evidence.measure import Measure
from neurodose.evidence.sizes.study_effects import Row


def assemble(measure: Measure, rows: Sequence[Row], left_out: Iterable[tuple[str, str]] = ()) -> Effects:
    """One table; standardised scores that run the other way are turned, so that less means the same in all."""
    aligned = _align(rows) if measure.symbol == "SMD" else list(rows)
    return Effects.of(
        [row.name for row in aligned],
        [row.estimate for row in aligned],
        variances=[row.variance for row in aligned],
        measure=measure,
        treatments=[row.treatment for row in aligned],
        controls=[row.control for row in aligned],
        columns=_fill_columns(aligned),
        arms=_fill_arms(measure, aligned),
        remembered=[row.study.reading_of(row.outcome) == "remembered" for row in aligned],
        left_out=left_out,
    )


def _align(rows: Sequence[Row]) -> list[Row]:
    less = sum(row.outcome.better == "less" for row in rows)
    wanted = "less" if 2 * less >= len(rows) else "more"
    return [row if row.outcome.better == wanted else _turn(row, wanted) for row in rows]


def _turn(row: Row, wanted: str) -> Row:
    groups = row.groups and (replace(row.groups[0], mean=-row.groups[0].mean),
                             replace(row.groups[1], mean=-row.groups[1].mean))  # fmt: skip
    told = f"turned, so that {wanted} is better in all"
    return replace(
        row, estimate=-row.estimate, groups=groups, derived=f"{row.derived}; {told}" if row.derived else told,
        outcome=replace(row.outcome, better=wanted),
    )  # fmt: skip


def _fill_columns(rows: Sequence[Row]) -> Mapping[str, Any]:
    """Numbers as they are, NaN where unknown; words, "" where unknown."""
    numbers = {
        "year": [row.study.year for row in rows],
        "weeks": [_first(row.outcome.weeks, row.study.weeks) for row in rows],
        "dose_mg": [row.doses[0] for row in rows],
        "control_dose_mg": [row.doses[1] for row in rows],
        "n": [row.n for row in rows],
        "control_risk": [row.groups[1].events / row.groups[1].total if row.groups else nan for row in rows],
        "treatment_variance": [row.variances[0] for row in rows],
        "control_variance": [row.variances[1] for row in rows],
        "standardised_by": [row.standardised_by for row in rows],
    }
    words = {
        "id": [row.study.id for row in rows],
        "route": [row.route for row in rows],
        "form": [row.form for row in rows],
        "design": [row.study.design for row in rows],
        "bias": [(row.outcome.bias or row.study.bias).overall for row in rows],
        "reading": [row.study.reading_of(row.outcome) for row in rows],
        "condition": [row.study.people.condition for row in rows],
        "also": [row.study.people.also for row in rows],
        "at": [row.outcome.at for row in rows],
        "better": [row.outcome.better for row in rows],
        "scale": [row.outcome.scale for row in rows],
        "funding": [row.study.funding for row in rows],
        "derived": [row.derived for row in rows],
    }
    told = {key: np.array(column, float) for key, column in numbers.items()} | {
        key: np.array(column, str) for key, column in words.items()
    }
    return _own_columns(rows) | told


def _own_columns(rows: Sequence[Row]) -> dict[str, Array]:
    """What records say beside: numbers where all that say anything say numbers, else words."""
    found = dict[str, Array]()
    for key in dict.fromkeys(key for row in rows for key in row.study.columns):
        held = [row.study.columns.get(key) for row in rows]
        if all(value is None or isinstance(value, int | float) for value in held):
            found[key] = np.array([nan if value is None else value for value in held], float)
        else:
            found[key] = np.array(["" if value is None else str(value) for value in held])
    return found


def _first(*values: float | None) -> float:
    return next((value for value in values if value is not None), nan)


def _fill_arms(measure: Measure, rows: Sequence[Row]) -> Arms:
    """What was counted or measured of what the measure is made of."""

    def table(key: str) -> Array:
        return np.array([[getattr(group, key) for group in row.groups] if row.groups else (nan, nan) for row in rows])

    if not any(row.groups for row in rows):
        return Arms()
    if measure.of == "counts":
        return Arms(events=table("events"), totals=table("total"))
    if measure.of == "rates":
        return Arms(events=table("events"), person_time=table("person_time"))
    return Arms(totals=table("size"), means=table("mean"), sds=table("sd"))
