"""`python -m validation.signals FOLDER`: what other programs make of reports of drugs and events, beside what we make.

FOLDER holds tables (.csv, .tsv, .txt, plain or .gz) that are known by their columns (`signal_tables.py`):
- mentions, one row each (id, drug, event, and strat1 where there are strata), from which all counts are made;
- pairs with values: the count, and margins and all reports, or the other three cells, or an expectation, or no more
  than the names of drug and event (margins are then sums of the pairs); of E, RR, PRR, ROR, their intervals,
  chi-square, p, IC, Qn, EBGM, EB05, EB95 whatever is there;
- hyperparameters of a prior (alpha1, beta1, alpha2, beta2, P or w), one row a fit or one row a number.

One line a table, under it how far each column is off and what it means where a name means several things
(`signal_definitions.py`), and a total. Formulas are held to 1e-6 (or half of the last digit that a column is printed
with), hyperparameters to 1e-3, shrunken ratios to 0.01 or 1e-3.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from neurodose.errors import NeurodoseError
from neurodose.evidence import GammaMixture, Pairs, count_pairs
from validation.scoring import Score, ScoringError, run
from validation.signal_definitions import MOST, Meaning, Meanings
from validation.signal_tables import (
    ENDINGS,
    Table,
    dotted,
    find_rounding,
    numbers,
    read_columns,
    read_priors,
    read_table,
    read_value,
)

FORMULA, FITTED, SHRUNKEN = 1e-6, 1e-3, 0.01
NOTHING = 1e-9  # of a logarithm near zero
TAIL = 1e-12  # of a p value: 1 − Φ(z) has no more digits
FOLDER = "a folder with tables of reports, pairs and hyperparameters, such as ae_signals of the reference collection"
NOT_VALUES = {"id", "drug_name", "event_name", "drug", "event", "total", "b", "c", "d"}
FROM_PRIOR = ("share", "ebgm", "log2_ebgm", "eb05", "eb95")


@dataclass(frozen=True)
class Column:
    """How far a column is off: the largest deviation in units of what it may be, of how many values, how many miss."""

    name: str
    worst: float
    compared: int
    missed: int
    note: str = ""

    def tell(self) -> str:
        if not self.compared:
            return f"    not compared: {self.name}"
        verdict = "agrees" if not self.missed else f"{self.missed} of {self.compared} MISS"
        meaning = f" ({self.note})" if self.note else ""
        return f"    {self.name}{meaning}: {self.compared} values, {verdict}, worst {self.worst:.1e} of its limit"


def score_folder(folder: Path) -> Iterator[Score]:
    """One score a table that holds values; raises ScoringError where there is none."""
    paths = sorted(path for path in folder.iterdir() if path.is_file() and path.name.lower().endswith(ENDINGS))
    tables, broken = dict[str, Table](), dict[str, str]()
    for path in paths:
        try:
            tables[path.name] = read_table(path)
        except ScoringError as error:
            broken[path.name] = " ".join(str(error).split())
    held = {name: read_columns(table) for name, table in tables.items()}
    priors = {name: found for name, table in tables.items() if (found := read_priors(table))}
    mentions = next((tables[name] for name, known in held.items() if is_mentions(known)), None)
    pairs = [name for name, known in held.items() if "observed" in known and name not in priors]
    if not pairs and not priors:
        raise ScoringError(f'"{folder}" holds no table of pairs', exists=", ".join(broken.values()), hint=FOLDER)
    told = [make_prior(prior) for found in priors.values() for prior in found]
    for name, why in broken.items():
        yield Score(name, math.inf, 1.0, 0, why)
    meanings = dict[str, Meanings]()
    for name in pairs:
        yield attempt(name, lambda name=name: score_pairs(name, tables[name], held[name], mentions, told, meanings))
    for name, found in priors.items():
        yield attempt(name, lambda name=name, found=found: score_priors(tables[name], found, held, meanings))


def is_mentions(known: Mapping[str, str]) -> bool:
    return {"id", "drug_name", "event_name"} <= set(known) and "observed" not in known


def make_prior(told: Mapping[str, float]) -> GammaMixture:
    return GammaMixture(told["shape1"], told["rate1"], told["shape2"], told["rate2"], told["share"])


def attempt(name: str, score: Callable[[], list[Column]]) -> Score:
    """The score of a table, or why there is none."""
    try:
        columns = score()
    except NeurodoseError as error:
        return Score(name, math.inf, 1.0, 0, " ".join(str(error).split()))
    compared, missed = (sum(getattr(one, key) for one in columns) for key in ("compared", "missed"))
    note = f"{compared - missed} of {compared} values" + "".join(f"\n{one.tell()}" for one in columns)
    worst = max((one.worst for one in columns if one.compared), default=math.inf)
    return Score(name, max(worst, 1.01) if missed else min(worst, 1.0), 1.0, compared, note)


def score_pairs(
    name: str, table: Table, known: Mapping[str, str], mentions: Table | None, told: list[GammaMixture],
    meanings: dict[str, Meanings],
) -> list[Column]:  # fmt: skip
    """Every column of a table of pairs that has a counterpart here."""
    has_strata = "strat" in name.lower() and "unstrat" not in name.lower()
    counted = count_again(table, known, mentions, has_strata)
    counts = counted or counts_of(table, known)
    meanings[name] = held = Meanings(counts, told, find_grid(table, known, counts))
    # What the counts were taken from says nothing when it is held against them.
    given = set[str]() if counted else {"observed"} if held.has_margins else {"observed", "expected"}
    roles = [role for role in known if role not in NOT_VALUES | given]
    columns = [best for role in roles if (best := compare_role(role, table[known[role]], held)) is not None]
    if not columns:
        raise ScoringError("no column of the table has a counterpart here", exists=f"columns: {', '.join(table)}")
    done = {known[role] for role in known}
    left = [column for column in table if column not in done and dotted(column) not in ("row", "column1")]
    return [*columns, Column(", ".join(left), 0.0, 0, 0)] if left else columns


def compare_role(role: str, printed: Sequence[str], meanings: Meanings) -> Column | None:
    """A column under the meaning that meets it best; None where there is no meaning."""
    best: Column | None = None
    for meaning in meanings.find(role):
        one = replace(compare(role, printed, meaning), note=meaning.label)
        if best is None or (one.missed, one.worst) < (best.missed, min(best.worst, 1e300)):
            best = one
        if not one.missed:
            return one
    return best


def count_again(
    table: Table, known: Mapping[str, str], mentions: Table | None, has_strata: bool
) -> dict[str, np.ndarray] | None:
    """Counts of the pairs of a table made anew of the mentions, where there are mentions."""
    if mentions is None or not {"drug_name", "event_name"} <= set(known):
        return None
    named = read_columns(mentions)
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
    """Counts as the table has them, in whatever form; raises ScoringError where it has too few."""
    found = {
        key: numbers(table, known[key]) for key in ("observed", "drug", "event", "total", "b", "c", "d") if key in known
    }
    a = found["observed"]
    if {"b", "c", "d"} <= set(found):
        b, c, d = found["b"], found["c"], found["d"]
        return {"observed": a, "drug": a + b, "event": a + c, "total": a + b + c + d}
    if {"drug", "event"} <= set(found) and "total" not in found:
        found["total"] = find_total(table, known, found)
    if {"drug", "event", "total"} <= set(found):
        return {key: found[key] for key in ("observed", "drug", "event", "total")}
    if "expected" in known:
        return {"observed": a, "expected": numbers(table, known["expected"])}
    if {"drug_name", "event_name"} <= set(known):
        return {"observed": a, **sum_margins(table, known, a)}
    raise ScoringError(
        "the table has neither margins, cells, names nor expectations", exists=f"columns: {', '.join(table)}"
    )


def find_total(table: Table, known: Mapping[str, str], found: Mapping[str, np.ndarray]) -> np.ndarray:
    """How many reports there are: what independence says where it is told, else the sum of the pairs."""
    if "expected" in known:
        expected = numbers(table, known["expected"])
        # The largest expectation has most digits.
        at = int(np.nanargmax(expected))
        return np.full(len(expected), np.round(found["drug"][at] * found["event"][at] / expected[at]))
    return np.full(len(found["observed"]), found["observed"].sum())


def sum_margins(table: Table, known: Mapping[str, str], observed: np.ndarray) -> dict[str, np.ndarray]:
    """Margins of a full table of pairs: sums over the pairs of a drug, and of an event."""
    margins = dict[str, np.ndarray]()
    for key in ("drug", "event"):
        place = np.unique(np.array(table[known[f"{key}_name"]]), return_inverse=True)[1]
        margins[key] = np.bincount(place, weights=observed)[place]
    return margins | {"total": np.full(len(observed), observed.sum())}


def find_grid(table: Table, known: Mapping[str, str], counts: Mapping[str, np.ndarray]) -> np.ndarray | None:
    """Expectations of the pairs of drugs and events of the table that it does not list."""
    if not {"drug_name", "event_name"} <= set(known) or not {"drug", "event", "total"} <= set(counts):
        return None
    names = [np.unique(np.array(table[known[key]]), return_index=True, return_inverse=True)
             for key in ("drug_name", "event_name")]  # fmt: skip
    sizes = [len(one[0]) for one in names]
    if sizes[0] * sizes[1] > MOST:
        return None
    sides = [counts[key][one[1]] for key, one in zip(("drug", "event"), names, strict=True)]
    grid = sides[0][:, None] * sides[1][None, :] / counts["total"][0]
    is_listed = np.zeros(grid.shape, bool)
    is_listed[names[0][2], names[1][2]] = True
    left = grid[~is_listed]
    return left[left > 0]


def score_priors(
    table: Table, found: list[dict[str, float]], held: Mapping[str, Mapping[str, str]], meanings: Mapping[str, Meanings]
) -> list[Column]:
    """Priors fitted to a table of pairs that has expectations."""
    known = [name for name in meanings if "expected" in held[name] or meanings[name].has_margins]
    if not known:
        raise ScoringError("no table of pairs has the expectations that a prior is fitted to")
    # That table was shrunken by the prior which shows what became of it.
    pairs = meanings[max(known, key=lambda name: sum(role in held[name] for role in FROM_PRIOR))]
    names = table.get("fit", [f"fit {at + 1}" for at in range(len(found))])
    return [compare_prior(name, told, pairs) for name, told in zip(names, found, strict=False)]


def compare_prior(name: str, told: Mapping[str, float], pairs: Meanings) -> Column:
    """A prior beside the fit that meets it best; which component comes first says nothing."""
    best = Column(name, math.inf, len(told), len(told), "no prior can be fitted to these pairs")
    for label, prior in pairs.fits():
        one: dict[str, float] = dict(zip(("shape1", "rate1", "shape2", "rate2", "share"), prior.values, strict=True))
        if told["shape1"] / told["rate1"] < told["shape2"] / told["rate2"]:
            one = {"shape1": one["shape2"], "rate1": one["rate2"], "shape2": one["shape1"], "rate2": one["rate1"],
                   "share": 1 - one["share"]}  # fmt: skip
        one["loss"] = -prior.log_likelihood
        off = np.array([abs(one[role] - value) / max(FITTED * abs(value), 1e-300) for role, value in told.items()])
        missed, worst = int(np.sum(off > 1)), float(off.max())
        if (missed, worst) < (best.missed, best.worst):
            best = Column(name, worst, len(told), missed, label)
        if not missed:
            return best
    # Where one search stopped short of the other the likelihood says which.
    likelier = pairs.compare_heights(make_prior(told))
    return replace(best, note=f"{best.note}; {likelier}") if likelier else best


def compare(role: str, printed: Sequence[str], meaning: Meaning) -> Column:
    """A printed column beside ours; never finer than half of the last digit that it is printed with."""
    wanted, found = np.array([read_value(cell) for cell in printed]), meaning.values
    given = ~np.isnan(wanted)
    same = np.isinf(wanted) & (found == wanted)
    limit = _limit(role, wanted, meaning)
    if role != "observed":
        limit = np.maximum(limit, find_rounding(printed, wanted))
    with np.errstate(invalid="ignore"):
        off = np.where(same, 0.0, np.abs(found - wanted) / limit)
    off = np.where(np.isnan(off), math.inf, off)[given]
    return Column(role, float(off.max()) if off.size else 0.0, int(given.sum()), int(np.sum(off > 1)))


def _limit(role: str, wanted: np.ndarray, meaning: Meaning) -> np.ndarray:
    size = np.abs(np.where(np.isfinite(wanted), wanted, 1.0))
    if meaning.is_shrunken and role not in ("share", "null", "p"):
        return np.maximum(SHRUNKEN, FITTED * size)
    if meaning.is_shrunken:
        return np.maximum((10 * FITTED if meaning.is_fitted else 1e-4) * size, 1e-6)
    if role in ("p", "null"):
        return np.maximum(FORMULA * size, TAIL)
    if role.startswith(("ic", "log", "low", "high")):
        return np.maximum(FORMULA * size, NOTHING)
    return FORMULA * np.maximum(size, 1e-300)


if __name__ == "__main__":
    raise SystemExit(
        run("How near neurodose is to other programs' measures of disproportionality.", FOLDER, score_folder)
    )
