"""What a study of ClinicalTrials.gov says of one group against another: the estimates of its own analyses.

The registry does not say which group is the numerator. Where counts or means of both groups stand beside an estimate,
they tell; where they contradict it, the estimate is turned round; where nothing tells, it says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from neurodose.records.clinical_trials_numbers import read_value
from neurodose.records.json_parts import items, text
from neurodose.records.study import ArmResult, Contrast, Outcome, StudyArm
from neurodose.records.study_checks import CONTRAST_MEASURES

# What the name of an estimate holds, and its measure; the first that fits.
NAMES: tuple[tuple[str, str], ...] = (
    (r"hazard ratio|\bhr\b", "HR"), (r"odds ratio|\bor\b", "OR"), (r"rate ratio|incidence rate ratio", "IRR"),
    (r"risk ratio|relative risk|\brr\b", "RR"), (r"risk difference|difference in (proportion|percent)", "RD"),
    (r"standardi[sz]ed|effect size|cohen|hedges", "SMD"), (r"mean difference|difference in .*mean", "MD"),
)  # fmt: skip
AS_LISTED = "direction as the registry lists the groups"
FAR = 0.05  # of a logarithm, or of the difference itself: a difference whose sign is no matter of rounding


def read_analyses(measure: Any, groups: Mapping[str, StudyArm], outcome: Outcome, told: dict[str, None]
                  ) -> tuple[Contrast, ...]:  # fmt: skip
    """Analyses of two groups with an estimate that has a name known here and an interval or standard error."""
    found = dict[tuple[frozenset[str], str], Contrast]()
    for analysis in items(measure, "analyses"):
        contrast = _read_analysis(analysis, groups, outcome)
        if contrast is None:
            told["analyses without two groups, a measure that is known, and an interval are left out"] = None
        else:
            found.setdefault((frozenset((contrast.arm, contrast.against)), contrast.measure), contrast)
    return tuple(found.values())


def _read_analysis(analysis: Any, groups: Mapping[str, StudyArm], outcome: Outcome) -> Contrast | None:
    arms = [groups[str(key)].name for key in items(analysis, "groupIds") if str(key) in groups]
    said = re.sub(r"[\s_\-]+", " ", text(analysis, "paramType")).casefold()
    symbol = next((symbol for pattern, symbol in NAMES if re.search(pattern, said)), "")
    estimate = read_value(text(analysis, "paramValue"))
    if len(set(arms)) != 2 or len(arms) != 2 or not symbol or estimate is None or re.search(r"\blog\b|\bln\b", said):
        return None
    low, high = read_value(text(analysis, "ciLowerLimit")), read_value(text(analysis, "ciUpperLimit"))
    if text(analysis, "ciNumSides") in ("ONE_SIDED", "1-Sided") or low is None or high is None:
        low = high = None
    se = None if CONTRAST_MEASURES[symbol] else _read_error(analysis)
    if se is None and low is None:
        return None
    level = read_value(text(analysis, "ciPctValue"))
    p = read_value(text(analysis, "pValue").removeprefix("="))
    made = Contrast(arms[0], arms[1], symbol, estimate, low, high, level / 100 if level else 0.95, se,
                    p if p is not None and 0 <= p <= 1 else None)  # fmt: skip
    return _direct(_as_share(made), outcome)


def _as_share(contrast: Contrast) -> Contrast:
    """A risk difference in percentage points as a share."""
    ends = [contrast.estimate, contrast.low, contrast.high]
    if contrast.measure != "RD" or all(abs(end) <= 1 for end in ends if end is not None):
        return contrast
    estimate, low, high, se = (None if value is None else value / 100 for value in (*ends, contrast.se))
    assert estimate is not None
    return replace(contrast, estimate=estimate, low=low, high=high, se=se, derived="percentage points")


def _read_error(analysis: Any) -> float | None:
    kind = text(analysis, "dispersionType").casefold().replace("_", " ")
    value = read_value(text(analysis, "dispersionValue"))
    return value if kind.startswith("standard error") and value else None


def _direct(contrast: Contrast, outcome: Outcome) -> Contrast:
    """The contrast as the numbers of its arms have it; as it is listed where they say nothing."""
    results = {result.arm: result for result in outcome.arms}
    own = _compare(results.get(contrast.arm), results.get(contrast.against), contrast.measure)
    is_ratio = CONTRAST_MEASURES[contrast.measure]
    if own is None or (is_ratio and contrast.estimate <= 0):
        return _note(contrast, AS_LISTED)
    told = math.log(contrast.estimate) if is_ratio else contrast.estimate
    if abs(own) < FAR or abs(told) < FAR:
        return _note(contrast, AS_LISTED)
    if own * told > 0:
        return contrast
    turned = replace(contrast, arm=contrast.against, against=contrast.arm)
    return _note(turned, "arms turned round, as their own numbers have it")


def _note(contrast: Contrast, said: str) -> Contrast:
    return replace(contrast, derived=f"{contrast.derived}; {said}" if contrast.derived else said)


def _compare(one: ArmResult | None, other: ArmResult | None, measure: str) -> float | None:
    """How one arm lies against the other, on the scale on which it adds up: its sign is what matters."""
    if one is None or other is None:
        return None
    if one.mean is not None and other.mean is not None:
        return one.mean - other.mean if measure in ("MD", "SMD") else None
    if one.events and other.events and one.total and other.total and measure in ("RR", "OR", "RD"):
        return math.log(one.events / one.total / (other.events / other.total))
    return None
