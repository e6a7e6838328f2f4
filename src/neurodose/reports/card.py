"""A model card: one page on a drug, made of its model, with all that a reader must know before he believes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from inspect import cleandoc
from pathlib import Path

from neurodose.library import DRUGS
from neurodose.library.drug import Drug
from neurodose.modelling.writing import Equation, write_methods
from neurodose.reports.judged import find_kept, tell_agreement, tell_setting
from neurodose.reports.markdown import WIDTH, block, bullets, fold, paragraph, table
from neurodose.reports.numbers import Numbers, tell_assumptions, tell_numbers, tell_references
from neurodose.reports.people import tell_people
from neurodose.reports.places import find_receptors
from neurodose.reports.scheme import draw_model
from neurodose.symbols.notation import split_terms, write_text

ADVICE = "This is a research tool: it advises nobody what to take, and no dose for a patient follows from it."
NOBODY_SAID = "nobody has said"
# Whom a reader may take the people of a model for, by what a population that stands for them says of itself.
OTHERS = {
    "children": r"child|adolescen|infan",
    "pregnancy": r"pregnan",
    "failing kidneys": r"(kidney|renal)\w* (impair|fail|diseas)|dialys",
    "a failing liver": r"(liver|hepatic)\w* (impair|fail|diseas)|cirrhos",
}


@dataclass(frozen=True)
class Card:
    """The page of a drug (Markdown) and its scheme (SVG), which lie side by side."""

    name: str
    page: str
    scheme: str


def make_card(drug: Drug, agreement: Path) -> Card:
    """The card of a drug; the same bytes for the same model, calibration and verdicts.

    agreement: the folder above the card's own, in which the verdicts on its observations were kept
    """
    numbers = Numbers(drug)
    parts = {
        "What it is for": _tell_purpose(drug),
        "Where it must not be used": _tell_limits(drug, numbers),
        "Scheme": _tell_scheme(drug),
        "Structures that rival one another": _tell_structures(drug),
        "People": tell_people(drug),
        "Equations": _tell_equations(drug),
        "Parameters": tell_numbers(numbers),
        "Assumptions": tell_assumptions(numbers),
        "What it was set with": tell_setting(drug, numbers.run),
        "What it predicts and what it misses": tell_agreement(drug, find_kept(drug, agreement)),
        "References": tell_references(numbers),
    }
    lines = [f"# {_capital(drug.name)}: model card", ""]
    lines += paragraph(f"Made of the model by `neurodose card {drug.name}`: change the model, not this page.")
    lines += [*_introduce(drug), ""]
    for title, told in parts.items():
        lines += [f"## {title}", "", *told]
    return Card(drug.name, "\n".join(lines).rstrip() + "\n", draw_model(drug.system))


def write_index(drugs: Sequence[Drug], agreement: Path) -> str:
    """The list of all cards, with what each drug was tested on. agreement: as for a card"""
    rows = [
        (
            f"[{d.name}]({d.name}.md)",
            _introduce(d)[0],
            ", ".join(d.structures),
            ", ".join(d.receptors),
            _tell_score(d, agreement),
        )
        for d in drugs
    ]
    said = "One page for each drug of the library, made of its model by `neurodose card`. " + ADVICE
    head = ("drug", "what it is", "structures", "receptors", "observations in people")
    return "\n".join(["# Model cards", "", *paragraph(said), *table(head, rows)]).rstrip() + "\n"


def _tell_score(drug: Drug, agreement: Path) -> str:
    seen, told = drug.observations, [k for k in find_kept(drug, agreement) if k.predicted is not None]
    if not seen:
        return "none"
    return f"{len(seen)}; {sum(k.passes for k in told)} of {len(told)} predicted pass" if told else f"{len(seen)}"


def _introduce(drug: Drug) -> list[str]:
    """What the file of a drug says of it; a drug that has no file of its own speaks through its favourite structure."""
    file = import_module(f"neurodose.library.drugs.{drug.name}") if drug.name in DRUGS else None
    said = cleandoc((file.__doc__ if file is not None else drug.model.__doc__) or "").splitlines()
    lines: list[str] = []
    for line in said or [drug.name]:
        # In Markdown a line right after a list goes on with its last item, unless an empty line stands between.
        is_after_list = bool(lines) and lines[-1].startswith(("- ", "  ")) and not line.startswith(("- ", "  "))
        lines += ["", line] if is_after_list and line else [line]
    return lines


def _tell_purpose(drug: Drug) -> list[str]:
    system = drug.system
    told = [f"over time: {', '.join(drug.concentrations)}"]
    told += [
        f"at {name} receptors: what each ligand holds ({', '.join(found)}), and what PET would read as displacement"
        for name, address in drug.receptors.items()
        if (found := find_receptors(system).get(address))
    ]
    told += [f"how many times more agonist the same effect takes, at {', '.join(drug.dose_ratios)}"] * bool(
        drug.dose_ratios
    )
    told += [f"how much of the effect of {', '.join(drug.challenges)} is lost"] * bool(drug.challenges)
    told += [f"in one number: {', '.join(drug.facts)}"] * bool(drug.facts)
    ways = [
        (f"`{name}`", way.form or "", way.meaning, "usual" if way.usual else "") for name, way in system.routes.items()
    ]
    purpose = "; ".join(part.purpose for part in drug.parts if part.purpose)
    purpose = f"{_capital(purpose)}." if purpose else f"What this model is for, {NOBODY_SAID}."
    return [
        *paragraph(purpose),
        *["It can be asked for:", ""],
        *bullets(told),
        *["Ways in:", ""],
        *table(("route", "labelled as", "what it is", ""), ways),
    ]


def _tell_limits(drug: Drug, numbers: Numbers) -> list[str]:
    """What the drug says of itself, then what follows from how it is made."""
    own = [f"{_capital(limit)}." for part in drug.parts for limit in part.limits]
    own = own or [f"Where this model ends, {NOBODY_SAID}: what stands below follows from how it is made."]
    people = " ".join(f"{name} {population.__doc__}" for name, population in drug.populations.items())
    absent = [name for name, words in OTHERS.items() if not re.search(words, people, re.IGNORECASE)]
    rules = [ADVICE]
    if absent:
        rules.append(f"No population of it stands for {_join(absent)}.")
    rules.append(f"Doses go in by {_join(n.replace('_', ' ') for n in drug.system.routes)}, and in no other way.")
    end = "receptors" if drug.receptors else "plasma and brain"
    rules.append(f"It ends at {end}: of symptoms, benefit and harm it says nothing.")
    if numbers.run is None:
        rules.append("No calibration set its values; they are those of their sources, and some are assumed.")
    if not drug.observations:
        rules.append("It has been tested on no observation in people.")
    return bullets([*own, *rules])


def _tell_scheme(drug: Drug) -> list[str]:
    said = (
        f"The favourite structure, *{next(iter(drug.structures))}*. A short arrow up or down is what the body makes or "
        "loses there. Addresses are those of the equations."
    )
    return [*paragraph(said), f"![Scheme of the model of {drug.name}]({drug.name}.svg)", ""]


def _tell_structures(drug: Drug) -> list[str]:
    """What each says of itself, where it differs from the others, and then what all say."""
    said = {name: _split(model.__doc__) for name, model in drug.structures.items()}
    shared = [p for p in next(iter(said.values())) if all(p in told for told in said.values())]
    if len(said) == 1:
        (name,) = said
        return paragraph(f"There is one structure, *{name}*, and no rival to it.") + _say(shared)
    lines = ["They share addresses and one table of numbers; a prediction is shown by each, and by all together.", ""]
    for number, (name, told) in enumerate(said.items()):
        lines += [f"### {_capital(name)}{' (the favourite)' if number == 0 else ''}", ""]
        lines += _say([p for p in told if p not in shared]) or paragraph("It says of itself only what all do.")
        lines += _tell_differences(drug, name) if number else []
    return lines + (["### All of them", "", *_say(shared)] if shared else [])


def _tell_differences(drug: Drug, name: str) -> list[str]:
    """The equations of a rival that are not those of the favourite: rates of change, then quantities."""
    ours, theirs = write_methods(drug.system), write_methods(drug.structures[name].system)
    lines = []
    for what, known, told in (
        ("rates of change", ours.rates, theirs.rates),
        ("quantities", ours.definitions, theirs.definitions),
    ):
        held = {e.address: str(e) for e in known}
        other = [line for e in told if held.get(e.address) != str(e) for line in write_equation(e)]
        gone = [address for address in held if address not in {e.address for e in told}]
        lines += [f"Its {what} that differ from the favourite's:", "", *block(other)] if other else []
        lines += paragraph(f"It has no {_join(f'`{address}`' for address in gone)}.") if gone else []
    return lines


def _tell_equations(drug: Drug) -> list[str]:
    """The favourite's: what its parts say, rates of change, what is there before a dose, and quantities."""
    methods = write_methods(drug.system)
    parts = bullets(f"`{address}`: {text}" for address, text in methods.paragraphs if address and text)
    starts = [f"{e.address} = {write_text(e.expression, e.names)}" for e in methods.starts]
    rates = [line for e in methods.rates for line in write_equation(e)]
    quantities = [line for e in methods.definitions for line in write_equation(e)]
    lines = ["Its parts:", "", *parts] if parts else []
    lines += ["Rates of change:", "", *block(rates)]
    lines += ["Before the first dose:", "", *block(starts)] if starts else []
    return lines + ["Quantities:", "", *block(quantities)]


def write_equation(equation: Equation) -> list[str]:
    """An equation as lines of text: its terms below each other where they do not fit into one line."""
    line, means = str(equation), f"    ({equation.means})" if equation.means and not equation.is_rate else ""
    if len(line + means) <= WIDTH:
        return [line + means]
    lines = [line]
    terms = split_terms(equation.expression, equation.names)
    if len(line) > WIDTH and len(terms) > 1:
        (sign, first), *others = terms
        lines = [f"{line.partition(' = ')[0]} = {sign.removeprefix('+')}{write_text(first, equation.names)}"]
        lines += [f"    {sign} {write_text(term, equation.names)}" for sign, term in others]
    return [piece for line in lines for piece in fold(line, later=8)] + ([means] if means else [])


def _split(text: str | None) -> list[str]:
    return [" ".join(p.split()) for p in cleandoc(text or "").split("\n\n") if p.strip()]


def _say(paragraphs: Sequence[str]) -> list[str]:
    return [line for text in paragraphs for line in paragraph(text)]


def _join(words: Iterable[str]) -> str:
    *most, last = list(words)
    return f"{', '.join(most)} or {last}" if most else last


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
