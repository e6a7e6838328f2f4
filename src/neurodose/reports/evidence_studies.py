"""What a review says of studies: which there are, how they were judged and found; what is never pooled with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from neurodose.evidence.grading.review import Review
from neurodose.figures.prisma import draw_prisma
from neurodose.figures.traffic_lights import Judged, draw_lights
from neurodose.records.search import Flow, SearchLog
from neurodose.records.study import DOMAINS, NOT_ASSESSED, Outcome, Study
from neurodose.reports.document import Block, Bullets, Heading, Picture, Section, Table, Words
from neurodose.reports.words import enumerate_words

NO_TRIAL = "No randomised trial answers the question."
ANECDOTE = (
    "Surveys, case reports, series, trials of one arm and what people write in forums tell what can happen and what "
    "people hope for. They cannot tell how often, in whom, or whether the drug did it: nobody knows who did not "
    "answer, and nobody was without the drug. They are pooled with nothing and raise no grade."
)
REPORTS = (
    "Spontaneous reports (poison centres, registers of deaths and of adverse events) can show that a harm exists. They "
    "cannot give a rate: neither who took the drug nor who was not reported is known."
)
COMPARED = (
    "People were not allotted by chance: who chose the drug, and why, may explain what became of them. Told beside "
    "trials, never pooled with them."
)
COLUMNS = ("Study", "Design", "People", "Treatments", "Weeks", "Read")
SILENT = "not known"


def tell_studies(review: Review) -> Section:
    """Which trials there are, and how each was read."""
    blocks: list[Block] = []
    if review.lanes.trials:
        blocks.append(Table(COLUMNS, tuple(_make_row(study) for study in review.lanes.trials)))
        blocks += _tell_registration(review.lanes.trials)
    else:
        blocks.append(Words(NO_TRIAL))
    if review.lanes.compared:
        blocks += [Heading("Comparisons that are not randomised"), Words(COMPARED)]
        blocks += _tell_outcomes(review.lanes.compared)
    return Section("studies", "The trials", tuple(blocks))


def _make_row(study: Study) -> tuple[str, ...]:
    people = study.people.n or sum(arm.n or 0 for arm in study.arms)
    arms = [arm.treatment + (f" {arm.dose_mg:g} mg a day" if arm.dose_mg else "") for arm in study.arms]
    return (
        study.name, study.design, f"{people}" if people else SILENT, "; ".join(dict.fromkeys(arms)),
        _say_weeks(study), study.source.reading,
    )  # fmt: skip


def _tell_registration(trials: Sequence[Study]) -> Iterator[Block]:
    """Who paid, and where each is registered: what is known of it."""
    known = [
        _join("; ", f"{study.name}: {study.funding}" if study.funding else study.name, study.registration)
        for study in trials
        if study.funding or study.registration
    ]
    if known:
        yield Words("Who paid, and where it is registered:")
        yield Bullets(tuple(known))
    silent = len(trials) - len(known)
    if silent:
        yield Words(f"Of {silent} of {len(trials)}, neither who paid nor a registration is known.", "faint")


def tell_bias(review: Review) -> Section | None:
    """Lights by tool; studies that nobody assessed are grey."""
    studies = [*review.lanes.trials, *review.lanes.compared]
    tools = dict.fromkeys(study.bias.tool for study in studies if DOMAINS[study.bias.tool])
    blocks: list[Block] = []
    silent = [study.name for study in studies if study.bias.overall == NOT_ASSESSED]
    if silent:
        blocks.append(
            Words(f"Not assessed, or not wholly: {len(silent)} of {len(studies)}. That is no low risk.", "faint")
        )
    for tool in tools:
        held = [Judged(study.name, study.bias) for study in studies if study.bias.tool == tool]
        lines = tuple(f"{one.label}: {_say_judged(one)}" for one in held)
        by = enumerate_words(list(dict.fromkeys(one.bias.by for one in held if one.bias.by)))
        caption = "A row a study, a column a domain." + (f" Judged by {by}." if by else "")
        blocks.append(Picture(f"Risk of bias by {tool}", draw_lights(held), caption, lines))
    because = [f"{s.name}, {d}: {why}" for s in studies for d, why in s.bias.because.items()]
    if because:
        blocks.append(Bullets(tuple(because)))
    return Section("bias", "Risk of bias", tuple(blocks)) if blocks else None


def _say_weeks(study: Study) -> str:
    """How long it went on; where that is not told, when outcomes were last looked at."""
    weeks = study.weeks or max((outcome.weeks or 0.0 for outcome in study.outcomes), default=0.0)
    return f"{weeks:g}" if weeks else SILENT


def _say_judged(one: Judged) -> str:
    domains = DOMAINS[one.bias.tool]
    told = [f"{domain} {one.bias.of(domain)}" for domain in domains if one.bias.of(domain) != NOT_ASSESSED]
    rest = ["the rest not assessed"] if 0 < len(told) < len(domains) else []
    return "; ".join([*told, *rest]) or NOT_ASSESSED


def tell_lanes(review: Review) -> Iterator[Section]:
    """Anecdote and spontaneous reports, each in a lane of its own."""
    for id, title, words, studies in (
        ("anecdote", "What people tell", ANECDOTE, review.lanes.anecdotes),
        ("reports", "Spontaneous reports", REPORTS, review.lanes.reports),
    ):
        if studies:
            yield Section(id, title, (Words(words, "outside"), *_tell_outcomes(studies)))


def _tell_outcomes(studies: Iterable[Study]) -> list[Block]:
    """What each study says, in its own words and counts; a study is named once."""
    rows = list[tuple[str, str, str, str]]()
    for study in studies:
        people = f"{study.people.n}" if study.people.n else SILENT
        for number, line in enumerate(_say_outcomes(study)):
            rows.append(("", "", "", line) if number else (study.name, study.design, people, line))
    return [Table(("Study", "Design", "People", "What it says"), tuple(rows))] if rows else []


def _say_outcomes(study: Study) -> list[str]:
    told = [
        f"{_join(', ', outcome.name, outcome.words if outcome.words != outcome.name else '')}{_say_counts(outcome)}"
        for outcome in study.outcomes
    ]
    return told or [study.note or "nothing that was entered"]


def _say_counts(outcome: Outcome) -> str:
    parts = [f"{arm.events:g} of {arm.total:g}" for arm in outcome.arms if arm.events is not None and arm.total]
    parts += [f"{contrast.measure} {contrast.estimate:g}" for contrast in outcome.contrasts]
    parts += [outcome.said] if outcome.said else []
    return f": {'; '.join(parts)}" if parts else ""


def tell_left_out(review: Review) -> Section | None:
    """Studies of the drug that do not answer the question, and why."""
    if not review.lanes.elsewhere:
        return None
    rows = Bullets(tuple(f"{study}: {why}" for study, why in review.lanes.elsewhere))
    return Section("elsewhere", "What was left out, and why", (rows,))


def tell_flow(flow: Flow, log: SearchLog) -> Section:
    """How studies were found: what was run, and what should be."""
    caption = "Counted from the searches, exclusions and studies that are kept; dashed boxes: nobody counted or looked."
    blocks: list[Block] = [Picture("Flow of records", draw_prisma(flow), caption, tuple(_say_flow(flow)))]
    rows = tuple(
        (one.name, one.kind, f"run {one.on}" if one.ran else "not run",
         f"{one.found}" if one.found is not None else "not known", one.string)
        for one in log.searches
    )  # fmt: skip
    if rows:
        blocks.append(Table(("Where", "Kind", "Run", "Records", "What was typed or looked through"), rows))
    if log.not_found:
        blocks += [
            Words("Sought and not found:"),
            Bullets(tuple(_join(": ", s.what, s.because) for s in log.not_found)),
        ]
    if log.excluded:
        out = (_join("; ", f"{e.name} ({e.stage}): {e.reason}", e.because) for e in log.excluded)
        blocks += [Words("Found and not held as a study:"), Bullets(tuple(out))]
    return Section("flow", "How studies were found", tuple(blocks))


def _join(stroke: str, *parts: str) -> str:
    return stroke.join(part for part in parts if part)


def _say_flow(flow: Flow) -> Iterator[str]:
    for words, count in (
        ("screened", flow.screened), ("left out by title and abstract", flow.screened_out), ("sought", flow.sought),
        ("not found", flow.not_retrieved), ("assessed", flow.assessed), ("left out", sum(flow.excluded.values())),
        ("studies that answer the question", flow.studies),
    ):  # fmt: skip
        yield f"{words + ':':36}{'not known' if count is None else count}"


def tell_references(studies: Sequence[Study]) -> Section:
    """Every study that was looked at, and how it was read."""
    order = sorted(studies, key=lambda study: (study.year, study.name))
    return Section("references", "References", (Bullets(tuple(_cite(study) for study in order)),))


def _cite(study: Study) -> str:
    aka = f" ({study.aka})" if study.aka else ""
    return f"{study.name}{aka}: {study.source.citation}"
