"""The same heroin in a tolerant user, under naltrexone, and after naltrexone has ended: what is left of breathing.

    python -m examples.heroin_after_naltrexone [folder]

25 mg by vein is what people with opioid use disorder were given under watch to see how far naltrexone blocks (Castillo
2024). Here it is met by somebody who takes it four times a day; by the same person after ten days without opioids and
six weeks of 50 mg of naltrexone a day, twelve hours after the last tablet; four weeks after that tablet; and by
somebody who never took any.

It is a question about a model, not advice, and no dose follows from it. The bands are values that nobody is sure of.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_range, write_table
from examples.unsure import LEVELS, draw_values, make_people
from neurodose import Course, read_regimen, simulate
from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.library import combine
from neurodose.library.hard_stops import find_hard_stops
from neurodose.units import h, one, percent

DAY = 24
USES, FREE, TREATED, LATER = 56, 10, 42, 28  # days: of heroin, without opioids, of naltrexone, after it
HEROIN = "25 mg of heroin by heroin.vein"
USED = f"{HEROIN} every 6 h x {4 * USES}"
TREATMENT = f"50 mg of naltrexone daily x {TREATED} at {(USES + FREE) * DAY} h"
ENDED = (USES + FREE + TREATED - 1) * DAY  # hours: the last tablet
MEETS = {
    "a tolerant user": (f"{USED} then {HEROIN}", USES * DAY),
    "under naltrexone": (f"{USED} and {TREATMENT} and {HEROIN} at {ENDED + 12} h", ENDED + 12),
    "naltrexone ended": (f"{USED} and {TREATMENT} and {HEROIN} at {ENDED + LATER * DAY} h", ENDED + LATER * DAY),
    "never took any": (HEROIN, 0),
}  # a regimen, and when the dose that is looked at comes
HOURS = np.arange(0, 6.01, 0.05)
HELD, AT_REST, PAUSE = "breathing.ventilation", "breathing.at_rest", "breathing.apnoea"
TOLERANCE, FELT = "opioid_adaptation.tolerance", "opioid_adaptation.felt"

SECTION = """## The same heroin before, under and after naltrexone

**Hard stop.** {stop}.

{breathing}

A tolerant user keeps {tolerant} % of ventilation after the dose (the least, carbon dioxide held above rest, median
over unsure values), and would have a pause of breath in {pauses} of 100 cases. Twelve hours after a tablet of
naltrexone the same dose leaves {under} %. Four weeks after the last tablet the blockade is gone, and so is the
tolerance: {ended} %, and such a pause in {more} of 100, as in somebody who never took any ({never} %).
**What protects is the blockade, and while it lasts what protected before is lost.** That is what labels of naltrexone
warn of; how often it happens they do not say, and no rate was found, so none is given here.

{table}

The last column counts volunteers under watch, whose carbon dioxide was held up, and who would have a pause of breath;
it is no risk of death, which hangs on what nobody simulates: what a powder holds, what else was taken, who is near.
That the tolerant are not safe either is what was seen: somebody who had been prescribed heroin for years stopped
breathing for up to 56 s after 30 to 100 mg, with carbon dioxide a third above the usual (Tas 2020). Tolerance of
breathing was read off eight people (Algera 2021), and nobody has measured these four side by side.
"""


def meet(name: str) -> Course:
    """A typical person for each draw of all values, from just before the dose that is looked at."""
    body = combine("heroin", "naltrexone", responses=("breathing",))
    plan, begins = MEETS[name]
    course = simulate(
        body.model,
        read_regimen(plan),
        make_people(body, draw_values(body)),
        at=(begins + HOURS) * h,
        outputs=[HELD, AT_REST, PAUSE, TOLERANCE, FELT],
    )
    course.status.raise_if_failed()
    return course


def find_least(course: Course, output: str) -> np.ndarray:
    return course[output].to(percent).values.min(axis=1)


def find_most(course: Course, output: str) -> np.ndarray:
    return course[output].to(percent).values.max(axis=1)


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    courses = {name: meet(name) for name in MEETS}
    panels = [
        Panel(name, [Band("ventilation", HOURS, np.quantile(c[HELD].to(percent).values, LEVELS, axis=0), LEVELS)])
        for name, c in courses.items()
    ]
    rows = [
        [
            name,
            write_range(*np.quantile(c[TOLERANCE].to(one).values[:, 0], LEVELS)),
            *(write_range(*np.quantile(find_least(c, output), LEVELS)) for output in (HELD, AT_REST)),
            write_range(*np.round(np.quantile(find_most(c, PAUSE), LEVELS), 1)),
        ]
        for name, c in courses.items()
    ]
    left = {name: f"{np.median(find_least(c, HELD)):.2g}" for name, c in courses.items()}
    stops = find_hard_stops(combine("heroin", "naltrexone"), read_regimen(MEETS["naltrexone ended"][0]))
    return fill_in(
        SECTION,
        stop=str(stops[-1]),
        breathing=save(folder, "heroin-after-naltrexone.svg",
                       draw_panels(panels, "ventilation, of rest (%)", days=False, limits=(0, 105)),
                       "Ventilation after the same heroin, before, under and after naltrexone"),
        tolerant=left["a tolerant user"],
        under=left["under naltrexone"],
        ended=left["naltrexone ended"],
        never=left["never took any"],
        pauses=f"{np.median(find_most(courses['a tolerant user'], PAUSE)):.2g}",
        more=f"{np.median(find_most(courses['naltrexone ended'], PAUSE)):.2g}",
        table=write_table(["", "tolerance of what is felt", "ventilation (%), carbon dioxide held", "at rest (%)",
                           "pause of breath (%)"], rows),
    ).rstrip()  # fmt: skip


if __name__ == "__main__":
    run(show)
