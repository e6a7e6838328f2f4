"""FDA's quarterly files (LAERS, FAERS, AEMS) as cases: the table of reports first, then what names something."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from neurodose.case_reports.blocks import read_ahead, read_blocks
from neurodose.case_reports.cases import OLDEST, ROLES, Cases, Mentions, Starts, say_odd_ages
from neurodose.case_reports.coding import Coder, Finder, join_arrays
from neurodose.case_reports.layout import (
    COLUMNS,
    DATED,
    NEEDED,
    READ,
    REQUIRED,
    Part,
    find_columns,
    read_header,
    recognise,
)
from neurodose.case_reports.losses import Tally
from neurodose.case_reports.members import Member
from neurodose.case_reports.rows import Shape, parse, select_rows
from neurodose.case_reports.versions import NO_NUMBER, mark_versions, read_deleted
from neurodose.errors import CaseReportError
from neurodose.wording import Wording

if TYPE_CHECKING:
    from polars import DataFrame, Expr

STREAM = "FAERS/AEMS"
YEARS = {"YR": 1.0, "DEC": 10.0, "MON": 1 / 12, "WK": 7 / 365.25, "DY": 1 / 365.25, "HR": 1 / 8766}
CHILDREN = ("N", "I", "C", "T")  # neonate, infant, child, adolescent, where no age is told
ORPHANS = Wording(
    "names a report that no table of reports has, and is left out",
    "name a report that no table of reports has, and are left out",
)
NAMELESS = Wording("names nothing and is left out", "name nothing and are left out")
AGAIN = Wording("row tells of a report that another row tells of too: each report counts once",
                "rows tell of a report that another row tells of too: each report counts once")  # fmt: skip
Progress = Callable[[str, float], None]
Tables = dict[str, list[tuple[Member, Part]]]


def read_quarterly(members: list[Member], tally: Tally, progress: Progress | None = None) -> Cases | None:
    """The cases of all quarterly files among some members; None where there are none.

    Raises CaseReportError where reports, drugs or reactions are missing altogether.
    """
    tables, lists = sort_members(members)
    if not tables and not lists:
        return None
    _look_for_gaps(tables, tally)
    watch = _Watch(tables, progress)
    reports, countries = _read_reports(tables["DEMO"], read_deleted(lists, tally), tally, watch)
    places = Finder(reports["number"].to_numpy())
    mentions = {
        table: _read_mentions(table, tables.get(table, []), places, tally, watch) for table in READ if table in tables
    }
    starts = _read_starts(tables[DATED], places, tally, watch) if DATED in tables else None
    return _put_together(
        reports, countries, mentions, starts, tally, tuple(sorted({part.said for _, part in tables["DEMO"]}))
    )


def sort_members(members: list[Member]) -> tuple[Tables, list[Member]]:
    """Files by the table they hold, and lists of deleted cases."""
    tables, lists = Tables(), []
    for member in members:
        if member.ending != ".txt":
            continue
        part = recognise(member.stem)
        if part is not None:
            tables.setdefault(part.table, []).append((member, part))
        elif "delet" in member.whole:
            lists.append(member)
    return tables, lists


def _look_for_gaps(tables: Tables, tally: Tally) -> None:
    """A set without one of its tables: refused where nothing could be counted, told where a quarter lacks one."""
    missing = [table for table in NEEDED if table not in tables]
    if missing:
        held = (
            ", ".join(sorted(member.name for files in tables.values() for member, _ in files))
            or "lists of deleted cases"
        )
        raise CaseReportError(
            f"the set has no {' and no '.join(missing)} file", exists=f"it has: {held}",
            hint="a set is DEMO, DRUG and REAC of each quarter, such as DEMO26Q2.txt, or the archive they came in",
        )  # fmt: skip
    by_quarter: dict[str, set[str]] = {}
    for table, files in tables.items():
        for member, part in files:
            by_quarter.setdefault(part.said, set()).add(table)
            if part.quarter < 0:
                tally.remark(f"{member.name} is of an unknown quarter ({part.said}); its rows are kept by their dates")
    for quarter, there in sorted(by_quarter.items()):
        for table in NEEDED:
            if table not in there:
                tally.faults.append(f"{quarter} has no {table} file: its reports {_MISSES[table]}")


_MISSES = {"DEMO": "cannot be told apart and are left out", "DRUG": "name no drug", "REAC": "name no event"}


class _Watch:
    """How far the reading has come, by the sizes of files."""

    def __init__(self, tables: Tables, progress: Progress | None) -> None:
        files = [member for table in ("DEMO", *READ, DATED) for member, _ in tables.get(table, [])]
        self.whole, self.done, self.progress = max(sum(file.size for file in files), 1), 0, progress

    def add(self, size: int) -> None:
        self.done += size
        if self.progress is not None:
            self.progress("reading reports", min(self.done / self.whole, 1.0))


def _read_table(member: Member, part: Part, tally: Tally, watch: _Watch):
    """The wanted columns of a file, block by block."""
    label, shape, wanted, has_rows = f"{part.table} {part.said}", None, {}, False
    for block in read_blocks(member, tally):
        watch.add(len(block.text))
        text = block
        if shape is None:
            first, _, rest = block.text.partition(b"\n")
            header = read_header(first.decode())
            wanted, shape = find_columns(part.table, header), Shape(len(header))
            lacking = [name for name in REQUIRED[part.table] if name not in wanted]
            if lacking:
                tally.faults.append(
                    f"{member.name} has no column for {' and '.join(lacking)}; its first line is: "
                    f"{first.decode()[:80]!r}; it was not read"
                )
                return
            text = type(block)(rest, block.first + 1, block.is_last, block.is_ended)
        if text.text.strip():
            has_rows = True
            yield label, parse(select_rows(text, shape, label, tally), shape.columns, wanted)
    if shape is not None and not has_rows and part.table in NEEDED:
        tally.faults.append(f"{member.name} has no row below its header")


def _read_reports(
    files: list[tuple[Member, Part]], deleted: np.ndarray, tally: Tally, watch: _Watch
) -> tuple[DataFrame, tuple[str, ...]]:
    """One row a report number, and the names of countries."""
    import polars as pl

    parts, countries = [], Coder(("country",))
    for member, part in files:
        for label, rows in read_ahead(_read_table(member, part, tally, watch)):
            parts.append(_measure_reports(rows, label, countries, tally))
    if not sum(len(one) for one in parts):
        raise CaseReportError(
            "no report can be read", exists="; ".join(tally.faults) or "the tables of reports hold no rows",
            hint="look at the DEMO files: the first line names the columns, a $ stands between fields",
        )  # fmt: skip
    names, where = countries.close()
    demo = mark_versions(pl.concat(parts), deleted)
    tally.mend(AGAIN, sum(len(one) for one in parts) - len(demo))
    demo = demo.with_columns(pl.Series("country", where[demo["country"].to_numpy()].astype(np.int16)))
    return demo, tuple(name[0] for name in names)


def _measure_reports(rows: DataFrame, label: str, countries: Coder, tally: Tally) -> DataFrame:
    """Columns of text as numbers."""
    import polars as pl

    missing = [name for name in COLUMNS["DEMO"] if name not in rows.columns]
    rows = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
    unit = pl.col("age_unit").str.to_uppercase().replace_strict(YEARS, default=None, return_dtype=pl.Float64)
    sex = pl.col("sex").str.to_uppercase().str.slice(0, 1)
    age = pl.col("age").cast(pl.Float64, strict=False) * unit
    first = _read_day(pl.col("first")).fill_null(_read_day(pl.col("received")))
    found = rows.select(
        number=pl.col("number").cast(pl.Int64, strict=False),
        case=pl.col("case").cast(pl.Int64, strict=False),
        version=pl.col("version").cast(pl.Int32, strict=False),
        received=_read_day(pl.col("received")),
        event_day=_read_day(pl.col("event_day")).fill_null(0),
        age=pl.when((age >= 0) & (age <= OLDEST)).then(age).cast(pl.Float32),
        is_child=pl.col("age_group").str.to_uppercase().is_in(CHILDREN).fill_null(False),
        sex=pl.when(sex == "F").then(0).when(sex == "M").then(1).otherwise(2).cast(pl.UInt8),
        quarter=(first // 10000 * 4 + (first // 100 % 100 - 1).clip(0, 11) // 3).fill_null(-1).cast(pl.Int16),
        country=countries.code(rows),
        is_odd=((age < 0) | (age > OLDEST)).fill_null(False),
    )
    tally.mend(say_odd_ages(label), int(found["is_odd"].sum()))
    tally.lose(label, NO_NUMBER, found["number"].null_count())
    without = found["case"].is_null() & found["number"].is_not_null()
    tally.mend(Wording(f"report of {label} has no case number and counts as a case of its own",
                       f"reports of {label} have no case number and count as cases of their own"),
               int(without.sum()))  # fmt: skip
    return found.filter(pl.col("number").is_not_null()).drop("is_odd")


def _read_day(text: Expr) -> Expr:
    """YYYYMMDD of a day, a month (its day 0) or a year (its month 0); null for what is none of these."""
    import polars as pl

    number = text.cast(pl.Int32, strict=False)
    size = text.str.len_bytes()
    whole = pl.when(size == 8).then(number).when(size == 6).then(number * 100).when(size == 4).then(number * 10000)
    return pl.when((whole >= 1900_00_00) & (whole < 2100_00_00) & (whole // 100 % 100 <= 12)).then(whole)


def _read_mentions(
    table: str, files: list[tuple[Member, Part]], places: Finder, tally: Tally, watch: _Watch
) -> Mentions:
    """What the reports name in one table, by the place of the report."""
    import polars as pl

    coder = Coder(("name", "active") if table == "DRUG" else ("name",))
    held: dict[str, list[np.ndarray]] = {"report": [], "name": [], "role": [], "place": []}
    for member, part in files:
        for label, rows in read_ahead(_read_table(member, part, tally, watch)):
            added = [pl.lit(None, pl.String).alias(name) for name in coder.columns if name not in rows.columns]
            rows = rows.with_columns(*added, pl.col("number").cast(pl.Int64, strict=False))
            rows = _keep_whole(rows, label, tally)
            report, is_there = places.find(rows["number"].to_numpy())
            if not is_there.all():
                lost = rows.filter(~is_there)["number"]
                tally.lose(label, ORPHANS, len(lost), tuple(f"report {number}" for number in lost.head(3)))
                rows, report = rows.filter(is_there), report[is_there]
            held["report"].append(report.astype(np.uint32))
            held["name"].append(coder.code(rows).to_numpy())
            if table == "DRUG":
                held["role"].append(_read_roles(rows))
                held["place"].append(_read_places(rows))
    names, where = coder.close()
    name = join_arrays(held["name"], np.uint32)
    return Mentions(
        join_arrays(held["report"], np.uint32), where[name] if len(where) else name,
        names if table == "DRUG" else [told[0] for told in names],
        join_arrays(held["role"], np.uint8) if table == "DRUG" else None,
        join_arrays(held["place"], np.uint32) if table == "DRUG" else None,
    )  # fmt: skip


def _read_places(rows: DataFrame) -> np.ndarray:
    """The number of each drug on its report; 0 where none is told."""
    import polars as pl

    if "place" not in rows.columns:
        return np.zeros(len(rows), np.uint32)
    return rows.select(pl.col("place").cast(pl.UInt32, strict=False).fill_null(0))["place"].to_numpy()


def _read_starts(files: list[tuple[Member, Part]], places: Finder, tally: Tally, watch: _Watch) -> Starts:
    """Days on which drugs were begun. Rows without a whole day tell nothing here, and are no loss."""
    import polars as pl

    held: dict[str, list[np.ndarray]] = {"report": [], "place": [], "day": []}
    for member, part in files:
        for _, rows in read_ahead(_read_table(member, part, tally, watch)):
            dated = rows.select(
                pl.col("number").cast(pl.Int64, strict=False), pl.col("place").cast(pl.UInt32, strict=False),
                day=_read_day(pl.col("day")),
            ).drop_nulls().filter((pl.col("day") % 100 > 0) & (pl.col("day") % 100 <= 31))  # fmt: skip
            report, is_there = places.find(dated["number"].to_numpy())
            held["report"].append(report[is_there].astype(np.uint32))
            held["place"].append(dated["place"].to_numpy()[is_there])
            held["day"].append(dated["day"].to_numpy()[is_there])
    return Starts(*(join_arrays(held[name], kind) for name, kind in
                    (("report", np.uint32), ("place", np.uint32), ("day", np.int32))))  # fmt: skip


def _keep_whole(rows: DataFrame, label: str, tally: Tally) -> DataFrame:
    """Rows that name a report and something of it."""
    import polars as pl

    unnumbered = rows["number"].null_count()
    tally.lose(label, NO_NUMBER, unnumbered)
    named = pl.col("name").is_not_null() & (pl.col("name") != "")
    if "active" in rows.columns:
        named = named | (pl.col("active").is_not_null() & (pl.col("active") != ""))
    whole = rows.filter(pl.col("number").is_not_null() & named)
    tally.lose(label, NAMELESS, len(rows) - unnumbered - len(whole))
    return whole


def _read_roles(rows: DataFrame) -> np.ndarray:
    import polars as pl

    if "role" not in rows.columns:
        return np.full(len(rows), ROLES.index("?"), np.uint8)
    numbers = {role: at for at, role in enumerate(ROLES)}
    said = pl.col("role").str.to_uppercase().replace_strict(numbers, default=ROLES.index("?"), return_dtype=pl.UInt8)
    return rows.select(said)["role"].to_numpy()


def _put_together(
    reports: DataFrame,
    countries: tuple[str, ...],
    mentions: dict[str, Mentions],
    starts: Starts | None,
    tally: Tally,
    files: tuple[str, ...],
) -> Cases:
    columns = {
        name: reports[name].to_numpy()
        for name in (
            "number",
            "case",
            "sex",
            "quarter",
            "event_day",
            "country",
            "is_latest",
            "is_retracted",
            "is_child",
        )
    }
    return Cases(
        STREAM, **columns, age=reports["age"].fill_null(float("nan")).to_numpy(), countries=countries,
        drugs=mentions["DRUG"], events=mentions["REAC"], account=tally.close(), outcomes=mentions.get("OUTC"),
        indications=mentions.get("INDI"), senders=mentions.get("RPSR"), starts=starts, files=files,
    )  # fmt: skip
