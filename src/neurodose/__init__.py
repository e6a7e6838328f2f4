"""neurodose: from a dose to a verdict. The face: everything public, sorted, loaded when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "Assumption": "sources",
    "Compartment": "modelling.compartment",
    "Competition": "modelling.binding",
    "Course": "simulation.course",
    "Dose": "dosing.regimen",
    "EffectSite": "modelling.compartment",
    "Ligand": "modelling.binding",
    "LogNormal": "populations.distribution",
    "MatrixExponential": "solvers.linear",
    "NeurodoseError": "errors",
    "Output": "modelling.trace",
    "Parameter": "modelling.parameter",
    "Parameters": "modelling.parameter",
    "People": "populations.people",
    "Pool": "modelling.pool",
    "Quantiles": "simulation.keep",
    "Rodas5P": "solvers.rodas5p",
    "Route": "modelling.route",
    "Source": "sources",
    "Substance": "modelling.substance",
    "Visits": "simulation.visits",
    "audit": "claims.audit",
    "describe": "modelling.model",
    "disproportionality": "evidence.signals.disproportionality",
    "find_drug": "library",
    "find_law": "library.approvals",
    "find_steady_state": "simulation.steady_state",
    "grade": "evidence.grading.certainty",
    "model": "modelling.model",
    "network": "evidence.networks.network",
    "people_from": "populations.people",
    "population": "populations.virtual",
    "predict": "simulation.predict",
    "read_nonmem": "dosing.nonmem",
    "read_regimen": "dosing.sentence",
    "read_studies": "records.studies",
    "shrinkage": "evidence.signals.shrinkage",
    "simulate": "simulation.simulate",
    "synthesize": "evidence.synthesis",
    "typical_people": "populations.people",
}

__all__ = sorted(_HOME)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"neurodose has no {name}; it has {', '.join(__all__)}")
    return getattr(import_module(f"neurodose.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
