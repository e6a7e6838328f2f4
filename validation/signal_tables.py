"""Tables of reports and signals as other programs write them: separators, names of columns, how many digits.

Columns are known by their names in openEBGM, PhViD, vigipy, pvda, DiAna and the like, whatever of dots, spaces and
capital letters is in them (R changes them when it writes); `drug` is a name where it holds words and a margin where it
holds numbers. What is not known is told as not compared.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from validation.scoring import ScoringError, read_number

Table = dict[str, list[str]]
ENDINGS = (".csv", ".csv.gz", ".tsv", ".tsv.gz", ".txt", ".txt.gz")
SEPARATORS = (",", ";", "\t", "|")
FULL = 14  # digits: a number that has so many was not rounded

WORDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "primaryid", "reportid", "caseid", "isr", "safetyreportid", "report", "case"),
    "drug_name": ("var1", "drug", "drugs", "drugname", "drugcode", "product", "productname", "name", "substance",
                  "medicine", "ingredient", "druglabel", "activesubstance", "prodai", "drugnames"),
    "event_name": ("var2", "event", "events", "eventname", "eventeffect", "pt", "ae", "aename", "adverseevent",
                   "reaction", "aeterm", "term", "preferredterm", "eventlabel"),
}  # fmt: skip
# The first name that is there is taken. `n.1` and `n1.` are one when dots are left out, so dots stay in `dotted`.
NUMBERS: Mapping[str, tuple[str, ...]] = {
    "observed": ("n11", "de", "a", "obs", "observed", "observedcount", "count", "counts", "cases", "ncases", "reports",
                 "nreports", "events", "frequency", "freq", "drugeventcount", "ndrugevent", "casecount", "nij", "n"),
    "drug": ("n1.", "n1_", "n1+", "n1j", "drugmargin", "productmargin", "productaes", "ndrug", "drugtotal", "drugcount",
             "drugcounts", "drugn", "ni.", "totaldrug", "drugreports", "drug"),
    "event": ("n.1", "n_1", "n+1", "ni1", "eventmargin", "countacrossbrands", "nevent", "eventtotal", "eventcount",
              "eventcounts", "eventn", "n.j", "totalevent", "eventreports", "aemargin", "event"),
    "total": ("ntotal", "ntot", "total", "tot", "nn", "n..", "n_all", "nall", "grandtotal", "totalreports",
              "alltotal", "totaln", "ntotals"),
    "b": ("n10", "b", "dne"), "c": ("n01", "c", "nde"), "d": ("n00", "d", "ndne"),
    "expected": ("expected", "expectedcount", "expectedcounts", "exprrr", "e11", "e", "exp", "nexpected", "eij"),
    "expected_prr": ("expprr",), "expected_ror": ("expror",),
    "ratio": ("rr", "rrr", "n11e", "countexpected", "oe", "oeratio", "relativereportingratio", "obsexp",
              "reportingratio"),
    "prr": ("prr", "prrmedian", "prrestimate", "prrvalue"), "ror": ("ror", "rormedian", "rorestimate", "rorvalue",
                                                                        "rfet"),
    "log_prr": ("logprr", "lnprr"), "log_ror": ("logror", "lnror"),
    "log_prr_low": ("lb95logprr", "lblogprr"), "log_ror_low": ("lb95logror", "lblogror"),
    "chi2": ("chi2", "chisq", "chisquare", "chisquared", "chi", "x2", "chi2yates", "chisqyates", "prrchisq", "prrchi2",
             "chisquareyates", "yates"),
    "p": ("pvalue", "p", "pval", "pfisher", "pvaluefisher", "fisherp", "fisherpvalue", "pvaluechisq", "chisqp"),
    "null": ("posth0", "posteriorprobability", "postprob", "probh0"),
    "ic": ("ic", "eic", "icmean", "icmedian", "informationcomponent", "icbcpnn", "bcpnn", "icestimate"),
    "ic_spread": ("icsd", "sdic", "icse"), "ic_variance": ("vic", "icvar", "icvariance", "varic"),
    "ic_low": ("q0025logic",), "low": ("lb", "cilower", "lowerci", "cilow", "lowerbound", "lower", "lcl", "quantile"),
    "high": ("ub", "ciupper", "upperci", "cihigh", "upperbound", "upper", "ucl"),
    "share": ("qn", "q"), "ebgm": ("ebgm",), "log2_ebgm": ("postelambda", "eblog2", "log2", "ebgmlog2", "log2ebgm"),
    "eb05": ("eb05", "q005lambda", "quant05", "ebgm05", "eb5"), "eb95": ("eb95", "quant95", "ebgm95", "q095lambda"),
}  # fmt: skip
LOW, HIGH = r"(low|lower|lb|lcl|l95|025|25|inf|cil|cilow|lo)", r"(up|upper|ub|ucl|u95|975|high|hi|sup|ciu|ciup)"
PRIOR: Mapping[str, tuple[str, ...]] = {
    "shape1": ("alpha1", "a1", "shape1"), "rate1": ("beta1", "b1", "rate1"),
    "shape2": ("alpha2", "a2", "shape2"), "rate2": ("beta2", "b2", "rate2"),
    "share": ("p", "w", "pi", "weight", "theta", "mixture", "share"), "loss": ("negll", "nll", "minimum", "objective"),
}  # fmt: skip


def read_table(path: Path) -> Table:
    """A table by its columns; raises ScoringError for one without rows, and for rows of another length."""
    packed = path.read_bytes()
    try:
        text = (gzip.decompress(packed) if path.name.endswith(".gz") else packed).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise ScoringError(f"the table cannot be read: {error}", where=path.name) from None
    lines = text.splitlines()
    separator = max(SEPARATORS, key=(lines[0] if lines else "").count)
    rows = [row for row in csv.reader(lines, delimiter=separator) if row]
    if len(rows) < 2:
        raise ScoringError("the table has no rows", where=path.name)
    head = [name.strip() for name in rows[0]]
    if len(rows[1]) == len(head) + 1:  # R writes no name above the names of rows
        head = ["row", *head]
    for at, row in enumerate(rows[1:]):
        if len(row) != len(head):
            raise ScoringError(f"row {at + 1} has {len(row)} cells, and there are {len(head)} columns", where=path.name)
    is_comma_decimal = separator == ";"
    columns = zip(*rows[1:], strict=True)
    return {
        name or f"column {at + 1}": [_plain(cell, is_comma_decimal) for cell in column]
        for at, (name, column) in enumerate(zip(head, columns, strict=True))
    }


def _plain(cell: str, is_comma_decimal: bool) -> str:
    cell = cell.strip()
    return cell.replace(",", ".") if is_comma_decimal and re.fullmatch(r"-?\d+,\d+([eE][-+]?\d+)?", cell) else cell


def read_value(cell: str) -> float:
    """A cell as a number, in the words of R, pandas or a person; raises ScoringError for what is none."""
    low = cell.strip().lower()
    if low in ("inf", "+inf", "infinity", "-inf"):
        return -math.inf if low.startswith("-") else math.inf
    return math.nan if low in ("nan", "none", "null", "n/a", "na") else read_number(cell)


def numbers(table: Table, column: str) -> np.ndarray:
    """A column as numbers."""
    return np.array([read_value(cell) for cell in table[column]])


def has_numbers(cells: Sequence[str]) -> bool:
    try:
        return any(not math.isnan(read_value(cell)) for cell in cells[:200])
    except ScoringError:
        return False


def dotted(name: str) -> str:
    return name.lower().replace(" ", "").strip("\"'")


def compact(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def find_columns(table: Table) -> dict[str, str]:
    """Which column of a table is which."""
    numeric = {name: has_numbers(cells) for name, cells in table.items()}
    names = {kind: [name for name in table if numeric[name] == kind] for kind in (True, False)}
    known = dict[str, str]()
    for roles, kind in ((WORDS, False), (NUMBERS, True)):
        for role, wanted in roles.items():
            found = next((name for one in wanted for name in names[kind] if _is_called(name, one)), None)
            if found is not None and found not in known.values():
                known[role] = found
    if "id" not in known:  # ids are often numbers
        found = next((name for one in WORDS["id"] for name in names[True] if compact(name) == one), None)
        known |= {"id": found} if found else {}
    return known | _find_ends(names[True], known) | _find_exceptions(names[True])


def _is_called(name: str, wanted: str) -> bool:
    if re.search(r"\W|_", wanted) or re.fullmatch(r"n[.+_]+1|n1[.+_]+|n[.]+", dotted(name)):
        return dotted(name) == wanted
    return compact(name) == wanted


def _find_ends(names: Sequence[str], known: Mapping[str, str]) -> dict[str, str]:
    """Ends of intervals: the measure, and a word for the lower or the upper end, in either order."""
    found = dict[str, str]()
    for name in names:
        for measure in ("prr", "ror", "ic"):
            for end, words in (("low", LOW), ("high", HIGH)):
                extra = r"(ci|95|95ci|ci95|lim|limit|bound|end|gamma)*"
                short = compact(name)
                if name not in known.values() and (
                    re.fullmatch(f"{measure}{extra}{words}{extra}", short)
                    or re.fullmatch(f"{extra}{words}{extra}{measure}", short)
                ):
                    found.setdefault(f"{measure}_{end}", name)
    return found


def _find_exceptions(names: Sequence[str]) -> dict[str, str]:
    """Where one letter means another thing: D, E and TOT are margins beside D_E; n is all beside n11."""
    plain = {dotted(name): name for name in names}
    if "d_e" in plain and {"d", "e"} <= set(plain):
        held = {"drug": plain["d"], "event": plain["e"], "d": plain.get("nd_ne", ""), "expected": ""}
        return held | {"observed": plain["d_e"]}
    has_other = any(compact(name) in NUMBERS["observed"][:-1] for name in names)
    has_total = any(_is_called(name, one) for name in names for one in NUMBERS["total"])
    return {"total": plain["n"]} if "n" in plain and has_other and not has_total else {}


def read_columns(table: Table) -> dict[str, str]:
    """`find_columns` without those that an exception took away."""
    return {role: name for role, name in find_columns(table).items() if name}


def find_rounding(cells: Sequence[str], values: np.ndarray) -> np.ndarray:
    """Half of the last digit that each cell of a column can hold: by the decimals and by the digits of the column."""
    digits, decimals = 0, 0
    for cell in cells:
        body, _, power = cell.strip().lower().lstrip("+-").partition("e")
        whole, _, part = body.partition(".")
        if body and body[0].isdigit():
            digits = max(digits, len((whole + part).lstrip("0")))
            decimals = max(decimals, len(part) - int(power or 0))
    if digits >= FULL:
        return np.zeros(len(values))
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.floor(np.log10(np.abs(np.where(np.isfinite(values) & (values != 0), values, 1.0))))
    by_digits = 0.5000001 * 10.0 ** (size - digits + 1)
    return np.maximum(by_digits, 0.5000001 * 10.0**-decimals) if decimals < FULL else by_digits


def read_priors(table: Table) -> list[dict[str, float]]:
    """Priors that a table holds, a row each or a row for each of the five numbers; none where it holds none."""
    wide = {role: name for role, wanted in PRIOR.items() for name in table if compact(name) in wanted}
    if {"shape1", "rate1", "shape2", "rate2", "share"} <= set(wide):
        rows = len(table[wide["share"]])
        return [{role: read_value(table[name][at]) for role, name in wide.items()} for at in range(rows)]
    for column, cells in table.items():
        roles = {role: at for role, wanted in PRIOR.items() for at, cell in enumerate(cells) if compact(cell) in wanted}
        if {"shape1", "rate1", "shape2", "rate2", "share"} <= set(roles):
            values = [name for name in table if name != column and has_numbers(table[name])]
            return [{role: read_value(table[name][at]) for role, at in roles.items()} for name in values]
    return []
