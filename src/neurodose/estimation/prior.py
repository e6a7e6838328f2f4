"""What was known of a parameter before the observations: a middle and a 95 % interval, by one stated rule.

The rule, which docs/uncertainty.md tells in full. Where a parameter states the uncertainty of its value, that is taken.
Where it stands on an assumption, the assumed range is the 95 % interval. Where it has sources alone, its certainty
stands for a coefficient of variation: high 5 %, moderate 15 %, low 30 %, very low 60 %. That interval is wider where
nobody read a source: 1.25 times where it was read second-hand, 1.5 times where it is remembered; and a number with a
unit from one assay in vitro is no surer than threefold. Positive numbers have their interval on the logarithm, shares
on the logit. A condition, which the question sets, has no prior.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from neurodose.errors import EstimationError
from neurodose.estimation.assay import ASSAY_FOLD, is_affinity, is_of_one_assay
from neurodose.estimation.scale import Scale, choose_scale, from_scale, to_scale
from neurodose.modelling.parameter import Condition, Parameter
from neurodose.populations.distribution import Choice, LogNormal, Normal, Uniform
from neurodose.sources import Reading, Source
from neurodose.units import NONE, Quantity, Unit

REACH = 1.959964  # standard deviations on either side that hold 95 % of a normal distribution
CVS = {"high": 0.05, "moderate": 0.15, "low": 0.30, "very low": 0.60}  # by certainty: this project's rule
# How many times as wide a number's interval is on its scale, by how the best of its sources was read.
WIDER: dict[Reading, float] = {"read": 1.0, "read second-hand": 1.25, "remembered": 1.5}


@dataclass(frozen=True)
class Prior:
    """What was known of one parameter before.

    middle, low, high: the best value and its 95 % interval, coherent; low = −inf or 0 and high = inf know nothing
    scale:             on which the interval is symmetric around its middle
    unit:              in which it is shown; origin: by which part of the rule, in words; meaning: of the parameter
    """

    address: str
    middle: float
    low: float
    high: float
    scale: Scale
    unit: Unit
    origin: str
    meaning: str = ""

    @property
    def point(self) -> float:
        """The middle, on the scale."""
        return float(to_scale(self.scale, self.middle))

    @property
    def sd(self) -> float:
        """The standard deviation, on the scale; infinite where nothing was known."""
        low, high = (float(to_scale(self.scale, limit)) for limit in (self.low, self.high))
        return (high - low) / (2 * REACH)

    @property
    def is_flat(self) -> bool:
        return not math.isfinite(self.sd)

    def show(self, value: float) -> Quantity:
        """A coherent number as a quantity in this parameter's unit."""
        return Quantity(float(self.unit.from_coherent(value)), self.unit)


def prior_of(address: str, parameter: Parameter, *, around: str = "value") -> Prior:
    """What is known of a parameter by its own sources.

    around: "value" centres an assumed range on the value in use, for predictions; "range" centres it on the range
            itself, for calibration: a value that a calibration has set must not be its own prior when it runs again.
    Raises EstimationError where nothing can be varied (a range of no width, a value outside its scale), and for a
    condition, of which nobody is unsure.
    """
    if isinstance(parameter, Condition):
        raise EstimationError(
            f"{address} has no prior: the question sets it",
            exists=f"it is {parameter.value}: {parameter.meaning}",
            hint="tell it of people, over time as a Series if it changes, and leave it out of what is estimated",
        )
    low, high, origin = _interval(address, parameter)
    value = float(parameter.value.coherent)
    scale = choose_scale(low, value, high, is_number=parameter.value.dimension == NONE)
    ends = [float(to_scale(scale, limit)) for limit in (low, high)]
    point = float(to_scale(scale, value))
    if not math.isfinite(ends[0]):  # a range that begins at 0 tells only how far up the value may lie
        ends[0] = 2 * point - ends[1]
    half = (ends[1] - ends[0]) / 2
    if not (math.isfinite(half) and half > 0 and math.isfinite(point)):
        raise EstimationError(
            f"what is known of {address} leaves it no room",
            exists=f"its value is {parameter.value}; {origin}",
            hint="give it a range with a lower and an upper end, or hold it fixed",
        )
    if around == "range" and _has_own_centre(parameter):
        point = sum(ends) / 2
    middle, low, high = (float(from_scale(scale, x)) for x in (point, point - half, point + half))
    return Prior(address, middle, low, high, scale, parameter.value.unit, origin, parameter.meaning)


def _has_own_centre(parameter: Parameter) -> bool:
    """Whether what is known of a parameter lies around something else than the value in use: an assumed range, or a
    stated distribution of the value itself. A calibration may run again only from such.
    """
    if parameter.uncertainty is not None:
        is_factor = isinstance(parameter.uncertainty, LogNormal) and parameter.uncertainty.median == 1.0
        return isinstance(parameter.uncertainty, LogNormal) and not is_factor
    return parameter.is_assumed


def flatten_prior(prior: Prior) -> Prior:
    """The same parameter, of which nothing is known but its scale; the middle is where a search begins."""
    ends = {"log": (0.0, math.inf), "logit": (0.0, 1.0), "plain": (-math.inf, math.inf)}[prior.scale]
    return replace(prior, low=ends[0], high=ends[1], origin="nothing known before")


def _interval(address: str, parameter: Parameter) -> tuple[float, float, str]:
    """The 95 % interval of a parameter, coherent, and where it comes from."""
    value = float(parameter.value.coherent)
    if parameter.uncertainty is not None:
        low, high = _stated(address, parameter)
        return low, high, f"its stated uncertainty: {parameter.uncertainty.label}"
    if parameter.is_assumed:
        held = parameter.assumptions[0].range
        low, high = held.coherent
        return low, high, f"its assumed range: {held.value[0]:g} to {held.value[1]:g} {held.unit}".removesuffix(" 1")
    reach, origin = _judge_sources(parameter)
    ends = sorted((value * math.exp(-reach), value * math.exp(reach)))
    if parameter.value.dimension == NONE and 0 < value < 1:
        ends = [float(from_scale("logit", to_scale("logit", value) + side * reach / (1 - value))) for side in (-1, 1)]
    return ends[0], ends[1], origin


def _judge_sources(parameter: Parameter) -> tuple[float, str]:
    """Half of the 95 % interval on the logarithm of a number that has sources alone, and why it is as wide."""
    certainty, reading = parameter.certainty or "very low", find_reading(parameter)
    reach = _reach_of_sources(parameter)
    origin = f"certainty {certainty}: a coefficient of variation of {100 * CVS[certainty]:g} %"
    if WIDER[reading] > 1:
        origin += f"; {reading}, so {WIDER[reading]:g} times as wide"
    if is_of_one_assay(parameter) and reach < math.log(ASSAY_FOLD):
        reach = math.log(ASSAY_FOLD)
        origin += f"; from one assay in vitro, so no surer than {ASSAY_FOLD:g}-fold"
    return reach, origin


def _reach_of_sources(parameter: Parameter) -> float:
    """The same by certainty and reading alone."""
    sd = math.sqrt(math.log1p(CVS[parameter.certainty or "very low"] ** 2))
    return REACH * sd * WIDER[find_reading(parameter)]


def find_reading(parameter: Parameter) -> Reading:
    """How the best read of its sources was read."""
    readings = {source.reading for source in parameter.sources if isinstance(source, Source)}
    for reading in WIDER:
        if reading in readings:
            return reading
    return "remembered"


def share_of_assay(parameter: Parameter) -> float:
    """How much of the variance of a number is that of its assay, which others from the same assay have in common."""
    if parameter.uncertainty is not None or parameter.is_assumed or not is_affinity(parameter):
        return 0.0
    return max(0.0, 1 - (_reach_of_sources(parameter) / math.log(ASSAY_FOLD)) ** 2)


def _stated(address: str, parameter: Parameter) -> tuple[float, float]:
    """The 95 % interval of a stated distribution: of the value itself, or of a factor around it."""
    spread, value = parameter.uncertainty, float(parameter.value.coherent)
    if isinstance(spread, LogNormal):
        median = spread.median.coherent if isinstance(spread.median, Quantity) else spread.median
        ends = [median * math.exp(side * REACH * spread.omega) for side in (-1, 1)]
        is_factor = spread.median == 1.0
    elif isinstance(spread, Normal):
        mean, sd = (float(q.coherent if isinstance(q, Quantity) else q) for q in (spread.mean, spread.sd))
        ends, is_factor = [mean - REACH * sd, mean + REACH * sd], spread.dimension != parameter.value.dimension
    elif isinstance(spread, Uniform):
        ends = [float(q.coherent if isinstance(q, Quantity) else q) for q in (spread.low, spread.high)]
        is_factor = spread.dimension != parameter.value.dimension
    else:
        shown = "a choice between values" if isinstance(spread, Choice) else repr(spread)
        raise EstimationError(
            f"the uncertainty of {address} is {shown}, which has no 95 % interval",
            hint="state it as LogNormal(cv=…), Normal(…) or Uniform(…)",
        )
    low, high = (end * value if is_factor else end for end in ends)
    return low, high
