"""`python -m validation.signals FOLDER`: what other programs make of reports of drugs and events, beside what we make.

FOLDER holds tables (.csv or .csv.gz) that are known by their columns:
- mentions, one row each (id, var1, var2, and strat1 where there are strata), from which all counts are made;
- pairs with values: counts (N or n11), margins (n1., n.1) and all reports where there are no mentions, and of E, RR,
PRR,
  ROR, their intervals, chi-square, IC, Qn, EBGM, EB05, EB95 whatever is there;
- hyperparameters of a prior, one row a fit (alpha1, beta1, alpha2, beta2, P, negLL), by its name squashed or not.

One line a table, under it how far each column is off, and a total. Formulas are held to 1e-6 (or half of the last digit
that a column is printed with), hyperparameters to 1e-3, shrunken ratios to 0.01.
"""

from __future__ import annotations

import csv
import gzip
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neurodose import disproportionality, shrinkage
from neurodose.errors import NeurodoseError
from neurodose.evidence import GammaMixture, Pairs, count_pairs, fit_prior, information_by_beta
from validation.scoring import Score, ScoringError, read_number, run

FORMULA, FITTED, SHRUNKEN = 1e-6, 1e-3, 0.01
QUANTILE_DIGITS = 0.01  # of the interval's ends: both programs stop their search somewhere
FOLDER = "a folder with tables of reports, pairs and hyperparameters, such as ae_signals of the reference collection"
PRIOR = ("alpha1", "beta1", "alpha2", "beta2", "P")
Table = dict[str, list[str]]
# What columns are called, in other programs' words, small letters and nothing between them.
NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "primaryid", "reportid", "caseid"),
    "drug_name": ("var1", "drug", "drugname", "productname", "product"),
    "event_name": ("var2", "event", "pt", "ae", "reaction"),
    "observed": ("n", "n11", "count", "events", "a", "observed"),
    "drug": ("n1", "n1.", "drugmargin", "productaes", "ndrug", "n1j"),
    "event": ("n.1", "eventmargin", "countacrossbrands", "nevent", "ni1"),
    "total": ("ntotal", "total", "nn", "n..", "nall"),
    "expected": ("e", "expected", "expectedcount"),
    "ratio": ("rr", "n11/e", "oe", "rrr"),
    "prr": ("prr",), "prr_low": ("prrlow", "prr025", "prrlower", "prrlb"), "prr_high": ("prrhigh", "prr975", "prrupper",
    "prrub"), "ror": ("ror",), "ror_low": ("rorlow", "ror025", "rorlower", "rorlb"), "ror_high": ("rorhigh", "ror975",
    "rorupper", "rorub"), "chi2": ("chi2", "chisq", "chisquare"), "chi2_yates": ("chi2yates", "chisqyates"),
    "ic": ("ic",), "ic_low": ("ic025", "iclow", "iclower"), "ic_high": ("ic975", "ichigh", "icupper"),
    "ic_beta": ("eic", "icbcpnn", "bcpnn"), "ic_beta_low": ("lb", "icbcpnn025", "bcpnn025"),
    "share": ("qn",), "ebgm": ("ebgm",), "eb05": ("eb05",), "eb95": ("eb95",),
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """How far a column is off: the largest deviation in units of what it may be, of how many values, how many miss."""

    name: str
    worst: float
    compared: int
    missed: int
    note: str = ""

    def tell(self) -> str:
        verdict = "agrees" if not self.missed else f"{self.missed} of {self.compared} MISS"
        return f"    {self.name}: {self.compared} values, {verdict}, worst {self.worst:.1e} of its limit{self.note}"


def read_table(path: Path) -> Table:
    """A table by its columns; raises ScoringError for one without rows."""
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.name.endswith(".gz") else packed).decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    if len(rows) < 2:
        raise ScoringError("the table has no rows", where=path.name)
    return {name: [row[at] for row in rows[1:]] for at, name in enumerate(rows[0])}


def find_columns(table: Table) -> dict[str, str]:
    """Which column of a table is which."""
    small = {name.lower().replace("_", "").replace(" ", ""): name for name in table}
    return {key: small[one] for key, names in NAMES.items() for one in names[::-1] if one in small}


def numbers(table: Table, column: str) -> np.ndarray:
    """A column as numbers; Inf is infinite, and nothing is NaN."""
    return np.array([math.inf if cell.strip() in ("Inf", "inf") else read_number(cell) for cell in table[column]])


def score_folder(folder: Path) -> Iterator[Score]:
    """One score a table that holds values; raises ScoringError where there is none."""
    paths = sorted([*folder.glob("*.csv"), *folder.glob("*.csv.gz")])
    tables = {path.name: read_table(path) for path in paths}
    held = {name: find_columns(table) for name, table in tables.items()}
    mentions = next((tables[name] for name, known in held.items() if "id" in known and "observed" not in known), None)
    priors = [name for name, table in tables.items() if set(PRIOR) <= set(table)]
    pairs = [name for name, known in held.items() if "observed" in known and name not in priors]
    if not pairs and not priors:
        raise ScoringError(f'"{folder}" holds no table of pairs', hint=FOLDER)
    told = [numbers_of_prior(tables[name], at) for name in priors for at in range(len(tables[name]["P"]))]
    for name in pairs:
        yield attempt(name, lambda name=name: score_pairs(name, tables[name], held[name], mentions, told))
    for name in priors:
        yield attempt(name, lambda name=name: score_priors(tables[name], [tables[one] for one in pairs]))


def attempt(name: str, score: Callable[[], list[Column]]) -> Score:
    """The score of a table, or why there is none."""
    try:
        columns = score()
    except NeurodoseError as error:
        return Score(name, math.inf, 1.0, 0, " ".join(str(error).split()))
    compared, missed = (sum(getattr(one, key) for one in columns) for key in ("compared", "missed"))
    note = f"{compared - missed} of {compared} values" + "".join(f"\n{one.tell()}" for one in columns)
    worst = max((one.worst for one in columns), default=math.inf)
    return Score(name, max(worst, 1.01) if missed else min(worst, 1.0), 1.0, compared, note)


def score_pairs(
    name: str, table: Table, known: Mapping[str, str], mentions: Table | None, priors: Sequence[GammaMixture]
) -> list[Column]:
    """Every column of a table of pairs that has a counterpart here."""
    counted = count_again(table, known, mentions, "strat" in name.lower() and "unstrat" not in name.lower())
    observed = numbers(table, known["observed"])
    found = counted or counts_of(table, known)
    columns = [compare("observed", table[known["observed"]], found["observed"])]
    if "drug" in found:
        ours = disproportionality(
            observed, found["drug"], found["event"], found["total"], expected=found.get("expected")
        )
        held = {
            key: getattr(ours, key) for key in NAMES if hasattr(ours, key) and key not in ("drug", "event", "total")
        }
        mean, spread = information_by_beta(observed, found["drug"], found["event"], found["total"])
        held |= {"ic_beta": mean, "ic_beta_low": mean - 1.959963984540054 * spread}
    else:
        held = {"expected": found["expected"], "ratio": observed / found["expected"]}
    columns += [
        compare(key, table[known[key]], values) for key, values in held.items() if key in known and key != "observed"
    ]
    return columns + compare_shrunken(table, known, observed, held["expected"], priors)


def compare_shrunken(
    table: Table, known: Mapping[str, str], observed: np.ndarray, expected: np.ndarray, priors: Sequence[GammaMixture]
) -> list[Column]:
    """Shrunken ratios: by the prior of the folder that meets them best where there is one, else by one that is
    fitted."""
    wanted = [key for key in ("share", "ebgm", "eb05", "eb95") if key in known]
    if not wanted:
        return []
    tried = []
    for prior in priors or (None,):
        found = shrinkage(observed, expected, prior)
        tried.append([compare(key, table[known[key]], getattr(found, key), key) for key in wanted])
    return min(
        tried,
        key=lambda columns: sum(one.missed for one in columns) + sum(min(one.worst, 1e9) for one in columns) / 1e12,
    )


def count_again(
    table: Table, known: Mapping[str, str], mentions: Table | None, has_strata: bool
) -> dict[str, np.ndarray] | None:
    """Counts of the pairs of a table made anew of the mentions, where there are mentions."""
    if mentions is None or not {"drug_name", "event_name"} <= set(known):
        return None
    named = find_columns(mentions)
    strata = next((column for name, column in mentions.items() if name.lower().startswith("strat")), None)
    pairs: Pairs = count_pairs(
        mentions[named["id"]],
        mentions[named["drug_name"]],
        mentions[named["event_name"]],
        strata if has_strata else None,
    )
    place = {key: at for at, key in enumerate(zip(pairs.drugs.tolist(), pairs.events.tolist(), strict=True))}
    asked = list(zip(table[known["drug_name"]], table[known["event_name"]], strict=True))
    unknown = [key for key in asked if key not in place]
    if unknown:
        raise ScoringError(f"{len(unknown)} pairs of the table are in no report", exists=f"the first: {unknown[0]}")
    at = np.array([place[key] for key in asked])
    return {
        "observed": pairs.observed[at], "drug": pairs.drug[at], "event": pairs.event[at],
        "total": np.full(len(at), pairs.total), "expected": pairs.expected[at],
    }  # fmt: skip


def counts_of(table: Table, known: Mapping[str, str]) -> dict[str, np.ndarray]:
    """Counts as the table has them; raises ScoringError where neither margins nor an expectation is there."""
    found = {key: numbers(table, known[key]) for key in ("observed", "drug", "event", "total") if key in known}
    if {"drug", "event"} <= set(found) and "total" not in found and "expected" in known:
        # Independence tells how many reports there are.
        found["total"] = np.round(found["drug"] * found["event"] / numbers(table, known["expected"]))
    if {"drug", "event", "total"} <= set(found):
        return found
    if "expected" not in known:
        raise ScoringError("the table has neither margins nor expectations", exists=f"columns: {', '.join(table)}")
    return {"observed": found["observed"], "expected": numbers(table, known["expected"])}


def score_priors(table: Table, pairs: Sequence[Table]) -> list[Column]:
    """Priors fitted to a table of pairs that has expectations."""
    known = [(held, names) for held in pairs if "expected" in (names := find_columns(held))]
    if not known:
        raise ScoringError("no table of pairs has the expectations that a prior is fitted to")
    # That table was shrunken by the prior which shows what became of it.
    held, names_held = max(known, key=lambda one: "ebgm" in one[1])
    observed, expected = numbers(held, names_held["observed"]), numbers(held, names_held["expected"])
    names = table.get("fit", [str(at) for at in range(len(table["P"]))])
    columns = list[Column]()
    for at, name in enumerate(names):
        prior = fit_prior(observed, expected, squash="unsquash" not in name.lower())
        values = (*prior.values, -prior.log_likelihood)
        wanted = [table[key][at] for key in (*PRIOR, "negLL") if key in table]
        columns.append(compare(name, wanted, np.array(values[: len(wanted)]), "prior"))
    return columns


def numbers_of_prior(table: Table, at: int) -> GammaMixture:
    return GammaMixture(*(read_number(table[key][at]) for key in PRIOR))


def compare(name: str, printed: Sequence[str], found: np.ndarray, kind: str = "formula") -> Column:
    """A printed column beside ours: relative for formulas and priors, absolute for shrunken ratios; never finer than
    half of the last digit printed.
    """
    wanted = np.array([math.inf if cell.strip() in ("Inf", "inf") else read_number(cell) for cell in printed])
    digits = np.array([len(cell.strip().partition(".")[2]) if "e" not in cell.lower() else 15 for cell in printed])
    most = int(digits.max())
    rounding = 0.5000001 * 10.0**-most if most <= 4 and name != "observed" else 0.0
    given = ~np.isnan(wanted)
    same = np.isinf(wanted) & (found == wanted)
    limit = _limit(kind, wanted, rounding)
    with np.errstate(invalid="ignore"):
        off = np.where(same, 0.0, np.abs(found - wanted) / limit)
    off = np.where(np.isnan(off), math.inf, off)[given]
    worst = float(off.max()) if off.size else math.inf
    return Column(name, worst, int(given.sum()), int(np.sum(off > 1)))


def _limit(kind: str, wanted: np.ndarray, rounding: float) -> np.ndarray:
    size = np.abs(np.where(np.isinf(wanted), 1.0, wanted))
    if kind == "prior":
        return FITTED * size
    if kind in ("ebgm", "eb05", "eb95"):
        return np.maximum(SHRUNKEN, 1e-3 * size)
    if kind == "share":
        return np.maximum(1e-4 * size, 1e-6)
    return np.maximum(FORMULA * np.maximum(size, 1e-300), rounding)


if __name__ == "__main__":
    raise SystemExit(
        run("How near neurodose is to other programs' measures of disproportionality.", FOLDER, score_folder)
    )
