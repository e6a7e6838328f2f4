"""One drug or several in one body: their kinetics side by side, the enzymes and receptors where they meet, one person.

    combine("morphine", "naltrexone")            # a Drug, as `find_drug` gives them
    find_drug("mitragynine + midazolam")         # the same, as a name

Nothing of a single drug's file is edited for it. Three levels meet:
- enzymes and pumps: what one drug inhibits, all that are cleared by it feel (its own clearance too);
- receptors: all ligands compete, with those of the body (`receptors`);
- people: what a person has once (weight, kidneys, genotype) all drugs share.
What no drug's file speaks of is no effect in the model; `links` says which of these were looked at and which not.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

from neurodose.errors import DrugError
from neurodose.library import CIRCUITS
from neurodose.library.background import BACKGROUND
from neurodose.library.circuit import Circuit
from neurodose.library.drug import Drug
from neurodose.library.enzymes import Influence, Inhibition, activity_of_score, enzyme, follow
from neurodose.library.enzymes_numbers import Enzymes
from neurodose.library.interactions import WAYS, find_links, find_untried
from neurodose.library.mechanisms import SWITCHES, make_switches
from neurodose.library.pharmacology import Pharmacology, Structure
from neurodose.library.reach import Stage, demand_reach, put_in_order
from neurodose.library.receptors import OPIOID, OWN, TARGETS, WORDS, Meeting, meet, scale_to_brain
from neurodose.library.response import Response
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import Model, model
from neurodose.modelling.parameter import Parameters
from neurodose.modelling.pool import State
from neurodose.modelling.trace import Output
from neurodose.populations.virtual import Population
from neurodose.symbols import Expression, constant
from neurodose.units import nM, percent

Choice = Mapping[str, Structure]  # which reading of each drug, by the drug's name
TURNED_OVER = ("cyp3a_liver", "cyp3a_gut", "cyp2d6")  # enzymes that are made and broken down
PUMPS = ("p_gp",)


def find_pharmacology(name: str) -> Pharmacology:
    """What the file of a drug of the library says, or what is held of a substance that is taken steadily."""
    if name in BACKGROUND:
        return BACKGROUND[name]
    return import_module(f"neurodose.library.drugs.{name}").pharmacology


def find_stage(name: str) -> Stage:
    """What the file of a circuit or response of the library says."""
    if name in CIRCUITS:
        return import_module(f"neurodose.library.circuits.{name}").circuit
    return import_module(f"neurodose.library.responses.{name}").response


@cache
def put_together(*drugs: Pharmacology, asked: tuple[str, ...] = ()) -> Drug:
    """The drugs in one body, with the circuits and responses that are asked for behind their receptors. A single drug
    has its addresses as its file has them; several have each their own part.

    asked: names of circuits and responses; what they need stands before them
    Structures vary one drug at a time; the favourites of all stand first. Raises DrugError for a drug named twice, and
    for what no drug of the body reaches.
    """
    stages = put_in_order(asked, find_stage)
    names = [drug.name for drug in drugs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DrugError(
            f"{twice} is named twice in one combination",
            exists=" + ".join(names),
            hint="name it once; two doses of it are two lines of one regimen",
        )
    demand_reach(asked, stages, drugs)
    stages = tuple(stage.narrow(names) if isinstance(stage, Response) else stage for stage in stages)
    choices = _choose_structures(drugs)
    met = _find_targets(choices.values(), stages)
    table = _make_table(drugs, choices, met, stages)
    is_alone = len(drugs) == 1

    def at(drug: Pharmacology, address: str) -> str:
        return address if is_alone else f"{drug.name}.{address}"

    return Drug(
        name=" + ".join(names),
        parts=drugs,
        structures={name: _make_model(drugs, choice, table, met, stages) for name, choice in choices.items()},
        populations=_make_populations(drugs, table),
        concentrations={words: at(d, a) for d in drugs for words, a in d.concentrations.items()},
        receptors={WORDS.get(target, target): target for target in met},
        ligands=_name_ligands(drugs)
        | {words: name for words, name in OWN.items() if any(name in TARGETS[t].own for t in met)},
        facts={words: at(d, a) for d in drugs for words, a in d.facts.items()},
        dose_ratios={t: f"dose_ratio_at_{t}" for t in OPIOID if t in met},
        challenges={"morphine": "loss_of_effect"} if "mu" in met else {},
        calibrated=tuple(at(d, a) for d in drugs for a in d.calibrated),
        links=(*find_links(drugs), *find_untried(drugs, stages)),
        stages=stages,
    )


def _choose_structures(drugs: tuple[Pharmacology, ...]) -> dict[str, Choice]:
    """The favourites together, and each rival with the favourites of the others."""
    favourite = {d.name: next(iter(d.structures.values())) for d in drugs}
    if len(drugs) == 1:
        return {name: {drugs[0].name: s} for name, s in drugs[0].structures.items()}
    choices: dict[str, Choice] = {"favourites": favourite}
    for drug in drugs:
        for name, structure in list(drug.structures.items())[1:]:
            choices[f"{drug.name}: {name}"] = {**favourite, drug.name: structure}
    return choices


def _name_ligands(drugs: tuple[Pharmacology, ...]) -> dict[str, str]:
    """What each substance is called at receptors, by what it is in words: a name that an earlier drug has taken is
    followed by that of its own ("morphine_of_heroin"), as `_meet_at_receptors` has it.
    """
    found: dict[str, str] = {}
    for drug in drugs:
        taken = set(found.values())
        found |= {words: f"{n}_of_{drug.name}" if n in taken else n for words, n in drug.ligands.items()}
    return found


def _make_table(
    drugs: tuple[Pharmacology, ...],
    choices: Mapping[str, Choice],
    met: Mapping[str, None],
    stages: tuple[Stage, ...],
) -> type[Parameters]:
    """The numbers of all drugs and of where they meet; what they share stands first."""
    shared: dict[str, Any] = {}
    for table in dict.fromkeys(TARGETS[target].table for target in met):
        shared |= {} if table is None else {n: v for n, v in vars(table).items() if not n.startswith("_")}
    felt = {way for drug in drugs for structure in drug.structures.values() for way in structure.feels}
    if "cyp2d6" in felt or any(way in felt for drug in drugs for way in drug.inhibits):
        shared["enzymes"] = Enzymes
    shared |= {stage.name: stage.table for stage in stages}
    if stages:
        shared[SWITCHES] = make_switches(_name_acts(drugs, choices.values()))
    doc = {"__doc__": f"{' and '.join(d.name for d in drugs)} in one body."}
    if len(drugs) == 1:
        return type(f"{drugs[0].table.__name__}Given", (drugs[0].table,), doc | shared)
    of_one_person = {"_parts": tuple(d.name for d in drugs), "_once": ("weight", "woman", "age", "height")}
    return type("Together", (Parameters,), doc | of_one_person | shared | {d.name: d.table for d in drugs})


def _name_acts(drugs: tuple[Pharmacology, ...], choices: Any) -> dict[str, str]:
    """What each drug does, by the name of its switch: at each target, at each enzyme or pump."""
    found: dict[str, str] = {}
    for drug in drugs:
        for target in (t for t in TARGETS if any(t in choice[drug.name].targets for choice in choices)):
            found[f"{drug.name}_at_{target}"] = f"{drug.name} at {TARGETS[target].meaning.partition(',')[0]}"
        for way, inhibitor in drug.inhibits.items():
            if inhibitor.reaching is not None:
                found[f"{drug.name}_at_{way}"] = f"{drug.name} at {WAYS.get(way, way)}"
    return found


def _find_targets(choices: Any, stages: tuple[Stage, ...]) -> dict[str, None]:
    """The targets that some structure binds to or some stage needs, in the order of the layer."""
    named = {target for choice in choices for structure in choice.values() for target in structure.targets}
    named |= {target for stage in stages for target in stage.targets}
    return dict.fromkeys(target for target in TARGETS if target in named)


def _make_model(
    drugs: tuple[Pharmacology, ...],
    choice: Choice,
    table: type[Parameters],
    met: Mapping[str, None],
    stages: tuple[Stage, ...],
) -> Model:
    def together(m: Any, p: Any = table) -> None:
        acts = _meet_at_enzymes(m, p, drugs, choice)
        scopes = {}
        for drug in drugs:
            structure = choice[drug.name]
            keywords = {name: acts[name] for name in structure.feels if name in acts}
            if len(drugs) == 1:
                structure.kinetics.function(m, p, **keywords)
                scopes[drug.name] = m, p
            else:
                own = getattr(p, drug.name)
                m[drug.name] = structure.kinetics(own, **keywords)
                scopes[drug.name] = m[drug.name], own
        _reach_enzymes(m, p, drugs, choice, scopes, is_switched=bool(stages))
        circuits = tuple(stage for stage in stages if isinstance(stage, Circuit))
        releases = _join_releases(circuits, scopes, p)
        _meet_at_receptors(m, p, drugs, choice, scopes, met, releases, is_switched=bool(stages))
        for stage in stages:
            stage.write(m, p, scopes)

    together.__name__ = "_and_".join(d.name for d in drugs)
    together.__doc__ = _describe(drugs, choice, met)
    return model(together)


def _describe(drugs: tuple[Pharmacology, ...], choice: Choice, met: Mapping[str, None]) -> str:
    """The paragraph of the methods section: that of the one drug, or what is in one body; and where they meet."""
    alone = inspect.cleandoc(choice[drugs[0].name].kinetics.__doc__ or "")
    names = [d.name for d in drugs]
    opening = alone if len(drugs) == 1 else f"{', '.join(names[:-1]).capitalize()} and {names[-1]} are in one body."
    if not met:
        return opening
    places = ", ".join(TARGETS[target].meaning.partition(",")[0] for target in met)
    return f"{opening.rstrip()}\n\nAt {places} all that is there competes, with the body's own ligands."


# Where they meet: enzymes and pumps ----------------------------------------------------------------------------


def _meet_at_enzymes(m: Any, p: Any, drugs: tuple[Pharmacology, ...], choice: Choice) -> dict[str, Any]:
    """Activities of the enzymes and pumps that somebody feels, as shares of the usual.

    What is at an enzyme is written before the drug that is cleared there, so that a drug may inhibit its own clearance.
    """
    felt = {name for structure in choice.values() for name in structure.feels}
    acts: dict[str, Any] = {}
    for name in (*TURNED_OVER, *PUMPS):
        acting = [d for d in drugs if name in d.inhibits] if name in felt else []
        held: list[Influence] = []
        for drug in acting:
            concentration = None
            if drug.inhibits[name].reaching is not None:
                site = f"{drug.name}_at_{name}"
                m[site] = State(0 * nM, f"unbound {drug.name} at {name.replace('_', ' ')}")
                concentration = m[site]
            held.append(drug.inhibits[name].influence(concentration, _table_of(p, drug, drugs)))
        if name == "cyp2d6" and name in felt:
            m.cyp2d6_by_genotype = Output(
                activity_of_score(p.enzymes.cyp2d6), "CYP2D6 that the genotype gives, of two full genes", percent
            )
        if name in TURNED_OVER and held:
            usual = m.cyp2d6_by_genotype if name == "cyp2d6" else 1
            m[name] = enzyme(getattr(p.enzymes, name), usual=usual, influences=tuple(held))
            acts[name] = m[name].activity
        elif name == "cyp2d6" and name in felt:
            acts[name] = m.cyp2d6_by_genotype
        elif held:
            taken = sum((one.hold for one in held if isinstance(one, Inhibition)), constant(0))
            m[name] = Output(1 / (1 + taken), f"activity of {name.replace('_', '-')}, of the usual", percent)
            acts[name] = getattr(m, name)
    return acts


def _reach_enzymes(
    m: Any, p: Any, drugs: tuple[Pharmacology, ...], choice: Choice, scopes: Any, *, is_switched: bool
) -> None:
    """What is at an enzyme follows blood or the gut wall."""
    felt = {name for structure in choice.values() for name in structure.feels}
    for drug in drugs:
        for name, inhibitor in drug.inhibits.items():
            if name in felt and inhibitor.reaching is not None:
                reaching = inhibitor.reaching(*scopes[drug.name])
                if is_switched:
                    reaching = _switch(p, drug, name) * demand(reaching, "a concentration")
                follow(m[f"{drug.name}_at_{name}"], reaching, rate=p.enzymes.exchange.rate)


# Where they meet: receptors ------------------------------------------------------------------------------------


def _meet_at_receptors(
    m: Any,
    p: Any,
    drugs: tuple[Pharmacology, ...],
    choice: Choice,
    scopes: Any,
    met: Mapping[str, None],
    releases: Mapping[str, Expression],
    *,
    is_switched: bool,
) -> None:
    joined: dict[str, dict[str, Any]] = {target: {} for target in met}
    own: dict[str, dict[str, Any]] = {}
    rates: dict[str, Any] = {}
    total = None
    for drug in drugs:
        structure, (scope, table) = choice[drug.name], scopes[drug.name]
        found = structure.ligands(scope, table)
        faster = structure.at_mu(scope, table) if structure.at_mu is not None else {}
        for target, ligands in found.items():
            for name, ligand in ligands.items():
                known = name if name not in joined[target] else f"{name}_of_{drug.name}"
                on = _switch(p, drug, target) if is_switched else None
                joined[target][known] = _bring(ligand, structure, target, p, on)
                if target == "mu" and name in faster:
                    rates[known] = _bring(faster[name], structure, target, p, on)
        if drug.own is not None:
            for target, ligands in drug.own(m, scope, table).items():
                own.setdefault(target, {}).update(ligands)
        if structure.receptors is not None:
            total = structure.receptors(table)
    is_followed = any(structure.is_slow for structure in choice.values())
    receptors = meet(m, p, Meeting(joined, rates if is_followed else None, own, total, releases))
    for drug in drugs:
        if drug.tells is not None:
            drug.tells(m, receptors, *scopes[drug.name])


def _join_releases(circuits: tuple[Circuit, ...], scopes: Any, p: Any) -> dict[str, Expression]:
    """What all circuits together have released of the body's own ligands, of the usual."""
    found: dict[str, Expression] = {}
    for circuit in circuits:
        for name, factor in circuit.releases(scopes, p).items():
            found[name] = found[name] * factor if name in found else factor
    return found


def _switch(p: Any, drug: Pharmacology, place: str) -> Expression:
    """Whether a drug acts at a target or enzyme: 1, or 0 where the question turns that off."""
    return getattr(getattr(p, SWITCHES), f"{drug.name}_at_{place}")


def _bring(ligand: Any, structure: Structure, target: str, p: Any, on: Expression | None) -> Any:
    """A ligand as the living brain has it; one factor holds for assays of opioid receptors alone."""
    if on is not None:
        ligand = replace(ligand, acts=on)  # its concentration stays a place that binding may take it out of
    if structure.in_living_brain or target not in OPIOID:
        return ligand
    return scale_to_brain(ligand, p.opioid.brain_over_assay)


# Who they meet in ----------------------------------------------------------------------------------------------


def _make_populations(drugs: tuple[Pharmacology, ...], table: type[Parameters]) -> dict[str, Population]:
    """Everybody that one of the drugs knows of; a drug that does not know them takes them as its usual people."""
    if len(drugs) == 1:
        return {name: Population(one.function, table) for name, one in drugs[0].populations.items()}
    names = dict.fromkeys(name for drug in drugs for name in drug.populations)
    return {name: Population(_make_people(drugs, name), table) for name in names}


def _make_people(drugs: tuple[Pharmacology, ...], name: str) -> Callable[[Any, Any], None]:
    def people(i: Any, p: Any) -> None:
        for drug in drugs:
            one = drug.populations.get(name, next(iter(drug.populations.values())))
            if one.function is not None:
                one.function(getattr(i, drug.name), getattr(p, drug.name))

    people.__name__ = name.replace(" ", "_")
    people.__doc__ = f"{name[0].upper()}{name[1:]}, who take {' and '.join(d.name for d in drugs)}."
    return people


def _table_of(p: Any, drug: Pharmacology, drugs: tuple[Pharmacology, ...]) -> Any:
    return p if len(drugs) == 1 else getattr(p, drug.name)
