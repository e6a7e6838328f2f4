"""What an observation asks for: the drugs in its people, the response that answers it, the trial that is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from neurodose.agreement.left_out import find_left_out, name_study
from neurodose.dosing import read_regimen
from neurodose.errors import DoseError, DrugError
from neurodose.library import CIRCUITS, DRUGS, RESPONSES, STEADY, combine, find_drug
from neurodose.library.combination import find_pharmacology, find_stage
from neurodose.library.drug import Drug
from neurodose.library.reach import demand_reach, put_in_order
from neurodose.measurement.topic import Match, Stage, find_endpoint
from neurodose.records.observation import Observation


@dataclass(frozen=True)
class Asked:
    """The body that an observation is simulated in.

    body: its drugs, as `find_drug` takes them; match: the endpoint of the response that answers, of an outcome
    without: the study that is left out of what it tests; why: of an outcome that nothing answers
    """

    body: str
    match: Match | None = None
    without: str = ""
    why: str = ""

    @property
    def group(self) -> tuple[str, str, str]:
        """What has to be equal for two observations to be simulated together."""
        return self.body, "nothing answers" if self.why else self.stage, self.without

    @property
    def stage(self) -> str:
        """The name of the circuit or response that answers; nothing of what no outcome is."""
        return "" if self.match is None else self.match.stage.name


def find_asked(observation: Observation) -> Asked:
    """The body of an observation and what answers it.

    Raises DrugError for a drug that the library does not have.
    """
    body = name_body(observation)
    find_drug(body)  # a drug that is not known is a fault of the entry
    if not observation.quantity.row.is_outcome:
        return Asked(body)
    reached, missed = _find_stages(body)
    topic, kind = observation.quantity.topic or "", observation.quantity.kind
    who = " ".join(arm.who for arm in (observation.arm, observation.versus) if arm is not None)
    match = find_endpoint(topic, kind, reached, who)
    if isinstance(match, Match):
        study, stages = name_study(observation), put_in_order((match.stage.name,), find_stage)
        return Asked(body, match, study if find_left_out(stages, study) else "")
    beyond = find_endpoint(topic, kind, [stage for stage, _ in missed], who)
    if isinstance(beyond, Match):
        return Asked(body, why=next(why for stage, why in missed if stage is beyond.stage))
    return Asked(body, why=match)


def make_body(asked: Asked) -> Drug:
    """The drugs in one body, with what answers behind their receptors."""
    return put_in_body(asked.body, asked.stage)


def put_in_body(body: str, stage: str) -> Drug:
    """The drugs of a body with the circuit or response of that name; with none where it is empty."""
    circuits, responses = ((stage,), ()) if stage in CIRCUITS else ((), (stage,) if stage else ())
    return combine(*body.split(" + "), circuits=circuits, responses=responses)


def name_body(observation: Observation) -> str:
    """The drugs in the people of an observation, as `find_drug` takes them: its own, and others of the library that its
    regimens name ("2 g leaf of mitragynine and 2.5 mg of midazolam") or that are taken with it. An agonist whose effect
    is asked for is a challenge, and not taken.
    """
    names = [part.strip() for part in observation.drug.split("+")]
    for arm in (observation.arm, observation.versus):
        if arm is None:
            continue
        if not arm.is_without_drug:
            try:
                given = read_regimen(arm.regimen).given()
            except DoseError:
                continue  # whoever prepares the arm says so, with its place
            names += [dose.drug for dose in given if dose.drug in DRUGS]
        if observation.quantity.kind != "loss of effect":
            names += [name for name in arm.with_ or {} if name in (*DRUGS, *STEADY)]
    return " + ".join(dict.fromkeys(names))


@cache
def _find_stages(body: str) -> tuple[Sequence[Stage], Sequence[tuple[Stage, str]]]:
    """Circuits and responses with endpoints that the drugs of a body reach; and the others, each with why not."""
    reached, missed = list[Stage](), list[tuple[Stage, str]]()
    for name in (*RESPONSES, *CIRCUITS):
        stage = find_stage(name)
        if stage.endpoints:
            why = _find_gap(body, name)
            reached += [] if why else [stage]
            missed += [(stage, why)] if why else []
    return reached, missed


def _find_gap(body: str, name: str) -> str:
    """Which link is missing between the drugs of a body and a response; nothing where it is reached."""
    try:
        stages = put_in_order((name,), find_stage)
        demand_reach((name,), stages, tuple(find_pharmacology(part) for part in body.split(" + ")))
    except DrugError as error:
        return f"{error.what}: {error.exists}" if error.exists else error.what
    return ""
