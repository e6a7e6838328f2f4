"""Which of a drug's quantities a dossier tells of, and where they stand in its models."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from neurodose.library.drug import Drug


@dataclass(frozen=True)
class Outputs:
    """Addresses of what a dossier tells of; they are the same in every structure.

    plasma, brain:  the drug itself; metabolite: the second substance in plasma, whose name is `metabolite_name`
    receptor:       the drug's first receptor, by name; displacement, shares, dose_ratio: there
    displacements:  by receptor; shares: by substance
    loss_of_effect: of the agonist that the drug is first challenged with, whose name is `agonist`
    """

    plasma: str
    metabolite: str
    metabolite_name: str
    brain: str
    receptor: str
    displacements: Mapping[str, str]
    shares: Mapping[str, str]
    dose_ratio: str
    agonist: str
    loss_of_effect: str

    @property
    def displacement(self) -> str:
        return self.displacements[self.receptor]

    @property
    def addresses(self) -> list[str]:
        """All that has to be kept of a course."""
        exposures = [self.plasma, self.metabolite, self.brain]
        return [*exposures, *self.displacements.values(), *self.shares.values(), self.dose_ratio, self.loss_of_effect]


def choose_outputs(drug: Drug) -> Outputs:
    """What a dossier of a drug tells of: the drug, what it becomes, its first receptor in full and the others too."""
    metabolite = [name for name in drug.concentrations if name.endswith(" in plasma")][1]
    receptor, at = next(iter(drug.receptors.items()))
    agonist, loss_of_effect = next(iter(drug.challenges.items()))
    shares = {substance: f"{at}.share_of_{ligand}" for substance, ligand in drug.ligands.items()}
    return Outputs(
        plasma=drug.concentrations[f"{drug.name} in plasma"],
        metabolite=drug.concentrations[metabolite],
        metabolite_name=metabolite.removesuffix(" in plasma"),
        brain=drug.concentrations[f"{drug.name} in brain"],
        receptor=receptor,
        displacements={name: f"{address}.displacement" for name, address in drug.receptors.items()},
        shares={substance: address for substance, address in shares.items() if address in drug.system.outputs},
        dose_ratio=drug.dose_ratios[receptor],
        agonist=agonist,
        loss_of_effect=loss_of_effect,
    )
