"""Hard stops: what must be said before anything is computed, because people have been harmed by it, with its source.

They are read off a question: which drugs are in one body, when each is given, and to whom. A model that ends at the
receptor shows no withdrawal; a stop says so where it matters most. None is advice: each is what a label or a review
states.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from neurodose.dosing.regimen import Given, Plan
from neurodose.library.drug import Drug
from neurodose.sources import Source

DAY = 24.0
AGONISTS = {
    "morphine": 10, "heroin": 10, "fentanyl": 10, "mitragynine": 10, "methadone": 14, "buprenorphine": 14,
}  # fmt: skip  # days that a label wants between the last of it and an antagonist
ANTAGONISTS = ("naltrexone", "naloxone")
LASTING = 7.0  # days of baclofen after which its end counts as a stop, and of naltrexone after which tolerance is lost

vivitrol = Source(
    "Vivitrol, for health professionals", 2026, "dosing and administration, as read in 2026", reading="read"
)
tablets = Source(
    "Naltrexone hydrochloride tablets, prescribing information", 2026, "warnings, as read in 2026", reading="read"
)
wolf = Source("Wolf and others", 2018, "Am J Kidney Dis, abstract", pmid=28899601, reading="read")
mir = Source("Review of intensive care", 2026, "Médecine intensive réanimation, as read in 2026", reading="read")


@dataclass(frozen=True)
class HardStop:
    """What must be said first, and who says it."""

    text: str
    source: Source

    def __str__(self) -> str:
        return f"{self.text} ({self.source.authors} {self.source.year})"


def find_hard_stops(drug: Drug, plan: Plan, population: str | None = None) -> tuple[HardStop, ...]:
    """The hard stops of a question, in the order in which the drugs stand."""
    names = [part.name for part in drug.parts] or [drug.name]
    given = {name: tuple(_find_doses(plan, name, is_alone=len(names) == 1)) for name in names}
    is_shown = any(stage.name == "withdrawal" for stage in drug.stages)
    return (
        *_of_antagonists(given, is_shown=is_shown),
        *_of_lost_tolerance(given),
        *_of_kidneys(names, population),
        *_of_an_end(given),
    )


def _find_doses(plan: Plan, name: str, *, is_alone: bool) -> Iterator[Given]:
    """The doses of one drug: those that name it or a way into it, and all where there is no other."""
    for dose in plan.given():
        place = dose.drug or (dose.route or dose.into or "").partition(".")[0]
        if is_alone or place == name:
            yield dose


def _of_antagonists(given: dict[str, tuple[Given, ...]], *, is_shown: bool) -> Iterator[HardStop]:
    beyond = "" if is_shown else ", which is not in this model"
    for antagonist in ANTAGONISTS:
        times = [dose.time for dose in given.get(antagonist, ())]
        for agonist, days in AGONISTS.items():
            before = [time - dose.time for time in times for dose in given.get(agonist, ()) if time >= dose.time]
            if before and min(before) < days * DAY:
                yield HardStop(
                    f"{antagonist} {min(before) / DAY:.2g} d after {agonist}: in somebody who depends on opioids it "
                    f"precipitates withdrawal{beyond}; labels of naltrexone want {days} days "
                    "between them, and forbid it to whoever takes or withdraws from opioids",
                    vivitrol,
                )


def _of_lost_tolerance(given: dict[str, tuple[Given, ...]]) -> Iterator[HardStop]:
    """An opioid once naltrexone has blocked for a week: by tablets that were taken for so long, or by a depot."""
    blocked = given.get("naltrexone", ())
    begins = [dose.time for dose in blocked if "depot" in (dose.route or dose.into or "")]
    times = [dose.time for dose in blocked]
    begins += [min(times)] if times and max(times) - min(times) >= LASTING * DAY else []
    for agonist in AGONISTS if begins else ():
        if any(dose.time >= min(begins) + LASTING * DAY for dose in given.get(agonist, ())):
            yield HardStop(
                f"{agonist} after a week or more of naltrexone: as its blockade wanes, people respond to less than "
                "they used to bear; labels warn of stopped breathing and deaths, by doses once tolerated and by "
                "attempts to overcome the blockade; how often was not seen",
                tablets,
            )


def _of_kidneys(names: list[str], population: str | None) -> Iterator[HardStop]:
    if "baclofen" in names and population is not None and "kidney" in population:
        yield HardStop(
            "baclofen with failing kidneys: encephalopathy was published after a mean of 20 mg a day; a review wants "
            "it avoided below 30 mL/min and on dialysis, and less of it below 60",
            wolf,
        )


def _of_an_end(given: dict[str, tuple[Given, ...]]) -> Iterator[HardStop]:
    times = [dose.time for dose in given.get("baclofen", ())]
    if times and max(times) - min(times) >= LASTING * DAY:
        yield HardStop(
            "baclofen that ends at once after a week or more: seizures, delirium, spasticity and worse were seen; that "
            "is not in this model",
            mir,
        )
