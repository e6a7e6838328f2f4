"""What trials gave beside what models simulate of the same comparisons, as a section, a table and rows for files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from neurodose.agreement.beside import Laid, LinkBeside
from neurodose.agreement.promise import Promise
from neurodose.agreement.trials_beside import Trials
from neurodose.evidence.measure import Measure
from neurodose.figures.beside import BesideRow, make_forests
from neurodose.figures.forest import say_interval
from neurodose.figures.forest_characters import write_forest
from neurodose.figures.forest_drawing import draw_forest
from neurodose.reports.document import Block, Bullets, Cell, Picture, Section, Table, Words
from neurodose.reports.words import enumerate_words

HEAD = ("Outcome", "Measure", "What trials gave", "Link", "Simulated", "Beside one another")
RULE = (
    "A link promises more where the median of its simulated effects lies beyond the 95 % interval of the trials on the "
    "side that is better for people, and less where it lies beyond the other end: slight from half of the simulated "
    "effects on, clear from 80 %, strong from 95 %. Simulated: median and 95 % interval over all that is unsure in the "
    "model, of the trials' own comparisons, arms and lengths, averaged by their weights. A trial that set a link is "
    "never shown as its prediction."
)
CAPTION = (
    "Diamonds: what trials gave, with the bar where a new trial would lie. Squares: what a link of the model expects "
    "of the same comparisons, with the 95 % interval of all that is unsure in it."
)


@dataclass(frozen=True)
class Flag:
    """A link that promises more or less than trials gave."""

    outcome: str
    link: str
    promise: Promise

    def __str__(self) -> str:
        return f"{self.outcome}: the link by {self.link} {self.promise}"


def list_flags(laid: Sequence[Laid]) -> tuple[Flag, ...]:
    """Every flag, those that promise more first."""
    found = [
        Flag(one.title, link.name, link.promise)
        for one in laid
        for link in one.links
        if link.promise is not None and link.promise.is_flagged
    ]
    return tuple(sorted(found, key=lambda flag: flag.promise.kind != "more"))


def tell_beside(laid: Sequence[Laid], drug: str) -> Section:
    """The section: what is flagged, the picture, the table, what is left out and why."""
    return Section("beside", "Trials beside mechanism", tuple(_tell(laid, drug)))


def _tell(laid: Sequence[Laid], drug: str) -> Iterator[Block]:
    if not any(one.is_shown for one in laid):
        yield Words(f"Of no outcome of {drug} do both stand here: what trials gave, and a link that they did not set.")
    flags = list_flags(laid)
    if flags:
        yield Bullets(tuple(f"{str(flag)[:1].upper()}{str(flag)[1:]}." for flag in flags))
    rows = [row for one in laid for row in make_rows(one)]
    for forest in make_forests(rows):
        wanted = "less" if forest.favours[0] == "better" else "more"
        title = f"Trials beside mechanism, {forest.name}, {wanted} is better"
        yield Picture(title, draw_forest(forest), CAPTION, tuple(write_forest(forest)))
    table = tuple(row for one in laid for row in _list_rows(one))
    if table:
        yield Table(HEAD, table, RULE)
    notes = tuple(_list_notes(laid))
    if notes:
        yield Words("What was left out, and what has to be known:", "faint")
        yield Bullets(notes)


def make_rows(one: Laid) -> Iterator[BesideRow]:
    """An outcome as the picture has it: a row for each set of trials that links are laid beside."""
    shown = [link for link in one.links if link.quantiles is not None]
    for studies in dict.fromkeys(link.trials.studies for link in shown):
        yield _make_row(one, [link for link in shown if link.trials.studies == studies])


def _make_row(one: Laid, links: Sequence[LinkBeside]) -> BesideRow:
    simulated = {link.name: told for link in links if (told := link.shown) is not None}
    trials = links[0].trials
    flags = [f"by {link.name}: {link.promise}" for link in links if link.promise and link.promise.is_flagged]
    return BesideRow(
        f"{one.title[:1].upper()}{one.title[1:]}", trials.measure, trials.shown, simulated,
        _show(trials.measure, trials.prediction), name_trials(trials), "; ".join(flags), one.answer.asked.better,
        scale=_find_scale(one), remembered=one.answer.pool is not None and any(one.answer.pool.effects.remembered),
    )  # fmt: skip


def _find_scale(one: Laid) -> str:
    """In what a difference of means is told; a ratio, and a difference in standard deviations, have no unit."""
    if one.trials.measure.symbol != "MD":
        return ""
    pool = one.answer.pool
    held = pool.effects.columns.get("scale", ()) if pool is not None else ()
    return next((str(scale) for scale in held if str(scale)), one.answer.asked.scale or one.answer.asked.words)


def _show(measure: Measure, ends: tuple[float, float] | None) -> tuple[float, float] | None:
    return None if ends is None else (measure.show(ends[0]), measure.show(ends[1]))


def name_trials(trials: Trials) -> str:
    """ "4 trials", "Volpicelli 1992", "Rose and Jones 2018 (published)"."""
    if trials.kind == "a published pool":
        return f"{enumerate_words(list(trials.speakers))} (published)"
    if len(trials.studies) == 1:
        return trials.studies[0]
    return f"{len(trials.studies)} trials"


def _list_rows(one: Laid) -> Iterator[tuple[str | Cell, ...]]:
    if not one.links:
        yield (one.title, one.trials.measure.symbol, say_trials(one.trials), "none", "", one.why.split(";")[0])
    for number, link in enumerate(one.links):
        first = number == 0
        look = "badge" if link.promise is not None and link.promise.is_flagged else ""
        verdict = str(link.promise) if link.promise is not None else f"not shown: {link.why}"
        yield (
            one.title if first else "", link.trials.measure.symbol if first else "",
            say_trials(link.trials) if first or link.trials is not one.links[0].trials else "",
            f"by {link.name}", say_simulated(link), Cell(verdict, look) if look else verdict,
        )  # fmt: skip


def say_trials(trials: Trials) -> str:
    """Estimate and interval with whose they are; of words, whom they favour."""
    told = trials.shown
    if told is None:
        held = {"treatment": "for the treatment", "neither": "no difference", "control": "for the comparison"}
        counted = {word: trials.favours.count(word) for word in dict.fromkeys(trials.favours)}
        said = "; ".join(f"{held[word]} ({count})" for word, count in counted.items())
        whose = "published pools" if trials.speakers else "trials"
        return f"in words, {whose}: {said}"
    return f"{say_interval(told[0], (told[1], told[2]))}, {name_trials(trials)}"


def say_simulated(link: LinkBeside) -> str:
    told = link.shown
    return "" if told is None else say_interval(told[0], (told[1], told[2]))


def _list_notes(laid: Sequence[Laid]) -> Iterator[str]:
    """Each note once, with the outcomes and links it is about."""
    held: dict[str, list[str]] = {}
    for one in laid:
        for link in one.links:
            where = f"{one.title}, by {link.name}"
            for study, why in link.left_out:
                held.setdefault(f"{study} is left out: {why}", []).append(where)
            if link.quantiles is not None and link.without:
                told = f"its values are drawn without {enumerate_words(list(link.without))}"
                held.setdefault(told, []).append(where)
            for note in link.notes if link.quantiles is not None else ():
                held.setdefault(note, []).append(where)
    for note, places in held.items():
        yield f"{note} ({'; '.join(dict.fromkeys(places))})."


def list_beside(laid: Sequence[Laid]) -> list[dict[str, Any]]:
    """Rows for files: one an outcome and link."""
    return [row for one in laid for row in _row(one)]


def _row(one: Laid) -> Iterator[dict[str, Any]]:
    for link in one.links:
        trials, told, simulated = link.trials, link.trials.shown or (None,) * 3, link.shown or (None,) * 3
        prediction = _show(trials.measure, trials.prediction) or (None, None)
        promise = link.promise
        yield {
            "outcome": one.answer.asked.name, "group": one.answer.group, "measure": trials.measure.symbol,
            "better": one.answer.asked.better, "trials": trials.kind, "studies": list(trials.studies),
            "published": list(trials.speakers), "favours": list(trials.favours),
            "estimate": told[0], "low": told[1], "high": told[2],
            "prediction_low": prediction[0], "prediction_high": prediction[1],
            "response": one.stage, "link": link.name,
            "simulated": simulated[0], "simulated_low": simulated[1], "simulated_high": simulated[2],
            "promise": promise.kind if promise else "", "strength": promise.strength if promise else "",
            "share_beyond": promise.share if promise else None,
            "beyond_prediction": promise.is_beyond_prediction if promise else None,
            "why_not": link.why, "left_out": [f"{study}: {why}" for study, why in link.left_out],
            "drawn_without": list(link.without), "notes": list(link.notes),
        }  # fmt: skip


def write_beside_json(laid: Sequence[Laid]) -> str:
    return json.dumps({"rows": list_beside(laid)}, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
