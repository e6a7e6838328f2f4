"""A made-up response with rivals of opposite direction, as the library would hold it: tests ask how, not how much."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from neurodose import library
from neurodose.library import combination
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.library.response import Link, Response
from neurodose.modelling.model import model
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.trace import Output
from neurodose.sources import Assumption, Source
from neurodose.symbols import at_start
from neurodose.units import one

trial = Source("Invented", 2001, "J Made Up 1:1", "made up for tests", reading="read")
OPPOSED, AGREEING = -0.5, 0.5
NAME = "comfort"


def make_response(by_mechanism: float = OPPOSED, by_trials: Parameter | None = None) -> Response:
    """Comfort, which mu receptors lower or lift by mechanism, and lift by trials."""
    by_trials = by_trials or Parameter(0.3, "gain by trials", trial, "high", measured_in="40 people")
    gain = Assumption("made up for tests", (-2, 2))
    own = {"mechanism": Parameter(by_mechanism, "gain by mechanism", gain), "trials": by_trials}
    numbers = type("Comfort", (Parameters,), {"__doc__": "Made up."} | own)

    @model
    def comfort(m: Any, p: Any = numbers, *, at_mu: Any = 0) -> None:
        """Comfort follows what mu receptors lose."""
        lost = at_start(at_mu) - at_mu
        m.by_trials = Output(p.trials * lost, "comfort, by trials", one)
        m.by_mechanism = Output(p.mechanism * lost, "comfort, by mechanism", one)

    def write(m: Any, p: Any, scopes: Any) -> None:
        del scopes
        m.comfort = comfort(p.comfort, at_mu=m.effect_at_mu)

    return Response(
        name=NAME,
        meaning="comfort",
        table=numbers,
        write=write,
        links=(
            Link("trials", "comfort.by_trials", "two made-up trials.", is_calibrated=True, set_by=("Invented 2001",)),
            Link("mechanism", "comfort.by_mechanism", "nothing but an assumption."),
        ),
        higher_is="better",
        targets=("mu",),
        pooled={
            "comfort.trials": PooledEffect(
                (TrialEffect("Invented 2001", 0.3, 0.1), TrialEffect("Invented 2002", 0.31, 0.1))
            )
        },
    )


def register(patch: pytest.MonkeyPatch, made: Response) -> None:
    """Lets the library hold it; no body is kept that holds it, as the next one may have its name."""
    patch.setattr(combination, "put_together", combination.put_together.__wrapped__)
    file = ModuleType(f"neurodose.library.responses.{made.name}")
    file.response = made  # pyright: ignore[reportAttributeAccessIssue]
    patch.setitem(sys.modules, file.__name__, file)
    patch.setattr(library, "RESPONSES", (*library.RESPONSES, made.name))
