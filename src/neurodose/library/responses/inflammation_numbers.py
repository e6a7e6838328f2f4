"""The numbers of inflammation under naltrexone: eight people without a control arm, 34 with Crohn's disease."""

from __future__ import annotations

from neurodose.library.mechanisms import Mechanism
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.library.study import Study
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.populations import Normal
from neurodose.sources import Assumption, Source
from neurodose.units import day, nM

parkitny = Source("Parkitny and Younger", 2017, "Biomedicines 5:16", "abstract, eight people", reading="read")
smith = Source("Smith and others", 2011, "Dig Dis Sci 56:2088", "18 against 16 people, remembered")

# Lower, in words, in eight people whom nothing is compared with: by how much was not seen. Some 15 % stand for it, as
# their pain fell, and the same is possible by chance and by the course of the illness.
CYTOKINES = PooledEffect((TrialEffect("Parkitny and Younger 2017", -0.15, 0.15),), spread_alone=0.1, believed=0.15)

# 88 % of 18 against 40 % of 16: log of (0.88/0.12)/(0.40/0.60), error sqrt(1/16 + 1/2 + 1/6 + 1/10). Pulled towards no
# effect: a doubling of the odds is much for what is tried in Crohn's disease.
CROHN = PooledEffect((TrialEffect("Smith and others 2011", 2.40, 0.91),), spread_alone=0.3, believed=0.7)


class Trials(Parameters):
    """What two small studies of 4.5 mg of naltrexone saw, at any low dose."""

    given = Mechanism("what studies of low-dose naltrexone saw of inflammation")

    cytokines = Parameter(
        CYTOKINES.mean,
        "logarithm of cytokines in plasma, of those before",
        (parkitny, Assumption("lower, in words; nobody was given placebo", (-0.5, 0.3))),
        "very low",
        uncertainty=Normal(CYTOKINES.mean, CYTOKINES.spread, source=parkitny),
    )
    crohn = Parameter(
        CROHN.mean,
        "logarithm of the odds of a fall of CDAI by 70 points, of those under placebo",
        (smith, Assumption("one small trial, pulled towards no effect", (-0.8, 3.5))),
        "very low",
        uncertainty=Normal(CROHN.mean, CROHN.spread, source=smith),
    )
    half = Parameter(
        0.01 * nM,
        "unbound naltrexone in the brain that counts as half of being given it",
        Assumption("far below what 2 mg a day leave there", (0.002, 0.04) * nM),
    )
    upper = Parameter(
        1.0 * nM,
        "unbound naltrexone in the brain that halves it again, since nobody saw it at usual doses",
        Assumption("some 12 mg a day; what low doses showed says nothing of 50 mg", (0.4, 2.5) * nM),
    )
    rate = Parameter(
        0.05 / day, "rate at which it comes about", Assumption("seen after eight and twelve weeks", (0.02, 0.3) / day)
    )


class Crohn(Parameters):
    """A fall of the Crohn's disease activity index by 70 points."""

    by_tlr4 = Mechanism("naltrexone at toll-like receptors 4, on Crohn's disease")

    under_placebo = Parameter(
        0.40,
        "share of people under placebo of whom it is true after twelve weeks",
        (smith, Assumption("a quarter to a half in trials of Crohn's disease", (0.25, 0.5))),
        "low",
    )
    rate = Parameter(
        0.05 / day, "rate at which it comes about under placebo", Assumption("within weeks", (0.02, 0.1) / day)
    )
    odds = Parameter(
        2.0,
        "logarithm of the odds where nothing passes toll-like receptors 4, of those under placebo",
        Assumption("as much as what blocks TNF does, and more or less", (0.3, 5)),
    )


class Inflammation(Parameters):
    """Cytokines in plasma, and Crohn's disease."""

    study = Study
    trials = Trials
    crohn = Crohn
    noise = Parameter(
        0.3, "error of one reading of a cytokine, of rest", Assumption("assays near their limit", (0.1, 0.6))
    )
