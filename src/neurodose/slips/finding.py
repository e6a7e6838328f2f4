"""A finding says what is suspect, where, by which numbers, why, and what to do; an inspection is all that was found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from neurodose.wording import say_count

Severity = Literal["error", "warning"]
INDENT = "\n    "


@dataclass(frozen=True)
class Finding:
    """One thing that is suspect.

    check:    which check found it ("spread", "organ flow")
    severity: "error" cannot be so; "warning" can, and wants a reason
    where:    address of the parameter, compartment or route; entry of a record file
    what:     one sentence; numbers: those it rests on; why: what is wrong about them; hint: what to do
    about:    the substance it is about, where it is about one
    owner:    the drug or file it was found in
    within:   the structures of the drug in which it was found; none where it does not depend on them
    reason:   why it is right all the same, where the author of the model has said so
    """

    check: str
    severity: Severity
    where: str
    what: str
    numbers: str
    why: str
    hint: str
    about: str = ""
    owner: str = ""
    within: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_explained(self) -> bool:
        return bool(self.reason)

    def __str__(self) -> str:
        head = "explained" if self.is_explained else self.severity.upper()
        place = ", ".join(part for part in (self.owner, self.where) if part)
        found_in = f"in: {', '.join(self.within)}" if self.within else ""
        last = f"accepted: {self.reason}" if self.is_explained else f"to do: {self.hint}"
        lines = [f"{head} [{self.check}] {self.what} ({place})", self.numbers, self.why, found_in, last]
        return INDENT.join(line for line in lines if line)


@dataclass(frozen=True)
class Inspection:
    """What was found, the gravest first, and whose numbers were looked at.

    subjects: drugs and files; faults: entries of a record file that could not even be read, as their errors say it
    """

    subjects: tuple[str, ...]
    findings: tuple[Finding, ...]
    faults: tuple[str, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == "error" and not f.is_explained)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity == "warning" and not f.is_explained)

    @property
    def explained(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.is_explained)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong; warnings may be."""
        return not self.errors and not self.faults

    @property
    def total(self) -> str:
        """What was found, in a sentence."""
        faults = f"; {say_count(len(self.faults), 'entry', 'entries')} cannot be read" if self.faults else ""
        return (
            f"{', '.join(self.subjects)}: {say_count(len(self.errors), 'error')}, "
            f"{say_count(len(self.warnings), 'warning')}, {len(self.explained)} explained{faults}."
        )

    def __str__(self) -> str:
        told = [*self.errors, *self.warnings, *self.explained]
        return "\n\n".join([*map(str, told), self.total])

    def to_json(self) -> str:
        """{"subjects", "errors", "warnings", "explained", "faults", "findings": [{"check", "severity", …}]}."""
        rows = [
            {
                "check": f.check, "severity": f.severity, "owner": f.owner, "where": f.where,
                "about": f.about, "what": f.what,
                "numbers": f.numbers, "why": f.why, "hint": f.hint, "within": list(f.within), "reason": f.reason,
            }
            for f in self.findings
        ]  # fmt: skip
        counts = {"errors": len(self.errors), "warnings": len(self.warnings), "explained": len(self.explained)}
        told = {"subjects": list(self.subjects), **counts, "faults": list(self.faults), "findings": rows}
        return json.dumps(told, ensure_ascii=False, indent=1)


def unite(found: Iterable[tuple[str, Finding]], structures: Sequence[str]) -> tuple[Finding, ...]:
    """The same finding of several structures once, with the names of those that have it, unless all have it.

    found: each with the structure it was found in
    """
    where: dict[Finding, list[str]] = {}
    for structure, finding in found:
        where.setdefault(finding, []).append(structure)
    named = {f: () if len(s) == len(structures) else tuple(s) for f, s in where.items()}
    return tuple(replace(f, within=within) for f, within in named.items())
