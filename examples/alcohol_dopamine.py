"""Dopamine in the accumbens after alcohol and after morphine, with and without naltrexone and baclofen.

    python -m examples.alcohol_dopamine [folder]

50 g of ethanol within minutes, or 10 mg of morphine by vein: alone, four hours after 50 mg of naltrexone, and one hour
after 40 mg of baclofen. The circuit behind the receptors stands on rats (Fadda 2003; Gonzales and Weiss 1998); what it
takes from people is that a drink releases opioids at all (Mitchell 2012).

It is a question about a model, not advice. The bands are values that nobody is sure of, not people.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_range, write_table
from examples.unsure import LEVELS, draw_values, make_people
from neurodose import Course, read_regimen, simulate
from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.library import combine
from neurodose.units import h, percent

DRINK_AT, UNTIL = 4, 12  # hours
DRINK, SHOT = f"50 g of ethanol at {DRINK_AT} h", f"10 mg of morphine by morphine.vein at {DRINK_AT} h"
BEFORE = {"alone": (), "after naltrexone": ("naltrexone", "50 mg of naltrexone and "),
          "after baclofen": ("baclofen", f"40 mg of baclofen at {DRINK_AT - 1} h and ")}  # fmt: skip
HOURS = np.arange(DRINK_AT, UNTIL + 0.01, 0.1)
RISE, RACLOPRIDE, AT_MU, NEW = "reward.rise", "reward.raclopride", "effect_at_mu", "reward.phasic"

SECTION = """## Dopamine after alcohol and morphine, with naltrexone and with baclofen

{rise}

Alcohol has endorphin released, mu receptors silence the cells that hold dopamine cells back, and dopamine rises by
{alone} % of rest, which is less than rats show that drink (20 to 30 %). Naltrexone leaves {naltrexone} % of it; in
those rats it prevents the rise. 40 mg of baclofen leave {baclofen} %, in the direction that rats show and of a size
that nobody has seen. Before the drink naltrexone has lowered dopamine by {lowered} % (median over unsure values; rats
show next to nothing): where the body's own opioids are taken to do much at rest, that is too much of them. **From here
on the chain is weak**: the size of the release in people was not seen, and how
steeply interneurons answer is assumed.

{table}

{opioid}

Tonic dopamine is what gathers over minutes; phasic is what cells fire above what has come to last, and stands for the
bursts that a quick drug brings: it passes while the tonic rise still lasts.

10 mg of morphine raise tonic dopamine by {morphine} %, after naltrexone by {blocked} %, after baclofen by {lessened} %.
Rats are given far more (5 mg/kg: 300 %, Fadda 2003), and baclofen takes the less away there the lower its dose; nobody
has measured it in people. What amphetamine empties out of the cells naltrexone leaves as it is, in rats and in people
(Jayaram-Lindström 2017), and here.

In people a drink takes away 10 to 15 % of raclopride's binding (Boileau 2003, remembered). No rise that rats show can
do that, if amphetamine, which raises dopamine tenfold in rats, takes away 22 % (Boileau 2007): the two disagree, and
the model keeps to rats.
"""


def evoke(drug: str, name: str) -> Course:
    """A typical person for each draw of all values, who drinks or is given morphine."""
    other, before = BEFORE[name] or ("", "")
    body = combine(*filter(None, (drug, other)), circuits=("reward",))
    sentence = f"{before}{DRINK if drug == 'ethanol' else SHOT}"
    if not other:
        sentence = sentence.replace(f" of {drug}", "").replace(f"{drug}.", "")
    people = make_people(body, draw_values(body))
    course = simulate(body.model, read_regimen(sentence), people, at=HOURS * h, outputs=[RISE, RACLOPRIDE, AT_MU, NEW])
    course.status.raise_if_failed()
    return course


def find_peaks(course: Course, output: str) -> np.ndarray:
    """The highest value after the drink (draws,), per cent; of dopamine, over what it was as the drink began."""
    values = course[output].to(percent).values
    return (values - values[:, :1]).max(axis=1)


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    courses = {name: evoke("ethanol", name) for name in BEFORE}
    opioid = {name: evoke("morphine", name) for name in BEFORE}
    tops = {name: np.median(find_peaks(course, RISE)) for name, course in opioid.items()}
    rises = {name: find_peaks(course, RISE) for name, course in courses.items()}
    left = {name: 100 * np.median(rises[name]) / np.median(rises["alone"]) for name in rises}
    rows = [
        [name, *(write_range(*np.quantile(find_peaks(c, o), LEVELS)) for o in (AT_MU, RISE, NEW, RACLOPRIDE))]
        for name, c in courses.items()
    ]
    return fill_in(
        SECTION,
        rise=save(folder, "alcohol-dopamine.svg", _draw(courses), "Dopamine in the accumbens after alcohol"),
        opioid=save(folder, "morphine-dopamine.svg", _draw(opioid), "Dopamine in the accumbens after morphine"),
        morphine=f"{tops['alone']:.3g}",
        blocked=f"{tops['after naltrexone']:.2g}",
        lessened=f"{tops['after baclofen']:.3g}",
        alone=f"{np.median(rises['alone']):.2g}",
        naltrexone=f"{left['after naltrexone']:.2g}",
        baclofen=f"{left['after baclofen']:.2g}",
        lowered=f"{-np.median(courses['after naltrexone'][RISE].to(percent).values[:, 0]):.2g}",
        table=write_table(["", "effect at mu (points)", "tonic dopamine (% of rest)", "phasic",
                           "raclopride displaced (%)"], rows),
    ).rstrip()  # fmt: skip


def _draw(courses: dict[str, Course]) -> str:
    panels = [
        Panel(
            name,
            [
                Band(words, HOURS, np.quantile(c[output].to(percent).values, LEVELS, axis=0), LEVELS)
                for words, output in (("tonic", RISE), ("phasic", NEW))
            ],
        )
        for name, c in courses.items()
    ]
    return draw_panels(panels, "dopamine over rest (%)", days=False)


if __name__ == "__main__":
    run(show)
