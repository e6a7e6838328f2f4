"""Where doses and interventions land in a system."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from neurodose.dosing.intervention import Intervention
from neurodose.dosing.plain import Landing
from neurodose.dosing.record import MODELLED, Record
from neurodose.dosing.regimen import Given
from neurodose.errors import DoseError, unknown_name
from neurodose.modelling.system import System
from neurodose.units import Quantity


def find_landings(system: System) -> Callable[[Given], Landing]:
    """Where each dose lands in this system, how many nmol of it, and what the system knows of its way in."""
    ways = system.ways

    def resolve(given: Given) -> Landing:
        where = f"regimen, dose {given.number}"
        try:
            entrance = system.entrance(given.route, given.into, given.drug)
            index = system.state_index(entrance.state)
            substance = system.states[index].symbol.substance
            if given.drug is not None and given.drug != substance.name:
                raise DoseError(
                    f"{given.drug} is given into {entrance.state}, which holds {substance.name}",
                    exists=f"the model holds: {', '.join(system.substances)}",
                    hint="name a route or compartment of that substance",
                )
            amount = substance.count_moles(given.amount, given.salt or entrance.form)
        except DoseError as error:
            raise DoseError(error.what, where=where, exists=error.exists, hint=error.hint) from None
        # A dose that does not say how it runs in does so as the model says.
        is_open = not given.runs
        if is_open and entrance.rate is not None and entrance.duration is not None:
            raise DoseError(
                f"the model knows both a rate and a duration of doses into {entrance.state}",
                where=where,
                hint="say over=… or rate=…",
            )
        return Landing(
            index,
            amount,
            ways.index(entrance) if entrance.formulas else -1,
            MODELLED if is_open and entrance.rate is not None else None,
            MODELLED if is_open and entrance.duration is not None else None,
        )

    return resolve


def read_interventions(system: System, interventions: Sequence[Intervention]) -> tuple[Record, ...]:
    """What happens beside doses, as records; raises DoseError for a compartment or a mass that the system has not."""
    receiving = [state.address for state in system.states if state.holds_an_amount]
    records = []
    for number, said in enumerate(interventions, 1):
        where = f"intervention {number}"
        if not isinstance(said, Intervention):
            raise DoseError(
                f"{said!r} is no intervention", where=where, hint='write reset(at=…), turn_off("gut", at=…)'
            )
        if said.into is not None and said.into not in receiving:
            raise unknown_name(DoseError, "compartment", said.into, receiving, where=where, owner=system.name)
        state = -1 if said.into is None else system.state_index(said.into)
        amount = 0.0
        if isinstance(said.by, Quantity):
            try:
                amount = system.states[state].symbol.substance.count_moles(said.by, said.salt)
            except DoseError as error:
                raise DoseError(error.what, where=where, exists=error.exists, hint=error.hint) from None
        elif said.by is not None:
            amount = said.by
        records.append(Record(float(said.at.coherent), said.act, state, amount=amount, line=where))
    return tuple(sorted(records, key=lambda record: record.time))
