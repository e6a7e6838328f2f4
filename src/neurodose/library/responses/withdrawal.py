"""Opioid withdrawal on the COWS: what is missed where opioids end, or where an antagonist takes their place.

Two links rival one another:
- a gap: what the body expects less what it gets, whatever took it away (an end, naloxone, a partial agonist in the
  place of a full one);
- a threshold: a dependent body needs so much and no more, however much it was used to, which is what PET of
  buprenorphine says (half of the receptors: Greenwald 2014).
Both know a score of 1.3 in people who lack nothing. Neither knows fear, cues or care.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.circuits.opioid_adaptation import find_stimulus
from neurodose.library.rating_scales import find_severity, show_severity
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.withdrawal_numbers import Withdrawal
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, maximum
from neurodose.units import one


@model
def opioid_withdrawal(m: Any, p: Any = Withdrawal, *, expected: Any = 0, drive: Any = 0, effect: Any = 0) -> None:
    """Withdrawal is felt by as much as opioids are expected and are not there.

    expected, drive: what the body expects and what it gets, of the largest (0 to 1); effect: at mu, of the largest
    """
    used_to, gets = demand(expected, "what is expected"), demand(drive, "a drive")
    rest = find_severity(p.at_rest, p.cows)
    gap = p.by_gap * maximum(used_to - gets, 0)
    lack = p.by_threshold * used_to * (1 - suppress(demand(effect, "an effect"), p))
    m.score = Output(show_severity(rest + p.of_gap * gap, p.cows), "opioid withdrawal (COWS), by the gap", one)
    m.score_by_threshold = Output(
        show_severity(rest + p.of_gap * lack, p.cows), "opioid withdrawal (COWS), by a threshold", one
    )


def suppress(effect: Expression, p: Any) -> Expression:
    """The share of withdrawal that a stimulus above rest takes away: x^n / (enough^n + x^n)."""
    stimulus = find_stimulus(effect)
    relative = (maximum(stimulus - at_start(stimulus), 0) / p.enough) ** (1 + p.beyond_one)
    return relative / (1 + relative)


def write_withdrawal(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind its adaptation to opioids."""
    del scopes
    body = m.opioid_adaptation
    m.withdrawal = opioid_withdrawal(p.withdrawal, expected=body.dependence, drive=body.drive, effect=body.effect)


response = Response(
    name="withdrawal",
    meaning="opioid withdrawal",
    table=Withdrawal,
    write=write_withdrawal,
    links=(
        Link(
            "mechanism",
            "withdrawal.score",
            "its course follows from how fast opioids leave and dependence fades; the size of a point was set between "
            "naloxone in people on morphine and the bands of the scale",
            is_calibrated=True,
            set_by=("Tompkins and others 2009",),
        ),
        Link(
            "threshold",
            "withdrawal.score_by_threshold",
            "how much is enough comes from PET of buprenorphine in few people, carried to other opioids by efficacy",
            is_calibrated=True,
            set_by=("Greenwald and others 2014",),
        ),
    ),
    higher_is="worse",
    told_in="in points of 48, as COWS",
    needs=("opioid_adaptation",),
    endpoints=(
        Endpoint(
            words=(
                "opioid withdrawal",
                "opiate withdrawal",
                "withdrawal score",
                "clinical opiate withdrawal scale",
                "cows",
                "precipitated withdrawal",
            ),
            outputs={"mechanism": "withdrawal.score", "threshold": "withdrawal.score_by_threshold"},
            noise="withdrawal.noise",
        ),
    ),
)
