"""A regimen's exposure, receptors and what follows, on the command line: the command `dossier`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neurodose.cli.progress import show_progress
from neurodose.cli.words import PROTOCOL, SEED, tell_marks
from neurodose.errors import CommandError

if TYPE_CHECKING:
    from neurodose.dosing.regimen import Plan
    from neurodose.library.drug import Drug

PEOPLE = 1000  # of a dossier, unless said


def dossier(
    drug: Annotated[str | None, typer.Argument(help="A drug of the library, such as naltrexone.")] = None,
    dose: Annotated[str | None, typer.Option(help='The regimen as a sentence: "50 mg every 24 h x 28".')] = None,
    people: Annotated[int | None, typer.Option(help=f"How many virtual people take it; default {PEOPLE}.")] = None,
    seed: Annotated[
        int | None, typer.Option(help=f"Which virtual people: the same seed gives the same ones; default {SEED}.")
    ] = None,
    route: Annotated[str | None, typer.Option(help="How doses go in, such as depot; default the usual.")] = None,
    structure: Annotated[str | None, typer.Option(help="The rival that predicts; default the drug's first.")] = None,
    population: Annotated[str | None, typer.Option(help="Whose virtual people; default the drug's first.")] = None,
    indication: Annotated[
        str | None, typer.Option("--for", help="What people suffer from, such as depression: with harm beside benefit.")
    ] = None,
    responses: Annotated[
        str | None, typer.Option(help='What people feel, do or suffer, by name: "mood,spasticity".')
    ] = None,
    circuits: Annotated[str | None, typer.Option(help='Circuits behind the receptors, by name: "reward".')] = None,
    agreement: Annotated[
        Path | None, typer.Option(help="A folder with verdicts (validate --all): they grade how sure responses are.")
    ] = None,
    signals: Annotated[
        list[Path] | None, typer.Option(help="A folder of report files: what they name with it; may be repeated.")
    ] = None,
    on: Annotated[str | None, typer.Option(help="The day of the law: 2026-11-01; today unless said.")] = None,
    known_on: Annotated[
        str | None, typer.Option(help="The law as it was known here on that day; today unless said.")
    ] = None,
    protocol: Annotated[Path | None, typer.Option(help=PROTOCOL + " Instead of the words above.")] = None,
    output: Annotated[Path | None, typer.Option(help="The file to write; default DRUG.html here.")] = None,
) -> None:
    """What a regimen does to blood, brain and receptors, in words and in one HTML file."""
    if protocol is not None:
        _refuse_words(
            drug=drug, dose=dose, people=people, seed=seed, route=route, structure=structure, population=population,
            responses=responses, circuits=circuits, **{"for": indication},
        )  # fmt: skip
        from neurodose.protocol.reading import open_protocol

        asked = open_protocol(protocol)
        _write_dossier(
            asked.drug, asked.regimen, output, people=asked.count, seed=asked.seed, structure=asked.structure,
            population=asked.population, agreement=agreement, signals=signals, on=on, known_on=known_on,
        )  # fmt: skip
        return
    if drug is None or dose is None:
        missing = "drug" if drug is None else "regimen"
        raise CommandError(
            f"the {missing} is missing",
            hint='type: neurodose dossier naltrexone --dose "50 mg every 24 h x 28", or --protocol FILE',
        )
    from neurodose.library import find_drug

    known = _add_stages(find_drug(drug), indication, responses, circuits)
    from neurodose.dosing import read_regimen

    plan = read_regimen(dose) if route is None else read_regimen(dose).by(route)
    _write_dossier(
        known, plan, output, people=PEOPLE if people is None else people, seed=SEED if seed is None else seed,
        structure=structure, population=population, agreement=agreement, condition=indication, signals=signals,
        on=on, known_on=known_on,
    )  # fmt: skip


def _add_stages(drug: Drug, indication: str | None, responses: str | None, circuits: str | None) -> Drug:
    """The same drug with the circuits and responses that were asked for."""
    if indication is None and responses is None and circuits is None:
        return drug
    from neurodose.library.indications import add_stages, ask_for

    asked = add_stages(drug, _split(circuits), _split(responses))
    return asked if indication is None else ask_for(asked, indication)


def _split(names: str | None) -> list[str]:
    return [name.strip() for name in (names or "").split(",") if name.strip()]


def _refuse_words(**words: object) -> None:
    said = [name for name, value in words.items() if value is not None]
    if said:
        raise CommandError(
            f"the {' and the '.join(said)} {'are' if said[1:] else 'is'} typed, but a protocol says all of that",
            hint="leave it out, or change the protocol",
        )


def _write_dossier(
    drug: Drug,
    plan: Plan,
    output: Path | None,
    *,
    people: int,
    seed: int,
    structure: str | None,
    population: str | None,
    agreement: Path | None,
    condition: str | None = None,
    signals: list[Path] | None = None,
    on: str | None = None,
    known_on: str | None = None,
) -> None:
    from neurodose.files import check_writable
    from neurodose.reports.dossier import make_dossier
    from neurodose.reports.page import write_page

    path = output or Path(f"{drug.name.replace(' + ', '-and-')}.html")
    check_writable(path)
    with show_progress() as report:
        made = make_dossier(
            drug, plan, people=people, seed=seed, structure=structure, population=population, report=report,
            agreement=agreement, condition=condition, on=on, known_on=known_on, signals=signals or (),
        )  # fmt: skip
    write_page(made, path)
    stops = [*(f"Stop: {stop}." for stop in made.stops), *(f"Caution: {caution}." for caution in made.cautions)]
    typer.echo("\n\n".join([*stops, *made.sentences]))
    tell_marks(made.marks)
    typer.echo(f"\nThe dossier: {path.resolve()}")
