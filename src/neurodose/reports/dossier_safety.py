"""Harm, as a dossier tells it, in lanes that never meet: trials in absolute numbers; reports as they are held; signals
among reports where a folder of them was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurodose.evidence.grading.findings import Weighed
from neurodose.evidence.grading.review import Review
from neurodose.library.drug import Drug
from neurodose.library.harms import Report, find_reports
from neurodose.library.studies import find_drugs, fold, read_all
from neurodose.records.study import REPORTS, Study
from neurodose.reports.document import Block, Heading, Section, Table, Words
from neurodose.reports.evidence_answer import show_grade

REPORTS_NOTE = (
    "Who was counted is not who uses: a report is no rate, is pooled with nothing, and says nothing of what the cause "
    "was."
)


def tell_safety(drug: Drug, condition: str | None, reviews: Sequence[Review], signals: Sequence[Block] = ()) -> Section:
    """The section.

    reviews: of the drugs for the condition that is named; where none is, harm in trials is not told
    signals: what disproportionality among reports of a user's own folder shows; none is told where none was given
    """
    return Section("safety", "Harm", tuple(_tell(drug, condition, reviews, signals)))


def _tell(drug: Drug, condition: str | None, reviews: Sequence[Review], signals: Sequence[Block]) -> Iterator[Block]:
    yield Heading("In trials, of 1,000 people")
    if condition is None:
        yield Words(
            "Told where it is named what people suffer from (--for CONDITION), beside the benefit there.", "faint"
        )
    else:
        yield from _tell_trials(drug, reviews)
    yield Heading("As reported")
    yield from _tell_reports(drug)
    yield Heading("Signals among spontaneous reports")
    if signals:
        yield from signals
    else:
        yield Words("No folder of reports was given: none was looked for. That is no word on harm.", "faint")


def _tell_trials(drug: Drug, reviews: Sequence[Review]) -> Iterator[Block]:
    rows = tuple(row for review in reviews for row in _list_harms(review))
    if not rows:
        names = " and ".join(part.name for part in drug.parts)
        yield Words(f"No trial that is held tells of harm by {names}. That is no word on how safe it is.")
        return
    head = ("Harm", "In trials for", "Without", "With", "Change (95 % interval)", "Certainty")
    yield Table(head, tuple(dict.fromkeys(rows)), "Of 1,000 people at the stated risk without treatment; †: nobody "
                "has confirmed every domain of the certainty.")  # fmt: skip


def _list_harms(review: Review) -> Iterator[tuple[str, ...]]:
    for one in review.balance.harms:
        if one.finding.certainty.level is None:
            continue
        yield (one.finding.name, review.question.condition, *_say_numbers(one), str(show_grade(one.finding)))


def _say_numbers(one: Weighed) -> tuple[str, str, str]:
    if one.without is None or one.treated is None or one.wanted is None:
        return "", "", one.finding.relative or "no number could be pooled"
    change = -one.wanted
    told = f"{abs(change):.0f} {'more' if change >= 0 else 'fewer'} harmed"
    if one.low is not None and one.high is not None:
        low, high = sorted((-one.low, -one.high))
        told += f" ({low:+.0f} to {high:+.0f})".replace("-", "−")
    return f"{one.without:.0f} ({one.baseline})", f"{one.treated:.0f}", told


def _tell_reports(drug: Drug) -> Iterator[Block]:
    harms = find_reports(drug.name)
    told = {report.source.label for report in harms}  # what is held twice is told once
    names = {fold(part.name) for part in drug.parts}
    held = [study for study in read_all() if study.design in REPORTS and find_drugs(study) & names]
    reports = [*map(_say_report, harms)]
    reports += [row for study in held if study.source.label not in told for row in _list_told(study)]
    if not reports:
        yield Words("The library holds no reports of harm by it. That is no word on how safe it is.", "faint")
        return
    yield Table(("Harm", "Reported", "Who was counted", "Source"), tuple(dict.fromkeys(reports)), REPORTS_NOTE)


def _say_report(report: Report) -> tuple[str, str, str, str]:
    who = f"{report.population}; {report.warning}" if report.warning else report.population
    return report.what, report.number or "no number", who, f"{report.source.label} ({report.source.reading})"


def _list_told(study: Study) -> Iterator[tuple[str, str, str, str]]:
    for outcome in study.outcomes:
        if outcome.said:
            people = f"{study.people.n} of them" if study.people.n else "number not told"
            source = f"{study.source.label} ({study.reading_of(outcome)})"
            yield outcome.words or outcome.name, outcome.said, f"{study.people.condition}, {people}", source
