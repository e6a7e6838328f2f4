"""Kratom's window: what a tea may do for pain and mood beside what it may do to breathing and heart, by its size.

    python -m examples.kratom_window [folder]

Teas of half a gram to eight grams of leaf, as users tell of them (half of the users in the US take 1 to 3 g a time; a
Malaysian drink holds as much mitragynine as 4 g), once, and three times a day for two weeks. Benefit and harm stand on
one axis, each with all that is unsure. The question goes from a dose to what it does, and never back: no dose is called
effective, safe or one to begin with.

It is a question about a model, not advice. The bands are values that nobody is sure of, not people.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_marks, write_range, write_table
from examples.unsure import LEVELS, draw_values, make_people
from neurodose import Course, read_regimen, simulate
from neurodose.figures.curves import Curve, Graph, draw_curves
from neurodose.library import combine
from neurodose.library.harms import find_reports
from neurodose.library.scope import find_marks
from neurodose.units import h, nM

LEAF = (0.5, 1, 2, 3, 4, 6, 8)  # grams a tea is made of
DRAWS = 100
ASKED = ("pain", "mood", "liking", "nausea", "breathing", "herg")
HOURS = np.arange(0, 12.1, 0.25)
STEADY = 14  # days of three teas a day
PLASMA, RELIEF, LIKED, SICK = "plasma.concentration", "pain.relief_by_opioids", "liking.mechanism", "nausea.trials"
BREATH, HERG, DEPENDS, MOOD = (
    "breathing.ventilation",
    "herg.both_forms",
    "opioid_adaptation.dependence",
    "mood.by_mechanism",
)
SHOWN = {
    RELIEF: "relief of pain",
    MOOD: "mood, of its spread",
    BREATH: "ventilation lost",
    LIKED: "liking",
    HERG: "hERG blocked",
}
ASSAYS = {"partial agonist": "deep tissue", "antagonist": "antagonist at mu"}

SECTION = """## Kratom: benefit and harm on one axis

{window}

Each line goes from a tea to the most that it does within half a day (right: on the last day of two weeks of three teas
a day), with all that is unsure. **What one sees is how little is known.** By one assay a tea of 2 g takes away
{relief} % of pain; if mitragynine only blocks, {relief_blocking} %. No trial in people stands behind either, and none
behind the mood that users tell of. The same signal at mu takes {breath} % of ventilation away (in mice it has a
ceiling) and is liked by {liked} mm of 100; mitragynine in plasma blocks {herg} % of a potassium current of the heart
in the stricter of two assays, which says nothing of any heart. Three teas of 4 g a day hold 234 mg of mitragynine,
where Malaysian users drink 276 mg on average (Singh 2014); they make for {dependence} % of the largest dependence in
two weeks.

{table}

The band of benefit and the bands of harm lie within one another, because all but hERG go through one receptor: what
would widen the window, a signal that spares breathing, is an idea from mice. The other alkaloids of the leaf,
extracts, and products of 7-hydroxymitragynine are not in it. What was **reported**, which sets no curve here and is no
rate: {reports}.

The question goes from a dose to what it does. It is not turned round: no dose here is effective, safe, or one to begin
with.

{marks}"""

kratom = combine("mitragynine", responses=ASKED)
single = draw_values(kratom, DRAWS) | {"pain.course.in_trial": np.zeros(DRAWS)}


def drink(grams: float, structure: str) -> Course:
    """Half a day after one tea, in a typical person for each draw of values."""
    return _simulate(f"{grams} g by tea", structure, HOURS)


def drink_daily(grams: float) -> Course:
    """The last day of two weeks of three teas a day."""
    return _simulate(f"{grams} g by tea every 8 h x {3 * STEADY}", "deep tissue", 24 * (STEADY - 1) + HOURS)


def _simulate(sentence: str, structure: str, hours: np.ndarray) -> Course:
    outputs = [PLASMA, SICK, DEPENDS, *SHOWN]
    course = simulate(kratom.structures[structure], read_regimen(sentence), make_people(kratom, single),
                      at=np.unique([0, *hours]) * h, outputs=outputs)  # fmt: skip
    course.status.raise_if_failed()
    return course


def find_most(course: Course, output: str) -> np.ndarray:
    """The most of a quantity (draws,), in per cent; of ventilation, the most that is lost."""
    values = course.values[output]
    if output == BREATH:
        return 100 * (1 - values).max(axis=1)
    return (1 if output == LIKED else 100) * values.max(axis=1)


def draw_line(courses: dict[float, Course], output: str, words: str) -> Curve:
    low, middle, high = np.array([np.quantile(find_most(c, output), LEVELS) for c in courses.values()]).T
    return Curve(words, np.array(list(courses)), middle, low, high)


def _line(courses: dict[float, Course], output: str) -> Curve:
    return draw_line(courses, output, SHOWN[output])


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    once = {name: {grams: drink(grams, structure) for grams in LEAF} for name, structure in ASSAYS.items()}
    daily = {grams: drink_daily(grams) for grams in LEAF}
    partial, blocking = once.values()
    if_blocking = draw_line(blocking, RELIEF, "relief, if it only blocks")
    graphs = [
        Graph("relief and breathing, one tea", [_line(partial, RELIEF), _line(partial, BREATH)],
              [Curve(if_blocking.label, if_blocking.xs, if_blocking.ys)]),
        Graph("mood and liking, one tea", [_line(partial, MOOD), _line(partial, LIKED)]),
        Graph("three a day, day 14", [draw_line(daily, DEPENDS, "dependence"), _line(daily, HERG)]),
    ]  # fmt: skip
    told = {name: _tell(find_most(partial[2], o)) for name, o in
            (("relief", RELIEF), ("breath", BREATH), ("liked", LIKED), ("herg", HERG))}  # fmt: skip
    return fill_in(
        SECTION,
        window=save(
            folder,
            "kratom-window.svg",
            draw_curves(graphs, "leaf in a tea (g)", "per cent, of each"),
            "Benefit and harm of kratom tea by its size",
        ),
        relief_blocking=_tell(find_most(blocking[2], RELIEF)),
        dependence=_tell(find_most(daily[4], DEPENDS)),
        table=write_table(
            ["leaf (g)", "highest mitragynine (nM)", *(f"{words} (%)" for words in SHOWN.values()), "nausea (%)"],
            [_tell_row(grams, course) for grams, course in partial.items()],
        ),
        reports="; ".join(str(report) for report in find_reports("mitragynine") if _is_told(report.what)),
        marks=write_marks(
            mark for grams in (LEAF[0], LEAF[-1]) for mark in find_marks(kratom, read_regimen(f"{grams} g by tea"))
        ),
        **told,
    )


def _tell(values: np.ndarray) -> str:
    """Median and ends of a band, to a tenth."""
    return write_range(*np.round(np.quantile(values, LEVELS), 1))


def _is_told(what: str) -> bool:
    return any(word in what for word in ("liver", "after death", "use disorder, moderate", "in products"))


def _tell_row(grams: float, course: Course) -> list[str]:
    peak = course[PLASMA].to(nM).values.max(axis=1)
    most = [find_most(course, output) for output in (*SHOWN, SICK)]
    return [f"{grams:g}", *(_tell(values) for values in (peak, *most))]


if __name__ == "__main__":
    run(show)
