"""The numbers of cytokines in blood: how long each lasts, and how much of its making passes toll-like receptors 4."""

from __future__ import annotations

from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import Quantity, h

bocci = Source("Bocci", 1991, "Clin Pharmacokinet 21:274", "kinetics of interleukins, a review; figures remembered")


def loss_of(name: str, rate: Quantity, reason: str, between: Quantity) -> Parameter:
    return Parameter(rate, f"rate at which {name} leaves blood", (bocci, Assumption(reason, between)), "low")


class Cytokines(Parameters):
    """Turnover of cytokines, of what is there at rest."""

    by_tlr4 = Mechanism("naltrexone at toll-like receptors 4, on what makes cytokines")

    share = Parameter(
        0.3,
        "share of the making of cytokines that passes toll-like receptors 4",
        Assumption("nobody knows in people with pain or inflamed bowels", (0.03, 0.9)),
    )
    il1b_loss = loss_of("interleukin-1beta", 2 / h, "half-life of 10 to 30 min", (1.4, 4) / h)
    il6_loss = loss_of("interleukin-6", 0.5 / h, "half-life of half an hour to 5 h", (0.14, 1.4) / h)
    tnf_loss = loss_of("TNF-alpha", 2 / h, "half-life of 10 to 30 min", (1.4, 4) / h)
    ifna_loss = loss_of("interferon-alpha", 0.14 / h, "half-life of 2 to 8 h", (0.09, 0.35) / h)
