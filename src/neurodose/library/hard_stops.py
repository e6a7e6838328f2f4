"""Hard stops: what must be said before anything is computed, because people have been harmed by it, with its source.

They are read off a question: which drugs are in one body, when each is given, and to whom; what is told of people
counts as much as what they take. A stop stands first and the simulation second. None is advice: each is what a label, a
review or a trial states. A caution is of the same kind, where what was seen was no more than sedation.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from neurodose.dosing.regimen import Given, Plan
from neurodose.library.drug import Drug
from neurodose.populations.people import People
from neurodose.sources import Source
from neurodose.units import minute, mL

DAY = 24.0
AGONISTS = {
    "morphine": 10, "heroin": 10, "fentanyl": 10, "mitragynine": 10, "methadone": 14, "buprenorphine": 14,
}  # fmt: skip  # days that a label wants between the last of it and an antagonist
ANTAGONISTS = ("naltrexone", "naloxone")
LASTING = 7.0  # days of a drug after which its end counts as a stop
DEPENDENT = "opioid_adaptation.dependent_at_start"  # what a question tells of people who come in dependent
FILTRATION = "kidney.CrCL"
FAILING = 60 * mL / minute  # creatinine clearance below which a review wants less baclofen

vivitrol = Source(
    "Vivitrol, for health professionals", 2026, "dosing and administration, as read in 2026", reading="read"
)
wolf = Source("Wolf and others", 2018, "Am J Kidney Dis, abstract", pmid=28899601, reading="read")
tablets = Source(
    "Naltrexone hydrochloride tablets, prescribing information", 2026, "warnings, as read in 2026", reading="read"
)
label = Source("Vivitrol, prescribing information", 2022, "Alkermes", "section 5.1, vulnerability to opioid overdose")
evans = Source(
    "Evans and Bisaga", 2009, "Alcohol Clin Exp Res 33:19", "18 people, 40 and 80 mg before 0.75 g/kg", reading="read"
)
mir = Source("Review of intensive care", 2026, "Médecine intensive réanimation, as read in 2026", reading="read")


@dataclass(frozen=True)
class HardStop:
    """What must be said first, and who says it."""

    text: str
    source: Source
    kind: Literal["stop", "caution"] = "stop"

    def __str__(self) -> str:
        return f"{self.text} ({self.source.authors} {self.source.year})"


def find_hard_stops(
    drug: Drug, plan: Plan, population: str | None = None, people: People | None = None
) -> tuple[HardStop, ...]:
    """The hard stops of a question, in the order in which the drugs stand, and cautions behind them.

    people: of whom something may be told: that they come in dependent on opioids, how well their kidneys filter
    """
    names = [part.name for part in drug.parts] or [drug.name]
    given = {name: tuple(_find_doses(plan, name, is_alone=len(names) == 1)) for name in names}
    dependent = _count_dependent(people)
    is_modelled = any(stage.name == "withdrawal" for stage in drug.stages)
    return (
        *_of_antagonists(given, is_modelled=is_modelled),
        *_of_dependence(given, dependent, is_modelled=is_modelled),
        *(() if dependent else _of_opioid_use(given, drug)),
        *(tuple(_of_an_opioid_after(given)) or _of_lost_tolerance(given, dependent, drug)),
        *_of_kidneys(names, population, people),
        *_of_an_end(given, is_modelled=any(stage.name == "baclofen_withdrawal" for stage in drug.stages)),
        *_of_alcohol(given),
    )


def _find_doses(plan: Plan, name: str, *, is_alone: bool) -> Iterator[Given]:
    """The doses of one drug: those that name it or a way into it, and all where there is no other."""
    for dose in plan.given():
        place = dose.drug or (dose.route or dose.into or "").partition(".")[0]
        if is_alone or place == name:
            yield dose


def _find_times(doses: Iterable[Given]) -> list[float]:
    """Hours of some doses; of doses that have always been given, the one before the first too."""
    return [time for dose in doses for time in ([dose.time - dose.interval] if dose.steady else []) + [dose.time]]


def _of_antagonists(given: Mapping[str, tuple[Given, ...]], *, is_modelled: bool) -> Iterator[HardStop]:
    for antagonist in ANTAGONISTS:
        times = [dose.time for dose in given.get(antagonist, ())]
        for agonist, days in AGONISTS.items():
            earlier = _find_times(given.get(agonist, ()))
            before = [time - dose for time in times for dose in earlier if time >= dose]
            if before and min(before) < days * DAY:
                yield HardStop(
                    f"{antagonist} {min(before) / DAY:.2g} d after {agonist}: in somebody who depends on opioids it "
                    f"precipitates withdrawal{_unless(is_modelled)}; labels of naltrexone want {days} days "
                    "between them, and forbid it to whoever takes or withdraws from opioids",
                    vivitrol,
                )


def _of_dependence(given: Mapping[str, tuple[Given, ...]], dependent: int, *, is_modelled: bool) -> Iterator[HardStop]:
    for antagonist in ANTAGONISTS:
        if dependent and given.get(antagonist):
            whom = "somebody" if dependent == 1 else f"{dependent} people"
            yield HardStop(
                f"{antagonist} for {whom} told to depend on opioids: it precipitates withdrawal{_unless(is_modelled)}; "
                "labels of naltrexone forbid it to whoever depends on opioids or withdraws from them",
                vivitrol,
            )


def _of_opioid_use(given: Mapping[str, tuple[Given, ...]], drug: Drug) -> Iterator[HardStop]:
    """An antagonist asked about for opioid use, of which nothing is told: the simulated are free of opioids."""
    if any(given.get(agonist) for agonist in AGONISTS) or all(s.name != "opioid_relapse" for s in drug.stages):
        return
    for antagonist in ANTAGONISTS:
        if given.get(antagonist):
            yield HardStop(
                f"{antagonist} where opioids are used: in somebody who still has them on board or depends on them it "
                "precipitates withdrawal, which is not simulated here, as nobody here has taken any; labels of "
                "naltrexone want 7 to 10 days without opioids, up to 14 after methadone or buprenorphine",
                vivitrol,
            )


def _unless(is_modelled: bool) -> str:
    return "" if is_modelled else ', which is not simulated here (it is where "withdrawal" is asked for)'


def _of_an_opioid_after(given: Mapping[str, tuple[Given, ...]]) -> Iterator[HardStop]:
    """An opioid once naltrexone has blocked for a week: by tablets that were taken for so long, or by a depot."""
    blocked = given.get("naltrexone", ())
    begins = [dose.time for dose in blocked if "depot" in (dose.route or dose.into or "")]
    times = _find_times(blocked)
    begins += [min(times)] if times and max(times) - min(times) >= LASTING * DAY else []
    for agonist in AGONISTS if begins else ():
        if any(dose.time >= min(begins) + LASTING * DAY for dose in given.get(agonist, ())):
            yield HardStop(
                f"{agonist} after a week or more of naltrexone: as its blockade wanes, people respond to less than "
                "they used to bear; labels warn of stopped breathing and deaths, by doses once tolerated and by "
                "attempts to overcome the blockade; how often was not seen",
                tablets,
            )


def _of_lost_tolerance(given: Mapping[str, tuple[Given, ...]], dependent: int, drug: Drug) -> Iterator[HardStop]:
    """Naltrexone that ends in people who used opioids: told so, asked about relapse, or given opioids for a week."""
    last = max(_find_times(given.get("naltrexone", ())), default=None)
    if last is None:
        return
    used = any(
        any(dose.steady for dose in doses) or (times and max(times) - min(times) >= LASTING * DAY)
        for doses, times in ((given.get(name, ()), _find_times(given.get(name, ()))) for name in AGONISTS)
    )
    if used or dependent or any(stage.name == "opioid_relapse" for stage in drug.stages):
        yield HardStop(
            "naltrexone that ends, or is missed, after opioid use: tolerance is lost by then, and opioids in amounts "
            "that were borne before can kill; trying to overcome the block can too",
            label,
        )


def _count_dependent(people: People | None) -> int:
    if people is None or DEPENDENT not in people.told:
        return 0
    return int((people.columns[DEPENDENT] > 0).sum())


def _of_kidneys(names: list[str], population: str | None, people: People | None) -> Iterator[HardStop]:
    lowest = _find_filtration(people)
    is_failing = population is not None and "kidney" in population
    if "baclofen" in names and (is_failing or lowest < FAILING.coherent):
        said = f", told to filter {lowest * FAILING.value / FAILING.coherent:.0f} mL/min"
        told = said if lowest < FAILING.coherent else ""
        yield HardStop(
            f"baclofen with failing kidneys{told}: encephalopathy was published after a mean of 20 mg a day "
            "(El-Husseini 2011); a review wants it avoided below 30 mL/min and on dialysis, and less of it below 60",
            wolf,
        )


def _find_filtration(people: People | None) -> float:
    """The lowest creatinine clearance that a question tells, coherent; infinite where it tells none."""
    if people is None or not any(name == FILTRATION or name.startswith("body.kidneys") for name in people.told):
        return math.inf
    later = {} if people.timeline is None else people.timeline.columns
    columns = [c for c in (people.columns.get(FILTRATION), later.get(FILTRATION)) if c is not None and c.size]
    return min((float(column.min()) for column in columns), default=math.inf)


def _of_an_end(given: Mapping[str, tuple[Given, ...]], *, is_modelled: bool) -> Iterator[HardStop]:
    doses = given.get("baclofen", ())
    times = [dose.time for dose in doses]
    if times and (max(times) - min(times) >= LASTING * DAY or any(dose.steady for dose in doses)):
        yield HardStop(
            "baclofen that ends at once after a week or more: seizures, delirium, spasticity and worse were seen"
            + ("" if is_modelled else '; that is not simulated here (it is where "baclofen_withdrawal" is asked for)'),
            mir,
        )


def _of_alcohol(given: Mapping[str, tuple[Given, ...]]) -> Iterator[HardStop]:
    if given.get("baclofen") and given.get("ethanol"):
        yield HardStop("baclofen with alcohol: more sedation and impairment than by either alone", evans, "caution")
