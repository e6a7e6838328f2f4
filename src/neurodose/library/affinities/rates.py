"""What rates of binding say of a ligand: the concentration that holds half of the receptors, and how long it stays.

By the law d RL/dt = kon · (C / 1 pM)^n · R − koff · RL half are held at C = (koff/kon)^(1/n) pM, and half of what is
bound has left after ln 2 / koff.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from neurodose.library.affinities.table import find_affinities
from neurodose.records.affinity import Affinity
from neurodose.units import Quantity, minute, nM, pM, read_unit, s


@dataclass(frozen=True)
class Rates:
    """kon at 1 pM, koff and n of one ligand in one assay, which were fitted together."""

    kon: Affinity
    koff: Affinity
    n: Affinity

    @property
    def ligand(self) -> str:
        return self.kon.ligand

    @property
    def assay(self) -> str:
        return self.kon.assay.key

    @property
    def half_holding(self) -> Quantity:
        """The concentration that holds half of the receptors, in nM."""
        kon, koff, n = (float(a.value.coherent) for a in (self.kon, self.koff, self.n) if a.value is not None)
        return Quantity((koff / kon) ** (1 / n), pM).to(nM)

    @property
    def half_life(self) -> Quantity:
        """Of what is bound, once none is left around it: in seconds or, from ten minutes on, in minutes."""
        assert self.koff.value is not None  # by find_rates
        found = Quantity(math.log(2) / self.koff.value.to("1/s").value, s)
        return found if found < 10 * minute else found.to(minute)


def find_rates(target: str = "mu", ligand: str | None = None) -> tuple[Rates, ...]:
    """The ligands of a target for which an assay tells all three, kon by the law with an exponent.

    Raises AffinityError for a name that the table does not hold.
    """
    found: dict[tuple[str, str], dict[str, Affinity]] = {}
    for a in find_affinities(target, ligand):
        if a.quantity in ("kon", "koff", "n") and a.value is not None:
            found.setdefault((a.assay.key, a.ligand), {})[a.quantity] = a
    by_power = read_unit("1/s").dimension
    return tuple(
        Rates(**three)
        for three in found.values()
        if len(three) == 3 and three["kon"].value is not None and three["kon"].value.dimension == by_power
    )
