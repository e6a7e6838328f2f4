"""Where studies were sought, and what became of each record: what a PRISMA 2020 flow is drawn of.

A search that nobody ran is kept as what should be run, and its number of records is unknown, not zero. No count of a
flow is written down: each follows from the searches, the exclusions and the studies that are held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from neurodose.errors import ObservationError, StudyError
from neurodose.records.keys import Key, Written, plant, read_keys
from neurodose.records.observation import Place
from neurodose.records.sections import cut
from neurodose.records.study import Study
from neurodose.records.study_reader import name_tables, refuse_format

Where = Literal["database", "register", "other"]
Stage = Literal["screening", "retrieval", "full text"]
KINDS, STAGES = get_args(Where), get_args(Stage)


@dataclass(frozen=True)
class Search:
    """One search in one place.

    name:   of the place ("PubMed"); kind: a database, a register of trials, or another way
    drugs:  it is about; string: as it is typed there, or what was looked through
    ran:    whether anybody ran it; on: when (a date)
    found:  records; None where it was not run, or nobody counted; doubles: of them, taken out as duplicates
    """

    name: str
    kind: Where
    drugs: tuple[str, ...]
    string: str
    ran: bool = False
    on: str = ""
    found: int | None = None
    doubles: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Exclusion:
    """A record that was found and is not held as a study.

    name: as the collection calls it; drugs: it is about; stage: at which it was left out
    reason: in few words, the same words for the same reason; because: more of it
    """

    name: str
    drugs: tuple[str, ...]
    stage: Stage
    reason: str
    because: str = ""


@dataclass(frozen=True)
class Sought:
    """What was looked for and not found ("a randomised trial of kratom in depression")."""

    what: str
    drugs: tuple[str, ...]
    because: str = ""


@dataclass(frozen=True)
class SearchLog:
    """All searches of the library, what was left out, and what was not found."""

    searches: tuple[Search, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    not_found: tuple[Sought, ...] = ()

    def of(self, drug: str) -> SearchLog:
        """Of one drug."""
        return SearchLog(
            tuple(one for one in self.searches if drug in one.drugs),
            tuple(one for one in self.excluded if drug in one.drugs),
            tuple(one for one in self.not_found if drug in one.drugs),
        )


@dataclass(frozen=True)
class Flow:
    """The boxes of a PRISMA 2020 flow, in two columns: databases and registers, and other ways. None: not known.

    databases, registers, others: records identified by name of the place
    doubles:   taken out before screening; screened, screened_out
    sought, not_retrieved; assessed (reports), excluded by reason
    studies:   included; by_design: how many of each; read_only: without those whose numbers are remembered alone
    """

    databases: Mapping[str, int | None] = field(default_factory=dict)
    registers: Mapping[str, int | None] = field(default_factory=dict)
    others: Mapping[str, int | None] = field(default_factory=dict)
    doubles: int | None = None
    screened: int | None = None
    screened_out: int | None = None
    sought: int | None = None
    not_retrieved: int | None = None
    assessed: int | None = None
    excluded: Mapping[str, int] = field(default_factory=dict)
    studies: int = 0
    by_design: Mapping[str, int] = field(default_factory=dict)
    read_only: int = 0
    unknown: tuple[str, ...] = ()


def count_flow(log: SearchLog, studies: Iterable[Study], elsewhere: Iterable[str] = ()) -> Flow:
    """The flow that leads to these studies.

    elsewhere: why each study that is held and does not answer the question does not ("another condition")
    Every record of a search that was run is either a study or excluded with its reason; where a search says how many it
    found, and these are fewer, the difference was left out at screening. Raises StudyError where they are more.
    """
    held, beside = tuple(studies), tuple(elsewhere)
    stages = Counter(one.stage for one in log.excluded)
    reasons = [one.reason for one in log.excluded if one.stage == "full text"]
    ran = [one for one in log.searches if one.ran]
    named = len(held) + len(beside) + len(log.excluded)
    found = _add([one.found for one in ran])
    doubles = _add([one.doubles for one in ran])
    unique = None if found is None or doubles is None else found - doubles
    if unique is not None and unique < named:
        raise StudyError(f"{unique} records were found, and {named} are held or excluded", where="searches",
                         hint="say how many records a search found; leave it out where nobody counted")  # fmt: skip
    screened = (unique if unique is not None else named) if ran else None
    sought = named - stages["screening"] if ran else None
    return Flow(
        *({one.name: one.found if one.ran else None for one in log.searches if one.kind == kind} for kind in KINDS),
        doubles=doubles if ran else None,
        screened=screened,
        screened_out=None if screened is None or sought is None else screened - sought,
        sought=sought,
        not_retrieved=stages["retrieval"] if ran else None,
        assessed=None if sought is None else sought - stages["retrieval"],
        excluded=dict(Counter((*reasons, *beside))),
        studies=len(held),
        by_design=dict(Counter(study.design for study in held)),
        read_only=sum(study.source.reading != "remembered" for study in held),
        unknown=tuple(_tell_unknown(one) for one in log.searches if one.found is None),
    )


def _tell_unknown(search: Search) -> str:
    return f"{search.name}: {'looked through, and nobody counted' if search.ran else 'not run'}"


def _add(numbers: list[int | None]) -> int | None:
    """Their sum; unknown where one of them is."""
    return None if not numbers or None in numbers else sum(number or 0 for number in numbers)


TABLES: Mapping[str, bool] = {"search": True, "excluded": True, "not_found": True}
SEARCH: Mapping[str, Key] = {
    "name": Key('where: "PubMed"', required=True),
    "kind": Key("a database, a register of trials, or another way", "word", KINDS, required=True),
    "drugs": Key("it is about, as the library names them", "texts", required=True),
    "string": Key("as it is typed there, or what was looked through", required=True),
    "ran": Key("true if somebody ran it", "flag", required=True),
    "on": Key("when: 2026-11-22"),
    "found": Key("how many records", "count"),
    "doubles": Key("how many of them were duplicates", "count"),
    "note": Key("what a reader should know"),
}
EXCLUDED: Mapping[str, Key] = {
    "name": Key("as the search calls it", required=True),
    "drugs": Key("it is about", "texts", required=True),
    "stage": Key("at which it was left out", "word", STAGES, required=True),
    "reason": Key("in few words; the same words for the same reason", required=True),
    "because": Key("more of it"),
}
NOT_FOUND: Mapping[str, Key] = {
    "what": Key("was sought", required=True),
    "drugs": Key("it is about", "texts", required=True),
    "because": Key("where that was read"),
}


@dataclass(frozen=True)
class SearchReading:
    """What was read from a file, and what is wrong with it."""

    log: SearchLog
    faults: tuple[ObservationError, ...]

    def take(self) -> SearchLog:
        """The log; raises the first fault."""
        if self.faults:
            raise self.faults[0]
        return self.log


def read_searches(text: str, name: str) -> SearchReading:
    """Searches, exclusions and what was not found (TOML; see docs/studies.md). Raises nothing."""
    root, faults = plant(cut(text, ""), name, TABLES, StudyError)
    if faulty := refuse_format(root, name):
        return SearchReading(SearchLog(), (faulty,))
    root.entry.place = Place(name, 0, "", 1, "searches")
    name_tables(root, "searches")
    read_keys(root.entry, {"format": Key("1", "count")}, "the head of a file of searches")
    rows = {kind: [read_keys(one.entry, keys, f"[[{kind}]]") for one in root.all(kind)]
            for kind, keys in (("search", SEARCH), ("excluded", EXCLUDED), ("not_found", NOT_FOUND))}  # fmt: skip
    for one in root.all("search"):
        _check_search(one)
    faults += [fault for written in root.walk() for fault in written.entry.faults]
    if faults:
        return SearchReading(SearchLog(), tuple(faults))
    log = SearchLog(
        tuple(Search(**row) for row in rows["search"]),
        tuple(Exclusion(**row) for row in rows["excluded"]),
        tuple(Sought(**row) for row in rows["not_found"]),
    )
    return SearchReading(log, ())


def _check_search(written: Written) -> None:
    """What was not run found nothing, and nobody knows when."""
    table, entry = written.entry.table, written.entry
    if table.get("ran") is True and not table.get("on"):
        entry.refuse("ran", "the search was run, and nobody says when", hint='add on = "2026-11-22"')
    if table.get("ran") is False:
        for key in ("on", "found", "doubles"):
            if key in table:
                entry.refuse(key, f"the search was not run, and {key} is given", hint="ran = true, or leave it out")
