"""Datasets in and out: tables as NONMEM has them become people with records, and go back to tables.

What each column means (a record is a line; a blank or "." is 0 where 0 means none):

ID    the person. Records of one person stand together; an ID that comes back later is another person.
TIME  when, counted from any start; or the time of day, if any holds a colon or there is a column of dates (DATE month
      day year, DAT1 day month year, DAT2 year month day, DAT3 year day month): then hours since the first record.
EVID  0 an observation; 1 a dose; 2 something else: a covariate that changes, or a compartment turned off (CMT negative)
      or on (CMT positive); 3 a reset to the start, which cancels all that runs or is pending; 4 a reset, then a dose.
      As other programs have it: 5 (or 8) replaces what CMT holds by AMT, 6 multiplies it by AMT. Without the column, a
      record with AMT above 0 is a dose and any other an observation.
AMT   how much, as weighed; the share of it that arrives is the model's to say.
RATE  0 at once; above 0 the rate of an infusion, whose duration follows; -1 the model says the rate, -2 the duration.
CMT   into which compartment, or which is observed: its number, or its name. 0 is the usual one.
ADDL  how many doses like this one follow, II after one another.
SS    1 everything is as if this dose had been given every II for ever, and what was there before is gone; 2 the same
      is added to what is there; 3 is 1. With AMT 0 and II 0: an infusion at RATE has always run, and ends now.
DV    what was observed; MDV is 1 where it is no observation.
Every other column of numbers is a covariate, whose value on a record NONMEM lets hold from the record before until it.

`docs/datasets.md` says what is refused, and where programs differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurodose.bounds import Bounds, find_bounds, outside_bounds
from neurodose.dosing.clock import ORDERS, has_clock, read_days, read_hours
from neurodose.dosing.conventions import OBSERVED, Draft, check
from neurodose.dosing.dataset import ACTS, Compartments, Dataset, HasCompartments, HasSystem, Remark, find_compartments
from neurodose.dosing.numerals import read_numbers
from neurodose.dosing.places import count_moles, find_places
from neurodose.dosing.record import Act
from neurodose.dosing.sheet import read_sheet
from neurodose.dosing.table import RESERVED, Table, name_columns
from neurodose.errors import DatasetError, UnitError, unknown_name
from neurodose.files import write_whole
from neurodose.units import NONE, Unit, h, mg, name_dimension, nmol, read_unit

MAY_BE_AMT = ("DOSE", "AMOUNT", "DOSEAMT")
MAY_BE_DURATION = ("DUR", "DURATION", "TINF")
_WRITABLE = re.compile(r"[^\s,\"'#@][^\s,\"']*")


def read_nonmem(
    source: Any,
    model: Compartments | HasCompartments | HasSystem,
    *,
    units: Mapping[str, Unit | str] | None = None,
    columns: Mapping[str, str | None] | None = None,
    compartments: Mapping[int, str] | None = None,
    salt: str | None = None,
    names: Sequence[str] | None = None,
    ignore: str | None = None,
    missing: Sequence[str] = (),
) -> Dataset:
    """Reads a dataset for a model.

    source:  path, text handle, or table of pandas, polars or pyarrow, or a mapping of columns
    units:   by column: TIME is in hours and AMT in mg if nothing is said; RATE and II follow from them, and a covariate
             without a unit is a pure number
    columns: other names for columns, None to leave one out: {"CONC": "DV", "TAD": None}
    compartments: what the numbers in CMT stand for, {1: "drug.gut", 2: "drug.plasma"} (the model's own order otherwise)
    salt:    as which AMT is weighed (as the route says if not said)
    names:   of the columns of a file without a header line
    ignore:  a character that begins lines to be set aside; "@" is any letter or @
    missing: texts that stand for a missing value beside a blank and ".", such as "NA"
    What is set aside and what is understood where nothing is said stand in `ignored` and `notes` of the result. Raises
    DatasetError with line, person and column for what NONMEM refuses and for what could be taken in two ways.
    """
    held = find_compartments(model)
    held = held.renumbered(compartments) if compartments is not None else held
    renamed = columns or {}
    dates = frozenset(given for given, name in renamed.items() if name is not None and name.upper() in ORDERS)
    sheet = read_sheet(source, names, ignore, also_named=renamed, dates=dates)
    table = Table.of(name_columns(sheet, renamed), sheet, tuple(missing))
    return _make_dataset(table, held, _read_units(units or {}, table.items), salt)


def write_nonmem(dataset: Dataset, path: Path | str, *, separator: str = ",") -> None:
    """Writes a dataset as text that `read_nonmem`, told the same units, reads as the same dataset, and NONMEM with
    IGNORE=@ as the same records. Missing values are "."; each number is as short as reads back exactly.

    separator: comma, tab or space. Raises DatasetError for names that such a file cannot hold, OutputError for a place
    that cannot be written.
    """
    columns = dataset.columns()
    if separator not in (",", "\t", " "):
        raise DatasetError(f"{separator!r} separates no items", hint="choose a comma, a tab or a space")
    texts = [*columns, *(text for values in columns.values() if values.dtype.kind == "U" for text in np.unique(values))]
    for text in texts:
        if not _WRITABLE.fullmatch(text) or text in ("C", "c", "FIN"):
            raise DatasetError(
                f'"{text}" cannot stand in a data file',
                hint="a name there has no space, comma or quote, begins with no # or @, and is not C or FIN",
            )
    texts = [_write_column(values) for values in columns.values()]
    lines = [separator.join(columns), *map(separator.join, zip(*texts, strict=True))]
    write_whole(Path(path), lambda half: half.write_text("\n".join(lines) + "\n", encoding="utf-8"))


def _write_column(values: NDArray[Any]) -> list[str]:
    if values.dtype.kind == "f":
        return ["." if v != v else repr(v).removesuffix(".0") for v in values.tolist()]
    return [str(v) for v in values.tolist()]


def _read_units(units: Mapping[str, Unit | str], items: Iterable[str]) -> dict[str, Unit]:
    """Units by column, those of TIME and AMT at least. Raises DatasetError for units that contradict one another."""
    known = {name.upper() if name.upper() in RESERVED else name for name in items} | {"TIME", "AMT"}
    found: dict[str, Unit] = {"TIME": h, "AMT": mg}
    for given, unit in units.items():
        name = given.upper() if given.upper() in RESERVED else given
        if name not in known:
            raise unknown_name(DatasetError, "column", given, sorted(known), where="units=", owner="the dataset")
        try:
            found[name] = read_unit(unit) if isinstance(unit, str) else unit
        except UnitError as error:
            raise DatasetError(
                error.what, where=f"units=, column {name}", exists=error.exists, hint=error.hint
            ) from None
    time, amount = found["TIME"], found["AMT"]
    _expect(time.dimension == h.dimension, "TIME", time, "a time, such as h or day")
    _expect(
        amount.dimension in (mg.dimension, nmol.dimension), "AMT", amount, "a mass or an amount, such as mg or nmol"
    )
    for name, wanted in {"RATE": amount / time, "II": time}.items():
        _expect(found.get(name, wanted) == wanted, name, found.get(name), f"{wanted}, as follows from TIME and AMT")
    for name in ("ID", "EVID", "CMT", "ADDL", "SS", "MDV", *ORDERS):
        _expect(found.get(name, Unit("1", NONE, mg.scale)).dimension == NONE, name, found.get(name), "a pure number")
    return {name: unit for name, unit in found.items() if name not in ("RATE", "II")}


def _expect(is_right: bool, column: str, unit: Unit | None, wanted: str) -> None:
    if not is_right and unit is not None:
        raise DatasetError(
            f"units are mixed: {column} is in {unit}",
            where=f"units=, column {column}",
            exists=f"{unit} is {name_dimension(unit.dimension)}; {column} is {wanted}",
            hint="declare the units of TIME and AMT; convert a column that is in another",
        )


def _make_dataset(table: Table, held: Compartments, units: dict[str, Unit], salt: str | None) -> Dataset:
    time = _read_time(table, units)
    amounts, evid = table.numbers("AMT"), _read_events(table)
    interval = _read_interval(table, units)
    draft = Draft(
        time=np.nan_to_num(time),
        event=evid,
        amount=np.nan_to_num(amounts),
        rate=np.nan_to_num(table.numbers("RATE")),
        interval=np.nan_to_num(interval),
        additional=np.nan_to_num(table.numbers("ADDL")),
        steady=np.nan_to_num(table.numbers("SS")),
        missing=np.nan_to_num(table.numbers("MDV")),
        lacks_amount=np.isnan(amounts),
        lacks_time=np.isnan(time),
        starts=table.starts,
        where=table.where,
        has_amounts="AMT" in table.items,
        dose_column=_find_meant(table, MAY_BE_AMT) if "AMT" not in table.items else None,
    )
    check(draft)
    _refuse_continued(table)
    _remark_on_doses(table, draft)
    act, place, places = find_places(table, draft, held)
    is_look = act == ACTS.index(Act.LOOK)
    observed, is_observed = _read_observations(table, draft, is_look)
    gives = draft.gives
    return Dataset(
        compartments=held,
        places=places,
        moles=count_moles(table, act, place, places, units["AMT"], salt),
        units=units,
        subjects=table.subjects,
        act=act,
        place=place,
        time=draft.time,
        amount=draft.amount,
        rate=np.where(gives, draft.rate, 0.0),
        interval=np.where(gives, draft.interval, 0.0),
        additional=np.where(gives, draft.additional, 0.0).astype(np.int64),
        steady=np.where(gives, np.where(draft.steady == 3, 1, draft.steady), 0).astype(np.int64),
        observed=observed,
        is_observed=is_observed,
        covariates=_read_covariates(table, units),
        line=table.sheet.lines,
        noun=table.sheet.noun,
        ignored=tuple(table.ignored),
        notes=tuple(table.notes),
    )


def _find_meant(table: Table, names: Sequence[str]) -> str | None:
    return next((name for name in table.items if name.upper() in names), None)


def _read_events(table: Table) -> NDArray[np.float64]:
    if "EVID" in table.items:
        return np.nan_to_num(table.numbers("EVID"))
    amounts = table.numbers("AMT")
    why = "records with AMT above 0 are taken as doses, all others as observations"
    table.notes.append(Remark("there is no column EVID", why))
    if "AMT" not in table.items and (meant := _find_meant(table, MAY_BE_AMT)):
        why = f"nothing says that a dose is given, so {meant} is a covariate"
        table.notes.append(Remark("there is neither EVID nor AMT", why))
    return (np.nan_to_num(amounts) != 0).astype(np.float64)


def _read_time(table: Table, units: Mapping[str, Unit]) -> NDArray[np.float64]:
    """TIME as written, or, of times of day, hours since each person's first record."""
    if "TIME" not in table.items:
        listed = ", ".join(table.items)
        raise DatasetError("there is no column TIME", exists=f"the columns are {listed}", hint='columns={"…": "TIME"}')
    items, labels = table.items["TIME"], [label for label in ORDERS if label in table.items]
    if len(labels) > 1 or (labels and items.dtype.kind in "Mm"):
        raise DatasetError(
            f"the date is said twice, by {' and '.join(labels if len(labels) > 1 else [*labels, 'TIME'])}",
            hint=f'leave one out: columns={{"{labels[0]}": None}}',
        )
    if not labels and not has_clock(items) and items.dtype.kind != "m":
        return table.numbers("TIME")
    _expect(units["TIME"] == h, "TIME", units["TIME"], "h where times of day are given")
    hours, unknown = read_hours(items)
    if unknown.any():
        record = int(np.argmax(unknown))
        table.refuse_item("TIME", record, "no time of day", 'write hours and minutes, "8:15", or hours, 8.25')
    if items.dtype.kind == "m":
        return hours
    firsts = np.array([subject.first for subject in table.subjects])[np.cumsum(table.starts) - 1]
    table.notes.append(Remark("TIME holds times of day", "it is taken as hours since each person's first record"))
    days = _read_dates(table, labels[0], firsts) if labels else np.zeros(len(table))
    seconds = np.round(hours * 3600, 6)  # whole ones for most, so that times a day apart differ by 24 h exactly
    return ((days - days[firsts]) * 86_400 + (seconds - seconds[firsts])) / 3600


def _read_dates(table: Table, label: str, firsts: NDArray[np.int64]) -> NDArray[np.float64]:
    days, parts = read_days(table.items[label], label)
    order = {"d": "day", "m": "month", "y": "year"}
    if np.isnan(days).any():
        said = " ".join(order[letter] for letter in ORDERS[label])
        hint = f"{label} is {said}, with -, / or . between, in digits; DATE, DAT1, DAT2 and DAT3 differ in order"
        table.refuse_item(label, int(np.argmax(np.isnan(days))), "no date", hint)
    if (parts != parts[firsts]).any():
        record = int(np.argmax(parts != parts[firsts]))
        hint = "write day, month and year in all of a person's dates, or the day alone"
        table.refuse_item(label, record, "written otherwise than this person's first date", hint)
    why = "each year is taken to have 365 days, as NM-TRAN takes it"
    table.remark(table.notes, parts == 2, "dates without a year", why, label)
    return days


def _read_interval(table: Table, units: Mapping[str, Unit]) -> NDArray[np.float64]:
    """II, which may be hours and minutes ("12:00") as well."""
    items = table.items.get("II")
    if items is None or not has_clock(items) or items.dtype.kind != "U":
        return table.numbers("II")
    _expect(units["TIME"] == h, "II", units["TIME"], "h where it is written as hours and minutes")
    blank = np.isin(items, ("", "."))
    hours, unknown = read_hours(np.where(blank, "0", items))
    if unknown.any():
        table.refuse_item("II", int(np.argmax(unknown)), "no time", 'write hours, 12, or hours and minutes, "12:00"')
    return hours


def _refuse_continued(table: Table) -> None:
    continued = np.nan_to_num(table.numbers("CONT")) != 0
    if continued.any():
        raise DatasetError(
            "CONT says that an event goes on in the next record",
            where=f"{table.where(int(np.argmax(continued)))}, column CONT",
            hint="put each event on one record",
        )


def _remark_on_doses(table: Table, draft: Draft) -> None:
    """Says what dose items stand where they can do nothing, and what was read in a way that one might not expect."""
    gives = draft.gives
    for name, values in {"RATE": draft.rate, "II": draft.interval, "ADDL": draft.additional}.items():
        table.remark(table.ignored, ~gives & (values != 0), name, "no dose is given there", name)
    table.remark(
        table.notes,
        gives & (draft.steady == 3),
        "SS 3",
        "it is SS 1 with a first guess, which is not needed here",
        "SS",
    )
    endogenous = draft.is_constant & (draft.rate == 0)
    table.remark(table.notes, endogenous, "a steady state with AMT, RATE and II 0", "of the body without a dose", "SS")
    if "MDV" in table.items:
        stray = (draft.event != 0) & np.isin(draft.missing, OBSERVED)
        table.remark(table.ignored, stray, "MDV 0", "nothing is observed on a record whose EVID is not 0", "MDV")
    if (meant := _find_meant(table, MAY_BE_DURATION)) and (gives & (draft.rate == 0)).any():
        why = "it is a covariate: an infusion is said by RATE, above 0, or -2 with a duration in the model"
        table.notes.append(Remark(f"the column {meant} may be meant as a duration", why))


def _read_observations(
    table: Table, draft: Draft, is_look: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    observed = table.numbers("DV")
    if "DV" not in table.items:
        return observed, np.zeros(len(table), dtype=bool)
    meant = is_look & (np.isin(draft.missing, OBSERVED) if "MDV" in table.items else True)
    why = "it is not taken as observed; NM-TRAN reads a blank DV as 0"
    table.remark(table.notes, meant & np.isnan(observed), "DV is blank", why, "DV")
    return observed, meant & ~np.isnan(observed)


def _read_covariates(table: Table, units: Mapping[str, Unit]) -> dict[str, NDArray[np.float64]]:
    """Every other column of numbers; a column without any number is set aside, and one with some is an error, as is
    one whose unit is declared and that holds what nobody can have.
    """
    found: dict[str, NDArray[np.float64]] = {}
    for name, items in table.items.items():
        if name in RESERVED:
            continue
        if items.dtype.kind == "U":
            values, right = read_numbers(items)
            if not (right & ~np.isnan(values)).any() and not right.all():
                first = int(np.argmin(right))
                why = f'it holds no numbers but texts such as "{items[first]}"'
                line, noun = int(table.sheet.lines[first]), table.sheet.noun
                table.ignored.append(Remark(f"the column {name}", why, line, noun=noun))
                continue
        elif items.dtype.kind in "Mm":
            table.ignored.append(Remark(f"the column {name}", "it holds times of the calendar, not numbers"))
            continue
        values = table.numbers(name)
        if np.isnan(values).all():
            table.ignored.append(Remark(f"the column {name}", "all its values are missing"))
            continue
        table.remark(
            table.notes,
            np.isnan(values),
            f"{name} is missing",
            "NM-TRAN reads a blank as 0; here it is not known",
            name,
        )
        found[name] = values
        if name in units and (possible := find_bounds(name, units[name].dimension)) is not None:
            _refuse_impossible(table, name, units[name].to_coherent(values), possible)
    return found


def _refuse_impossible(table: Table, name: str, values: NDArray[np.float64], possible: Bounds) -> None:
    outside = np.flatnonzero(~possible.hold(values) & ~np.isnan(values))
    if len(outside):
        first = int(outside[0])
        where = f"{table.where(first)}, column {name}"
        raise outside_bounds(DatasetError, name, float(values[first]), possible, where=where)
