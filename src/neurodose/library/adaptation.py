"""What cells do about a stimulus that lasts: they answer less within minutes, and hold fewer receptors within days.

Both are shares of what is there at rest, and both come back when the stimulus goes. The body's own ligands are part of
the stimulus at rest, so that where an antagonist stands beside an agonist, receptors become more than at rest.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.drugs.baclofen_sources import kroin, sickmann
from neurodose.modelling.model import model
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.pool import Pool
from neurodose.sources import Assumption, Source
from neurodose.symbols import Expression, at_start
from neurodose.units import day, h

williams = Source("Williams and others", 2013, "Pharmacol Rev 65:223", "desensitisation and tolerance, a review")


class AdaptationAtMu(Parameters, shared=True):
    """Mu receptors of cells that were recorded from; tolerance of whole people is more than this."""

    recovery = Parameter(
        4 / h,
        "rate at which desensitisation passes (half in 10 min)",
        (williams, Assumption("half within 5 to 30 min of washing out", (1.4, 8) / h)),
        "low",
        measured_in="slices of rat brain",
    )
    depth = Parameter(
        1.0,
        "desensitisation under the largest effect: the answer falls to 1 / (1 + depth)",
        (williams, Assumption("to half, or to a third; partial agonists do less", (0.3, 3))),
        "low",
        measured_in="slices of rat brain",
    )
    turnover = Parameter(
        0.3 / day,
        "rate at which receptors are made anew",
        Assumption("half within 1 to 7 days", (0.1, 0.7) / day),
    )
    loss = Parameter(
        0.5,
        "loss under the largest effect: the number of receptors falls to 1 / (1 + loss)",
        (williams, Assumption("some agonists take away half of them, morphine hardly any", (0.05, 1.5))),
        "very low",
        measured_in="rodent",
    )


class AdaptationAtGabaB(Parameters, shared=True):
    """GABA-B receptors."""

    recovery = Parameter(
        20 / h,
        "rate at which desensitisation passes",
        (sickmann, Assumption("the slow part of fading takes 2 min", (5, 60) / h)),
        "low",
        measured_in="rodent",
    )
    depth = Parameter(
        0.4,
        "desensitisation under the largest effect: the answer falls to 1 / (1 + depth)",
        (sickmann, Assumption("currents fade in part; what becomes of inhibition was not seen", (0.1, 1.5))),
        "very low",
        measured_in="rodent",
    )
    turnover = Parameter(
        0.26 / day,
        "rate at which receptors are made anew",
        (kroin, Assumption("0.4 per day, of which this is what remains without loss", (0.1, 0.5) / day)),
        "low",
        measured_in="rat",
    )
    loss = Parameter(
        0.56,
        "loss under the largest effect: the number of receptors falls to 1 / (1 + loss)",
        (kroin, Assumption("64 % are left under a lasting infusion into the cord", (0.25, 1))),
        "low",
        measured_in="rat",
    )


@model
def adaptation(m: Any, p: Any, effect: Expression) -> None:
    """Cells that are stimulated answer less within minutes and hold fewer receptors within days; both come back.

    effect: of all ligands together, of the largest (0 to 1), before adaptation
    """
    rest = at_start(effect)
    m.sensitivity = Pool(
        p.recovery * (1 + p.depth * rest), p.recovery * (1 + p.depth * effect), start=1, meaning="answer, of rest"
    )
    m.number = Pool(
        p.turnover * (1 + p.loss * rest), p.turnover * (1 + p.loss * effect), start=1, meaning="receptors, of rest"
    )
