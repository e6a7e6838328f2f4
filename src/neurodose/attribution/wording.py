"""An explanation in words: the answer, who has which share of it, and which unsure number would change it most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from neurodose.attribution.question import Question
from neurodose.attribution.shares import Sharing
from neurodose.attribution.spread import TRAJECTORIES, Sensitivity
from neurodose.attribution.unsure import LINKS, PEOPLE, REST, STRUCTURES
from neurodose.library.response import Response
from neurodose.sensitivity.shapley import Shares
from neurodose.units import Unit

SMALL = 0.05  # of the whole: what has less is not told in words
TINY = 0.005  # of the variance: what has less is counted, not listed
TOLD = 3  # unsure values that are told in words
ROUNDING = 1e-9  # what is smaller is the rounding of a difference
SURE = 0.95  # of answers on one side of 0, from which a direction is told

Ends = Mapping[str, tuple[float, float, float]]


def write_sentences(
    question: Question,
    unit: Unit,
    people: int,
    among: Ends,
    sharing: Sharing | None,
    sensitivity: Sensitivity | None,
) -> Iterator[str]:
    """The answer of virtual people, of shares, and of what is unsure, each in a paragraph."""
    yield f"{question.meaning[0].upper()}{question.meaning[1:]}; after {question.plan}. " + " ".join(
        _tell_people(link, ends, unit, people) for link, ends in among.items()
    )
    yield from _tell_links(question)
    if sharing is not None:
        yield from _tell_sharing(sharing, unit)
    if sensitivity is not None:
        yield from _tell_sensitivity(sensitivity, unit)


def _tell_people(link: str, ends: tuple[float, float, float], unit: Unit, people: int) -> str:
    low, middle, high = ends
    by = f"By {link} it" if link else "It"
    if people == 1:
        return f"{by} is {_show(middle, unit)} in one virtual person."
    return f"{by} is {_show(middle, unit)} in the median of {people:,} virtual people ({_range(low, high)} in 90 %)."


def _tell_links(question: Question) -> Iterator[str]:
    """What stands behind each rival link."""
    asked = set(question.outputs) if len(question.outputs) > 1 else set()
    links = [link for stage in question.drug.stages if isinstance(stage, Response) for link in stage.links]
    for link in links:
        if link.name in asked and link.output.partition(".")[0] == question.stage:
            yield f"By {link.name}: {link.stands_on}."


def _tell_sharing(sharing: Sharing, unit: Unit) -> Iterator[str]:
    for link, shares in sharing.shares.items():
        yield _tell_shares(link, shares, unit)
    for link, lost in sharing.lost.items():
        whole = sharing.shares[link].whole
        off, left = " and ".join(sharing.off), float(np.nanmean(whole - lost))
        by = f", by {link}," if link else ""
        all_on = _show(float(np.nanmean(whole)), unit)
        yield f"With {off} off it{by} is {_show(left, unit)} in place of {all_on} (means)."
    if sharing.switches.dead:
        why: dict[str, list[str]] = {}
        for words, reason in sharing.switches.dead.items():
            why.setdefault(reason, []).append(words)
        told = "; ".join(f"{', '.join(words)} ({reason})" for reason, words in why.items())
        yield f"Left out, since they cannot change it: {told}."


def _tell_shares(link: str, shares: Shares, unit: Unit) -> str:
    whole = float(np.nanmean(shares.whole - shares.nothing))
    nothing = float(np.nanmean(shares.nothing))
    by = f"By {link}, " if link else ""
    if _is_nothing(shares):
        return f"{by}{'no' if by else 'No'} mechanism that is switched changes it, in the mean of people."
    order = np.argsort(-np.abs(shares.means), kind="stable")
    parts = [
        f"{shares.names[j]} {100 * shares.means[j] / whole:.0f} %"
        for j in order
        if abs(shares.means[j]) >= SMALL * abs(whole)
    ]
    how = "exactly" if shares.is_exact else "by orders drawn at random"
    return (
        f"{by}{'switching' if by else 'Switching'} all mechanisms on takes it from {_show(nothing, unit)} to "
        f"{_show(nothing + whole, unit)} (means). Shared out {how} (Shapley): {_list(parts)} of that."
    )


def _is_nothing(shares: Shares) -> bool:
    """Whether all mechanisms together change nothing, in the mean of people."""
    whole, nothing = (float(np.nanmean(values)) for values in (shares.whole, shares.nothing))
    return abs(whole - nothing) <= ROUNDING * max(1.0, abs(nothing))


def _tell_sensitivity(found: Sensitivity, unit: Unit) -> Iterator[str]:
    for name, (low, middle, high) in found.middles.items():
        side = max(found.above[name], 1 - found.above[name])
        where = "above 0" if found.above[name] >= 0.5 else "at 0 or below"
        sure = "" if side >= SURE else ": its direction is not known"
        yield (
            f"Given all that is unsure, people and structures among it, {name} is {_show(middle, unit)} "
            f"({_range(low, high)} with 95 %), {where} in {100 * side:.0f} % of what is drawn{sure}."
        )
    yield from _tell_rivals(found)
    yield _tell_values(found)
    if found.has_both_directions:
        yield _tell_direction(found)
    yield _tell_others(found)
    if found.screening is not None:
        yield (
            f"A screening (Morris, {TRAJECTORIES} trajectories) chose the values that are asked about one by one; "
            "all others together are one more input."
        )
    if found.held:
        yield f"Held as they are, because nothing tells how unsure they are: {', '.join(found.held)}."


def _tell_rivals(found: Sensitivity) -> Iterator[str]:
    middles = {name: ends[1] for name, ends in list(found.middles.items())[1:]}
    if len({np.sign(middle) for middle in middles.values()} - {0.0}) > 1:
        yield f"The rival links disagree in direction: {'; '.join(f'{n} {v:.3g}' for n, v in middles.items())}."


def _tell_values(found: Sensitivity) -> str:
    ranked = [row for row in found.rank_values() if not row[0].name.startswith(REST)][:TOLD]
    if not ranked or not np.isfinite(found.indices.variance[0]):
        return "No single number would change it if it were known."
    told = [
        f"{one.name} ({one.stands_on}): {100 * max(share, 0):.0f} % of the variance would go "
        f"({100 * max(low, 0):.0f} to {100 * max(high, 0):.0f} %), and it has a part in "
        f"{100 * found.indices.total_of(one.name):.0f} %"
        for one, share, low, high in ranked
        if share >= SMALL or one is ranked[0][0]
    ]
    most = "What would change it most if it were known"
    return f"{most}: {'; then '.join(told)}."


def _tell_direction(found: Sensitivity) -> str:
    """What decides whether the answer is above 0."""
    total = found.indices.total.values[-1]
    order = [j for j in np.argsort(-total, kind="stable")[:TOLD] if total[j] >= SMALL]
    parts = [f"{found.indices.names[j]} in {100 * total[j]:.0f} %" for j in order]
    return f"On which side of 0 it lies varies with {_list(parts)} of that variance."


def _tell_others(found: Sensitivity) -> str:
    total, names = found.indices.total.values[0], found.indices.names
    parts = [f"{name} in {100 * total[j]:.0f} %" for j, name in enumerate(names) if name in (PEOPLE, STRUCTURES, LINKS)]
    alone = float(np.nansum(found.indices.first_2010.values[0]))
    together = f"{100 * max(0.0, 1 - alone):.0f} % comes from what is unsure acting together."
    return (f"Of the variance, {_list(parts)} have a part. " if parts else "") + f"About {together}"


def write_tables(unit: Unit, sharing: Sharing | None, sensitivity: Sensitivity | None) -> Iterator[tuple[str, str]]:
    """Headings and tables."""
    shown = "" if str(unit) == "1" else f", in {unit}"
    if sharing is not None:
        for link, shares in sharing.shares.items():
            if _is_nothing(shares):
                continue
            yield f"Shares of mechanisms{f' by {link}' if link else ''}{shown}", str(shares)
    if sensitivity is not None:
        figures = sensitivity.indices.figures
        shown = figures if sensitivity.has_both_directions else figures[:-1]
        yield "Shares of the variance", sensitivity.indices.write(least=TINY, figures=shown)


def _show(value: float, unit: Unit) -> str:
    value = 0.0 if abs(value) < ROUNDING else value
    shown = "" if str(unit) == "1" else f" {unit}"
    return f"{value:.3g}{shown}"


def _range(low: float, high: float) -> str:
    return f"{low:.3g} to {high:.3g}"


def _list(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else "nothing"
