"""What trials really show: studies become effects, effects become one pool or a network, and that becomes a verdict.

    effects = read_effects(studies, outcome="abstinence", measure="RR")     # records to numbers (extraction.py)
    pool = synthesize(effects)                                              # synthesis.py
    net = network(effects)                                                  # network.py
    certainty = grade(pool, "abstinence", question)                         # certainty.py
    answer = review(question, studies)                                      # review.py: all of it, of records alone

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
    "DoseContrasts": "dose_contrasts",
    "DoseResponse": "dose_response",
    "Effects": "effects",
    "Emax": "dose_curves",
    "Exponential": "dose_curves",
    "Fit": "regression",
    "Flat": "priors",
    "Free": "dose_curves",
    "GammaMixture": "shrinkage",
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
    "SigmoidEmax": "dose_curves",
    "Spline": "dose_curves",
    "ThreeLevel": "multilevel",
    "TrimAndFill": "trim_and_fill",
    "UniformUpTo": "priors",
    "across_priors": "bayesian",
    "add_components": "components",
    "begg": "small_studies",
    "compare_curves": "dose_response",
    "contrast_doses": "dose_effects",
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
    "find_contributions": "contributions",
    "find_influence": "influence",
    "fit_prior": "shrinkage",
    "harbord": "small_studies",
    "information_by_beta": "disproportionality",
    "leave_one_out": "influence",
    "pet_peese": "small_studies",
    "peters": "small_studies",
    "rank_treatments": "ranking",
    "read_effects": "extraction",
    "split_pairs": "inconsistency",
    "synthesize": "synthesis",
    "synthesize_subgroups": "subgroups",
    "with_and_without_remembered": "influence",
}

__all__ = sorted(_HOME)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"neurodose.evidence has no {name}; it has {', '.join(__all__)}")
    return getattr(import_module(f"neurodose.evidence.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
