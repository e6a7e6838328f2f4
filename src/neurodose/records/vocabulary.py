"""What can be measured in people has a name of its own: "peak of naltrexone in plasma", "displacement at mu".

A kind of figure is a phrase with places to fill in: S is a substance or drug, P where it is, R a receptor, X anything
in words. The phrase says what was measured, so an entry needs no knowledge of any model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from neurodose.errors import ObservationError, UnitError
from neurodose.units import Dimension, Quantity, read_quantity, read_unit

PLACES = ("plasma", "brain", "csf")
Tolerance = Literal["exposure", "occupancy", "effect"]
TOLERANCES: dict[Tolerance, str] = {
    "exposure": "1.5-fold up or down",
    "occupancy": "10 points up or down",
    "effect": "the interval that was published",
}
EXPOSURE_FOLD = 1.5  # how far a mean exposure may be foreseen wrongly and still be of use
OCCUPANCY_POINTS = 10.0  # points of 100, for shares

_SLOTS = {
    "S": r"(?P<substance>\S.*?)",
    "P": rf"(?P<place>{'|'.join(PLACES)})",
    "R": r"(?P<receptor>[^\W_][\w-]*(?: [\w-]+)*?)",
    "X": r"(?P<topic>\S.*?)",
    "C": r"(?P<threshold>[\d.].*?)",
}


@dataclass(frozen=True)
class Kind:
    """A kind of figure that people are measured by.

    name:       how the code calls it; phrase: how an entry writes it
    units:      units it may be written in, the first as a rule; none: any unit, or a plain number
    tolerance:  how far a prediction may be off and still be called close
    at_a_moment: it has a value at each moment (so that time above a threshold can be asked of it)
    needs_time: an entry must say when; otherwise it holds from dose to infinity
    is_comparison: it compares two arms, so that an entry must name the other one
    is_outcome: what became of people, which a response answers (`library/response.py`), and no receptor by itself
    """

    name: str
    phrase: str
    meaning: str
    units: tuple[str, ...]
    tolerance: Tolerance
    at_a_moment: bool = False
    needs_time: bool = True
    is_comparison: bool = False
    is_outcome: bool = False

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """Of its units; none where any will do."""
        return tuple(read_unit(unit).dimension for unit in self.units)

    @property
    def is_share(self) -> bool:
        """Whether it is written in per cent, and never as a plain number."""
        return self.units == ("%",)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        slots = [_SLOTS.get(word, re.escape(word)) for word in self.phrase.split(" ")]
        return re.compile(r"\s+".join(slots), re.IGNORECASE)


CONCENTRATION, AREA, VOLUME_A_TIME = ("ng/mL", "nM"), ("ng·h/mL", "nM·h"), ("L/h",)
SHARE, ANY, PLAIN = ("%",), (), ("1",)
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("concentration", "concentration of S in P", "how much of it there is, bound and unbound",
             CONCENTRATION, "exposure", at_a_moment=True),
        Kind("area", "area of S in P", "area under the concentration within the time given", AREA, "exposure"),
        Kind("peak", "peak of S in P", "highest concentration within the time given", CONCENTRATION, "exposure",
             needs_time=False),
        Kind("time of peak", "time of peak of S in P",
             "when the concentration is highest within the time given, counted from the dose", ("h",), "exposure",
             needs_time=False),
        Kind("half-life", "half-life of S in P", "time in which the concentration halves, over the time given", ("h",),
             "exposure"),
        Kind("absorption half-life", "absorption half-life of S",
             "time in which half of what is still to be absorbed is absorbed", ("h",), "exposure", needs_time=False),
        Kind("clearance from", "clearance of S from P", "dose over area there, of a dose given into it", VOLUME_A_TIME,
             "exposure", needs_time=False),
        Kind("clearance", "clearance of S", "dose over area in plasma; after a dose by mouth, the apparent clearance",
             VOLUME_A_TIME, "exposure", needs_time=False),
        Kind("systemic clearance", "systemic clearance of S",
             "what reached plasma over area in plasma, by whichever route it came", VOLUME_A_TIME, "exposure",
             needs_time=False),
        Kind("renal clearance", "renal clearance of S", "what left in urine over area in plasma", VOLUME_A_TIME,
             "exposure", needs_time=False),
        Kind("volume of distribution", "volume of distribution of S",
             "volume into which what reached plasma has spread in the end", ("L",), "exposure", needs_time=False),
        Kind("apparent volume", "apparent volume of distribution of S",
             "dose over area in plasma and over the slope at which the concentration falls within the time given",
             ("L",), "exposure"),
        Kind("apparent central volume", "apparent central volume of S",
             "volume of plasma and what mixes with it at once, over bioavailability", ("L",), "exposure",
             needs_time=False),
        Kind("distribution half-life", "distribution half-life of S",
             "of the fast one of two phases after a dose by vein", ("h",), "exposure", needs_time=False),
        Kind("bioavailability", "bioavailability of S", "share of the dose that reaches plasma unchanged", SHARE,
             "exposure", needs_time=False),
        Kind("first-pass loss", "first-pass loss of S",
             "share of what is absorbed that gut and liver take before it reaches plasma", SHARE, "occupancy",
             needs_time=False),
        Kind("share bound", "share of S bound in P", "share held by proteins", SHARE, "exposure", needs_time=False),
        Kind("share in urine", "share of dose in urine as S",
             "share of the dose, in moles, found in urine within the time given, not conjugated unless S says so",
             SHARE, "exposure"),
        Kind("share metabolised", "share of S metabolised", "share of the dose that is changed into other substances",
             SHARE, "exposure", needs_time=False),
        Kind("share held", "share of R held by S", "share of all receptors that this ligand holds", SHARE,
             "occupancy", at_a_moment=True),
        Kind("displacement at a level", "displacement at R as S in P falls to C",
             "displacement when a concentration has fallen to C (ng/mL or nM) after the last dose", SHARE, "occupancy",
             needs_time=False),
        Kind("displacement", "displacement at R",
             "share of the receptors available at baseline that is no longer available, as PET reads it", SHARE,
             "occupancy", at_a_moment=True),
        Kind("dose ratio", "dose ratio at R", "how many times more agonist the same effect takes", PLAIN, "exposure",
             at_a_moment=True),
        Kind("loss of effect", "loss of effect of S",
             "share of the effect of one dose of this agonist (in `with`) that is gone", SHARE, "effect",
             at_a_moment=True),
        Kind("time above", "time above X of …",
             "how long a figure with a value at each moment stays above X (a number with its unit)", ("h",),
             "exposure", needs_time=False),
        Kind("variation", "variation between people of …",
             "coefficient of variation of a figure, in the sense of a log-normal spread", SHARE, "exposure",
             needs_time=False),
        Kind("mean", "mean of X", "mean of a score, count or measure at that time", ANY, "effect", is_outcome=True),
        Kind("median", "median of X", "median of a score, count or measure at that time", ANY, "effect",
             is_outcome=True),
        Kind("change", "change of X", "later less earlier, in the unit of X or in per cent of the earlier value", ANY,
             "effect", is_outcome=True),
        Kind("proportion", "proportion with X", "share of the people of whom it is true", SHARE, "effect",
             is_outcome=True),
        Kind("difference of means", "difference of means of X", "this arm less the other", ANY, "effect",
             is_comparison=True, is_outcome=True),
        Kind("difference of proportions", "difference of proportions with X", "this arm less the other, in points",
             SHARE, "effect", is_comparison=True, is_outcome=True),
        Kind("ratio of proportions", "ratio of proportions with X", "this arm over the other (relative risk)", PLAIN,
             "effect", is_comparison=True, is_outcome=True),
        Kind("odds ratio", "odds ratio of X", "odds in this arm over odds in the other", PLAIN, "effect",
             is_comparison=True, is_outcome=True),
        Kind("rate ratio", "rate ratio of X", "events a time in this arm over those in the other", PLAIN, "effect",
             is_comparison=True, is_outcome=True),
        Kind("hazard ratio", "hazard ratio of X", "hazard in this arm over that in the other", PLAIN, "effect",
             is_comparison=True, is_outcome=True),
        Kind("standardised difference", "standardised difference of X",
             "difference of means over the standard deviation between people: this arm less the other; “of "
             "improvement of X” where more is better", PLAIN,
             "effect", is_comparison=True, is_outcome=True),
    )
}  # fmt: skip
MOMENTARY = tuple(kind.phrase for kind in KINDS.values() if kind.at_a_moment)
OF_ANOTHER = ("time above", "variation")  # kinds that are a figure of another figure
THRESHOLD = re.compile(r"(?P<threshold>[\d.].*?)\s+of\s+(?P<of>.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Measure:
    """What an observation is a figure of: a kind, with its places filled in.

    kind:      name of the kind ("peak", "displacement"); text: the phrase as written
    substance, place, receptor, topic: what stands for S, P, R and X, where the kind has them
    threshold, of: of "time above", the level and what has to be above it; of "displacement at a level", the
        concentration; of "variation", what varies
    """

    kind: str
    text: str
    substance: str | None = None
    place: str | None = None
    receptor: str | None = None
    topic: str | None = None
    threshold: Quantity | None = None
    of: Measure | None = None

    @property
    def row(self) -> Kind:
        """What the vocabulary says of this kind."""
        return KINDS[self.kind]

    @property
    def tolerance(self) -> Tolerance:
        return self.row.tolerance

    @property
    def needs_time(self) -> bool:
        """Whether an entry must say when: of a variation, what varies says so."""
        return self.of.row.needs_time if self.kind == "variation" and self.of else self.row.needs_time

    def __str__(self) -> str:
        return self.text


def read_measure(text: str) -> Measure:
    """Reads a phrase of the vocabulary; raises ObservationError that lists the vocabulary."""
    text = re.sub(r"\s+", " ", text.strip())
    if match := re.fullmatch(r"time above\s+(.+)", text, re.IGNORECASE):
        return _read_time_above(text, match[1])
    if match := re.fullmatch(r"variation between people of\s+(.+)", text, re.IGNORECASE):
        return _read_variation(text, match[1])
    for kind in KINDS.values():
        if kind.name not in OF_ANOTHER and (match := kind.pattern.fullmatch(text)):
            slots = match.groupdict()
            place, level = slots.get("place"), slots.get("threshold")
            return Measure(
                kind.name,
                text,
                substance=slots.get("substance"),
                place=place.lower() if place else None,
                receptor=slots.get("receptor"),
                topic=slots.get("topic"),
                threshold=read_number(level, KINDS["concentration"]) if level else None,
            )
    raise ObservationError(
        f'no quantity is called "{text}"',
        exists=f"the vocabulary: {'; '.join(kind.phrase for kind in KINDS.values())}",
        hint=f"S is a substance, P one of {', '.join(PLACES)}, R a receptor, X anything in words{_suggest(text)}",
    )


def _read_time_above(text: str, rest: str) -> Measure:
    match = THRESHOLD.fullmatch(rest)
    if match is None:
        raise ObservationError(
            f'"{text}" does not say above what, and of what',
            hint='write, for example, "time above 90 % of displacement at mu"',
        )
    of = read_measure(match["of"])
    if not of.row.at_a_moment:
        raise ObservationError(
            f'"{of.text}" has no value at each moment, so no time above a threshold',
            exists=f"these have: {'; '.join(MOMENTARY)}",
        )
    return Measure("time above", text, threshold=read_number(match["threshold"], of.row), of=of)


def _read_variation(text: str, rest: str) -> Measure:
    of = read_measure(rest)
    if of.row.is_outcome or of.kind in (*OF_ANOTHER, "displacement at a level"):
        raise ObservationError(
            f'"{of.text}" has no variation between people here',
            hint='write, for example, "variation between people of clearance of baclofen"',
        )
    return Measure("variation", text, of=of)


def read_number(text: str, kind: Kind, is_ratio: bool = False) -> Quantity:
    """Reads a number with a unit that fits the kind, or a plain one where a ratio needs no unit.

    Raises ObservationError where the unit is missing or of another dimension.
    """
    text = text.replace("\N{MINUS SIGN}", "-").strip()
    try:
        found = read_quantity(text)
    except UnitError as error:
        raise ObservationError(error.what, exists=error.exists, hint=error.hint) from None
    units = PLAIN if is_ratio else kind.units
    if not units:
        return found
    wanted = " or ".join("no unit" if unit == "1" else unit for unit in units)
    has_no_unit = re.search(r"[\d.]$", text) is not None
    if has_no_unit and units != PLAIN:
        raise ObservationError(
            f'"{text}" has no unit', exists=f"{kind.phrase}: {wanted}", hint=f'write, for example, "{text} {units[0]}"'
        )
    if found.dimension not in tuple(read_unit(unit).dimension for unit in units):
        what = "a ratio of two arms" if is_ratio else kind.phrase
        raise ObservationError(f'"{text}" is in a unit of something else', exists=f"{what} is written in: {wanted}")
    return found


def _suggest(text: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(text, [kind.phrase for kind in KINDS.values()], n=1, cutoff=0.5)
    return f'; did you mean "{near[0]}"?' if near else ""
