"""A dossier: a question put to a model, the answer, and everything that stands behind it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from neurodose.agreement.chain import ChainLink, find_chain
from neurodose.agreement.rule import Verdict, judge
from neurodose.agreement.study import Estimates, hold_studies
from neurodose.agreement.validation import find_estimates, find_own_values
from neurodose.dosing import read_regimen
from neurodose.dosing.regimen import Plan
from neurodose.errors import DrugError, ObservationError, PopulationError, unknown_name
from neurodose.library.approvals import read_days
from neurodose.library.circuit import Circuit
from neurodose.library.drug import Drug
from neurodose.library.hard_stops import find_hard_stops
from neurodose.library.indications import add_all_reached, name_stages
from neurodose.library.response import Response
from neurodose.library.scope import find_marks
from neurodose.measurement.phrase import find_output
from neurodose.modelling.system import System
from neurodose.modelling.writing import Methods
from neurodose.records.observation import Observation
from neurodose.reports.alone import compare, find_victims
from neurodose.reports.answer import Answer, answer
from neurodose.reports.document import Section
from neurodose.reports.dossier_sections import tell_sections
from neurodose.reports.drawings import Figure, draw_figures
from neurodose.reports.figure import find_end
from neurodose.reports.judged import find_kept
from neurodose.reports.outputs import Outputs, choose_outputs
from neurodose.reports.quantity import SAME
from neurodose.reports.response_figures import draw_responses
from neurodose.reports.responses import Followed, find_addresses, follow_stages
from neurodose.reports.sentences import write_sentences
from neurodose.reports.signals import tell_reports
from neurodose.reports.spread import Spread, find_spread
from neurodose.reports.weighing import write_weighed
from neurodose.simulation.course import Course
from neurodose.simulation.landing import find_landings
from neurodose.simulation.simulate import simulate
from neurodose.units import Quantity, day, h

WASHOUT = 14 * day  # long enough for blockade to wear off in nearly everyone
STUDIES = 40  # virtual studies of each observation by each structure: enough to see a miss, few enough to be quick
MOST_MOMENTS = 1500  # output times of the whole course, hourly for up to two months
FINE = 0.25  # hours between output times after the last dose, where plasma peaks
AT_ONCE = (1 / 60, 2 / 60, 4 / 60, 8 / 60)  # and the first of them, for what goes into a vein

Report = Callable[[str, float], None]


@dataclass(frozen=True, eq=False)
class Dossier:
    """Everything the page holds, before it is a page.

    structure, population: names that the drug knows them by
    calibrated: values that a rival has in place of the table's, which are the favourite's own; by address
    sentences: the answer in words
    verdicts: on the observations that the dossier meets, by every structure of the drug
    chain: every link from plasma to the responses that the drugs reach, whether or not they were asked for
    followed: circuits and responses that were asked for, by every rival
    marks: what of the question lies outside of what the model was set with
    stops, cautions: what must be said before anything else, and what was seen to be worse together
    condition: what people suffer from, where it was named; sections: what trials show, harm, and law, beside the model
    on, known_on: days of the law, where they were told; signals, agreement: files and folders that were given
    """

    drug: Drug
    plan: Plan
    people: int
    seed: int
    structure: str
    population: str
    calibrated: Mapping[str, Quantity]
    course: Course
    outputs: Outputs
    answer: Answer
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    verdicts: tuple[Verdict, ...]
    chain: tuple[ChainLink, ...]
    followed: tuple[Followed, ...]
    methods: Methods
    marks: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    condition: str | None = None
    sections: tuple[Section, ...] = ()
    on: str | None = None
    known_on: str | None = None
    signals: tuple[Path, ...] = ()
    agreement: Path | None = None

    @property
    def command(self) -> str:
        """What to type to get the same again."""
        words = ["neurodose", "dossier", self.drug.name, "--dose", str(self.plan)]
        words += ["--people", str(self.people), "--seed", str(self.seed)]
        for name, said, known in (
            ("--structure", self.structure, self.drug.structures),
            ("--population", self.population, self.drug.populations),
        ):
            words += [name, said] if said != next(iter(known)) else []
        words += ["--for", self.condition] if self.condition else []
        for name, kind in (("--circuits", Circuit), ("--responses", Response)):
            named = name_stages(self.drug, kind)
            words += [name, ",".join(named)] if named else []
        for name, told in (("--agreement", self.agreement), *(("--signals", place) for place in self.signals),
                           ("--on", self.on), ("--known-on", self.known_on)):  # fmt: skip
            words += [name, str(told)] if told is not None else []
        return shlex.join(words)


def make_dossier(
    drug: Drug,
    plan: Plan,
    *,
    people: int,
    seed: int,
    structure: str | None = None,
    population: str | None = None,
    report: Report | None = None,
    estimates: Estimates | None = None,
    agreement: str | Path | None = None,
    condition: str | None = None,
    on: str | date | None = None,
    known_on: str | date | None = None,
    signals: Sequence[str | Path] = (),
) -> Dossier:
    """Simulates the regimen in virtual people, meets the drug's observations, and gathers the answer, figures and
    methods. Circuits and responses that the drug has are told of beside blood and receptors, each against no drug.

    structure, population: by name; the drug's first unless said
    report:    told what is being done and which share of it is done
    estimates: of calibrations, by structure; those of the library unless said. Without one a structure's values are
               as unsure as their sources say
    agreement: a folder with verdicts on outcomes that an earlier judging left: virtual trials take too long to be
               held here
    condition: what people suffer from: evidence, harm and approvals are told for it
    on, known_on: the day of which the law is told, and as it was known here on which day; today unless said
    signals:   folders and files of reports of suspected harm: what they name with the drug is told beside harm
    Raises DrugError or PopulationError for a name that the drug does not know, ApprovalError for what is no day,
    CaseReportError where no report can be read, ObservationError where the folder of verdicts is not there, SolverError
    if a person's solve fails.
    """
    report = report or (lambda what, share: None)
    structure = _choose(DrugError, "structure", structure, drug.structures, drug)
    population = _choose(PopulationError, "population", population, drug.populations, drug)
    read_days(on, known_on)  # refused before anything takes time
    reports = tell_reports(drug, [Path(place) for place in signals], report)
    kept = () if agreement is None else _find_verdicts(drug, Path(agreement))
    outputs = choose_outputs(drug, structure, plan)
    behind = find_addresses(drug, drug.structures[structure].system)
    found = find_estimates(drug) if estimates is None else estimates
    calibrated = {name: find_own_values(drug, name, found) for name in drug.structures}
    typical = {address: np.asarray(value.coherent) for address, value in calibrated[structure].items()}
    course = simulate(
        drug.structures[structure], plan, drug.populations[population].sample(people, seed=seed, typical=typical),
        at=_choose_moments(outputs) * h, outputs=[*outputs.addresses, *behind],
        progress=lambda share: report(f"simulating {people} people", share),
    )  # fmt: skip
    course.status.raise_if_failed()
    outputs = outputs.shown(course)

    def follow(given: Plan | None, looked: Sequence[str]) -> Spread:
        """The same people and draws under a regimen, by what makes them differ."""
        everyone = course
        if given is not plan:
            everyone = simulate(course.system, given, course.people, at=course.times * h, outputs=looked)
        return find_spread(
            drug, given, everyone, structure=structure, population=population, outputs=looked, calibrated=calibrated,
            estimates=found, seed=seed, report=lambda share: report("asking how unsure that is", share),
        )  # fmt: skip

    spread = follow(plan, [*outputs.compared, *behind])
    without = follow(None, behind) if behind else spread
    compared = dict(
        compare(victim, spread, follow(victim.plan, [victim.exposure.level.addresses[0]]))
        for victim in find_victims(drug, outputs, plan, course.system)
    )
    studies = hold_studies(
        drug, choose_observations(drug, plan), found, seed=seed,
        studies=STUDIES, progress=lambda share: report("meeting observations", share),
    )  # fmt: skip
    verdicts = tuple(judge(held) for held in studies)
    whole = add_all_reached(drug)
    outcomes = tuple(v for v in kept if v.observation.quantity.row.is_outcome)
    chain = find_chain(whole, (*verdicts, *outcomes), whole.structures[structure].system)
    followed = follow_stages(drug, chain, spread, without, outputs.due)
    told = answer(outputs, spread, compared)
    stops = find_hard_stops(drug, plan, population, course.people)
    return Dossier(
        drug=drug,
        plan=plan,
        people=people,
        seed=seed,
        structure=structure,
        population=population,
        calibrated=calibrated[structure],
        course=course,
        outputs=outputs,
        answer=told,
        sentences=(
            *write_weighed(course.system, plan),
            *write_sentences(drug, outputs, told, course, chain, followed),
        ),
        figures=(
            *draw_figures(drug, outputs, plan, spread, verdicts),
            *draw_responses(followed, course, without.people, find_end(course, outputs)),
        ),
        verdicts=verdicts,
        chain=chain,
        followed=followed,
        methods=course.methods(),
        marks=find_marks(drug, plan, population, until=outputs.due),
        stops=tuple(str(stop) for stop in stops if stop.kind == "stop"),
        cautions=tuple(str(stop) for stop in stops if stop.kind == "caution"),
        condition=condition,
        sections=tell_sections(drug, condition, on, known_on, reports),
        on=None if on is None else str(on),
        known_on=None if known_on is None else str(known_on),
        signals=tuple(map(Path, signals)),
        agreement=None if agreement is None else Path(agreement),
    )


def _find_verdicts(drug: Drug, folder: Path) -> tuple[Verdict, ...]:
    if not folder.is_dir():
        raise ObservationError(f"there is no folder {folder}", where="the verdicts on observations",
                               hint=f"name the folder that has agreement-{drug.name}.json")  # fmt: skip
    return find_kept(drug, folder)


def choose_observations(drug: Drug, plan: Plan) -> tuple[Observation, ...]:
    """What a dossier meets: displacement at any receptor, and plasma after doses that went in as these do."""
    displacements = {f"{address}.displacement" for address in drug.receptors.values()}
    exposures = set(drug.concentrations.values())
    entered = _find_entries(drug.system, plan)

    def is_met(seen: Observation) -> bool:
        output = None if seen.quantity.row.is_outcome or seen.arm.is_without_drug else find_output(drug, seen.quantity)
        if output in displacements:
            return seen.quantity.kind == "displacement"
        return output in exposures and _find_entries(drug.system, read_regimen(seen.regimen)) <= entered

    return tuple(seen for seen in drug.observations if is_met(seen))


def _find_entries(system: System, plan: Plan) -> set[int]:
    """The states in which the doses of a regimen land."""
    return {landing.state for landing in map(find_landings(system), plan.given())}


def _choose(error: type, what: str, said: str | None, known: Mapping[str, object], drug: Drug) -> str:
    if said is None:
        return next(iter(known))
    if said not in known:
        raise unknown_name(error, what, said, known, owner=drug.name)
    return said


def _choose_moments(outputs: Outputs) -> np.ndarray:
    """Output times in hours: evenly from the first dose to the end of washout, and closely from each drug's last dose
    until its next would be due.
    """
    end = outputs.last + WASHOUT.coherent
    even = np.arange(0.0, end, np.ceil(end / MOST_MOMENTS))
    close = np.unique(np.concatenate([_look_closely(e.last, e.due - e.last) for e in outputs.exposures]))
    # A moment that differs from another by rounding alone is not a second one.
    return _distinct(np.concatenate([even, close, [outputs.last, outputs.due, end]]))


def _look_closely(begin: float, interval: float) -> np.ndarray:
    """Moments from a dose on: first a few close ones, for what peaks at once."""
    close = begin + np.linspace(0.0, interval, 1 + int(np.ceil(interval / FINE)))
    early = begin + np.array([moment for moment in AT_ONCE if moment < interval])
    return np.concatenate([early, close[:: max(1, len(close) // MOST_MOMENTS)], close[-1:]])


def _distinct(times: np.ndarray) -> np.ndarray:
    times = np.unique(times)
    return times[np.concatenate([[True], np.diff(times) > SAME])]
