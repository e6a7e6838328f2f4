"""What reports of harm say of a drug, as a report: told in a terminal, as Markdown, as an HTML file, JSON, tables.

    report = ask_signals(["quarters/"], "kratom", comparators=("tramadol",), by="sex")
    report.short(); report.to_html(); report.to_json(); report.to_csv()

Every sentence tells of an association among reports, and none of a risk: who takes a drug, and who reports, is unknown.
What stands in each section is in `signal_sections` and `signal_particulars`; nothing is computed here
(`case_reports.association`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from neurodose.case_reports.association import Asked, Found, Variant, associate
from neurodose.case_reports.cases import SUSPECT, Cases
from neurodose.case_reports.losses import Account
from neurodose.case_reports.quarterly import Progress
from neurodose.case_reports.reading import read_cases
from neurodose.errors import CaseReportError
from neurodose.evidence.signals.readus import LIMITS
from neurodose.reports.document import Block, Section, Words, write_markdown, write_text
from neurodose.reports.evidence_rows import plain_value, write_csv
from neurodose.reports.signal_checklist import tell_checklist
from neurodose.reports.signal_particulars import (
    tell_account,
    tell_groups,
    tell_hidden,
    tell_methods,
    tell_people,
    tell_time,
    tell_variants,
)
from neurodose.reports.signal_sections import tell_answer, tell_pairs
from neurodose.reports.words import enumerate_words
from neurodose.wording import say_count

if TYPE_CHECKING:
    from neurodose.library.drug import Drug

Row = dict[str, Any]
FOLLOWED = 100  # events, the firmest, that tables of groups and other choices hold
OPEN_FDA = (
    "openFDA's own words hold here too: do not rely on it to make decisions regarding medical care, and nothing of it "
    "tells how often an event happens."
)


@dataclass(frozen=True, eq=False)
class SignalReport:
    """found: one a stream of reports, the largest first; command: how to make the report again; silent: why other
    streams tell nothing of the drug
    """

    found: tuple[Found, ...]
    command: str = ""
    silent: tuple[str, ...] = ()

    @property
    def drug(self) -> str:
        return self.found[0].drug

    @property
    def title(self) -> str:
        events = enumerate_words(self._list_events()) or "every event"
        streams = enumerate_words([found.cases.stream for found in self.found])
        return (
            f"{self.drug[:1].upper()}{self.drug[1:]} in reports of suspected harm: a disproportionality analysis of "
            f"{events} in {streams}"
        )

    def _list_events(self) -> list[str]:
        """Events asked about that some stream knows."""
        unknown = set.intersection(*({one.event for one in found.unknown} for found in self.found))
        return [event.lower() for event in self.found[0].asked.events if event not in unknown]

    @property
    def name(self) -> str:
        """Of its files."""
        kept = "".join(letter if letter.isalnum() else "-" for letter in self.drug.lower())
        return f"signals-{kept}"

    @property
    def lead(self) -> str:
        told = [
            f"{found.cases.stream}: {found.measured.counts.drug:,} of {say_count(found.named, 'case')}"
            for found in self.found
        ]
        return "; ".join(told) + "."

    @property
    def caveats(self) -> list[str]:
        """What stands above everything."""
        silent = [f"Of other reports that were read: {'; '.join(self.silent)}."] if self.silent else []
        return [*silent, *_list_caveats([found.cases for found in self.found])]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        return tuple(self._tell())

    def _tell(self) -> Iterator[Section]:
        for number, found in enumerate(self.found, 1):
            mark = "" if len(self.found) == 1 else f": {found.cases.stream}"
            parts = (
                tell_answer,
                tell_pairs,
                tell_groups,
                tell_variants,
                tell_time,
                tell_hidden,
                tell_people,
                tell_account,
            )
            for tell in parts:
                section = tell(found)
                if section is not None:
                    yield Section(f"{section.id}{'' if number == 1 else number}", section.title + mark, section.blocks,
                                  section.is_short)  # fmt: skip
        yield tell_methods(self.found[0])
        yield tell_checklist(self.found, self.title)

    def short(self, width: int = 110) -> list[str]:
        """Lines for a terminal."""
        lines = [*wrap(self.title, width), "", *write_text((one for one in self.sections if one.is_short), width)]
        return [*lines, *(line for caveat in self.caveats for line in wrap(caveat, width))]

    def to_markdown(self) -> str:
        made = [f"Made by `{self.command}`.", ""] if self.command else []
        lines = [
            f"# {self.title}",
            "",
            *made,
            *(f"{caveat}\n" for caveat in self.caveats),
            *write_markdown(self.sections),
        ]
        return "\n".join(lines)

    def to_html(self) -> str:
        """One file that needs nothing else: no script, no font, no address on a network."""
        from jinja2 import Environment, PackageLoader, StrictUndefined

        loader = PackageLoader("neurodose.reports", "templates")
        page = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        caveat = " ".join(self.caveats)
        notice = "A research tool; no advice to anyone about what to take."
        return page.get_template("signals.html.j2").render(report=self, caveat=caveat, notice=notice)

    def to_json(self) -> str:
        held = {"drug": self.drug, "caveat": " ".join(self.caveats), "streams": [_tell(found) for found in self.found]}
        return json.dumps(plain_value(held), indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def to_csv(self) -> Mapping[str, str]:
        """Tables by name: pairs (an event a row), quarters, groups, variants, people, lost."""
        streams = [(found.cases.stream, found) for found in self.found]
        return {
            "pairs": write_csv([{"stream": stream, "drug": found.drug, **row} for stream, found in streams
                                for row in found.rows]),
            "quarters": write_csv([{"stream": stream, "quarter": quarter, "cases": cases, "all_cases": total}
                                   for stream, found in streams for quarter, cases, total in found.over_time]),
            **{name: write_csv([{"stream": stream, **row} for stream, found in streams for row in list_rows(found)])
               for name, list_rows in (("groups", _list_groups), ("variants", _list_variants),
                                       ("people", lambda found: found.people),
                                       ("lost", lambda found: _list_lost(found.cases.account)))},
        }  # fmt: skip


def _list_caveats(streams: Sequence[Cases]) -> list[str]:
    is_open = any(cases.stream.startswith("openFDA") for cases in streams)
    return [LIMITS, *([OPEN_FDA] if is_open else [])]


def tell_reports(drug: Drug, places: Sequence[Path], progress: Progress | None = None) -> tuple[Block, ...]:
    """What report files say of each drug of a body, as a dossier tells it: the answer, the events, what limits both.

    A drug that no report names is told so, with how many were read. Raises CaseReportError where nothing can be read.
    """
    if not places:
        return ()
    streams = read_cases(*places, progress=progress)
    told: list[Block] = []
    for part in drug.parts:
        report, silent = _associate(streams, Asked(part.name))
        if report is None:
            told.append(_say_silent(part.name, streams, silent))
        else:
            told += [block for section in report.sections if section.is_short for block in section.blocks]
            told += [Words(f"Of other reports that were read: {'; '.join(report.silent)}.")] * bool(report.silent)
            told.append(_point_to_report(report, places))
    return (*told, *(Words(caveat) for caveat in _list_caveats(streams)))


def _point_to_report(report: SignalReport, places: Sequence[Path]) -> Words:
    """Where the rest stands: a dossier has room for the answer and the events alone."""
    from shlex import join

    typed = join(["neurodose", "signals", *map(str, places), "--drug", report.drug, "--output", report.name])
    return Words(f"The READUS-PV checklist, what was read, other choices and time stand in the whole report: {typed}")


def _say_silent(name: str, streams: Sequence[Cases], silent: Sequence[CaseReportError]) -> Words:
    """Of a drug that no stream tells anything of."""
    counted = say_count(sum(one.versions["reports"] for one in streams), "report was", "reports were")
    why = "; ".join(f"{error.what} ({error.exists})" if error.exists else error.what for error in silent)
    return Words(f"Of {name} nothing can be told: {counted} read, and {why}. That is no sign of safety.", "outside")


def ask_signals(
    places: Sequence[str | Path], drug: str, *, comparators: tuple[str, ...] = (), by: str | None = None,
    roles: tuple[str, ...] = SUSPECT, least: int = 3, events: tuple[str, ...] = (), command: str = "",
    progress: Progress | None = None,
) -> SignalReport:  # fmt: skip
    """What the report files in some places say of a drug: the way in.

    places: folders, archives or files; drug, comparators: by any of their names; by: "sex", "age", "year", "quarter",
    or several with commas; roles: in which a drug counts; least: cases of a pair that is told; events: these alone
    Raises CaseReportError where nothing can be read, and where no stream names the drug.
    """
    from neurodose.case_reports.counting import STRATA

    if by is not None:
        for one in by.split(","):
            if one.strip() not in STRATA:
                raise CaseReportError(f'cases are not told apart by "{one.strip()}"', exists=", ".join(STRATA))
    if least < 1:
        raise CaseReportError(f"at least {say_count(least, 'case')} is no limit", hint="give 1 or more")
    streams = read_cases(*places, progress=progress)
    report, silent = _associate(streams, Asked(drug, comparators, by, roles, least, events), command)
    if report is None:
        raise _join(silent)
    return report


def _join(silent: Sequence[CaseReportError]) -> CaseReportError:
    """Why each of several streams tells nothing, as one error."""
    first = silent[0]
    if len(silent) == 1:
        return first
    exists = dict.fromkeys(error.exists for error in silent if error.exists)
    hints = dict.fromkeys(error.hint for error in silent if error.hint)
    return CaseReportError("; ".join(error.what for error in silent), exists="; ".join(exists), hint="; ".join(hints))


def _associate(
    streams: Sequence[Cases], asked: Asked, command: str = ""
) -> tuple[SignalReport | None, list[CaseReportError]]:
    """The report on streams that name the drug, None where none does; and why those do not that do not."""
    from neurodose.case_reports.naming import Naming
    from neurodose.library.synonyms import find_synonyms

    naming = Naming(find_synonyms())
    found, silent = [], []
    for cases in streams:
        try:
            found.append(associate(cases, naming, asked))
        except CaseReportError as error:
            silent.append(error)
    return SignalReport(tuple(found), command, tuple(error.what for error in silent)) if found else None, silent


def _tell(found: Found) -> Row:
    held = found.measured.counts
    return {
        "stream": found.cases.stream, "files": list(found.cases.files), "reports": found.cases.versions,
        "cases": found.named, "drug": found.drug, "cases_of_drug": held.drug, "roles": list(found.asked.roles),
        "strata": found.asked.by, "written_as": dict(found.written[:100]), "events": found.rows,
        "events_asked": list(found.asked.events),
        "events_unknown": [{"event": one.event, "near": one.near} for one in found.unknown],
        "ebgm_prior": None if found.prior is None else list(found.prior.values), "why_no_ebgm": found.measured.why_not,
        "groups": _list_groups(found), "variants": _list_variants(found),
        "against": [{"comparator": one.name, "cases_of_comparator": one.measured.counts.total - one.cases,
                     "events": one.measured.rows(found.asked.least, found.asked.events)} for one in found.against],
        "quarters": [dict(zip(("quarter", "cases", "all_cases"), one, strict=True)) for one in found.over_time],
        "jumps": [{"quarter": jump.quarter, "cases": jump.cases, "expected": jump.expected} for jump in found.jumps],
        "trends": {event: trend.table() for event, trend in found.trends},
        "people": list(found.people), "also_indication": list(found.as_indication), "masked": list(found.masked),
        "onsets": list(found.onsets),
        "probable_duplicates": found.duplicates, "lost": _list_lost(found.cases.account),
        "faults": list(found.cases.account.faults), "remarks": list(found.cases.account.remarks),
    }  # fmt: skip


def _list_groups(found: Found) -> list[Row]:
    """The first events within each group."""
    asked = [row["event"] for row in found.rows[:FOLLOWED]]
    return [{"group": name, "cases_of_drug": variant.cases, **row} for name, variant in found.groups
            for row in _take(variant, asked)]  # fmt: skip


def _list_variants(found: Found) -> list[Row]:
    """The first events with each other choice, and beside each comparator."""
    asked = [row["event"] for row in found.rows[:FOLLOWED]]
    named = [(one.name, one) for one in found.variants] + [(f"against {one.name}", one) for one in found.against]
    return [{"variant": name, "cases_of_drug": one.cases, **row} for name, one in named for row in _take(one, asked)]


def _take(variant: Variant, events: list[str]) -> list[Row]:
    return variant.measured.rows(1, events) if events else []


def _list_lost(account: Account) -> list[Row]:
    return [{"table": loss.table, "rows": loss.count, "why": loss.why, "examples": "; ".join(loss.examples)}
            for loss in account.lost]  # fmt: skip
