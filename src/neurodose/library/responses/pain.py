"""Pain: what opioids take away, what low-dose naltrexone did in a trial, what placebo does beside them.

Pain is a severity that a scale of 100 mm shows, so that no drug gets it below none. Two links rival one another:
- trials: opioids as morphine after surgery; low-dose naltrexone as one trial saw it; its placebo response;
- mechanism: the same placebo response; mu receptors, by which naltrexone takes away what the body's own opioids do;
  toll-like receptors 4 and alpha-2A adrenoceptors at the concentrations that are there, which is next to nothing.
Of kratom no trial in people exists; 91 % of its users say that they take it for pain (Garcia-Romeu 2020).
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.rating_scales import find_severity, show_severity
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.felt_change import find_change
from neurodose.library.responses.pain_numbers import LOW_DOSE, PLACEBO, Pain
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, constant, exp, maximum, minimum
from neurodose.units import one, percent


@model
def pain_response(
    m: Any, p: Any = Pain, *, at_mu: Any = 0, held: Any = 0, at_tlr4: Any = 0, at_alpha_2a: Any = 0
) -> None:
    """Severity falls by what mu receptors tell, and in a trial by placebo and by what trials saw.

    at_mu:       what opioids add to rest at mu, of the largest
    held:        share of mu receptors that naltrexone holds
    at_tlr4:     share of toll-like receptors 4 that naltrexone holds
    at_alpha_2a: share of alpha-2A adrenoceptors that mitragynine holds
    """
    m.expected = Pool(
        p.course.settling * p.course.in_trial,
        p.course.settling,
        start=0,
        meaning="share of the placebo response that has come",
    )
    m.low_dose = Pool(
        p.low_dose.settling * act_of_low_dose(demand(held, "a share"), p.low_dose),
        p.low_dose.settling,
        start=0,
        meaning="share of what low-dose naltrexone did in a trial that has come",
    )
    by_placebo = p.course.acts * p.course.change * m.expected
    relieved, missed = find_relief(demand(at_mu, "a change"), p.opioids)
    told = p.low_dose.tlr4 * p.low_dose.by_tlr4 * demand(at_tlr4, "a share")
    told = told + p.opioids.alpha_2a * demand(at_alpha_2a, "a share")
    changes = {
        "trials": by_placebo + p.low_dose.acts * p.low_dose.change * m.low_dose - relieved,
        "mechanism": by_placebo - relieved + missed - told,
    }
    start = find_severity(p.at_start, p.scale)
    for name, change in changes.items():
        m[name] = Output(show_severity(start + change, p.scale), f"pain (mm), by {name}", one)
        relief = 1 - m[name] / p.at_start
        m[f"relief_{name}"] = Output(relief, f"relief of pain, of what it was at the start, by {name}", percent)
        m[f"responds_{name}"] = Output(
            1 / (1 + exp((p.answer.cut - relief) / p.answer.spread)), f"counts as a response, by {name}", percent
        )
        m[f"less_{name}"] = Output(
            1 / (1 + exp((p.answer.cut_of_less - relief) / p.answer.spread_of_less)),
            f"has 30 % less pain, in a trial of chronic pain, by {name}",
            percent,
        )
        m[f"halved_{name}"] = Output(
            1 / (1 + exp((1 - 2 * relief) / (2 * p.answer.spread_acute))), f"has half of the pain at most, by {name}",
            percent,
        )  # fmt: skip
    m.relief_by_opioids = Output(
        1 - show_severity(start - relieved + missed, p.scale) / p.at_start,
        "relief of pain by mu receptors alone, of what it was at the start",
        percent,
    )


def act_of_low_dose(held: Expression, p: Any) -> Expression:
    """What a share of receptors held does, of what 4.5 mg a day does: r / (r + half), over the same of the usual."""
    return held / (held + p.half) * (p.usual + p.half) / p.usual


def find_relief(change: Expression, p: Any) -> tuple[Expression, Expression]:
    """Fall of severity by an effect over rest, and its rise by an effect below it (both zero or more)."""
    gain = p.acts * p.gain
    return gain * maximum(change, 0), -gain * p.tone * minimum(change, 0)


def write_pain(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind what mu receptors tell."""
    nothing = constant(0)
    with_naltrexone = "naltrexone" in scopes
    m.pain = pain_response(
        p.pain,
        at_mu=find_change(m),
        held=m.mu.share_of("naltrexone") if with_naltrexone else nothing,
        at_tlr4=m.tlr4.share_of("naltrexone") if with_naltrexone else nothing,
        at_alpha_2a=m.alpha_2a.share_of("mitragynine") if "mitragynine" in scopes else nothing,
    )


LINKS = ("trials", "mechanism")

response = Response(
    name="pain",
    meaning="pain",
    table=Pain,
    write=write_pain,
    targets=("mu",),
    hears=("alpha_2a", "tlr4"),
    needs=("opioid_adaptation",),
    higher_is="worse",
    told_in="in mm of 100",
    links=(
        Link(
            "trials",
            "pain.trials",
            "morphine after surgery (comparator trials), placebo of many trials of fibromyalgia, and for low-dose "
            "naltrexone one crossover trial of 31 people; "
            "of kratom no trial in people exists",
            is_calibrated=True,
            set_by=("Younger and others 2013", "Chen and others 2017", "Häuser and others 2011",
                    "McQuay and others 1999", "Bijur and others 2005", "Cepeda and others 2005"),
        ),
        Link(
            "mechanism",
            "pain.mechanism",
            "mu receptors in living cells, set by morphine; TLR4 and alpha-2A at the concentrations that are there, "
            "which no outcome in people stands behind",
        ),
    ),
    endpoints=(
        Endpoint(
            words=("pain", "pain intensity", "pain score", "overall symptoms", "fibromyalgia symptoms",
                   "symptom severity", "pain vas", "vas pain"),
            outputs={name: f"pain.{name}" for name in LINKS},
            noise="pain.noise",
        ),
        Endpoint(
            words=("a response", "response", "a response to treatment", "responders"),
            outputs={name: f"pain.responds_{name}" for name in LINKS},
            counted="event",
        ),
        Endpoint(
            words=("30 % less pain", "at least 30 % less pain", "30 % pain reduction", "at least 30 % pain reduction",
                   "a 30 % reduction of pain"),
            outputs={name: f"pain.less_{name}" for name in LINKS},
            counted="event",
        ),
        Endpoint(
            words=("at least half of the pain relieved", "50 % pain relief", "at least 50 % pain relief",
                   "half of the pain relieved"),
            outputs={name: f"pain.halved_{name}" for name in LINKS},
            counted="event",
        ),
        Endpoint(
            words=("pain relief", "relief of pain", "analgesia"),
            outputs={name: f"pain.relief_{name}" for name in LINKS},
            is_better_higher=True,
        ),
    ),
    pooled={"pain.low_dose.change": LOW_DOSE, "pain.course.change": PLACEBO},
)  # fmt: skip
