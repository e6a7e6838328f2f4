"""neurodose on the command line: each command is a verb of the library, or asks about this machine."""

from __future__ import annotations

import shlex
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from neurodose.cli.progress import show_progress
from neurodose.errors import CommandError, NeurodoseError

if TYPE_CHECKING:
    from neurodose.dosing.regimen import Plan
    from neurodose.library.drug import Drug

FAILED = 2

app = typer.Typer(
    no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="From a dose to a verdict: exposure, receptors and what they do, computed from cited numbers. "
    "A research tool; no advice to patients.",
)  # fmt: skip


@app.callback(invoke_without_command=True)
def face(
    version: Annotated[bool, typer.Option("--version", help="Say which version this is, and stop.")] = False,
) -> None:
    if version:
        from importlib.metadata import version as installed

        typer.echo(f"neurodose {installed('neurodose')}")
        raise typer.Exit


PROTOCOL = "A protocol file (TOML): the drug, the regimen, the people and what is kept."
PEOPLE, SEED = 1000, 1  # of a dossier, unless said


@app.command(short_help="A regimen's exposure and receptors, in one HTML file.")
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
        str | None, typer.Option("--for", help="Reserved: what it is taken against. Models end at the receptor so far.")
    ] = None,
    protocol: Annotated[Path | None, typer.Option(help=PROTOCOL + " Instead of the words above.")] = None,
    output: Annotated[Path | None, typer.Option(help="The file to write; default DRUG.html here.")] = None,
) -> None:
    """What a regimen does to blood, brain and receptors, in words and in one HTML file."""
    if indication is not None:
        raise CommandError(
            f"--for {indication}: no model leads from the receptor to a symptom yet",
            exists="a dossier tells of plasma, brain and receptors",
            hint="leave --for out",
        )
    if protocol is not None:
        _refuse_words(
            drug=drug, dose=dose, people=people, seed=seed, route=route, structure=structure, population=population
        )
        from neurodose.protocol.reading import open_protocol

        asked = open_protocol(protocol)
        _write_dossier(
            asked.drug, asked.regimen, output, people=asked.count, seed=asked.seed, structure=asked.structure,
            population=asked.population,
        )  # fmt: skip
        return
    if drug is None or dose is None:
        missing = "drug" if drug is None else "regimen"
        raise CommandError(
            f"the {missing} is missing",
            hint='type: neurodose dossier naltrexone --dose "50 mg every 24 h x 28", or --protocol FILE',
        )
    from neurodose.library import find_drug

    known = find_drug(drug)
    from neurodose.dosing import read_regimen

    plan = read_regimen(dose) if route is None else read_regimen(dose).by(route)
    _write_dossier(
        known, plan, output, people=PEOPLE if people is None else people, seed=SEED if seed is None else seed,
        structure=structure, population=population,
    )  # fmt: skip


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
) -> None:
    from neurodose.files import check_writable
    from neurodose.reports.dossier import make_dossier
    from neurodose.reports.page import write_page

    path = output or Path(f"{drug.name.replace(' + ', '-and-')}.html")
    check_writable(path)
    with show_progress() as report:
        made = make_dossier(
            drug, plan, people=people, seed=seed, structure=structure, population=population, report=report
        )
    write_page(made, path)
    typer.echo("\n\n".join([*(f"Stop: {stop}." for stop in made.stops), *made.sentences]))
    _tell_marks(made.marks)
    typer.echo(f"\nThe dossier: {path.resolve()}")


def _tell_marks(marks: Iterable[str]) -> None:
    """What of a question lies outside of what the model was set with, each on its line."""
    said = "\n".join(f"- {mark}" for mark in marks)
    if said:
        typer.echo(
            f"\nExtrapolated: what is asked lies outside of the doses, times or people behind this model.\n{said}"
        )


@app.command(short_help="A protocol's course, as a Parquet file.")
def simulate(
    protocol: Annotated[Path, typer.Argument(help=PROTOCOL)],
    output: Annotated[Path | None, typer.Option(help="The file to write; default PROTOCOL.parquet here.")] = None,
) -> None:
    """Runs a protocol and writes a Parquet file: what it keeps, with units, seed, versions and the protocol itself."""
    from neurodose.files import check_writable
    from neurodose.protocol.reading import open_protocol

    asked = open_protocol(protocol)
    path = output or Path(f"{protocol.stem}.parquet")
    check_writable(path)
    from neurodose.protocol.parquet import find_writer, record_protocol

    find_writer()
    command = f"neurodose simulate {shlex.quote(protocol.name)}"
    from neurodose.errors import ScopeWarning

    with show_progress() as report, warnings.catch_warnings():
        warnings.simplefilter("ignore", ScopeWarning)  # told below, in a line each
        course = record_protocol(
            asked, path, command=command, progress=lambda share: report(f"simulating {asked.count} people", share)
        )
    typer.echo(f"{course.regimen}, {course.people.origin}: {course.status}")
    _tell_marks(asked.marks)
    typer.echo(f"\nThe course: {path.resolve()}")


@app.command(short_help="Observations in people, judged by one rule.")
def validate(
    drug: Annotated[str | None, typer.Argument(help="A drug of the library: its own observations are judged.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="All drugs of which something was observed; --output is then a folder.")
    ] = False,
    observations: Annotated[
        Path | None, typer.Option(help="A file of observations instead (docs/observations.md).")
    ] = None,
    structure: Annotated[list[str] | None, typer.Option(help="Only this structure; may be repeated.")] = None,
    studies: Annotated[int | None, typer.Option(help="Virtual studies of each structure; default 100.", min=2)] = None,
    seed: Annotated[int, typer.Option(help="Of the virtual studies.")] = SEED,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write a report (Markdown) to this file as well.")] = None,
) -> None:
    """Judges observations: inside the 95 % predictive interval of a study of that size, and that interval not too wide.

    Ends with status 2 if an entry is faulty; the other entries are judged all the same.
    """
    if (drug is not None) + (observations is not None) + every != 1:
        hint = "type: neurodose validate naltrexone, or --all, or --observations FILE"
        raise CommandError("say whose observations", hint=hint)
    if every:
        if as_json or structure:
            raise CommandError("--all writes pages, with all structures", hint="leave --json and --structure out")
        from neurodose.cli.pages import write_agreement

        write_agreement(output or Path("."), studies, seed)
        return
    from neurodose.agreement.page import write_page
    from neurodose.agreement.study import STUDIES
    from neurodose.agreement.validation import validate as judge_all
    from neurodose.errors import ObservationError
    from neurodose.files import check_writable, read_file, write_whole
    from neurodose.library import find_drug
    from neurodose.records.reader import read_observations

    if output is not None:
        check_writable(output)
    if observations is not None:
        reading = read_observations(read_file(observations, ObservationError), observations.name)
        asked, faults = reading.observations, reading.faults
    else:
        asked, faults = find_drug(drug or "").observations, ()
    with show_progress() as report:
        found = judge_all(
            asked,
            faults=faults,
            seed=seed,
            studies=studies or STUDIES,
            structures=structure or (),
            progress=lambda share: report("holding virtual studies", share),
        )
    if not (asked or faults or as_json):
        typer.echo(f"The library holds no observation of {drug} in people: there is nothing to judge.")
        return
    typer.echo(found.to_json() if as_json else str(found))
    if output is not None:
        whose = drug or (observations.stem if observations else "")
        made = f"{studies or STUDIES} virtual studies of each structure, seed {seed}."
        page = write_page(whose.capitalize(), found, made)
        write_whole(output, lambda path: path.write_text(page, encoding="utf-8"))
    for fault in found.faults:
        typer.echo(f"{type(fault).__name__}: {fault}", err=True)
    if found.faults:
        raise typer.Exit(FAILED)


@app.command(short_help="Sets a drug's values by observations, openly.")
def calibrate(
    drug: Annotated[str, typer.Argument(help="A drug of the library, such as naltrexone.")],
    output: Annotated[Path, typer.Option(help="The folder for the run and its report.")] = Path("."),
    seed: Annotated[int, typer.Option(help="Of the starts of the search.")] = SEED,
) -> None:
    """Fits each structure to the observations marked for calibration; writes DRUG.toml and calibration-DRUG.md."""
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from datetime import UTC, datetime

    from neurodose.estimation.report import write_report
    from neurodose.estimation.run import name_run, write_run
    from neurodose.files import check_writable, write_whole
    from neurodose.library import find_drug

    known = find_drug(drug)
    _expect_calibration(known)
    run_file, report_file = output / f"{drug}.toml", output / f"calibration-{drug}.md"
    check_writable(run_file)
    found = {}
    with show_progress() as report, ProcessPoolExecutor() as pool:
        fits = {pool.submit(_fit_structure, drug, structure, seed): structure for structure in known.structures}
        for done in as_completed(fits):
            found[fits[done]] = done.result()
            report("fitting structures", len(found) / len(fits))
    estimates = [found[structure][0] for structure in known.structures]
    profiles = {structure: found[structure][1] for structure in known.structures}
    systems = {name: model.system for name, model in known.structures.items()}
    run = name_run(drug, datetime.now(UTC).date(), seed, estimates, systems)
    run_text, report_text = write_run(run), write_report(run, profiles)
    write_whole(run_file, lambda path: path.write_text(run_text, encoding="utf-8"))
    write_whole(report_file, lambda path: path.write_text(report_text, encoding="utf-8"))
    for estimate in estimates:
        typer.echo(f"{estimate.structure}: {estimate.message}")
    typer.echo(f"\nThe run: {run_file.resolve()}\nThe report: {report_file.resolve()}")


def _expect_calibration(drug: Drug) -> None:
    """Raises EstimationError for a drug that nothing can be fitted to."""
    from neurodose.errors import EstimationError

    marked = sum(seen.is_calibration for seen in drug.observations)
    if not (marked and drug.calibrated):
        alone = "its values stand as their sources have them"
        raise EstimationError(
            f"nothing of {drug.name} can be calibrated",
            exists=f"marked for it: {marked} observations in people, {len(drug.calibrated)} values to be set by them",
            hint="calibrate each drug by itself" if len(drug.parts) > 1 else alone,
        )


def _fit_structure(drug: str, structure: str, seed: int) -> tuple[Any, tuple[Any, ...]]:
    """The estimate of one structure and its profiles; a process of its own calls it."""
    from neurodose.estimation.calibration import calibrate, pose
    from neurodose.estimation.profiles import profile
    from neurodose.library import find_drug

    known = find_drug(drug)
    estimate = calibrate(known, structure, known.observations, seed=seed)
    if not estimate.is_converged:
        return estimate, ()
    return estimate, tuple(profile(estimate, pose(known, structure, known.observations).problem))


@app.command(short_help="A model's equations, numbers and references.")
def explain(drug: Annotated[str, typer.Argument(help="A drug of the library, such as naltrexone.")]) -> None:
    """Equations, parameters, assumptions and references of a model; of a combination, where they meet. Runs nothing."""
    from neurodose.library import find_drug
    from neurodose.modelling.writing import write_methods

    known = find_drug(drug)
    typer.echo(str(write_methods(known.system)))
    if known.links:
        from neurodose.cli.listing import say_links

        typer.echo("\n".join(["\nWhere they meet", *say_links(known)]))


@app.command(short_help="The drugs of the library.")
def drugs() -> None:
    """Each drug with its routes, rival structures, people and receptors. Several in one body are named "a + b"."""
    from neurodose.cli.listing import list_drugs

    typer.echo(list_drugs())


@app.command(short_help="Where drugs meet, and what is known of it.")
def links(names: Annotated[list[str], typer.Argument(metavar="DRUG DRUG …", help="Two drugs or more.")]) -> None:
    """Each enzyme, pump and receptor where drugs meet: modelled, no effect known, or no data. Runs nothing."""
    if len(names) < 2:
        raise CommandError("one drug meets no other", hint="type: neurodose links morphine naltrexone")
    from neurodose.cli.listing import list_links

    typer.echo(list_links(names))


@app.command(short_help="A page on each drug, made of its model.")
def card(
    drugs: Annotated[
        list[str] | None, typer.Argument(help="Drugs of the library; all of them if none is named.")
    ] = None,
    output: Annotated[Path, typer.Option(help="The folder for the pages and their schemes; default here.")] = Path("."),
) -> None:
    """Writes DRUG.md and DRUG.svg: what the model is for, its scheme, equations and numbers, what it was set with and
    what it misses, by the verdicts kept in the folder above (agreement-DRUG.json). If no drug is named, README.md lists
    all of them. Runs nothing.
    """
    from neurodose.cli.pages import write_cards

    write_cards(drugs or (), output)


@app.command(short_help="What assays found of ligands at targets.")
def affinities(
    target: Annotated[str | None, typer.Argument(help="A target, such as mu; default all.")] = None,
    ligand: Annotated[str | None, typer.Option(help="Only this ligand, such as mitragynine.")] = None,
    over: Annotated[str | None, typer.Option(help="The ligand that ratios within assays are relative to.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write the page of the whole table (Markdown) here.")] = None,
) -> None:
    """Affinities, rates and efficacies by assay, ratios within each assay, and where assays contradict one another."""
    from neurodose.library.affinities.listing import list_affinities, write_json

    if output is not None:
        _refuse_words_of_page(target=target, ligand=ligand, over=over, json=as_json or None)
        from neurodose.files import check_writable, write_whole
        from neurodose.library.affinities.page import write_page

        check_writable(output)
        page = write_page()
        write_whole(output, lambda path: path.write_text(page, encoding="utf-8"))
        typer.echo(f"The page: {output.resolve()}")
        return
    listings = list_affinities(target, ligand, over)
    typer.echo(write_json(listings) if as_json else "\n\n".join(map(str, listings)))


def _refuse_words_of_page(**words: object) -> None:
    if said := [name for name, value in words.items() if value is not None]:
        raise CommandError(
            f"the page holds the whole table, and {' and '.join(said)} {'are' if said[1:] else 'is'} typed",
            hint="leave it out, or leave out --output",
        )


@app.command(short_help="One receptor model and one factor from assay to brain, beside PET.")
def receptors(
    output: Annotated[Path | None, typer.Option(help="Write the page (Markdown) here instead of printing it.")] = None,
) -> None:
    """The factor by which affinities of assays reach the living brain, found with PET of three drugs at mu receptors,
    and what each figure says of it.
    """
    from neurodose.files import check_writable, write_whole

    if output is not None:
        check_writable(output)
    from neurodose.agreement.one_factor import write_page

    page = write_page()
    if output is None:
        typer.echo(page)
        return
    write_whole(output, lambda path: path.write_text(page, encoding="utf-8"))
    typer.echo(f"The page: {output.resolve()}")


@app.command(short_help="This machine, and whether it computes rightly.")
def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False) -> None:
    """Tells processor, threads, cache and versions, and has the machine compute something.

    Ends with status 1 if something is wrong.
    """
    from neurodose.cli.doctor import examine

    report = examine()
    typer.echo(report.to_json() if as_json else str(report))
    if report.problems:
        raise typer.Exit(1)


@app.command(short_help="Machine code kept between runs.")
def cache(clean: Annotated[bool, typer.Option("--clean", help="Remove all of it.")] = False) -> None:
    """Where the machine code of models is kept between runs, how many pieces, how large. It may always be removed."""
    from neurodose.cli.doctor import clean_cache, look_at_cache, tell_cache
    from neurodose.compiler.llvm.cache import find_cache

    if clean:
        typer.echo(clean_cache(find_cache()))
        return
    kept, trouble = look_at_cache(find_cache())
    typer.echo(tell_cache(kept))
    if trouble is not None:
        typer.echo(f"Problem: {trouble}", err=True)


@app.command(short_help="Numbers that look like a slip.")
def check(
    drugs: Annotated[
        list[str] | None, typer.Argument(help="Drugs of the library; all of them if none is named.")
    ] = None,
    observations: Annotated[
        Path | None, typer.Option(help="A file of observations instead (docs/observations.md).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """Finds slips of encoding in numbers: units, salts, spreads, shares, clearances above organ flow, doses that do not
    balance, figures of one arm that contradict one another. docs/check.md tells what it looks for.

    Ends with status 1 if an error is found that nobody has explained; warnings do not count.
    """
    if drugs and observations is not None:
        raise CommandError(
            "both drugs and a file are named", hint="type: neurodose check naltrexone, or --observations FILE"
        )
    from neurodose.audit.check import check_file, check_library
    from neurodose.errors import ObservationError
    from neurodose.files import read_file
    from neurodose.records.reader import read_observations

    if observations is not None:
        found = check_file(
            read_observations(read_file(observations, ObservationError), observations.name), observations.name
        )
    else:
        with show_progress() as report:
            found = check_library(drugs or (), lambda share: report("auditing drugs", share))
    typer.echo(found.to_json() if as_json else str(found))
    for fault in found.faults:
        typer.echo(f"ObservationError: {fault}", err=True)
    if not found.is_clean:
        raise typer.Exit(1)


def _say_warning(message: Warning | str, category: type[Warning], *_: object) -> None:
    typer.echo(f"{category.__name__}: {message}", err=True)


def main() -> None:
    """Runs the command line; an error of neurodose becomes its message and an exit status of 2, a warning its line."""
    warnings.showwarning = _say_warning
    try:
        app()
    except NeurodoseError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(FAILED)
    except MemoryError:
        typer.echo(
            "This does not fit into the memory of this machine: ask for fewer people or a shorter regimen.", err=True
        )
        sys.exit(FAILED)
