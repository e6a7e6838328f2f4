"""Effects that know their doses become comparisons of doses, study by study, with what the comparisons share.

    effects = read_effects(studies, "abstinence", "OR", treatments="baclofen", controls="placebo", several="each")
    arms = contrast_doses(effects)

What was counted or measured in the arms is taken where it is known; else the variance of the shared control; a study of
one comparison needs neither. Who has no dose is named in `left_out`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.doses.dose_contrasts import DoseContrasts
from neurodose.evidence.effects import Array, Effects

NO_DOSE = ("placebo", "no treatment", "nothing", "usual care")
# Which arrays of arms a measure is made of, and what a maker of contrasts calls them.
MADE_OF: Mapping[str, Mapping[str, str]] = {
    "counts": {"events": "events", "totals": "totals"},
    "means": {"means": "means", "sds": "sds", "sizes": "sizes"},
    "rates": {"events": "events", "person_time": "person_time"},
}


def contrast_doses(
    effects: Effects,
    dose: str = "dose_mg",
    control_dose: str = "control_dose_mg",
    no_dose: Iterable[str] = NO_DOSE,
) -> DoseContrasts:
    """Each study once, its lowest dose what others are compared with.

    effects: of one drug, at several doses or one, against no drug or a lower dose
    dose, control_dose: columns; a control has dose 0 where it is called one of `no_dose`, or where no name and no
              column says anything of it
    Raises EvidenceError where a study has several comparisons and nothing says what they share.
    """
    doses = _find_doses(effects, dose, control_dose, frozenset(no_dose))
    made, out = list[DoseContrasts](), list[str]()
    for study in dict.fromkeys(effects.studies):
        mine = np.array([name == study for name in effects.studies])
        known = mine & np.isfinite(doses).all(axis=1)
        if (mine & ~known).any():
            out.append(f"{study}: no dose is known" + (" of some arms" if known.any() else ""))
        if known.any():
            one = _contrast(effects.take(known), doses[known])
            if isinstance(one, str):
                out.append(f"{study}: {one}")
            else:
                made.append(one)
    if not made:
        raise EvidenceError("no study says anything of a curve", exists="; ".join(out) or "there is none")
    return DoseContrasts(
        tuple(one.studies[0] for one in made),
        tuple(one.doses[0] for one in made),
        np.concatenate([one.lowest for one in made]),
        tuple(one.effects[0] for one in made),
        tuple(one.covariances[0] for one in made),
        effects.measure,
        tuple(out),
    )


def _find_doses(effects: Effects, dose: str, control_dose: str, no_dose: frozenset[str]) -> Array:
    """Of treatment and control, (effects, 2); NaN where nobody says."""
    own = np.asarray(effects.column(dose), float)
    unsaid = np.full(len(effects), np.nan if effects.controls else 0.0)
    other = np.array(effects.columns.get(control_dose, unsaid), float)
    for at, name in enumerate(effects.controls):
        if name in no_dose:
            other[at] = 0.0
    for study, pair in zip(effects.studies, np.column_stack([own, other]), strict=True):
        if (pair < 0).any():
            raise EvidenceError(f"a dose is {pair.min():g}", where=f"study {study}, {dose}", hint="placebo is dose 0")
    return np.column_stack([own, other])


def _contrast(effects: Effects, doses: Array) -> DoseContrasts | str:
    """One study: from its arms, from the variance of its control, or its one comparison as it is; or why it has no part
    in a curve.
    """
    if (doses[:, 0] == doses[:, 1]).all():
        return "it has one dose only"
    arms = _list_arms(effects, doses)
    if arms is not None:
        return _from_arms(effects, arms)
    if len(effects) == 1:
        sign = 1.0 if doses[0, 0] > doses[0, 1] else -1.0
        return _plain(
            effects, doses.max(axis=1), float(doses.min()), sign * effects.estimates, effects.variances[:, None]
        )
    return _from_shared_control(effects, doses)


def _list_arms(effects: Effects, doses: Array) -> dict[str, list[Any]] | None:
    """Each arm of a study once, by what was counted in it; None where that is not known of all."""
    kinds = MADE_OF.get(effects.measure.of, {})
    tables = {name: getattr(effects.arms, name if hasattr(effects.arms, name) else "totals") for name in kinds}
    if not kinds or effects.measure.symbol in ("ROM", "IRD"):
        return None
    if any(len(table) == 0 or not np.isfinite(table).all() for table in tables.values()):
        return None
    rows = dict[tuple[Any, ...], None]()
    for at in range(len(effects)):
        for side, names in enumerate((effects.treatments, effects.controls)):
            name = names[at] if names else ("treatment", "control")[side]
            rows[(name, doses[at, side], *(float(table[at, side]) for table in tables.values()))] = None
    columns = [list(column) for column in zip(*rows, strict=True)]
    return {"doses": columns[1]} | dict(zip(tables, columns[2:], strict=True))


def _from_arms(effects: Effects, arms: dict[str, list[Any]]) -> DoseContrasts | str:
    numbers = {key: column for key, column in arms.items() if key != "doses"}
    studies, symbol = [effects.studies[0]] * len(arms["doses"]), effects.measure.symbol
    if effects.measure.of == "counts":
        events, totals = np.array(arms["events"]), np.array(arms["totals"])
        if symbol != "RD" and (not events.any() or (events == totals).all()):
            return "nobody had the event, or everybody"
        return DoseContrasts.of_counts(studies, arms["doses"], **numbers, measure=symbol)
    if effects.measure.of == "means":
        return DoseContrasts.of_means(studies, arms["doses"], **numbers, measure=symbol)
    if not any(arms["events"]):
        return "nobody had the event"
    return DoseContrasts.of_rates(studies, arms["doses"], **numbers)


def _from_shared_control(effects: Effects, doses: Array) -> DoseContrasts:
    """Comparisons with one control, whose variance they have in common."""
    study, shared = effects.studies[0], effects.columns.get("control_variance")
    is_one = len(set(effects.controls)) <= 1 and len(set(doses[:, 1])) == 1
    if shared is None or not np.isfinite(shared).all() or not is_one or (doses[:, 0] < doses[:, 1]).any():
        raise EvidenceError(
            f"{study} has several comparisons, and what they share is not known",
            where=f"study {study}, arms",
            hint="give its arms (events and totals, or means), or compare each dose with the one control",
        )
    covariance = np.full((len(effects),) * 2, float(np.mean(shared)))
    np.fill_diagonal(covariance, effects.variances)
    return _plain(effects, doses[:, 0], float(doses[0, 1]), effects.estimates, covariance)


def _plain(effects: Effects, doses: Array, lowest: float, estimates: Array, covariance: Array) -> DoseContrasts:
    return DoseContrasts(
        effects.studies[:1], (doses,), np.array([lowest]), (estimates,), (covariance,), effects.measure
    )
