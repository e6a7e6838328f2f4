"""What an article is to be told of as a whole: where it contradicts itself, and which of its claims do not hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from neurodose.claims.claim import Claim
from neurodose.claims.held import find_facts

SURE = ("certain", "probable")


@dataclass(frozen=True)
class Finding:
    """name: of what kind; sentences: their numbers; told: in our own words"""

    name: str
    sentences: tuple[int, ...]
    told: str


def find_findings(claims: tuple[Claim, ...]) -> tuple[Finding, ...]:
    """Inconsistencies first, then what is wrong, said too strongly, recommended as a dose, or left vague."""
    return (*_find_inconsistent(claims), *_find_judged(claims))


def _find_inconsistent(claims: tuple[Claim, ...]) -> Iterator[Finding]:
    """A drug called effective, or shown to be, in a text that says elsewhere that trials are missing or needed."""
    for drug in dict.fromkeys(claim.drug for claim in claims):
        own = [claim for claim in claims if claim.drug == drug]
        sure = [c for c in own if c.kind == "effect" and c.hedge in SURE and c.verdict == "overstated"]
        sure += [c for c in own if c.kind == "trial evidence" and c.hedge in SURE and c.verdict == "overstated"]
        missing = [c for c in own if c.kind in ("trial evidence", "effect") and c.hedge in ("unknown", "negated")
                   and not _is_settled(c)]  # fmt: skip
        sure = [c for c in sure if any(_meet(c, other) for other in missing)]
        missing = [c for c in missing if any(_meet(c, other) for other in sure)]
        if sure and missing:
            yield Finding("inconsistent", (*_number(sure), *_number(missing)),
                          f"{drug} is said to work or to be shown to ({_list(sure)}), while the same text says that "
                          f"trials are missing, needed or undecided ({_list(missing)})")  # fmt: skip


def _is_settled(claim: Claim) -> bool:
    """Whether trials of it are held to be enough: then more research is no lack of them."""
    facts = find_facts(claim.drug, "trials")
    return any(fact.holds == "good" for topic in claim.about for fact in facts if topic in fact.about)


def _meet(one: Claim, other: Claim) -> bool:
    """Whether two claims are of the same thing, or one of them of nothing in particular."""
    return bool(set(one.about) & set(other.about)) or not one.about or not other.about


def _find_judged(claims: tuple[Claim, ...]) -> Iterator[Finding]:
    groups = {
        "contradicted": [c for c in claims if c.verdict == "contradicted"],
        "overstated": [c for c in claims if c.verdict == "overstated" and c.kind != "dose"],
        "dose as advice": [c for c in claims if c.verdict == "overstated" and c.kind == "dose"],
        "left vague": [c for c in claims if c.verdict == "understated" and c.kind == "law"],
        "understated": [c for c in claims if c.verdict == "understated" and c.kind != "law"],
    }
    for name, found in groups.items():
        by_reason: dict[tuple[str, str, str], list[Claim]] = {}
        for claim in found:
            by_reason.setdefault((claim.drug, claim.kind, claim.why), []).append(claim)
        for (drug, kind, why), several in by_reason.items():
            yield Finding(name, _number(several), f"{kind} of {drug} ({_list(several)}): {why}")


def _number(claims: Iterable[Claim]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(claim.number for claim in claims))


def _list(claims: Iterable[Claim]) -> str:
    numbers = [str(number) for number in _number(claims)]
    return f"sentence{'s' * (len(numbers) > 1)} {', '.join(numbers)}"
