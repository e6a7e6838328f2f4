"""What a review says first: the answer, the summary of findings, and benefit beside harm."""

from __future__ import annotations

from collections.abc import Iterator

from neurodose.evidence.grading.absolute import PEOPLE, Absolute
from neurodose.evidence.grading.findings import Finding, Weighed, find_typical
from neurodose.evidence.grading.review import Review
from neurodose.figures.bars import Part, draw_bars
from neurodose.reports.document import Block, Cell, Picture, Section, Table, Words

HEAD = ("Outcome", "Studies", "Relative effect", "Of 1,000 without", "Difference", "Certainty", "What may be said")
OTHERS = "not graded"  # where others pooled it and no trial that is held tells it
UNGRADED, CRITICAL = "no evidence", "\u00a0*"


def tell_answer(review: Review) -> Section:
    """A few sentences that claim no more than the certainty."""
    return Section("answer", "The answer", tuple(Words(sentence) for sentence in review.answer), is_short=True)


def tell_findings(review: Review) -> Section:
    """One row an outcome, critical ones first."""
    rows = tuple(_make_row(finding) for finding in review.findings)
    note = (
        "Critical to a decision: *. Certainty as GRADE has it, and lower where it hangs on numbers that nobody read, "
        "proposed by stated rules; †: nobody has confirmed every domain of it. Of 1,000 people at the stated risk "
        "without treatment, so many more or fewer have the outcome, with a 95 % interval."
    )
    return Section("findings", "Summary of findings", (Table(HEAD, rows, note, first=len(HEAD) - 1),), is_short=True)


def show_grade(finding: Finding) -> Cell:
    """The grade with its circles; a mark where no person stands behind it."""
    certainty = finding.certainty
    if certainty.level is None:
        return Cell(OTHERS if finding.relative else UNGRADED)
    mark = "" if certainty.is_confirmed else "†"
    return Cell(f"{certainty.circles} {certainty.level}{mark}", f"grade {certainty.level.replace(' ', '-')}")


def _make_row(finding: Finding) -> tuple[str | Cell, ...]:
    people = f" ({finding.people:,})".replace(",", "\u00a0") if finding.people else ""
    shown = find_typical(finding.absolute)
    return (
        f"{finding.name}{CRITICAL if finding.is_critical else ''}",
        f"{finding.studies}{people}",
        finding.relative or "none pooled",
        "" if shown is None else f"{shown.control:.0f} ({shown.baseline})",
        _say_difference(shown) if shown is not None else str(finding.points or ""),
        show_grade(finding),
        finding.sentence,
    )


def _say_difference(one: Absolute) -> str:
    return str(one).replace(" of 1,000", "")


def tell_balance(review: Review) -> Section:
    """Benefit and harm side by side; nothing is added up."""
    return Section("balance", "Benefit beside harm", tuple(_make_balance(review)), is_short=True)


def _make_balance(review: Review) -> Iterator[Block]:
    balance = review.balance
    benefits, harms = ([_say_weighed(one) for one in side] for side in (balance.benefits, balance.harms))
    rows = max(len(benefits), len(harms))
    sides = [_fill(side, max(1, rows)) for side in (benefits, harms)]
    yield Table(("Benefit", "Harm"), tuple(zip(*sides, strict=True)), balance.note)
    parts = [_make_part(one) for one in (*balance.benefits, *balance.harms) if one.wanted is not None]
    if parts:
        yield Picture(
            "How many of 1,000 are better or worse off",
            draw_bars(parts, f"better off (above 0) or worse off (below 0), of {PEOPLE:,} people"),
            "Each outcome at one stated risk without treatment, read so that more is better for people; lines are 95 % "
            "intervals. Outcomes are not worth the same, and nothing is added up.",
        )


def _fill(side: list[str], rows: int) -> list[str]:
    told = side or ["none was asked about"]
    return [*told, *[""] * (rows - len(told))]


def _make_part(one: Weighed) -> Part:
    middle = one.wanted or 0.0
    low, high = (middle if end is None else end for end in (one.low, one.high))
    lane = one.finding.lane
    return Part(f"{lane}: {one.finding.name}", {"of 1,000": (middle, low, high)})


def _say_weighed(one: Weighed) -> str:
    name, grade = one.finding.name, show_grade(one.finding)
    if one.without is None or one.treated is None or one.wanted is None:
        return f"{name}: {one.finding.relative or 'no number could be pooled'} ({grade})"
    told = f"{name}: {one.without:.0f} of 1,000 without, {one.treated:.0f} with treatment; {_say_change(one.wanted)}"
    if one.low is not None and one.high is not None:
        told += f" ({_say_change(one.low)} to {_say_change(one.high)})"
    return f"{told} ({grade})"


def _say_change(people: float) -> str:
    return f"{abs(people):.0f} {'better' if people > -0.5 else 'worse'} off"
