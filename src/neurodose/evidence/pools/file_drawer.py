"""How many studies that saw nothing would have to lie unpublished to undo a result: the fail-safe N.

It is told because people ask for it. It takes the hidden studies to have seen nothing on average, though what is hidden
may well point the other way, and no number of it says that they do not exist (Becker 2005; Sterne et al. 2011).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, inf
from typing import Any, Literal, get_args

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.synthesis import refuse_twins

Rule = Literal["Rosenthal", "Orwin", "Rosenberg"]
WHOLE = 1.5e-8  # of a study: rounding, below which a number of studies is whole


@dataclass(frozen=True)
class FileDrawer:
    """number: of studies that saw nothing; infinite where no number would do
    rule: whose; k: studies there are; p: of what they say now (None for Orwin's, which asks for no test)
    target: the effect that is left, of Orwin's rule
    """

    rule: Rule
    number: float
    k: int
    p: float | None
    target: float | None

    @property
    def says(self) -> str:
        """What it is, and what it cannot tell."""
        many = "no number of studies" if self.number == inf else f"{self.number:g} more studies"
        undone = "no longer be significant" if self.target is None else f"be {self.target:.3g}"
        return (
            f"with {many} that saw nothing on average the effect would {undone} ({self.rule}); "
            "this does not tell whether such studies exist, nor that hidden ones saw nothing"
        )

    def table(self) -> list[dict[str, Any]]:
        """One row."""
        return [vars(self) | {"says": self.says}]


def fail_safe(
    effects: Effects, rule: Rule = "Rosenthal", *, alpha: float = 0.05, target: float | None = None
) -> FileDrawer:
    """The number by Rosenthal 1979 (sum of deviates, one-sided alpha), Orwin 1983 (the mean comes down to a target,
    half of itself where none is given; studies count alike) or Rosenberg 2005 (weighted mean, two-sided alpha).

    Raises EvidenceError for no study, and for a rule that does not exist.
    """
    if not len(effects):
        raise EvidenceError("there is no study, so none can be undone")
    refuse_twins(effects)
    if rule == "Rosenthal":
        return _rosenthal(effects, alpha)
    if rule == "Orwin":
        return _orwin(effects, target)
    if rule == "Rosenberg":
        return _rosenberg(effects, alpha)
    raise EvidenceError(f'no fail-safe N is called "{rule}"', exists=f"there are: {', '.join(get_args(Rule))}")


def _rosenthal(effects: Effects, alpha: float) -> FileDrawer:
    from scipy.stats import norm

    k = len(effects)
    size = abs(float(np.sum(effects.estimates / effects.errors))) / np.sqrt(k)
    number = max(0.0, k * float(size / norm.isf(alpha)) ** 2 - k)
    return FileDrawer("Rosenthal", _whole(number), k, float(norm.sf(size)), None)


def _orwin(effects: Effects, target: float | None) -> FileDrawer:
    k, mean = len(effects), float(np.mean(effects.estimates))
    left = mean / 2 if target is None else target
    if left == 0:
        return FileDrawer("Orwin", inf, k, None, left)
    left = float(np.copysign(left, mean))
    return FileDrawer("Orwin", _whole(max(0.0, k * (mean - left) / left)), k, None, left)


def _rosenberg(effects: Effects, alpha: float) -> FileDrawer:
    from scipy.stats import norm

    k, weights = len(effects), 1 / effects.variances
    total = float(weights.sum())
    pull = float(np.sum(weights * effects.estimates))
    extra = (pull / float(norm.isf(alpha / 2))) ** 2 - total
    p = 2 * float(norm.sf(abs(pull) / np.sqrt(total)))
    return FileDrawer("Rosenberg", _whole(max(0.0, k * extra / total)), k, p, None)


def _whole(number: float) -> float:
    return float(round(number)) if abs(number - round(number)) < WHOLE else float(ceil(number))
