"""The registry of approvals and laws as pages: one a substance, and README.md with the answers asked for first.

write_pages()      # texts by name of file; as of the day on which the newest record was written down
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from neurodose.library.approvals import find_law, read_all, survey_law
from neurodose.library.approvals.law import Law
from neurodose.library.approvals.substances import list_substances
from neurodose.reports import markdown
from neurodose.reports.legal import NOTICE, LegalReport, say_what
from neurodose.reports.legal_rows import say_age

COMMAND = "neurodose legal --all --output docs/legal"
# Places and days of the first table: laws of states changed in 2025 and 2026, those of countries before.
SUBSTANCES = ("kratom", "7-hydroxymitragynine")
STATES = ("US-AL", "US-CT", "US-FL", "US-LA", "US-OH", "US-RI", "US-TN", "US-WI")
COUNTRIES = ("FR", "TH", "MY")
DAYS = {"states": ("2025-06-01", "2026-11-01"), "countries": ("2019-06-01", "2026-11-01")}


def write_pages() -> dict[str, str]:
    """Every page by the name of its file."""
    day = max(record.recorded_on for record in read_all())
    pages = dict[str, str]()
    for name in list_substances():
        laws = survey_law(name, on=day, known_on=day)
        if laws:
            pages[f"{name.replace(' ', '_')}.md"] = LegalReport(laws, COMMAND).to_markdown()
    return {"README.md": _write_index(list(pages), day)} | pages


def _write_index(pages: list[str], day: date) -> str:
    lines = ["# Approvals and laws", "", f"Made by `{COMMAND}`; change the records, not this page.", ""]
    lines += markdown.paragraph(f"As known here on {day}. {NOTICE}")
    lines += ["## Kratom and 7-hydroxymitragynine, at two days each", ""]
    head = ("substance", "place", "on", "status", "what, or why it is unknown", "age", "with care, because", "sources")
    lines += markdown.table(head, (_make_row(law) for law in _ask(day)))
    lines += markdown.paragraph(
        "Age: since anything vouched for it. A status is marked where no primary source was read by a person of this "
        "project, or where nothing has vouched for it for 180 days. What stands above a place (its country, the "
        "European Union, the United Nations) is on the page of the substance, and answers for no place below it."
    )
    lines += ["## By substance", ""]
    lines += markdown.bullets(f"[{name.removesuffix('.md').replace('_', ' ')}]({name})" for name in pages)
    return "\n".join(lines)


def _ask(day: date) -> Iterator[Law]:
    for substance in SUBSTANCES:
        for places, days in ((STATES, DAYS["states"]), (COUNTRIES, DAYS["countries"])):
            for place in places:
                for on in days:
                    yield find_law(substance, place, on=on, known_on=day)


def _make_row(law: Law) -> tuple[str, ...]:
    asked = law.asked
    held = dict.fromkeys(source for one in (law.sure or law.here) for source in one.record.sources)
    sources = "; ".join(f"{one.issuer} ({one.kind}, {one.reading})" for one in held) or "none"
    return (asked.substance, str(asked.place), asked.on.isoformat(), law.status, say_what(law), say_age(law.age),
            "; ".join(law.cares), sources)  # fmt: skip
