"""What trials really show: studies become effects, effects become one pool or a network, and that becomes a verdict.

    effects = read_effects(studies, outcome="abstinence", measure="RR")     # records to numbers
    pool = synthesize(effects)                                              # or synthesize(effects, MantelHaenszel()),
    … net = network(effects)
    certainty = grade(pool, "abstinence", question)
    signals = disproportionality(observed, drug, event, total)              # of reports, never of trials

Methods are nouns that are handed to one verb: `CommonEffect()`, `RandomEffects("REML")`, `MantelHaenszel()`, …
What is listed here is public, and loaded when it is first asked for; the verbs stand on the package's own face.

The ground all stand on lies here: the table of effects, measures, tau², the one weighted regression, the plain pool. In
rooms: how numbers become effects (`sizes`), other pools and what may be missing (`pools`), many treatments
(`networks`), curves of dose (`doses`), stated beliefs (`beliefs`), certainty and the answer to a question (`grading`),
reports of drugs and events (`signals`). Nothing here knows the library, a model or a drawing; a curve comes in as a
function. Studies as people write them down are in `records/study.py`, those we hold in `library/studies`, figures in
`figures/forest.py` and its neighbours, the page that tells it in `reports/evidence.py`. Start with `effects.py`,
`synthesis.py`, `grading/certainty.py`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "Arms": "effects",
    "Bayesian": "beliefs.bayesian",
    "BayesianNetwork": "beliefs.bayesian_network",
    "BinomialNormal": "beliefs.rare_events",
    "CommonEffect": "synthesis",
    "CorrelatedEffects": "pools.robust_variance",
    "CountPool": "pools.counts",
    "Curve": "doses.dose_curves",
    "Disproportionality": "signals.disproportionality",
    "DoseContrasts": "doses.dose_contrasts",
    "DoseResponse": "doses.dose_response",
    "Effects": "effects",
    "Emax": "doses.dose_curves",
    "Exponential": "doses.dose_curves",
    "Fit": "regression",
    "Flat": "beliefs.priors",
    "Free": "doses.dose_curves",
    "GammaMixture": "signals.gamma_mixture",
    "HalfCauchy": "beliefs.priors",
    "HalfNormal": "beliefs.priors",
    "HalfStudent": "beliefs.priors",
    "Known": "beliefs.priors",
    "Linear": "doses.dose_curves",
    "LogLinear": "doses.dose_curves",
    "LogNormalVariance": "beliefs.priors",
    "LogStudentVariance": "beliefs.priors",
    "MantelHaenszel": "pools.counts",
    "MetaRegression": "synthesis",
    "MultilevelPool": "pools.multilevel",
    "Network": "networks.network",
    "Normal": "beliefs.priors",
    "Pairs": "signals.pairs",
    "Peto": "pools.counts",
    "Pool": "synthesis",
    "Posterior": "beliefs.bayesian",
    "Quadratic": "doses.dose_curves",
    "RandomEffects": "synthesis",
    "RobustVariance": "pools.robust_variance",
    "SelectionModel": "pools.selection_model",
    "Shrunken": "signals.shrinkage",
    "SigmoidEmax": "doses.dose_curves",
    "Spline": "doses.dose_curves",
    "Stratified": "signals.stratified",
    "ThreeLevel": "pools.multilevel",
    "TrimAndFill": "pools.trim_and_fill",
    "UniformUpTo": "beliefs.priors",
    "across_priors": "beliefs.bayesian",
    "add_components": "networks.components",
    "begg": "pools.small_studies",
    "compare_curves": "doses.dose_response",
    "compare_reports": "signals.comparators",
    "contrast_doses": "doses.dose_effects",
    "count_by_stratum": "signals.pairs",
    "count_pairs": "signals.pairs",
    "cumulate": "pools.influence",
    "decompose": "networks.inconsistency",
    "effect_of_counts": "sizes.effect_sizes",
    "effect_of_means": "sizes.effect_sizes",
    "effect_of_rates": "sizes.effect_sizes",
    "effects_of_counts": "sizes.tables",
    "effects_of_means": "sizes.tables",
    "effects_of_rates": "sizes.tables",
    "egger": "pools.small_studies",
    "fail_safe": "pools.file_drawer",
    "fill_checklist": "signals.readus",
    "find_contributions": "networks.contributions",
    "find_influence": "pools.influence",
    "find_log_likelihood": "signals.gamma_mixture_fit",
    "find_masking": "signals.masking",
    "find_trend": "signals.trends",
    "fit_null": "signals.negative_controls",
    "fit_onset": "signals.time_to_onset",
    "fit_prior": "signals.gamma_mixture_fit",
    "harbord": "pools.small_studies",
    "information_by_beta": "signals.disproportionality",
    "leave_one_out": "pools.influence",
    "pet_peese": "pools.small_studies",
    "peters": "pools.small_studies",
    "rank_treatments": "networks.ranking",
    "read_effects": "sizes.extraction",
    "restrict_to_comparators": "signals.comparators",
    "split_pairs": "networks.inconsistency",
    "synthesize": "synthesis",
    "synthesize_subgroups": "pools.subgroups",
    "unmask": "signals.masking",
    "with_and_without_remembered": "pools.influence",
}

__all__ = sorted(_HOME)  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"neurodose.evidence has no {name}; it has {', '.join(__all__)}")
    return getattr(import_module(f"neurodose.evidence.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
