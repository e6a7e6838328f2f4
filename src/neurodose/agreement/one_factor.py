"""One receptor model for naltrexone, naloxone and buprenorphine, with one factor from assay to brain, beside PET.

    neurodose receptors --output docs/receptors.md

Affinities are those of one assay (FDA's rates at human mu receptors; naltrexone by its ratio to naloxone at cloned
receptors), concentrations those of the kinetic models, and one factor brings all affinities to the living brain. It is
the one that meets what PET saw of the three best: least squares on the logit of displacement, each drug counting alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from neurodose.library import find_drug
from neurodose.library.combination import find_pharmacology, put_together
from neurodose.library.drug import Drug
from neurodose.library.drugs.naltrexone import ligands_by_assay
from neurodose.measurement.arm import Measured, measure, prepare
from neurodose.populations.people import people_from
from neurodose.records.observation import Observation
from neurodose.units import percent

NAMES = ("naltrexone", "naloxone", "buprenorphine")
FACTOR = "opioid.brain_over_assay"
ENDS = (1.0, 99.0)  # per cent: PET does not tell 99 from 100
BETWEEN = (0.01, 100.0)  # factors that are tried
CLOSE = 0.003  # of the logarithm: as near as it matters


@dataclass(frozen=True, eq=False)
class Seen:
    """What PET saw of one drug, and the arms by which the model foresees it."""

    drug: Drug
    observations: tuple[Observation, ...]
    arms: tuple[Measured, ...]

    def foresee(self, factor: float) -> np.ndarray:
        """Displacement at mu (observations,) in per cent, of a typical person."""
        people = people_from({FACTOR: [factor]})
        figures = measure(self.drug.model, self.arms, lambda population, size: people)
        return np.array([figure[0] for figure in figures])

    @property
    def observed(self) -> np.ndarray:
        return np.array([float(o.value.to(percent).value) for o in self.observations])


def by_assay(name: str) -> Drug:
    """A drug at receptors by affinities of an assay, which go with unbound concentrations."""
    file = find_pharmacology(name)
    if name == "naltrexone":
        favourite = next(iter(file.structures.values()))
        structure = replace(favourite, ligands=ligands_by_assay, in_living_brain=False)
    else:
        structure = file.structures["unbound in brain"]
    return put_together(replace(file, structures={"by assay": structure}, calibrated=()))


def find_seen(name: str) -> Seen:
    """What PET saw at mu at stated times after a dose of this drug."""
    drug, found = by_assay(name), []
    for observation in find_drug(name).observations:
        if observation.quantity.text == "displacement at mu" and not observation.refused:
            arm = prepare(drug, drug.system, observation.arm, percent)
            if isinstance(arm, Measured):
                found.append((observation, replace(arm, size=1)))
    return Seen(drug, tuple(o for o, _ in found), tuple(a for _, a in found))


def misfit(seen: Seen, factor: float) -> float:
    """Mean square of the difference of logits."""
    return float(np.mean((logit(seen.foresee(factor)) - logit(seen.observed)) ** 2))


def logit(share: np.ndarray) -> np.ndarray:
    inside = np.clip(share, *ENDS) / 100
    return np.log(inside / (1 - inside))


def find_factor(seen: Sequence[Seen]) -> float:
    """The factor with the least sum of misfits, by golden section on its logarithm."""

    def total(log: float) -> float:
        return sum(misfit(one, float(np.exp(log))) for one in seen)

    low, high = np.log(BETWEEN)
    shrink = (np.sqrt(5) - 1) / 2
    inner = [high - shrink * (high - low), low + shrink * (high - low)]
    totals = [total(inner[0]), total(inner[1])]
    while high - low > CLOSE:
        if totals[0] < totals[1]:
            high, inner[1], totals[1] = inner[1], inner[0], totals[0]
            inner[0] = high - shrink * (high - low)
            totals[0] = total(inner[0])
        else:
            low, inner[0], totals[0] = inner[0], inner[1], totals[1]
            inner[1] = low + shrink * (high - low)
            totals[1] = total(inner[1])
    return float(np.exp((low + high) / 2))


def write_page() -> str:
    """The page on the one factor: what it is, what each drug by itself would take, and every figure with its miss."""
    seen = {name: find_seen(name) for name in NAMES}
    shared = find_factor(tuple(seen.values()))
    alone = {name: find_factor((one,)) for name, one in seen.items()}
    lines = [
        "# One receptor model, one factor from assay to brain",
        "",
        "Written by `neurodose receptors --output docs/receptors.md`; not to be edited by hand.",
        "",
        "Naltrexone, naloxone and buprenorphine at mu receptors by affinities of one assay, FDA's with human",
        "receptors (naltrexone by its ratio to naloxone at cloned receptors), and by unbound concentrations of the",
        "kinetic models. One factor multiplies every affinity. It is the one that meets PET best, each drug counting",
        "alike, and the one by which the library brings affinities of assays at opioid receptors to the living brain.",
        "",
        f"**The shared factor is {shared:.2g}**: an affinity in the living brain is {shared:.2g} of the assay's.",
        f"By themselves the drugs ask for {', '.join(f'{v:.2g} ({n})' for n, v in alone.items())}.",
        f"They lie {max(alone.values()) / min(alone.values()):.1f}-fold apart, as assays of one ligand do.",
        "",
        "| | drug and doses | observed | at the shared factor | off by | at the drug's own factor |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in seen.items():
        together, apart = one.foresee(shared), one.foresee(alone[name])
        for o, before, ours, own in zip(one.observations, one.observed, together, apart, strict=True):
            lines.append(
                f"| {o.id} | {name} {o.regimen}, {o.arm.time} | {before:.0f} % | {ours:.0f} % | "
                f"{ours - before:+.0f} | {own:.0f} % |"
            )
    return "\n".join([*lines, "", *_comment(seen, shared), ""])


def _comment(seen: Mapping[str, Seen], shared: float) -> list[str]:
    """What the table says of the smallest dose of buprenorphine, and why."""
    one = seen["buprenorphine"]
    first = float(one.foresee(shared)[0] - one.observed[0])
    word = "overpredicted" if first > 0 else "underpredicted"
    return [
        f"The smallest dose of buprenorphine is {word} by {abs(first):.0f} points: with the assay's exponent below one",
        "displacement rises more slowly with the dose than observed: no factor meets 2, 16 and 32 mg together.",
        "Sources on naloxone contradict one another (0.001 mg/kg: 19 or 40 %), so that no curve can meet both.",
    ]
