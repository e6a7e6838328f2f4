"""The dossier as one file that needs nothing else: no script, no font, no address on a network."""

from __future__ import annotations

import platform
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from neurodose.agreement.rule import Verdict
from neurodose.files import write_whole
from neurodose.modelling.parameter import Parameter
from neurodose.records.observation import Observation
from neurodose.reports.dossier import STUDIES, Dossier
from neurodose.reports.outputs import find_owner
from neurodose.reports.response_sentences import CLAIMS, say_change, say_opposed
from neurodose.reports.span import say_number
from neurodose.reports.words import enumerate_words


def write_page(dossier: Dossier, path: Path) -> None:
    """Writes the dossier to a file, whole or not at all. Raises OutputError where that is impossible."""
    text = render_page(dossier)
    write_whole(path, lambda half: half.write_text(text, encoding="utf-8"))


def render_page(dossier: Dossier) -> str:
    """The HTML of a dossier."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("neurodose.reports", "templates")
    page = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return page.get_template("dossier.html.j2").render(
        dossier=dossier,
        methods=dossier.methods,
        rows=_rows(dossier),
        met=[_meet(verdict) for verdict in dossier.verdicts],
        studies=STUDIES,
        reach=_say_reach(dossier),
        given=_say_given(dossier),
        unmet="" if dossier.verdicts else _say_unmet(dossier),
        say_number=say_number,
        say_change=say_change,
        say_opposed=say_opposed,
        circuits=[one for one in dossier.followed if not one.is_response and one.is_moved],
        asked=_find_asked(dossier),
        aside=any(k.kind in ("circuit", "response") and k.name not in _find_asked(dossier) for k in dossier.chain),
        claims=CLAIMS,
        versions=_versions(),
    )


def _find_asked(dossier: Dossier) -> set[str]:
    """Circuits and responses that were asked for, as the chain calls them."""
    return {stage.meaning for stage in dossier.drug.stages}


def _say_reach(dossier: Dossier) -> str:
    """How far along the chain the dossier tells."""
    places = dict.fromkeys(exposure.place for exposure in dossier.outputs.exposures)
    sites = [site.phrase for site in dossier.outputs.sites]
    return enumerate_words([*places, "brain", *sites, *(stage.meaning for stage in dossier.drug.stages)])


def _say_given(dossier: Dossier) -> str:
    """How doses go in, as the routes of the model mean it: a dose of leaf is none of its alkaloid."""
    system, drug = dossier.course.system, dossier.drug
    ways = dict.fromkeys(system.entrance(g.route, g.into, g.drug) for g in dossier.plan.given())
    several = len(drug.parts) > 1
    said = [f"{find_owner(drug, way.state)} {way.meaning}" if several else way.meaning for way in ways if way.meaning]
    return f" Given: {'; '.join(said)}." if said else ""


def _say_unmet(dossier: Dossier) -> str:
    """Why no observation stands on the page."""
    drug = dossier.drug
    if drug.observations:
        return (
            f"None of the {len(drug.observations)} observations of {drug.name} in the library is met by this regimen."
        )
    each = " What was measured of each drug alone stands in its own dossier." if len(drug.parts) > 1 else ""
    return f"The library holds no observation of {drug.name} in people: nothing here was tested.{each}"


def _meet(verdict: Verdict) -> dict[str, str]:
    """An observation beside its prediction, in words."""
    seen = verdict.observation
    used = "Used to set the model." if seen.is_calibration else "Not used to set the model."
    parts = [seen.source.citation, f"{seen.people}{f': {seen.who}' if seen.who else ''}", seen.note, used]
    return {
        "id": seen.id,
        "quantity": str(seen.quantity) + (" (ratio)" if seen.versus else ""),
        "regimen": seen.regimen + (f" versus {seen.versus.regimen}" if seen.versus else ""),
        "time": str(seen.time),
        "observed": f"{seen.said}{_say_error(seen)}, {f'n = {seen.n}' if seen.n else 'n not given'}",
        "predicted": _say_prediction(verdict),
        "verdict": "passes" if verdict.passes else "misses",
        "why": verdict.why,
        "difference": _say_difference(verdict),
        "source": ". ".join(part for part in parts if part),
    }


def _say_error(seen: Observation) -> str:
    if seen.error is None:
        return ""
    if seen.error.kind in ("sd", "se"):
        return f" ({seen.error.kind.upper()} {seen.error.size:.3g})"
    return f" ({seen.error.kind} {seen.error.low:.4g} to {seen.error.high:.4g})"


def _say_prediction(verdict: Verdict) -> str:
    if verdict.predicted is None:
        return "no figure"
    # A half-life of a curve that does not fall has no end.
    return f"{verdict.predicted:.3g} ({verdict.low:.3g} to {verdict.high:.3g})".replace("inf", "∞")


def _say_difference(verdict: Verdict) -> str:
    if verdict.difference is None:
        return ""
    if not np.isfinite(verdict.difference):
        return "∞"
    return f"{verdict.difference:.2g}-fold" if verdict.is_fold else f"{verdict.difference:+.0f}"


def _rows(dossier: Dossier) -> list[dict[str, Any]]:
    return [_row(dossier, address, parameter) for address, parameter in dossier.methods.parameters.items()]


def _row(dossier: Dossier, address: str, parameter: Parameter) -> dict[str, Any]:
    return {
        "address": address,
        "value": str(dossier.calibrated.get(address, parameter.value)),
        "meaning": parameter.meaning,
        "certainty": parameter.certainty,
        "numbers": dossier.methods.reference_numbers(parameter),
        "assumptions": [a.citation for a in parameter.assumptions],
        "calibrated": parameter.calibration.citation if parameter.calibration else "",
        "measured_in": parameter.measured_in,
        "spread": dossier.methods.say_spread(parameter.between_people),
        "uncertainty": dossier.methods.say_spread(parameter.uncertainty),
    }


def _versions() -> str:
    held = [f"Python {platform.python_version()}"]
    for package in ("neurodose", "numpy"):
        with suppress(metadata.PackageNotFoundError):
            held.append(f"{package} {metadata.version(package)}")
    return ", ".join(held)
