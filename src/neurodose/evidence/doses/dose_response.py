"""How an effect grows with its dose over many trials: one curve, and how far trials differ from it.

    arms = DoseContrasts.of_counts(studies, doses, events=…, totals=…, measure="OR")
    fit = synthesize(arms, DoseResponse(Emax()))
    fit.parameter("ED50").interval, fit.tau, fit.effect(40), fit.table()
    fit = synthesize(arms, DoseResponse(Curve(occupancy)))         # a mechanism's curve: only its size is fitted
    compare_curves(arms, (Linear(), Emax(), Curve(occupancy)))

One stage: all studies at once, with the covariance of comparisons that share a control (Greenland and Longnecker 1992;
Mawdsley and others 2016, model-based network meta-analysis). What the doses do not determine is told and never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.doses.dose_contrasts import DoseContrasts
from neurodose.evidence.doses.dose_curves import DoseShape
from neurodose.evidence.doses.dose_effects import contrast_doses
from neurodose.evidence.doses.dose_fit import DoseFit
from neurodose.evidence.doses.dose_likelihood import Between, DoseModel, Likelihood
from neurodose.evidence.effects import Effects


@dataclass(frozen=True)
class DoseResponse:
    """curve: a shape (`Emax()`, `Curve(function)`, …)
    between: "size", the curve's factors differ between studies; "none", they are the same in all
    likelihood: "ML", or "REML" for curves without a free parameter, as splines are usually fitted
    """

    curve: DoseShape
    between: Between = "size"
    likelihood: Likelihood = "ML"
    level: float = 0.95

    def fit(self, effects: DoseContrasts | Effects) -> DoseFit:
        """Raises EvidenceError where doses or studies are too few for the curve, or where no search ends."""
        contrasts = effects if isinstance(effects, DoseContrasts) else contrast_doses(effects)
        shape = self.curve.shape(contrasts.all_doses)
        if self.between not in ("size", "none") or self.likelihood not in ("ML", "REML"):
            raise EvidenceError(
                f'there is no between="{self.between}" with likelihood="{self.likelihood}"',
                exists='between is "size" or "none", likelihood "ML" or "REML"',
            )
        if self.likelihood == "REML" and (shape.free or not shape.linear):
            raise EvidenceError(f"{shape.told} has no restricted likelihood", hint='take likelihood="ML"')
        if contrasts.contrasts < len(shape.names):
            raise EvidenceError(
                f"{contrasts.contrasts} comparisons cannot tell {len(shape.names)} parameters apart",
                exists=f"parameters: {', '.join(shape.names)}",
                hint="take a curve with fewer, or give more arms",
            )
        between: Between = self.between if len(contrasts) > 1 else "none"
        model = DoseModel(contrasts, shape, between, self.likelihood)
        return DoseFit(model, model.search(), self.level)


def compare_curves(
    effects: DoseContrasts | Effects, curves: Sequence[DoseShape], between: Between = "size"
) -> list[dict[str, float | str]]:
    """One row a curve, best first: AIC, how far from the best, weight (Burnham and Anderson 2002), BIC, tau."""
    contrasts = effects if isinstance(effects, DoseContrasts) else contrast_doses(effects)
    fits = sorted((DoseResponse(curve, between).fit(contrasts) for curve in curves), key=lambda fit: fit.aic)
    weights = np.exp(-0.5 * np.array([fit.aic - fits[0].aic for fit in fits]))
    return [
        {"curve": fit.told, "AIC": fit.aic, "above the best": fit.aic - fits[0].aic,
         "weight": float(weight / weights.sum()), "BIC": fit.bic, "tau": fit.tau}
        for fit, weight in zip(fits, weights, strict=True)
    ]  # fmt: skip
