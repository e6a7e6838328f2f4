"""What gut wall and liver take of a drug, and what of it escapes them.

The liver is well stirred (Rowland 1973): with its blood flow Q and its capacity c = unbound share · intrinsic
clearance, a share Q/(Q + c) escapes at each pass and Q·c/(Q + c) is cleared. An enzyme that works at another rate than
usual changes c in proportion. Blood and plasma are taken to hold the same concentration.
"""

from __future__ import annotations

from typing import Any

from neurodose.modelling.compartment import demand
from neurodose.symbols import Expression


def escapes_liver(capacity: Any, flow: Any) -> Expression:
    """Share of what arrives that passes the liver unchanged."""
    return demand(flow, "a blood flow") / (demand(flow, "a blood flow") + demand(capacity, "a capacity"))


def liver_clears(capacity: Any, flow: Any) -> Expression:
    """Clearance by the liver (volume/time): never more than its blood flow."""
    return demand(capacity, "a capacity") * escapes_liver(capacity, flow)


def escapes_gut_wall(taken_over_let_through: Any, activity: Any = 1) -> Expression:
    """Share of what is absorbed that passes the gut wall unchanged, as its enzyme works at a share of its usual rate.

    taken_over_let_through: what the wall takes over what it lets through, at the usual rate (pure number)
    """
    return 1 / (1 + demand(taken_over_let_through, "a ratio") * demand(activity, "an activity"))
