"""The numbers of spasticity. No outcome of a trial set them: what is known of it here is a scale and a label."""

from __future__ import annotations

from neurodose.bounds import SHARE, Bounds
from neurodose.library.mechanisms import Mechanism
from neurodose.library.rating_scales import ASHWORTH
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Source
from neurodose.units import h, uM

label = Source("Labels of baclofen tablets", 2026, "spasticity: at most 80 mg a day (US), 100 mg (UK)")
reflexes = Source(
    "Davidoff", 1985, "Ann Neurol 17:107", "drugs against spasticity, a review of what they do to reflexes"
)
brashear = Source(
    "Brashear and others", 2002, "Arch Phys Med Rehabil 83:1349", "9 patients, 10 raters, first page", reading="read"
)


class Cord(Parameters):
    """GABA-B receptors of the cord hold back what makes a stretched muscle resist."""

    acts = Mechanism("baclofen on reflexes of the spinal cord")
    gain = Parameter(
        3.0,
        "fall of the latent severity at the largest effect in the cord",
        (
            reflexes,
            Assumption("reflexes of one synapse are nearly gone in animals, which is near the foot of the scale",
                       (1, 6)),
        ),
        "very low",
        between_people=LogNormal(cv=0.4, source=Assumption("usual for a gain; nobody measured it", (0.1, 0.8))),
    )  # fmt: skip


class ByLabel(Parameters):
    """What a label says by its doses: as much as tablets do is done by about 80 mg a day."""

    acts = Mechanism("baclofen in plasma, as labels dose it")
    half = Parameter(
        3.0 * uM,
        "baclofen in plasma that gives half of what tablets can",
        (
            label,
            Assumption("a mean of 1.5 at 80 mg a day, with peaks of 3; higher doses are not given", (0.8, 12) * uM),
        ),
        "very low",
    )
    largest = Parameter(
        1.5,
        "fall of the latent severity at most",
        (label, Assumption("enough to be approved, and so little that pumps into CSF came into use", (0.2, 4))),
        "very low",
    )
    following = Parameter(
        0.3 / h, "rate at which muscles follow plasma", Assumption("three or four doses a day last", (0.1, 1) / h)
    )


class Expectation(Parameters):
    """What a capsule does that holds nothing, in a trial."""

    acts = Mechanism("expectation in a trial")
    in_a_trial = Condition(0, "1 where somebody is in a trial and expects something, else 0", possible=SHARE)
    largest = Parameter(
        0.2,
        "fall of the latent severity that it brings",
        Assumption("scores that a rater gives move little under placebo", (0.02, 0.6)),
    )
    rate = Parameter(0.01 / h, "rate at which it comes", Assumption("within a week or two", (0.003, 0.03) / h))


class Spasticity(Parameters):
    """Resistance of muscles to stretch, on the Ashworth scale."""

    ashworth = ASHWORTH.ends
    at_start = Condition(
        2.5, "Ashworth score before the first dose", possible=Bounds((0.01, 3.99), "no severity is at an end")
    )
    cord = Cord
    by_label = ByLabel
    expectation = Expectation
    noise = Parameter(
        0.5,
        "spread of one rating",
        (brashear, Assumption("raters agree well on a scale of five steps; no SD was read", (0.2, 1.0))),
        "low",
    )
    doubt = Parameter(
        0.39,
        "scale of the doubt whether two ratings differ by a point",
        (brashear, Assumption("the spread of one rating times the root of 6 over pi: logistic", (0.15, 0.8))),
        "low",
    )
