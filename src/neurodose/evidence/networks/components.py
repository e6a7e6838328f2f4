"""Treatments made of parts (a drug, a talk, both): in an additive network each part adds its own effect.

    θ of "drug + talk" = θ of "drug" + θ of "talk"        (Rücker, Petropoulou and Schwarzer 2020)

What combinations lack of the sum of their parts shows as a larger Q than that of the full network, whose difference
tests additivity. A part whose effect the trials cannot tell from others' has none: it is told as unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurodose.errors import EvidenceError, unknown_name
from neurodose.evidence.effects import Array
from neurodose.evidence.networks.comparisons import Comparison
from neurodose.evidence.networks.consistency import chance_of
from neurodose.evidence.networks.multi_arm import in_order
from neurodose.evidence.networks.network import APART, PLACEBO, Network
from neurodose.evidence.regression import Fit, fit_regression

SAME_SPACE = 1e-8  # of the length of a contrast: what lies outside of what trials tell


@dataclass(frozen=True, eq=False)
class ComponentNetwork:
    """What parts of treatments do, each by itself.

    components: names; inactive: those that do nothing ("placebo"), against which the others are told
    fit: coefficients along the directions that trials tell, (directions,); directions: (directions, components)
    tau2: between studies around the additive model; None where nothing tells
    """

    network: Network
    components: tuple[str, ...]
    inactive: tuple[str, ...]
    separator: str
    common_fit: Fit
    fit: Fit
    directions: Array
    tau2: float | None

    @property
    def q(self) -> float:
        """What is left around the additive model."""
        return self.common_fit.q if self.free else 0.0

    @property
    def free(self) -> int:
        return self.common_fit.k - self.common_fit.p

    @property
    def q_p(self) -> float | None:
        return chance_of(self.q, self.free)

    @property
    def q_difference(self) -> float:
        """What the full network explains and the sum of parts does not."""
        return max(0.0, self.q - self.network.q)

    @property
    def difference_free(self) -> int:
        return self.free - self.network.free

    @property
    def difference_p(self) -> float | None:
        """That parts add up; None where every treatment is a part of its own."""
        return chance_of(self.q_difference, self.difference_free)

    def effect(self, component: str) -> Comparison | None:
        """What one part adds to anything; None where the trials do not tell it apart."""
        if component not in self.components:
            raise unknown_name(EvidenceError, "component", component, self.components, owner="the network")
        return self._contrast(component, " or ".join(self.inactive) or "without it", self._row([component]))

    def of(self, treatment: str, control: str) -> Comparison | None:
        """A combination against another ("naltrexone + therapy"), whether or not a trial had it; None where the trials
        do not tell.
        """
        rows = [self._row(split_treatment(name, self.separator)) for name in (treatment, control)]
        return self._contrast(treatment, control, rows[0] - rows[1])

    def table(self) -> list[dict[str, Any]]:
        """One row for each part: its effect as it is told, None where the trials do not tell it."""
        show, rows = self.network.measure.show, list[dict[str, Any]]()
        for name in self.components:
            one = self.effect(name)
            ends = (None, None, None) if one is None else (one.estimate, *one.interval)
            told = {
                key: None if end is None else show(end)
                for key, end in zip(("estimate", "low", "high"), ends, strict=True)
            }
            rows.append({"component": name, **told, "p": None if one is None else one.p})
        return rows

    def _row(self, parts: Sequence[str]) -> Array:
        row = np.zeros(len(self.components))
        for part in parts:
            if part in self.inactive:
                continue
            if part not in self.components:
                raise unknown_name(EvidenceError, "component", part, self.components, owner="the network")
            row[self.components.index(part)] = 1.0
        return row

    def _contrast(self, treatment: str, control: str, row: Array) -> Comparison | None:
        from scipy.special import ndtr

        along = self.directions @ row
        if np.linalg.norm(row - self.directions.T @ along) > SAME_SPACE * max(1.0, float(np.linalg.norm(row))):
            return None
        estimate, error = self.fit.predict(along)
        half = self.network.common.quantile * error
        p = float(2 * ndtr(-abs(estimate) / error)) if error > 0 else 1.0
        return Comparison(treatment, control, estimate, error, (estimate - half, estimate + half), p)


def split_treatment(name: str, separator: str = "+") -> tuple[str, ...]:
    """The parts of a treatment, each once, in the order of the alphabet."""
    return in_order({part.strip() for part in name.split(separator) if part.strip()})


def add_components(net: Network, *, separator: str = "+", inactive: Sequence[str] | None = None) -> ComponentNetwork:
    """The additive network of a network whose treatments are named by their parts.

    inactive: parts that do nothing, so that effects are against them; else "placebo" where it is a part
    Raises EvidenceError where no treatment has two parts, or an inactive part is not there.
    """
    parts = {name: split_treatment(name, separator) for name in net.treatments}
    all_parts = in_order({part for held in parts.values() for part in held})
    idle = tuple(inactive) if inactive is not None else tuple(part for part in all_parts if part.casefold() == PLACEBO)
    for part in idle:
        if part not in all_parts:
            raise unknown_name(EvidenceError, "component", part, all_parts, owner="the network")
    if all(len(held) < 2 for held in parts.values()):
        raise EvidenceError(
            "no treatment of the network is made of parts",
            exists=f"treatments: {', '.join(net.treatments)}",
            hint=f'name combinations by their parts: "naltrexone {separator} therapy"',
        )
    components = tuple(part for part in all_parts if part not in idle)
    made_of = np.array([[float(part in parts[name]) for part in components] for name in net.treatments])
    return _fit(net, components, idle, separator, net.rows.design @ made_of)


def _fit(
    net: Network, components: tuple[str, ...], idle: tuple[str, ...], separator: str, design: Array
) -> ComponentNetwork:
    _, sizes, axes = np.linalg.svd(design, full_matrices=False)
    directions = axes[sizes > SAME_SPACE * sizes[0]]
    rows, known = net.rows, design @ directions.T
    free = len(rows.estimates) - known.shape[1]
    estimator: Any = net.between.removesuffix(APART)
    tau2 = None
    if free and estimator != "none":
        tau2 = fit_regression(rows.estimates, rows.variances, known, between=estimator).tau2
    fits = [
        fit_regression(rows.estimates, rows.variances, known, test="normal", level=net.level, tau2=given)
        for given in (0.0, tau2 or 0.0)
    ]
    return ComponentNetwork(net, components, idle, separator, fits[0], fits[1], directions, tau2)
