"""The form that a protocol's TOML has to fill, in pydantic; what does not fit it becomes errors of the house."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from neurodose.errors import ProtocolError, unknown_name
from neurodose.protocol.places import Places

MOST_PEOPLE = 1_000_000_000  # more than any machine holds


class Form(BaseModel):
    """Entries as written: nothing is unknown, nothing is turned from one type into another."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Text = Annotated[str, Field(pattern=r"\S")]
Texts = Annotated[list[Text], Field(min_length=1), BeforeValidator(_as_list)]


class PeopleForm(Form):
    """The table [people]."""

    population: Text | None = Field(None, description='a population of the drug, in quotes: "adults"')
    count: int = Field(ge=1, le=MOST_PEOPLE, description=f"a whole number from 1 to {MOST_PEOPLE}, such as 1000")
    seed: int = Field(description="a whole number, such as 7: the same seed gives the same people")


class CourseForm(Form):
    """The table [course]."""

    until: Text = Field(description='a time in quotes: "42 days"')
    every: Text | None = Field(None, description='a time in quotes: "1 h"')
    keep: Literal["trajectories", "quantiles", "areas", "final states"] = Field(
        "trajectories", description='"trajectories", "quantiles", "areas" or "final states"'
    )
    levels: list[float] | None = Field(None, min_length=1, description="a list of numbers: [0.05, 0.5, 0.95]")
    outputs: list[Text] | None = Field(
        None, min_length=1, description='a list of addresses in quotes: ["mu.displacement"]'
    )


class ProtocolForm(Form):
    """A protocol file of format 1."""

    format: int = Field(description="the version of the format, a whole number: 1")
    drug: Text = Field(description='a drug of the library, in quotes: "naltrexone"')
    structure: Text | None = Field(None, description='a structure of the drug\'s model, in quotes: "slow exchange"')
    route: Text | None = Field(None, description='a route of the drug, in quotes: "mouth"')
    regimen: Texts = Field(
        description='a sentence in quotes, "50 mg every 24 h x 28", or a list of sentences that run side by side'
    )
    circuits: Texts | None = Field(None, description='circuits behind the receptors: ["reward"]')
    responses: Texts | None = Field(None, description='what people feel, do or suffer: ["drinking"]')
    people: PeopleForm = Field(description="a table: [people], with count and seed")
    course: CourseForm = Field(description="a table: [course], with until")


def fill_form(content: Mapping[str, Any], places: Places) -> tuple[ProtocolForm | None, list[ProtocolError]]:
    """The form with a file's entries in it, or None and what does not fit, in the order of the form."""
    try:
        return ProtocolForm.model_validate(content), []
    except ValidationError as error:
        return None, [_translate(fault, places) for fault in error.errors(include_url=False)]


def _translate(fault: Mapping[str, Any], places: Places) -> ProtocolError:
    names = [part for part in fault["loc"] if isinstance(part, str)]
    entry, inside = ".".join(names), [part for part in fault["loc"] if isinstance(part, int)]
    form = _find_form(names[:-1])
    owner = f"[{'.'.join(names[:-1])}]" if names[1:] else "a protocol"
    if fault["type"] == "extra_forbidden":
        error = unknown_name(ProtocolError, "entry", names[-1], form.model_fields, owner=owner)
        return ProtocolError(error.what, where=places.say(entry), exists=error.exists, hint=error.hint)
    wanted = form.model_fields[names[-1]].description
    if fault["type"] == "missing":
        return ProtocolError(f"{entry} is missing", where=places.say(entry), hint=f"{entry} is {wanted}")
    said = f"{entry}, number {inside[0] + 1} in the list," if inside else entry
    return ProtocolError(
        f"{said} is {_write(fault['input'])}", where=places.say(entry, fault["input"]), hint=f"{entry} is {wanted}"
    )


def _find_form(names: list[str]) -> type[Form]:
    form: Any = ProtocolForm
    for name in names:
        form = form.model_fields[name].annotation
    return form


def _write(value: Any) -> str:
    """A value as it stands in TOML."""
    if isinstance(value, dict):
        return "a table"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool | list) else str(value)
