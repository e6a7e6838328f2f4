"""A verdict in words: which figure it is of, what is predicted, how far that is off, and what the figure served for."""

from __future__ import annotations

from neurodose.agreement.rule import Verdict
from neurodose.records.observation import Arm


def name_figure(verdict: Verdict) -> str:
    """What was measured, after which doses, when, and against what."""
    observation = verdict.observation
    versus, where = "", f" ({observation.region})" if observation.region else ""
    if observation.is_ratio and observation.versus:
        other = observation.versus
        same = other.regimen == observation.regimen
        versus = f" over {other.quantity.text}" if same else f" over that after {other.regimen}"
        if same and other.quantity == observation.quantity:
            versus = f" over that in {other.who or 'others'}"
    if observation.quantity.row.is_outcome:
        where = f" ({observation.who})" if observation.who else ""
        versus = f" against {_name_arm(observation.versus)}" if observation.versus else ""
    return f"{observation.quantity.text}{where}, {observation.regimen}, {observation.arm.window}{versus}"


def _name_arm(arm: Arm) -> str:
    """What an arm was given, with what was taken beside it."""
    return " with ".join([arm.regimen, *(f"{text} of {name}" for name, text in (arm.with_ or {}).items())])


def name_use(verdict: Verdict) -> str:
    """What the observation served for: "calibration", or "prediction"."""
    return "calibration" if verdict.is_calibration else "prediction"


def tell_span(span: tuple[float | None, float | None, float | None] | None) -> str:
    """Median and interval: "94 (88 to 99)"; nothing where there is none."""
    if span is None or span[0] is None or span[1] is None or span[2] is None:
        return ""
    return f"{span[1]:.3g} ({span[0]:.3g} to {span[2]:.3g})"


def tell_difference(verdict: Verdict) -> str:
    """How far the median lies off: "1.20-fold", or "-3.1"."""
    difference = verdict.difference
    if difference is None:
        return ""
    return f"{difference:.2f}-fold" if verdict.is_fold else f"{difference:+.1f}"


def tell_distance(one: Verdict, other: Verdict) -> str:
    """How far two figures of the same kind lie apart: "2.2-fold", or "35.0"; nothing where kinds differ."""
    first, second = one.observation, other.observation
    if first.quantity != second.quantity or first.is_ratio != second.is_ratio:
        return ""
    ends = sorted((float(first.value.value), float(second.value.to(first.unit).value)))
    return f"{ends[1] / ends[0]:.1f}-fold" if one.is_fold and ends[0] > 0 else f"{ends[1] - ends[0]:.3g}"
