"""Approvals and laws, as records with two times: when they held, and since when they are known here.

    find_law("kratom", "US-AL", on="2026-11-01").status          # "scheduled"
    find_law("baclofen", "FR", on="2020-08-01", indication="alcohol use disorder")
    survey_law("7-OH", on="2026-11-01")                          # one answer a place

Files are read when they are asked for; what may stand in one is in docs/legal.md, its types in `records/approval.py`.
`law` holds what an answer is, `standing` when a record held, `substances` the names people write. Not legal advice: an
answer says what was read where, and how long ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import cast

from neurodose.errors import ApprovalError, unknown_name
from neurodose.library.approvals.law import Asked, Law, answer
from neurodose.library.approvals.substances import LegalSubstance, find_substance, name_substance
from neurodose.records.approval import ACTS, FORMS, Act, Approval, Form
from neurodose.records.approval_reader import check_together, read_approvals
from neurodose.records.jurisdiction import EVERYWHERE, NATIONS, UNION, Jurisdiction, find_jurisdiction
from neurodose.records.vague_day import read_one_day

NAMES = "substances.toml"
INDICATIONS = {
    "alcohol dependence": "alcohol use disorder", "alcoholism": "alcohol use disorder", "aud": "alcohol use disorder",
    "alcohol": "alcohol use disorder", "opioid dependence": "opioid use disorder", "oud": "opioid use disorder",
    "opioid addiction": "opioid use disorder", "opioids": "opioid use disorder", "mdd": "depression",
    "major depression": "depression", "major depressive disorder": "depression", "antidepressant": "depression",
    "weight": "obesity", "spasms": "spasticity",
}  # fmt: skip


def find_law(
    substance: str,
    place: str,
    *,
    on: str | date | None = None,
    known_on: str | date | None = None,
    act: str | None = None,
    form: str | None = None,
    indication: str | None = None,
    records: Sequence[Approval] | None = None,
) -> Law:
    """What was the law of a substance in a place on a day, as it was known here on a day.

    substance:  by any name ("7-OH", "Vivitrol"); place: a code (ISO 3166) or an English name ("US-AL", "Alabama")
    on:         the day asked about ("2026-11-01"); the day of knowledge unless said
    known_on:   the day of knowledge: records that were written down later do not count; today unless said
    act, form, indication: narrow the question ("sell", "extract", "alcohol use disorder")
    records:    to answer from, instead of the library's
    Raises ApprovalError for a substance, place, day, act or form that does not exist, and says which do.
    """
    held = read_all() if records is None else tuple(records)
    named = _find_substance(substance, held)
    days = read_days(on, known_on, held)
    return answer(_ask(named, find_jurisdiction(place), days, act, form, indication), held)


def survey_law(
    substance: str,
    *,
    on: str | date | None = None,
    known_on: str | date | None = None,
    act: str | None = None,
    form: str | None = None,
    indication: str | None = None,
    records: Sequence[Approval] | None = None,
) -> tuple[Law, ...]:
    """The answers for every place of which anything is recorded, what is above first; see `find_law`."""
    held = read_all() if records is None else tuple(records)
    named = _find_substance(substance, held)
    name, days = named.name.casefold(), read_days(on, known_on, held)
    codes = sorted({record.place for record in held if name in record.substances},
                   key=lambda code: (code != EVERYWHERE, code != NATIONS, code != UNION, code))  # fmt: skip
    return tuple(answer(_ask(named, find_jurisdiction(code), days, act, form, indication), held)
                 for code in codes)  # fmt: skip


@cache
def read_all() -> tuple[Approval, ...]:
    """Every record of the library; raises the first fault of a file."""
    folder = files(__name__)
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml") and file.name != NAMES)
    records = tuple(record for name in names
                    for record in read_approvals((folder / name).read_text(encoding="utf-8"), name).take())  # fmt: skip
    check_together(records)
    return records


def _find_substance(words: str, records: Sequence[Approval]) -> LegalSubstance:
    """A substance of the registry, or one that one's own records name."""
    name = name_substance(words)
    if any(name in record.substances for record in records):
        try:
            return find_substance(words)
        except ApprovalError:
            return LegalSubstance(name)
    return find_substance(words)


def read_days(
    on: str | date | None = None, known_on: str | date | None = None, records: Sequence[Approval] | None = None
) -> tuple[date, date]:
    """The day asked about and the day of knowledge of `find_law`, where either is said or not.

    Knowledge is of today unless said; all records that are held count, where a clock lags behind them.
    Raises ApprovalError for what is no day, and for a day of knowledge that lies ahead.
    """
    held = read_all() if records is None else records
    latest = max([date.today(), *(record.recorded_on for record in held)])
    known = latest if known_on is None else read_one_day(known_on, "the day of knowledge")
    if known > latest:
        raise ApprovalError(
            f"the day of knowledge, {known}, lies ahead: nobody knows what will be known then",
            exists=f"knowledge goes to {latest}",
            hint=f"to ask about the law of {known}, say it as the day asked about (on)",
        )  # fmt: skip
    return read_one_day(on, "the day asked about") if on is not None else known, known


def _ask(
    substance: LegalSubstance,
    place: Jurisdiction,
    days: tuple[date, date],
    act: str | None,
    form: str | None,
    indication: str | None,
) -> Asked:
    said = cast("Form | None", _check("form", form, FORMS)) or substance.form
    return Asked(substance.name, place, *days, cast("Act | None", _check("act", act, ACTS)), said,
                 name_indication(indication), substance.related)  # fmt: skip


def _check(kind: str, word: str | None, known: Sequence[str]) -> str | None:
    if word is None:
        return None
    said = " ".join(word.casefold().replace("_", " ").split())
    if said not in known:
        raise unknown_name(ApprovalError, kind, word, known, owner="the registry of approvals and laws")
    return said


def name_indication(words: str | None) -> str | None:
    """An indication as records call it."""
    if words is None:
        return None
    said = " ".join(words.casefold().split())
    return INDICATIONS.get(said, said)
