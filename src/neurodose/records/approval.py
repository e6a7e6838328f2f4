"""What a law, an agency or a court said of a substance: where, for which form and act, from when to when; who says so,
and on which day that was written down here.

A record keeps two times apart. `valid_from` and `valid_to` are of the law: when it held. `recorded_on` is of this
registry: since when it is known here. A record is never changed when it turns out to be wrong; a later one replaces it
(`replaces`), so that what was known on an earlier day can still be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from neurodose.records.observation import Place
from neurodose.records.vague_day import VagueDay
from neurodose.sources import Certainty, Reading

Status = Literal[
    "approved", "on sale", "lawful", "regulated", "off-label", "not scheduled", "not approved", "off the market",
    "unlawful", "suspended", "withdrawn", "scheduled", "banned", "warned against", "proposed", "unknown",
]  # fmt: skip
Act = Literal[
    "possess", "use", "buy", "sell", "market", "advertise", "prescribe", "dispense", "manufacture", "cultivate",
    "import", "export", "research",
]  # fmt: skip
Form = Literal[
    "leaf", "extract", "isolate", "semi-synthetic", "synthetic", "product", "oral", "low dose", "depot", "implant",
    "intrathecal", "combination",
]  # fmt: skip
SourceKind = Literal["statute", "register", "agency", "court", "secondary"]

STATUSES: tuple[Status, ...] = get_args(Status)
ACTS: tuple[Act, ...] = get_args(Act)
FORMS: tuple[Form, ...] = get_args(Form)
SOURCE_KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
PRIMARY: tuple[SourceKind, ...] = ("statute", "register", "agency", "court")

# What a status says of an act: allowed, forbidden, or neither. "not scheduled" says only that one list is without it.
STANCES: Mapping[Status, Literal["allowed", "forbidden", "neither"]] = {
    "approved": "allowed", "on sale": "allowed", "lawful": "allowed", "regulated": "allowed", "off-label": "neither",
    "not scheduled": "neither", "not approved": "neither", "off the market": "forbidden", "unlawful": "forbidden",
    "suspended": "forbidden", "withdrawn": "forbidden", "scheduled": "forbidden", "banned": "forbidden",
    "warned against": "neither", "proposed": "neither", "unknown": "neither",
}  # fmt: skip
CONTRARY = frozenset(
    {frozenset(("not scheduled", "scheduled")), frozenset(("not approved", "approved")),
     frozenset(("off-label", "approved"))}
)  # fmt: skip


def are_contrary(one: Status, other: Status) -> bool:
    """Whether two statuses cannot both be so of the same act, form and use."""
    return {STANCES[one], STANCES[other]} == {"allowed", "forbidden"} or frozenset((one, other)) in CONTRARY


@dataclass(frozen=True)
class LawSource:
    """Where a record's statement stands.

    id:        its own in the file; issuer: who says so ("Legislature of Alabama"); title: what it is called
    kind:      statute (a law or rule as enacted), register (an official list), agency (what an authority published),
               court (a decision), secondary (what others say of these)
    published: when, as far as known; as_of: the last day for which it vouches, where that is another
    address:   where it stands; reading: whether a person of this project read it, read of it, or remembers it
    """

    id: str
    issuer: str
    title: str
    kind: SourceKind
    published: VagueDay | None = None
    as_of: VagueDay | None = None
    address: str = ""
    reading: Reading = "remembered"

    @property
    def is_primary(self) -> bool:
        return self.kind in PRIMARY

    @property
    def vouches_to(self) -> VagueDay | None:
        """The last day for which it says anything."""
        return self.as_of or self.published

    @property
    def citation(self) -> str:
        """One line: who, what, when, where, how it was read."""
        when = f" ({self.published})" if self.published else ""
        until = f", as of {self.as_of}" if self.as_of else ""
        at = f", {self.address}" if self.address else ""
        return f"{self.issuer}: {self.title}{when}{until}{at} [{self.kind}; {self.reading}]"


@dataclass(frozen=True)
class LegalThreshold:
    """An amount above which a status begins: more than `value` `unit` of `basis`."""

    value: float
    unit: str
    basis: str

    def __str__(self) -> str:
        return f"above {self.value:g} {self.unit} {self.basis}"


@dataclass(frozen=True)
class Approval:
    """One statement of law or approval.

    substances:  as the library calls them; forms, acts: those it is about; none: the source does not tell them apart
    place:       a code of `jurisdiction`; indication: what for, of a medicine
    words:       what it says, in our own words; thresholds, age_limit (years): conditions as numbers
    valid_from:  the first day on which it held; None: not known since when
    valid_to:    the first day on which it held no more; None: nothing is known to have ended it
    seen_until:  the last day for which this may be said, where something was under way and nobody here saw its end
    sources:     all that stand behind it; confidence: that it was so, as judged here
    replaces:    ids of records that this one corrects
    """

    id: str
    substances: tuple[str, ...]
    place: str
    status: Status
    words: str
    sources: tuple[LawSource, ...]
    recorded_on: date
    confidence: Certainty
    forms: tuple[Form, ...] = ()
    acts: tuple[Act, ...] = ()
    indication: str = ""
    thresholds: tuple[LegalThreshold, ...] = ()
    age_limit: int | None = None
    valid_from: VagueDay | None = None
    valid_to: VagueDay | None = None
    seen_until: VagueDay | None = None
    replaces: tuple[str, ...] = ()
    note: str = ""
    at: Place | None = None

    @property
    def has_primary(self) -> bool:
        """Whether a primary source was read by a person of this project, and not only named by others."""
        return any(source.is_primary and source.reading == "read" for source in self.sources)

    @property
    def vouched_to(self) -> VagueDay | None:
        """The last day for which any of its sources surely vouches; None where none says of when it is."""
        days = [source.vouches_to for source in self.sources if source.vouches_to is not None]
        return max(days, key=lambda day: day.earliest, default=None)

    @property
    def is_pending(self) -> bool:
        """Whether it only announces what may come."""
        return self.status == "proposed"

    def find_age(self, on: date) -> int | None:
        """Days since anything vouched for it, on a day; None where no source says of when it is.

        Of a source dated to a month or a year the first day counts: it is no younger than that makes it.
        """
        return None if self.vouched_to is None else max(0, (on - self.vouched_to.earliest).days)
