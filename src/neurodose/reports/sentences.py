"""The answer in plain words: sentences with intervals, each only as far as the model goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from neurodose.agreement.chain import ChainLink
from neurodose.library.drug import Drug
from neurodose.library.interactions import WAYS
from neurodose.library.interactions import Link as Meeting
from neurodose.modelling.parameter import Condition
from neurodose.reports.answer import Answer
from neurodose.reports.outputs import Exposure, Outputs
from neurodose.reports.question import BLOCKED
from neurodose.reports.response_sentences import write_responses
from neurodose.reports.responses import Followed
from neurodose.reports.sites import CELLS, Site
from neurodose.reports.span import Told, say_number
from neurodose.reports.words import enumerate_words
from neurodose.simulation.course import Course

APART = 0.2  # of the larger, between the typical persons of two rivals, from which a sentence names them
POINT = 1.0  # of 100: a smaller difference of shares and effects is none to speak of


def write_sentences(
    drug: Drug,
    outputs: Outputs,
    found: Answer,
    course: Course,
    chain: Sequence[ChainLink],
    followed: Sequence[Followed] = (),
) -> tuple[str, ...]:
    """What a reader sees first, a paragraph each: blood, brain, receptors, where drugs meet, what people feel, do or
    suffer, and how sure that is.
    """
    return (
        _write_blood(outputs, found),
        *_write_brain(outputs, found),
        *(paragraph for site in outputs.sites for paragraph in _write_site(site, outputs, found)),
        *_write_meetings(drug, outputs, found),
        *write_responses(drug, followed),
        _write_people(outputs, found, len(course.people)),
        _write_certainty(drug, outputs, course, chain),
    )


def _write_blood(outputs: Outputs, found: Answer) -> str:
    said = [_say_exposure(exposure, found, len(outputs.exposures) > 1) for exposure in outputs.exposures]
    said += [f"No dose of {name} is in this regimen." for name in outputs.absent]
    said += [f"{name} is taken steadily." for name in outputs.steady]
    return f"Blood: {said[0]}{''.join(f' {_raise(one)}' for one in said[1:])}"


def _say_exposure(exposure: Exposure, found: Answer, is_one_of_several: bool) -> str:
    drug, others = exposure.name, list(exposure.levels)[1:]
    when = f"after its last dose at {_say_time(exposure.last)}" if is_one_of_several else "after the last dose"
    peaks = enumerate_words([f"{name} peaks at {found[f'peak of {name}']}" for name in others])
    csf = enumerate_words([f"{name} peaks at {found[f'csf of {name}']}" for name in exposure.csf])
    return (
        f"{when}, {drug} in {exposure.place} peaks at {found[f'peak of {drug}']} and has fallen to "
        f"{found[f'trough of {drug}']} {exposure.due - exposure.last:g} h later"
        f"{f'; {peaks}' if peaks else ''}{f'; in cerebrospinal fluid {csf}' if csf else ''}."
    )


def _write_brain(outputs: Outputs, found: Answer) -> Iterator[str]:
    near = " near the receptors" if outputs.sites and len({e.where for e in outputs.exposures}) == 1 else ""
    held = [e for e in outputs.exposures if f"brain of {e.name}" in found]
    if len(held) == 1:
        yield f"Brain: the unbound concentration{near} averages {found[f'brain of {held[0].name}']} over that time."
    elif held:
        each = enumerate_words([f"{found[f'brain of {e.name}']} of {e.name}" for e in held])
        yield f"Brain: unbound concentrations{near} average {each}, each over the time after its last dose."


# Receptors -----------------------------------------------------------------------------------------------------


def _write_site(site: Site, outputs: Outputs, found: Answer) -> Iterator[str]:
    later = f"{outputs.due - outputs.last:g} h after the last dose"
    highest, then = found[f"{site.name} highest"], found[f"{site.name} later"]
    reads = "PET would read at most" if site.is_seen_by_pet else f"{_say_drugs(site)} at most"
    taken = "as no longer available" if site.is_seen_by_pet else ""
    of = f"of the {site.phrase}{f' {taken}' if taken else ''}"
    if not any(site.held.values()):
        rivals = _say_rivals(highest, least=0)
        yield f"Receptor: by this structure nothing that is given binds to {site.phrase}.{rivals}"
        return
    opening = f"Receptor: {reads} {highest} {of}, and {then} {later}"
    if site.name in found.blocked:
        share = f"{100 * found.blocked[site.name]:.0f} % of people are at {BLOCKED:.0f} % or above"
        yield f"{opening}, when {share}. {_say_end(found[f'{site.name} hours blocked'])}"
        yield _say_block(site, found, later)
        return
    yield f"{opening}.{_say_holders(site, found, later)}"
    if site.agonists:
        yield _say_effects(site, found, later)


def _say_drugs(site: Site) -> str:
    names = [words for held in site.held.values() for words in held]
    return f"{enumerate_words(names)} hold{'s' if len(names) == 1 else ''}"


def _say_block(site: Site, found: Answer, later: str) -> str:
    assert site.challenge is not None
    ratio, agonist = found[f"{site.name} dose ratio"], site.challenge[0]
    return (
        f"What that means for an opioid: {later} the same effect takes {ratio} times as much of it, and a dose of "
        f"{agonist} that alone would hold half of the receptors loses {found[f'{site.name} loss of effect']} of its "
        "effect. More opioid can overcome the block."
    )


def _say_end(blocked: Told) -> str:
    """When the block wears off, in words."""
    if blocked.people.high == 0:
        return f"Hardly anybody reaches {BLOCKED:.0f} %."
    if blocked.people.middle == 0:
        return (
            f"Most people are never above {BLOCKED:.0f} % after the last dose; some stay above it for "
            f"{_say_longest(blocked)}."
        )
    if not np.isfinite(blocked.people.middle):
        return f"When the simulation ends, most people are still above {BLOCKED:.0f} %."
    return f"It stays above {BLOCKED:.0f} % until {blocked} after the last dose."


def _say_longest(blocked: Told) -> str:
    longest = say_number(blocked.people.high, blocked.digits)
    return f"{longest} h" if np.isfinite(blocked.people.high) else longest


def _say_holders(site: Site, found: Answer, later: str) -> str:
    """Which drug holds how much, where there are several; and what those that only hold it ask of the others."""
    drugs = [drug for drug in site.held if f"{site.name} held by {drug}" in found]
    names = {drug: f"{site.name} held by {drug}" for drug in drugs}
    each = [f"{drug} at most {found[name]} and {found[f'{name} later']} {later}" for drug, name in names.items()]
    held = f" Each drug with what it becomes holds: {enumerate_words(each, '; ')}." if each else ""
    if f"{site.name} dose ratio" not in found:
        return held
    first, then = (found[f"{site.name} dose ratio{when}"] for when in (" at the dose", ""))
    blockers = [drug for drug, shares in site.held.items() if set(shares.values()) & set(site.blockers)]
    return (
        f"{held} Against {enumerate_words(blockers)} the same effect takes {first} times as much of an agonist at the "
        f"last dose, and {then} times {later}: more agonist can overcome the block."
    )


def _say_effects(site: Site, found: Answer, later: str) -> str:
    """What the cells do, and how far rivals differ about it."""
    parts, rivals, first = [], "", next(iter(site.effects))
    on_first = "" if first == CELLS else f" on {first}"
    for seen in site.effects:
        name, where = f"{site.name} effect on {seen}", "" if seen == CELLS else f" on {seen}"
        if name in found:
            rivals = rivals or _say_rivals(found[name])
            parts.append(f"{found[name]}{where} and {found[f'{name} later']} {later if not parts else 'then'}")
    told = f"Effect: of the largest there is, all ligands together reach at most {enumerate_words(parts, '; ')}."
    if f"{site.name} tone" in found:
        told += f" Before the first dose the body's own ligands reach {found[f'{site.name} tone']}{on_first}"
        told += f"; at most the effect changes by {found[f'{site.name} change']}."
    if f"{site.name} adapted" in found:
        told += f" Cells that adapt reach at most {found[f'{site.name} adapted']}{on_first}."
    return told + (_say_readings(site, found[f"{site.name} change"]) if site.readings else rivals)


def _say_rivals(told: Told, least: float = POINT) -> str:
    """The typical person by each structure, where structures differ so far that one sentence cannot stand for all."""
    found = list(told.structures.values())
    between = max(found) - min(found)
    if len(found) < 2 or between < least or between <= APART * max(map(abs, found)):
        return ""
    each = [f"{say_number(v, told.digits)} {told.unit} by “{name}”" for name, v in told.structures.items()]
    return f" Rival structures differ: the typical person has {enumerate_words(each)}."


def _say_readings(site: Site, change: Told) -> str:
    """What structures say of ligands that some of them take for agonists, and what comes of it."""
    each = [
        f"by “{name}” {enumerate_words(only)} only hold{'s' if len(only) == 1 else ''} receptors"
        for name, only in site.readings.items()
        if only
    ]
    told = [f"{say_number(value, change.digits)} points by “{name}”" for name, value in change.structures.items()]
    return (
        f" Assays disagree about what drives these receptors: {enumerate_words(each)}. The typical person's effect "
        f"changes by {enumerate_words(told)}."
    )


# Where drugs meet ----------------------------------------------------------------------------------------------


def _write_meetings(drug: Drug, outputs: Outputs, found: Answer) -> Iterator[str]:
    """What drugs do to enzymes and pumps, and what of a combination is modelled, and what nobody has looked at."""
    left = {words: f"activity of {words}" for words in outputs.activities}
    each = enumerate_words([f"{words} keeps {found[name]}" for words, name in left.items() if name in found])
    whose = "the usual" if outputs.steady else "what a person has before the first dose"
    said = [f"Of {whose}, at the lowest {each}."] if each else []
    said += [
        f"The area of {e.name} in {e.place} is {found[f'area of {e.name}']} times what it would be by itself."
        for e in outputs.exposures
        if f"area of {e.name}" in found
    ]
    if len(drug.parts) > 1:
        modelled = _gather_modelled(drug.links)
        said.append(f"Modelled: {'; '.join(modelled)}." if modelled else "No meeting of these drugs is modelled.")
        unknown = _gather_unknown(drug.links)
        if unknown:
            said.append(f"No data: {'; '.join(unknown)}. There the model has no effect, and claims none.")
    if said:
        yield f"Where they meet: {' '.join(said)}" if len(drug.parts) > 1 else f"Enzymes: {' '.join(said)}"


def _gather_modelled(meetings: Sequence[Meeting]) -> list[str]:
    """What the model computes: "morphine and naltrexone compete at mu opioid receptors"."""
    places: dict[str, list[str]] = {}
    for m in meetings:
        if m.status == "modelled":
            both = " and ".join(m.drugs)
            said = {"they compete": f"{both} compete at", f"{m.drugs[0]} inhibits it": f"{m.drugs[0]} inhibits"}
            places.setdefault(said.get(m.why, f"{both}, {m.why}, at"), []).append(m.place)
    return [f"{said} {enumerate_words(list(dict.fromkeys(held)))}" for said, held in places.items()]


def _gather_unknown(meetings: Sequence[Meeting]) -> list[str]:
    """What would have to be known: "what naltrexone does to UGT2B7, on which morphine depends"."""
    places: dict[tuple[str, str], list[str]] = {}
    for m in meetings:
        if m.status == "no data":
            places.setdefault(m.drugs, []).append(m.place)
    found = []
    for (doer, other), held in places.items():
        ways = [place for place in held if place in WAYS.values()]
        untried = [place.replace("_", " ") for place in held if place not in WAYS.values() and place != "receptors"]
        if untried:
            found.append(f"what {doer} and {other} do together to {enumerate_words(untried)}, which nobody has tried")
        if ways:
            found.append(f"what {doer} does to {enumerate_words(ways)}, on which {other} depends")
        if "receptors" in held:
            found.append(f"what {doer} and {other} do together beyond the receptors, where they share none")
    return found


# How sure that is ----------------------------------------------------------------------------------------------


def _write_people(outputs: Outputs, found: Answer, people: int) -> str:
    drug, place = outputs.exposures[0].name, outputs.exposures[0].place
    limits = f"at {found[f'peak of {drug}'].say_together()} at the peak{_of(outputs, drug)} in {place}"
    for site in outputs.sites[:1]:
        later = f"{outputs.due - outputs.last:g} h after the last dose"
        limits += f", and at {found[f'{site.name} later'].say_together()} of the {site.phrase} {later}"
    return (
        f"How people differ: each figure is the median of {people} virtual people, with the limits between which nine "
        f"in ten lie. With values as unsure as they are and every rival structure, nine in ten lie {limits}."
    )


def _of(outputs: Outputs, drug: str) -> str:
    return f" of {drug}" if len(outputs.exposures) > 1 else ""


def _write_certainty(drug: Drug, outputs: Outputs, course: Course, chain: Sequence[ChainLink]) -> str:
    parameters = [p for p in course.system.parameters.values() if not isinstance(p, Condition)]
    assumed = sum(p.is_assumed for p in parameters)
    told = {stage.meaning for stage in drug.stages}
    named = [link for link in chain if link.kind in ("place", "receptor") or link.name in told]
    certainty = ", ".join(f"{link.title} {link.certainty}" for link in named)
    further = "the receptors, in circuits and symptoms," if outputs.sites else "the brain, at targets and in symptoms,"
    beyond = "Other symptoms are not told of here" if told else f"What follows {further} was not asked for"
    return (
        f"How sure each link is: {certainty}. {assumed} of the {len(parameters)} values behind this rest on an "
        f"assumption, alone or beside a source. {beyond}."
    )


# Words ---------------------------------------------------------------------------------------------------------


def _raise(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _say_time(hours: float) -> str:
    """A moment of a regimen: "0 h", "12 h", "day 14"."""
    return f"{hours:g} h" if hours < 72 or hours % 24 else f"day {hours / 24:g}"
