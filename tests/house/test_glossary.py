"""The glossary holds every idea that has one spelling here, and no name that the code does not have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import neurodose
from neurodose import Competition, Course, Dose, Parameter, People, evidence, simulate, symbols
from neurodose.dosing import regimen
from neurodose.library import circuit
from neurodose.library import response as response_of_people
from neurodose.modelling import binding, pool, response
from neurodose.modelling.binding import Binding
from neurodose.populations import timeline
from neurodose.populations.virtual import Population
from neurodose.records import study
from neurodose.simulation import keep
from neurodose.simulation.endings import Endings

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
IDEAS = (
    "substance", "salt", "parameter", "source", "assumption", "certainty", "spread between people",
    "uncertainty of the value", "condition", "possible, calibrated for", "scope",
    "coherent units", "compartment", "effect site", "pool", "baseline", "route",
    "competition", "binding", "efficacy, transducer ratio", "receptor reserve", "dose", "regimen", "event",
    "circuit", "response", "link", "endpoint", "mechanism", "pooled effect", "tolerance, dependence",
    "steady state", "share, lag, rate, duration of a dose", "record", "intervention", "visit", "occasion",
    "series, timeline", "population", "covariate", "people", "seed, stream", "keep", "course", "status",
)  # fmt: skip
MEASURES = {
    "share occupied": "share_of",
    "PET displacement": "displacement",
    "dose ratio": "dose_ratio",
    "loss of effect": "loss_of_effect",
}
# Where a name in code letters may live: the face, or one of the subjects whose verbs the glossary explains.
SUBJECTS = (
    neurodose, evidence, keep, binding, pool, regimen, study, symbols, timeline, response, circuit, response_of_people,
    Competition, Binding, Parameter, Dose, Course, Endings, Population, People, simulate,
)  # fmt: skip


@pytest.fixture(scope="module")
def glossary() -> str:
    return GLOSSARY.read_text(encoding="utf-8")


@pytest.mark.parametrize("idea", IDEAS)
def test_an_idea_is_defined_once(glossary: str, idea: str) -> None:
    assert len(re.findall(rf"^\*\*{re.escape(idea)}\*\*: \w", glossary, re.MULTILINE)) == 1


@pytest.mark.parametrize(("measure", "verb"), MEASURES.items())
def test_each_of_the_four_measures_has_a_question_a_formula_and_a_verb(glossary: str, measure: str, verb: str) -> None:
    rows = [line.strip("| ").split(" | ") for line in glossary.splitlines() if line.startswith(f"| **{measure}**")]
    assert len(rows) == 1
    _, question, formula, _, verbs = rows[0]
    assert question.endswith("?")
    assert "/" in formula
    assert verbs == f"`{verb}`"
    assert f"\n**{measure[0].upper()}{measure[1:]}.** " in glossary


@pytest.mark.parametrize("verb", MEASURES.values())
@pytest.mark.parametrize("receptor", [Competition, Binding])
def test_each_measure_is_a_verb_of_a_receptor(receptor: type, verb: str) -> None:
    assert callable(getattr(receptor, verb))


def test_every_name_in_code_letters_exists(glossary: str) -> None:
    names = set(re.findall(r"`([^`]+)`", glossary))
    known = {name for subject in SUBJECTS for name in dir(subject)}
    known |= set(Parameter.__dataclass_fields__) | set(People.__dataclass_fields__)
    assert len(names) > 30
    assert not names - known
