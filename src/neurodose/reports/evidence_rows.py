"""A review as rows for files: one a study and outcome, one a pool, one a finding; and all of it as JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from neurodose.evidence.grading.answer import Answer
from neurodose.evidence.grading.pooled import Pooled
from neurodose.evidence.grading.review import Review

Row = dict[str, Any]
SILENT = "does not tell it"


def list_effects(review: Review) -> list[Row]:
    """Each effect that was pooled, and each study that was not, with the reason."""
    return [row for answer in review.answers for row in _list_effects(answer)]


def _list_effects(answer: Answer) -> Iterator[Row]:
    head = {"outcome": answer.asked.name, "group": answer.group}
    if answer.pool is not None:
        effects = answer.pool.effects
        for at, row in enumerate(answer.pool.table()):
            told = [key for key in ("dose_mg", "weeks") if key in effects.columns]
            known = {key: plain_value(effects.columns[key][at]) for key in told}
            counts = {**_take("events", effects.arms.events, at), **_take("total", effects.arms.totals, at)}
            yield {**head, "measure": effects.measure.symbol, **row, **counts, **known, "left_out": ""}
    for study, why in (*answer.left_out, *((study, SILENT) for study in answer.silent)):
        yield {**head, "study": study, "left_out": why}


def _take(name: str, table: np.ndarray, at: int) -> Row:
    """What was counted in both arms of an effect, where it was."""
    return {f"{name}_{arm}": table[at, k] for k, arm in enumerate(("treatment", "control"))} if len(table) else {}


def list_pools(review: Review) -> list[Row]:
    """Each pool: of all trials, and of those that were read."""
    rows = []
    for answer in review.answers:
        for numbers, pool in (("all", answer.pool), ("read", answer.read_only)):
            if pool is not None:
                rows.append({"outcome": answer.asked.name, "group": answer.group, "numbers": numbers, **_row(pool)})
    return rows


def _row(pool: Pooled) -> Row:
    return {
        "measure": pool.measure.symbol, "method": pool.method, "k": pool.k, **pool.shown, "p": pool.p,
        "tau2": pool.tau2, "tau2_low": (pool.tau2_interval or (None, None))[0],
        "tau2_high": (pool.tau2_interval or (None, None))[1], "i2": pool.i2,
        "studies": "; ".join(dict.fromkeys(pool.effects.studies)),
    }  # fmt: skip


def list_findings(review: Review) -> list[Row]:
    return [dict(finding.row) for finding in review.findings]


def write_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV: every column that any of them has, in the order in which they come."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    plain = plain_value(value)
    return "; ".join(map(str, plain)) if isinstance(plain, list) else "" if plain is None else plain


def write_json(review: Review) -> str:
    """The whole review: question, answers with effects, pools, certainty and comparisons, findings, balance, lanes."""
    held = {
        "question": plain_value(review.question),
        "answer": list(review.answer),
        "findings": [plain_value(dict(finding.row)) for finding in review.findings],
        "balance": plain_value(review.balance),
        "outcomes": [_tell(answer) for answer in review.answers],
        "studies": {
            lane: [study.id for study in getattr(review.lanes, lane)]
            for lane in ("trials", "compared", "published", "anecdotes", "reports")
        },
        "elsewhere": [{"study": study, "why": why} for study, why in review.lanes.elsewhere],
    }
    return json.dumps(held, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _tell(answer: Answer) -> Row:
    pools = {name: None if pool is None else plain_value(_row(pool)) for name, pool in
             (("pool", answer.pool), ("pool_of_what_was_read", answer.read_only))}  # fmt: skip
    return {
        "outcome": answer.asked.name, "group": answer.group, **pools, "why_not": answer.why_not,
        "effects": [plain_value(row) for row in _list_effects(answer)],
        "leave_one_out": [plain_value(row) for row in answer.leave_out], "small_studies": answer.small_studies,
        "said": plain_value(answer.said), "comparisons": plain_value(answer.comparisons),
        "certainty": {"level": answer.certainty.level, "proposed": answer.certainty.proposed,
                      "start": answer.certainty.start, "domains": plain_value(answer.certainty.table()),
                      "marks": list(answer.certainty.marks), "notes": list(answer.certainty.notes)},
        "absolute": plain_value(answer.absolute), "points": plain_value(answer.points),
        "sentence": answer.finding.sentence,
    }  # fmt: skip


def plain_value(value: Any) -> Any:
    """Anything of a review as JSON has it: what is not a number, or endless, is null."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, np.generic):
        return plain_value(value.item())
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): plain_value(held) for key, held in value.items()}
    if is_dataclass(value):
        return {one.name: plain_value(getattr(value, one.name)) for one in fields(value) if one.name != "place"}
    if isinstance(value, Iterable):
        return [plain_value(held) for held in value]
    return str(value)
