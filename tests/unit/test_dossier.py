"""A dossier: its answer comes from its course, its page holds everything and needs nothing, and it is written whole."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from neurodose import find_drug, read_regimen
from neurodose.agreement.validation import find_estimates
from neurodose.errors import DoseError, DrugError, OutputError, PopulationError
from neurodose.estimation.typical import make_typical
from neurodose.reports import dossier as dossiers
from neurodose.reports import page as page_of_dossier
from neurodose.reports.dossier import Dossier, choose_observations, make_dossier
from neurodose.reports.page import render_page, write_page
from neurodose.reports.span import Span, say_number, span
from neurodose.reports.spread import METHOD, share_out
from neurodose.simulation.simulate import simulate
from neurodose.units import h, mL, ng, nM, percent

PEOPLE = 6
MET = ("N9a", "O1", "O2", "O8")  # observations that the dossiers of these tests meet: each kind, quickly
STUDIES = 3  # of each by each structure: the studies and the rule have tests of their own
DAILY = "50 mg every 24 h x 3"
PLASMA, BRAIN, PET = "parent.plasma.concentration", "brain.concentration", "mu.displacement"  # addresses of naltrexone
LAST, DUE = 48, 72  # h: the last dose, and when the next would be due
SAME = 1e-12  # relative: the same numbers read off the same course
VOID = {"meta", "br", "hr", "img", "link", "input", "path", "rect", "use"}


class Reader(HTMLParser):
    """What a browser would find: tags that do not close, addresses it would load, text a person reads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.anchors: list[str] = []
        self.targets: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "data", "action", "poster"):
                (self.targets if (value or "").startswith("#") else self.addresses).append(value or "")
            if name == "id":
                self.anchors.append(value or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open, f"</{tag}> closes nothing"
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module", autouse=True)
def few_studies() -> Iterator[None]:
    """Dossiers that meet few observations in few studies."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dossiers, "STUDIES", STUDIES)
        patch.setattr(
            dossiers, "choose_observations", lambda *of: tuple(o for o in choose_observations(*of) if o.id in MET)
        )
        yield


def make(sentence: str, seed: int, people: int = PEOPLE, **how: str) -> Dossier:
    return make_dossier(find_drug("naltrexone"), read_regimen(sentence), people=people, seed=seed, **how)  # pyright: ignore[reportArgumentType]


@pytest.fixture(scope="module")
def made(seed: int) -> Dossier:
    return make(DAILY, seed)


@pytest.fixture(scope="module")
def html(made: Dossier) -> str:
    return render_page(made)


@pytest.fixture(scope="module")
def read(html: str) -> Reader:
    return Reader(html)


def test_the_answer_is_read_off_the_course(made: Dossier) -> None:
    course, told = made.course, made.answer

    def last(address: str, unit: object) -> np.ndarray:
        return course[address].to(unit).between(LAST * h, DUE * h).values  # pyright: ignore[reportArgumentType]

    expected = {
        "peak of naltrexone": last(PLASMA, ng / mL).max(axis=1),
        "trough of naltrexone": last(PLASMA, ng / mL)[:, -1],
        "peak of 6beta-naltrexol": last("metabolite.plasma.concentration", ng / mL).max(axis=1),
        "brain of naltrexone": last(BRAIN, nM).mean(axis=1),
        "mu later": last(PET, percent)[:, -1],
        "mu highest": last(PET, percent).max(axis=1),
        "mu loss of effect": last("loss_of_effect", percent)[:, -1],
    }
    for name, values in expected.items():
        found = told[name].people
        quantiles = np.quantile(values, (0.05, 0.5, 0.95))
        assert (found.low, found.middle, found.high) == pytest.approx(quantiles, rel=SAME), name
    assert told.blocked == {"mu": (expected["mu later"] >= 80).mean()}


def test_the_block_ends_where_the_reading_falls_below_four_fifths(made: Dossier) -> None:
    seen = made.course[PET].to(percent)
    ends = [min(seen.times[seen.times > seen.times[row >= 80].max()]) - LAST for row in seen.values]
    found = made.answer["mu hours blocked"].people
    assert (found.low, found.middle, found.high) == pytest.approx(np.quantile(ends, (0.05, 0.5, 0.95)), rel=SAME)


def test_a_single_dose_blocks_for_a_while(seed: int) -> None:
    """At the moment of the first dose nothing is blocked yet: that is not its end."""
    made = make("50 mg", seed, people=3)
    assert made.answer["mu hours blocked"].people.middle > 24
    assert "It stays above 80 % until" in made.sentences[2]


def test_a_small_dose_reaches_four_fifths_in_hardly_anybody(seed: int) -> None:
    made = make("1 mg every 24 h x 2", seed, people=3)
    assert made.answer["mu hours blocked"].people.high == 0
    assert "Hardly anybody reaches 80 %." in made.sentences[2]


def test_a_dose_that_takes_some_people_there_says_so(seed: int) -> None:
    """Low-dose naltrexone: it stays above four fifths "until 0 h" in the median person, who was never there."""
    made = make("4.5 mg every 24 h x 2", seed, people=30)
    blocked = made.answer["mu hours blocked"].people
    assert blocked.middle == 0 < blocked.high
    assert "Most people are never above 80 % after the last dose; some stay above it for" in made.sentences[2]


def test_a_block_that_outlasts_the_simulation_is_said_to(seed: int) -> None:
    made = make("100000 mg every 24 h x 2", seed, people=3)
    assert np.isinf(made.answer["mu hours blocked"].people.low)
    assert "When the simulation ends, most people are still above 80 %." in made.sentences[2]


def test_limits_of_what_never_ends_are_one_persons_figures() -> None:
    assert span(np.array([3.0, np.inf, 1.0, np.inf, 2.0])) == Span(1.0, 3.0, np.inf)


@pytest.mark.parametrize(
    ("found", "digits", "unit", "said"),
    [
        (Span(4.86, 11.2, 23.9), 2, "ng/mL", "11 ng/mL (4.9 to 24)"),
        (Span(0.0, 95.66, 99.99), 3, "%", "95.7 % (0 to 100.0)"),
        (Span(1.0, 26.4, 12345.0), 2, "", "26 (1.0 to 12 345)"),
        (Span(-1e-30, 1e-9, 0.0031), 2, "nM", "under 0.001 nM (0 to 0.0031)"),
    ],
)
def test_figures_are_said_in_as_many_digits_as_are_asked_for(found: Span, digits: int, unit: str, said: str) -> None:
    assert found.say(digits, unit) == said


def test_the_answers_sentences_hold_its_figures(made: Dossier) -> None:
    told = " ".join(made.sentences)
    for name, digits, unit in (
        ("peak of naltrexone", 2, "ng/mL"),
        ("mu later", 3, "%"),
        ("mu dose ratio", 2, ""),
        ("mu hours blocked", 2, "h"),
    ):
        assert made.answer[name].people.say(digits, unit) in told
    assert f"{PEOPLE} virtual people" in told
    assert ", ".join(f"{k.name} {k.certainty}" for k in made.chain if k.kind in ("place", "receptor")) in told


class TestSpread:
    """What differs: people alone, values alone, structures alone, and all together."""

    def test_each_figure_is_told_by_what_makes_it_differ(self, made: Dossier, read: Reader) -> None:
        assert [figure.label for figure in made.answer.figures][:2] == [
            "naltrexone in plasma, peak after the last dose",
            "naltrexone in plasma, 24 h after the last dose",
        ]
        for figure in made.answer.figures:
            assert tuple(figure.structures) == tuple(made.drug.structures)
            rivals = "; ".join(f"{n} {say_number(v, figure.digits)}" for n, v in figure.structures.items())
            spans = [s.say(figure.digits) for s in (figure.people, figure.values, figure.together)]
            unit = f" ({figure.unit})" if figure.unit else ""
            assert f"{figure.label}{unit} {spans[0]} {spans[1]} {rivals} {spans[2]}" in read.text

    def test_the_typical_person_of_each_structure_stands_on_its_own_values(self, made: Dossier) -> None:
        found = find_estimates(made.drug)
        for name, model in made.drug.structures.items():
            listed = made.drug.people.table.listed()
            own = {} if model is made.drug.model else {a: found[name].quantity(a) for a in found[name].addresses}
            at = {a: np.array([own.get(a, p.value).coherent]) for a, p in listed.items()}
            course = simulate(
                model, made.plan, make_typical(made.drug.people, at), at=made.course.times * h,
                outputs=[PLASMA], method=METHOD,
            )  # fmt: skip
            peak = course[PLASMA].to(ng / mL).between(LAST * h, DUE * h).values.max()
            assert made.answer["peak of naltrexone"].structures[name] == pytest.approx(peak, rel=1e-3)

    def test_all_together_spreads_no_less_than_each(self, seed: int) -> None:
        peak = make("50 mg every 24 h x 2", seed, people=200).answer["peak of naltrexone"]
        widths = [np.log(s.high / s.low) for s in (peak.people, peak.values, peak.together)]
        assert widths[2] > 0.9 * max(widths[:2])
        assert min(widths[:2]) > 0.2

    def test_a_structure_has_as_many_people_as_it_counts(self) -> None:
        assert share_out({"a": 0.9, "b": 0.0999, "c": 0.0001}, 400) == {"a": 360, "b": 40, "c": 1}


def test_the_page_is_whole_html(read: Reader) -> None:
    assert not read.open
    assert read.tags.count("html") == read.tags.count("body") == 1
    assert "svg" in read.tags
    assert "math" in read.tags


def test_the_page_loads_nothing(html: str, read: Reader) -> None:
    assert read.addresses == []
    assert not {"script", "link", "iframe", "object", "embed", "img", "image"} & set(read.tags)
    assert not re.search(r"@import|@font-face|url\((?!#)|javascript:|\son\w+=", html)
    # What is left of "http" are the names of XML vocabularies in drawings, which nobody fetches.
    names = re.findall(r'([\w:]+)="https?://', html)
    assert {name for name in names if not name.startswith("xmlns")} <= {"rdf:resource"}
    assert len(re.findall("https?://", html)) == len(names)


def test_every_link_inside_the_page_leads_somewhere(read: Reader) -> None:
    assert {target.removeprefix("#") for target in read.targets} <= set(read.anchors)


def test_the_page_holds_every_parameter_with_value_and_certainty(made: Dossier, read: Reader) -> None:
    assert made.methods.parameters
    for address, parameter in made.methods.parameters.items():
        row = f" {address} {parameter.value} {parameter.meaning}"
        assert row in read.text
        assert f" {parameter.certainty} " in read.text[read.text.index(row) :]


def test_the_page_shows_every_assumption_as_one(made: Dossier, html: str, read: Reader) -> None:
    parameters = made.methods.parameters.values()
    shown = [a for p in parameters for a in p.assumptions] + list(made.methods.assumed_spreads.values())
    assert html.count('class="assumed"') == len(shown) > 0
    for assumption in shown:
        assert assumption.citation.removeprefix("Assumption: ") in read.text


def test_the_page_holds_every_reference_and_cites_each(made: Dossier, read: Reader) -> None:
    for number, source in enumerate(made.methods.references, 1):
        assert source.citation in read.text
        assert f"ref{number}" in read.anchors


def test_the_page_holds_every_equation(made: Dossier, html: str) -> None:
    equations = [*made.methods.rates, *made.methods.starts, *made.methods.definitions]
    assert len(made.methods.rates) == len(made.drug.system.states)
    for equation in equations:
        assert equation.mathml in html


def test_the_page_sets_every_observation_beside_its_prediction(made: Dossier, read: Reader) -> None:
    assert tuple(verdict.observation.id for verdict in made.verdicts) == MET
    for verdict in made.verdicts:
        seen = verdict.observation
        row = read.text[read.text.index(f" {seen.id} {seen.quantity}: {seen.regimen}, {seen.time} ") :][:400]
        assert seen.said in row
        assert f"{verdict.predicted:.3g} ({verdict.low:.3g} to {verdict.high:.3g})" in row
        assert f"{'passes' if verdict.passes else 'misses'}: {verdict.why}" in row


def test_the_drawing_shows_displacement_at_every_receptor_with_each_structure(made: Dossier) -> None:
    drawn = made.figures[-1].svg
    for verdict in made.verdicts:
        assert (f"{verdict.observation.id} {verdict.observation.quantity.receptor}: " in drawn) == (
            verdict.observation.quantity.kind == "displacement"
        )
    assert all(name in drawn for name in made.drug.structures)


def test_what_is_met_went_in_as_the_dose_does_or_was_seen_at_receptors() -> None:
    drug = find_drug("naltrexone")
    by_mouth = {o.id for o in choose_observations(drug, read_regimen("5 mg"))}
    by_depot = {o.id for o in choose_observations(drug, read_regimen("380 mg as base by depot"))}
    at_receptors = {o.id for o in drug.observations if o.quantity.kind == "displacement"}
    assert {"O1", "O2", "O8"} <= at_receptors == by_mouth & by_depot
    assert "N9a" in by_mouth - by_depot
    assert "X2a" in by_depot - by_mouth
    assert {o.quantity.tolerance for o in drug.observations if o.id in by_mouth | by_depot} == {"exposure", "occupancy"}


class TestChain:
    def test_every_link_is_told_with_its_grade_and_why(self, made: Dossier, read: Reader) -> None:
        links = {link.name: link for link in made.chain}
        assert (links["plasma"].backing.met, links["brain"].backing.met) == (1, 0)
        assert {"mu receptors", "delta receptors", "kappa receptors"} <= links.keys()
        assert all(reason in read.text for link in made.chain for reason in link.reasons)
        assert sum(link.backing.passed for link in made.chain) == sum(verdict.passes for verdict in made.verdicts)

    def test_what_was_not_asked_for_is_graded_and_not_simulated(self, made: Dossier, html: str) -> None:
        assert "dopamine in the accumbens" in {link.name for link in made.chain}
        assert "reward.rise" not in made.course.outputs
        assert 'class="aside"' in html
        assert made.followed == ()


def test_another_structure_and_population_are_simulated_and_named(seed: int) -> None:
    other = make("50 mg", seed, people=2, structure="deep binding", population="adults with liver impairment")
    usual = make("50 mg", seed, people=2)
    assert other.course.system is other.drug.structures["deep binding"].system
    assert "adults_with_liver_impairment" in other.course.people.origin
    assert other.answer["peak of naltrexone"].people.middle > usual.answer["peak of naltrexone"].people.middle
    assert shlex.split(other.command)[-4:] == [
        "--structure",
        "deep binding",
        "--population",
        "adults with liver impairment",
    ]
    assert "--structure" not in usual.command
    assert "--population" not in usual.command
    page = render_page(other)
    assert "under the structure “deep binding”" in page
    # A rival has the values that its own calibration found, and the page shows those.
    own = find_estimates(other.drug)["deep binding"]
    assert set(other.calibrated) == set(own.addresses)
    assert f">{own.quantity('mu.leaving')}<" in page
    assert usual.calibrated == {}


@pytest.mark.parametrize(("what", "error"), [("structure", DrugError), ("population", PopulationError)])
def test_an_unknown_structure_or_population_is_refused(seed: int, what: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=f'no {what} is called "other"') as caught:
        make("50 mg", seed, PEOPLE, **{what: "other"})
    assert "naltrexone has: " in str(caught.value)


def test_the_page_says_how_to_make_it_again(made: Dossier, read: Reader, seed: int) -> None:
    assert made.command in read.text
    dose = re.search(r"--dose '([^']+)'", made.command)
    assert dose
    assert read_regimen(dose[1]).given() == made.plan.given()
    assert f"--people {PEOPLE} --seed {seed}" in made.command


def test_the_same_inputs_give_the_same_page(html: str, seed: int) -> None:
    assert render_page(make(DAILY, seed)) == html


def test_other_people_give_another_page(html: str, seed: int) -> None:
    assert render_page(make(DAILY, seed + 1)) != html


def test_what_a_regimen_says_of_itself_is_escaped(made: Dossier, html: str) -> None:
    assert "<script" not in html
    assert str(made.plan) in html


def test_work_is_told_from_nothing_to_all(seed: int) -> None:
    told: dict[str, list[float]] = {}
    make_dossier(
        find_drug("naltrexone"), read_regimen("50 mg"), people=2, seed=seed, estimates={},
        report=lambda what, share: told.setdefault(what, []).append(share),
    )  # fmt: skip
    assert len(told) == 3
    for shares in told.values():
        assert shares == sorted(shares)
        assert shares[-1] == pytest.approx(1.0)


def test_nobody_cannot_be_asked(seed: int) -> None:
    with pytest.raises(PopulationError, match="0 people"):
        make("50 mg", seed, people=0)


def test_a_dose_that_fits_nowhere_is_refused(seed: int) -> None:
    with pytest.raises(DoseError, match='no compartment is called "guts"'):
        make("50 mg as base into guts", seed)


def test_a_dossier_is_written_whole(made: Dossier, html: str, tmp_path: Path) -> None:
    path = tmp_path / "a name with blanks, µ.html"
    write_page(made, path)
    assert path.read_text(encoding="utf-8") == html
    assert os.listdir(tmp_path) == [path.name]


def test_a_dossier_replaces_the_one_before(made: Dossier, html: str, tmp_path: Path) -> None:
    path = tmp_path / "dossier.html"
    path.write_text("before", encoding="utf-8")
    write_page(made, path)
    assert path.read_text(encoding="utf-8") == html


@pytest.mark.parametrize("failing", ["write_text", "replace"])
def test_a_disk_that_fails_leaves_the_file_before_as_it_was(
    made: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = tmp_path / "dossier.html"
    path.write_text("before", encoding="utf-8")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path if failing == "write_text" else os, failing, fail)
    with pytest.raises(OutputError, match="cannot be written: No space left on device") as caught:
        write_page(made, path)
    monkeypatch.undo()
    assert "--output" in (caught.value.hint or "")
    assert path.read_text(encoding="utf-8") == "before"
    assert os.listdir(tmp_path) == ["dossier.html"]


def test_a_page_that_cannot_be_rendered_writes_nothing(
    made: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Dossier) -> str:
        raise OutputError("no page")

    monkeypatch.setattr(page_of_dossier, "render_page", fail)
    with pytest.raises(OutputError, match="no page"):
        write_page(made, tmp_path / "dossier.html")
    assert os.listdir(tmp_path) == []


def test_a_folder_is_no_file(made: Dossier, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a folder") as caught:
        write_page(made, tmp_path)
    assert caught.value.hint == "name a file in it"


def test_a_folder_that_does_not_exist_is_not_made(made: Dossier, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"the folder .*missing does not exist"):
        write_page(made, tmp_path / "missing" / "dossier.html")
    assert os.listdir(tmp_path) == []


def test_a_place_that_may_not_be_written_to_is_refused(
    made: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A superuser may write anywhere, so the answer of the system is given here.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(OutputError, match="cannot be written"):
        write_page(made, tmp_path / "dossier.html")
    assert os.listdir(tmp_path) == []
