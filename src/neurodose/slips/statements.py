"""What a model comes to beside what its own record states of clearance, volume and half-life, where it is far off.

Agreement is judged by `neurodose validate`, in people and by one rule. Here only what no disagreement explains is told:
so far off that one of the two has a slip.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import inf

from neurodose.modelling.system import System
from neurodose.records.observation import Observation
from neurodose.slips.disposition import Disposition, find_dispositions, find_half_lives
from neurodose.slips.figures import find
from neurodose.slips.finding import Finding
from neurodose.slips.physiology import name_slip

CHECK = "model and record"
FAR = 5.0  # fold: papers on one drug contradict one another two- to fourfold


def check_statements(systems: Mapping[str, System], observations: Iterable[Observation]) -> Iterator[Finding]:
    """Findings on figures that are far from what every structure comes to, for little of the drug in a typical person.

    systems: by structure
    """
    held = {name: find_dispositions(system) for name, system in systems.items()}
    half_lives = [hours for system in systems.values() for hours in find_half_lives(system)]
    for o in observations:
        if o.is_ratio or o.limit or not o.value.value > 0:
            continue
        stated, mine = float(o.value.coherent), [d for ds in held.values() for d in ds if is_of(d, o)]
        ours = half_lives if o.quantity.kind == "half-life" and mine else [_read(d, o.quantity.kind) for d in mine]
        ours = [value for value in ours if 0 < value < inf]
        fold, nearest = min(((max(stated / v, v / stated), v) for v in ours), default=(1.0, stated))
        if fold > FAR:
            yield find(
                o,
                "warning",
                "far from what every structure comes to",
                f"{o.said} is stated; the nearest has {nearest:.3g} in coherent units (h, L): {fold:.3g}-fold off",
                name_slip(fold) or "no slip of unit is near that factor",
                "look at the units of both; a contradiction between papers belongs into the note",
                CHECK,
            )


def is_of(disposition: Disposition, observation: Observation) -> bool:
    return disposition.substance.name.casefold() == (observation.quantity.substance or "").casefold()


def _read(d: Disposition, kind: str) -> float:
    """What a disposition says of a kind of figure; 0 where it says nothing, such as of kidneys that it leaves out."""
    known = {"systemic clearance": d.clearance, "volume of distribution": d.spread, "renal clearance": d.renal}
    return known.get(kind, 0.0)
