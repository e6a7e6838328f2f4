"""The law of a substance as a report: what held on a day, who says so, how old that is, and what is not known.

    report = LegalReport((law,))            # one place; several make a table of places
    report.short(), report.to_markdown(), report.to_html(), report.to_json(), report.to_csv()

Nothing is decided here (`library/approvals`); rows of files are in `legal_rows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import wrap

from neurodose.figures.status_timeline import StatusSpan, Track, draw_timeline
from neurodose.library.approvals.law import Law, say_scope
from neurodose.library.approvals.standing import OLD, Standing
from neurodose.reports.document import Bullets, Cell, Section, Table, Words, write_markdown, write_text
from neurodose.reports.document import Picture as Drawn
from neurodose.reports.legal_rows import list_rows, say_age, say_when, write_csv, write_json

NOTICE = (
    "Not legal advice. Records of what was read, each with its source and age: check the source that is named, and the "
    "law of the place, before you rely on one."
)


@dataclass(frozen=True, eq=False)
class LegalReport:
    """laws: an answer a place, of one substance and one day; none where nothing is recorded of it anywhere
    command: how to make the report again; substance: what was asked about, where there is no answer
    """

    laws: tuple[Law, ...]
    command: str = ""
    substance: str = ""

    @property
    def is_survey(self) -> bool:
        return len(self.laws) != 1

    @property
    def title(self) -> str:
        if not self.laws:
            return f"{self.substance[:1].upper()}{self.substance[1:]}: the law by place"
        asked = self.laws[0].asked
        where = "the law by place" if self.is_survey else f"the law in {asked.place.in_words}"
        return f"{asked.substance[:1].upper()}{asked.substance[1:]}: {where} on {asked.on}"

    @property
    def lead(self) -> str:
        if not self.laws:
            return "nothing is recorded of it"
        asked = self.laws[0].asked
        said = [f"form: {asked.form}" if asked.form else "", f"act: {asked.act}" if asked.act else ""]
        said += [f"for: {asked.indication}" if asked.indication else "", f"as known here on {asked.known_on}"]
        return "; ".join(part for part in said if part)

    @property
    def name(self) -> str:
        """Of its files."""
        if not self.laws:
            return f"legal-{self.substance.replace(' ', '_')}"
        asked = self.laws[0].asked
        place = "places" if self.is_survey else asked.place.code
        return f"legal-{asked.substance.replace(' ', '_').replace('/', '_')}-{place}-{asked.on}"

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The whole report, the answer first."""
        return tuple(self._tell())

    def _tell(self) -> Iterator[Section]:
        if not self.laws:
            said = f"Unknown: nothing is recorded of {self.substance} in any place. That is no word on its law."
            yield Section("answer", "The answer", (Words(said),), is_short=True)
            return
        if self.is_survey:
            yield _tell_survey(self.laws)
            held = [one for law in self.laws for one in _list_own(law)]
            yield Section("records", "All records", (_make_table(held),))
        else:
            yield from _tell_one(self.laws[0])
        if (drawn := _draw(self.laws)) is not None:
            yield Section("timeline", "In time", (drawn,))
        yield _tell_sources(self.laws)

    def short(self, width: int = 110) -> list[str]:
        """Lines for a terminal."""
        told = write_text((section for section in self.sections if section.is_short), width)
        return [self.title, *wrap(self.lead, width), "", *told, *wrap(NOTICE, width)]

    def to_markdown(self) -> str:
        lines = [f"# {self.title}", "", f"{self.lead[:1].upper()}{self.lead[1:]}.", ""]
        if self.command:
            lines += [f"Made by `{self.command}`; change the records, not this page.", ""]
        return "\n".join([*lines, *write_markdown(self.sections), NOTICE, ""])

    def to_html(self) -> str:
        """One file that needs nothing else: no script, no font, no address on a network."""
        from jinja2 import Environment, PackageLoader, StrictUndefined

        loader = PackageLoader("neurodose.reports", "templates")
        page = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        return page.get_template("legal.html.j2").render(report=self, notice=NOTICE)

    def to_json(self) -> str:
        return write_json(self.laws, NOTICE)

    def to_csv(self) -> str:
        """A row a place and record; a place of which nothing is known has a row that says so."""
        return write_csv(list_rows(self.laws))


def _tell_survey(laws: Sequence[Law]) -> Section:
    """One line a place."""
    rows = tuple(
        (str(law.asked.place), _say_status(law), say_what(law), say_age(law.age), "; ".join(law.cares)) for law in laws
    )
    return Section("answer", "By place", (
        Table(("place", "status", "what", "age", "with care, because"), rows,
              "Age: since anything vouched for it. A place that is not in the table is unknown."),
    ), is_short=True)  # fmt: skip


def _list_own(law: Law) -> tuple[Standing, ...]:
    """Every record of a place, whatever day, act, form or use it is about."""
    return (*law.here, *law.past, *law.aside, *law.later)


def _say_status(law: Law) -> Cell:
    return Cell(law.status, "amber" if law.is_amber else "")


def say_what(law: Law) -> str:
    if not law.is_known:
        return "; ".join(law.reasons)
    told = (f"{one.record.status}: {say_scope(one.record) or one.record.words.rstrip('.')}" for one in law.sure)
    unsure = [f"not known: {', '.join(law.say_unsure())}"] if law.unsure else []
    return "; ".join([*dict.fromkeys(told), *unsure])


def _tell_one(law: Law) -> Iterator[Section]:
    """A place: the answer, what it rests on, what stands above it, what is announced, and what else is recorded."""
    yield Section("answer", "The answer", tuple(_tell_answer(law)), is_short=True)
    if law.here:
        yield Section("here", f"Records of {law.asked.place.in_words}", (_make_table(law.here),), is_short=True)
    if law.above:
        held = {one.record.place for one in law.above}
        names = ", ".join(place.name for place in law.asked.place.above if place.code in held)
        note = f"It holds in {law.asked.place.in_words} too, and answers no question about its own law."
        yield Section("above", f"Above it: {names}", (_make_table(law.above, note),), is_short=True)
    if law.past:
        yield Section("past", "Of other days", (_make_table(law.past),), is_short=True)
    if law.aside:
        yield Section("aside", "Of other acts, forms or uses", (_make_table(law.aside),))
    if law.later:
        told = "Records from sources of that time that were written down here after the day of knowledge."
        yield Section("later", "Written down later", (Words(told), _make_table(law.later)), is_short=True)


def _tell_answer(law: Law) -> Iterator[Words | Bullets]:
    yield Words(f"{law.says[:1].upper()}{law.says[1:]}")
    for one, other in law.conflicts:
        yield Words(f"Records conflict, and both are shown: {_say_record(one)}; {_say_record(other)}.", "outside")
    yield from _tell_tensions(law)
    for one in law.pending:
        seen = f", {one.why}" if one.why else ""
        yield Words(f"Announced ({one.record.place}, since {one.record.valid_from}{seen}): {one.record.words}")
    if law.cares:
        yield Words(f"With care: {'; '.join(law.cares)}. A record is marked where no primary source was read, or where "
                    f"nothing has vouched for it for {OLD} days.", "outside")  # fmt: skip


def _tell_tensions(law: Law) -> Iterator[Words]:
    """Where what stands above says the opposite of the place: all that it says, not the opposite alone."""
    here = "; ".join(dict.fromkeys(a.record.status for a, _ in law.tensions))
    opposed = {b.record.place for _, b in law.tensions}
    for place in law.asked.place.above:
        if place.code in opposed:
            held = (one for one in law.above if one.record.place == place.code and one.is_sure)
            told = dict.fromkeys(map(_say_status_of, held))
            yield Words(
                f"{law.asked.place.name}: {here}. Above it, in {place.in_words}: {'; '.join(told)}. Both stand."
            )


def _say_status_of(one: Standing) -> str:
    scope = say_scope(one.record)
    return f"{one.record.status}{f' ({scope})' if scope else ''}"


def _say_record(one: Standing) -> str:
    return f"{_say_status_of(one)}, {one.record.sources[0].issuer}"


def _make_table(standings: Sequence[Standing], note: str = "") -> Table:
    rows = tuple(
        (one.record.place, Cell(one.record.status, "amber" if one.is_amber else ""), say_scope(one.record),
         say_when(one), one.record.words, say_age(one.age), one.record.confidence,
         "; ".join(part for part in (*one.ambers, one.record.note) if part))
        for one in standings
    )  # fmt: skip
    head = ("place", "status", "of what", "when", "what it says", "age", "confidence", "care and notes")
    return Table(head, rows, note, first=6)


def _tell_sources(laws: Sequence[Law]) -> Section:
    """Every source behind what is told, each once."""
    held = dict.fromkeys(source.citation for law in laws for one in (*law.here, *law.above, *law.past, *law.later)
                         for source in one.record.sources)  # fmt: skip
    told = tuple(held) or ("none",)
    return Section("sources", "Sources", (Bullets(told),), is_short=len(laws) == 1)


def _draw(laws: Sequence[Law]) -> Drawn | None:
    """Statuses in time: a row a place, and those above it."""
    tracks = [track for law in laws for track in _make_tracks(law, is_alone=len(laws) == 1)]
    if not any(track.spans for track in tracks):
        return None
    asked = laws[0].asked
    caption = (
        f"Records of {asked.substance} by place; the upright line is {asked.on}. Pale: no source vouches for it any "
        "more. A bar without an edge begins or ends on a day that is not known. Hollow: only announced."
    )
    return Drawn("What was recorded, in time", draw_timeline(tracks, asked.on, caption), caption)


def _make_tracks(law: Law, is_alone: bool) -> Iterator[Track]:
    own = (*law.here, *law.past, *(law.aside if is_alone else ()))
    yield Track(str(law.asked.place), tuple(_make_span(one) for one in own if _has_place(one)))
    if is_alone:
        for place in law.asked.place.above:
            spans = tuple(_make_span(one) for one in law.above if one.record.place == place.code and _has_place(one))
            if spans:
                yield Track(str(place), spans)


def _has_place(one: Standing) -> bool:
    """Whether any day of it is known."""
    return one.record.valid_from is not None or one.record.vouched_to is not None


def _make_span(one: Standing) -> StatusSpan:
    record = one.record
    vouched = record.vouched_to.earliest if record.vouched_to else None
    first = min((s.vouches_to.earliest for s in record.sources if s.vouches_to), default=None)
    begins = record.valid_from.earliest if record.valid_from else first or one.on
    ends = record.valid_to.latest if record.valid_to else record.seen_until.latest if record.seen_until else None
    begins = min(begins, ends) if ends else begins
    return StatusSpan(
        record.status, begins, max(begins, ends or max(one.on, one.known_on)),
        is_begin_known=record.valid_from is not None and record.valid_from.is_exact,
        is_end_known=record.valid_to is not None and record.valid_to.is_exact,
        vouched_to=ends if record.valid_to else vouched,
    )  # fmt: skip
