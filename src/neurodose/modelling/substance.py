"""A substance is the only bridge between mass and amount: it knows its molar mass and those of its salts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from neurodose.errors import DoseError, ModelError, SourceError, UnitError, unknown_name
from neurodose.sources import Source
from neurodose.units import DIMENSIONS, Dimension, Quantity, Unit, g, mg, mol, name_dimension, nmol

MASS, AMOUNT = DIMENSIONS.index("mass"), DIMENSIONS.index("amount")


@dataclass(frozen=True, eq=False)
class Substance:
    """A chemical entity, by the molar mass of its free form and of each salt it is sold as.

    name:       as in the literature ("naltrexone")
    molar_mass: of the free base or acid
    source:     where the molar masses stand
    salts:      molar masses of salts per mole of the free form, by name ("hydrochloride")
    """

    name: str
    molar_mass: Quantity
    source: Source
    salts: Mapping[str, Quantity] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.source, Source):
            raise SourceError(
                f"the molar mass of {self.name} has no source", hint="give the Source in which its molar masses stand"
            )
        for form, mass in self.forms.items():
            if not isinstance(mass, Quantity) or mass.dimension != (g / mol).dimension or not mass.value > 0:
                raise ModelError(
                    f"the molar mass of {self.name} {form} is {mass!r}",
                    hint="write, for example, 341.40 * g / mol",
                )

    def __repr__(self) -> str:
        return self.name

    @property
    def forms(self) -> dict[str, Quantity]:
        """Molar masses by form: the base and every salt."""
        return {"base": self.molar_mass, **self.salts}

    def molar_mass_of(self, form: str) -> Quantity:
        """The molar mass of one form; raises DoseError for a salt the substance does not have."""
        if form in self.salts:
            return self.salts[form]
        if form != "base":
            raise unknown_name(DoseError, "salt", form, self.forms, where=self.name, owner=self.name)
        return self.molar_mass

    def count_moles(self, quantity: Quantity, salt: str | None = None) -> float:
        """The amount, in nmol, of a mass or amount of this substance.

        A mass of a substance that has salts must say which form was weighed (`salt="hydrochloride"` or `"base"`).
        Raises DoseError otherwise.
        """
        molar_mass = self.molar_mass_of(salt or "base")
        if quantity.dimension == nmol.dimension:
            return quantity.coherent
        if quantity.dimension != mg.dimension:
            raise DoseError(
                f"{quantity} of {self.name} is not a dose",
                exists=f"{quantity.unit} is {name_dimension(quantity.dimension)}; a dose is a mass or an amount",
            )
        if salt is None and self.salts:
            raise DoseError(
                f"{quantity} of which form of {self.name}?",
                exists="; ".join(f"{form}: {mass.to(g / mol).value:g} g/mol" for form, mass in self.forms.items()),
                hint=f'say salt="{next(iter(self.salts))}" or salt="base"',
            )
        return quantity.coherent / molar_mass.coherent

    def convert(self, value: Any, dimension: Dimension, unit: Unit) -> Any:
        """A coherent number of one dimension in a unit of another, turning amounts of this substance into masses or
        back.

        Masses are of the free form. Raises UnitError where more than mass and amount differ.
        """
        moles = unit.dimension[AMOUNT] - dimension[AMOUNT]
        bridged = list(dimension)
        bridged[AMOUNT] += moles
        bridged[MASS] -= moles
        if tuple(bridged) != unit.dimension:
            raise UnitError(
                f"a quantity of {self.name} in {name_dimension(dimension)} cannot be said in {unit}",
                exists=f"{unit} is {name_dimension(unit.dimension)}",
            )
        return unit.from_coherent(value / self.molar_mass.coherent ** float(moles))
