"""Three workloads that never change: two compartments (W1), a stiff antagonist at a receptor (W2), a cascade (W3).

Every number is invented, to make the equations as stiff and as coupled as those of real models. People are drawn once,
10,000 of them in a fixed order, and the first are used; so a reference solution can be kept beside them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurodose import (
    Assumption,
    Compartment,
    Course,
    Dose,
    EffectSite,
    Ligand,
    LogNormal,
    Parameter,
    Parameters,
    People,
    Pool,
    Route,
    Source,
    Substance,
    model,
    people_from,
    simulate,
)
from neurodose.modelling.binding import Binding
from neurodose.modelling.model import Model
from neurodose.modelling.pool import State
from neurodose.units import L, Quantity, g, h, mg, mol, nM, nmol, one

SEED = 20261122
EVERYONE = 10_000
DOSES_TAKEN = 0.8  # probability that a person takes a dose of W2
OMEGA = 0.3  # standard deviation of the logarithm between people, unless a parameter says otherwise
SMALL = 1e-3  # share of a person's largest value below which an error counts as absolute

invented = Source("The neurodose authors", 2026, "Workloads for benchmarks", "invented for this file")
Array = np.ndarray


@dataclass(frozen=True)
class Workload:
    """A model, what is given to whom, and what is looked at, every hour.

    regimens: one for everyone, or one for each of the 10,000; days: until when
    """

    name: str
    model: Model
    table: type[Parameters]
    regimens: Callable[[np.random.Generator], Sequence[Dose]]
    outputs: tuple[str, ...]
    days: int

    def draw(self, count: int) -> tuple[People, list[Dose]]:
        """The first people of this workload, and the regimen of each."""
        random = np.random.default_rng(SEED)
        columns: dict[str, Quantity] = {}
        for address, parameter in self.table.listed().items():
            if isinstance(parameter.between_people, LogNormal):
                factor = np.exp(parameter.between_people.omega * random.standard_normal(EVERYONE))
                columns[address] = factor[:count] * parameter.value
        regimens = self.regimens(random)
        return people_from(columns), [regimens[i % len(regimens)] for i in range(count)]

    def simulate(self, count: int, days: int | None = None, **how: Any) -> Course:
        """The course of the first people, up to the end or over the first days only."""
        people, regimens = self.draw(count)
        until = 24 * (days or self.days) * h
        return simulate(self.model, regimens, people, until=until, every=1 * h, outputs=self.outputs, **how)


def find_errors(course: Course, outputs: Sequence[str], reference: Array) -> Array:
    """Each person's largest error over outputs and times, (people,).

    reference: (people, times, outputs), at least as long as the course. An error is relative to the value plus a
    thousandth of its largest.
    """
    values = np.stack([course[name].coherent for name in outputs], axis=2)
    scale = np.abs(reference) + SMALL * np.abs(reference).max(axis=1, keepdims=True)
    people, times, _ = values.shape
    here = (slice(people), slice(times))
    return (np.abs(values - reference[here]) / scale[here]).max(axis=(1, 2))


def invent(value: Quantity | float, meaning: str, omega: float | None = None) -> Parameter:
    """An invented number; omega: standard deviation of its logarithm between people."""
    typical = value if isinstance(value, Quantity) else Quantity(float(value), one)
    between = Quantity((typical.value / 2, typical.value * 2), typical.unit)
    spread = None if omega is None else LogNormal(cv=math.sqrt(math.expm1(omega**2)))
    return Parameter(value, meaning, Assumption("invented for benchmarks", between), between_people=spread)


# --- W1: two compartments by mouth ---


class TwoCompartments(Parameters):
    """A drug that is absorbed in an hour and leaves in half a day."""

    drug = Substance("tracer", 100 * g / mol, invented)
    ka = invent(1.0 / h, "absorption rate constant", 0.5)
    CL = invent(5 * L / h, "clearance", OMEGA)
    V = invent(50 * L, "volume of plasma", 0.25)
    Q = invent(8 * L / h, "clearance between plasma and tissue")
    Vp = invent(100 * L, "volume of tissue")


@model
def two_compartments(m: Any, p: Any = TwoCompartments) -> None:
    """Drug is absorbed from the gut, exchanges with tissue, and is cleared from plasma."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.tissue = Compartment(p.drug, volume=p.Vp)
    m.mouth = Route(m.gut, usual=True)
    m.gut.flows_to(m.plasma, rate=p.ka)
    m.plasma.exchanges_with(m.tissue, clearance=p.Q)
    m.plasma.is_cleared(by=p.CL)


# --- W2: an antagonist, its metabolite and the body's own agonist at one receptor ---


class Antagonist(Parameters):
    """An antagonist by mouth whose metabolite also binds, and what the receptor does to dopamine and craving."""

    drug = Substance("antagonist", 341.4 * g / mol, invented)
    metabolite = Substance("active metabolite", 343.4 * g / mol, invented)
    ka = invent(1.2 / h, "absorption rate constant", OMEGA)
    F = invent(0.1, "share of the dose that reaches plasma")
    Ffp = invent(0.7, "share of the dose that reaches plasma as metabolite")
    CLn = invent(210 * L / h, "clearance", OMEGA)
    Vn = invent(400 * L, "volume of plasma", OMEGA)
    Qn = invent(150 * L / h, "clearance between plasma and tissue")
    Vpn = invent(900 * L, "volume of tissue")
    fm = invent(0.5, "share of clearance that forms the metabolite")
    CLm = invent(25 * L / h, "clearance of the metabolite", OMEGA)
    Vm = invent(250 * L, "volume of plasma of the metabolite", OMEGA)
    Qm = invent(40 * L / h, "clearance of the metabolite between plasma and tissue")
    Vpm = invent(300 * L, "volume of tissue of the metabolite")
    kbn = invent(1.0 / h, "rate of exchange with the brain", OMEGA)
    kbm = invent(0.5 / h, "rate of exchange of the metabolite with the brain")
    fun = invent(0.8, "unbound fraction")
    fum = invent(0.08, "unbound fraction of the metabolite, less what is pumped out")
    kon = invent(360 / (nM * h), "rate of association, limited by diffusion")
    koffn = invent(180 / h, "rate of dissociation", OMEGA)
    koffm = invent(720 / h, "rate of dissociation of the metabolite")
    koffe = invent(1800 / h, "rate of dissociation of the body's own agonist")
    Rtot = invent(5 * nM, "receptors")
    ksE = invent(20 * nM / h, "release of the body's own agonist", OMEGA)
    kdE = invent(2 / h, "breakdown of the body's own agonist")
    kinDA = invent(2.5 / h, "release of dopamine, in units of its usual level", OMEGA)
    koutDA = invent(5 / h, "uptake of dopamine")
    EmDA = invent(3, "largest rise of dopamine release, as a multiple")
    EC50 = invent(0.5, "share of receptors held by the agonist for half of that")
    kinC = invent(0.05 / h, "rise of craving")
    koutC = invent(0.05 / h, "fall of craving", OMEGA)
    SC = invent(2, "largest rise of craving by dopamine, as a multiple")
    DA50 = invent(1, "dopamine for half of that")
    gam = invent(2.5, "steepness of that")


@model
def antagonist(m: Any, p: Any = Antagonist) -> None:
    """Gut and liver let a tenth of the dose through and turn most of it into a metabolite; both reach the brain.

    There they and the body's own agonist bind to one receptor and leave it, and are the less while they are bound.
    What the agonist still holds drives dopamine, and dopamine drives craving.
    """
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.Vn)
    m.tissue = Compartment(p.drug, volume=p.Vpn)
    m.metabolite = Compartment(p.metabolite, volume=p.Vm)
    m.metabolite_tissue = Compartment(p.metabolite, volume=p.Vpm)
    m.mouth = Route(m.gut, usual=True)

    m.gut.flows_to(m.plasma, rate=p.ka, share=p.F)
    m.gut.is_converted_to(m.metabolite, rate=p.ka, share=p.Ffp)
    m.gut.is_lost(rate=p.ka, share=1 - p.F - p.Ffp)
    m.plasma.exchanges_with(m.tissue, clearance=p.Qn)
    m.plasma.is_converted_to(m.metabolite, by=p.CLn, share=p.fm)
    m.plasma.is_cleared(by=p.CLn * (1 - p.fm))
    m.metabolite.exchanges_with(m.metabolite_tissue, clearance=p.Qm)
    m.metabolite.is_cleared(by=p.CLm)

    m.brain = EffectSite(m.plasma, rate=p.kbn, partition=p.fun)
    m.brain_metabolite = EffectSite(m.metabolite, rate=p.kbm, partition=p.fum)
    m.agonist = Pool(p.ksE, p.kdE, meaning="the body's own agonist")
    m.receptor = Binding(
        p.Rtot,
        drug=Ligand(m.brain, kon=p.kon, koff=p.koffn, is_depleted=True),
        metabolite=Ligand(m.brain_metabolite, kon=p.kon, koff=p.koffm, is_depleted=True),
        agonist=Ligand(m.agonist, kon=p.kon, koff=p.koffe, endogenous=True, is_depleted=True),
    )

    held = m.receptor.share_of("agonist")
    m.dopamine = Pool(p.kinDA * (1 + p.EmDA * held / (p.EC50 + held)), p.koutDA, meaning="dopamine")
    drive = (m.dopamine / p.DA50) ** p.gam
    m.craving = Pool(p.kinC * (1 + p.SC * drive / (1 + drive)), p.koutC, meaning="craving")


def miss_some(random: np.random.Generator) -> list[Dose]:
    """50 mg a day for four weeks, each dose taken with a probability of 0.8, for each of everyone."""
    is_taken = random.random((EVERYONE, 28)) < DOSES_TAKEN
    return [
        Dose(50 * mg, every=24 * h, count=28, missed=tuple(int(k) + 1 for k in np.flatnonzero(~person)))
        for person in is_taken
    ]


# --- W3: a cascade of nineteen tiers behind a receptor ---

TIERS = 19
TIER_MEANINGS = {
    "k1": ("activation of x", 2, 30),
    "v1": ("deactivation of x", 1, 10),
    "k2": ("activation of y", 2, 40),
    "d2": ("deactivation of y", 1, 15),
    "k3": ("production of the brake z", 0.05, 1),
    "d3": ("loss of the brake z", 0.05, 0.5),
}


def draw_tiers() -> list[type[Parameters]]:
    """Nineteen tables of rates, log-uniform between their limits."""
    random = np.random.default_rng(7)
    rates = {
        name: np.round(np.exp(random.uniform(np.log(low), np.log(high), TIERS)), 3)
        for name, (_, low, high) in TIER_MEANINGS.items()
    }
    return [
        type(f"Tier{i}", (Parameters,), {n: invent(float(rates[n][i]) / h, TIER_MEANINGS[n][0]) for n in rates})
        for i in range(TIERS)
    ]


class Cascade(Parameters):
    """A ligand, its receptor, and what every tier has in common; the tiers follow as tier0, tier1 …"""

    ligand = Substance("ligand", 1000 * g / mol, invented)
    kL = invent(0.15 / h, "loss of the ligand", OMEGA)
    s1 = invent(1, "speed of all activations of x", OMEGA)
    s2 = invent(1, "speed of all activations of y", OMEGA)
    s3 = invent(1, "speed of the loss of all brakes", OMEGA)
    konL = invent(2 / (nmol * h), "rate of association of the ligand", OMEGA)
    koffL = invent(1 / h, "rate of dissociation of the ligand")
    k_out = invent(0.5 / h, "rate at which the readout follows the last tier")
    capacity = invent(0.1 * nmol, "ligand that fills all receptors")
    feedback = invent(0.1, "weight of a later tier")
    leak = invent(0.01, "activation without any signal")
    roof = invent(1.2, "x at which its activation would be without limit")
    half = invent(0.2, "x for half of its deactivation")
    half_brake = invent(0.25, "square of y for half of the brake's production")


for _number, _tier in enumerate(draw_tiers()):
    setattr(Cascade, f"tier{_number}", _tier)


@model
def cascade(m: Any, p: Any = Cascade) -> None:
    """A ligand fills its receptor, which drives the first of nineteen tiers; each drives the next, and brakes itself.

    In every tier x is activated from above and by a later tier, y by x, and z, which y makes, slows both.
    """
    m.ligand = Compartment(p.ligand)
    m.injection = Route(m.ligand, usual=True)
    m.receptor = State(meaning="share of receptors held by the ligand")
    held = m.receptor.expression
    free = 1 - held
    m.receptor.changes_by(p.konL * m.ligand.amount * free - p.koffL * held)
    m.ligand.is_lost(rate=p.kL)
    m.ligand.is_lost(rate=p.konL * p.capacity * free)
    m.ligand.is_supplied(at=p.koffL * p.capacity * held)

    x, y, z = [], [], []
    for i in range(TIERS):
        for kind, tier in zip("xyz", (x, y, z), strict=True):
            m[f"{kind}{i}"] = State(meaning=f"{kind} of tier {i}")
            tier.append(m[f"{kind}{i}"].expression)
    for i in range(TIERS):
        own = getattr(p, f"tier{i}")
        above = held if i == 0 else y[i - 1]
        drive = above + p.feedback * y[(i + 7) % TIERS] + p.leak
        loss = own.v1 * x[i] / (p.half + x[i]) * (1 + z[i])
        m[f"x{i}"].changes_by(p.s1 * own.k1 * drive * (1 - x[i]) / (p.roof - x[i]) - loss)
        m[f"y{i}"].changes_by(p.s2 * own.k2 * x[i] * (1 - y[i]) - own.d2 * y[i] * (1 + 0.5 * z[i]))
        square = y[i] ** 2
        m[f"z{i}"].changes_by(own.k3 * square / (p.half_brake + square) - p.s3 * own.d3 * z[i])
    m.readout = State(meaning="what is seen of the last tier")
    m.readout.changes_by(p.k_out * (y[-1] - m.readout))


W1 = Workload(
    "W1, two compartments",
    two_compartments,
    TwoCompartments,
    lambda random: [Dose(100 * nmol, every=24 * h, count=28)],
    outputs=("plasma.amount",),
    days=28,
)
W2 = Workload(
    "W2, antagonist", antagonist, Antagonist, miss_some, outputs=("receptor.drug", "dopamine", "craving"), days=28
)
W3 = Workload(
    "W3, cascade",
    cascade,
    Cascade,
    lambda random: [Dose(2 * nmol, every=24 * h, count=7)],
    outputs=("y0", "y9", "readout"),
    days=7,
)
