"""What mitragynine and its metabolites bind to: receptors, the enzymes that mitragynine slows, and P-gp.

Absolute affinities at mu differ tenfold between assays (7-hydroxymitragynine 7 to 78 nM, mitragynine 161 to 709 nM in
human ones): only ratios within an assay are kept, anchored to morphine.
"""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.drugs.mitragynine_sources import (
    frontiers_26,
    inhibition_table,
    kruegel_16,
    obeng_20,
    obeng_21,
    obeng_21_table,
    obeng_22,
    tanna_21,
    varadi,
)
from neurodose.library.targets import mol_pain
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.populations import LogNormal
from neurodose.sources import Assumption
from neurodose.units import minute, nM, uM

unmeasured = Assumption("usual for a quantity of this kind; not measured for mitragynine", (0.1, 0.8))
usual_spread = LogNormal(cv=0.30, source=unmeasured)


# The abstract of Obeng 2021 prints 77.9 and 709 nM to mitragynine and 7-hydroxymitragynine, in that order: the reverse
# of all other assays and of its own table as quoted (77.9 nM is 7-hydroxymitragynine's), and so swapped here.
class Mu(Parameters):
    """At mu receptors, by ratios within assays."""

    hydroxy_to_morphine = Parameter(
        14,
        "affinity of 7-hydroxymitragynine over that of morphine",
        (obeng_21_table, frontiers_26, Assumption("18.6 and 10.1 within two assays", (10, 19))),
        "low",
        measured_in="human mu receptor",
        between_people=usual_spread,
    )
    parent_to_hydroxy = Parameter(
        10,
        "affinity of mitragynine over that of 7-hydroxymitragynine",
        (obeng_20, frontiers_26, obeng_21_table, varadi, kruegel_16, Assumption("22, 16, 9, 6 and 5", (5, 22))),
        "low",
        measured_in="human and mouse mu receptors",
    )
    pseudoindoxyl_to_hydroxy = Parameter(
        0.022,
        "affinity of mitragynine pseudoindoxyl over that of 7-hydroxymitragynine",
        (varadi, Assumption("0.8 over 37 nM within one assay", (0.005, 0.1))),
        "low",
        measured_in="mouse mu receptor",
    )
    # Effects are told as shares of DAMGO's, which is 76 % of the best agonist's on the scale of the other opioids here.
    efficacy_parent = Parameter(
        0.35,
        "transducer ratio of mitragynine, where it is a partial agonist",
        (kruegel_16, mol_pain, Assumption("34 % of DAMGO, which is 76 % of the best", (0.1, 1))),
        "low",
        measured_in="human mu receptor, BRET",
    )
    efficacy_hydroxy = Parameter(
        0.50,
        "transducer ratio of 7-hydroxymitragynine",
        (kruegel_16, obeng_21, mol_pain, Assumption("47 and 41 % of DAMGO, which is 76 % of the best", (0.2, 1.5))),
        "low",
        measured_in="human mu receptor, BRET and GTP binding",
    )
    efficacy_pseudoindoxyl = Parameter(
        0.50,
        "transducer ratio of mitragynine pseudoindoxyl",
        Assumption("as 7-hydroxymitragynine; no number was read", (0.2, 5)),
    )


class Delta(Parameters):
    """At delta receptors, over the affinity at mu in the same assay. None is taken to activate them
    (remembered, not read)."""

    parent_ratio = Parameter(
        43,
        "mitragynine, at delta over mu",
        (kruegel_16, varadi, Assumption("above 43 at human, 4.4 at mouse receptors", (4.4, 100))),
        "low",
        measured_in="human",
    )
    hydroxy_ratio = Parameter(
        4.7,
        "7-hydroxymitragynine, at delta over mu",
        (kruegel_16, varadi, Assumption("4.7 at human, 2.5 at mouse receptors", (2.5, 4.7))),
        "low",
        measured_in="human",
    )
    pseudoindoxyl_ratio = Parameter(
        3.75,
        "mitragynine pseudoindoxyl, at delta over mu",
        (varadi, Assumption("3.0 over 0.8 nM", (1, 12))),
        "low",
        measured_in="mouse",
    )


class Kappa(Parameters):
    """At kappa receptors, over the affinity at mu in the same assay. None is taken to activate them
    (remembered, not read)."""

    parent_ratio = Parameter(
        3.3,
        "mitragynine, at kappa over mu",
        (kruegel_16, varadi, Assumption("3.3 at human, 1.0 at mouse receptors", (1.0, 3.3))),
        "low",
        measured_in="human",
    )
    hydroxy_ratio = Parameter(
        4.0,
        "7-hydroxymitragynine, at kappa over mu",
        (kruegel_16, varadi, Assumption("4.0 at human, 3.6 at mouse receptors", (3, 5))),
        "low",
        measured_in="human",
    )
    pseudoindoxyl_ratio = Parameter(
        99,
        "mitragynine pseudoindoxyl, at kappa over mu",
        (varadi, Assumption("79 over 0.8 nM", (30, 300))),
        "low",
        measured_in="mouse",
    )


class Alpha2A(Parameters):
    """At adrenergic alpha-2A receptors: mitragynine binds and does not stimulate."""

    Ki_parent = Parameter(
        1260 * nM,
        "affinity of mitragynine at alpha-2A",
        (obeng_22, Assumption("4720 nM in an earlier table of the same laboratory", (600, 4800) * nM)),
        "low",
        measured_in="human",
    )


class Inhibition(Parameters):
    """What mitragynine does to enzymes and to P-gp. Some of it sticks to the membranes in the tube, so that the unbound
    concentration that acts may be three times lower or higher than was put in.
    """

    Ki_cyp2d6 = Parameter(
        1.17 * uM,
        "affinity for CYP2D6, competing with its substrates",
        (tanna_21, Assumption("binding in the tube: three times either way", (0.39, 3.5) * uM)),
        "low",
        measured_in="liver microsomes",
    )
    Ki_cyp3a = Parameter(
        11.4 * uM,
        "affinity for CYP3A, reversible",
        (inhibition_table, Assumption("an IC50 taken as Ki; binding in the tube", (2, 34) * uM)),
        "low",
        measured_in="liver microsomes",
    )
    KI_liver = Parameter(
        4.1 * uM,
        "concentration at which CYP3A of the liver is lost at half the rate",
        (tanna_21, Assumption("4.1 (SD 0.9); binding in the tube", (1.4, 12.3) * uM)),
        "low",
        measured_in="liver microsomes",
    )
    kinact_liver = Parameter(
        0.068 / minute,
        "largest rate at which CYP3A of the liver is lost",
        (tanna_21, Assumption("0.068 (SD 0.01)", (0.05, 0.09) / minute)),
        "moderate",
        measured_in="liver microsomes",
    )
    KI_gut = Parameter(
        4.2 * uM,
        "concentration at which CYP3A of the gut is lost at half the rate",
        (tanna_21, Assumption("4.2 (SD 2.5); binding in the tube", (1.0, 15) * uM)),
        "low",
        measured_in="gut microsomes",
    )
    kinact_gut = Parameter(
        0.079 / minute,
        "largest rate at which CYP3A of the gut is lost",
        (tanna_21, Assumption("0.079 (SD 0.02)", (0.04, 0.12) / minute)),
        "moderate",
        measured_in="gut microsomes",
    )
    fu_gut = Parameter(
        1.0,
        "share of mitragynine in the gut wall that is free to act there",
        Assumption("all of it, as static models say, or as in plasma: not known, and it decides", (0.05, 1)),
        possible=SHARE,
    )
    IC50_p_gp = Parameter(
        18.2 * uM,
        "concentration that halves transport by P-gp",
        (inhibition_table, Assumption("such values spread a hundredfold between laboratories", (1.8, 180) * uM)),
        "low",
        measured_in="cells",
    )
