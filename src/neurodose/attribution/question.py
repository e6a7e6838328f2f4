"""A question: which drugs in one body, how much of each, what is asked of it, how that is read, and of whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from neurodose.attribution.reading import DAY, Reading
from neurodose.dosing.regimen import Given, Plan, Regimen
from neurodose.errors import DoseError, DrugError, PopulationError, SensitivityError, unknown_name
from neurodose.library import CIRCUITS, RESPONSES, combine
from neurodose.library.combination import find_stage
from neurodose.library.drug import Drug
from neurodose.library.reach import Stage
from neurodose.library.response import Response

EVERYTHING = "all"  # of the drugs whose effect is asked for


@dataclass(frozen=True, eq=False)
class Question:
    """What is to be explained.

    of:        what is asked, in words; outputs: its address, by the name of each rival link where there are several
    effect_of: drugs whose effect it is: the answer is less that of the same people without them; none: as it is
    structure, population: by name
    """

    drug: Drug
    plan: Plan
    of: str
    outputs: Mapping[str, str]
    reading: Reading
    structure: str
    population: str
    effect_of: tuple[str, ...] = ()
    given: tuple[str, ...] = field(default=(), init=False)

    def __post_init__(self) -> None:
        names = dict.fromkeys(name for dose in self.plan.given() for name in _name_drugs(dose, self.drug))
        object.__setattr__(self, "given", tuple(names))

    @property
    def plans(self) -> tuple[Plan | None, ...]:
        """What people take; then, where an effect is asked for, what they take without it."""
        return (self.plan, leave_out(self.plan, self.effect_of, self.drug)) if self.effect_of else (self.plan,)

    @property
    def stage(self) -> str:
        """The circuit or response that answers, or the first part of the address."""
        return next(iter(self.outputs.values())).partition(".")[0]

    @property
    def meaning(self) -> str:
        """What the answer is, in words."""
        without = " and ".join(self.effect_of)
        less = f", less that of the same people without {without}" if without else ""
        return f"{self.of}, {self.reading}{less}"


def pose(
    drug: Drug | str,
    plan: Plan,
    of: str,
    *,
    reading: Reading | None = None,
    effect_of: Sequence[str] = (),
    structure: str | None = None,
    population: str | None = None,
) -> Question:
    """A question from words.

    drug:    a body, or the names of its drugs ("naltrexone + ethanol"), which gets the circuit or response asked for
    of:      a response or circuit by its name or meaning, an endpoint as trials call it, or an address
    reading: the mean over the 24 h after the last dose unless said
    Raises DrugError, PopulationError, DoseError or SensitivityError for a name that does not exist.
    """
    body, words, outputs = find_body(drug, of)
    asked = tuple(part.name for part in body.parts) if tuple(effect_of) == (EVERYTHING,) else tuple(effect_of)
    for name in asked:
        if name not in {part.name for part in body.parts}:
            raise unknown_name(DrugError, "drug", name, [part.name for part in body.parts], owner="the body")
    for kind, error, said, known in (
        ("structure", DrugError, structure, body.structures),
        ("population", PopulationError, population, body.populations),
    ):
        if said is not None and said not in known:
            raise unknown_name(error, kind, said, known, owner=body.name)
    return Question(
        body, plan, words, outputs, reading or Reading(plan.last, plan.last + DAY),
        structure or next(iter(body.structures)), population or next(iter(body.populations)), asked,
    )  # fmt: skip


def find_body(drug: Drug | str, of: str) -> tuple[Drug, str, dict[str, str]]:
    """The body that answers, what it is asked in words, and the addresses of the answer by rival link ("" where there
    are no rivals).
    """
    stages = drug.stages if isinstance(drug, Drug) else tuple(find_stage(n) for n in (*CIRCUITS, *RESPONSES))
    for stage in stages:
        if of.strip().lower() in dict(_call(stage)) or of.startswith(f"{stage.name}."):
            body = drug if isinstance(drug, Drug) else _combine(drug, stage)
            # Of the body's own: a response may have fewer rivals in some bodies than in others.
            own = next(one for one in body.stages if one.name == stage.name)
            words, outputs = dict(_call(own)).get(of.strip().lower(), (of, {"": of}))
            held = {link: address for link, address in outputs.items() if address in body.system.outputs}
            outputs = held if len(held) > 1 else {"": next(iter(held.values()), next(iter(outputs.values())))}
            _check_outputs(body, outputs, stages)
            return body, words, outputs
    body = drug if isinstance(drug, Drug) else _add_switches(drug)
    outputs = {"": body.concentrations.get(of, body.responses.get(of, of))}
    _check_outputs(body, outputs, stages)
    return body, of, outputs


def _call(stage: Stage) -> Iterator[tuple[str, tuple[str, dict[str, str]]]]:
    """Every way to call what a circuit or response answers, in small letters: the words to show, and the addresses."""
    for words, address in stage.outputs.items():
        yield words.lower(), (words, {"": address})
    if isinstance(stage, Response):
        for endpoint in stage.endpoints:
            for words in endpoint.words:
                yield words.lower(), (words, dict(endpoint.outputs))
        links = {link.name: link.output for link in stage.links}
        yield stage.meaning.lower(), (stage.meaning, links)
        yield stage.name, (stage.meaning, links)
    else:
        words, address = next(iter(stage.outputs.items()), (stage.meaning, ""))
        yield stage.name, (words, {"": address})


def _combine(names: str, stage: Stage) -> Drug:
    parts = [part.strip() for part in names.split("+")]
    if isinstance(stage, Response):
        return combine(*parts, responses=(stage.name,))
    return combine(*parts, circuits=(stage.name,))


def _add_switches(names: str) -> Drug:
    """A body with a circuit behind its receptors where it reaches one: switches stand in such bodies alone."""
    parts = [part.strip() for part in names.split("+")]
    plain = combine(*parts)
    for name in CIRCUITS:
        try:
            return combine(*parts, circuits=(name,))
        except DrugError:
            continue
    return plain


def _check_outputs(body: Drug, outputs: Mapping[str, str], stages: Sequence[Stage]) -> None:
    known = body.system.outputs
    for address in outputs.values():
        if address not in known:
            words = [words for stage in stages for words in stage.outputs]
            error = unknown_name(SensitivityError, "answer", address, known, owner=body.name)
            asked = f"in words: {', '.join(dict.fromkeys([*words, *body.concentrations]))}"
            raise SensitivityError(error.what, exists=asked, hint=error.hint or "or name an address of the model")


# What is left out of a regimen ----------------------------------------------------------------------------------


def leave_out(plan: Plan, names: Sequence[str], drug: Drug) -> Plan | None:
    """The regimen without the doses of some drugs; None where nothing is left.

    Raises DoseError where none of it is theirs: their effect would be nothing by mistake.
    """
    parts = plan.parts()
    left = tuple(dose for dose in parts if not set(_name_drugs(dose.single(0.0, 1), drug)) & set(names))
    if len(left) == len(parts):
        raise DoseError(
            f"the regimen gives no {' or '.join(names)}, whose effect is asked for",
            where="regimen",
            exists=str(plan),
            hint="name a drug that is given",
        )
    return Regimen(left) if left else None


def _name_drugs(dose: Given, drug: Drug) -> Iterator[str]:
    """The drug of a dose: the one it names, or that of its way in; the only one where there is one."""
    names = [part.name for part in drug.parts]
    place = dose.drug or (dose.route or dose.into or "").partition(".")[0]
    yield place if place in names or len(names) > 1 else names[0]
