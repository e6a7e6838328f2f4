"""`python -m benchmarks.case_reports`: what it costs to count reports of harm.

Made-up reports in the format of FDA's quarterly files are written into a folder, and then read, de-duplicated, named
and counted in a process of its own: every pair of drug and event as cases, its margins, expectations by sex and age,
and a drug's quarters. The proportions of the tables, the share of older versions, the lengths of rows and the tails of
names are like those of the true files; no person stands behind any row. `--keep FOLDER` writes the files there and
leaves them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.machine import describe_machine

if TYPE_CHECKING:
    from polars import DataFrame, Series

SEED = 20261122
ROWS = 20_000_000  # of DEMO, DRUG and REAC together; the four other tables come on top of them
PER_REPORT = {"DRUG": 5.0, "REAC": 3.5, "OUTC": 0.75, "INDI": 3.0, "RPSR": 0.05, "THER": 1.2}
OLD_VERSIONS = 0.167  # of the reports
RETRACTED = 0.005  # of the cases
QUARTERS = ("24Q3", "24Q4", "25Q1", "25Q2", "25Q3", "25Q4", "26Q1", "26Q2")
WRITTEN, INGREDIENTS, TERMS = 120_000, 6_000, 15_000
TO_COUNT, TO_HOLD = 60.0, 2000.0  # seconds, megabytes


def write_reports(folder: Path, rows: int = ROWS) -> dict[str, int]:
    """A set of files with so many rows of DEMO, DRUG and REAC; how many each table has."""
    import polars as pl

    random = np.random.default_rng(SEED)
    reports = int(rows / (1 + PER_REPORT["DRUG"] + PER_REPORT["REAC"]))
    written = pl.Series([f"MADE UP BRAND {at:06} {'FILM COATED TABLETS' if at % 3 else ''}" for at in range(WRITTEN)])
    written = pl.concat([pl.Series(["KRATOM", "OPMS GOLD", "BACLOFEN", "VIVITROL"]), written]).cast(pl.String)
    active = pl.Series([f"INGREDIENT {at:04}{' HYDROCHLORIDE' if at % 2 else ''}" for at in range(INGREDIENTS)])
    terms = pl.Series([f"Made up condition {at:05}" for at in range(TERMS)])
    counted = dict.fromkeys(("DEMO", *PER_REPORT), 0)
    (folder / "Deleted").mkdir(parents=True, exist_ok=True)
    for at, quarter in enumerate(QUARTERS):
        n = reports // len(QUARTERS)
        case = 10_000_000 + at * n + np.arange(n)
        older = random.random(n) < OLD_VERSIONS
        case[older] = np.maximum(case[older] - 1, 10_000_000)  # the next version of the case before
        number = case * 10 + 1 + older
        year, month = 2000 + int(quarter[:2]), 3 * int(quarter[3]) - 2
        day = year * 10000 + (month + random.integers(0, 3, n)) * 100 + random.integers(1, 29, n)
        keys = pl.DataFrame({"primaryid": number, "caseid": case})
        demo = _write_demo(keys, day, older, random)
        tables = {"DEMO": demo}
        for table, mean in PER_REPORT.items():
            owner = np.repeat(np.arange(n), random.poisson(mean - 1, n) + 1 if mean >= 1 else random.random(n) < mean)
            tables[table] = _write_mentions(table, keys[owner], written, active, terms, random)
        for table, frame in tables.items():
            frame.write_csv(
                folder / f"{table}{quarter}.txt", separator="$", quote_style="never", line_terminator="\r\n"
            )
            counted[table] += len(frame)
        gone = case[random.random(n) < RETRACTED]
        (folder / "Deleted" / f"DELETE{quarter}.txt").write_text("\n".join(map(str, gone)) + "\n")
    return counted


def _write_demo(keys: DataFrame, day: np.ndarray, older: np.ndarray, random: np.random.Generator) -> DataFrame:
    import polars as pl

    n = len(keys)
    blank = pl.lit("")
    has_age = random.random(n) < 0.6
    return keys.select(
        "primaryid", "caseid", caseversion=pl.Series(1 + older), i_f_code=pl.lit("I"),
        event_dt=pl.Series(np.where(random.random(n) < 0.5, day.astype(str), "")), mfr_dt=pl.Series(day),
        init_fda_dt=pl.Series(day), fda_dt=pl.Series(day), rept_cod=pl.lit("EXP"), auth_num=blank,
        mfr_num=pl.format("US-MADE-UP-{}", pl.col("caseid")), mfr_sndr=pl.lit("MADE UP SENDER"), lit_ref=blank,
        age=pl.Series(np.where(has_age, random.integers(1, 95, n).astype(str), "")),
        age_cod=pl.Series(np.where(has_age, "YR", "")), age_grp=blank,
        sex=pl.Series(np.array(["F", "M", ""])[random.choice(3, n, p=[0.53, 0.37, 0.10])]), e_sub=pl.lit("Y"), wt=blank,
        wt_cod=blank, rept_dt=pl.Series(day), to_mfr=blank, occp_cod=pl.lit("CN"), reporter_country=pl.lit("US"),
        occr_country=pl.lit("US"),
    )  # fmt: skip


def _write_mentions(
    table: str, keys: DataFrame, written: Series, active: Series, terms: Series, random: np.random.Generator
) -> DataFrame:
    import polars as pl

    n = len(keys)
    blank = pl.lit("")
    if table == "OUTC":
        return keys.with_columns(outc_cod=pl.Series(np.array(["OT", "HO", "DE"])[random.integers(0, 3, n)]))
    if table == "RPSR":
        return keys.with_columns(rpsr_cod=pl.lit("CSM"))
    if table == "THER":
        day = 20240000 + random.integers(1, 13, n) * 100 + random.integers(1, 29, n)
        return keys.with_columns(
            dsg_drug_seq=pl.Series(random.integers(1, 9, n)), start_dt=pl.Series(day), end_dt=blank, dur=blank,
            dur_cod=blank,
        )  # fmt: skip
    if table == "REAC":
        return keys.with_columns(pt=terms[_draw(n, TERMS, random)], drug_rec_act=blank)
    if table == "INDI":
        return keys.with_columns(
            indi_drug_seq=pl.Series(random.integers(1, 6, n)), indi_pt=terms[_draw(n, TERMS // 5, random)]
        )
    name = _draw(n, len(written), random)
    has_active = random.random(n) < 0.9
    return keys.with_columns(
        drug_seq=pl.Series(random.integers(1, 9, n)),
        role_cod=pl.Series(np.array(["PS", "SS", "C", "I"])[random.choice(4, n, p=[0.25, 0.30, 0.44, 0.01])]),
        drugname=written[name],
        prod_ai=pl.Series(active[name % INGREDIENTS]).scatter(np.flatnonzero(~has_active), ""), val_vbm=pl.lit("1"),
        route=pl.lit("Oral"), dose_vbm=pl.lit("50 MG, ONCE DAILY"), cum_dose_chr=blank, cum_dose_unit=blank,
        dechal=pl.lit("U"), rechal=blank, lot_num=blank, exp_dt=blank, nda_num=blank, dose_amt=pl.lit("50"),
        dose_unit=pl.lit("MG"),
        dose_form=pl.lit("TABLET"), dose_freq=pl.lit("QD"),
    )  # fmt: skip


def _draw(n: int, kinds: int, random: np.random.Generator) -> np.ndarray:
    """Numbers of names: few are frequent, many are rare."""
    return np.minimum((kinds ** random.random(n) - 1).astype(np.int64), kinds - 1)


def count_reports(folder: Path) -> dict[str, Any]:
    """What a process of its own does: reads and counts everything, and says how long and with how much memory."""
    import resource

    begun, spent = perf_counter(), process_time()
    from neurodose.case_reports.counting import count_drug, count_over_time, count_pairs_of, name_cases
    from neurodose.case_reports.naming import Naming
    from neurodose.case_reports.reading import read_cases
    from neurodose.library.synonyms import find_synonyms

    (cases,) = read_cases(folder)
    read = perf_counter() - begun
    named = name_cases(cases, Naming(find_synonyms()))
    pairs = count_pairs_of(named, "sex, age")
    kratom, quarters = count_drug(named, "kratom", "sex, age, year"), count_over_time(named, "kratom")
    return {
        "rows": cases.account.rows_read, "rows_lost": cases.account.rows_lost, **cases.versions, "cases": pairs.total,
        "drugs": len(named.drugs), "events": len(named.events), "pairs": len(pairs), "kratom": kratom.drug,
        "quarters": len(quarters), "read_s": read, "wall_s": perf_counter() - begun, "cpu_s": process_time() - spent,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


def measure(rows: int = ROWS, keep: Path | None = None) -> dict[str, Any]:
    """All figures, under their names."""
    with tempfile.TemporaryDirectory() as made:
        folder = keep or Path(made)
        tables = write_reports(folder, rows)
        size = sum(file.stat().st_size for file in folder.rglob("*.txt"))
        command = [sys.executable, "-m", "benchmarks.case_reports", "--count", str(folder)]
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return {"benchmark": "case_reports", **told, "tables": tables, "megabytes": size / 1e6, "to_count": TO_COUNT,
            "to_hold": TO_HOLD}  # fmt: skip


def tell(line: dict[str, Any]) -> str:
    """The figures for people."""
    counted = sum(line["tables"][table] for table in ("DEMO", "DRUG", "REAC"))
    return (
        f"{counted:,} rows of reports, drugs and reactions, and {line['rows'] - counted:,} of other tables "
        f"({line['megabytes']:,.0f} MB), {line['reports']:,} reports, {line['counted']:,} cases: read in "
        f"{line['read_s']:.1f} s, counted into {line['pairs']:,} pairs after {line['wall_s']:.1f} s (to stay below "
        f"{line['to_count']:.0f}; {line['cpu_s']:.1f} s of processors), with "
        f"{line['memory_mb']:,.0f} MB at most (to stay below {line['to_hold']:,.0f})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.case_reports", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one object")
    parser.add_argument("--rows", type=int, default=ROWS, help="of DEMO, DRUG and REAC together")
    parser.add_argument("--keep", type=Path, help="a folder for the made-up files, which are left there")
    parser.add_argument("--count", type=Path, help="count what lies in a folder, and nothing else")
    asked = parser.parse_args()
    if asked.count is not None:
        print(json.dumps(count_reports(asked.count)))
        return
    line = measure(asked.rows, asked.keep)
    print(json.dumps(line | describe_machine()) if asked.json else tell(line))


if __name__ == "__main__":
    main()
