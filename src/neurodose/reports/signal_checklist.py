"""The READUS-PV checklist of a run: what it can fill by itself is filled, the rest is marked for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version

from neurodose.case_reports.association import Found
from neurodose.case_reports.foods import STREAM as FOODS
from neurodose.evidence.signals.readus import OPEN, fill_checklist
from neurodose.reports.document import Section, Table, Words
from neurodose.wording import say_count

KEEPERS = "the US Food and Drug Administration"
CODED = "drugs as written and, since 2014Q3, by active ingredient"
CODED_FOODS = "products as written, and by the trade that they are of"
TERMS = "events by MedDRA's preferred terms, of changing versions"


def tell_checklist(found: Sequence[Found], title: str) -> Section:
    """Every item of the statement, and what stands for it here; title: of the page."""
    rows = [one.row() for one in fill_checklist(gather_facts(found, title))]
    open_items = sum(row["state"] != "filled" for row in rows)
    said = f"{len(rows) - open_items} of {len(rows)} items are filled by this run; {open_items} wait for a person."
    head = ("Item", "Section", "Asks", "State", "Told")
    body = tuple((row["item"], row["section"], row["asks"], row["state"], _say_told(row)) for row in rows)
    return Section("checklist", "READUS-PV checklist", (Words(said), Table(head, body)))


def _say_told(row: Mapping[str, str]) -> str:
    """What stands for an item, and what of it is for a person still."""
    return f"{row['told']}; {OPEN}: {row['lacks']}" if row["state"] == "in part" else row["told"]


def gather_facts(found: Sequence[Found], title: str) -> Mapping[str, str]:
    """What a run knows of itself, by the names that the checklist asks for."""
    first = found[0]
    entry, asked = first.entry, first.asked
    names = f"names taken for {first.drug}: {', '.join(entry.words)}" if entry else f"the name {first.drug} as written"
    compared = [f"cases that name {', '.join(asked.comparators)}"] if asked.comparators else []
    return {
        "design": f"the title, the answer and How it was counted: {title}",
        "database": "; ".join(_say_database(one) for one in found),
        "custodian": KEEPERS,
        "dictionary": _say_coding(found),
        "extracted": "; ".join(f"files of {one.cases.stream}: {_say_files(one)}" for one in found),
        "preparation": "; ".join(_say_preparation(one) for one in found),
        "drugs": first.drug,
        "events": ", ".join(asked.events) or f"every event with at least {say_count(asked.least, 'case')}",
        "reference": "; ".join(["all other cases of the same stream", *compared]),
        "population": "newest version of each case, not retracted, with an event and a drug in a role that counts",
        "variables": "sex, age, quarter of the first report, outcomes, drugs with their roles, events",
        "grouping": f"{names}; roles {', '.join(asked.roles)}; each preferred term by itself",
        "description": "counts and shares, without tests",
        "measures": "IC, ROR and PRR with 95 % intervals, EBGM with 5th and 95th percentile; lines in the table's note"
                    + (f"; ROR and PRR also pooled over strata of {asked.by}" if asked.by else ""),
        "sensitivity": _say_beside(found),
        "counts": "; ".join(_say_counts(one) for one in found),
        "characteristics": "section Who is reported",
        "results": "section Events reported with it, and the files",
        "software": f"neurodose {version('neurodose')}",
    }  # fmt: skip


def _say_coding(found: Sequence[Found]) -> str:
    """How each stream that was read names drugs and events."""
    ways = dict.fromkeys(CODED_FOODS if one.cases.stream == FOODS else CODED for one in found)
    return "; ".join((*ways, TERMS))


def _say_beside(found: Sequence[Found]) -> str:
    """Analyses that stand on the page beside the first, and what is against confounding: what was done, and no more."""
    asked = found[0].asked
    against = [*([f"strata of {asked.by}"] if asked.by else []), *(f"against {one}" for one in asked.comparators)]
    done = dict.fromkeys(name for one in found for name in _list_done(one))
    return (
        f"beside the first: {', '.join(done) or 'none'}; against confounding: {', '.join(against) or 'nothing'}; no "
        "case was read one by one, and no literature was searched"
    )


def _list_done(found: Found) -> list[str]:
    """What the sections beside the table of events hold."""
    return [
        *(variant.name for variant in found.variants if found.rows),
        *(["masking"] if found.masked else []),
        *(["over time"] if len(found.over_time) > 1 else []),
        *(["days to onset"] if found.onsets and len(found.over_time) > 1 else []),
    ]


def _say_database(found: Found) -> str:
    known = [quarter for quarter, _, total in found.over_time if total]
    return f"{found.cases.stream}, {known[0]} to {known[-1]}" if known else found.cases.stream


def _say_files(found: Found) -> str:
    files = found.cases.files
    return ", ".join(files) if len(files) <= 12 else f"{files[0]} to {files[-1]} ({len(files)})"


def _say_preparation(found: Found) -> str:
    told, account = found.cases.versions, found.cases.account
    return (
        f"{say_count(told['older versions'], 'older version')} and "
        f"{say_count(told['retracted'], 'retracted report')} do not count; "
        f"{account.rows_lost:,} of {say_count(account.rows_read, 'row')} could not be used; "
        f"{say_count(found.duplicates, 'probable duplicate is', 'probable duplicates are')} kept"
    )


def _say_counts(found: Found) -> str:
    told = found.cases.versions
    return (
        f"{say_count(told['reports'], 'report')}, {say_count(told['counted'], 'case')}, {found.named:,} compared, "
        f"{found.measured.counts.drug:,} of {found.drug}"
    )
