"""The numbers of mitraphylline, of which nobody has published any from people: what microsomes and fluids say, and
assumptions. All is uncalibrated.
"""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.body import LiverFlow, Size
from neurodose.library.drugs.mitragynine_sources import frontiers_26, manda
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Source
from neurodose.units import L, g, h, mol, nM

formula = Source("IUPAC standard atomic weights", 2021, "applied to the molecular formula C21H24N2O4")
mitraphylline_base = Substance("mitraphylline", 368.43 * g / mol, formula)

unmeasured = Assumption("usual for a quantity of this kind; not measured for mitraphylline", (0.1, 0.8))
usual_spread = LogNormal(cv=0.30, source=unmeasured)


class Gut(Parameters):
    """By mouth."""

    ka = Parameter(
        1 / h, "absorption rate constant", Assumption("as usual alkaloids", (0.3, 3) / h), between_people=usual_spread
    )
    survives = Parameter(
        0.864,
        "share that survives intestinal fluid",
        (manda, Assumption("13.6 % are lost in vitro", (0.7, 1))),
        "low",
        measured_in="simulated intestinal fluid",
        possible=SHARE,
    )
    pumped_back = Parameter(
        1.0,
        "what P-gp pumps back and is lost over what is absorbed",
        (manda, Assumption("P-gp carries it; by how much it lowers absorption is not known", (0, 5))),
        "very low",
        measured_in="cells",
        between_people=usual_spread,
    )
    wall = Parameter(
        0.25,
        "taken by the gut wall over what it lets through",
        Assumption("as mitragynine", (0, 1)),
        between_people=usual_spread,
    )


class Mitraphylline(Parameters):
    """In plasma."""

    drug = mitraphylline_base
    capacity = Parameter(
        48 * L / h,
        "clearance by the liver if its blood flow had no bound",
        (
            manda,
            Assumption(
                "24/50 of that of 7-hydroxymitragynine, by half-lives in the same microsomes", (10, 200) * L / h
            ),
        ),
        "very low",
        measured_in="liver microsomes",
        between_people=LogNormal(cv=0.40, source=unmeasured),
    )
    by_cyp3a = Parameter(0.5, "share of that capacity by CYP3A", Assumption("not known", (0, 1)), possible=SHARE)
    V = Parameter(
        200 * L,
        "volume of distribution",
        Assumption("between those of its sister alkaloids", (50, 1000) * L),
        between_people=usual_spread,
    )


class Brain(Parameters):
    """From plasma to brain."""

    exchange = Parameter(2 / h, "rate of exchange with the brain", Assumption("within the hour", (0.5, 10) / h))
    fu = Parameter(0.10, "share unbound in plasma", Assumption("as mitragynine", (0.03, 0.5)))
    pumped_out = Parameter(
        2.0,
        "clearance out of the brain by P-gp over that by diffusion",
        (manda, Assumption("P-gp carries it; unbound in brain over unbound in plasma then is a third", (0, 30))),
        "very low",
        measured_in="cells",
        between_people=usual_spread,
    )


class Claimed(Parameters):
    """What is claimed of mitraphylline at opioid receptors: it is “reported to bind”, without a number. A later study
    saw no binding at human mu, kappa or delta receptors.
    """

    Ki = Parameter(
        10_000 * nM,
        "affinity at mu, if it binds at all",
        (manda, frontiers_26, Assumption("weaker than what a binding assay still sees", (3000, 1_000_000) * nM)),
        "very low",
    )
    efficacy = Parameter(
        0.35,
        "transducer ratio at mu, if it binds at all",
        Assumption("as mitragynine where that is a partial agonist; never measured", (0, 3)),
    )


class Adults(Parameters):
    """Healthy adults of average weight."""

    gut = Gut
    liver = LiverFlow
    parent = Mitraphylline
    brain = Brain
    claimed = Claimed
    body = Size
