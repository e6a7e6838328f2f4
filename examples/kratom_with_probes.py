"""Kratom tea with midazolam and with dextromethorphan: what it does to CYP3A and CYP2D6, and which number decides.

    python -m examples.kratom_with_probes [folder]

A tea of 2 g of leaf is drunk with 2 mg of midazolam, the probe of CYP3A, or with 30 mg of dextromethorphan, the probe
of CYP2D6. What is shown is the area under the probe's curve with the tea over that without, for values as unsure as
their sources. Nobody measures how much of the mitragynine in the gut wall is free to act there, so it is a line, not a
number: from as little as in plasma to all of it.

It is a question about a model, not advice. Nothing here was set by a study of the two together.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_marks, write_range, write_table
from examples.unsure import DRAWS, LEVELS, draw_values, make_people
from neurodose import find_drug, read_regimen, simulate
from neurodose.figures.curves import Curve, Graph, draw_curves
from neurodose.library.scope import find_marks
from neurodose.simulation.keep import Areas
from neurodose.units import L, day, h, ug

TEA = "2 g of mitragynine by mitragynine.tea"
MIDAZOLAM = {"by mouth": "2 mg of midazolam by midazolam.mouth", "by vein": "2 mg of midazolam by midazolam.vein"}
DEXTROMETHORPHAN = "30 mg of dextromethorphan"
PROBES = {"midazolam": MIDAZOLAM["by mouth"], "dextromethorphan": DEXTROMETHORPHAN}
FREE_IN_GUT = np.geomspace(0.05, 1, 9)  # share of mitragynine in the gut wall that is free to act
SCORES = (0, 0.25, 0.5, 1, 1.5, 2, 3)  # activity scores of the CYP2D6 genotype
NAMED = {0: "none works", 0.5: "half of one", 1: "one works", 2: "two work", 3: "three work"}
GUT, SCORE, IN_PLASMA = "mitragynine.inhibition.fu_gut", "enzymes.cyp2d6.score", "mitragynine.brain.fu"
ALL_GONE = 14 * day  # by then a poor metaboliser has less than a thousandth of dextromethorphan left

SECTION = """## Kratom tea with midazolam and with dextromethorphan

{midazolam}

{ratios}

**What decides is how much free mitragynine the gut wall meets, against how much it takes to destroy CYP3A.** Its
free share there is not known at all: a tea drunk with the tablet adds {all_free:.0f} % to the area if all of it is
free, and {as_plasma:.0f} % if as little as in plasma. If it may be anything between, the ratio goes with:
{deciding_midazolam}. By vein hardly anything happens; it is the gut. With no CYP3A left in a usual gut, a tablet
would reach the dashed line. A static calculation from the same assays gave 5.7 (Tanna 2021, a prediction as well):
it lets the concentration of a moment act for ever, and on the liver too.

{dextromethorphan}

{scores}

From three genes to none the genotype moves dextromethorphan {by_genotype:.2g}-fold, the tea by a few per cent (the
static calculation: 1.06): unbound mitragynine in the blood that enters the liver stays far below what it takes in
the tube. **What decides: {deciding_dextromethorphan}.** Where no CYP2D6 works, CYP3A is left, and the tea acts on
that. Neither ratio was set by people who took both.

{marks}"""

kratom_and = {probe: find_drug(f"mitragynine + {probe}") for probe in PROBES}


def find_area(probe: str, regimen: str, values: dict[str, np.ndarray]) -> np.ndarray:
    """The area under the probe's curve in plasma, µg h/L, for each draw of values (draws,)."""
    drug, plasma = kratom_and[probe], f"{probe}.plasma.concentration"
    course = simulate(drug.model, read_regimen(regimen), make_people(drug, values), until=ALL_GONE, keep=Areas(),
                      outputs=[plasma])  # fmt: skip
    course.status.raise_if_failed()
    return course[f"area of {plasma}"].to(ug * h / L).values[:, 0]


def find_ratio(probe: str, dose: str, values: dict[str, np.ndarray]) -> np.ndarray:
    """The area with a tea over that without, for each draw of values (draws,)."""
    return find_area(probe, f"{TEA} and {dose}", values) / find_area(probe, dose, values)


def draw_with(probe: str, **told: float | np.ndarray) -> dict[str, np.ndarray]:
    """Values as unsure as their sources, of two full genes, but for what is told (`free` in the gut wall, `score`)."""
    drawn = draw_values(kratom_and[probe])
    drawn[SCORE] = np.broadcast_to(told.get("score", 2.0), (DRAWS,))
    drawn[GUT] = np.broadcast_to(told.get("free", 1.0), (DRAWS,))
    return drawn


def find_deciding(ratio: np.ndarray, values: dict[str, np.ndarray], count: int = 3) -> list[tuple[str, float]]:
    """The numbers on which a ratio hangs most: address and rank correlation, the largest first."""

    def rank(x: np.ndarray) -> np.ndarray:
        return np.argsort(np.argsort(x))

    found = {a: np.corrcoef(rank(v), rank(ratio))[0, 1] for a, v in values.items() if np.ptp(v) > 0}
    return sorted(found.items(), key=lambda pair: -abs(pair[1]))[:count]


def draw_midazolam() -> str:
    """The figure: the ratio against the share free in the gut wall, by mouth and by vein."""
    graphs = []
    for way, dose in MIDAZOLAM.items():
        ratios = [find_ratio("midazolam", dose, draw_with("midazolam", free=free)) for free in FREE_IN_GUT]
        low, middle, high = np.quantile(ratios, LEVELS, axis=1)
        most = 1 + kratom_and["midazolam"].system.parameters["midazolam.gut.capacity"].value.coherent
        ends = FREE_IN_GUT[[0, -1]]
        bound = [Curve("no CYP3A left in the gut", ends, np.full(2, most))] if way == "by mouth" else []
        graphs.append(Graph(f"midazolam {way}", [Curve("with a tea", FREE_IN_GUT, middle, low, high)], bound))
    return draw_curves(graphs, "share of mitragynine in the gut wall that is free to act", "area with tea over without",
                       is_log_across=True)  # fmt: skip


def find_by_score() -> dict[float, tuple[np.ndarray, np.ndarray]]:
    """Areas of dextromethorphan alone and with a tea, (draws,) each, by activity score."""
    found = {}
    for score in SCORES:
        values = draw_with("dextromethorphan", score=score)
        found[score] = tuple(
            find_area("dextromethorphan", regimen, values)
            for regimen in (DEXTROMETHORPHAN, f"{TEA} and {DEXTROMETHORPHAN}")
        )
    return found


def draw_dextromethorphan(by_score: dict[float, tuple[np.ndarray, np.ndarray]]) -> str:
    """The figure: areas against the activity score, alone and with a tea."""
    curves = []
    for label, number in (("alone", 0), ("with a tea", 1)):
        low, middle, high = np.quantile([found[number] for found in by_score.values()], LEVELS, axis=1)
        curves.append(Curve(label, np.array(SCORES), middle, low, high))
    return draw_curves([Graph("dextromethorphan by mouth", curves)], "activity score of the CYP2D6 genotype",
                       "area under its curve (µg h/L)", is_log=True)  # fmt: skip


def show(folder: Path) -> str:
    """Writes both figures into a folder; returns the section of the page."""
    all_free, as_plasma = draw_with("midazolam"), draw_with("midazolam")
    as_plasma[GUT] = as_plasma[IN_PLASMA]
    ratios = {
        f"{way}; free in the gut wall: {free}": find_ratio("midazolam", dose, values)
        for way, dose in MIDAZOLAM.items()
        for free, values in (("all of it", all_free), ("as in plasma", as_plasma))
    }
    by_score = find_by_score()
    alone = {score: np.median(areas[0]) for score, areas in by_score.items()}
    more = [100 * (np.median(ratio) - 1) for ratio in ratios.values()]
    together = {probe: f"{TEA} and {dose}" for probe, dose in PROBES.items()}
    return fill_in(
        SECTION,
        midazolam=save(folder, "kratom-midazolam.svg", draw_midazolam(), "Area of midazolam with a tea over without"),
        ratios=write_table(
            ["midazolam", "area with a tea over without"],
            [[name, write_range(*np.quantile(ratio, LEVELS))] for name, ratio in ratios.items()],
        ),
        all_free=more[0],
        as_plasma=more[1],
        deciding_midazolam=_tell_deciding("midazolam", 3),
        dextromethorphan=save(
            folder,
            "kratom-dextromethorphan.svg",
            draw_dextromethorphan(by_score),
            "Area of dextromethorphan alone and with a tea, by CYP2D6 genotype",
        ),
        scores=write_table(
            ["activity score", "area, of that at 2", "with a tea over without"],
            [
                [
                    f"{score} ({NAMED[score]})",
                    f"{alone[score] / alone[2]:.3g}",
                    write_range(*np.quantile(by_score[score][1] / by_score[score][0], LEVELS)),
                ]
                for score in NAMED
            ],
        ),
        by_genotype=alone[0] / alone[3],
        deciding_dextromethorphan=_tell_deciding("dextromethorphan", 2),
        marks=write_marks(
            mark for probe in PROBES for mark in find_marks(kratom_and[probe], read_regimen(together[probe]))
        ),
    )


def _tell_deciding(probe: str, count: int) -> str:
    """The numbers on which a ratio by mouth hangs most, in words, with their rank correlations."""
    values = draw_with(probe, free=np.geomspace(FREE_IN_GUT[0], FREE_IN_GUT[-1], DRAWS))
    known = kratom_and[probe].system.parameters
    deciding = find_deciding(find_ratio(probe, PROBES[probe], values), values, count)
    return "; ".join(f"{known[address].meaning} ({correlation:+.2f})" for address, correlation in deciding)


if __name__ == "__main__":
    run(show)
