"""What is loaded when: each question is asked of a fresh interpreter, which answers with its `sys.modules`."""

from __future__ import annotations

import subprocess
import sys

import pytest

# What takes long to load, and is no part of saying what the commands are.
HEAVY = {
    "numpy", "llvmlite", "scipy", "matplotlib", "pydantic", "jinja2", "pandas", "polars", "pyarrow", "xarray", "sympy",
    "spacy",
}  # fmt: skip

SIMULATE = """
import neurodose
from neurodose.units import h
drug = neurodose.find_drug("naltrexone")
plan = neurodose.read_regimen("50 mg")
neurodose.simulate(drug.model, plan, drug.people.sample(2, seed=1), until=2 * h, every=1 * h)
"""

# Packages that the interpreter's own start brings in (a `.pth` file of the environment) are nobody's doing here.
REPORT = """
import sys as _sys
_before = set(_sys.modules)
try:
    {code}
except SystemExit:
    pass
print("\\n--loaded--", *sorted(set(_sys.modules) - _before))
"""


def modules_loaded_by(code: str) -> set[str]:
    """Names of the modules that a fresh interpreter loads for some lines of code."""
    asked = REPORT.format(code=code.strip().replace("\n", "\n    "))
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return set(told.stdout.rsplit("--loaded--", 1)[1].split())


def command(*words: str) -> str:
    """Lines of code that do what these words on the command line do."""
    return f"import sys\nsys.argv = {['neurodose', *words]!r}\nfrom neurodose.cli import main\nmain()"


def third_parties(modules: set[str]) -> set[str]:
    """The packages among them that are neither Python's own nor ours."""
    roots = {name.split(".")[0] for name in modules if "cython" not in name}  # left behind by compiled files of NumPy
    return roots - set(sys.stdlib_module_names) - {"neurodose", "__main__"}


def ours(modules: set[str]) -> set[str]:
    """The folders and files of neurodose among them."""
    return {name.split(".")[1] for name in modules if name.startswith("neurodose.")}


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("dossier", "--help"),
        ("simulate", "--help"),
        ("explain", "--help"),
        ("why", "--help"),
        ("card", "--help"),
        ("evidence", "--help"),
        ("audit", "--help"),
        ("signals", "--help"),
        ("affinities", "--help"),
        ("doctor", "--help"),
        ("check", "--help"),
        ("cache", "--help"),
        ("--version",),
    ],
    ids=" ".join,
)
def test_help_loads_nothing_heavy(words: tuple[str, ...]) -> None:
    loaded = modules_loaded_by(command(*words))
    assert "typer" in third_parties(loaded)  # the command did run
    assert not third_parties(loaded) & HEAVY
    assert ours(loaded) == {"cli", "errors"}


def test_the_face_alone_loads_nothing_else() -> None:
    loaded = modules_loaded_by("import neurodose")
    assert {name for name in loaded if name.startswith("neurodose")} == {"neurodose"}
    assert not third_parties(loaded)


def test_a_name_of_the_face_loads_only_what_stands_below_it() -> None:
    loaded = modules_loaded_by("import neurodose\nneurodose.read_regimen('50 mg every 24 h x 28')")
    assert ours(loaded) == {"dosing", "errors", "units"}
    assert not third_parties(loaded)


def test_the_way_to_a_course_loads_no_third_party_but_numpy() -> None:
    loaded = modules_loaded_by(SIMULATE)
    assert "neurodose.simulation.course" in loaded
    assert third_parties(loaded) - {"llvmlite"} == {"numpy"}


def test_a_protocol_is_read_without_what_writes_its_course() -> None:
    loaded = modules_loaded_by("from neurodose.protocol import reading")
    assert "pydantic" in third_parties(loaded)
    assert not third_parties(loaded) & (HEAVY - {"numpy", "pydantic"})


def test_a_regimen_in_words_needs_no_reader_of_protocols() -> None:
    words = ("dossier", "naltrexone", "--dose", "50 mg", "--people", "1", "--output", "no/such/folder")
    loaded = modules_loaded_by(command(*words))
    assert "neurodose.reports.dossier" in loaded
    assert "protocol" not in ours(loaded)
    assert "pydantic" not in third_parties(loaded)


def test_a_model_is_explained_without_what_would_run_it() -> None:
    loaded = modules_loaded_by(command("explain", "naltrexone"))
    assert "neurodose.modelling.writing" in loaded
    assert not ours(loaded) & {"compiler", "solvers", "dosing", "simulation", "figures", "agreement", "reports"}
    assert not third_parties(loaded) & (HEAVY - {"numpy"})


def test_affinities_are_told_without_any_model() -> None:
    loaded = modules_loaded_by(command("affinities", "mu"))
    assert "neurodose.library.affinities.listing" in loaded
    assert ours(loaded) == {"cli", "errors", "library", "records", "sources", "units"}
    assert not third_parties(loaded) & HEAVY


def test_questions_to_the_evidence_are_listed_without_what_would_answer_them() -> None:
    loaded = modules_loaded_by(command("evidence"))
    assert "neurodose.library.questions" in loaded
    assert ours(loaded) == {"cli", "errors", "library", "records", "sources", "units"}
    assert not third_parties(loaded) & HEAVY


def test_reports_of_harm_are_asked_for_without_any_model_of_a_drug() -> None:
    loaded = modules_loaded_by(command("signals", "no/such/folder", "--drug", "kratom"))
    assert "neurodose.reports.signals" in loaded
    assert not ours(loaded) & {"compiler", "solvers", "dosing", "simulation", "modelling", "agreement"}
    assert not third_parties(loaded) & {"matplotlib", "pandas", "pydantic"}


def test_trials_are_reviewed_without_any_model_of_a_drug() -> None:
    loaded = modules_loaded_by(command("evidence", "kratom", "--for", "pain"))
    assert "neurodose.reports.evidence" in loaded
    assert not ours(loaded) & {"compiler", "solvers", "dosing", "simulation", "modelling", "agreement"}
    assert not third_parties(loaded) & (HEAVY - {"numpy", "scipy"})


def test_the_cache_is_told_without_what_fills_it() -> None:
    loaded = modules_loaded_by(command("cache"))
    assert "neurodose.compiler.llvm.cache" in loaded
    assert not third_parties(loaded) & HEAVY


def test_an_unknown_drug_is_refused_before_anything_is_loaded_to_compute() -> None:
    loaded = modules_loaded_by(command("dossier", "aspirin", "--dose", "50 mg"))
    assert ours(loaded) == {"cli", "errors", "library"}
    assert not third_parties(loaded) & HEAVY
