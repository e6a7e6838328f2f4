"""Values set by observations, on the command line: the command `calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from neurodose.cli.progress import show_progress
from neurodose.cli.words import SEED

if TYPE_CHECKING:
    from neurodose.library.drug import Drug


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
