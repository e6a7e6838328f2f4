"""What a reader must be told of an analysis of reports: the READUS-PV checklist, in our own words.

The 32 recommendations of the statement (Fusaroli and others 2024, doi 10.1007/s40264-024-01421-9) by their numbers. A
run knows some facts and fills what they answer; everything else is left to a person and said to be missing:

    filled = fill_checklist({"database": "FAERS, 2012Q4 to 2024Q3", "measures": "IC with its 95 % interval", …})
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from neurodose.errors import EvidenceError

OPEN = "to be written by a person"


@dataclass(frozen=True)
class Item:
    """number: as in the statement; section: of the report; says: what is to be told; facts: what answers it"""

    number: str
    section: str
    says: str
    facts: tuple[str, ...] = ()


# What a run may know, and how it is said.
FACTS: Mapping[str, str] = {
    "design": "that it is a disproportionality analysis of individual reports, and where that is said",
    "database": "name of the database and what it covers",
    "custodian": "who keeps the database",
    "dictionary": "how drugs and events are coded in it",
    "extracted": "which files were read",
    "day": "the day on which the files were taken from the database",
    "preparation": "what was done to reports before counting: duplicates, rows that could not be read",
    "drugs": "drugs that were looked at",
    "events": "events that were looked at",
    "reference": "what the drug is compared with",
    "population": "which reports were counted",
    "variables": "what of a report was used",
    "grouping": "which names were taken for one drug, and in which role",
    "description": "how reports are described",
    "measures": "measures of disproportionality, and from where on they are told",
    "sensitivity": "strata, restrictions, masking and other analyses beside the first",
    "counts": "how many reports remained at each step",
    "characteristics": "sex, age, year and reporter of the reports",
    "results": "where every estimate with its interval stands",
    "limits": "what such an analysis cannot tell",
    "software": "program and version",
    "protocol": "where the protocol is, or that there was none",
}

READUS = (
    Item("1a", "Title", "calls it a disproportionality analysis, and names the kind of data and the database",
         ("design", "database")),
    Item("1b", "Title", "names the drugs and events", ("drugs", "events")),
    Item("2a", "Background", "what the drug is used for and by how many, what the event is and how frequent, what is "
         "known of the two"),
    Item("2b", "Background", "why it is done: routine, a whole profile, a question fixed beforehand"),
    Item("2c", "Background", "why reports, and this kind of analysis, can answer it"),
    Item("3", "Objectives", "drugs, events, what they are compared with, and any hypothesis fixed beforehand",
         ("drugs", "events", "reference")),
    Item("4a", "Design", "again that it is a disproportionality analysis of individual reports",
         ("design", "database")),
    Item("4b", "Design", "all analyses: the first, those beside it, cases read one by one, literature",
         ("sensitivity",)),
    Item("5a", "Reports", "database, keeper, coverage, which drugs it holds, how drugs and events are coded",
         ("database", "custodian", "dictionary")),
    Item("5b", "Reports", "day of extraction, and each choice made while preparing the reports",
         ("extracted", "day", "preparation")),
    Item("6a", "Variables", "which reports are in, and every restriction", ("population",)),
    Item("6b", "Variables", "what each variable is and means", ("variables",)),
    Item("6c", "Variables", "which names, salts and brands are one drug, in which role, and which terms are one event",
         ("grouping",)),
    Item("6d", "Variables", "any other source of data, and how it is joined to the reports"),
    Item("7a", "Statistics", "how reports are described, with tests and thresholds", ("description",)),
    Item("7b", "Statistics", "which measures, from which threshold on, and why these", ("measures",)),
    Item("7c", "Statistics", "other analyses, and what was done against confounding", ("sensitivity",)),
    Item("7d", "Statistics", "how cases were read one by one, and how cause was judged"),
    Item("7e", "Statistics", "methods for other sources of data"),
    Item("8a", "Reports found", "how many reports at each step, and why others were left out", ("counts",)),
    Item("8b", "Reports found", "who is in the reports, beside those they are compared with", ("characteristics",)),
    Item("9", "Results", "every estimate with its interval, those of the other analyses too", ("results",)),
    Item("10", "Cases", "what reading the cases gave"),
    Item("11", "Discussion", "what it means beside what is known, and which reactions were expected"),
    Item("12a", "Discussion", "how far it holds for people at large"),
    Item("12b", "Discussion", "what it could mean for care"),
    Item("12c", "Discussion", "which study should follow"),
    Item("13", "Limitations", "that neither cause nor frequency can be told, and what else is weak, with what was done "
         "about it", ("limits",)),
    Item("14a", "Declarations", "who paid, and what part they had"),
    Item("14b", "Declarations", "interests of any kind, in the drug, the event, a lawsuit or the software"),
    Item("14c", "Declarations", "approvals needed or given"),
    Item("14d", "Declarations", "where data, code (with versions) and protocol are",
         ("extracted", "software", "protocol")),
)  # fmt: skip

# Said in every run: it holds for all of them.
LIMITS = (
    "Reports tell neither cause nor frequency. Who reports, and what, follows news, lawsuits and habit; the same case "
    "may be reported twice; how many take a drug is unknown. A ratio compares reports, and ranks no drug by its safety."
)


@dataclass(frozen=True)
class Filled:
    """An item with what the run tells of it; lacks: facts that would answer it and are not known."""

    item: Item
    text: str
    lacks: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether a person must still write it, wholly or in part."""
        return not self.item.facts or bool(self.lacks)

    def row(self) -> dict[str, str]:
        state = "filled" if not self.is_open else "in part" if self.text else "open"
        return {
            "item": self.item.number, "section": self.item.section, "asks": self.item.says, "state": state,
            "told": self.text or OPEN, "lacks": "; ".join(FACTS[name] for name in self.lacks),
        }  # fmt: skip


def fill_checklist(facts: Mapping[str, str]) -> tuple[Filled, ...]:
    """Every item of the statement with what a run knows.

    facts: text by its name in `FACTS`; what reports cannot tell is added where it is not given
    Raises EvidenceError for a fact that no item asks for.
    """
    for name in facts:
        if name not in FACTS:
            raise EvidenceError(f'no item asks for "{name}"', exists=", ".join(FACTS))
    known = {"limits": LIMITS} | {name: text for name, text in facts.items() if text}
    return tuple(
        Filled(
            item, "; ".join(known[name] for name in item.facts if name in known),
            tuple(name for name in item.facts if name not in known),
        )
        for item in READUS
    )  # fmt: skip
