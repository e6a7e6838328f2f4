"""A study can be wrong in ways that show in its numbers alone, however it was read: more events than people, a spread
below zero, an interval beside its estimate, one arm twice.

What can be right, though it looks odd, is left to those who pool it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from neurodose.errors import StudyError, unknown_name
from neurodose.records.study import (
    DESIGNS,
    DOMAINS,
    JUDGEMENTS,
    ArmResult,
    Bias,
    Contrast,
    Favours,
    Outcome,
    Study,
)
from neurodose.records.study_doubts import looks_like_se as looks_like_se

# What a study can say of one arm against another; is it a ratio, which is above zero?
CONTRAST_MEASURES: Mapping[str, bool] = {
    "RR": True, "OR": True, "HR": True, "IRR": True, "ROM": True,
    "RD": False, "MD": False, "SMD": False, "IRD": False, "GEN": False,
}  # fmt: skip
ROUNDING = 0.005  # what an estimate of two decimals, or of three figures, may lie outside of its interval by
SPREADS_AGREE = 1.5  # an SD told beside an SE is SE·√n, give or take rounding and people who dropped out


def check_study(study: Study) -> list[StudyError]:
    """All that cannot be in one study; nothing is raised."""
    found = _Faults(_name_place(study))
    _check_whole(study, found)
    for outcome in study.outcomes:
        _check_outcome(study, outcome, found.at(f"outcome {_name_outcome(outcome)}"))
    return found.errors


def check_studies(studies: Sequence[Study]) -> list[StudyError]:
    """All that cannot be in each of them, and studies that are entered twice."""
    found = [error for study in studies for error in check_study(study)]
    for name in ("id", "registration"):
        known: dict[str, list[Study]] = {}
        for study in studies:
            known.setdefault(getattr(study, name).strip().casefold(), []).append(study)
        # A registration without a digit is a word, such as "none".
        found.extend(_refuse_twins(name, twins) for value, twins in known.items()
                     if len(twins) > 1 and (name == "id" or any(sign.isdigit() for sign in value)))  # fmt: skip
    return found


def _refuse_twins(name: str, twins: Sequence[Study]) -> StudyError:
    return StudyError(
        f"{len(twins)} studies have the {name} {getattr(twins[0], name)}",
        where=_name_place(twins[1]),
        exists="; ".join(_name_place(study) for study in twins),
        hint="a study is entered once: join what was published of it, or correct the one that errs",
    )


@dataclass(frozen=True)
class _Faults:
    """Faults as they are found, and where one is looking."""

    where: str
    errors: list[StudyError] = field(default_factory=list)

    def at(self, part: str) -> _Faults:
        return _Faults(f"{self.where}, {part}", self.errors)

    def add(self, what: str, part: str = "", exists: str | None = None, hint: str | None = None) -> None:
        where = f"{self.where}, {part}" if part else self.where
        self.errors.append(StudyError(what, where=where, exists=exists, hint=hint))

    def unknown(self, kind: str, name: str, known: Iterable[str], owner: str, part: str = "") -> None:
        error = unknown_name(StudyError, kind, name, known, owner=owner)
        self.add(error.what, part, error.exists, error.hint)


def _name_place(study: Study) -> str:
    return str(study.place) if study.place is not None else f"study {study.name}"


def _name_outcome(outcome: Outcome) -> str:
    return f"{outcome.name} at {outcome.at}" if outcome.at else outcome.name


def _check_whole(study: Study, found: _Faults) -> None:
    if study.design not in DESIGNS:
        found.unknown("design", study.design, DESIGNS, "neurodose", "design")
    for name in _doubled(arm.name for arm in study.arms):
        found.add(f'two arms are called "{name}"', "arms", hint="give each arm a name of its own")
    for arm in study.arms:
        _check_above(arm.n, "n", f"arm {arm.name}, n", found, zero=True)
        _check_above(arm.dose_mg, "dose", f"arm {arm.name}, dose_mg", found, zero=True)
    _check_above(study.people.n, "n", "people, n", found)
    _check_above(study.weeks, "duration", "weeks", found, zero=True)
    _check_bias(study.bias, found.at("bias"))
    for name in _doubled(_name_outcome(outcome) for outcome in study.outcomes):
        found.add(f'the outcome "{name}" stands there twice', "outcomes",
                  hint="keep one of them, or say when each was measured: at = \"12 weeks\"")  # fmt: skip


def _check_outcome(study: Study, outcome: Outcome, found: _Faults) -> None:
    names = [arm.name for arm in study.arms]
    for name in _doubled(result.arm for result in outcome.arms):
        found.add(f'the arm "{name}" has two results', "arms", hint="keep one of them, or make them two outcomes")
    if outcome.favours is not None and outcome.favours not in get_args(Favours):
        found.unknown("side", outcome.favours, get_args(Favours), "favours", "favours")
    if outcome.bias is not None:
        _check_bias(outcome.bias, found.at("bias"))
    _check_above(outcome.weeks, "time", "weeks", found, zero=True)
    for result in outcome.arms:
        _check_arm(study, result, names, found.at(f"arm {result.arm}"))
    pairs = [(frozenset((c.arm, c.against)), c.measure) for c in outcome.contrasts]
    for pair, measure in _doubled(pairs):
        found.add(f"the {measure} of {' against '.join(sorted(pair))} stands there twice", "contrasts",
                  hint="keep one of them, or make them two outcomes")  # fmt: skip
    for contrast in outcome.contrasts:
        where = found.at(f"{contrast.measure} of {contrast.arm} against {contrast.against}")
        _check_contrast(contrast, names, where)


def _check_arm(study: Study, result: ArmResult, names: list[str], found: _Faults) -> None:
    """Counts that fit into their totals, spreads that are none below zero, and one spread where two are told."""
    if result.arm not in names:
        found.unknown("arm", result.arm, names, "the study", "arm")
    for name in ("events", "total", "sd", "se", "person_time"):
        _check_above(getattr(result, name), name, name, found, zero=name not in ("total", "person_time"))
    _check_number(result.mean, "mean", found)
    if result.events is not None and result.total is None and result.person_time is None:
        found.add(f"{result.events:g} events of nobody knows how many", "total",
                  hint="give the people of whom they were counted (total), or their time (person_time)")  # fmt: skip
    # Over time one person can have several events, so more of them than people are no fault.
    if _is_more(result.events, result.total) and result.person_time is None:
        found.add(f"{result.events:g} events are more than the {result.total:g} people", "events",
                  hint="look whether events and total were changed, or whether events were counted several times a "
                       "person: those are told with person_time")  # fmt: skip
    _check_randomised(study, result, found)
    _check_spreads(result, found)


def _check_randomised(study: Study, result: ArmResult, found: _Faults) -> None:
    arm = study.find_arm(result.arm)
    if study.design == "randomised parallel" and arm is not None and _is_more(result.total, arm.n):
        found.add(f"{result.total:g} people were looked at, and {arm.n} had been randomised", "total",
                  hint="n of an arm is of those who were randomised: one of the two is something else")  # fmt: skip


def _check_spreads(result: ArmResult, found: _Faults) -> None:
    """An SD and an SE of the same mean say the same: SD = SE·√n."""
    sd, se, n = result.sd, result.se, result.total
    if not sd or not se or not n or min(sd, se, n) <= 0:
        return
    expected = se * math.sqrt(n)
    if not 1 / SPREADS_AGREE <= sd / expected <= SPREADS_AGREE:
        found.add(f"the SD is {sd:g}, and by the SE of {se:g} it would be {expected:.3g}", "sd",
                  hint="SD = SE·√n: one of the three is not what it is called; give one of SD and SE")  # fmt: skip


def _check_contrast(contrast: Contrast, names: list[str], found: _Faults) -> None:
    for name, called in (("arm", contrast.arm), ("against", contrast.against)):
        if called not in names:
            found.unknown("arm", called, names, "the study", name)
    if contrast.arm == contrast.against:
        found.add(f"{contrast.arm} is compared with itself", "against", hint="name the arm it was compared with")
    if contrast.measure not in CONTRAST_MEASURES:
        found.unknown("measure", contrast.measure, CONTRAST_MEASURES, "neurodose", "measure")
        return
    _check_scale(contrast, found)
    _check_above(contrast.se, "se", "se", found)
    if not 0 < contrast.level < 1:
        found.add(f"the level is {contrast.level:g}", "level", hint="a 95 % interval has level = 0.95")
    if contrast.p is not None and not 0 <= contrast.p <= 1:
        found.add(f"p is {contrast.p:g}", "p", hint="a probability lies between 0 and 1")
    _check_interval(contrast, found)


def _check_scale(contrast: Contrast, found: _Faults) -> None:
    """A ratio is told as a ratio, never as its logarithm; a risk difference lies between -1 and 1."""
    for name in ("estimate", "low", "high"):
        value = getattr(contrast, name)
        if value is None or not _check_number(value, name, found):
            continue
        # A limit of 0 is what rounding makes of a small ratio.
        if CONTRAST_MEASURES[contrast.measure] and (value < 0 or (value == 0 and name != "low")):
            found.add(f"the {contrast.measure} has {name} {value:g}", name,
                      hint="a ratio is above zero: write it as it is told (0.72), not its logarithm")  # fmt: skip
        if contrast.measure == "RD" and abs(value) > 1:
            found.add(f"the risk difference has {name} {value:g}", name,
                      hint="write it as a share: 0.12 for 12 percentage points")  # fmt: skip


def _check_interval(contrast: Contrast, found: _Faults) -> None:
    low, high = contrast.low, contrast.high
    if (low is None) != (high is None):
        found.add("the interval has one end only", "low" if low is None else "high", hint="give both, or neither")
    if low is None or high is None:
        return
    slack = ROUNDING * max(abs(contrast.estimate), 1.0)
    if not low <= high:
        found.add(f"the interval goes from {low:g} to {high:g}", "low", hint="low is the smaller of its ends")
    elif not low - slack <= contrast.estimate <= high + slack:
        found.add(f"the estimate {contrast.estimate:g} lies outside of its interval, {low:g} to {high:g}", "estimate",
                  hint="look whether all three are of one scale, and of one outcome")  # fmt: skip


def _check_bias(bias: Bias, found: _Faults) -> None:
    if bias.tool not in DOMAINS:
        found.unknown("tool", bias.tool, DOMAINS, "neurodose", "tool")
        return
    for domain, word in bias.judged.items():
        if domain not in DOMAINS[bias.tool]:
            found.unknown("domain", domain, DOMAINS[bias.tool], bias.tool, domain)
        elif word not in JUDGEMENTS[bias.tool]:
            found.unknown("judgement", word, JUDGEMENTS[bias.tool], bias.tool, domain)


def _check_number(value: float | None, name: str, found: _Faults) -> bool:
    if value is None or math.isfinite(value):
        return True
    found.add(f"{name} is {value:g}", name, hint="leave it out where it is not known")
    return False


def _check_above(value: float | None, name: str, part: str, found: _Faults, *, zero: bool = False) -> None:
    """A number above zero, or zero where that can be."""
    if value is None or (math.isfinite(value) and (value > 0 or (zero and value == 0))):
        return
    said = "is not below zero" if zero else "is above zero"
    found.add(f"{name} is {value:g}", part, hint=f"{name} {said}; leave it out where it is not known")


def _is_more(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and one > other


def _doubled(names: Iterable[Any]) -> Iterator[Any]:
    return (name for name, count in Counter(names).items() if count > 1)
