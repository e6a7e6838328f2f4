"""What a regimen does to people, in words: every rival, how sure it is, and never more than its weakest link allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurodose.library.drug import Drug
from neurodose.reports.responses import Followed, Way
from neurodose.reports.span import Told
from neurodose.reports.words import enumerate_words
from neurodose.sources import Certainty

# What may be claimed of an answer, by its certainty.
CLAIMS: dict[Certainty, str] = {
    "high": "people who were not used to set the model bear it out",
    "moderate": "it is probably so, and its size may be off",
    "low": "it may be so, and its size is likely to be off",
    "very low": "the model's assumptions lead there, which is no evidence that people get there",
}


def write_responses(drug: Drug, followed: Sequence[Followed]) -> Iterator[str]:
    """A paragraph for each response: its rivals, whether they agree, and how sure that is."""
    for one in followed:
        if one.is_response:
            yield " ".join(_say(drug, one) if one.ways else _say_unreached(drug, one))


def _say_unreached(drug: Drug, one: Followed) -> Iterator[str]:
    yield f"{one.stage.meaning[0].upper()}{one.stage.meaning[1:]}: unknown. No rival of the library leads there from"
    yield f"{enumerate_words([part.name for part in drug.parts])}."


def _say(drug: Drug, one: Followed) -> Iterator[str]:
    meaning = f"{one.stage.meaning[0].upper()}{one.stage.meaning[1:]}"
    counted = f"{one.told_in}; " if one.told_in else ""
    yield f"{meaning} ({counted}higher is {one.higher_is}), against no drug when the next dose would be due:"
    yield f"{'; '.join(_say_way(one, way) for way in one.ways)}."
    if one.missing:
        yield f"Nothing known leads there by {enumerate_words(one.missing)} for {drug.name}."
    if one.are_opposed:
        yield f"{say_opposed(one)}."
    untested = find_untested(drug)
    if untested:
        yield f"What {untested} do to it together is unknown: nobody has looked, and the model adds what each does."
    yield f"How sure: {'; '.join(f'by {way.name} {_say_certainty(way)}' for way in one.ways)}."
    yield f"The answer is of {one.certainty} certainty: {CLAIMS[one.certainty]}."


def _say_way(one: Followed, way: Way) -> str:
    later = f", and at most {say_change(way.later)} later" if way.is_more_later else ""
    if not way.trend:
        return f"by {way.name} no change (with unsure values {way.change.say_together()}){later}"
    return f"by {way.name} {say_change(way.change)}, {one.judge(way)}{later}"


def say_change(told: Told) -> str:
    """ "+1.2 points (0.4 to 2), unsure values and rival structures −1 to 3"."""
    sign = "+" if told.people.middle > 0 else ""
    return f"{sign}{told} (with unsure values {told.say_together()})"


def say_opposed(one: Followed) -> str:
    """Which rivals lead where, as a badge says it."""
    ends = {end: [f"by “{w.name}”" for w in one.ways if one.judge(w) == end] for end in ("better", "worse")}
    better, worse = (enumerate_words(ways) for ways in ends.values())
    return f"Rivals disagree in direction: better {better}, worse {worse}"


def _say_certainty(way: Way) -> str:
    weakest = enumerate_words([link.name for link in way.weakest])
    return f"{way.certainty}" if way.certainty == "high" else f"{way.certainty} (held down by {weakest})"


def find_untested(drug: Drug) -> str:
    """Which drugs of a combination nobody has looked at together, in words; nothing where none is."""
    names = dict.fromkeys(name for link in drug.links if link.status == "no data" for name in link.drugs)
    return enumerate_words([part.name for part in drug.parts if part.name in names])
