"""The effects of one study: of its arms, compared, and of what it published of one arm against another."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite, log, nan

import numpy as np

from neurodose.errors import EvidenceWarning, StudyError
from neurodose.evidence.measure import Measure, find_measure
from neurodose.evidence.sizes.arm_numbers import Group, find_arm
from neurodose.evidence.sizes.conversions import Conversion
from neurodose.evidence.sizes.effect_sizes import (
    Array,
    Correction,
    Sizes,
    common_sd,
    compare,
    is_silent,
    mean_of_arms,
    rate_of_arms,
    risk_of_arms,
    standardise,
)
from neurodose.evidence.sizes.published import is_lopsided, of_interval, of_p
from neurodose.evidence.sizes.shared_arms import combine_correlated
from neurodose.records.study import Contrast, Outcome, Study, StudyArm


@dataclass(frozen=True)
class ExtractionRules:
    """How numbers of arms become effects, where there is a choice; each is told beside what it changes.

    correction:  of empty cells (`effect_sizes.correct_zeros`)
    keep_silent: whether studies in which nobody, or everybody, had the event stand in a ratio, as about one
    crossover_correlation: of the arms of crossover trials, whose people are their own controls; 0 takes them for
                 others, which is careful
    design_effects: of cluster randomised studies, by name: `{"Rome 2001": find_design_effect(20, 0.02)}`
    convert:     conversions that may be used where a study has another measure, in their order
    """

    correction: Correction = "only zero"
    keep_silent: bool = False
    crossover_correlation: float = 0.0
    design_effects: Mapping[str, float] = field(default_factory=dict)
    convert: tuple[Conversion, ...] = ()


@dataclass(frozen=True)
class Row:
    """One effect of one study.

    groups: the arms it is made of, where it is; variances: those of both, which other effects of the study may share
    standardised_by: people behind the SD of a standardised difference; labels: the arms' own names
    part: what tells it from other effects of its study, where their control was shared out and they are independent
    """

    study: Study
    outcome: Outcome
    treatment: str
    control: str
    estimate: float
    variance: float
    groups: tuple[Group, Group] | None = None
    n: float = nan
    doses: tuple[float, float] = (nan, nan)
    route: str = ""
    form: str = ""
    derived: str = ""
    variances: tuple[float, float] = (nan, nan)
    standardised_by: float = nan
    labels: tuple[str, str] = ("", "")
    part: str = ""

    @property
    def name(self) -> str:
        return f"{self.study.name}, {self.part}" if self.part else self.study.name


@dataclass(frozen=True)
class NotRead:
    """Why there is no effect of a study; of_another: it has numbers, of another measure."""

    why: str
    of_another: bool = False


def compare_groups(
    study: Study,
    outcome: Outcome,
    pairs: Sequence[tuple[Group, Group]],
    measure: Measure,
    rules: ExtractionRules,
    conversion: Conversion | None = None,
) -> list[Row] | NotRead:
    """One effect for each pair of arms; all arms of a study are corrected alike, so that its effects agree."""
    groups = list({group.label: group for pair in pairs for group in pair}.values())
    if measure.of == "counts" and measure.is_ratio and not rules.keep_silent:
        silent = is_silent(_table(groups, "events"), _table(groups, "total"))[0]
        if silent:
            who = "nobody" if groups[0].events == 0 else "everybody"
            return NotRead(f"{who} of any arm had {outcome.name}, which says nothing of a ratio")
    if measure.symbol == "IRR" and all(group.events == 0 for group in groups):
        return NotRead(f"nobody of any arm had {outcome.name}, which says nothing of a ratio")
    at = {group.label: position for position, group in enumerate(groups)}
    factor, told = _find_factor(study, rules)
    rows = [_compare_two(study, outcome, groups, (at[a.label], at[b.label]), measure, rules, factor) for a, b in pairs]
    if any(not (isfinite(row.estimate) and row.variance > 0) for row in rows):
        return NotRead(f"its numbers of {outcome.name} make no {measure.name} (an empty cell, or means of two signs)")
    rows = [replace(row, derived=_join((row.derived, told))) for row in rows]
    return rows if conversion is None else [_convert(row, conversion) for row in rows]


def _table(groups: Sequence[Group], key: str) -> Array:
    return np.array([[getattr(group, key) for group in groups]], float)


def _find_factor(study: Study, rules: ExtractionRules) -> tuple[float, str]:
    """What variances are multiplied by where clusters were randomised, and what is told of the design."""
    if study.design == "randomised crossover":
        r = rules.crossover_correlation
        return 1.0, f"crossover, arms correlated by {r:g}" if r else "crossover, arms taken as different people"
    if study.design != "cluster randomised":
        return 1.0, ""
    for key in (study.name, study.id):
        if key in rules.design_effects:
            return rules.design_effects[key], f"variance times {rules.design_effects[key]:g} for its clusters"
    warnings.warn(
        f"{study.name} randomised clusters and its counts are taken as of people randomised one by one: too sure; "
        "state a design effect, ExtractionRules(design_effects={name: find_design_effect(size, icc)})",
        EvidenceWarning,
        stacklevel=2,
    )
    return 1.0, "clusters not allowed for"


def _compare_two(
    study: Study, outcome: Outcome, groups: list[Group], at: tuple[int, int], measure: Measure, rules: ExtractionRules,
    factor: float,
) -> Row:  # fmt: skip
    first, second = groups[at[0]], groups[at[1]]
    correlation = rules.crossover_correlation if study.design == "randomised crossover" else 0.0
    if measure.symbol == "SMD":
        found, arms, people = _standardise(groups, at, correlation, factor)
    else:
        both = find_statistics(groups, measure, rules.correction)
        arms, people = Sizes(both.estimates[:, at], both.variances[:, at]), nan
        found = compare(arms, correlation, factor)
    return Row(
        study, outcome, first.treatment, second.treatment, float(found.estimates[0]), float(found.variances[0]),
        (first, second), first.people + second.people, (first.dose_mg, second.dose_mg), first.route, first.form,
        _join((first.derived, second.derived)),
        (float(arms.variances[0, 0]) * factor, float(arms.variances[0, 1]) * factor), people,
        (first.label, second.label),
    )  # fmt: skip


def find_statistics(groups: Sequence[Group], measure: Measure, correction: Correction) -> Sizes:
    """The statistic of each arm of a study whose difference is the effect, (1, arms)."""
    if measure.of == "counts":
        return risk_of_arms(_table(groups, "events"), _table(groups, "total"), measure.symbol, correction)
    if measure.of == "rates":
        return rate_of_arms(_table(groups, "events"), _table(groups, "person_time"), measure.symbol, correction)
    return mean_of_arms(_table(groups, "mean"), _table(groups, "sd"), _table(groups, "size"), measure.symbol)


def _standardise(
    groups: Sequence[Group], at: tuple[int, int], correlation: float, factor: float
) -> tuple[Sizes, Sizes, float]:
    """By the SD of all arms of the study, so that its effects agree with one another."""
    means, sds, sizes = (_table(groups, key) for key in ("mean", "sd", "size"))
    free = np.sum(sizes, axis=-1) - len(groups)
    picked = [table[:, at] for table in (means, sds, sizes)]
    found = standardise(*picked, correlation=correlation, design_effect=factor, common=common_sd(sds, sizes), free=free)
    return found, Sizes(picked[0], 1 / picked[2]), float(np.sum(sizes))


def contrast_rows(
    study: Study,
    outcome: Outcome,
    names: Sequence[tuple[str, str]],
    measure: Measure,
    conversion: Conversion | None,
    as_one: bool,
) -> list[Row]:
    """What was published on that measure of the pairs of treatments that are asked for, either way round.

    as_one: several contrasts against one control become one, by what they have in common
    """
    rows = list[Row]()
    for contrast in outcome.contrasts:
        if find_measure(contrast.measure) == measure:
            row = _of_contrast(study, outcome, contrast, names, measure)
            rows += [] if row is None else [row if conversion is None else _convert(row, conversion)]
    _refuse_twins(rows)
    return [_as_one(rows)] if as_one and len(rows) > 1 else _tell_rows_apart(rows)


def _refuse_twins(rows: Sequence[Row]) -> None:
    """Two numbers of the same two arms on the same measure are two ways to count, of which one must be chosen."""
    seen = set[frozenset[str]]()
    for row in rows:
        if frozenset(row.labels) in seen:
            raise StudyError(
                f"{row.labels[0]} against {row.labels[1]} is entered twice on the same measure",
                where=f"study {row.study.name}, {row.outcome.name}",
                hint="keep one (adjusted, or of all who were randomised), or give the other an outcome of its own",
            )
        seen.add(frozenset(row.labels))


def _of_contrast(
    study: Study, outcome: Outcome, contrast: Contrast, names: Sequence[tuple[str, str]], measure: Measure
) -> Row | None:
    where = f"study {study.name}, {outcome.name}, {contrast.arm} against {contrast.against}"
    first, second = find_arm(study, contrast.arm, where), find_arm(study, contrast.against, where)
    turned = (first.treatment, second.treatment) not in names
    if turned and (second.treatment, first.treatment) not in names:
        return None
    size, error = read_contrast(contrast, measure, where)
    if error is None:
        return None
    if turned:
        first, second, size = second, first, -size
    return Row(
        study, outcome, first.treatment, second.treatment, size, error**2, None, _people(first, second),
        (_or_nan(first.dose_mg), _or_nan(second.dose_mg)), first.route, first.form,
        _join((contrast.derived, "as published")), labels=(first.name, second.name),
    )  # fmt: skip


def read_contrast(contrast: Contrast, measure: Measure, where: str) -> tuple[float, float | None]:
    """Estimate and standard error where effects add up; no error where the study tells none.

    Raises StudyError for a ratio that is not above zero and an interval that does not hold its estimate; warns where
    an interval does not lie around it.
    """
    estimate, low, high = contrast.estimate, contrast.low, contrast.high
    if not isfinite(estimate) or (measure.is_ratio and min(x for x in (estimate, low, high) if x is not None) <= 0):
        raise StudyError(
            f"a {measure.name} of {estimate:g} cannot be", where=where, hint="give the ratio itself, not its logarithm"
        )
    size = log(estimate) if measure.is_ratio else estimate
    if contrast.se is not None and contrast.se <= 0:
        raise StudyError(f"se is {contrast.se:g}", where=f"{where}, se", hint="a standard error is above zero")
    if low is not None and high is not None:
        if not low <= estimate <= high or low == high:
            raise StudyError(f"{estimate:g} does not lie between {low:g} and {high:g}", where=f"{where}, low and high")
        error = of_interval(low, high, contrast.level, measure.is_ratio)
        if is_lopsided(estimate, low, high, error, measure.is_ratio):
            warnings.warn(
                f"{where}: {estimate:g} does not lie in the middle of its interval, {low:g} to {high:g}; it is used as "
                "it is given",
                EvidenceWarning,
                stacklevel=2,
            )
        return size, contrast.se or error
    if contrast.se is not None:
        return size, contrast.se
    return size, of_p(size, contrast.p) if contrast.p is not None and size != 0 else None


def _convert(row: Row, conversion: Conversion) -> Row:
    size, error = conversion.turn(row.estimate, float(np.sqrt(row.variance)))
    return replace(
        row, estimate=size, variance=error**2, groups=None, variances=(nan, nan), standardised_by=nan,
        derived=_join((row.derived, conversion.told)),
    )  # fmt: skip


def _as_one(rows: Sequence[Row]) -> Row:
    """Several published contrasts of one study as one."""
    errors = np.sqrt([row.variance for row in rows])
    size, error = combine_correlated(np.array([row.estimate for row in rows]), errors)
    told = f"{len(rows)} published contrasts as one, correlated by a half"
    names = [" or ".join(dict.fromkeys(getattr(row, key) for row in rows)) for key in ("treatment", "control")]
    doses = [float(np.mean([row.doses[side] for row in rows])) for side in (0, 1)]
    return replace(
        rows[0], treatment=names[0], control=names[1], estimate=size, variance=error**2, n=_people_of(rows),
        doses=(doses[0], doses[1]), derived=_join((*(row.derived for row in rows), told)),
    )  # fmt: skip


def _tell_rows_apart(rows: Sequence[Row]) -> list[Row]:
    """Contrasts of one pair of treatments, at several doses, are called by the names of their arms."""
    seen = [(row.treatment, row.control) for row in rows]
    return [
        replace(row, treatment=row.labels[0], control=row.labels[1])
        if seen.count((row.treatment, row.control)) > 1
        else row
        for row in rows
    ]


def _people(first: StudyArm, second: StudyArm) -> float:
    return nan if first.n is None or second.n is None else float(first.n + second.n)


def _people_of(rows: Sequence[Row]) -> float:
    """Of all arms of several contrasts, each counted once."""
    names = dict.fromkeys(name for row in rows for name in row.labels)
    held = [arm.n for arm in rows[0].study.arms if arm.name in names]
    return nan if not held or None in held else float(sum(n for n in held if n is not None))


def _or_nan(value: float | None) -> float:
    return nan if value is None else float(value)


def _join(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(word for word in words if word))
