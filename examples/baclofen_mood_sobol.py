"""Does baclofen lift mood? Sobol's indices over values, people, rival structures and rival links.

    python -m examples.baclofen_mood_sobol [folder]

30 mg of baclofen a day for four weeks; the answer is mood, better than before, less that of the same people without
baclofen, in standard deviations between depressed people. Rival links answer side by side: what trials saw, and what
receptors might do, by two mechanisms of opposite sign. All that is unsure is drawn at once, and the variance of the
answer is shared out among it.

It is a question about a model, not advice.
"""

from __future__ import annotations

from pathlib import Path

from examples.section import fill_in, run, save, write_table
from neurodose import read_regimen
from neurodose.attribution import explain
from neurodose.attribution.explanation import Explanation, Uncertainty
from neurodose.attribution.question import pose
from neurodose.attribution.reading import read_at
from neurodose.attribution.spread import DIRECTION, Sensitivity
from neurodose.figures.bars import Part, draw_bars
from neurodose.units import day

DRUG, OF, DAYS = "baclofen", "mood", 28
SENTENCE = f"10 mg every 8 h x {3 * DAYS}"
BASE, MOST, SEED = 512, 8, 7  # base samples; values asked about one by one, all others being one input
SHOWN = 8  # inputs in the figure
LEAST = 0.02  # of the variance, from which an input is drawn

SECTION = """## What decides whether baclofen lifts mood

{figure}

30 mg a day for {days} days against nothing, in the same people. Given all that is unsure the answer is {middle} of a
standard deviation (95 % from {low} to {high}), above 0 in {above} % of what is drawn: **whether baclofen lifts mood is
not known**, and the chain from receptor to symptom does not make it so.

{table}

What decides whether the answer is above 0 is which link is believed (it has a part in {links} of that variance); how
people differ has a part in {people}, and which rival structure moves the drug in {structures}. About baclofen in blood
enough is known; what GABA-B receptors do to mood is guessed, even its sign. Knowing one person's kidneys or genes would
settle nothing of this; a trial in depression would. Of all numbers, {most} would change the size of the answer most
if it were known.

Shares hold what an input does together with others, so that they add up to more than the whole. Those of the size are
less sure, because a few extreme guesses sway its variance.
"""


def ask() -> Explanation:
    """What is unsure of the effect of baclofen on mood."""
    question = pose(DRUG, read_regimen(SENTENCE), OF, reading=read_at(DAYS * day), effect_of=(DRUG,))
    return explain(question, Uncertainty(base=BASE, most=MOST), people=20, seed=SEED)


def list_parts(found: Sensitivity) -> list[Part]:
    """What each input has of the size and of the direction, those first that have most of either."""
    names, total = found.indices.names, found.indices.total
    rows = {"of how large it is": 0, "of whether it is above 0": found.indices.figures.index(DIRECTION)}
    most = total.values[list(rows.values())].max(axis=0)
    order = sorted((j for j in range(len(names)) if most[j] >= LEAST), key=lambda j: -most[j])[:SHOWN]
    return [
        Part(names[j], {kind: (total.values[k, j], total.low[k, j], total.high[k, j]) for kind, k in rows.items()})
        for j in order
    ]


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    found = ask().sensitivity
    assert found is not None
    low, middle, high = found.middles["the answer"]
    rows = [
        [name.removeprefix("the answer ") if name != "the answer" else "all links, each as likely",
         f"{ends[1]:.2g}", f"{ends[0]:.2g} to {ends[2]:.2g}", f"{100 * found.above[name]:.0f} %"]
        for name, ends in found.middles.items()
    ]  # fmt: skip
    value = found.rank_values()[0][0]
    share = {name: f"{100 * found.indices.total_of(name, DIRECTION):.0f} %" for name in found.indices.names}
    drawn = draw_bars(list_parts(found), "share of the variance; lines are 95 % intervals")
    return fill_in(
        SECTION,
        figure=save(folder, "baclofen-mood-sobol.svg", drawn, "What the answer is unsure of"),
        days=DAYS,
        low=f"{low:.2g}", middle=f"{middle:.2g}", high=f"{high:.2g}", above=f"{100 * found.above['the answer']:.0f}",
        table=write_table(["mood with baclofen less without", "median", "95 %", "above 0"], rows),
        links=share["rival links"], people=share["how people differ"], structures=share["rival structures"],
        most=f"{value.name} ({value.stands_on.partition(':')[0]})",
    ).rstrip()  # fmt: skip


if __name__ == "__main__":
    run(show)
