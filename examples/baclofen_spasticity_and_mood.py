"""Spasticity, sedation and mood on one exposure: 60 mg of baclofen a day for 28 days, by every rival link.

    python -m examples.baclofen_spasticity_and_mood [folder]

One typical person with an Ashworth score of 2.5 takes 20 mg three times a day; beside it stands a pump that gives
0.3 mg a day into lumbar CSF. Links by mechanism stand beside links that know doses, levels or trials alone.

It is a question about a model, not advice. The bands are values that nobody is sure of, not people.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_range, write_table
from examples.unsure import LEVELS, draw_values, make_people
from neurodose import Course, read_regimen, simulate
from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.library import RESPONSES, combine
from neurodose.units import h, one

DAYS = 28
PLANS = {
    "20 mg x 3 by mouth": f"20 mg every 8 h x {3 * DAYS}",
    "0.3 mg a day by pump": f"0.0125 mg by intrathecal every 1 h x {24 * DAYS}",
}
SPASTICITY = {"mechanism": "spasticity.score", "label": "spasticity.score_by_label"}
SEDATION = {"mechanism": "sedation.additive.score", "level in plasma": "sedation.by_level.score"}
MOOD = {"trials": "mood.by_trials", "mechanism": "mood.by_mechanism", "opposed": "mood.by_opposed"}
LONG = np.arange(0, 24 * DAYS + 0.1, 4)  # hours
NEAR = np.arange(0, 48.1, 0.5)  # hours of the first two days, and of the last
TIMES = np.unique([*LONG, *NEAR, *(24 * (DAYS - 2) + NEAR)])
LAST_DAY = 24 * (DAYS - 1)
SHOWN = ("spasticity", "sedation", *(("mood",) if "mood" in RESPONSES else ()))

SECTION = """## Baclofen's exposure, spasticity, sedation{and_mood}

{spasticity}

By receptors of the cord 60 mg a day take an Ashworth score from 2.5 to {by_cord} on the last day, and a pump to
{by_pump}; by what labels of tablets say, to {by_label}, and no pump is seen by it. No outcome of a trial is held for
either: their size is assumed, and only the order of the two routes is physiology.

{sedation}

The same doses make {first} of 100 points of sedation at their highest in the first two days and {last} on the last,
where people get used to it; by the level in plasma alone {by_level} on the last. What people get used to was not
measured.

{mood}{table}

The bands are 95 % of what the values leave open."""
ON_MOOD = """{figure}

On mood the links stand against one another: trials in people who drink too much saw nothing of it, and mechanisms give
either sign, because agonists at GABA-B receptors calm rodents and antagonists help them. A unit is one standard
deviation between depressed people, and higher is better. Whoever reads a lift of mood off the relief of spasticity
reads it off the same receptors in another place; **nothing here says that baclofen lifts mood**."""

body = combine("baclofen", responses=SHOWN)


def take(plan: str, outputs: Mapping[str, str]) -> Course:
    """A typical person for each draw of all values."""
    people = make_people(body, draw_values(body))
    course = simulate(body.model, read_regimen(PLANS[plan]), people, at=TIMES * h, outputs=list(outputs.values()))
    course.status.raise_if_failed()
    return course


def see(course: Course, output: str, times: np.ndarray) -> np.ndarray:
    """What there is at some of the times (draws, times)."""
    return course[output].to(one).values[:, np.searchsorted(course.times, times)]


def draw(courses: Mapping[str, Course], outputs: Mapping[str, str], label: str, ends: tuple[float, float]) -> str:
    """A panel for each plan, a band for each link."""
    panels = [
        Panel(plan, [Band(link, LONG, np.quantile(see(course, o, LONG), LEVELS, axis=0), LEVELS)
                     for link, o in outputs.items()])
        for plan, course in courses.items()
    ]  # fmt: skip
    return draw_panels(panels, label, limits=ends)


def draw_near(course: Course, outputs: Mapping[str, str], label: str, ends: tuple[float, float]) -> str:
    """The first two days and the last beside one another."""
    windows = {"days 1 and 2": 0, f"days {DAYS - 1} and {DAYS}": 24 * (DAYS - 2)}
    panels = [
        Panel(title, [Band(link, NEAR, np.quantile(see(course, o, begin + NEAR), LEVELS, axis=0), LEVELS)
                      for link, o in outputs.items()])
        for title, begin in windows.items()
    ]  # fmt: skip
    return draw_panels(panels, label, limits=ends, days=False)


def tell_mood(folder: Path, courses: Mapping[str, Course]) -> str:
    """The part on mood, where the library has that response."""
    if "mood" not in SHOWN:
        return ""
    figure = draw(courses, MOOD, "mood (SDs better than before)", (-2.6, 2.6))
    shown = save(folder, "baclofen-and-mood.svg", figure, "Mood on the same exposure, by trials and by two mechanisms")
    return ON_MOOD.format(figure=shown) + "\n\n"


def show(folder: Path) -> str:
    """Writes the figures into a folder; returns the section of the page."""
    outputs = {f"Ashworth score by {n}": o for n, o in SPASTICITY.items()}
    outputs |= {f"sedation by {n}": o for n, o in SEDATION.items()}
    outputs |= {f"mood by {n}": o for n, o in MOOD.items()} if "mood" in SHOWN else {}
    courses = {plan: take(plan, outputs) for plan in PLANS}
    tablets, pump = courses.values()
    late = LAST_DAY + NEAR[NEAR <= 24]
    rows = [
        [words, *(write_range(*np.quantile(see(c, o, late).mean(axis=1), LEVELS)) for c in courses.values())]
        for words, o in outputs.items()
    ]
    drowsy, level = SEDATION.values()
    return fill_in(
        SECTION,
        and_mood=" and mood" if "mood" in SHOWN else "",
        spasticity=save(folder, "baclofen-spasticity.svg", draw(courses, SPASTICITY, "Ashworth score", (0, 4)),
                        "Ashworth score on 60 mg a day by mouth and 0.3 mg a day into CSF"),
        sedation=save(folder, "baclofen-sedation.svg", draw_near(tablets, SEDATION, "sedation (of 100)", (0, 60)),
                      "Sedation by 60 mg a day by mouth, on the first days and on the last"),
        by_cord=_middle(see(tablets, SPASTICITY["mechanism"], late).mean(axis=1)),
        by_pump=_middle(see(pump, SPASTICITY["mechanism"], late).mean(axis=1)),
        by_label=_middle(see(tablets, SPASTICITY["label"], late).mean(axis=1)),
        first=_middle(see(tablets, drowsy, NEAR).max(axis=1)),
        last=_middle(see(tablets, drowsy, late).max(axis=1)),
        by_level=_middle(see(tablets, level, late).max(axis=1)),
        mood=tell_mood(folder, courses),
        table=write_table(["mean of the last day", *PLANS], rows),
    )  # fmt: skip


def _middle(values: np.ndarray) -> str:
    return f"{np.median(values):.2g}"


if __name__ == "__main__":
    run(show)
