"""`neurodose why`: a question about a body, and what its answer is made of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from neurodose.cli.progress import show_progress
from neurodose.errors import CommandError

if TYPE_CHECKING:
    from neurodose.attribution.explanation import Mechanisms, Uncertainty
    from neurodose.attribution.reading import Reading
    from neurodose.units import Quantity

SET = "may be repeated"


def why(
    drugs: Annotated[list[str], typer.Argument(metavar="DRUG + DRUG …", help="Drugs of the library, in one body.")],
    dose: Annotated[str, typer.Option(help='The regimen as a sentence: "50 mg of naltrexone every 24 h x 28".')],
    of: Annotated[str, typer.Option(help="What is asked: a response or circuit in words, an endpoint, or an address.")],
    at: Annotated[str | None, typer.Option(help='At one time: "28 day".')] = None,
    over: Annotated[str | None, typer.Option(help='A window: "4 h to 12 h"; default 24 h from the last dose.')] = None,
    highest: Annotated[bool, typer.Option("--highest", help="Its highest value, not its mean.")] = False,
    lowest: Annotated[bool, typer.Option("--lowest", help="Its lowest value.")] = False,
    change: Annotated[bool, typer.Option("--change", help="Less the value before the first dose.")] = False,
    effect_of: Annotated[list[str] | None, typer.Option(help=f'Less people without it, or "all"; {SET}.')] = None,
    without: Annotated[list[str] | None, typer.Option(help=f"What is lost when this mechanism is off; {SET}.")] = None,
    mechanism: Annotated[list[str] | None, typer.Option(help=f"Share out among these alone; {SET}.")] = None,
    group: Annotated[list[str] | None, typer.Option(help=f'Switched together: "name = a, b"; {SET}.')] = None,
    shares: Annotated[bool, typer.Option("--shares", help="Shares of mechanisms alone.")] = False,
    sensitivity: Annotated[bool, typer.Option("--sensitivity", help="Shares of the variance alone.")] = False,
    people: Annotated[int, typer.Option(help="Virtual people among whom mechanisms are switched.", min=1)] = 100,
    base: Annotated[int, typer.Option(help="Base samples of Sobol's indices, a power of two.", min=2)] = 1024,
    most: Annotated[int, typer.Option(help="Values asked about one by one; a screening chooses.", min=1)] = 30,
    by_covariate: Annotated[bool, typer.Option("--by-covariate", help="How people differ, one by one.")] = False,
    structure: Annotated[str | None, typer.Option(help="This one alone; default the first, rivals as unsure.")] = None,
    population: Annotated[str | None, typer.Option(help="Whose virtual people; default the first.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same people and draws.")] = 1,
    runs: Annotated[int | None, typer.Option(help="The most runs that it may cost.", min=1)] = None,
    minutes: Annotated[float | None, typer.Option(help="The most minutes that it may take.", min=0)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
    output: Annotated[Path | None, typer.Option(help="Write the answer (Markdown) to this file as well.")] = None,
) -> None:  # fmt: skip
    """Which mechanism has which share of an answer, what it is unsure of, and which number would change it most.

    Mechanisms are switched off in all sets of up to ten, else in orders drawn at random; unsure values, people, rival
    structures and rival links are varied together. What would cost too much is refused before it starts.
    """
    from neurodose.attribution import explain
    from neurodose.attribution.question import pose
    from neurodose.dosing import read_regimen
    from neurodose.files import check_writable, write_whole
    from neurodose.sensitivity.cost import Limits

    if output is not None:
        check_writable(output)
    asked = _choose_ways(
        shares, sensitivity, without or [], mechanism or [], group or [], base, most, by_covariate, structure
    )
    question = pose(
        " ".join(drugs), read_regimen(dose), of, reading=_read_reading(at, over, highest, lowest, change),
        effect_of=tuple(effect_of or ()), structure=structure, population=population,
    )  # fmt: skip
    usual = Limits()
    limits = Limits(runs or usual.runs, usual.seconds if minutes is None else 60 * minutes)
    with show_progress() as report:
        found = explain(question, *asked, people=people, seed=seed, limits=limits, progress=report)
    typer.echo(found.to_json() if as_json else str(found))
    if output is not None:
        page = found.to_page()
        write_whole(output, lambda path: path.write_text(page, encoding="utf-8"))
        typer.echo(f"\nThe page: {output.resolve()}", err=as_json)


def _choose_ways(
    shares: bool,
    sensitivity: bool,
    without: list[str],
    mechanisms: list[str],
    groups: list[str],
    base: int,
    most: int,
    by_covariate: bool,
    structure: str | None,
) -> list[Mechanisms | Uncertainty]:
    """What is asked, of the words that were typed."""
    from neurodose.attribution.explanation import Mechanisms, Uncertainty

    is_both = shares == sensitivity
    if sensitivity and not shares and (without or mechanisms or groups):
        raise CommandError(
            "mechanisms are named, but only --sensitivity is asked for", hint="add --shares, or leave them out"
        )
    rivals = (structure,) if structure is not None else None
    ways: list[Mechanisms | Uncertainty] = []
    if shares or is_both:
        ways.append(Mechanisms(tuple(mechanisms), dict(map(_read_group, groups)), tuple(without)))
    if sensitivity or is_both:
        ways.append(Uncertainty(base, most, by_covariate, rivals))
    return ways


def _read_group(text: str) -> tuple[str, tuple[str, ...]]:
    """ "opioids = naltrexone_at_mu, naltrexone_at_delta" """
    name, sign, members = text.partition("=")
    found = tuple(member.strip() for member in members.split(",") if member.strip())
    if not sign or not name.strip() or not found:
        raise CommandError(f'"{text}" is no group', hint='write --group "name = one, another"')
    return name.strip(), found


def _read_reading(at: str | None, over: str | None, highest: bool, lowest: bool, change: bool) -> Reading | None:
    from neurodose.attribution.reading import read_at, read_over

    if at is not None and (over is not None or highest or lowest):
        raise CommandError("one time has no window, highest or lowest value", hint="leave --at out, or the others")
    if highest and lowest:
        raise CommandError("both the highest and the lowest value are asked for", hint="ask for one of them")
    if at is not None:
        return read_at(_read_time(at), is_change=change)
    if over is None:
        if highest or lowest or change:
            raise CommandError("it is not said when", hint='say --over "0 h to 28 day", or --at "28 day"')
        return None
    begin, word, end = over.partition(" to ")
    if not word:
        raise CommandError(f'"{over}" is no window', hint='write --over "0 h to 28 day"')
    taken = "highest" if highest else "lowest" if lowest else "mean"
    return read_over(_read_time(begin), _read_time(end), taken, is_change=change)


def _read_time(text: str) -> Quantity:
    from neurodose.units import read_quantity

    return read_quantity(text.strip())
