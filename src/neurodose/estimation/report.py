"""The report of a calibration: what came out, how far it misses, how sure it is, and what the data determine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from neurodose.estimation.estimate import Estimate
from neurodose.estimation.profiles import Profile
from neurodose.estimation.run import Run
from neurodose.units import Quantity

BLOCKS = "▁▂▃▄▅▆▇█"
TOP = 9.0  # the rise of a parabola at three standard deviations

INTRODUCTION = """\
Each structure was fitted by itself. Its typical person was fitted to the observations marked for calibration by
weighted least squares, with what was known of each free parameter before as further residuals. *Left* is the part of
the width known before that the data left. A *residual* is predicted less observed in units of the error. A *profile*
moves one parameter from three standard deviations below to three above while the others follow: its height is the rise
of twice the cost, full at 9, and a straight problem draws a parabola. The 95 % interval of a profile is where the rise
passes 3.84. *Alone* is the rise in the misfit to the data, without what was known before, at the two ends.
"""


def write_report(run: Run, profiles: Mapping[str, Iterable[Profile]] | None = None) -> str:
    """The report as Markdown, the same bytes for the same run.

    profiles: of each structure, by its name
    """
    lines = [
        f"# Calibration of {run.drug}",
        "",
        f"Run `{run.name}`, seed {run.seed}. Written by `neurodose calibrate {run.drug}`.",
        "",
        INTRODUCTION,
    ]
    for estimate in run.estimates:
        lines += _tell_estimate(estimate, tuple((profiles or {}).get(estimate.structure, ())))
    return "\n".join(lines).rstrip() + "\n"


def _tell_estimate(estimate: Estimate, profiles: tuple[Profile, ...]) -> list[str]:
    lines = [f"## {estimate.structure[:1].upper()}{estimate.structure[1:]}", "", f"{_sentence(estimate.message)}", ""]
    if not estimate.is_converged:
        return [*lines, "There are no values to show.", "", *_tell_set_aside(estimate)]
    count = len(estimate.targets)
    lines += [
        f"Misfit to {count} observations: {estimate.misfit:.1f} (about {count} where errors are as stated). "
        f"Distance from what was known before: {estimate.departure:.1f} over {len(estimate.priors)} parameters.",
        "",
    ]
    lines += [*_tell_values(estimate), *_tell_words(estimate), *_tell_residuals(estimate), *_tell_bonds(estimate)]
    return [*lines, *_tell_profiles(estimate, profiles), *_tell_set_aside(estimate)]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    cells = [tuple(head), *(tuple(row) for row in rows)]
    ruled = [cells[0], tuple("---" for _ in cells[0]), *cells[1:]]
    return ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in ruled] + [""]


def _show(quantity: Quantity) -> str:
    return f"{quantity.value:.3g} {quantity.unit}".removesuffix(" 1")


def _span(low: Quantity, high: Quantity) -> str:
    return f"{low.value:.3g} to {high.value:.3g}"


def _tell_values(estimate: Estimate) -> list[str]:
    rows = []
    for prior in estimate.priors:
        before = "nothing" if prior.is_flat else _span(prior.show(prior.low), prior.show(prior.high))
        left = "–" if prior.is_flat else f"{100 * estimate.narrowing[prior.address]:.0f} %"
        held = _span(*estimate.interval(prior.address))
        value = _show(estimate.quantity(prior.address))
        rows.append((f"`{prior.address}`", prior.meaning, value, held, before, prior.origin, left))
    return [
        "### Values",
        "",
        *_table(("parameter", "meaning", "value", "95 %", "known before, 95 %", "from", "left"), rows),
    ]


def _tell_words(estimate: Estimate) -> list[str]:
    lines = ["### What the data determine", ""]
    lines += [f"- `{address}`: {words}." for address, words in estimate.determined.items()]
    return [*lines, *(f"- {sentence}." for sentence in estimate.combinations if "no observation" not in sentence), ""]


def _tell_residuals(estimate: Estimate) -> list[str]:
    rows = [
        (
            t.name,
            f"{t.value:.4g} {t.unit}".removesuffix(" 1").strip(),
            f"{p:.4g}",
            t.tell_miss(float(p)),
            _tell_error(t.scale, t.sd),
            f"{estimate.residuals[t.name]:+.2f}",
            t.said,
        )
        for t, p in zip(estimate.targets, estimate.predicted, strict=True)
    ]
    return [
        "### Observations",
        "",
        *_table(("observation", "observed", "predicted", "miss", "error", "residual", "error from"), rows),
    ]


def _tell_error(scale: str, sd: float) -> str:
    return f"{np.exp(sd):.2f}-fold" if scale == "log" else f"± {sd:.3g}"


def _tell_bonds(estimate: Estimate) -> list[str]:
    if not estimate.bonds:
        return ["### Correlations", "", "No two parameters are correlated by 0.7 or more.", ""]
    rows = [(f"`{a}`", f"`{b}`", f"{value:+.2f}") for a, b, value in estimate.bonds]
    return ["### Correlations of 0.7 or more", "", *_table(("parameter", "parameter", "correlation"), rows)]


def _tell_profiles(estimate: Estimate, profiles: tuple[Profile, ...]) -> list[str]:
    if not profiles:
        return []
    rows = []
    for curve in profiles:
        prior = estimate.priors[estimate.index(curve.address)]
        found = zip(curve.ends, (curve.low, curve.high), strict=True)
        ends = [word if x is None else f"{prior.show(x).value:.3g}" for word, x in found]
        alone = f"{_tell_rise(curve.rise_of_data[0])}, {_tell_rise(curve.rise_of_data[-1])}"
        rows.append((f"`{curve.address}`", f"`{draw_rise(curve.rise)}`", " to ".join(ends), alone, curve.words))
    return ["### Profiles", "", *_table(("parameter", "−3 to 3 SD", "95 %", "alone", "in words"), rows)]


def _tell_rise(rise: float) -> str:
    return f"{rise:+.1f}" if np.isfinite(rise) else "?"


def draw_rise(rise: np.ndarray) -> str:
    """A rise as a row of blocks, full at 9; a question mark where the search failed."""
    steps = np.clip(np.asarray(rise) / TOP * (len(BLOCKS) - 1), 0, len(BLOCKS) - 1)
    return "".join(BLOCKS[round(float(x))] if np.isfinite(x) else "?" for x in steps)


def _tell_set_aside(estimate: Estimate) -> list[str]:
    if not estimate.set_aside:
        return []
    lines = [f"- {name}: {reason}" for name, reason in estimate.set_aside.items()]
    return ["### Observations that could not be used", "", *lines, ""]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}." if text else ""
