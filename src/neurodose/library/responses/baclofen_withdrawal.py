"""Withdrawal from baclofen after an end, as a severity from 0 to 1: no scale of it is validated.

By opposition, what has grown against baclofen in brain and cord outlasts it, and is felt as soon as less of it is left
than was opposed. By receptors, cells have lost receptors of the brain, so that the body's own GABA does less than at
rest until they are made anew. What was seen after an abrupt end (agitation, heat, spasticity, rhabdomyolysis, seizures,
delirium) was reported without rates, so none is foreseen by itself.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.baclofen_withdrawal_numbers import BaclofenWithdrawal
from neurodose.modelling.model import model
from neurodose.modelling.pool import State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, maximum
from neurodose.units import percent

RIVALS = {"mechanism": "by_opposition", "receptors": "by_receptors"}
STANDS_ON = {
    "mechanism": "reports that an abrupt end is followed within days by agitation, spasticity and seizures; its size "
    "and its days are assumed",
    "receptors": "receptors of the cord that rats lose within days, taken to be lost in the brain of people",
}
WORDS = (
    "withdrawal", "withdrawal syndrome", "baclofen withdrawal", "baclofen withdrawal syndrome", "withdrawal symptoms",
    "withdrawal after an abrupt stop",
)  # fmt: skip


@model
def suffering(m: Any, p: Any = BaclofenWithdrawal, *, short: Expression, half: Expression) -> None:
    """What is short is suffered from, the more the more of it; the worst so far says whether a syndrome was seen.

    short: what is lacking, as a share; half: as much of it gives half of the worst
    """
    m.severity = Output(suffer(short, half, p), "severity of withdrawal from baclofen, of the worst", percent)
    m.shortest = State(at_start(short), "most that was lacking so far")
    m.shortest.changes_by(p.noticed * maximum(short - m.shortest, 0), "worsens")
    seen = (suffer(m.shortest.expression, half, p) / p.syndrome) ** p.steepness_of_syndrome
    m.syndrome = Output(seen / (1 + seen), "probability that a withdrawal syndrome has been seen", percent)


def suffer(short: Expression, half: Expression, p: Any) -> Expression:
    """The severity of what is short, from 0 to 1."""
    relative = (maximum(short, 0) / half) ** p.steepness
    return relative / (1 + relative)


@model
def baclofen_withdrawal(m: Any, p: Any = BaclofenWithdrawal, *, lacking: Expression, adapted: Expression) -> None:
    """When baclofen ends, what opposed it is left alone, or receptors are too few for the body's own GABA.

    lacking: effect at GABA-B receptors that is lacking, of the largest; adapted: effect of cells that adapt
    """
    m.by_opposition = suffering(p, short=p.by_opposition * lacking, half=p.half_lacking)
    lost = maximum(1 - adapted / at_start(adapted), 0)
    m.by_receptors = suffering(p, short=p.by_receptors * lost, half=p.half_lost)


def write_withdrawal(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body that has baclofen."""
    del scopes
    m.baclofen_withdrawal = baclofen_withdrawal(
        p.baclofen_withdrawal, lacking=m.gaba_b_adaptation.lacking, adapted=m.adapted_effect_at_gaba_b
    )


response = Response(
    name="baclofen_withdrawal",
    meaning="withdrawal from baclofen, of the worst",
    table=BaclofenWithdrawal,
    write=write_withdrawal,
    hears=("gaba_b", "gaba_b_in_the_cord"),
    needs=("gaba_b_adaptation",),
    links=tuple(Link(link, f"baclofen_withdrawal.{scope}.severity", STANDS_ON[link]) for link, scope in RIVALS.items()),
    higher_is="worse",
    endpoints=(
        Endpoint(WORDS, {link: f"baclofen_withdrawal.{scope}.syndrome" for link, scope in RIVALS.items()}, "event"),
    ),
)
