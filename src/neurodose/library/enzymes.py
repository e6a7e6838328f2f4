"""What clears many drugs: CYP3A in the liver and in the gut wall, and CYP2D6, made and broken down all the time.

Three things change what an enzyme does, and they differ in time:
- a reversible inhibitor holds it while it is there: activity falls to 1 / (1 + sum of C/Ki) at once;
- a time-dependent inhibitor destroys it, at kinact·C / (KI + C): activity comes back as new enzyme is made;
- an inducer makes more be made, by Emax·C / (EC50 + C): activity rises and falls at the pace of turnover.

An activity is a share of the usual one, and what a drug's kinetics take in (`cyp3a_liver=…`):

    m.enzymes = enzymes(p.enzymes, on_cyp3a_liver=(Inhibition(c, Ki=p.inhibitor.Ki),))
    m.midazolam = midazolam_kinetics(p.midazolam, cyp3a_liver=m.enzymes.cyp3a_liver.activity)

An inhibitor that is itself cleared by the enzyme is a circle in words only. The concentration at the enzyme is
written first (`m.at_liver = State(0 * nM)`), then the enzymes, then the drug, then what fills it (`follow`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Any

from neurodose.errors import ModelError
from neurodose.library.enzymes_numbers import Enzymes
from neurodose.modelling.compartment import Compartment, demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool, State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, constant, maximum, minimum
from neurodose.units import percent


@dataclass(frozen=True, eq=False)
class Inhibition:
    """What a substance takes from an enzyme.

    concentration: unbound, at the enzyme
    Ki:            affinity of reversible inhibition (concentration)
    KI, kinact:    concentration at half of the fastest inactivation, and that inactivation (1/time)
    Either, or all three: many substances do both. Raises ModelError for neither, or for half of the second.
    """

    concentration: Any
    Ki: Any = None
    KI: Any = None
    kinact: Any = None

    def __post_init__(self) -> None:
        if (self.KI is None) != (self.kinact is None) or (self.Ki is None and self.KI is None):
            raise ModelError(
                "an inhibition has an affinity (Ki=…), or KI=… and kinact=…, or all three",
                exists=", ".join(n for n in ("Ki", "KI", "kinact") if getattr(self, n) is not None) or "it has none",
            )

    @property
    def hold(self) -> Expression:
        """Enzyme that it holds over enzyme that is free: C/Ki."""
        return NOTHING if self.Ki is None else demand(self.concentration, "a concentration") / self.Ki

    @property
    def inactivation(self) -> Expression | None:
        """Rate at which it destroys enzyme (1/time)."""
        if self.KI is None:
            return None
        reach = demand(self.concentration, "a concentration")
        return demand(self.kinact, "kinact") * reach / (self.KI + reach)


@dataclass(frozen=True, eq=False)
class Induction:
    """What a substance adds to the synthesis of an enzyme: Emax·C / (EC50 + C), of the usual synthesis.

    concentration: unbound, at the cell; Emax: largest increase (pure number); EC50: concentration of half of it
    """

    concentration: Any
    Emax: Any
    EC50: Any

    @property
    def increase(self) -> Expression:
        """Additional synthesis, of the usual (0: none)."""
        reach = demand(self.concentration, "a concentration")
        return demand(self.Emax, "Emax") * reach / (self.EC50 + reach)


Influence = Inhibition | Induction
NOTHING = constant(0)
FEWEST_NORMAL, MOST_NORMAL = 1.25, 2.25  # activity scores that are called normal


@model
def enzyme(m: Any, p: Any, usual: Any = 1, influences: tuple[Influence, ...] = ()) -> None:
    """An enzyme is made at a steady rate and broken down; inducers have more of it made, inhibitors destroy it, or
    hold it while they are there. A person starts at rest with whatever is there at the start.
    """
    inductions = [one for one in influences if isinstance(one, Induction)]
    inhibitions = [one for one in influences if isinstance(one, Inhibition)]
    destroyed = [one.inactivation for one in inhibitions if one.inactivation is not None]
    m.amount = Pool(
        production=p.loss * (1 + _sum([one.increase for one in inductions])),
        loss=reduce(add, destroyed, p.loss),
        meaning="enzyme there is, of the usual amount of this genotype",
    )
    held = _sum([one.hold for one in inhibitions])
    m.activity = Output(
        demand(usual, "what is usual") * m.amount / (1 + held), "activity, of the usual of healthy adults", percent
    )


@model
def enzymes(
    m: Any,
    p: Any = Enzymes,
    on_cyp3a_liver: tuple[Influence, ...] = (),
    on_cyp3a_gut: tuple[Influence, ...] = (),
    on_cyp2d6: tuple[Influence, ...] = (),
) -> None:
    """CYP3A in the liver, CYP3A in the gut wall, and CYP2D6 in the liver are pools of their own. How much CYP2D6 there
    is follows from the genotype.
    """
    m.cyp3a_liver = enzyme(p.cyp3a_liver, influences=on_cyp3a_liver)
    m.cyp3a_gut = enzyme(p.cyp3a_gut, influences=on_cyp3a_gut)
    m.by_genotype = Output(activity_of_score(p.cyp2d6), "CYP2D6 that the genotype gives, of two full genes", percent)
    m.cyp2d6 = enzyme(p.cyp2d6, usual=m.by_genotype, influences=on_cyp2d6)


def activity_of_score(p: Any) -> Expression:
    """CYP2D6 activity, of that at score 2: along lines between the scores of the table, and constant above 3.

    p: the numbers of CYP2D6, with the person's score
    """
    quarters = 4 * p.score  # scores come in quarters; 8 is usual
    known = (
        (0, 0 * p.at_quarter), (1, p.at_quarter), (2, p.at_half), (3, p.at_three_quarters), (4, p.at_one),
        (5, p.at_one_quarter), (6, p.at_one_half), (8, constant(1)), (10, p.at_two_half),
    )  # fmt: skip
    found = NOTHING
    following = [(place - before[0], value) for before, (place, value) in pairwise(known)]
    for (place, value), (width, next_value) in zip(known, [*following, (2, p.at_three)], strict=True):
        along = minimum(maximum(quarters - place, 0), width)
        found = found + along * (next_value - value) / width
    return found


def phenotype_of(score: float) -> str:
    """What a CYP2D6 activity score is called by consensus (Caudle 2020, remembered)."""
    if score <= 0:
        return "poor metaboliser"
    if score < FEWEST_NORMAL:
        return "intermediate metaboliser"
    return "normal metaboliser" if score <= MOST_NORMAL else "ultrarapid metaboliser"


def follow(site: State, concentration: Any, *, rate: Any) -> None:
    """Lets the unbound concentration at an enzyme follow one in blood or gut wall: d site/dt = rate · (C − site)."""
    site.changes_by(demand(rate, "a rate") * (demand(concentration, "a concentration") - site), "follows")


def reach_gut_wall(gut: Compartment, *, rate: Any, flow: Any, unbound: Any) -> Expression:
    """Unbound concentration in cells of the gut wall while a substance is absorbed: fu·ka·A / Q.

    gut: what is left to be absorbed; rate: of its absorption (1/time); flow: of blood through the villi
    unbound: share unbound in the cells. Nobody measures it; it decides: one as in regulators' models, or that of plasma
    """
    return demand(unbound, "a share unbound") * demand(rate, "a rate") * gut.amount / demand(flow, "a flow")


def reach_liver(concentration: Any, absorbed: Any, *, flow: Any, blood_ratio: Any, unbound: Any) -> Expression:
    """Unbound concentration at the inlet of the liver: fu · (C + absorbed / (Q · blood over plasma)).

    concentration: in plasma; absorbed: what passes the gut wall (amount/time); flow: of blood through the liver
    """
    carried = demand(absorbed, "a rate of absorption") / (demand(flow, "a flow") * demand(blood_ratio, "a ratio"))
    return demand(unbound, "a share unbound") * (demand(concentration, "a concentration") + carried)


def spare_gut(capacity: Any, activity: Any) -> Expression:
    """Share of what is absorbed that passes the gut wall unchanged: 1 / (1 + activity · capacity).

    capacity: what the wall takes over what passes it, at the usual activity: (1 - Fg) / Fg (pure number)
    activity: of the enzyme in the gut wall, of the usual
    """
    return 1 / (1 + demand(activity, "an activity") * demand(capacity, "a capacity"))


def spare_liver(flow: Any, capacity: Any) -> Expression:
    """Share that passes a well stirred liver unchanged: Q / (Q + fu·CLint).

    flow: of blood (volume/time); capacity: unbound fraction times intrinsic clearance, for blood (volume/time)
    """
    passing = demand(flow, "a flow")
    return passing / (passing + demand(capacity, "a capacity"))


def _sum(terms: list[Expression]) -> Expression:
    return reduce(add, terms, NOTHING)
