"""Kratom, mood and anxiety: what receptors would let one expect of a month of tea, where no trial exists.

    python -m examples.kratom_mood_and_anxiety [folder]

Tea of 2 g of leaf three times a day, as surveys of users have it (Garcia-Romeu 2020: half take 1 to 3 g a dose). Mood
and anxiety follow mu receptors as an adapting person feels them, kappa receptors, dopamine and cortisol. At alpha-2A
adrenoceptors mitragynine calms, or makes anxious: it binds, and stimulated nothing in the assay.

It is a question about a model, not advice. The bands are values that nobody is sure of, not people.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_range, write_table
from examples.unsure import LEVELS, draw_values, make_people
from neurodose import read_regimen, simulate
from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.library import combine
from neurodose.units import h, one

DOSES = "2 g every 8 h x 84"
HOURS = np.arange(0, 28 * 24, 24.0) + 2  # two hours after the first tea of each day
SHOWN = {
    "mood.by_mechanism": ("mood", "mood lifted"),
    "anxiety.by_mechanism": ("anxiety", "calm, if it calms at alpha-2A"),
    "anxiety.by_opposed": ("anxiety", "calm, if it makes anxious there"),
}

SECTION = """## Kratom, mood and anxiety

{figure}

**No trial of kratom in depression or anxiety exists**, so no link by trials is shown, and what is shown was set by no
outcome in people. By guesses of what receptors do, a month of tea lifts mood by {mood} standard deviations between
depressed people on the last day ({mood_low} to {mood_high}), and calms by {calm} ({calm_low} to {calm_high}); an
antidepressant does some 0.3. From worse to clearly better all is possible, above all because nobody knows how much the
body's own opioids do at rest: where they do much, partial agonists take more away than they bring. What people lack
who stop is another response, `withdrawal`.

{table}

Of 2798 users who answered online, 67 % named anxiety and 65 % depression among their reasons (Garcia-Romeu 2020). That
is why people take it, not what it does: they chose to answer, nobody was given placebo, and those who stopped for want
of effect were not asked. Certainty is very low.
"""


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    body = combine("mitragynine", responses=("mood", "anxiety"))
    people = make_people(body, draw_values(body))
    course = simulate(body.model, read_regimen(DOSES), people, at=HOURS * h, outputs=list(SHOWN))
    course.status.raise_if_failed()
    held = {address: course[address].to(one).values for address in SHOWN}
    panels = [
        Panel(
            title,
            [
                Band(words, HOURS, np.quantile(held[a], LEVELS, axis=0), LEVELS)
                for a, (of, words) in SHOWN.items()
                if of == title
            ],
        )
        for title in dict.fromkeys(of for of, _ in SHOWN.values())
    ]
    ends = {address: np.quantile(values[:, -1], LEVELS) for address, values in held.items()}
    rows = [
        [words, *(write_range(*np.quantile(held[a][:, k], LEVELS)) for k in (1, 7, -1))]
        for a, (_, words) in SHOWN.items()
    ]
    mood, calm = ends["mood.by_mechanism"], ends["anxiety.by_mechanism"]
    return fill_in(
        SECTION,
        figure=save(folder, "kratom-mood-anxiety.svg",
                    draw_panels(panels, "better by (standard deviations)"),
                    "Mood and anxiety over a month of kratom tea, by mechanism"),
        mood=f"{mood[1]:.2f}", mood_low=f"{mood[0]:.2f}", mood_high=f"{mood[2]:.2f}",
        calm=f"{calm[1]:.2f}", calm_low=f"{calm[0]:.2f}", calm_high=f"{calm[2]:.2f}",
        table=write_table(["", "second day", "eighth day", "last day"], rows),
    ).rstrip()  # fmt: skip


if __name__ == "__main__":
    run(show)
