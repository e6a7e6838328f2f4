"""A protocol is read from a TOML text; each fault is told with the file, the entry and its line."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import reduce
from pathlib import Path
from typing import Any

from neurodose.dosing.regimen import Plan
from neurodose.dosing.sentence import read_regimen
from neurodose.errors import CourseError, DrugError, NeurodoseError, PopulationError, ProtocolError, unknown_name
from neurodose.files import read_file
from neurodose.library import find_drug
from neurodose.library.drug import Drug
from neurodose.library.indications import add_stages
from neurodose.modelling.system import System
from neurodose.protocol.form import CourseForm, ProtocolForm, fill_form
from neurodose.protocol.places import Places, find_places, parse
from neurodose.protocol.protocol import FORMAT, Protocol
from neurodose.simulation.keep import Areas, FinalStates, Keep, Quantiles, Trajectories
from neurodose.simulation.landing import find_landings
from neurodose.units import Quantity, h, name_dimension, read_quantity


def open_protocol(path: Path) -> Protocol:
    """The protocol in a file; raises ProtocolError."""
    return read_protocol(read_file(path, ProtocolError), path.name)


def read_protocol(text: str, name: str) -> Protocol:
    """A TOML text says one question in full.

    name: of the file, for messages. Raises ProtocolError: for text that is no TOML, for a newer format, and for every
    entry that is unknown, missing, of another type, or names something that does not exist.
    """
    content = parse(text, name)
    places = find_places(text, name)
    _check_format(content, places)
    form, unfit = fill_form(content, places)
    faults = Faults(places, unfit)
    faults.raise_if_any()
    return _understand(form, faults)  # pyright: ignore[reportArgumentType]


class Faults:
    """What is wrong with a file, gathered so that all of it is told at once."""

    def __init__(self, places: Places, found: list[ProtocolError]) -> None:
        self.places, self.found = places, found

    def read(self, entry: str, verb: Callable[..., Any], *words: Any) -> Any:
        """What the verb makes of these words; or None, and its error becomes a fault of this entry."""
        try:
            return verb(*words)
        except NeurodoseError as error:
            where = self.places.say(entry, words[-1])
            self.found.append(ProtocolError(error.what, where=where, exists=error.exists, hint=error.hint))
            return None

    def raise_if_any(self) -> None:
        if len(self.found) == 1:
            raise self.found[0]
        if self.found:
            told = "\n".join(str(fault) for fault in self.found).replace("\n", "\n    ")
            raise ProtocolError(f"there are {len(self.found)} faults", where=self.places.file, exists=told)


def _check_format(content: Mapping[str, Any], places: Places) -> None:
    version = content.get("format")
    if isinstance(version, int) and not isinstance(version, bool) and version != FORMAT:
        raise ProtocolError(
            f"the protocol is of format {version}",
            where=places.say("format"),
            exists=f"this version of neurodose reads format {FORMAT}",
            hint="install a newer neurodose" if version > FORMAT else f"write format = {FORMAT}",
        )


def _understand(form: ProtocolForm, faults: Faults) -> Protocol:
    plans = [faults.read("regimen", read_regimen, sentence) for sentence in form.regimen]
    plan: Any = reduce(Plan.together, plans) if all(plans) else None
    drug = faults.read("drug", find_drug, form.drug)
    for entry, add in (("circuits", _add_circuits), ("responses", _add_responses)):
        for name in getattr(form, entry) or () if drug else ():
            drug = faults.read(entry, add, drug, name) or drug
    until = faults.read("course.until", _read_time, form.course.until)
    every = faults.read("course.every", _read_time, form.course.every) if form.course.every else None
    keep = faults.read(f"course.{'levels' if form.course.levels else 'keep'}", _choose_keep, form.course)
    names = _choose_names(drug, form, faults) if drug else ("", "")
    if plan and form.route:
        plan = plan.by(form.route)
    if names[0]:
        system = drug.structures[names[0]].system
        for output in form.course.outputs or ():
            faults.read("course.outputs", system.output, output)
        if plan:
            faults.read("route" if form.route else "regimen", _check_landings, plan, system)
    faults.raise_if_any()
    outputs = tuple(form.course.outputs) if form.course.outputs else None
    people = form.people
    return Protocol(drug, names[0], plan, names[1], people.count, people.seed, until, every, keep, outputs)


def _add_circuits(drug: Drug, name: str) -> Drug:
    return add_stages(drug, circuits=[name])


def _add_responses(drug: Drug, name: str) -> Drug:
    return add_stages(drug, responses=[name])


def _read_time(text: str) -> Quantity:
    time = read_quantity(text)
    is_time = time.dimension == h.dimension
    if not is_time or not 0 < time.coherent < math.inf:
        said = "no time above 0" if is_time else f"{name_dimension(time.dimension)}, not a time"
        raise CourseError(f"{text} is {said}", hint='give a time such as "24 h" or "42 days"')
    return time


def _choose_names(drug: Drug, form: ProtocolForm, faults: Faults) -> tuple[str, str]:
    """The structure and the population, by name: those that are written, or the drug's first."""
    structure = form.structure or next(iter(drug.structures))
    population = form.people.population or next(iter(drug.populations))
    owner = f"the drug {drug.name}"
    faults.read("structure", _check_name, DrugError, "structure", drug.structures, owner, structure)
    faults.read("people.population", _check_name, PopulationError, "population", drug.populations, owner, population)
    return (structure if structure in drug.structures else "", population)


def _check_name(error: type[NeurodoseError], kind: str, known: Mapping[str, Any], owner: str, name: str) -> None:
    if name not in known:
        raise unknown_name(error, kind, name, known, owner=owner)


def _choose_keep(course: CourseForm) -> Keep:
    if course.levels is not None and course.keep != "quantiles":
        raise CourseError(
            f"levels are given, but {course.keep} are kept", hint='write keep = "quantiles", or leave levels out'
        )
    if course.outputs is not None and course.keep == "final states":
        raise CourseError("outputs are named, but final states are kept", hint="leave outputs out: every state is kept")
    kinds: dict[str, type[Keep]] = {"trajectories": Trajectories, "areas": Areas, "final states": FinalStates}
    return Quantiles(*course.levels or ()) if course.keep == "quantiles" else kinds[course.keep]()


def _check_landings(plan: Plan, system: System) -> None:
    """Every dose has a place to go to in this model, and a salt that its substance knows."""
    land = find_landings(system)
    for dose in plan.parts():
        land(dose.given()[0])
