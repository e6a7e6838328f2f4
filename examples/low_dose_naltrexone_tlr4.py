"""Low-dose naltrexone and toll-like receptors 4 at the concentrations that are really there.

    python -m examples.low_dose_naltrexone_tlr4 [folder]

1.5 to 50 mg a day: unbound naltrexone in the brain beside what holds half of mu receptors and what takes half of the
answer of cells in a dish away at TLR4 (105 µM, Selfridge 2015, remembered). Then what that leaves of a cytokine, and
what small studies saw of cytokines, pain, mood and Crohn's disease at such doses.

It is a question about a model, not advice. The bands are values that nobody is sure of, not people.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.baclofen_and_mood import put_into_study
from examples.section import fill_in, run, save, write_range, write_table
from examples.unsure import LEVELS, draw_values, make_people
from neurodose import Course, read_regimen, simulate
from neurodose.figures.bands import Band, Panel, draw_panels
from neurodose.figures.curves import Curve, Graph, draw_curves
from neurodose.library import combine
from neurodose.library.drug import Drug
from neurodose.populations.people import People
from neurodose.units import day, h, nM, one

DOSES = np.array([1.5, 3, 4.5, 12.5, 25, 50])
LOW = "4.5 mg hydrochloride by mouth every 24 h x 84"
LEVEL, IL6 = "brain.concentration", "inflammation.il6_by_"
DAYS = np.arange(0, 85, 2.0)
RIVALS = {"trials": "as a study saw it", "mechanism": "by mechanism"}
# Outcomes: address but for the rival, in words, whether it is a share, and the day on which its study looked.
OUTCOMES = {
    IL6: ("interleukin-6, % of before (8 weeks, no control arm)", 100, 56),
    "inflammation.crohn_by_": ("Crohn's disease 70 points better, points of 100 (12 weeks)", 100, 84),
    "mood.hamd_by_": ("HAM-D, points (3 weeks)", 1, 20),
    "pain.": ("pain, mm (12 weeks)", 1, 84),
}

SECTION = """## Low-dose naltrexone and toll-like receptors 4

{levels}

4.5 mg a day leave {peak} nM of unbound naltrexone in the brain at most ({low} to {high}). That holds {mu} % of mu
receptors, and of TLR4 {tlr4}: what was seen in a dish takes **{fold} times as much**. No dose that people take comes
near. So the model, in which a third of all cytokines may be made by way of TLR4, takes nothing away from them.

{cytokines}

What is there are small studies: eight people without a control arm whose cytokines were lower (by how much was not
seen), one trial in fibromyalgia, twelve depressed people, 34 with Crohn's disease. Each is pulled towards no effect
where nothing else is known, as `PooledEffect` has it; that of fibromyalgia stands as it was printed. By mechanism mood
and pain become a little worse: mu receptors lack the body's own opioids, and TLR4 do nothing.

{table}

So if low-dose naltrexone works, it is **not by what TLR4 of mouse cells shows**; mu receptors, which it does hold, are
the other candidate, and nobody has shown that way either. Certainty is very low throughout.
"""


def read_plan(dose: float) -> str:
    return f"{dose} mg hydrochloride by mouth every 24 h x 10"


def find_levels(body: Drug, people: People) -> np.ndarray:
    """Quantiles (doses, levels) of the highest unbound concentration in the brain on the tenth day, in nM."""
    at = np.arange(9 * 24, 10 * 24 + 0.1, 1.0)
    found = []
    for dose in DOSES:
        course = simulate(body.model, read_regimen(read_plan(dose)), people, at=at * h, outputs=[LEVEL])
        found.append(np.quantile(course[LEVEL].to(nM).values.max(axis=1), LEVELS))
    return np.array(found)


def follow(body: Drug, people: People, doses: str | None) -> Course:
    """Twelve weeks in a study for each draw of all values."""
    outputs = [f"{stem}{rival}" for stem in OUTCOMES for rival in RIVALS]
    outputs += ["mu.share_of_naltrexone", "tlr4.share_of_naltrexone"]
    plan = None if doses is None else read_regimen(doses)
    course = simulate(body.model, plan, people, at=DAYS * day, outputs=outputs)
    course.status.raise_if_failed()
    return course


def compare(treated: Course, untreated: Course, address: str, scale: float, on: int) -> str:
    """An outcome less that under placebo, in words."""
    k = int(np.searchsorted(DAYS, on))
    gap = scale * (treated[address].to(one).values[:, k] - untreated[address].to(one).values[:, k])
    return write_range(*np.quantile(gap, LEVELS))


def draw_levels(levels: np.ndarray, holds: float, takes: float) -> str:
    """The figure of concentrations by dose."""
    low, middle, high = levels.T
    across = np.geomspace(DOSES[0], DOSES[-1], 50)
    curves = [
        Curve("highest in the brain, unbound", DOSES, middle, low, high),
        Curve("takes half of what TLR4 does in a dish", across, np.full(50, takes)),
        Curve("holds half of mu receptors", across, np.full(50, holds)),
    ]
    return draw_curves(
        [Graph("on the tenth day", curves)], "naltrexone hydrochloride a day (mg)", "unbound naltrexone (nM)",
        is_log=True, is_log_across=True, limits=(0.01, 1e6),
    )  # fmt: skip


def show(folder: Path) -> str:
    """Writes the figures into a folder; returns the section of the page."""
    body = combine("naltrexone", responses=("mood", "inflammation", "pain"))
    values = draw_values(body)
    people = put_into_study(make_people(body, values), *(a for a in body.system.parameters if a.endswith("in_trial")))
    known = body.system.parameters
    takes, holds = (float(known[a].value.to(nM).value) for a in ("tlr4.IC50", "mu.Ki_naltrexone"))
    levels = find_levels(body, people)
    treated, untreated = follow(body, people, LOW), follow(body, people, None)
    low, peak, high = levels[2]
    held = {target: np.median(treated.values[f"{target}.share_of_naltrexone"][:, -1]) for target in ("mu", "tlr4")}
    panels = [
        Panel(words, [Band("", 24 * DAYS, np.quantile(100 * treated.values[IL6 + rival], LEVELS, axis=0), LEVELS)])
        for rival, words in RIVALS.items()
    ]
    rows = [
        [words, *(compare(treated, untreated, stem + rival, scale, on) for rival in RIVALS)]
        for stem, (words, scale, on) in OUTCOMES.items()
    ]
    return fill_in(
        SECTION,
        levels=save(folder, "low-dose-naltrexone-tlr4.svg", draw_levels(levels, holds, takes),
                    "Unbound naltrexone in the brain by dose, beside what TLR4 takes"),
        cytokines=save(folder, "low-dose-naltrexone-cytokines.svg",
                       draw_panels(panels, "interleukin-6 (% of before)", limits=(50, 150)),
                       "Interleukin-6 under 4.5 mg of naltrexone a day"),
        peak=f"{peak:.2g}", low=f"{low:.2g}", high=f"{high:.2g}",
        mu=f"{100 * held['mu']:.0f}", tlr4=f"{1e6 * held['tlr4']:.0f} in a million",
        fold=f"{round(takes / peak, -4):,.0f}".replace(",", " "),
        table=write_table(["less placebo", *RIVALS.values()], rows),
    ).rstrip()  # fmt: skip


if __name__ == "__main__":
    run(show)
