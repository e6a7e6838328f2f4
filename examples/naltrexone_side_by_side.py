"""Naltrexone as tablets of 50 mg, as a depot of 380 mg, and in a low dose of 4.5 mg: plasma, receptors and blockade.

    python -m examples.naltrexone_side_by_side [folder]

28 tablets, one depot, or 28 low doses, side by side for five weeks. Bands are people; that values are unsure comes on
top, and that three structures rival one another stands in a figure of its own, each with the values of its own
calibration (docs/calibration-naltrexone.md). Of TLR4, by which low doses are said to act on inflammation, the model
holds what cells in a dish need.

It is a question about a model, not advice. A low dose is off label everywhere, and who takes opioids must not take any
of the three.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_marks, write_range, write_table
from neurodose import Course, find_drug, read_regimen, simulate
from neurodose.agreement.validation import find_own_values
from neurodose.estimation.typical import make_typical
from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.library.scope import find_marks
from neurodose.populations.people import People
from neurodose.units import Unit, day, h, nM, one, percent

PLANS = {
    "50 mg a day": "50 mg daily x 28",
    "380 mg depot": "380 mg by depot",
    "4.5 mg a day": "4.5 mg daily x 28",
}
PLASMA = {"naltrexone": "parent.plasma.concentration", "6beta-naltrexol": "metabolite.plasma.concentration"}
RECEPTORS = {"mu": "mu.displacement", "kappa": "kappa.displacement", "delta": "delta.displacement"}
TLR4, BLOCKADE, RATIO = "tlr4.share_of_naltrexone", "loss_of_effect", "dose_ratio_at_mu"
IN_A_DAY = np.array([0, 0.5, 1, 2, 4, 8, 16])  # hours after a tablet at which it is looked at
TIMES = np.append((24.0 * np.arange(35)[:, None] + IN_A_DAY).ravel(), 35 * 24.0)
PEOPLE, SEED, LEVELS = 100, 7, (0.05, 0.5, 0.95)

SECTION = """## Naltrexone: 50 mg, a depot, and 4.5 mg

{plasma}

{receptors}

{table}

At the end of a day's interval on day 28, or of the depot's month; bands and brackets are nine tenths of people. A
brief dose of morphine that alone would hold half of mu receptors then loses {lost} % of its effect. What stays at
receptors outlasts plasma by days, so small doses add up: 4.5 mg leave {first:.2g} % of mu receptors taken after a
day and {last:.2g} % after four weeks, and are no brief blockade in this model. Single doses of 2 to 50 mg were seen
by PET and set it; repeated low doses were not seen. **At TLR4 there is nothing**: cells in a dish need 105 µM for
half, and in the brain of anybody here is less than a thousandth of that.

{rivals}

On day 28 the three structures have, of mu receptors: {ends}. They agree where receptors are full, and come apart
where drug leaves: after the last tablet, in the depot's last weeks, between two low doses. Kappa follows mu by a
ratio of assays, delta by PET after 50 mg; neither was seen under a depot or in low dose.

{marks}"""

naltrexone = find_drug("naltrexone")
STRUCTURES = tuple(naltrexone.structures)


def take(plan: str, people: People, structure: str = "slow exchange") -> Course:
    outputs = [*PLASMA.values(), *RECEPTORS.values(), TLR4, BLOCKADE, RATIO]
    course = simulate(naltrexone.structures[structure], read_regimen(PLANS[plan]), people, at=TIMES * h,
                      outputs=outputs)  # fmt: skip
    course.status.raise_if_failed()
    return course


def find_typical(structure: str) -> People:
    """The typical person of a structure, with the values of its own calibration."""
    own = find_own_values(naltrexone, structure)
    return make_typical(naltrexone.people, {address: np.array([value.coherent]) for address, value in own.items()})


def band(label: str, course: Course, output: str, unit: Unit) -> Band:
    return Band(label, TIMES, np.quantile(course[output].to(unit).values, LEVELS, axis=0), LEVELS)


def line(label: str, course: Course, output: str, unit: Unit) -> Band:
    return Band(label, TIMES, course[output].to(unit).values[:1], (0.5,))


def show(folder: Path) -> str:
    """Writes three figures into a folder; returns the section of the page."""
    people = naltrexone.people.sample(PEOPLE, seed=SEED)
    courses = {plan: take(plan, people) for plan in PLANS}
    plasma = draw_panels(
        [Panel(plan, [band(label, c, o, nM) for label, o in PLASMA.items()]) for plan, c in courses.items()],
        "in plasma (nM)", is_log=True, limits=(0.01, 2000),
    )  # fmt: skip
    receptors = draw_panels(
        [Panel(plan, [band(label, c, o, percent) for label, o in RECEPTORS.items()]) for plan, c in courses.items()],
        "receptors no longer available (%)", limits=(0, 100),
    )  # fmt: skip
    rivals = {(plan, name): take(plan, find_typical(name), name) for plan in PLANS for name in STRUCTURES}
    apart = draw_panels(
        [Panel(plan, [line(name, rivals[plan, name], RECEPTORS["mu"], percent) for name in STRUCTURES])
         for plan in PLANS],
        "mu receptors no longer available (%)", limits=(0, 100),
    )  # fmt: skip
    low = courses["4.5 mg a day"]["mu.displacement"].to(percent)
    lost = [f"{np.median(course[BLOCKADE].at(28 * day).to(percent).values):.2g}" for course in courses.values()]
    return fill_in(
        SECTION,
        plasma=save(folder, "naltrexone-plasma.svg", plasma, "Naltrexone and 6beta-naltrexol in plasma"),
        receptors=save(folder, "naltrexone-receptors.svg", receptors, "Opioid receptors no longer available"),
        table=write_table(
            ["", "highest (nM)", *(f"{name}, day 28 (%)" for name in RECEPTORS), "dose ratio", "TLR4 at most (%)"],
            [_tell_plan(plan, course) for plan, course in courses.items()],
        ),
        lost=", ".join(lost[:-1]) + f" and {lost[-1]}",
        first=np.median(low.at(1 * day).values),
        last=np.median(low.at(28 * day).values),
        rivals=save(folder, "naltrexone-rivals.svg", apart, "Mu receptors no longer available, by rival structures"),
        ends="; ".join(f"{low:.2g} to {high:.2g} % ({plan})" for plan, (low, high) in find_ends(rivals).items()),
        marks=write_marks(mark for plan in PLANS.values() for mark in find_marks(naltrexone, read_regimen(plan))),
    )


def find_ends(rivals: dict[tuple[str, str], Course]) -> dict[str, tuple[float, float]]:
    """The least and the most mu receptors that a structure has taken on day 28, per cent, by plan."""
    found = {
        plan: [rivals[plan, name]["mu.displacement"].at(28 * day).to(percent).values[0, 0] for name in STRUCTURES]
        for plan in PLANS
    }
    return {plan: (min(ends), max(ends)) for plan, ends in found.items()}


def _tell_plan(plan: str, course: Course) -> list[str]:
    """A row of the table."""
    highest = course[PLASMA["naltrexone"]].to(nM).highest().value
    at_end = [course[o].at(28 * day).to(percent).values for o in RECEPTORS.values()]
    at_end.append(course[RATIO].at(28 * day).to(one).values)
    ranges = [write_range(*np.quantile(values, LEVELS)) for values in (highest, *at_end)]
    return [plan, *ranges, f"{course[TLR4].to(percent).highest().value.max():.1g}"]


if __name__ == "__main__":
    run(show)
