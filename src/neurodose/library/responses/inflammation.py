"""Inflammation under low-dose naltrexone: by toll-like receptors 4, which say nothing, and by two small studies.

The studies are eight people without a control arm, whose cytokines were lower, and one small trial in Crohn's disease.
Where they saw something, the receptors at the concentration that is really there cannot have done it.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.circuits.cytokines import CYTOKINES
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses import inflammation_numbers as numbers
from neurodose.library.study import follow_study, give_low
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, exp, log
from neurodose.units import one, percent


@model
def inflammation_response(m: Any, p: Any = numbers.Inflammation, *, levels: Any, held: Any, given: Any) -> None:
    """Cytokines are as toll-like receptors 4 leave them, or as eight people had them; Crohn's disease gets better under
    placebo, and more so by receptors, or as one trial saw it.

    levels: cytokines of rest, by their names; held: share of toll-like receptors 4 that naltrexone holds
    given:  whether naltrexone is on board (0 to 1)
    """
    m.treated = Pool(p.trials.rate * given, p.trials.rate, start=0, meaning="how far low-dose naltrexone has come")
    told = p.trials.given * m.treated.expression
    for name, words in CYTOKINES.items():
        m[f"{name}_by_mechanism"] = Output(levels[name], f"{words} in plasma by mechanism, of rest", one)
        m[f"{name}_by_trials"] = Output(exp(p.trials.cytokines * told), f"{words} in plasma by trials, of rest", one)
    m.so_far = follow_study(p.study, p.crohn.rate)
    for name, more in (
        ("mechanism", p.crohn.by_tlr4 * p.crohn.odds * held),
        ("trials", p.trials.crohn * told),
    ):
        m[f"crohn_by_{name}"] = Output(
            m.so_far.expression * raise_odds(p.crohn.under_placebo, more),
            f"CDAI lower by 70 points, by {name}",
            percent,
        )


def raise_odds(probability: Any, more: Any) -> Expression:
    """A probability whose odds have risen by a logarithm."""
    return 1 / (1 + exp(-log(probability / (1 - probability)) - more))


def write_inflammation(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind the cytokines."""
    level = scopes["naltrexone"][0].brain.concentration
    m.inflammation = inflammation_response(
        p.inflammation,
        levels={name: getattr(m.cytokines, name).expression for name in CYTOKINES},
        held=m.tlr4.share_of("naltrexone"),
        given=give_low(level, p.inflammation.trials.half, p.inflammation.trials.upper),
    )


LINKS = (
    Link(
        "trials",
        "inflammation.il6_by_trials",
        "eight people with fibromyalgia under 4.5 mg a day without a control arm, whose cytokines were lower in words, "
        "and one trial of 34 people with Crohn's disease (remembered), both pulled towards no effect",
        is_calibrated=True,
        set_by=("Parkitny and Younger 2017", "Smith and others 2011"),
    ),
    Link(
        "mechanism",
        "inflammation.il6_by_mechanism",
        "naltrexone at toll-like receptors 4 by its unbound concentration in the brain and an IC50 of 105 µM in cells "
        "of mice: nothing at any dose that people take",
    ),
)


def of_cytokine(name: str) -> dict[str, str]:
    return {link.name: link.output.replace("il6", name) for link in LINKS}


def name_cytokine(words: str, *others: str) -> tuple[str, ...]:
    return tuple(f"{name.lower()}{where}" for name in (words, *others) for where in (" in plasma", ""))


response = Response(
    name="inflammation",
    meaning="interleukin-6",
    table=numbers.Inflammation,
    write=write_inflammation,
    links=LINKS,
    higher_is="worse",
    told_in="in times the level at rest",
    hears=("tlr4",),
    needs=("cytokines",),
    endpoints=(
        *(
            Endpoint(name_cytokine(words, *others), of_cytokine(name), "level", "inflammation.noise")
            for name, words, *others in (
                ("il1b", "interleukin-1beta", "il-1beta", "il-1b"),
                ("il6", "interleukin-6", "il-6"),
                ("tnf", "TNF-alpha", "tumour necrosis factor", "tnf"),
                ("ifna", "interferon-alpha", "ifn-alpha"),
            )
        ),
        Endpoint(
            (
                "a fall of 70 points of cdai",
                "fall of 70 points of cdai",
                "70-point drop of cdai",
                "response of crohn's disease",
            ),
            {link.name: link.output.replace("il6", "crohn") for link in LINKS},
            "event",
        ),
    ),
    pooled={"inflammation.trials.cytokines": numbers.CYTOKINES, "inflammation.trials.crohn": numbers.CROHN},
)
