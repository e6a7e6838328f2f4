"""What a drug was set with, and what it predicts and misses: its observations beside the verdicts that were kept.

Judging takes the virtual studies of every observation; a page is made of what the last judging left beside the page on
agreement: `agreement-DRUG.json`, as `neurodose validate DRUG --json` prints it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neurodose.agreement.study import weigh_structures
from neurodose.estimation.run import Run
from neurodose.library.drug import Drug
from neurodose.records.observation import Observation
from neurodose.reports.markdown import bullets, paragraph, table

OUTCOMES = "what became of people, while the model ends at the receptor"


@dataclass(frozen=True)
class Kept:
    """The verdict on one observation as it was kept; predicted is None where the model could not speak to it."""

    observation: Observation
    predicted: float | None
    low: float | None
    high: float | None
    passes: bool
    why: str

    @property
    def span(self) -> str:
        middle, low, high = (_say_number(end) for end in (self.predicted, self.low, self.high))
        return f"{middle} ({low} to {high})"


def _say_number(value: float | None) -> str:
    """Three figures; the record holds nothing where a number has no end."""
    if value is None:
        return "∞"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def find_kept(drug: Drug, folder: Path) -> tuple[Kept, ...]:
    """The verdicts kept of a drug's observations as they now stand: of one whose figure has changed there is none.

    folder: where the pages on agreement stand
    """
    record = folder / f"agreement-{drug.name}.json"
    if not record.is_file():
        return ()
    rows: dict[str, dict[str, Any]] = {r["id"]: r for r in json.loads(record.read_text(encoding="utf-8"))["rows"]}
    return tuple(
        Kept(seen, row["predicted"], row["low"], row["high"], row["passes"], row["why"])
        for seen in drug.observations
        if (row := rows.get(seen.id)) is not None and row["observed"] == seen.value.value
    )


def tell_setting(drug: Drug, run: Run | None) -> list[str]:
    """What the values were set with: the run, how well each structure met its observations, and which these are."""
    used = [seen for seen in drug.observations if seen.is_calibration]
    if run is None:
        lines = paragraph(
            "No observation in people has set a value of this model: its values are those of their sources."
        )
        return lines + (paragraph("Marked for a calibration that has not run:") + _list_observations(used))
    weights = weigh_structures(tuple(drug.structures), {e.structure: e for e in run.estimates if e.is_converged})
    lines = paragraph(
        f"Run `{run.name}`, seed {run.seed}; values, their joint uncertainty, profiles and residuals stand in "
        f"[the report of the calibration](../calibration-{drug.name}.md). The misfit is the sum of squared residuals. "
        "What a structure counts among its rivals follows from it."
    )
    rows = [
        (
            e.structure,
            f"{e.misfit:.1f} over {len(e.targets)}" if e.is_converged else "did not converge",
            str(len(e.priors)),
            f"{100 * weights.get(e.structure, 0):.0f} %",
        )
        for e in run.estimates
    ]
    lines += table(("structure", "misfit over observations", "values set", "counts"), rows)
    return lines + _list_observations(used)


def _list_observations(seen: Sequence[Observation]) -> list[str]:
    rows = [(o.id, str(o.quantity), _tell_arm(o), str(o.time), o.said, o.source.label) for o in seen]
    return table(("", "quantity", "regimen", "time", "observed", "source"), rows)


def _tell_arm(seen: Observation) -> str:
    return seen.regimen + (f" versus {seen.versus.regimen}" if seen.versus is not None else "")


def tell_agreement(drug: Drug, kept: Sequence[Kept]) -> list[str]:
    """How many observations pass, and each that does not, with its line."""
    seen = drug.observations
    if not seen:
        return paragraph("Nobody has put an observation in people beside this model: nothing here has been tested.")
    if not kept:
        return paragraph(
            f"The library holds {len(seen)} observations in people, and none has been judged yet: "
            f"`neurodose validate {drug.name}` judges them."
        )
    told = [k for k in kept if k.predicted is not None]
    lines = [*_count(told), "", *paragraph(
        "*Predicted* is the median of virtual studies of the same size, with the interval that holds 95 % of them; the "
        f"rule and every observation stand in [the page on agreement](../agreement-{drug.name}.md)."
    )]  # fmt: skip
    if len(kept) < len(seen):
        lines += paragraph(f"{len(seen) - len(kept)} observations are new or have changed since, and are not judged.")
    missed = [k for k in told if not k.passes]
    if missed:
        lines += ["### Missed", "", *table(
            ("", "quantity", "regimen", "time", "observed", "predicted", "why", "source"),
            [(k.observation.id, str(k.observation.quantity), _tell_arm(k.observation), str(k.observation.time),
              k.observation.said, k.span, _explain(k), k.observation.source.label) for k in missed],
        )]  # fmt: skip
    return lines + _tell_silence(kept)


def _explain(kept: Kept) -> str:
    used = " Set with it." if kept.observation.is_calibration else ""
    return f"{kept.why[:1].upper()}{kept.why[1:]}.{used}"


def _count(told: Sequence[Kept]) -> list[str]:
    """How many pass, of those the model was set with and of all others."""
    rows = []
    for name, wanted in (("set with", True), ("not set with", False)):
        group = [k for k in told if k.observation.is_calibration is wanted]
        rows.append((name, str(len(group)), str(sum(k.passes for k in group)), str(sum(not k.passes for k in group))))
    return table(("observations that the model was", "judged", "pass", "miss"), rows)[:-1]


def _tell_silence(kept: Sequence[Kept]) -> list[str]:
    """What the model cannot speak to, by reason; what became of people has one reason."""
    reasons: dict[str, list[str]] = {}
    for k in kept:
        if k.predicted is None:
            why = OUTCOMES if k.observation.quantity.row.is_outcome else k.why
            reasons.setdefault(why, []).append(k.observation.id)
    if not reasons:
        return []
    return ["### Cannot be predicted", "", *bullets(f"{', '.join(names)}: {why}" for why, names in reasons.items())]
