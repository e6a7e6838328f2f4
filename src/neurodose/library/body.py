"""The body that all drugs are in: size, sex, age, kidneys and the blood flow of liver and gut, each stated once.

A drug's table takes these groups by name or inherits from them, so that every drug holds the same Parameter: one
person has one weight, one sex and one liver, whatever they take. What differs between drugs for a reason, such as the
weight at which a clearance was measured, stands with the drug.

Weight is that of all adults: 74 kg, CV 22 %. Sex is drawn given it, the heavier of two people being the likelier man,
so that a drug for which sex matters meets the same people as one for which it does not.
"""

from __future__ import annotations

from typing import Any

from neurodose.bounds import Bounds
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.populations import LogNormal, Uniform
from neurodose.sources import Assumption, Source
from neurodose.symbols import Expression, maximum, minimum, select, sqrt
from neurodose.symbols.expression import walk
from neurodose.units import L, cm, h, kg, minute, mL, year

p3m = Source("P3M database", 2012, "J Toxicol 2012:404329", "table 2", doi="10.1155/2012/404329", reading="read")
reference_man = Source("ICRP", 2002, "Publication 89", "reference man and woman")
fenton = Source(
    "Fenton and others", 2018, "BMC Nephrol 19", "2974 healthy people, measured filtration",
    doi="10.1186/s12882-018-1126-8", reading="read",
)  # fmt: skip
mosteller = Source("Mosteller", 1987, "N Engl J Med 317:1098", "body surface from height and weight")
davies = Source("Davies and Morris", 1993, "Pharm Res 10:1093", "blood flow of the liver: 20.7 mL/min/kg")
yang_gut = Source("Yang and others", 2007, "Curr Drug Metab 8:676", "flow of blood to the villi, Qgut model")
pang = Source("Pang and others", 2012, "Drug Metab Dispos 40:1869", "abstract", reading="read")

ADULTS = "adults of 18 to 64 years, United States"


class Size(Parameters, shared=True):
    """Size."""

    weight = Parameter(
        74 * kg,
        "body weight",
        p3m,
        "high",
        measured_in=ADULTS,
        between_people=LogNormal(cv=0.22, source=p3m),
        calibrated_for=Bounds((40, 150) * kg, "papers on kinetics are of adults of usual size"),
    )
    standard_weight = Parameter(74 * kg, "weight at which the other values hold", p3m, "high")
    exponent = Parameter(
        0.75,
        "exponent of weight in clearances",
        Assumption("the usual allometric exponent", (0.5, 1.0)),
        "low",
    )


class Sex(Parameters, shared=True):
    """Who is a woman, and what goes with it. Beside `Size`."""

    women = Parameter(0.5, "share of women among people of average weight", Assumption("half of all people", (0, 1)))
    odds_of_men = Parameter(
        4.0,
        "power of weight with which the odds of being a man grow",
        (p3m, Assumption("so that men have a median of 80 kg, women of 68, and either a CV of 20 %", (3, 5))),
        "moderate",
    )
    height = Parameter(
        176 * cm,
        "height of men",
        reference_man,
        "high",
        between_people=LogNormal(cv=0.043, source=Assumption("7.6 cm; remembered", (0.03, 0.06))),
    )
    height_of_women = Parameter(0.926, "height of women over that of men: 163 cm", reference_man, "high")


class Age(Parameters, shared=True):
    """Age."""

    age = Parameter(
        41 * year,
        "age",
        p3m,
        "high",
        measured_in=ADULTS,
        between_people=LogNormal(cv=0.25, source=Assumption("95 of 100 are 25 to 67 years old", (0.20, 0.35))),
    )


class Kidneys(Parameters, shared=True):
    """How well this person's kidneys filter."""

    kidneys = Parameter(
        1.0,
        "filtration by the kidneys, of what is usual at this age, sex and size",
        Assumption("as in the healthy people of whom the clearances are", (0.8, 1.2)),
        "low",
        between_people=LogNormal(cv=0.14, source=Assumption("SD of 13 to 15 at any age, remembered", (0.10, 0.20))),
    )
    kidneys_left = Parameter(
        0.3,
        "share of that filtration that is left, in people with kidney impairment",
        Assumption("moderate to severe impairment; not taken from any study of a drug", (0.02, 0.9)),
        between_people=LogNormal(cv=0.50, source=Assumption("usual for a quantity of this kind", (0.1, 0.8))),
    )


class Filtration(Parameters, shared=True):
    """Creatinine clearance, taken as filtration: what age, sex and size make of it. Beside all of the above."""

    CrCL = Parameter(
        100 * mL / minute,
        "creatinine clearance of this person, taken as filtration; told, or worked out from age, sex and size",
        fenton,
        "high",
        measured_in="healthy adults of up to 35 years",
        calibrated_for=Bounds((60, 160) * mL / minute, "papers on kinetics left out people with failing kidneys"),
    )
    young = Parameter(
        100 * mL / minute,
        "filtration per 1.73 square metres of body surface until decline begins",
        fenton,
        "high",
        measured_in="2974 healthy adults",
    )
    decline_of_men = Parameter(0.0066 / year, "share of it that men lose each year", fenton, "high")
    decline_of_women = Parameter(0.0077 / year, "share of it that women lose each year", fenton, "high")
    decline_begins = Parameter(35 * year, "age at which decline begins", fenton, "high")
    standard_height = Parameter(176 * cm, "height of the body of 1.73 square metres below", reference_man, "high")
    weight_of_standard_surface = Parameter(
        61.2 * kg, "weight at which it has a surface of 1.73 square metres", mosteller, "high"
    )


class LiverFlow(Parameters, shared=True):
    """The blood that reaches the liver of an adult of 74 kg; it grows with weight to the power of 3/4."""

    flow = Parameter(
        90 * L / h,
        "blood flow of the liver",
        (davies, Assumption("87 L/h at 70 kg; 97 in the static models of regulators", (70, 110) * L / h)),
        "moderate",
        between_people=LogNormal(cv=0.20, source=Assumption("usual for a blood flow; not looked up", (0.1, 0.3))),
    )
    weight_of_flow = Parameter(74 * kg, "weight at which that blood flow holds", davies, "moderate")


class VillousFlow(Parameters, shared=True):
    """The blood that carries away what the gut wall takes up."""

    flow = Parameter(
        18 * L / h,
        "blood flow of the villi, which carries away what the gut wall takes up",
        (
            yang_gut,
            pang,
            Assumption("as in static models; 2 to 48 % of the flow to the gut are in use", (5, 36) * L / h),
        ),
        "low",
        between_people=LogNormal(cv=0.30, source=Assumption("as in dynamic models", (0.2, 0.5))),
    )


chance = Uniform(0, 1, name="sex", source=Assumption("who is a woman is chance, weighted by weight", (0, 1)))


def differ(i: Any, p: Any) -> None:
    """Weight, sex (`woman`: 1 or 0), age and height of a person.

    p: a table whose `body` has `Size`, `Sex` and `Age`
    A weight that is told makes nobody a man or a woman: sex goes with the weight that was drawn.
    """
    i.weight = p.body.weight
    a_man = (1 - p.body.women) / p.body.women * _find_draw(p.body.weight) ** p.body.odds_of_men
    i.woman = select(chance * (1 + a_man) < 1, 1, 0)
    i.age = p.body.age
    i.height = p.body.height * (1 + i.woman * (p.body.height_of_women - 1))


def liver_flow_of(i: Any, p: Any) -> Expression:
    """Blood flow of a person's liver: it grows with weight, whatever weight a drug's other values hold at.

    i: with weight; p: a table whose `liver` has `LiverFlow` and whose `body` has `Size`
    """
    return p.liver.flow * (i.weight / p.liver.weight_of_flow) ** p.body.exponent


def lose_kidneys(i: Any, p: Any) -> None:
    """Kidneys that have kept a share of what they filter, never more than all.

    p: a table whose `body` has `Kidneys`
    """
    i.body.kidneys = p.body.kidneys * minimum(p.body.kidneys_left, 1)


def filter_blood(i: Any, p: Any) -> Expression:
    """Creatinine clearance (volume/time) of a person: it falls with age from 35 years on, grows with body surface
    (Mosteller), and goes with how well these kidneys filter (`i.body.kidneys`).

    i: with weight, height, age, woman and body.kidneys; p: a table whose `kidney` has `Filtration`
    """
    k = p.kidney
    surface = sqrt((i.weight / k.weight_of_standard_surface) * (i.height / k.standard_height))
    years = maximum(i.age, k.decline_begins) - k.decline_begins
    decline = k.decline_of_men + i.woman * (k.decline_of_women - k.decline_of_men)
    return k.young * (1 - decline * years) * surface * i.body.kidneys


def _find_draw(own: Expression) -> Expression:
    """The draw by which a person's own value differs from the typical one (a factor around 1)."""
    return next(node for node in walk([own]) if node.operation == "random")
