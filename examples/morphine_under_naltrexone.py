"""Morphine with and without naltrexone: how far the blockade moves its curve, and whether the dose ratio says so.

    python -m examples.morphine_under_naltrexone [folder]

50 mg of naltrexone, and morphine by vein a day, two or three days later, in doses from nothing to absurd; the effect of
all ligands at mu receptors is read three hours after it. An antagonist that can be displaced moves the curve to the
right and leaves its top. By how much is read off the curves at half of what morphine adds, as Schild did, and compared
with `dose_ratio_at_mu`, which the model tells without any morphine. Three structures of naltrexone rival one another,
each with the values of its own calibration.

It is a question about receptors, not advice: breathing is not in it, and nobody should try to get past a blockade.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_marks, write_table
from neurodose import Dose, People, find_drug, simulate
from neurodose.agreement.validation import find_own_values
from neurodose.estimation.typical import make_typical
from neurodose.figures.curves import Curve, Graph, draw_curves
from neurodose.library.scope import find_marks
from neurodose.units import day, h, mg, one, percent

DOSES = np.array([0, *np.geomspace(0.01, 1e5, 57)])  # mg of morphine; only so can a curve under blockade be seen whole
SHOWN = slice(9, 40)  # of them, in the figure: from 0.1 mg up to half a gram
READ_AFTER = 3  # hours from morphine to reading: half of it reaches the brain within 2.8 h
DAYS = (24, 48, 72)  # hours from naltrexone to morphine, in the figure
HOURS = (6, 12, 24, 36, 48, 72, 96, 120)  # where the shift is read
STRUCTURES = {
    "slow exchange": "favourites",
    "deep binding": "naltrexone: deep binding",
    "long terminal phase": "naltrexone: long terminal phase",
}  # of naltrexone, and what it is called beside morphine
TONE = ("endorphin.release", "enkephalin.release")
EFFECT, RATIO = "effect_at_mu", "dose_ratio_at_mu"

SECTION = """## Morphine with and without naltrexone

{family}

A day after 50 mg, the body's own opioids are left with {under:.2g} % of the largest effect, of {before:.2g} before,
and morphine's curve stands to the right. **Whether its top can be reached is where the structures part.** Where
naltrexone is in slow exchange with plasma, or comes out of deep tissue, enough morphine gets to {top:.2g} % as if
nothing were there; where it holds on to its receptors (half leaves in {half:.2g} h, slower than anybody thought
possible before it was calibrated), three hours are too short, and no dose gets above {held:.2g} %. No observation
here tells which is true, though such an experiment would.

{table}

{shift}

Where nothing else stimulates the receptor, and all is at equilibrium, the shift is the dose ratio (right). With the
body's own opioids as assumed it is somewhat more (left), since morphine has to make up for what they have lost as
well; and where naltrexone leaves slowly, there may be no shift to read: the dose ratio then tells how few receptors
are free, and not what more morphine could do. All of it ends at the receptor. Breathing is not in it: no curve here
gives leave to try.

{marks}"""

both, naltrexone = find_drug("morphine + naltrexone"), find_drug("naltrexone")


def find_people(structure: str, *, has_tone: bool) -> People:
    """A typical person for each dose, with the values of the structure's own calibration.

    has_tone: whether the body's own opioids are at mu receptors as assumed, or none
    """
    own = find_own_values(naltrexone, structure)
    values = {f"naltrexone.{address}": np.full(len(DOSES), value.coherent) for address, value in own.items()}
    values |= {} if has_tone else dict.fromkeys(TONE, np.zeros(len(DOSES)))
    return make_typical(both.people, values or {TONE[0]: np.ones(len(DOSES))})


def read_curve(structure: str, after: float | None, *, has_tone: bool = True) -> tuple[np.ndarray, float]:
    """The effect at mu by dose of morphine (doses,), per cent of the largest; and the dose ratio without any.

    after: hours from naltrexone to morphine; None: no naltrexone
    """
    begin = 0 if after is None else after
    blocked = None if after is None else Dose(50 * mg, drug="naltrexone")
    plans = []
    for amount in DOSES:
        morphine = Dose(amount * mg, route="morphine.vein", at=begin * h) if amount else None
        given = [dose for dose in (blocked, morphine) if dose is not None]
        plans.append(None if not given else given[0] if len(given) == 1 else given[0] & given[1])
    course = simulate(both.structures[STRUCTURES[structure]], plans, find_people(structure, has_tone=has_tone),
                      at=[begin + READ_AFTER] * h, outputs=[EFFECT, RATIO])  # fmt: skip
    course.status.raise_if_failed()
    return course[EFFECT].to(percent).values[:, 0], float(course[RATIO].to(one).values[0, 0])


def find_dose(effect: np.ndarray, level: float) -> float:
    """The dose of morphine at which a curve reaches a level, straight between logarithms of doses; nan if none does."""
    if not effect[1] <= level <= effect[-1]:
        return np.nan
    return float(np.exp(np.interp(level, effect[1:], np.log(DOSES[1:]))))


def find_shifts(structure: str, *, has_tone: bool) -> tuple[np.ndarray, np.ndarray]:
    """The shift of morphine's curve and the dose ratio, (hours,) each."""
    alone, _ = read_curve(structure, None, has_tone=has_tone)
    level = (alone[0] + alone[-1]) / 2
    read = [read_curve(structure, after, has_tone=has_tone) for after in HOURS]
    shifts = [find_dose(effect, level) / find_dose(alone, level) for effect, _ in read]
    return np.array(shifts), np.array([ratio for _, ratio in read])


def draw_family(structure: str) -> Graph:
    """The curve of morphine alone, and after naltrexone."""
    curves = [Curve("no naltrexone", DOSES[SHOWN], read_curve(structure, None)[0][SHOWN])]
    curves += [Curve(f"{after} h after", DOSES[SHOWN], read_curve(structure, after)[0][SHOWN]) for after in DAYS]
    return Graph(structure, curves)


def draw_shifts(shifts: dict[tuple[str, bool], tuple[np.ndarray, np.ndarray]]) -> str:
    """Shifts against dose ratios, with the body's own opioids and without; curves that never get there have none."""
    ends = np.array([1.0, 30.0])
    graphs = []
    for title, has_tone in (("with tone", True), ("no tone", False)):
        marks = []
        for name in STRUCTURES:
            shift, ratio = shifts[name, has_tone]
            there = np.isfinite(shift)
            label = name if there.any() else f"{name}: never gets there"
            marks.append(Curve(label, ratio[there], shift[there], is_marks=True))
        graphs.append(Graph(title, marks, [Curve("as the dose ratio says", ends, ends)]))
    return draw_curves(graphs, "dose ratio that the model tells", "shift read off the curves", is_log=True,
                       is_log_across=True)  # fmt: skip


def show(folder: Path) -> str:
    """Writes both figures into a folder; returns the section of the page."""
    family = draw_curves([draw_family(name) for name in STRUCTURES], "morphine by vein (mg), 3 h before",
                         "effect at mu, of the largest (%)", is_log_across=True, limits=(0, 100))  # fmt: skip
    shifts = {(name, tone): find_shifts(name, has_tone=tone) for tone in (True, False) for name in STRUCTURES}
    head = ["hours after naltrexone", *(f"{name}: dose ratio, shift" for name in STRUCTURES)]
    rows = [
        [f"{after}", *(_tell_pair(*shifts[name, True], number) for name in STRUCTURES)]
        for number, after in enumerate(HOURS)
        if after in DAYS
    ]
    alone, under = (read_curve("slow exchange", after)[0] for after in (None, 24))
    tops = [read_curve(name, 24)[0][-1] for name in STRUCTURES]
    leaving = find_own_values(naltrexone, "deep binding")["mu.leaving"]
    question = Dose(50 * mg, drug="naltrexone") & Dose(10 * mg, route="morphine.vein", at=1 * day)
    return fill_in(
        SECTION,
        family=save(folder, "morphine-surmounts.svg", family, "Effect at mu by dose of morphine after naltrexone"),
        under=under[0],
        before=alone[0],
        top=tops[2],
        held=tops[1],
        half=np.log(2) / leaving.coherent,
        table=write_table(head, rows),
        shift=save(folder, "morphine-shift.svg", draw_shifts(shifts), "Shift of morphine's curve and dose ratio"),
        marks=write_marks(find_marks(both, question)),
    )


def _tell_pair(shift: np.ndarray, ratio: np.ndarray, number: int) -> str:
    told = f"{shift[number]:.3g}" if np.isfinite(shift[number]) else "none"
    return f"{ratio[number]:.3g}, {told}"


if __name__ == "__main__":
    run(show)
