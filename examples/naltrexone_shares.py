"""Shapley shares of naltrexone's effect: several mechanisms together, none alone.

    python -m examples.naltrexone_shares [folder]

Two effects of naltrexone, each less that of the same people without it: the highest dopamine after a drink, and the
days of heavy drinking in a month, as circuits have them. Mechanisms that can change an effect are switched on and off
in the same virtual people in all sets, and the effect is shared out among them: what each adds, averaged over all
orders of adding them.

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
from neurodose.attribution.reading import read_at, read_over
from neurodose.figures.bars import Part, draw_bars
from neurodose.sensitivity.shapley import Shares
from neurodose.units import day, h

DRUG, PEOPLE, SEED, MONTH = "naltrexone", 12, 7, 28
DRINK = "50 mg of naltrexone and 50 g of ethanol at 4 h"
DAILY = f"50 mg every 24 h x {MONTH}"
TOGETHER = {  # pairs in series, of which each does nothing without the other
    "cues and the drive to relapse": (
        "cues and the drive to relapse, in drinking", "the body's own opioids in what a cue does",
    ),
    "the learned value of drinking": (
        "learned value of drinking, in drinking", "learning from use that gives less than before (extinction)",
    ),
}  # fmt: skip
AMONG = (0.05, 0.95)  # of people
LEAST = 0.005  # of an effect: what has less is not drawn

SECTION = """## What naltrexone's effect is made of

{figure}

*Dopamine*: a drink of 50 g of ethanol, four hours after 50 mg of naltrexone or without it. The highest dopamine is
lower by {dopamine} points of rest (mean of {people} virtual people). *Drinking*: 50 mg a day for {month} days or
nothing; circuits have {circuits} points fewer days of heavy drinking, trials {trials}. Each effect is shared out among
the mechanisms that can change it, over all sets of them ({sets}). None does it alone: naltrexone at its receptor has a
share only because endorphin and the receptors' hold on dopamine cells are there, and each of them only because of the
others.

{table}

What trials saw of drinking has no such parts: they counted days, and whatever naltrexone did to make them fewer is in
one number, of which mu receptors and that number have half each. So these shares are what the *model* does with its
mechanisms, by weights that nobody has measured; they are no evidence that a mechanism is real. Left out, because no
path leads from them to dopamine: {dead}.
"""


def ask_dopamine() -> Explanation:
    """The effect of naltrexone on the highest dopamine after a drink, shared out."""
    question = pose(f"{DRUG} + ethanol", read_regimen(DRINK), "dopamine in the accumbens",
                    reading=read_over(4 * h, 12 * h, "highest"), effect_of=(DRUG,))  # fmt: skip
    return explain(question, Mechanisms(), people=PEOPLE, seed=SEED)


def ask_drinking() -> Explanation:
    """The effect of naltrexone on days of heavy drinking, shared out by each link."""
    question = pose(
        DRUG, read_regimen(DAILY), "days of heavy drinking", reading=read_at(MONTH * day), effect_of=(DRUG,)
    )
    return explain(question, Mechanisms(groups=TOGETHER), people=PEOPLE, seed=SEED)


def find_parts(shares: Shares) -> dict[str, tuple[float, float, float]]:
    """Per cent of the effect by mechanism: of the mean effect, and where it lies in nine of ten people."""
    whole = shares.whole - shares.nothing
    each = np.quantile(100 * shares.values / whole, AMONG, axis=1).T
    means = 100 * shares.means / whole.mean()
    return {name: (means[j], *each[j]) for j, name in enumerate(shares.names) if abs(means[j]) >= 100 * LEAST}


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    dopamine, drinking = (found.sharing for found in (ask_dopamine(), ask_drinking()))
    assert dopamine is not None
    assert drinking is not None
    of_dopamine, by_circuits = dopamine.shares[""], drinking.shares["mechanism"]
    effects = {"dopamine after a drink": of_dopamine, "days of heavy drinking, by circuits": by_circuits}
    parts = {words: find_parts(shares) for words, shares in effects.items()}
    names = dict.fromkeys(name for found in reversed(parts.values()) for name in found)
    order = sorted(names, key=lambda name: -max(found.get(name, (0.0,))[0] for found in parts.values()))
    bars = [Part(name, {words: found[name] for words, found in parts.items() if name in found}) for name in order]
    rows = [
        [name, *(f"{found[name][0]:.0f} %" if name in found else "–" for found in parts.values())] for name in order
    ]
    falls = [-float(np.mean(s.whole - s.nothing)) for s in (of_dopamine, by_circuits, drinking.shares["trials"])]
    drawn = draw_bars(bars, "share of the effect (%); lines hold 90 % of people")
    return fill_in(
        SECTION,
        figure=save(folder, "naltrexone-shares.svg", drawn, "Shares of naltrexone's effect"),
        people=PEOPLE, month=MONTH, dopamine=f"{falls[0]:.3g}", circuits=f"{falls[1]:.2g}", trials=f"{falls[2]:.2g}",
        sets=f"{2 ** len(of_dopamine.names)} and {2 ** len(by_circuits.names)}",
        table=write_table(["share of the effect on", *parts], rows),
        dead=", ".join(dopamine.switches.dead),
    ).rstrip()  # fmt: skip


if __name__ == "__main__":
    run(show)
