"""What a drug was set with, and what it predicts and misses: its observations beside the verdicts that were kept.

Judging takes the virtual studies of every observation; a page is made of what the last judging left beside the page on
agreement: `agreement-DRUG.json`, as `neurodose validate DRUG --json` prints it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import Any

from neurodose.agreement.rule import Verdict
from neurodose.agreement.study import weigh_structures
from neurodose.agreement.wording import name_figure, name_use, tell_difference, tell_span
from neurodose.estimation.run import Run
from neurodose.library.drug import Drug
from neurodose.library.scope import find_scope
from neurodose.records.observation import Observation
from neurodose.reports.markdown import bullets, paragraph, table

OUTCOMES = "what became of people, which no response of the library answers"


def find_kept(drug: Drug, folder: Path) -> tuple[Verdict, ...]:
    """The verdicts kept of a drug's observations as they now stand: of one whose figure has changed there is none.

    folder: where the pages on agreement stand
    """
    record = folder / f"agreement-{drug.name}.json"
    if not record.is_file():
        return ()
    rows: dict[str, dict[str, Any]] = {r["id"]: r for r in json.loads(record.read_text(encoding="utf-8"))["rows"]}
    return tuple(
        _read_verdict(seen, row)
        for seen in drug.observations
        if (row := rows.get(seen.id)) is not None and row["observed"] == seen.value.value
    )


def _read_verdict(seen: Observation, row: dict[str, Any]) -> Verdict:
    """JSON has no infinity: where there is a prediction, a number that is missing has no end."""
    low, middle, high = row["low"], row["predicted"], row["high"]
    if not low is middle is high is None:
        low, middle, high = (inf if number is None else number for number in (low, middle, high))
    return Verdict(seen, low, middle, high, row["passes"], row["why"], {})


def tell_setting(drug: Drug, run: Run | None) -> list[str]:
    """What the values were set with: the run, how well each structure met its observations, and which these are; and
    how far what was observed reaches.
    """
    used = [seen for seen in drug.observations if seen.is_calibration]
    lines = paragraph("No calibration has set a value of this model: its values are those of their sources.")
    if run is not None:
        lines = _tell_run(drug, run)
    elif used:
        lines += paragraph("Marked for calibration:")
    rows = [(o.id, str(o.quantity), _tell_arm(o), str(o.time), o.said, o.source.label) for o in used]
    lines += table(("", "quantity", "regimen", "time", "observed", "source"), rows)
    scope = find_scope(drug)
    if scope.extents:
        lines += paragraph(f"What the model was {scope.verb}; what lies beyond has nothing measured behind it:")
        lines += bullets(scope.tell())
    return lines


def _tell_run(drug: Drug, run: Run) -> list[str]:
    weights = weigh_structures(tuple(drug.structures), {e.structure: e for e in run.estimates if e.is_converged})
    rows = [
        (
            e.structure,
            f"{e.misfit:.1f} over {len(e.targets)}" if e.is_converged else "did not converge",
            str(len(e.priors)),
            f"{100 * weights.get(e.structure, 0):.0f} %",
        )
        for e in run.estimates
    ]
    lines = paragraph(
        f"Run `{run.name}`, seed {run.seed}; values, their joint uncertainty, profiles and residuals stand in "
        f"[the report of the calibration](../calibration-{drug.name}.md). The misfit is the sum of squared residuals. "
        "What a structure counts among its rivals follows from it."
    )
    return lines + table(("structure", "misfit over observations", "values set", "counts"), rows)


def _tell_arm(seen: Observation) -> str:
    return seen.regimen + (f" versus {seen.versus.regimen}" if seen.versus is not None else "")


def tell_agreement(drug: Drug, kept: Sequence[Verdict]) -> list[str]:
    """How many observations pass, and each that does not, with its line."""
    seen = drug.observations
    if not seen:
        return paragraph("Nobody has put an observation in people beside this model: nothing here has been tested.")
    if not kept:
        return paragraph(
            f"The library holds {len(seen)} observations in people, and none has been judged yet: "
            f"`neurodose validate --all --output docs` judges them."
        )
    told = [v for v in kept if v.predicted is not None]
    lines = _count(told) + paragraph(
        "*Predicted* is the median of virtual studies of the same size, with the interval that holds 95 % of them; "
        f"every observation stands on [the page on agreement](../agreement-{drug.name}.md)."
    )
    if len(kept) < len(seen):
        lines += paragraph(f"{len(seen) - len(kept)} observations are new or have changed since, and are not judged.")
    missed = [v for v in told if not v.passes]
    if missed:
        head = ("", "what", "observed", "predicted", "off by", "used", "why", "source")
        lines += ["### Missed", "", *table(head, map(_tell_miss, missed))]
    return lines + _tell_silence(kept)


def _tell_miss(verdict: Verdict) -> tuple[str, ...]:
    seen = verdict.observation
    band = tell_span((verdict.low, verdict.predicted, verdict.high)).replace("inf", "∞")
    why = "; ".join(part for part in (verdict.why.replace("inf ", "∞ "), seen.miss) if part)
    off, used = tell_difference(verdict), name_use(verdict)
    return seen.id, name_figure(verdict), seen.said, band, off, used, why, seen.source.label


def _count(told: Sequence[Verdict]) -> list[str]:
    """How many pass, of those the model was set with and of all others; a refused figure is neither."""
    rows = []
    for name, wanted in (("set with", True), ("not set with", False)):
        group = [v for v in told if v.observation.is_calibration is wanted]
        refused, passed = sum(bool(v.observation.refused) for v in group), sum(v.passes for v in group)
        rows.append((name, *map(str, (len(group), passed, len(group) - passed - refused, refused))))
    return table(("observations that the model was", "predicted", "pass", "miss", "refused"), rows)


def _tell_silence(kept: Sequence[Verdict]) -> list[str]:
    """What the model cannot speak to, by reason; what became of people has one reason."""
    reasons: dict[str, list[str]] = {}
    for v in kept:
        if v.predicted is None:
            why = OUTCOMES if v.observation.quantity.row.is_outcome else v.why
            reasons.setdefault(why, []).append(v.observation.id)
    if not reasons:
        return []
    return ["### Cannot be predicted", "", *bullets(f"{', '.join(names)}: {why}" for why, names in reasons.items())]
