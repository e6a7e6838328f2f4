"""The audit of the library: nothing is an error, and what is suspect is explained, also in what is not yet a drug."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import pytest

from neurodose import library
from neurodose.audit.check import check_library, check_models
from neurodose.audit.finding import Finding
from neurodose.audit.reasons import REASONS, Reason, explain, find_reasons
from neurodose.errors import ModelError
from neurodose.modelling.model import Model
from neurodose.populations import Population

KINETICS = (
    "baclofen", "buprenorphine", "dextromethorphan", "ethanol", "fentanyl", "heroin", "methadone", "midazolam",
    "mitragynine", "mitraphylline", "morphine", "naloxone",
)  # fmt: skip


def models_of(module: ModuleType) -> dict[str, Model]:
    """The models of a file that stand by themselves: those that need no other part."""
    found = {}
    for name, value in vars(module).items():
        if isinstance(value, Model) and value.__module__ == module.__name__:
            try:
                assert value.system
            except ModelError:
                continue
            found[name] = value
    return found


def populations_of(module: ModuleType, name: str) -> list[Population]:
    """The populations that the file defines, not those that it takes from other drugs."""
    own = f"neurodose.library.drugs.{name}"
    found = (v for v in vars(module).values() if isinstance(v, Population))
    return [p for p in found if p.function is not None and p.function.__module__ == own]


def audit(name: str) -> tuple[Finding, ...]:
    """What is found in the kinetics of a drug and its people, with the library's reasons."""
    module = import_module(f"neurodose.library.drugs.{name}")
    models, populations = models_of(module), populations_of(module, name)
    assert models
    assert populations
    return explain(check_models(name, models, populations), find_reasons(name))


@pytest.mark.parametrize("name", KINETICS)
def test_what_is_suspect_in_kinetics_is_explained(name: str) -> None:
    told = audit(name)
    assert not [str(f) for f in told if not f.is_explained]
    assert {f.where for f in told} or name not in REASONS


def test_drugs_of_the_library_have_no_error_and_their_warnings_are_explained() -> None:
    found = check_library()
    assert set(found.subjects) == set(library.DRUGS)
    assert found.is_clean
    assert not [str(f) for f in found.warnings]


def test_hydrolysis_everywhere_is_right_above_the_blood_flow_of_the_liver() -> None:
    told = {f.about: f for f in audit("heroin") if f.check == "organ flow"}
    of_mam = told["6-monoacetylmorphine"]
    assert of_mam.severity == "error"
    assert "esterases" in of_mam.reason
    assert "500" in of_mam.numbers


def test_lickos_clearance_is_seen_and_explained() -> None:
    told = [f for f in check_library(["naltrexone"]).explained if "entry N5," in f.where]
    assert [f.what for f in told] == ["systemic clearance of naltrexone: more blood than flows through the liver"]
    assert "Licko" in told[0].reason


@pytest.mark.parametrize("reasons", REASONS.values(), ids=REASONS)
def test_a_reason_is_a_sentence(reasons: tuple) -> None:
    assert all(len(reason.why.split()) >= 5 for reason in reasons)


def test_a_drugs_own_module_may_give_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("neurodose.library.drugs.midazolam")
    assert find_reasons("midazolam") == ()
    monkeypatch.setattr(module, "accepted", {("organ flow", "plasma", "error"): "because it is so"}, raising=False)
    assert find_reasons("midazolam") == (Reason("organ flow", "plasma", "because it is so", "error"),)


def test_what_is_no_drug_has_no_reasons() -> None:
    assert find_reasons("study.toml") == ()


def test_every_reason_is_of_a_drug_that_there_is() -> None:
    assert set(REASONS) <= {*KINETICS, *library.DRUGS}
