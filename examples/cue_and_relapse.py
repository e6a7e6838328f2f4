"""Cues, glutamate and relapse: what drugs take from the drive to relapse, and how little is known of what it weighs.

    python -m examples.cue_and_relapse [folder]

Four weeks under baclofen, naltrexone or nothing; in the third week people meet twice the usual cues. Beside the drive
stands craving, as trials saw it and as circuits have it. Then heavy drinking of the same weeks, as the weight of the
drive in the outcome runs over all that it is assumed to be.

It is a question about a model, not advice. Bands are values that nobody is sure of.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_range, write_table
from examples.unsure import LEVELS, draw_values
from neurodose import Course, read_regimen, simulate
from neurodose.estimation.typical import make_typical
from neurodose.figures.curves import Curve, Graph, draw_curves
from neurodose.library import combine
from neurodose.populations.timeline import make_timeline
from neurodose.units import day

DAYS, DRAWS = 28, 100
HOURS = 6.0 * np.arange(4 * DAYS + 1)
WEEKS = 168.0 * np.arange(4)  # hours at which they begin
USUAL, MORE = (1.0, 1.0, 1.0, 1.0), (1.0, 1.0, 2.0, 1.0)
DRUGS = {
    "nothing": ("naltrexone", None),
    "baclofen, 30 mg a day": ("baclofen", "10 mg every 8 h x 84"),
    "baclofen, 180 mg a day": ("baclofen", "60 mg every 8 h x 84"),
    "naltrexone, 50 mg a day": ("naltrexone", "50 mg every 24 h x 28"),
}
WITH_BANDS = ("nothing", "baclofen, 180 mg a day")  # more would hide one another
WEIGHTS = np.linspace(0.02, 1.6, 9)  # change of the log-odds of use as the drive of usual cues goes
EXPOSURE, DRIVE, GLUTAMATE, HEAVY = "cues.exposure", "cues.drive", "cues.glutamate", "drinking.mechanism.heavy_days"
CRAVING = {link: f"craving.{link}.score" for link in ("trials", "mechanism")}
RESPONSES = ("drinking", "craving")

SECTION = """## Cues, glutamate and relapse

{drive}

Cues and surroundings evoke glutamate in the accumbens, and what they evoke becomes a drive to use. Twice the usual cues
in the third week raise it within days. Baclofen has less glutamate released: at 30 mg a day it takes {some} % of the
drive, at 180 mg {more} %; naltrexone takes {naltrexone} %, the part that the body's own opioids are assumed to carry.

{table}

Craving (of ten) falls by itself where people are in treatment; trials saw naltrexone take some of it, and baclofen next
to nothing. Trials did not tell people's cues apart, so that by them a week of more cues is no different.

{weight}

**What this weighs in an outcome nobody has measured.** Over all that is assumed, a week of twice the cues adds {least}
to {most} % to a month's heavy drinking days, and 180 mg of baclofen take away from next to nothing to {spared} % by
this way. No human figure of baclofen on glutamate was found; the direction is of rats, and of slices, where baclofen
does less the faster cells fire.
"""


def follow(name: str, values: dict[str, np.ndarray], exposure: tuple[float, ...]) -> Course:
    """A typical person for each set of values; exposure: to cues, in each of the four weeks."""
    drug, sentence = DRUGS[name]
    body = combine(drug, circuits=("cues",), responses=RESPONSES)
    count = len(next(iter(values.values())))
    told = np.tile(exposure, (count, 1))
    people = make_typical(body.people, values | {EXPOSURE: told[:, 0]})
    people = replace(people, timeline=make_timeline(WEEKS, "forward", {EXPOSURE: told}))
    plan = None if sentence is None else read_regimen(sentence)
    course = simulate(
        body.model, plan, people, at=HOURS / 24 * day, outputs=[DRIVE, GLUTAMATE, HEAVY, *CRAVING.values()]
    )
    course.status.raise_if_failed()
    return course


def follow_draws(name: str) -> Course:
    """One of all values as unsure as they are, with more cues in the third week."""
    drug, _ = DRUGS[name]
    return follow(name, draw_values(combine(drug, circuits=("cues",), responses=RESPONSES), DRAWS), MORE)


def weigh() -> dict[str, np.ndarray]:
    """Heavy drinking days of the month (weights,), per cent, by what people meet and take: what cues do, with reward
    and learning switched off.
    """
    values = {"cues.weight": WEIGHTS} | {f"drinking.by_{way}": np.zeros(len(WEIGHTS)) for way in ("reward", "value")}
    cases = {"usual cues": ("nothing", USUAL), "a week of twice the cues": ("nothing", MORE),
             "the same, baclofen 180 mg a day": ("baclofen, 180 mg a day", MORE)}  # fmt: skip
    return {
        words: 100 * follow(name, values, exposure).values[HEAVY].mean(axis=1)
        for words, (name, exposure) in cases.items()
    }


def show(folder: Path) -> str:
    """Writes both figures into a folder; returns the section of the page."""
    courses = {name: follow_draws(name) for name in DRUGS}
    drives = Graph("twice the cues in the third week", [_curve(name, c.values[DRIVE]) for name, c in courses.items()])
    heavy = weigh()
    usual, more, spared = heavy.values()
    graph = Graph("heavy drinking days of four weeks", [Curve(words, WEIGHTS, ys) for words, ys in heavy.items()])
    before = {name: c.values[DRIVE][:, HOURS.searchsorted(14 * 24)] for name, c in courses.items()}
    lost = {name: f"{100 * (1 - np.median(drive)):.2g}" for name, drive in before.items()}
    _, some, most, naltrexone = lost.values()
    raised = 100 * (more / usual - 1)
    rows = []
    for name, c in courses.items():
        craved = (c.values[CRAVING[link]][:, HOURS.searchsorted(21 * 24)] for link in CRAVING)
        shown = 100 * c.values[GLUTAMATE][:, : 4 * 14].mean(axis=1), before[name], c.values[DRIVE].max(axis=1), *craved
        rows.append([name, *(write_range(*np.quantile(values, LEVELS)) for values in shown)])
    return fill_in(
        SECTION,
        drive=save(folder, "cue-drive.svg", draw_curves([drives], "days", "drive, of that of usual cues"),
                   "The drive to relapse, with twice the cues in the third week"),
        weight=save(folder, "cue-weight.svg", draw_curves([graph], "weight of the drive (log-odds)", "of days (%)"),
                    "Heavy drinking days by the weight of cues"),
        some=some, more=most, naltrexone=naltrexone, least=f"{raised.min():.2g}", most=f"{raised.max():.3g}",
        spared=f"{(100 * (1 - spared / more)).max():.2g}",
        table=write_table(["", "glutamate over rest (%)", "drive after two weeks", "its peak in the third",
                           "craving then, by trials", "by circuits"], rows),
    ).rstrip()  # fmt: skip


def _curve(name: str, values: np.ndarray) -> Curve:
    """The middle over days; and its ends, of some. values: (draws, times)."""
    low, middle, high = np.quantile(values, LEVELS, axis=0)
    return Curve(name, HOURS / 24, middle, *((low, high) if name in WITH_BANDS else (None, None)))


if __name__ == "__main__":
    run(show)
