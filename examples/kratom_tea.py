"""A tea of 2 g of kratom leaf, once, and for 15 days: what is in plasma, and what it does at mu receptors.

    python -m examples.kratom_tea [folder]

A dose of tea is the mass of leaf it was made of; 19.48 mg of each gram are mitragynine, and none is
7-hydroxymitragynine (batch K51 of the NaPDI Center). Of another leaf, or of an extract, the dose is the mitragynine
that it holds: "79 mg by extract". Two assays disagree on what mitragynine does at mu receptors, partial agonist or
antagonist, so every effect is shown by both.

It is a question about a model, not advice. The bands are values that nobody is sure of, not people.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_marks, write_range, write_table
from examples.unsure import DRAWS, LEVELS, draw_values, make_people
from neurodose import Course, find_drug, read_regimen, simulate
from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.library.scope import find_marks
from neurodose.units import Unit, day, h, nM, percent

PLANS = {
    "first cup": ("2 g by tea", 1),
    "one a day, day 15": ("2 g by tea daily x 15", 15),
    "three a day, day 15": ("2 g by tea every 8 h x 45", 15),
}  # a regimen, and which of its days is looked at
ASSAYS = {"partial agonist (BRET)": "deep tissue", "antagonist (GTP binding)": "antagonist at mu"}
HOURS = np.arange(0, 24.1, 0.25)  # of the day that is looked at
PLASMA = {"mitragynine": "plasma.concentration", "7-OH": "hydroxy.concentration"}
SHARES = {
    "mitragynine": "mu.share_of_mitragynine",
    "7-OH": "mu.share_of_hydroxymitragynine",
    "pseudoindoxyl": "mu.share_of_pseudoindoxyl",
}
READINGS = {
    "first cup": ("first cup", True),
    "three a day": ("three a day, day 15", True),
    "first cup, no tone": ("first cup", False),
    "three a day, no tone": ("three a day, day 15", False),
}  # a plan, and whether the body's own opioids are there
EFFECT, TONE = "effect_at_mu", ("endorphin.release", "enkephalin.release")
CONTENTS = {  # mg of mitragynine: of 2 g of leaf, and of what Malaysian users drink at once
    "2 g of leaf at 19.5 mg/g": 39,
    "2 g of leaf at 10 mg/g": 20,
    "a Malaysian drink (Singh 2014)": 79,
}

SECTION = """## A tea of 2 g of kratom leaf, once and for 15 days

{plasma}

{held}

{peaks}

Plasma after one cup was set by what was measured in five people (82 and 16 nM, and how they fell) and after
capsules; two weeks of it are a prediction. At receptors the bands span more than tenfold, because affinities differ
tenfold between assays, and nobody has looked at the receptors of people who drink it.

{effect}

What the body's own opioids do at rest matters as much as which assay is right. With them as assumed (they hold
{busy:.2g} % of receptors, and give {tone:.2g} % of the largest effect), a first cup changes the effect by {partial}
points as a partial agonist and {antagonist} as an antagonist, because what stimulates little displaces what stimulates
much. Where nobody is at the receptor before, the same cup gives {partial_alone} and {antagonist_alone}, more than half
of it by 7-hydroxymitragynine and pseudoindoxyl. That tone is an assumption, and at four times of it the sign would
turn, so that not even the sign of kratom's effect at mu is sure here. It ends at the receptor: what people feel, and
the other alkaloids of the leaf, are not in it.

{contents}

{marks}"""

kratom = find_drug("mitragynine")


def drink(name: str, assay: str = "deep tissue", *, has_tone: bool = True) -> Course:
    """The course of one day of a plan, in a typical person for each draw of values (DRAWS people).

    has_tone: whether the body releases its own opioids at mu receptors as assumed, or none
    """
    plan, number = PLANS[name]
    values = draw_values(kratom) | ({} if has_tone else dict.fromkeys(TONE, np.zeros(DRAWS)))
    times = np.unique([0, *(24 * (number - 1) + HOURS)]) * h
    course = simulate(
        kratom.structures[assay], read_regimen(plan), make_people(kratom, values), at=times,
        outputs=[*PLASMA.values(), *SHARES.values(), EFFECT, "mu.displacement"],
    )  # fmt: skip
    course.status.raise_if_failed()
    return course


def last_day(course: Course, output: str | tuple[str, ...], unit: Unit, *, above_start: bool = False) -> np.ndarray:
    """The day that is looked at, of a quantity or the sum of several (people, times); or how far it is from rest."""
    names = (output,) if isinstance(output, str) else output
    values = np.sum([course[name].to(unit).values for name in names], axis=0)
    return values[:, -len(HOURS) :] - (values[:, :1] if above_start else 0)


def band(label: str, values: np.ndarray) -> Band:
    return Band(label, HOURS, np.quantile(values, LEVELS, axis=0), LEVELS)


def middle(label: str, values: np.ndarray) -> Band:
    return Band(label, HOURS, np.quantile(values, [0.5], axis=0), (0.5,))


def show(folder: Path) -> str:
    """Writes three figures into a folder; returns the section of the page."""
    courses = {name: drink(name) for name in PLANS}
    plasma = draw_panels(
        [Panel(name, [band(label, last_day(c, output, nM)) for label, output in PLASMA.items()])
         for name, c in courses.items()],
        "in plasma (nM)", is_log=True, limits=(0.3, 1000), days=False,
    )  # fmt: skip
    held = draw_panels(
        [Panel(name, [*(middle(label, last_day(c, output, percent)) for label, output in SHARES.items()),
                      band("all three", last_day(c, tuple(SHARES.values()), percent))])
         for name, c in courses.items()],
        "share of mu receptors held (%)", is_log=True, limits=(0.05, 100), days=False,
    )  # fmt: skip
    effects = {
        title: {
            assay: last_day(drink(name, structure, has_tone=has_tone), EFFECT, percent, above_start=True)
            for assay, structure in ASSAYS.items()
        }
        for title, (name, has_tone) in READINGS.items()
    }
    panels = [Panel(title, [band(assay, v) for assay, v in found.items()]) for title, found in effects.items()]
    acting = draw_panels(panels, "effect at mu, less that at rest (points)", days=False)
    rest = simulate(kratom.model, at=[0] * h, outputs=["mu.share_free", "tone_at_mu"])
    free, tone = (rest[name].to(percent).values[0, 0] for name in rest.outputs)
    partial, antagonist = (find_furthest(v) for v in effects["first cup"].values())
    partial_alone, antagonist_alone = (find_furthest(v) for v in effects["first cup, no tone"].values())
    return fill_in(
        SECTION,
        plasma=save(folder, "kratom-plasma.svg", plasma, "Mitragynine and 7-hydroxymitragynine in plasma after tea"),
        held=save(folder, "kratom-occupancy.svg", held, "Share of mu receptors held by the alkaloids of kratom tea"),
        peaks=write_table(
            ["", "highest mitragynine (nM)", "highest 7-OH (nM)", "mu receptors lost to PET (%)"],
            [_tell_peaks(name, course) for name, course in courses.items()],
        ),
        effect=save(folder, "kratom-effect.svg", acting, "Effect at mu of kratom tea by two assays and two tones"),
        busy=100 - free,
        tone=tone,
        partial=partial,
        antagonist=antagonist,
        partial_alone=partial_alone,
        antagonist_alone=antagonist_alone,
        contents=write_table(["", "mitragynine (mg)", "highest in plasma (nM)"], [_tell_content(n) for n in CONTENTS]),
        marks=write_marks(mark for plan, _ in PLANS.values() for mark in find_marks(kratom, read_regimen(plan))),
    )


def find_furthest(values: np.ndarray) -> str:
    """How far the median over draws gets from rest, with its sign."""
    line = np.median(values, axis=0)
    return f"{line[np.abs(line).argmax()]:+.2g}"


def _tell_peaks(name: str, course: Course) -> list[str]:
    tops = [last_day(course, o, nM).max(axis=1) for o in PLASMA.values()]
    tops.append(last_day(course, "mu.displacement", percent).max(axis=1))
    return [name, *(write_range(*np.quantile(top, LEVELS)) for top in tops)]


def _tell_content(name: str) -> list[str]:
    amount = CONTENTS[name]
    course = simulate(kratom.model, read_regimen(f"{amount} mg by extract"), until=1 * day, every=0.1 * h,
                      outputs=[PLASMA["mitragynine"]])  # fmt: skip
    return [name, f"{amount}", f"{course[PLASMA['mitragynine']].to(nM).highest().value[0]:.3g}"]


if __name__ == "__main__":
    run(show)
