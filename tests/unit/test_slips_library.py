"""The check of the library: no error stands, and what is suspect is explained, also in models that are no drug's."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from types import ModuleType

import pytest

from neurodose.errors import ModelError, SourceError
from neurodose.library import DRUGS, find_drug
from neurodose.modelling.model import Model
from neurodose.modelling.parameter import Parameter
from neurodose.modelling.system import System
from neurodose.slips.check import check_library, check_models
from neurodose.slips.clearances import check_clearances
from neurodose.slips.magnitudes import check_magnitudes
from neurodose.slips.reasons import REASONS, Reason, explain, find_reasons
from neurodose.units import L, h


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


@pytest.mark.parametrize("name", DRUGS)
def test_no_drug_has_an_error_and_its_warnings_are_explained(name: str) -> None:
    found = check_library([name])
    assert found.subjects == (name,)
    assert found.is_clean
    assert not [str(f) for f in found.warnings]
    assert found.explained or name not in REASONS


@pytest.mark.parametrize("name", DRUGS)
def test_so_is_it_in_the_bare_kinetics_of_its_file(name: str) -> None:
    """Some of them are in no drug: on dialysis, without genotypes, within another drug."""
    models = models_of(import_module(f"neurodose.library.drugs.{name}"))
    told = explain(check_models(name, models), find_reasons(name), tell_stale=False)
    assert models
    assert not [str(f) for f in told if not f.is_explained]


def test_several_drugs_in_one_body_keep_their_reasons() -> None:
    found = check_library(["heroin + naltrexone"])
    assert not [str(f) for f in (*found.errors, *found.warnings)]
    assert {"6-monoacetylmorphine", "6beta-naltrexol"} <= {f.about for f in found.explained}


def test_hydrolysis_everywhere_is_right_above_the_blood_flow_of_the_liver() -> None:
    told = {f.about: f for f in check_library(["heroin"]).explained if f.check == "organ flow"}
    of_mam = told["6-monoacetylmorphine"]
    assert of_mam.severity == "error"
    assert "esterases" in of_mam.reason
    assert "500" in of_mam.numbers


def test_lickos_clearance_is_seen_and_explained() -> None:
    told = [f for f in check_library(["naltrexone"]).explained if "entry N5," in f.where]
    assert [f.what for f in told] == ["systemic clearance of naltrexone: more blood than flows through the liver"]
    assert "Licko" in told[0].reason


def slip(system: System, address: str, fold: float) -> bool:
    """Whether a value so many fold off is refused by its own range, or found."""
    was = system.parameters[address]
    try:
        now = Parameter(was.value * fold, was.meaning, was.source, was.certainty, between_people=was.between_people)
    except SourceError:
        return True
    slipped = replace(system, parameters={**system.parameters, address: now})
    before = {(f.check, f.where) for f in (*check_magnitudes(system.parameters), *check_clearances(system))}
    after = {(f.check, f.where) for f in (*check_magnitudes({address: now}), *check_clearances(slipped))}
    return bool(after - before)


@pytest.mark.parametrize(("fold", "least"), [(1000, 0.97), (1 / 1000, 0.85), (1000 / 60, 0.85)])
def test_slips_of_unit_in_clearances_and_volumes_of_the_library_are_nearly_all_caught(
    fold: float, least: float
) -> None:
    """mL for L either way, and mL/min for L/h. What is missed are shares of shares and exchange with deep tissue."""
    caught = [
        slip(system, address, fold)
        for system in (find_drug(name).system for name in DRUGS)
        for address, parameter in system.parameters.items()
        if parameter.value.dimension in (L.dimension, (L / h).dimension) and parameter.value.coherent > 0
    ]
    assert len(caught) > 100
    assert sum(caught) / len(caught) >= least


def test_trakulsrichais_clearance_is_refused_in_the_record_of_the_library() -> None:
    told = {f.check: f for f in check_library(["mitragynine"]).explained if "entry M9," in f.where}
    assert told["contradiction"].severity == "error"
    assert "100-fold slip" in told["contradiction"].why
    assert "the record refuses it" in told["contradiction"].reason


@pytest.mark.parametrize("reasons", REASONS.values(), ids=REASONS)
def test_a_reason_is_a_sentence(reasons: tuple[Reason, ...]) -> None:
    assert all(len(reason.why.split()) >= 5 for reason in reasons)


def test_a_drugs_own_module_may_give_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("neurodose.library.drugs.midazolam")
    assert find_reasons("midazolam") == ()
    monkeypatch.setattr(module, "accepted", {("organ flow", "plasma", "error"): "because it is so"}, raising=False)
    assert find_reasons("midazolam") == (Reason("organ flow", "plasma", "because it is so", "error"),)


def test_what_is_no_drug_has_no_reasons() -> None:
    assert find_reasons("study.toml") == ()


def test_every_reason_is_of_a_drug_that_there_is() -> None:
    assert set(REASONS) <= set(DRUGS)
