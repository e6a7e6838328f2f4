"""What the library holds, on the command line: drugs, where they meet, models, cards, affinities, receptors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from neurodose.errors import CommandError


def explain(drug: Annotated[str, typer.Argument(help="A drug of the library, such as naltrexone.")]) -> None:
    """Equations, parameters, assumptions and references of a model; of a combination, where they meet. Runs nothing."""
    from neurodose.library import find_drug
    from neurodose.modelling.writing import write_methods

    known = find_drug(drug)
    typer.echo(str(write_methods(known.system)))
    if known.links:
        from neurodose.cli.listing import say_links

        typer.echo("\n".join(["\nWhere they meet", *say_links(known)]))


def drugs() -> None:
    """Each drug with its routes, rival structures, people and receptors. Several in one body are named "a + b"."""
    from neurodose.cli.listing import list_drugs

    typer.echo(list_drugs())


def links(names: Annotated[list[str], typer.Argument(metavar="DRUG DRUG …", help="Two drugs or more.")]) -> None:
    """Each enzyme, pump and receptor where drugs meet: modelled, no effect known, or no data. Runs nothing."""
    if len(names) < 2:
        raise CommandError("one drug meets no other", hint="type: neurodose links morphine naltrexone")
    from neurodose.cli.listing import list_links

    typer.echo(list_links(names))


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


def responses(
    name: Annotated[str | None, typer.Argument(help="A circuit or response, such as mood; default all.")] = None,
    output: Annotated[Path | None, typer.Option(help="Write the page (Markdown) here instead of printing it.")] = None,
) -> None:
    """What stands behind the receptors: circuits and responses, who reaches them, rival links and what each stands on.

    Runs nothing.
    """
    from neurodose.errors import DrugError, unknown_name
    from neurodose.files import check_writable, write_whole
    from neurodose.library import CIRCUITS, RESPONSES

    if name is not None and name not in (*CIRCUITS, *RESPONSES):
        raise unknown_name(DrugError, "circuit or response", name, (*CIRCUITS, *RESPONSES), owner="the library")
    if output is not None:
        check_writable(output)
    from neurodose.reports.catalogue import write_catalogue

    page = write_catalogue(name)
    if output is None:
        typer.echo(page)
        return
    write_whole(output, lambda path: path.write_text(page, encoding="utf-8"))
    typer.echo(f"The page: {output.resolve()}")


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
