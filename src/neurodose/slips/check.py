"""check: the numbers of a drug, of any model, or of a record file, with the slips that they look like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from neurodose.library import DRUGS, find_drug
from neurodose.modelling.model import Part, describe
from neurodose.modelling.parameter import Parameter
from neurodose.modelling.system import System
from neurodose.populations.people import People, typical_people
from neurodose.populations.virtual import Population
from neurodose.records.observation import Observation
from neurodose.records.reader import Reading
from neurodose.slips.arms import group
from neurodose.slips.balance import check_balance
from neurodose.slips.clearances import check_clearances
from neurodose.slips.contradictions import check_contradictions
from neurodose.slips.figures import check_figures
from neurodose.slips.finding import Finding, Inspection, unite
from neurodose.slips.magnitudes import check_magnitudes
from neurodose.slips.reasons import explain, find_reasons
from neurodose.slips.shares import check_people, check_shares, check_ways
from neurodose.slips.spreads import check_spreads
from neurodose.slips.statements import check_statements
from neurodose.slips.substances import check_substances
from neurodose.slips.wording import check_wording
from neurodose.symbols.expression import walk

PEOPLE, SEED = 2000, 1  # of each population: enough to see one in a thousand
TABLE_CHECKS = (check_spreads, check_magnitudes, check_wording, check_shares)
GRAVEST = {"error": 0, "warning": 1}

Progress = Callable[[float], None]


def check_library(names: Sequence[str] = (), progress: Progress | None = None) -> Inspection:
    """Findings on drugs of the library, their models and their observations; on all of them if none is named.

    Raises DrugError for a drug that the library has not.
    """
    drugs = [find_drug(name) for name in names or DRUGS]
    found: list[Finding] = []
    for number, drug in enumerate(drugs):
        in_models = check_models(drug.name, drug.structures, tuple(drug.populations.values()))
        systems = {name: model.system for name, model in drug.structures.items()}
        in_records = [
            *check_observations(drug.observations, {drug.name: drug.system}),
            *check_statements(systems, drug.observations),
        ]
        is_one = len(drug.parts) < 2  # several in one body have no observations, and tails of other people
        found += explain([*in_models, *in_records], find_reasons(drug.name), tell_stale=is_one)
        if progress is not None:
            progress((number + 1) / len(drugs))
    return Inspection(tuple(drug.name for drug in drugs), tuple(sorted(found, key=lambda f: GRAVEST[f.severity])))


def check_file(reading: Reading, name: str) -> Inspection:
    """Findings on the observations of a record file, of whatever drugs; entries that cannot be read are told."""
    known = {o.drug for o in reading.observations} & set(DRUGS)
    found = check_observations(reading.observations, {drug: find_drug(drug).system for drug in known})
    ordered = tuple(sorted(found, key=lambda f: GRAVEST[f.severity]))
    return Inspection((name,), ordered, tuple(str(fault) for fault in reading.faults))


def check_models(
    owner: str, structures: Mapping[str, Part | System], populations: Sequence[Population] = ()
) -> tuple[Finding, ...]:
    """Findings on the numbers of models that rival one another, and on the people they are for; none is explained."""
    systems = {name: describe(part) for name, part in structures.items()}
    parameters: dict[str, Parameter] = {}
    for table in (*(p.table.listed() for p in populations), *(s.parameters for s in systems.values())):
        parameters |= table
    found = [finding for check in TABLE_CHECKS for finding in check(parameters)]
    people = {p.name: p.sample(PEOPLE, seed=SEED) for p in populations}
    used = {address for system in systems.values() for address in system.parameters}
    for population in populations:
        matters = {a: parameters[a] for a in parameters if a in used or a in _read_by(population)}
        found += check_people(matters, {population.name: people[population.name]})
    everyone = {"typical people": typical_people(), **people}
    in_systems = [(name, finding) for name, system in systems.items() for finding in _check_system(system, everyone)]
    found += unite(in_systems, list(systems))
    return tuple(replace(finding, owner=owner) for finding in dict.fromkeys(found))


def _check_system(system: System, people: Mapping[str, People]) -> Iterator[Finding]:
    yield from check_substances(system)
    yield from check_ways(system, people)
    yield from check_clearances(system)
    yield from check_balance(system)


def _read_by(population: Population) -> set[str]:
    """The parameters from which a population computes something else."""
    read = set()
    for address, formula in population.formulas.items():
        read |= {n.content for n in walk([formula]) if n.operation == "parameter" and n.content != address}
    return read


def check_observations(observations: Sequence[Observation], systems: Mapping[str, System]) -> tuple[Finding, ...]:
    """Findings on figures of people, each by itself and those of one arm together; none is explained.

    systems: by drug, of those that the library has: molar masses and labels of products come from there
    """
    arms = group(observations, systems)
    return tuple(f for arm in arms for check in (check_figures, check_contradictions) for f in check(arm))
