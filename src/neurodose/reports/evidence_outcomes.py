"""What a review says of each outcome: its studies and their pool, what others found, and why it is graded so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from neurodose.evidence.grading.answer import Answer
from neurodose.evidence.grading.grounds import words_of
from neurodose.evidence.grading.lanes import ANECDOTES, SPONTANEOUS, Said
from neurodose.evidence.grading.pooled import Pooled
from neurodose.evidence.grading.review import Review
from neurodose.figures.forest import Forest, compare_estimates, make_forest, say_interval, say_value
from neurodose.figures.forest_characters import write_forest
from neurodose.figures.forest_drawing import draw_forest
from neurodose.figures.funnel import draw_funnel
from neurodose.reports.document import Block, Bullets, Heading, Picture, Section, Table, Words
from neurodose.reports.words import enumerate_words

FEW = 3  # studies, from which it is worth seeing what each does to the pool
PRINTED = ("", "as published")  # what is said of numbers that nothing was done to
MANY = 10  # studies, from which a funnel says anything
DOMAINS = ("Domain", "Levels", "Why", "Who says so")


def tell_outcome(outcome: str, answers: Sequence[Answer], review: Review) -> Section:
    """One outcome, with each group that is never pooled with another."""
    return Section(f"outcome-{outcome.replace(' ', '-')}", _title(outcome), tuple(_tell(answers, review)))


def group_answers(review: Review) -> list[tuple[str, list[Answer]]]:
    """The answers of each outcome, in the order of the summary of findings where they stand there."""
    order = {(f.outcome, f.group): place for place, f in enumerate(review.findings)}
    held = sorted(review.answers, key=lambda a: order.get((a.asked.name, a.group), len(order)))
    names = dict.fromkeys(answer.asked.name for answer in held)
    return [(name, [answer for answer in held if answer.asked.name == name]) for name in names]


def _title(outcome: str) -> str:
    return outcome[:1].upper() + outcome[1:]


def _tell(answers: Sequence[Answer], review: Review) -> Iterator[Block]:
    first = answers[0].asked
    wanted = "More" if first.better == "more" else "Less"
    yield Words(
        f"{_title(first.words or first.name)}. {wanted} is better. Importance {first.importance} of 9.", "faint"
    )
    pooled = {answer.group: answer for answer in answers if answer.pool is not None}
    for _, alike in groupby(pooled.values(), key=lambda answer: answer.effects and answer.effects.measure.symbol):
        yield _draw(list(alike), review)
    for answer in answers:
        yield from _tell_answer(answer, len(answers) > 1)


def make_outcome_forest(answers: Sequence[Answer], review: Review) -> Forest:
    """Groups one below the other, each with its pool, and without remembered numbers beside."""
    pools = {answer.group: answer.pool for answer in answers if answer.pool is not None}
    read = {answer.group: answer.read_only for answer in answers if answer.read_only is not None}
    return make_forest(
        pools, read_alone=read, better=answers[0].asked.better, treatment=review.question.drug,
        control=_name_control(answers),
    )  # fmt: skip


def _name_control(answers: Sequence[Answer]) -> str:
    names = {name for answer in answers if answer.effects is not None for name in answer.effects.controls}
    return names.pop() if len(names) == 1 else "control"


def _draw(answers: Sequence[Answer], review: Review) -> Picture:
    forest = make_outcome_forest(answers, review)
    caption = "Squares are as large as weights."
    if any(diamond.prediction for diamond in forest.diamonds):
        caption += " The bar below a pool is where a new study's true effect would lie."
    if forest.has_remembered:
        caption += (
            " Hollow marks hold a number that is remembered and was not read; the pool without them stands below."
        )
    return Picture(f"Studies of {answers[0].asked.name}", draw_forest(forest), caption, tuple(write_forest(forest)))


def _tell_answer(answer: Answer, has_groups: bool) -> Iterator[Block]:
    level = answer.certainty.level or ""
    if has_groups or level:
        yield Heading(_title(answer.group or "all together") if has_groups else "What may be said", level)
    yield Words(answer.finding.sentence)
    if answer.pool is None:
        yield from (Words(_end(answer.why_not)),) if answer.why_not and level else ()
    else:
        yield Words(_say_pool(answer, answer.pool))
        yield from _tell_derived(answer.pool)
        yield from _draw_influence(answer, answer.pool)
        yield from _tell_small_studies(answer, answer.pool)
    yield from _tell_absolute(answer)
    yield from _tell_certainty(answer)
    yield from _tell_said(answer.said)
    if answer.left_out:
        yield Words("Not in the pool:")
        reasons = dict.fromkeys(why for _, why in answer.left_out)
        held = {why: [study for study, other in answer.left_out if other == why] for why in reasons}
        yield Bullets(tuple(f"{enumerate_words(studies)}: {_of_all(why, studies)}" for why, studies in held.items()))
    if answer.silent and answer.has_evidence:
        yield Words(f"Of the same question, and silent on this: {enumerate_words(list(answer.silent))}.", "faint")


def _of_all(why: str, studies: Sequence[str]) -> str:
    """One study tells, several tell."""
    return f"tell {why.removeprefix('tells ')}" if len(studies) > 1 and why.startswith("tells ") else why


def _say_pool(answer: Answer, pool: Pooled) -> str:
    """The pool in a few sentences: method, how studies differ, how far one study decides, what is remembered."""
    held = enumerate_words(list(dict.fromkeys(pool.effects.studies)))
    told = [f"Pooled ({pool.method}): {held}." if pool.k > 1 else f"One study alone: {held}."]
    if pool.k > 1 and pool.tau2_interval is not None:
        low, high = pool.tau2_interval
        ends = pool.i2_interval or (0.0, 100.0)
        told.append(
            f"Tau² {say_value(pool.tau2)} ({say_value(low)} to {say_value(high)}), "
            f"I² {pool.i2:.0f} % ({ends[0]:.0f} to {ends[1]:.0f} %)."
        )
    if answer.influence is not None and pool.k > 2:
        low, high = answer.influence
        told.append(f"With any one study left out the estimate lies between {say_value(low)} and {say_value(high)}.")
    if any(pool.effects.remembered):
        told.append(_say_remembered(answer, pool))
    return " ".join(told)


def _tell_derived(pool: Pooled) -> Iterator[Block]:
    """Of which studies the numbers are not as printed, and what was done to them."""
    told = words_of(pool.effects, "derived")
    rows = [f"{name}: {words}" for name, words in zip(pool.effects.studies, told, strict=True) if words not in PRINTED]
    if rows:
        yield Words("What was made of printed numbers, or is not printed:")
        yield Bullets(tuple(rows))


def _say_remembered(answer: Answer, pool: Pooled) -> str:
    names = enumerate_words([s for s, r in zip(pool.effects.studies, pool.effects.remembered, strict=True) if r])
    if answer.read_only is None:
        return f"Remembered, not read: {names}; nothing is left without."
    read = answer.read_only
    low, high = (read.show(end) for end in read.interval)
    return f"Remembered, not read: {names}; without, {say_interval(read.show(read.estimate), (low, high))}."


def _draw_influence(answer: Answer, pool: Pooled) -> Iterator[Block]:
    """The pool without each of its studies, where more than two are left to differ."""
    if pool.k < FEW or not answer.leave_out:
        return
    rows = {f"without {study}": (estimate, (low, high)) for study, estimate, low, high in answer.leave_out}
    forest = compare_estimates(rows, pool, better=answer.asked.better)
    yield Picture(
        f"{_title(answer.asked.name)} without each study", draw_forest(forest), "Each row leaves out one study."
    )


def _tell_small_studies(answer: Answer, pool: Pooled) -> Iterator[Block]:
    if answer.small_studies:
        yield Words(answer.small_studies)
    if pool.k >= MANY:
        yield Picture(
            f"Small studies of {answer.asked.name}",
            draw_funnel(pool.effects, pool.estimate),
            "Effects against their standard errors; shades are where a study alone differs from no effect.",
        )


def _tell_absolute(answer: Answer) -> Iterator[Block]:
    if answer.absolute:
        rows = tuple(
            (one.baseline, f"{one.control:.0f}", f"{one.treated:.0f}", str(one),
             _say_ends(one.prediction),
             str(one.needed) if one.needed is not None else "")
            for one in answer.absolute
        )  # fmt: skip
        head = ("Risk without", "Without, of 1,000", "With", "Difference", "In a new setting", "Number needed to treat")
        because = answer.asked.baselines_because
        told = [f"Risks without treatment: {because}."] if because else []
        told += ["What would be more than all, or fewer than none, is told as all or none."] * _is_capped(answer)
        yield Table(head, rows, " ".join(told))
    elif answer.points is not None:
        matters = answer.points.in_differences_that_matter
        times = "" if matters is None else f", {abs(matters):.2g} times the smallest difference that matters"
        yield Words(f"{answer.points}{times}.")


def _is_capped(answer: Answer) -> bool:
    return any(one.is_capped for one in answer.absolute)


def _say_ends(ends: tuple[float, float] | None) -> str:
    return "" if ends is None else f"{ends[0]:+.0f} to {ends[1]:+.0f}".replace("-", "−")


def _tell_certainty(answer: Answer) -> Iterator[Block]:
    certainty = answer.certainty
    if certainty.level is None:
        return
    target = f" It is the certainty of {certainty.target}." if certainty.target else ""
    yield Words(f"Certainty starts {certainty.start}: {_end(certainty.start_reason, as_it_is=True)}{target}", "faint")
    rows = tuple(
        (str(row["domain"]), f"{int(row['levels']):+d}".replace("-", "−") if row["levels"] else "0",
         str(row["reason"]), str(row["mark"]))
        for row in certainty.table()
    )  # fmt: skip
    if rows:
        yield Table(DOMAINS, rows)
    if certainty.notes:
        yield Bullets(tuple(certainty.notes))


def _tell_said(said: Sequence[Said]) -> Iterator[Block]:
    """What studies say: those that could have answered, and apart from them what cannot."""
    beside = [one for one in said if one.lane in (ANECDOTES, SPONTANEOUS)]
    first = [one for one in said if one not in beside]
    if first:
        yield _list_said(first)
    if beside:
        yield Words(
            "Told elsewhere, where nobody was compared with people like them: no answer to the question.", "faint"
        )
        yield _list_said(beside)


def _list_said(said: Sequence[Said]) -> Table:
    rows = tuple(
        (one.study, one.design, f"{one.people}" if one.people else "not known",
         {"treatment": "treatment", "control": "control", "neither": "neither", None: "not said"}[one.favours],
         one.words + ("" if one.is_read else " (remembered)"))
        for one in said
    )  # fmt: skip
    return Table(("Study", "Design", "People", "Favours", "What it says"), rows)


def _end(text: str, as_it_is: bool = False) -> str:
    """As a sentence: a capital before, a stop behind."""
    begun = text if as_it_is else _title(text)
    return begun if begun.endswith(".") else f"{begun}."
