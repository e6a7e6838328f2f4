"""One entry of a record file becomes one observation, or a list of all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, get_args

from neurodose.bounds import find_bounds, outside_bounds
from neurodose.errors import ObservationError, SourceError, UnitError, unknown_name
from neurodose.records.form import ERRORS, Entry, Form, Read, write
from neurodose.records.observation import Arm, Basis, Observation, Statistic
from neurodose.records.vocabulary import Measure, read_measure
from neurodose.records.window import ALWAYS, Window, read_window
from neurodose.sources import Source
from neurodose.units import Quantity, read_quantity

KEYS: dict[str, str] = {
    "id": "a name of its own in the file",
    "drug": "a drug of the library",
    "source": "one of the file's sources",
    "locator": "where in the source",
    "reading": "how this figure was read, where it differs from the source's",
    "regimen": "a sentence with salt or base and route, or placebo",
    "with": "other drugs, each with a sentence of its own",
    "before": "what had been given before, in words",
    "people": "a population of the library",
    "who": "who they were, in words",
    "covariates": "medians of these people",
    "n": "how many people",
    "quantity": "a phrase of the vocabulary",
    "region": "of the brain, where it was measured",
    "time": "a moment or a window",
    "value": "a number with its unit, or a limit",
    "sd": "between people",
    "se": "of the mean",
    "interval": "95 %, of the mean",
    "range": "of what was seen",
    "individual": "each person's figure",
    "versus": "the other arm: what differs in it",
    "band": "its own band of agreement",
    "statistic": "mean or median of these people",
    "basis": "measured, derived or simulated",
    "calibration": "true if the model was set with it",
    "contradicts": "entries of the file that cannot hold together with it",
    "holds": "studies that are pooled in it, as their sources are named",
    "note": "what a reader should know",
    "refused": "why the figure as printed cannot be right",
    "miss": "why the models miss it, where they do",
}
REQUIRED = ("id", "drug", "source", "regimen", "people", "quantity", "value")
TEXTS = (
    "id", "drug", "source", "locator", "reading", "regimen", "before", "people", "who", "region", "note", "basis",
    "statistic", "refused", "miss",
)  # fmt: skip


def read_entry(entry: Entry, sources: Mapping[str, Source]) -> Observation | None:
    """The observation of an entry, or None where it has faults."""
    table = entry.table
    if not _check_keys(entry) or not _check_texts(entry):
        return None
    _check_errors(entry)
    if table.get("refused") and table.get("calibration"):
        hint = "nothing is set with a figure that cannot be right: leave calibration out"
        entry.refuse("calibration", "the figure is refused, and calibration is true", hint=hint)
    source = _read_source(entry, sources)
    arm = _read_arm(entry, table, "", None)
    if arm is None:
        return None
    versus = _read_versus(entry, arm)
    is_ratio = versus is not None and not arm.quantity.row.is_comparison
    form = Form(entry, arm.quantity.row, is_ratio)
    value, band = form.read_value()
    if value is None or source is None:
        return None
    individual = form.read_several("individual", value.unit)
    observation = Observation(
        id=table["id"],
        drug=table["drug"],
        arm=arm,
        value=value,
        source=source,
        place=entry.place,
        error=form.read_error(value),
        individual=individual,
        versus=versus,
        band=form.read_pair("band", value.unit) or band,
        region=table.get("region", ""),
        statistic=table.get("statistic", "mean"),
        basis=table.get("basis", "measured"),
        note=table.get("note", ""),
        is_calibration=table.get("calibration", False),
        contradicts=tuple(table.get("contradicts", ())),
        holds=tuple(table.get("holds", ())),
        refused=table.get("refused", ""),
        miss=table.get("miss", ""),
    )
    return None if entry.faults else observation


def _check_keys(entry: Entry) -> bool:
    """Whether nothing is lacking; a key too many is told too."""
    for key in entry.table:
        if key not in KEYS:
            error = unknown_name(ObservationError, "key", key, KEYS, owner="an observation")
            entry.refuse(key, f"an observation has no {key}", error.exists, error.hint)
    missing = [key for key in REQUIRED if key not in entry.table]
    if missing:
        said = "; ".join(f"{key} ({KEYS[key]})" for key in missing)
        entry.refuse("", f"the entry lacks {', '.join(missing)}", hint=f"add {said}")
    return not missing


def _check_texts(entry: Entry) -> bool:
    """Whether what should be text, and true or false, is."""
    before, table = len(entry.faults), entry.table
    for key in TEXTS:
        text = table.get(key, "-")
        if not isinstance(text, str) or not (text.strip() or key == "note"):
            entry.refuse(key, f"{key} is {text!r}", hint=f'write it in quotes: {key} = "…", {KEYS[key]}')
    if not isinstance(table.get("calibration", False), bool):
        entry.refuse("calibration", f"calibration is {table['calibration']!r}", hint="it is true or false, no quotes")
    for key, example in (("contradicts", '["N6"]'), ("holds", '["Author 1990"]')):
        others = table.get(key, [])
        if not isinstance(others, list) or not all(isinstance(other, str) and other.strip() for other in others):
            entry.refuse(key, f"{key} is {others!r}", hint=f"write a list of names: {key} = {example}")
    for key, known in (("basis", get_args(Basis)), ("statistic", get_args(Statistic))):
        if table.get(key, known[0]) not in known:
            entry.refuse(key, f"{key} is {table[key]!r}", f"it is one of: {', '.join(known)}")
    return len(entry.faults) == before


def _check_errors(entry: Entry) -> None:
    """One error to a figure, and as many figures of persons as there are persons."""
    given = [kind for kind in ERRORS if kind in entry.table]
    if len(given) > 1:
        said = f"{' and '.join(given)} are given"
        entry.refuse(given[1], said, hint="give one of them: the one that the source prints")
    n, individual = entry.table.get("n"), entry.table.get("individual")
    if isinstance(individual, list) and isinstance(n, int) and n != len(individual):
        entry.refuse("n", f"n is {n}, and individual holds {len(individual)} figures", hint="one figure to a person")


def _read_source(entry: Entry, sources: Mapping[str, Source]) -> Source | None:
    table = entry.table
    if table["source"] not in sources:
        error = unknown_name(ObservationError, "source", table["source"], sources, owner="the file")
        entry.refuse("source", error.what, error.exists, error.hint)
        return None
    said = {key: table[key] for key in ("locator", "reading") if key in table}
    try:
        return replace(sources[table["source"]], **said)
    except SourceError as error:
        entry.refuse("reading", error.what, error.exists, error.hint)
        return None


def _read_versus(entry: Entry, arm: Arm) -> Arm | None:
    table = entry.table.get("versus")
    if table is None:
        if arm.quantity.row.is_comparison:
            hint = 'add, for example, versus = { regimen = "placebo" }'
            entry.refuse("quantity", f'"{arm.quantity}" compares two arms, and the other is not named', hint=hint)
        return None
    if not isinstance(table, dict) or not table:
        entry.refuse("versus", f"versus is {table!r}", hint='write, for example, versus = { regimen = "placebo" }')
        return None
    unknown = [key for key in table if key not in ARM_KEYS]
    for key in unknown:
        entry.refuse(f"versus.{key}", f"versus has no {key}", f"versus has: {', '.join(ARM_KEYS)}")
    other = None if unknown else _read_arm(entry, table, "versus.", arm)
    if other is not None and replace(other, n=arm.n) == arm:
        entry.refuse("versus", "versus is the same arm", hint="say in it what differs: regimen, people, time …")
    return other


def _read_arm(entry: Entry, table: Mapping[str, Any], prefix: str, other: Arm | None) -> Arm | None:
    """One arm; what it does not say is as in the other arm."""
    before, said = len(entry.faults), {}
    for key in (key for key in ARM_KEYS if key in table):
        name, read = READERS[key]
        said[name] = read(entry, prefix + key, table[key])
    if len(entry.faults) > before:
        return None
    if other is not None:
        # In a comparison n counts both arms, unless the other has its own.
        n = None if other.quantity.row.is_comparison else other.n
        return replace(other, **{"n": n} | said)
    if "time" not in said:
        said["time"] = _usual_time(entry, said["quantity"])
    return Arm(**said) if said["time"] else None


def _usual_time(entry: Entry, measure: Measure) -> Window | None:
    if not measure.needs_time:
        return ALWAYS
    entry.refuse("quantity", f'"{measure}" was measured at a time, and the entry lacks it',
                 hint='add, for example, time = "4 h" or time = "48 to 168 h"')  # fmt: skip
    return None


def _read_text(entry: Entry, key: str, text: Any) -> str | None:
    if isinstance(text, str) and text.strip():
        return text.strip()
    entry.refuse(key, f"{key} is {text!r}", hint=f"{key} is text in quotes: {KEYS[key.split('.')[-1]]}")
    return None


def _read_with_unit(read: Callable[[str], Read]) -> Callable[[Entry, str, Any], Read | None]:
    """A reader of texts that the vocabulary, or the clock, has a say in."""

    def read_text(entry: Entry, key: str, text: Any) -> Read | None:
        plain = _read_text(entry, key, text)
        return None if plain is None else entry.attempt(key, lambda: read(plain))

    return read_text


def _read_n(entry: Entry, key: str, n: Any) -> int | None:
    if not isinstance(n, int) or isinstance(n, bool) or n < 1:
        entry.refuse(key, f"n is {n!r}", hint="n is a whole number of people, 1 or more; leave it out if not known")
        return None
    return n


def _read_with(entry: Entry, key: str, drugs: Any) -> Mapping[str, str] | None:
    if not isinstance(drugs, dict) or not all(isinstance(text, str) and text.strip() for text in drugs.values()):
        entry.refuse(key, f"{key} is {drugs!r}", hint='write, for example, with = { morphine = "10 mg by vein" }')
        return None
    return dict(drugs)


def _read_covariates(entry: Entry, key: str, covariates: Any) -> Mapping[str, Quantity] | None:
    try:
        found = {name: read_quantity(write(text)) for name, text in dict(covariates).items()}
    except (UnitError, TypeError, ValueError) as error:
        hint = 'write, for example, covariates = { weight = "80 kg" }'
        entry.refuse(key, f"{key} cannot be read", getattr(error, "what", None), hint)
        return None
    for name, told in found.items():
        possible = find_bounds(name, told.dimension)
        if possible is not None and not possible.hold(told.coherent):
            error = outside_bounds(ObservationError, name, float(told.coherent), possible)
            entry.refuse(f"{key}.{name}", error.what, error.exists, error.hint)
    return found


READERS: dict[str, tuple[str, Callable[[Entry, str, Any], Any]]] = {
    "regimen": ("regimen", _read_text),
    "with": ("with_", _read_with),
    "before": ("before", _read_text),
    "people": ("people", _read_text),
    "who": ("who", _read_text),
    "covariates": ("covariates", _read_covariates),
    "n": ("n", _read_n),
    "quantity": ("quantity", _read_with_unit(read_measure)),
    "time": ("time", _read_with_unit(read_window)),
}
ARM_KEYS = tuple(READERS)
