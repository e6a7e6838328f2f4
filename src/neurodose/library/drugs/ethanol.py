"""Ethanol: where water is, oxidised at a rate that hardly depends on how much there is, and lost on the way in by it.

Three structures share every other word and number:
- constant first pass: a share of a drink with food never reaches blood, whatever the dose;
- saturable first pass: all of a drink passes the liver, whose enzyme is soon busy, so that slow and small drinks lose
  more on the way in than quick and large ones;
- two enzymes: beside alcohol dehydrogenase CYP2E1, which counts at high levels and in those who have more of it.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.body import differ, liver_flow_of
from neurodose.library.drugs.ethanol_numbers import Adults
from neurodose.library.pharmacology import Pharmacology, Structure
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.symbols import Expression
from neurodose.units import L, h, mM, mmol


@model
def ethanol_kinetics(m: Any, p: Any = Adults, adh: Any = 1) -> None:
    """Ethanol is absorbed from the gut, more slowly with food and then not all of it, and goes where water is. Alcohol
    dehydrogenase oxidises it by way of acetaldehyde to acetate, and is saturated by a single drink; the kidney passes
    on a little.

    The enzyme stands in shares of its usual activity.
    """
    live_in_water(m, p)
    absorb(m, p, into=m.blood, lost=p.absorption.first_pass_fed)
    m.blood.is_converted_to(m.acetate, by=oxidise(p, m.blood, adh))


@model
def ethanol_with_saturable_first_pass(m: Any, p: Any = Adults, adh: Any = 1) -> None:
    """Ethanol is absorbed from the gut, more slowly with food, and all of it passes the liver before it goes where
    water is. There alcohol dehydrogenase oxidises it by way of acetaldehyde to acetate. The slower it comes, the less
    the enzyme is saturated and the less arrives; the kidney passes on a little.

    The enzyme stands in shares of its usual activity, and meets the concentration in the liver, not that in blood.
    """
    live_in_water(m, p)
    m.liver = Compartment(p.ethanol, volume=p.liver.V, meaning="ethanol in the liver")
    m.blood.exchanges_with(m.liver, clearance=p.liver.flow)
    absorb(m, p, into=m.liver, lost=0)
    m.liver.is_converted_to(m.acetate, by=oxidise(p, m.liver, adh))


@model
def ethanol_with_two_enzymes(m: Any, p: Any = Adults, adh: Any = 1, cyp2e1: Any = 1) -> None:
    """Ethanol is absorbed from the gut, more slowly with food and then not all of it, and goes where water is. Alcohol
    dehydrogenase, which a single drink saturates, and CYP2E1, which takes ten times as much, oxidise it by way of
    acetaldehyde to acetate; the kidney passes on a little.

    Both enzymes stand in shares of their usual activity; drinking makes more of CYP2E1.
    """
    live_in_water(m, p)
    absorb(m, p, into=m.blood, lost=p.absorption.first_pass_fed)
    m.blood.is_converted_to(m.acetate, by=oxidise(p, m.blood, adh))
    also = p.liver.Vmax_cyp2e1 * cyp2e1 / (p.liver.Km_cyp2e1 + m.blood.concentration)
    m.blood.is_converted_to(m.acetate, by=also)


def live_in_water(m: Any, p: Any) -> None:
    """Blood, tissue, brain and urine."""
    volume = p.blood.water / p.blood.water_share
    m.blood = Compartment(
        p.ethanol, volume=p.blood.quick * volume, meaning="ethanol in whole blood and what mixes with it at once"
    )
    m.tissue = Compartment(p.ethanol, volume=(1 - p.blood.quick) * volume, meaning="ethanol in tissue")
    m.acetate = Compartment(p.acetate, meaning="acetate formed so far; acetaldehyde on the way is not told apart")
    m.urine = Compartment(p.ethanol, meaning="ethanol passed with the urine so far")
    m.blood.exchanges_with(m.tissue, clearance=p.blood.Q)
    m.blood.flows_to(m.urine, rate=p.blood.by_kidney / (p.blood.quick * volume))
    m.brain = EffectSite(
        m.blood, rate=p.brain.exchange, partition=1 / p.blood.water_share, meaning="ethanol in the water of the brain"
    )
    m.volume_of_distribution = Output(volume, "volume of distribution, of blood", L)
    m.fastest_oxidation = Output(p.liver.Vmax, "most that alcohol dehydrogenase oxidises", mmol / h)
    m.fastest_fall = Output(p.liver.Vmax / volume, "fall of the concentration in blood at that", mM / h)


def absorb(m: Any, p: Any, *, into: Compartment, lost: Any) -> None:
    """The ways in; of a drink with food a share may be lost in the gut wall and the liver."""
    m.gut = Compartment(p.ethanol, meaning="ethanol in an empty stomach and the gut")
    m.gut_with_food = Compartment(p.ethanol, meaning="ethanol in a full stomach and the gut")
    m.mouth = Route(m.gut, usual=True, meaning="a drink on an empty stomach, as pure ethanol")
    m.with_food = Route(m.gut_with_food, meaning="a drink with food, as pure ethanol")
    m.vein = Route(m.blood, meaning="by vein, as in studies of clearance")
    m.gut.flows_to(into, rate=p.absorption.ka_fasting)
    m.gut_with_food.flows_to(into, rate=p.absorption.ka_fed, share=1 - lost)
    m.gut_with_food.is_converted_to(m.acetate, rate=p.absorption.ka_fed, share=lost)


def oxidise(p: Any, place: Compartment, adh: Any) -> Expression:
    """Clearance by alcohol dehydrogenase: Vmax / (Km + C), with the concentration that the enzyme meets."""
    return p.liver.Vmax * adh / (p.liver.Km + place.concentration)


def grow(i: Any, p: Any, *, is_woman: Any, age: Any, height: Any, weight: Any, faster: Any = 1) -> None:
    """Water by sex (1 in women, 0 in men), age, height and weight; oxidation in proportion to weight, alike in both."""
    w = p.watson
    man = w.man - w.man_age * age + w.man_height * height + w.man_weight * weight
    woman = w.woman + w.woman_height * height + w.woman_weight * weight
    size = weight / p.body.standard_weight
    i.blood.water = (man * (1 - is_woman) + woman * is_woman) * w.unexplained
    i.blood.Q = p.blood.Q * size
    i.liver.Vmax = p.liver.Vmax * size * faster
    i.liver.Vmax_cyp2e1 = p.liver.Vmax_cyp2e1 * size * faster
    i.liver.flow = liver_flow_of(i, p)
    i.liver.V = p.liver.V * size


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Women and men who drink little: the volume is that of water by sex, age, height and weight; oxidation goes with
    weight.
    """
    differ(i, p)
    grow(i, p, is_woman=i.woman, age=i.age, height=i.height, weight=i.weight)


@population
def daily_drinkers(i: Any, p: Any = Adults) -> None:
    """Women and men who drink daily, and oxidise faster for it, by either enzyme; otherwise as other adults."""
    differ(i, p)
    grow(i, p, is_woman=i.woman, age=i.age, height=i.height, weight=i.weight, faster=p.habit.faster)


pharmacology = Pharmacology(
    name="ethanol",
    structures={
        "usual": Structure(ethanol_kinetics),
        "saturable first pass": Structure(ethanol_with_saturable_first_pass),
        "two enzymes": Structure(ethanol_with_two_enzymes),
    },
    table=Adults,
    populations={"adults": adults, "daily drinkers": daily_drinkers},
    concentrations={"ethanol in blood": "blood.concentration", "ethanol in brain": "brain.concentration"},
    purpose="a comparator: what baclofen and naltrexone are taken with",
    limits=("drunkenness and withdrawal: it ends at exposure",),
)
