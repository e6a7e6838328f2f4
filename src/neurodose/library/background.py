"""What somebody takes steadily beside a drug: known inhibitors and inducers of enzymes, at a concentration that does
not change, for so long that enzymes have come to rest under it.

    find_drug("mitragynine + ketoconazole")      # kratom in somebody who takes ketoconazole

They have no doses, no kinetics and no receptors here: only what they do to an enzyme. Of "antidepressant", any of them
at a dose that somebody has long taken, not even that is known: it stands here so that a question about it is answered
by what nobody knows (`interactions`), not by silence.
"""

from __future__ import annotations

from typing import Any

from neurodose.bounds import SHARE
from neurodose.library.enzymes import Induction, Inhibition
from neurodose.library.enzymes_numbers import Ketoconazole, Paroxetine, Quinidine, Rifampicin
from neurodose.library.pharmacology import Inhibitor, Pharmacology, Structure
from neurodose.modelling.model import model
from neurodose.modelling.parameter import Condition, Parameters
from neurodose.modelling.trace import Output
from neurodose.populations.virtual import Population
from neurodose.units import nM, one

WHILE = "exposure of a drug beside which it is taken steadily"
LIMITS = ("its own effects, doses and course: only what it does to an enzyme is here",)


@model
def ketoconazole_taken_steadily(m: Any, p: Any = Ketoconazole) -> None:
    """Ketoconazole is taken steadily: what is unbound of it at CYP3A of liver and gut wall does not change."""
    m.reaches_liver = Output(p.at_liver, "unbound ketoconazole that the liver sees", nM)
    m.reaches_gut_wall = Output(p.at_gut, "unbound ketoconazole in cells of the gut wall", nM)


@model
def rifampicin_taken_steadily(m: Any, p: Any = Rifampicin) -> None:
    """Rifampicin is taken steadily: what is unbound of it in plasma does not change."""
    m.reaches_liver = Output(p.unbound, "unbound rifampicin in plasma", nM)


@model
def quinidine_taken_steadily(m: Any, p: Any = Quinidine) -> None:
    """Quinidine is taken steadily: what is unbound of it at CYP2D6 does not change."""
    m.reaches_liver = Output(p.unbound, "unbound quinidine that the liver sees", nM)


@model
def paroxetine_taken_steadily(m: Any, p: Any = Paroxetine) -> None:
    """Paroxetine has been taken for weeks: what is unbound of it at CYP2D6 does not change."""
    m.reaches_liver = Output(p.unbound, "unbound paroxetine in plasma", nM)


class Antidepressant(Parameters):
    """Any antidepressant, by nothing but that it is taken."""

    taken = Condition(1, "whether it is taken: nothing follows from it here", possible=SHARE)


@model
def antidepressant_taken_steadily(m: Any, p: Any = Antidepressant) -> None:
    """An antidepressant has been taken for weeks; what it does beside another drug is not known here."""
    m.is_taken = Output(p.taken, "whether an antidepressant is taken", one)


def _steady(name: str, kinetics: Any, table: Any, inhibits: dict[str, Inhibitor]) -> Pharmacology:
    adults = {"adults": Population(None, table)}
    return Pharmacology(
        name,
        {"taken steadily": Structure(kinetics)},
        table,
        adults,
        {},
        inhibits=inhibits,
        purpose=WHILE,
        limits=LIMITS,
    )


BACKGROUND = {
    one.name: one
    for one in (
        _steady("ketoconazole", ketoconazole_taken_steadily, Ketoconazole, {
            "cyp3a_liver": Inhibitor(None, lambda _, p: Inhibition(p.at_liver, Ki=p.Ki)),
            "cyp3a_gut": Inhibitor(None, lambda _, p: Inhibition(p.at_gut, Ki=p.Ki)),
        }),
        _steady("rifampicin", rifampicin_taken_steadily, Rifampicin, {
            "cyp3a_liver": Inhibitor(None, lambda _, p: Induction(p.unbound, Emax=p.Emax, EC50=p.EC50)),
            "cyp3a_gut": Inhibitor(None, lambda _, p: Induction(p.unbound, Emax=p.Emax, EC50=p.EC50)),
        }),
        _steady("quinidine", quinidine_taken_steadily, Quinidine, {
            "cyp2d6": Inhibitor(None, lambda _, p: Inhibition(p.unbound, Ki=p.Ki)),
        }),
        _steady("paroxetine", paroxetine_taken_steadily, Paroxetine, {
            "cyp2d6": Inhibitor(None, lambda _, p: Inhibition(p.unbound, KI=p.KI, kinact=p.kinact)),
        }),
        _steady("antidepressant", antidepressant_taken_steadily, Antidepressant, {}),
    )
}  # fmt: skip
