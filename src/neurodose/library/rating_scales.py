"""Rating scales: where each begins and ends, and a latent severity that no scale can be left with.

A severity is any number; a scale shows lowest + (highest − lowest) / (1 + exp(−severity)). So a drug that goes on
helping presses a score towards its end and never beyond.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from neurodose.modelling.compartment import demand
from neurodose.modelling.parameter import Condition, Parameters
from neurodose.sources import Source
from neurodose.symbols import Expression, exp, log

hamilton = Source("Hamilton", 1960, "J Neurol Neurosurg Psychiatry 23:56", "17 items")
montgomery = Source("Montgomery and Åsberg", 1979, "Br J Psychiatry 134:382", "10 items of 0 to 6")
kroenke = Source("Kroenke and others", 2001, "J Gen Intern Med 16:606", "9 items of 0 to 3")
spielberger = Source(
    "Spielberger and others", 1983, "Manual of the State-Trait Anxiety Inventory", "20 items of 1 to 4"
)
ashworth = Source("Ashworth", 1964, "Practitioner 192:540", "0 to 4 a joint")
wesson = Source("Wesson and Ling", 2003, "J Psychoactive Drugs 35:253", "11 items, 48 points")
teasdale = Source("Teasdale and Jennett", 1974, "Lancet 2:81", "eyes, speech, movement: 15 awake, 3 no answer")
anton = Source("Anton and others", 1996, "Alcohol Clin Exp Res 20:84", "obsessions and compulsions of drinking")


@dataclass(frozen=True)
class RatingScale:
    """lowest, highest: what it can show; is_worse_higher: whether more is worse; source: who made it"""

    name: str
    lowest: float
    highest: float
    source: Source
    is_worse_higher: bool = True

    @cached_property
    def ends(self) -> type[Parameters]:
        """Both ends as numbers of a model: a group of the table of the response that the scale shows."""
        ends = {"lowest": self.lowest, "highest": self.highest}
        made = {word: Condition(end, f"{word} of {self.name}") for word, end in ends.items()}
        return type("Ends", (Parameters,), {"__doc__": f"{self.name}: {self.source.citation}"} | made)


def show_severity(severity: Any, ends: Any) -> Expression:
    """The score of a severity (a pure number of any size), always within the scale; ends: the scale's, of the table."""
    return ends.lowest + (ends.highest - ends.lowest) / (1 + exp(-demand(severity, "a severity")))


def find_severity(score: Any, ends: Any) -> Expression:
    """The severity that a score stands for; the score lies within the scale, and at neither end."""
    told = demand(score, "a score")
    return log((told - ends.lowest) / (ends.highest - told))


HAMD17 = RatingScale("HAM-D, 17 items", 0, 52, hamilton)
MADRS = RatingScale("MADRS", 0, 60, montgomery)
PHQ9 = RatingScale("PHQ-9", 0, 27, kroenke)
STAI = RatingScale("state anxiety (STAI)", 20, 80, spielberger)
ASHWORTH = RatingScale("Ashworth score", 0, 4, ashworth)
COWS = RatingScale("clinical opiate withdrawal scale (COWS)", 0, 48, wesson)
OCDS = RatingScale("obsessive compulsive drinking scale (OCDS)", 0, 40, anton)
GLASGOW = RatingScale("Glasgow coma scale", 3, 15, teasdale, is_worse_higher=False)
VAS = RatingScale("visual analogue scale", 0, 100, Source("Freyd", 1923, "J Educ Psychol 14:83", "100 mm"))
