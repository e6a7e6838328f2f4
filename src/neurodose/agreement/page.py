"""A drug's page of agreement: what was observed beside what is predicted, and why what is missed is missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from neurodose.agreement.rule import Verdict
from neurodose.agreement.validation import Validation
from neurodose.agreement.wording import name_figure, name_use, tell_difference, tell_distance, tell_span
from neurodose.library import CIRCUITS, RESPONSES
from neurodose.library.combination import find_stage
from neurodose.library.response import Response

HEAD = ("", "what", "observed", "predicted", "off by", "verdict", "used", "why")


def write_page(title: str, found: Validation, made: str) -> str:
    """The page of one drug or file, in Markdown.

    title: whose observations; made: how the page is made again, as a sentence
    A table of what is predicted, with a line on each miss; what contradicts what; each structure by itself; what became
    of people, each link by itself; what lies outside of what set the model; what is not predicted, and why.
    """
    all_told = [v for v in found.verdicts if v.predicted is not None]
    told = [v for v in all_told if not v.observation.quantity.row.is_outcome]
    outcomes = [v for v in all_told if v.observation.quantity.row.is_outcome]
    silent = [v for v in found.verdicts if v.predicted is None]
    lines = [
        f"# {title}: observed and predicted",
        "",
        "Each figure that was measured in people, judged by the one rule of [observations.md](observations.md). "
        "Predicted are the median and the 95 % interval of the mean of a study of that size. Off by: predicted over "
        "observed for exposures, predicted less observed for all else. Used: agreement with what served for "
        "calibration is no test.",
        "",
        made,
        "",
        f"{found.total} {count_uses(found)}",
        "",
        *_table(HEAD, [_row(v) for v in told]),
        "",
        *_contradictions(found.verdicts),
        *_by_structure(told),
        *_tell_outcomes(outcomes),
    ]
    if found.outside:
        lines += ["## Outside of what the model was set with", ""]
        lines += [*(f"- {v.observation.id}: {'; '.join(v.marks)}" for v in found.outside), ""]
    if silent:
        lines += ["## Not predicted", ""]
        lines += [f"- {v.observation.id}, {name_figure(v)}: {v.why}" for v in silent]
    return "\n".join([*lines, ""])


def write_overview(found: Mapping[str, Validation], made: str) -> str:
    """The page over all drugs: how many figures of each pass, of those used for calibration and of the others."""
    head = ("drug", "predicted", "pass", "calibration: pass", "prediction: pass", "of outcomes, prediction: pass",
            "refused", "not predicted")  # fmt: skip
    rows = []
    for name, validation in found.items():
        told = [v for v in validation.verdicts if v.predicted is not None]
        outcomes = [v for v in _split(told)[1] if v.observation.quantity.row.is_outcome]
        uses = [f"{_passed(part)} of {len(part)}" for part in (*_split(told), outcomes)]
        refused = sum(bool(v.observation.refused) for v in validation.verdicts)
        rows.append(
            [f"[{name}](agreement-{name}.md)", str(len(told)), str(validation.passed), *uses, str(refused),
             str(len(validation.verdicts) - len(told))]
        )  # fmt: skip
    return "\n".join(
        [
            "# Observed and predicted, drug by drug",
            "",
            "How many of the figures that were measured in people the models meet, by the one rule of "
            "[observations.md](observations.md). A prediction counts; agreement with what served for calibration is no "
            "test. A miss is explained in a line on the drug's page.",
            "",
            made,
            "",
            *_table(head, rows),
            "",
        ]
    )


def write_topics(made: str) -> str:
    """The page of what can be asked of people: each response and circuit with its endpoints, and the links that answer.

    made: how the page is made again, as a sentence
    """
    rows = []
    for name in (*RESPONSES, *CIRCUITS):
        stage = find_stage(name)
        links = ", ".join(link.name for link in stage.links) if isinstance(stage, Response) else "mechanism"
        for endpoint in stage.endpoints:
            others = "; ".join(endpoint.words[1:])
            rows.append([name, endpoint.words[0], endpoint.counted, links, others])
    return "\n".join(
        [
            "# What can be asked of people",
            "",
            "The X of “mean of X”, “proportion with X” and their like in [observations.md](observations.md): what each "
            "response answers, in which words, and by which links, the one that is judged first.",
            "",
            made,
            "",
            *_table(("response", "topic", "counted as", "links", "also called"), rows),
            "",
        ]
    )


def count_uses(found: Validation) -> str:
    """How many pass of what served for calibration, and of all else, in a sentence."""
    used, other = _split([v for v in found.verdicts if v.predicted is not None])
    return (
        f"Of what served for calibration, {_passed(used)} of {len(used)} pass; of what did not, {_passed(other)} of "
        f"{len(other)}."
    )


def _split(told: Sequence[Verdict]) -> tuple[list[Verdict], list[Verdict]]:
    """What served for calibration, and all else."""
    return [v for v in told if v.is_calibration], [v for v in told if not v.is_calibration]


def _passed(verdicts: Sequence[Verdict]) -> int:
    return sum(v.passes for v in verdicts)


def _row(verdict: Verdict) -> list[str]:
    observation = verdict.observation
    result = "pass" if verdict.passes else "**refused**" if observation.refused else "**miss**"
    why = verdict.why if verdict.passes or not observation.miss else f"{verdict.why}; {observation.miss}"
    band = tell_span((verdict.low, verdict.predicted, verdict.high))
    off, used = tell_difference(verdict), name_use(verdict)
    return [observation.id, name_figure(verdict), observation.said, band, off, result, used, why]


def _by_structure(told: Sequence[Verdict]) -> list[str]:
    structures = list(dict.fromkeys(s for v in told for s in v.by_structure))
    if len(structures) < 2:
        return []
    rows = [
        [v.observation.id, v.observation.said, *(tell_span(v.by_structure.get(s)) for s in structures)] for v in told
    ]
    return ["## By structure", "", *_table(("", "observed", *structures), rows), ""]


def _tell_outcomes(told: Sequence[Verdict]) -> list[str]:
    """What became of people: the link that answers first judged, and beside it every other."""
    if not told:
        return []
    links = list(dict.fromkeys(link for v in told for link in v.by_link))
    rows = [[v.observation.id, v.observation.said, *(tell_span(v.by_link.get(link)) for link in links)] for v in told]
    said = (
        "Outcomes are where solid turns to weak. Judged is the link of a response that answers first, which is that of "
        "trials where there are some; a trial is left out of what it is compared with. Below, what each link says by "
        "itself: where they disagree, nobody knows which is right."
    )
    inside = sum(v.passes or v.why.startswith("inside") for v in told)
    counted = (
        f"{inside} of {len(told)} lie inside of what is predicted, or in their band; {_passed(told)} pass, since the "
        "others are foreseen too vaguely, or their source gives no interval that could be met."
    )
    head = ["## What became of people", "", said, "", counted, "", *_table(HEAD, [_row(v) for v in told]), ""]
    return [*head, "### By link", "", *_table(("", "observed", *links), rows), ""]


def _contradictions(verdicts: Sequence[Verdict]) -> list[str]:
    """What cannot hold together, both sides as observed and as predicted, and which the models meet."""
    by_id = {v.observation.id: v for v in verdicts}
    pairs = [(v, by_id[other]) for v in verdicts for other in v.observation.contradicts if other in by_id]
    if not pairs:
        return []
    head = ("one", "observed", "predicted", "other", "observed", "predicted", "apart", "met")
    rows = [[*_side(one), *_side(other), tell_distance(one, other), _met(one, other)] for one, other in pairs]
    said = "Both sides stand; neither is averaged with the other."
    return ["## Contradictions", "", said, "", *_table(head, rows), ""]


def _side(verdict: Verdict) -> tuple[str, str, str]:
    observation = verdict.observation
    band = tell_span((verdict.low, verdict.predicted, verdict.high)) or "not predicted"
    return f"{observation.id}, {observation.quantity.text}", observation.said, band


def _met(one: Verdict, other: Verdict) -> str:
    held = [v.observation.id for v in (one, other) if v.passes]
    return "both, within what is allowed" if len(held) == 2 else held[0] if held else "neither"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]
