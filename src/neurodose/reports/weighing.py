"""What is weighed where a dose is not of the drug itself: a milligram of leaf is a fiftieth of its alkaloid."""

from __future__ import annotations

from collections.abc import Iterator

from neurodose.dosing.regimen import Plan
from neurodose.modelling.system import System
from neurodose.units import mg

MOSTLY_OTHER = 3.0  # times the mass of the drug from which a dose is mostly something else: no salt is so heavy


def write_weighed(system: System, plan: Plan) -> Iterator[str]:
    """A sentence for each form by which doses are weighed and that is mostly not the drug: which share of it is."""
    told = set[tuple[str, str]]()
    for given in plan.given():
        entrance = system.entrance(given.route, given.into, given.drug)
        substance = system.states[system.state_index(entrance.state)].symbol.substance
        form = given.salt or entrance.form or "base"
        if substance is None or given.amount.dimension != mg.dimension or (substance.name, form) in told:
            continue
        told.add((substance.name, form))
        times = substance.molar_mass_of(form).coherent / substance.molar_mass.coherent
        if times > MOSTLY_OTHER:
            yield (
                f"Doses: weighed as {form}, of which {100 / times:.3g} % is {substance.name}; where "
                f'{substance.name} itself is weighed, the dose says "base".'
            )
