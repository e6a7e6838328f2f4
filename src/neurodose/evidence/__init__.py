"""What trials really show: studies become effects, effects become one pool or a network, and that becomes a verdict.

    effects = read_effects(studies, outcome="abstinence", measure="RR")     # records to numbers (extraction.py)
    pool = synthesize(effects)                                              # synthesis.py
    net = network(effects)                                                  # network.py
    certainty = grade(pool, "abstinence", question)                         # certainty.py
    answer = review(question, studies)                                      # review.py: all of it, of records alone
    signals = disproportionality(observed, drug, event, total)              # disproportionality.py: of reports
    shrunken = shrinkage(signals.observed, signals.expected)                # shrinkage.py

Methods are nouns that are handed to one verb: `CommonEffect()`, `RandomEffects("REML")`, `MantelHaenszel()`, …
What is listed here is public, and loaded when it is first asked for; the verbs stand on the package's own face. Nothing
here knows the library, a model or a drawing; a curve comes in as a function. Studies as people write them down are in
`records/study.py`, those we hold in `library/studies`, figures in `figures/forest.py` and its neighbours, the page that
tells it in `reports/evidence.py`.
Start with `effects.py`, `synthesis.py`, `certainty.py`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "Arms": "effects",
    "Bayesian": "bayesian",
    "BayesianNetwork": "bayesian_network",
    "BinomialNormal": "rare_events",
    "CommonEffect": "synthesis",
    "CorrelatedEffects": "robust_variance",
    "CountPool": "counts",
    "Curve": "dose_curves",
    "Disproportionality": "disproportionality",
    "DoseContrasts": "dose_contrasts",
    "DoseResponse": "dose_response",
    "Effects": "effects",
    "Emax": "dose_curves",
    "Exponential": "dose_curves",
    "Fit": "regression",
    "Flat": "priors",
    "Free": "dose_curves",
    "GammaMixture": "gamma_mixture",
    "HalfCauchy": "priors",
    "HalfNormal": "priors",
    "HalfStudent": "priors",
    "Known": "priors",
    "Linear": "dose_curves",
    "LogLinear": "dose_curves",
    "LogNormalVariance": "priors",
    "LogStudentVariance": "priors",
    "MantelHaenszel": "counts",
    "MetaRegression": "synthesis",
    "MultilevelPool": "multilevel",
    "Network": "network",
    "Normal": "priors",
    "Pairs": "pairs",
    "Peto": "counts",
    "Pool": "synthesis",
    "Posterior": "bayesian",
    "Quadratic": "dose_curves",
    "RandomEffects": "synthesis",
    "RobustVariance": "robust_variance",
    "SelectionModel": "selection_model",
    "Shrunken": "shrinkage",
    "SigmoidEmax": "dose_curves",
    "Spline": "dose_curves",
    "ThreeLevel": "multilevel",
    "TrimAndFill": "trim_and_fill",
    "UniformUpTo": "priors",
    "across_priors": "bayesian",
    "add_components": "components",
    "begg": "small_studies",
    "compare_curves": "dose_response",
    "compare_reports": "comparators",
    "contrast_doses": "dose_effects",
    "count_by_stratum": "pairs",
    "count_pairs": "pairs",
    "cumulate": "influence",
    "decompose": "inconsistency",
    "effect_of_counts": "effect_sizes",
    "effect_of_means": "effect_sizes",
    "effect_of_rates": "effect_sizes",
    "effects_of_counts": "tables",
    "effects_of_means": "tables",
    "effects_of_rates": "tables",
    "egger": "small_studies",
    "fail_safe": "file_drawer",
    "fill_checklist": "readus",
    "find_contributions": "contributions",
    "find_influence": "influence",
    "find_log_likelihood": "gamma_mixture_fit",
    "find_masking": "masking",
    "find_trend": "trends",
    "fit_null": "negative_controls",
    "fit_onset": "time_to_onset",
    "fit_prior": "gamma_mixture_fit",
    "harbord": "small_studies",
    "information_by_beta": "disproportionality",
    "leave_one_out": "influence",
    "pet_peese": "small_studies",
    "peters": "small_studies",
    "rank_treatments": "ranking",
    "read_effects": "extraction",
    "restrict_to_comparators": "comparators",
    "split_pairs": "inconsistency",
    "synthesize": "synthesis",
    "synthesize_subgroups": "subgroups",
    "unmask": "masking",
    "with_and_without_remembered": "influence",
}

__all__ = sorted(_HOME)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"neurodose.evidence has no {name}; it has {', '.join(__all__)}")
    return getattr(import_module(f"neurodose.evidence.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
