"""What metafor computes of one table of studies, computed here: an analysis is told by its R call, and its quantities
are named as metafor names them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from neurodose import synthesize
from neurodose.evidence import (
    Arms,
    CommonEffect,
    CountPool,
    Effects,
    Fit,
    MantelHaenszel,
    MetaRegression,
    Peto,
    RandomEffects,
    SelectionModel,
    ThreeLevel,
    TrimAndFill,
    begg,
    cumulate,
    effect_of_counts,
    egger,
    fail_safe,
    leave_one_out,
)
from validation.formula_of_r import UNKNOWN, Row, make_columns, names_in, read_terms
from validation.r_call import Call, find_calls
from validation.scoring import ScoringError, read_number

Quantities = dict[str, float]
ESTIMATORS = {"DL", "HE", "HS", "SJ", "ML", "REML", "EB", "PM"}
COMMON = {"EE", "FE", "CE"}
TESTS = {"z": "normal", "t": "t", "knha": "Hartung-Knapp", "adhoc": "Hartung-Knapp, bounded"}
COUNTS = (
    ("tpos", "tneg", "cpos", "cneg"),
    ("ai", "bi", "ci", "di"),
)
TOTALS = (("ai", "n1i", "ci", "n2i"), ("event.e", "n.e", "event.c", "n.c"))


def compute(analysis: str, texts: Sequence[str], rows: Sequence[Row], tau2: float | None = None) -> Quantities:
    """The quantities of an analysis by their names; at a given tau², where one is given.

    analysis: its name, of which the first part is the method where the calls do not say it; texts: of the R calls that
    its values stand for; rows: of the table. Raises ScoringError for a call that is not known here.
    """
    outer, fits = Call(""), list[Call]()
    for call in (call for text in texts for call in find_calls(text)):
        outer = call if call.name in RECIPES and outer.name in ("", "rma") else outer
        fits += [found] if (found := call.inner("rma")) is not None else []
    if not outer.name and analysis.split("_")[0] in ESTIMATORS | COMMON:
        outer = Call("rma")  # what stands beside the calls of an analysis is a remark
    recipe = RECIPES.get(outer.name)
    if recipe is None:
        raise ScoringError(f"no such analysis is known here: {'; '.join(texts)}", exists=f"known: {', '.join(RECIPES)}")
    fit = fits[0] if fits else Call("rma")
    told = with_test(fit, analysis, texts)
    return recipe(outer, told if tau2 is None else replace(told, named={**told.named, "tau2": str(tau2)}), rows)


def with_test(fit: Call, analysis: str, texts: Sequence[str]) -> Call:
    """The call with what only the name of the analysis says: its method, and the bounded interval."""
    named = dict(fit.named)
    first = analysis.split("_")[0]
    if "method" not in named and first in ESTIMATORS | COMMON:
        named["method"] = first
    if "adhoc" in analysis or any("adhoc" in text for text in texts):
        named["test"] = "adhoc"
    return Call(fit.name, fit.given, named)


def read_effects(rows: Sequence[Row], columns: set[str] = frozenset()) -> tuple[Effects, list[Row]]:  # pyright: ignore[reportArgumentType]
    """Effects of the rows that say an estimate, its variance and these columns, and those rows."""
    kept = [row for row in rows if all(row[name].strip() not in UNKNOWN for name in ("yi", "vi", *sorted(columns)))]
    found = Effects.of(
        [str(number + 1) for number in range(len(kept))],
        [read_number(row["yi"]) for row in kept],
        variances=[read_number(row["vi"]) for row in kept],
    )
    return found, kept


def find_method(fit: Call) -> CommonEffect | RandomEffects:
    """The noun for a call of rma without moderators."""
    test = TESTS[fit.named.get("test", "z")]
    method = fit.named.get("method", "REML")
    tau2 = float(fit.named["tau2"]) if "tau2" in fit.named else None
    return CommonEffect(test) if method in COMMON else RandomEffects(method, test, tau2=tau2)  # pyright: ignore[reportArgumentType]


def run_rma(_: Call, fit: Call, rows: Sequence[Row]) -> Quantities:
    """A pool, or a regression where there are moderators."""
    if "mods" not in fit.named:
        effects, _kept = read_effects(rows)
        return tell_fit(synthesize(effects, find_method(fit)).fit)
    terms, has_intercept = read_terms(fit.named["mods"])
    effects, kept = read_effects(rows, {name for term in terms for name in names_in(term)})
    columns = {
        f"{term} {at}": column for term in terms for at, column in enumerate(make_columns(term, kept))
    }  # one after another, as in the matrix of R
    told = Effects.of(effects.studies, effects.estimates, variances=effects.variances, columns=columns)
    method = fit.named.get("method", "REML")
    between = "none" if method in COMMON else method
    test = TESTS[fit.named.get("test", "z")]
    tau2 = float(fit.named["tau2"]) if "tau2" in fit.named else None
    regression = MetaRegression(tuple(columns), between, test, intercept=has_intercept, tau2=tau2)  # pyright: ignore[reportArgumentType]
    return tell_fit(synthesize(told, regression).fit)


def tell_fit(fit: Fit) -> Quantities:
    """All that is named of a fit; coefficients with a number where there are several."""
    told = {
        "k": float(fit.k), "tau2": fit.tau2, "se.tau2": fit.tau2_error, "I2": fit.i2, "H2": fit.h2, "QE": fit.q,
        "QEp": fit.q_p, "QM": fit.moderators[0], "QMp": fit.moderators[1], "logLik": fit.log_likelihood,
    }  # fmt: skip
    if fit.r2 is not None:
        told["R2"] = fit.r2
    for at in range(fit.p):
        mark = f"[{at + 1}]" if fit.p > 1 else ""
        low, high = fit.intervals[at]
        told |= {
            f"beta{mark}": fit.coefficients[at], f"se{mark}": fit.errors[at], f"stat{mark}": fit.statistics[at],
            f"pval{mark}": fit.p_values[at], f"ci.lb{mark}": low, f"ci.ub{mark}": high,
        }  # fmt: skip
    if fit.p == 1:
        told["pi.lb"], told["pi.ub"] = fit.prediction_interval(np.ones(1))
    return {name: float(value) for name, value in told.items()}


def run_confint(_: Call, fit: Call, rows: Sequence[Row]) -> Quantities:
    held = synthesize(read_effects(rows)[0], find_method(fit)).fit
    given = fit.named.get("tau2")
    low, high = held.tau2_interval() if given is None else (float(given), float(given))
    return {"tau2.lb": low, "tau2.ub": high, "I2.lb": held.i2_at(low), "I2.ub": held.i2_at(high)}


def run_regtest(outer: Call, fit: Call, rows: Sequence[Row]) -> Quantities:
    effects, _ = read_effects(rows)
    if outer.named.get("model") == "lm":
        found = egger(effects, "weighted")
        return {"tval": found.statistic, "zval": found.statistic, "pval": found.p, "df": float(found.df or 0)}
    method = find_method(fit)
    between = method.between if isinstance(method, RandomEffects) else "none"
    found = egger(effects, "mixed", between=between, test=method.test)
    return {"zval": found.statistic, "tval": found.statistic, "pval": found.p, "df": float(found.df or 0)}


def run_ranktest(_: Call, __: Call, rows: Sequence[Row]) -> Quantities:
    found = begg(read_effects(rows)[0])
    return {"tau": found.statistic, "pval": found.p}


def run_trimfill(outer: Call, fit: Call, rows: Sequence[Row]) -> Quantities:
    side = outer.named.get("side")
    noun = TrimAndFill(find_method(fit), outer.named.get("estimator", "L0"), side)  # pyright: ignore[reportArgumentType]
    found = synthesize(read_effects(rows)[0], noun)
    pool = tell_fit(found.pool.fit)
    return pool | {"k0": float(found.missing), "side_left": float(found.side == "left")}


def run_fsn(outer: Call, _: Call, rows: Sequence[Row]) -> Quantities:
    rule = outer.named.get("type", "Rosenthal")
    found = fail_safe(read_effects(rows)[0], rule)  # pyright: ignore[reportArgumentType]
    return {"fsnum": found.number}


def run_leave_one_out(_: Call, fit: Call, rows: Sequence[Row]) -> Quantities:
    return number([pool.fit for pool in leave_one_out(read_effects(rows)[0], find_method(fit)).pools])


def run_cumul(_: Call, fit: Call, rows: Sequence[Row]) -> Quantities:
    effects, kept = read_effects(rows)
    order = np.arange(len(kept), dtype=float)  # in the order of the table
    told = Effects.of(effects.studies, effects.estimates, variances=effects.variances, columns={"order": order})
    return number([pool.fit for pool in cumulate(told, "order", find_method(fit)).pools])


def number(fits: Sequence[Fit]) -> Quantities:
    """Quantities of several fits, each with its number."""
    names = {"beta": "estimate", "stat": "zval", "QE": "Q", "QEp": "Qp"}
    told = Quantities()
    for at, fit in enumerate(fits):
        for name, value in tell_fit(fit).items():
            told[f"{names.get(name, name)}[{at + 1}]"] = value
    return told


def run_selmodel(outer: Call, _: Call, rows: Sequence[Row]) -> Quantities:
    text = outer.named.get("steps", ".025").removeprefix("c(").rstrip(")")
    found = synthesize(read_effects(rows)[0], SelectionModel(tuple(float(part) for part in text.split(","))))
    told = {"beta": found.estimate, "se": found.error, "tau2": found.tau2, "LRT": found.likelihood_ratio}
    told |= {"pval": found.p, "ci.lb": found.interval[0], "ci.ub": found.interval[1]}
    if found.p_selection is not None:
        told["LRTp"] = found.p_selection
    return told | {f"delta{at + 1}": delta for at, delta in enumerate(found.deltas)}


def run_rma_mv(outer: Call, _: Call, rows: Sequence[Row]) -> Quantities:
    """Random effects of one level in another, ~ 1 | outer/inner."""
    levels = [part.strip() for part in outer.named["random"].split("|")[1].split("/")]
    effects, kept = read_effects(rows, set(levels))
    columns = {level: np.array([row[level] for row in kept]) for level in levels}
    told = Effects.of(effects.studies, effects.estimates, variances=effects.variances, columns=columns)
    between = outer.named.get("method", "REML")
    found = synthesize(told, ThreeLevel(levels[0], levels[1] if len(levels) > 1 else None, between=between))  # pyright: ignore[reportArgumentType]
    deviate = found.estimate / found.error
    return {
        "k": float(found.k), "beta": found.estimate, "se": found.error, "stat": deviate, "pval": found.p,
        "ci.lb": found.interval[0], "ci.ub": found.interval[1], "QE": found.q, "QEp": found.q_p, "QM": deviate**2,
        "QMp": found.p, "logLik": found.log_likelihood, "tau2": 0.0, "rho": 0.0,
    } | {f"sigma2[{at + 1}]": float(value) for at, value in enumerate(found.variances)}  # fmt: skip


def read_counts(rows: Sequence[Row], measure: str) -> Effects:
    """Two-by-two tables of the rows, whatever their columns are called."""
    columns = set(rows[0])
    shape = next((names for names in COUNTS if set(names) <= columns), None)
    totals = next((names for names in TOTALS if set(names) <= columns), None)
    if shape is None and totals is None:
        raise ScoringError("the table has no counts", exists=f"columns: {', '.join(rows[0])}")
    cells = np.array([[read_number(row[name]) for name in shape or totals or ()] for row in rows])
    cells = cells[np.all(np.isfinite(cells), axis=1)]
    events = cells[:, [0, 2]]
    people = cells[:, [0, 2]] + cells[:, [1, 3]] if shape else cells[:, [1, 3]]
    held = np.all(people > 0, axis=1)  # an arm without people says nothing
    events, people = events[held], people[held]
    sizes = effect_of_counts(events, people, measure, keep_silent=True)
    return Effects.of(
        [str(at + 1) for at in range(len(people))],
        sizes.estimates,
        variances=sizes.variances,
        measure=measure,
        arms=Arms(events=events, totals=people),
    )


def run_rma_mh(outer: Call, _: Call, rows: Sequence[Row]) -> Quantities:
    effects = read_counts(rows, outer.named.get("measure", "OR"))
    return tell_counts(synthesize(effects, MantelHaenszel()))


def run_rma_peto(outer: Call, _: Call, rows: Sequence[Row]) -> Quantities:
    table = outer.named.get("data", "").removeprefix("table").strip()
    kept = [row for row in rows if row["table"] == table] if table.isdigit() and "table" in rows[0] else list(rows)
    return tell_counts(synthesize(read_counts(kept, "OR"), Peto()))


def tell_counts(pool: CountPool) -> Quantities:
    low, high = pool.interval
    return {
        "k": float(pool.k), "beta": pool.estimate, "se": pool.error, "stat": pool.estimate / pool.error, "pval": pool.p,
        "ci.lb": low, "ci.ub": high, "QE": pool.q, "QEp": pool.q_p, "I2": pool.i2,
    }  # fmt: skip


RECIPES: Mapping[str, Callable[[Call, Call, Sequence[Row]], Quantities]] = {
    "rma": run_rma,
    "confint": run_confint,
    "regtest": run_regtest,
    "ranktest": run_ranktest,
    "trimfill": run_trimfill,
    "fsn": run_fsn,
    "leave1out": run_leave_one_out,
    "cumul": run_cumul,
    "selmodel": run_selmodel,
    "rma.mh": run_rma_mh,
    "rma.peto": run_rma_peto,
    "rma.mv": run_rma_mv,
}
