"""Shapley shares of what naltrexone does to alcohol-evoked dopamine: several mechanisms together, none alone.

    python -m examples.naltrexone_shares [folder]

The effect of naltrexone is the highest rise of dopamine after a drink, less that of the same people without
naltrexone. All sets of the mechanisms that can change it are switched on and off in the same virtual people, and the
effect is shared out among them: what each adds, averaged over all orders of adding them.

It is a question about a model, not advice. The lines are people, not values that nobody is sure of.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_table
from neurodose import read_regimen
from neurodose.attribution import explain
from neurodose.attribution.explanation import Explanation, Mechanisms
from neurodose.attribution.question import pose
from neurodose.attribution.reading import read_over
from neurodose.figures.bars import Part, draw_bars
from neurodose.units import h

DRUGS, OF = "naltrexone + ethanol", "dopamine in the accumbens"
SENTENCE = "50 mg of naltrexone and 50 g of ethanol at 4 h"
READING = read_over(4 * h, 12 * h, "highest")
PEOPLE, SEED = 60, 7
AMONG = (0.05, 0.95)  # of people

SECTION = """## What naltrexone's effect is made of

{figure}

A drink of 50 g of ethanol, four hours after 50 mg of naltrexone or without it, in the same {people} virtual people.
With naltrexone the highest dopamine is lower by {whole} points of rest (mean). That effect is shared out among the
{count} mechanisms that can change it, by Shapley values over all {sets} sets of them: {told}. None of them does it
alone: naltrexone takes away what endorphin does at mu receptors, and without the receptors' hold on dopamine cells
there is nothing to take. Part of the effect is there without the drink, because naltrexone also takes away what the
body's own opioids do at rest; rats show next to nothing of that.

{table}

Left out, because no path leads from them to dopamine in this model: {dead}. That is what the model says, and it is no
finding: there is no delta receptor in its reward circuit.
"""


def ask() -> Explanation:
    """The effect of naltrexone on the highest dopamine after a drink, shared out."""
    question = pose(DRUGS, read_regimen(SENTENCE), OF, reading=READING, effect_of=("naltrexone",))
    return explain(question, Mechanisms(), people=PEOPLE, seed=SEED)


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    found = ask()
    assert found.sharing is not None
    shares, switches = next(iter(found.sharing.shares.values())), found.sharing.switches
    whole = float(np.mean(shares.whole - shares.nothing))
    order = np.argsort(-np.abs(shares.means), kind="stable")
    parts = [Part(shares.names[j], {OF: (shares.means[j], *np.quantile(shares.values[j], AMONG))}) for j in order]
    # What is smaller than a thousandth of the effect is rounding of two courses.
    alone, removed = (np.where(np.abs(v) < 1e-3 * abs(whole), 0, v) for v in (shares.alone, shares.removed))
    rows = [
        [shares.names[j], f"{shares.means[j]:.3g}", f"{100 * shares.means[j] / whole:.0f} %",
         f"{np.mean(alone[j]):.2g}", f"{np.mean(removed[j]):.3g}"]
        for j in order
    ]  # fmt: skip
    told = ", ".join(f"{row[0]} {row[2]}" for row in rows)
    label = f"share of naltrexone's effect ({found.unit} of rest); lines hold 90 % of people"
    return fill_in(
        SECTION,
        figure=save(folder, "naltrexone-shares.svg", draw_bars(parts, label), "Shares of naltrexone's effect"),
        people=found.people,
        whole=f"{-whole:.3g}",
        count=len(shares.names),
        sets=2 ** len(shares.names),
        told=told,
        table=write_table(["", "share (points)", "of the effect", "alone", "lost without it"], rows),
        dead=", ".join(switches.dead),
    ).rstrip()


if __name__ == "__main__":
    run(show)
