"""`python -m validation.meta FOLDER`: what other programs make of tables of studies, beside what neurodose makes of it.

FOLDER holds inputs/NAME.csv, and expected_*.csv (or .csv.gz) with the columns dataset, analysis, r_call, quantity and
value: what metafor and netmeta print. One line a data set, under it the quantities that miss, and a total.

Closed forms are held to 1e-4, what is searched for (REML, ML, EB, PM and all that follows from their tau²) to 1e-3. A p
value is as sure as its statistic: it passes where a statistic within the limit would give it. metafor ends its searches
for tau² at a step of 1e-5, or where a root lies within 1.2e-4 (R's own default): a tau² that lies as near passes, and
what follows from it is then compared at the tau² where the reference stopped; how many did is told.
"""

from __future__ import annotations

import csv
import gzip
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from neurodose.errors import NeurodoseError
from validation.formula_of_r import Row
from validation.networks import compute_network, is_network
from validation.pairwise import compute
from validation.scoring import Score, ScoringError, read_number, read_rows, run

CLOSED, SEARCHED = 1e-4, 1e-3
SEARCHED_FOR = ("REML", "ML", "EB", "PM", "selmodel", "rma.mv")
STOPPED = 1.22e-4  # .Machine$double.eps^0.25, the tolerance of R's search for a root
NOTHING = 1e-9  # of a reference that is zero but for rounding: compared as it is
FOLDER = "a folder with inputs/*.csv and expected_*.csv, such as meta of the reference collection"
P_VALUES = ("pval", "QMp", "QEp", "LRTp", "p_incoherence", "Qp")


@dataclass(frozen=True)
class Expected:
    """One value of the reference."""

    dataset: str
    analysis: str
    r_call: str
    quantity: str
    value: float


@dataclass(frozen=True)
class Miss:
    """A value that is not met, or that nothing here gives (why says which)."""

    expected: Expected
    found: float
    deviation: float
    why: str = ""

    def tell(self) -> str:
        one = self.expected
        told = self.why or f"{self.found:.10g} where {one.value:.10g} is expected, apart by {self.deviation:.1e}"
        return f"    {one.analysis} {one.quantity}: {told}"


def score_folder(folder: Path) -> Iterator[Score]:
    """One score for each data set; raises ScoringError where there is nothing."""
    expected = [one for path in sorted(folder.glob("expected_*.csv*")) for one in read_expected(path)]
    if not expected:
        raise ScoringError(f'"{folder}" holds no expected_*.csv', hint=FOLDER)
    for dataset in dict.fromkeys(one.dataset for one in expected):
        yield score_dataset(dataset, [one for one in expected if one.dataset == dataset], folder / "inputs")


def read_expected(path: Path) -> Iterator[Expected]:
    """The values of a file that are numbers."""
    packed = path.read_bytes()
    text = (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8")
    for row in csv.DictReader(text.splitlines()):
        value = read_number(row["value"])
        if math.isfinite(value):
            yield Expected(row["dataset"], row["analysis"], row["r_call"], row["quantity"], value)


def find_input(dataset: str, folder: Path) -> list[Row]:
    """The table of a data set; networks keep theirs under nma_NAME_contrasts.csv."""
    names = [f"{dataset}.csv", f"nma_{dataset}_contrasts.csv", f"nma_{dataset}.csv", f"{dataset}_contrasts.csv"]
    for name in names:
        if (folder / name).is_file():
            return list(read_rows(folder / name))
    raise ScoringError(f"there is no table of {dataset}", where=str(folder), exists=f"sought: {', '.join(names)}")


def score_dataset(dataset: str, expected: Sequence[Expected], folder: Path) -> Score:
    """The worst deviation of a data set, in units of what it may be, and what misses."""
    analyses = defaultdict[str, list[Expected]](list)
    for one in expected:
        analyses[one.analysis].append(one)
    try:
        rows = find_input(dataset, folder)
    except ScoringError as error:
        return Score(dataset, math.inf, CLOSED, 0, " ".join(str(error).split()))
    misses, worst, compared, moved = list[Miss](), 0.0, 0, 0
    texts = list(dict.fromkeys(one.r_call for one in expected))
    for analysis, values in analyses.items():
        found, why = _attempt(analysis, values, rows, texts)
        judged = [judge(one, found, why) for one in values]
        if any(miss for miss, _ in judged) and (there := _at_their_tau2(analysis, values, rows, found)):
            again = [judge(one, there, why) for one in values]
            moved += sum(
                miss is not None and other is None for (miss, _), (other, _) in zip(judged, again, strict=True)
            )
            judged = [one if one[0] is None else other for one, other in zip(judged, again, strict=True)]
        compared += len(judged)
        worst = max(worst, *(deviation for _, deviation in judged))
        misses += [miss for miss, _ in judged if miss is not None]
    note = f"{compared - len(misses)} of {compared} values"
    note += f", {moved} of them at the tau² where the reference stopped" if moved else ""
    note += "".join(f"\n{miss.tell()}" for miss in misses)
    return Score(dataset, math.inf if any(m.why for m in misses) else worst, 1.0, compared, note)


def _attempt(
    analysis: str, values: Sequence[Expected], rows: Sequence[Row], texts: Sequence[str]
) -> tuple[Mapping[str, float], str]:
    """What is computed for an analysis, or why nothing is."""
    own = list(dict.fromkeys(one.r_call for one in values))
    try:
        if is_network(own):
            return compute_network(analysis, own, rows, texts), ""
        return compute(analysis, own, rows), ""
    except NeurodoseError as error:
        return {}, " ".join(str(error).split())


def _at_their_tau2(
    analysis: str, values: Sequence[Expected], rows: Sequence[Row], found: Mapping[str, float]
) -> Mapping[str, float]:
    """The quantities at the reference's tau², where that is as near to ours as its search is exact; else nothing."""
    own = list(dict.fromkeys(one.r_call for one in values))
    theirs = {one.quantity: one.value for one in values if one.quantity in ("tau2", "tau2.lb", "tau2.ub")}
    if (
        not theirs
        or is_network(own)
        or any(abs(found.get(name, math.inf) - value) > STOPPED for name, value in theirs.items())
    ):
        return {}
    if "tau2" in theirs:
        return {**found, **compute(analysis, own, rows, theirs["tau2"]), "se.tau2": found.get("se.tau2", math.nan)}
    shares = {
        f"I2.{end}": compute(analysis, own, rows, theirs[f"tau2.{end}"])[f"I2.{end}"]
        for end in ("lb", "ub")
        if f"tau2.{end}" in theirs
    }
    return {**found, **theirs, **shares}


def judge(one: Expected, found: Mapping[str, float], why: str) -> tuple[Miss | None, float]:
    """Whether a value is met: the miss, if it is one, and its deviation in units of the limit."""
    if one.quantity not in found:
        return Miss(one, math.nan, math.inf, why or "nothing here gives this quantity"), math.inf
    limit = find_limit(one)
    value = found[one.quantity]
    apart = abs(value - one.value)
    deviation = apart / abs(one.value) if abs(one.value) > NOTHING else apart
    if deviation <= limit or (one.quantity.startswith(P_VALUES) and is_p_of_near(value, one.value, limit)):
        return None, min(deviation / limit, 1.0)
    return Miss(one, value, deviation), deviation / limit


def find_limit(one: Expected) -> float:
    """1e-3 for what is searched for, else 1e-4."""
    is_searched = any(word in one.r_call or one.analysis.startswith(word) for word in SEARCHED_FOR)
    # A call of rma that names no method takes REML.
    is_default = "rma(" in one.r_call and "method=" not in one.r_call
    names_method = one.analysis.split("_")[0] in ("DL", "HE", "HS", "SJ", "EE", "FE")
    return SEARCHED if is_searched or (is_default and not names_method) else CLOSED


def is_p_of_near(found: float, expected: float, limit: float) -> bool:
    """Whether a normal deviate within the limit of the one behind the expected p gives the p that was found."""
    from scipy.stats import norm

    if not (0 < expected < 1 and 0 < found < 1):
        return False
    deviate = float(norm.isf(expected / 2))
    ends = [2 * float(norm.sf(deviate * (1 + sign * limit))) for sign in (1, -1)]
    return ends[0] <= found <= ends[1]


if __name__ == "__main__":
    raise SystemExit(run("How near neurodose is to metafor and netmeta.", FOLDER, score_folder))
