"""What was the law on a day, as it was known on a day: the answer to one question, with everything it rests on.

A place's own records and those above it (federal, European, of the United Nations) stand beside each other and are
never mixed: what a state says is not made of what a country says, and nothing of its neighbours. Where its own records
say nothing for that day the answer is "unknown", with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations

from neurodose.library.approvals.standing import UNKNOWN, Standing, do_overlap
from neurodose.records.approval import Act, Approval, Form, Status, are_contrary
from neurodose.records.jurisdiction import Jurisdiction

CONFLICTING, DIFFERS = "conflicting", "depends"


@dataclass(frozen=True)
class Asked:
    """What is asked: of what, where, on which day, as known on which day; act, form and indication narrow it.

    related: substances that are in it by nature, or in which it is
    """

    substance: str
    place: Jurisdiction
    on: date
    known_on: date
    act: Act | None = None
    form: Form | None = None
    indication: str | None = None
    related: tuple[str, ...] = ()

    def concerns(self, record: Approval) -> bool:
        """Whether a record is about the act, form and indication that are asked about."""
        return (
            (self.act is None or not record.acts or self.act in record.acts)
            and (self.form is None or not record.forms or self.form in record.forms)
            and (self.indication is None or not record.indication or self.indication == record.indication)
        )


@dataclass(frozen=True)
class Law:
    """The answer.

    here:   records of the place itself that held, or perhaps held, on that day; above: those of what it belongs to
    past:   records of the place that had ended by then, or were still to come
    aside:  records of the place on that day about other acts, forms or uses than the one asked about
    later:  records that were written down here after the day of knowledge, from sources that were public by then
    related: on that day, of substances that are in it or in which it is, where nothing is recorded of itself
    begins: the day on which the first record was written down here
    """

    asked: Asked
    here: tuple[Standing, ...]
    above: tuple[Standing, ...]
    past: tuple[Standing, ...] = ()
    aside: tuple[Standing, ...] = ()
    later: tuple[Standing, ...] = ()
    related: tuple[Standing, ...] = ()
    begins: date | None = None

    @cached_property
    def sure(self) -> tuple[Standing, ...]:
        """Those of the place that surely held and say how things are."""
        return tuple(one for one in self.here if one.is_sure)

    @property
    def unsure(self) -> tuple[Standing, ...]:
        """Those of the place that perhaps held, or only announce."""
        return tuple(one for one in self.here if one not in self.sure)

    @property
    def statuses(self) -> tuple[Status, ...]:
        return tuple(dict.fromkeys(one.record.status for one in self.sure))

    @property
    def status(self) -> str:
        """One word: a status; "unknown"; "conflicting"; or "depends" where acts, forms or uses differ in it."""
        if self.conflicts:
            return CONFLICTING
        if not self.statuses:
            return UNKNOWN
        return self.statuses[0] if len(self.statuses) == 1 else DIFFERS

    @property
    def is_known(self) -> bool:
        return self.status != UNKNOWN

    @cached_property
    def conflicts(self) -> tuple[tuple[Standing, Standing], ...]:
        """Pairs of the place's own records that cannot both be so."""
        return tuple((a, b) for a, b in combinations(self.sure, 2)
                     if are_contrary(a.record.status, b.record.status) and do_overlap(a.record, b.record))  # fmt: skip

    @cached_property
    def tensions(self) -> tuple[tuple[Standing, Standing], ...]:
        """Pairs of a record of the place and one above it that say opposite things: both stand."""
        above = [one for one in self.above if one.holds == "surely"]
        return tuple((a, b) for a in self.sure for b in above
                     if are_contrary(a.record.status, b.record.status) and do_overlap(a.record, b.record))  # fmt: skip

    @property
    def pending(self) -> tuple[Standing, ...]:
        """What was announced and had not come, here and above."""
        return tuple(one for one in (*self.here, *self.above) if one.record.is_pending and one.holds != "ended")

    @property
    def is_amber(self) -> bool:
        """Whether any record that the answer rests on is to be taken with care, or the answer is no clear one."""
        return not self.is_known or bool(self.conflicts) or self.is_partial or any(one.is_amber for one in self.sure)

    @property
    def is_partial(self) -> bool:
        """Whether something is known, and something else of the same place perhaps held on that day."""
        return self.is_known and any(one.holds == "perhaps" for one in self.unsure)

    @property
    def cares(self) -> tuple[str, ...]:
        """Why an answer that is known is to be taken with care, each reason once: of the records that it rests on, and
        of itself. Why another is unknown is in `reasons`.
        """
        if not self.is_known:
            return ()
        told = [mark for one in self.sure for mark in one.ambers]
        told += ["its records conflict"] if self.conflicts else []
        told += ["a part of the answer is not known"] if self.is_partial else []
        return tuple(dict.fromkeys(told))

    @property
    def age(self) -> int | None:
        """Days: of the oldest record that the answer rests on; None where there is none, or one has no age."""
        ages = [one.age for one in self.sure]
        return None if not ages or None in ages else max(age for age in ages if age is not None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the answer is unknown; nothing where it is known."""
        return () if self.is_known else tuple(self._find_reasons())

    def _find_reasons(self) -> Iterator[str]:
        asked = self.asked
        if self.begins and asked.known_on < self.begins:
            yield f"nothing was written down here by {asked.known_on}; the registry begins on {self.begins}"
        yield from self.say_unsure()
        if self.past:
            yield f"recorded of other days: {', '.join(f'{one.record.status} ({one.why})' for one in self.past)}"
        if self.aside:
            told = ", ".join(f"{one.record.status} ({say_scope(one.record)})" for one in self.aside)
            yield f"recorded of something else: {told}"
        if self.later:
            yield f"written down here later, from sources of that time: {say_statuses(self.later)}"
        if not (self.here or self.past or self.aside or self.later):
            yield f"nothing is recorded of {asked.substance} in {asked.place.in_words}"
        for name, beside in self._group_related():
            yield f"of {name} there is a record ({beside}), which does not say that of {asked.substance}"
        if self.above:
            yield "what holds above it stands beside it, and does not answer for it"

    def say_unsure(self) -> Iterator[str]:
        """What perhaps held, and what was only announced, each with the reason."""
        for one in self.unsure:
            word = one.record.status
            said = f"only {word}" if one.record.is_pending else f"perhaps {word}" if one.holds == "perhaps" else word
            yield f"{said}{f' ({one.why})' if one.why else ''}"

    def _group_related(self) -> Iterator[tuple[str, str]]:
        for name in self.asked.related:
            found = [one for one in self.related if name.casefold() in one.record.substances]
            if found:
                yield name, say_statuses(found)

    @property
    def says(self) -> str:
        """The answer as one sentence, without its sources."""
        asked = self.asked
        about = f"{asked.substance}{f', {asked.form}' if asked.form else ''}"
        to_do = f", to {asked.act}" if asked.act else ""
        for_what = f", for {asked.indication}" if asked.indication else ""
        head = f"{about}{to_do}{for_what}, in {asked.place.in_words} on {asked.on}"
        if self.status == UNKNOWN:
            return f"{head}: unknown. {'; '.join(self.reasons)[:1].upper()}{'; '.join(self.reasons)[1:]}."
        parts = [f"{one.record.status}{f' ({scope})' if (scope := say_scope(one.record)) else ''}" for one in self.sure]
        mark = "sources conflict: " if self.status == CONFLICTING else ""
        unsure = f" Not known: {'; '.join(self.say_unsure())}." if self.unsure else ""
        return f"{head}: {mark}{'; '.join(dict.fromkeys(parts))}.{unsure}"


def say_statuses(standings: Sequence[Standing]) -> str:
    """Statuses of some records, each once."""
    return ", ".join(dict.fromkeys(one.record.status for one in standings))


def say_scope(record: Approval) -> str:
    """Which forms, acts and uses a record is about, in words; "" where its source does not tell them apart."""
    parts = [", ".join(record.forms), f"to {', '.join(record.acts)}" if record.acts else ""]
    parts += [f"for {record.indication}" if record.indication else "", *map(str, record.thresholds)]
    parts += [f"from {record.age_limit} years on" if record.age_limit else ""]
    return "; ".join(part for part in parts if part)


def answer(asked: Asked, records: Sequence[Approval]) -> Law:
    """The answer that these records give, all that are held or one's own."""
    known = [record for record in records if record.recorded_on <= asked.known_on]
    replaced = {id for record in known for id in record.replaces}
    current = [record for record in known if record.id not in replaced]
    name = asked.substance.casefold()
    own = _stand(asked, current, asked.place.code, name)
    stood = [one for one in own if one.holds in ("surely", "perhaps")]
    above = [one for place in asked.place.above for one in _stand(asked, current, place.code, name)
             if one.holds in ("surely", "perhaps") and asked.concerns(one.record)]  # fmt: skip
    later = _stand(asked, [r for r in records if r.recorded_on > asked.known_on and _was_public(r, asked.known_on)],
                   asked.place.code, name)  # fmt: skip
    kin = [one for other in asked.related for one in _stand(asked, current, asked.place.code, other.casefold())]
    return Law(
        asked,
        here=_sort(one for one in stood if asked.concerns(one.record)),
        above=tuple(above),
        past=_sort(one for one in own if one.holds not in ("surely", "perhaps") and asked.concerns(one.record)),
        aside=_sort(one for one in stood if not asked.concerns(one.record)),
        later=_sort(one for one in later if one.holds in ("surely", "perhaps") and asked.concerns(one.record)),
        related=() if own else _sort(one for one in kin if one.holds == "surely" and asked.concerns(one.record)),
        begins=min((record.recorded_on for record in records), default=None),
    )


def _stand(asked: Asked, records: Sequence[Approval], code: str, name: str) -> list[Standing]:
    return [Standing(record, asked.on, asked.known_on) for record in records
            if record.place == code and name in record.substances]  # fmt: skip


def _was_public(record: Approval, known_on: date) -> bool:
    """Whether any of its sources had been published by a day."""
    days = [source.published or source.as_of for source in record.sources]
    return any(day is not None and day.latest <= known_on for day in days)


def _sort(standings: Iterator[Standing] | Sequence[Standing]) -> tuple[Standing, ...]:
    """What surely holds first, then the newest."""
    order = ("surely", "perhaps", "to come", "ended")

    def rank(one: Standing) -> tuple[int, int]:
        begins = one.record.valid_from
        return order.index(one.holds), -begins.earliest.toordinal() if begins else 0

    return tuple(sorted(standings, key=rank))
