"""Why a finding stands: each reason names the check, the place and the facts, and is shown with the finding.

A drug's own module may hold more, as plain words, since it knows nothing of checks:
`accepted = {("organ flow", "plasma"): "why"}`, with "error" as a third word where it explains an error. A reason that
explains nothing any more is a finding itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec

from neurodose.slips.finding import Finding, Severity


@dataclass(frozen=True)
class Reason:
    """Why one finding is right all the same.

    check: which check finds it; why: one sentence with the facts
    where: the address, the substance, or the id of an entry
    gravest: the gravest that it explains; what was a warning and has become an error wants another look
    """

    check: str
    where: str
    why: str
    gravest: Severity = "warning"

    def explains(self, finding: Finding) -> bool:
        """Whether a finding is the one meant; a drug that is a part of a larger model keeps its reasons."""
        place = finding.where
        is_address = place == self.where or place.endswith(f".{self.where}")
        is_meant = is_address or finding.about == self.where or f", entry {self.where}," in place
        return self.check == finding.check and is_meant and finding.severity in ("warning", self.gravest)


SECRETED = (
    "cleared at 12 L/h by a published fit, and a glucuronide has hardly another way than the kidney: if that is right, "
    "tubules secrete it"
)
ESTERASES = "esterases of blood, liver and all tissues hydrolyse it; clearance is not bound by the flow of one organ"
MORPHINE = (
    Reason("organ flow", "morphine-6-glucuronide", SECRETED),
    Reason("organ flow", "morphine-3-glucuronide", SECRETED),
)
KIDNEYS = Reason("share", "body.kidneys_left", "never more than all of it counts where people are made")
REASONS: dict[str, tuple[Reason, ...]] = {
    "baclofen": (KIDNEYS,),
    "dextromethorphan": (
        Reason(
            "organ flow",
            "dextrorphan",
            "its conjugates are counted in urine as it: the liver conjugates nearly all, and the kidney passes that on",
        ),
    ),
    "ethanol": (
        Reason(
            "organ flow",
            "ethanol",
            "what the enzymes of the whole liver could clear from next to no ethanol; they are saturated by all "
            "that people drink, and the structure with a saturable first pass has the liver's blood flow",
        ),
    ),
    "heroin": (
        Reason("organ flow", "6-monoacetylmorphine", ESTERASES, "error"),
        Reason("organ flow", "heroin", ESTERASES),
        *MORPHINE,
    ),
    "morphine": (*MORPHINE, KIDNEYS),
    "naloxone": (
        Reason("organ flow", "naloxone", "conjugated outside the liver too: 40 % is taken to be the liver's"),
    ),
    "naltrexone": (
        Reason(
            "organ flow",
            "naltrexone",
            "94 L/h by Meyer, 210 by Licko; set between by oral, depot and PET data together, a tenth above the usual "
            "blood flow of the liver, and bound to F, which was not measured apart from it",
        ),
        Reason("organ flow", "6beta-naltrexol", "Meyer measured 17 L/h (N7b): tubules secrete 6beta-naltrexol"),
        Reason("share", "liver.capacity_left", "never more than all of it counts where people are made"),
        Reason("size", "N5", "as Licko prints it; N6 has 94 L/h, and the model follows neither alone"),
        Reason("size", "N7b", "as Meyer prints it: tubules secrete 6beta-naltrexol"),
    ),
}


def find_reasons(owner: str) -> tuple[Reason, ...]:
    """The reasons for a drug, or several in one body: of the library, and those their modules hold as `accepted`."""
    return tuple(reason for part in owner.split("+") for reason in _find_reasons(part.strip()))


def _find_reasons(drug: str) -> tuple[Reason, ...]:
    module = f"neurodose.library.drugs.{drug}"
    is_there = drug.isidentifier() and find_spec(module) is not None
    own = getattr(import_module(module), "accepted", {}) if is_there else {}
    return (*REASONS.get(drug, ()), *(Reason(key[0], key[1], why, *key[2:]) for key, why in own.items()))


def explain(findings: Iterable[Finding], reasons: Iterable[Reason], *, tell_stale: bool = True) -> tuple[Finding, ...]:
    """The findings, with a reason where there is one.

    tell_stale: whether a reason that explains nothing becomes a finding; where only a part is looked at, it need not
    """
    reasons, told, used = tuple(reasons), [], set()
    for finding in findings:
        reason = next((r for r in reasons if r.explains(finding)), None)
        used.add(reason)
        told.append(finding if reason is None else replace(finding, reason=reason.why))
    owner = told[0].owner if told else ""
    stale = [r for r in reasons if r not in used and tell_stale]
    told += [
        Finding(
            "reason", "warning", r.where, f"a reason that explains nothing: [{r.check}] {r.where}", r.why,
            "what it explained is no longer found", "take it out", owner=owner,
        )
        for r in stale
    ]  # fmt: skip
    return tuple(told)
