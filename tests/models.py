"""Small models in the project's own language, shared by tests. Every number is made up: tests ask how, not how much."""

from __future__ import annotations

from typing import Any

from neurodose import (
    Assumption,
    Compartment,
    Competition,
    EffectSite,
    Ligand,
    LogNormal,
    Output,
    Parameter,
    Parameters,
    Pool,
    Route,
    Source,
    Substance,
    model,
)
from neurodose.modelling.binding import Binding
from neurodose.units import L, Quantity, g, h, mol, nM, one, percent

invented = Source("The neurodose authors", 2026, "made up for tests")
parent = Substance("parent", 250 * g / mol, invented, salts={"hydrochloride": 286.5 * g / mol})
metabolite = Substance("metabolite", 266 * g / mol, invented)
spread = LogNormal(cv=0.3)


def assume(value: Quantity | float, meaning: str, *, varies: bool = False) -> Parameter:
    """A parameter that nobody measured, anywhere within a factor of ten."""
    typical = value if isinstance(value, Quantity) else Quantity(value, one)
    between = Quantity((typical.value / 10, typical.value * 10), typical.unit)
    return Parameter(
        value, meaning, Assumption("made up for tests", between), between_people=spread if varies else None
    )


class Numbers(Parameters):
    """A drug that is absorbed in an hour and gone in a day."""

    drug = parent
    metabolite = metabolite
    ka = assume(1.2 / h, "absorption rate constant", varies=True)
    CL = assume(5 * L / h, "clearance", varies=True)
    V = assume(50 * L, "volume of plasma", varies=True)
    Q = assume(8 * L / h, "clearance between plasma and tissue")
    Vp = assume(100 * L, "volume of tissue")
    fm = assume(0.4, "share of clearance that forms the metabolite")
    CLm = assume(9 * L / h, "clearance of the metabolite")
    Vm = assume(30 * L, "volume of the metabolite")
    keo = assume(0.5 / h, "rate of exchange with the brain")
    fu = assume(0.3, "unbound fraction")
    Ki = assume(20 * nM, "affinity of the drug", varies=True)
    made = assume(4 * nM / h, "production of the body's own ligand", varies=True)
    gone = assume(2 / h, "loss of the body's own ligand")
    Ke = assume(3 * nM, "affinity of the body's own ligand")
    total = assume(5 * nM, "receptors")
    kon = assume(30 / (nM * h), "association of the drug")
    koff = assume(60 / h, "dissociation of the drug", varies=True)
    kon_own = assume(100 / (nM * h), "association of the body's own ligand")
    koff_own = assume(500 / h, "dissociation of the body's own ligand")
    tone = assume(2, "efficacy of the body's own ligand")
    kin = assume(1.5 / h, "production of the signal at the largest effect")
    kout = assume(0.5 / h, "loss of the signal")


@model
def one_compartment(m: Any, p: Any = Numbers) -> None:
    """Drug is given into plasma and cleared from it."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.vein = Route(m.plasma, form="base", usual=True)
    m.plasma.is_cleared(by=p.CL)


@model
def oral_two_compartment(m: Any, p: Any = Numbers) -> None:
    """Drug is absorbed from the gut, exchanges with tissue, and is cleared from plasma."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.tissue = Compartment(p.drug, volume=p.Vp)
    m.mouth = Route(m.gut, form="base", usual=True)
    m.vein = Route(m.plasma, form="base")
    m.gut.flows_to(m.plasma, rate=p.ka)
    m.plasma.exchanges_with(m.tissue, clearance=p.Q)
    m.plasma.is_cleared(by=p.CL)


@model
def with_metabolite(m: Any, p: Any = Numbers) -> None:
    """A share of the drug becomes a metabolite; all that leaves is collected in urine, so nothing is ever lost."""
    m.drug = oral_two_compartment_without_loss(p)
    m.metabolite = Compartment(p.metabolite, volume=p.Vm)
    m.urine = Compartment(p.drug)
    m.urine_metabolite = Compartment(p.metabolite)
    m.drug.plasma.is_converted_to(m.metabolite, by=p.CL, share=p.fm)
    m.drug.plasma.flows_to(m.urine, rate=p.CL / p.V, share=1 - p.fm)
    m.metabolite.flows_to(m.urine_metabolite, rate=p.CLm / p.Vm)


@model
def oral_two_compartment_without_loss(m: Any, p: Any = Numbers) -> None:
    """Drug is absorbed from the gut and exchanges with tissue."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.tissue = Compartment(p.drug, volume=p.Vp)
    m.mouth = Route(m.gut, form="base", usual=True)
    m.gut.flows_to(m.plasma, rate=p.ka)
    m.plasma.exchanges_with(m.tissue, clearance=p.Q)


@model
def competing(m: Any, p: Any = Numbers) -> None:
    """An antagonist reaches the brain, competes there with the body's own ligand, and the signal falls."""
    m.drug = oral_two_compartment(p)
    m.brain = EffectSite(m.drug.plasma, rate=p.keo, partition=p.fu)
    m.own = Pool(p.made, p.gone, meaning="the body's own ligand")
    m.receptor = Competition(
        drug=Ligand(m.brain, Ki=p.Ki), own=Ligand(m.own, Ki=p.Ke, efficacy=p.tone, endogenous=True)
    )
    m.effect = Output(m.receptor.effect(), "effect, as a share of the largest", percent)
    m.signal = Pool(p.kin * m.effect, p.kout, meaning="signal")


@model
def binding(m: Any, p: Any = Numbers) -> None:
    """The same with rates of binding, which takes drug out of the brain and the body's own ligand out of its pool."""
    m.drug = oral_two_compartment(p)
    m.brain = EffectSite(m.drug.plasma, rate=p.keo, partition=p.fu)
    m.own = Pool(p.made, p.gone, meaning="the body's own ligand")
    m.receptor = Binding(
        p.total,
        drug=Ligand(m.brain, kon=p.kon, koff=p.koff, is_depleted=True),
        own=Ligand(m.own, kon=p.kon_own, koff=p.koff_own, efficacy=p.tone, endogenous=True, is_depleted=True),
    )
    m.signal = Pool(p.kin * m.receptor.effect(), p.kout, meaning="signal")
