"""A scheme shows every place, way in and receptor of a model once, and where each arrow goes."""

from __future__ import annotations

from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from neurodose import Compartment, EffectSite, Parameter, Parameters, Route, find_drug, model
from neurodose.figures.columns import Node, arrange, count_crossings, keep_apart, rank
from neurodose.figures.scheme import Arrow, Box, draw_scheme
from neurodose.library import DRUGS
from neurodose.modelling.model import Model
from neurodose.modelling.system import System
from neurodose.reports.places import MOST, find_places, find_receptors
from neurodose.reports.scheme import draw_model, find_scheme
from neurodose.units import L, h
from tests.models import invented, parent

NAME = "{http://www.w3.org/2000/svg}"
NEAR = 1e-9  # places on a sheet, in points


def structures() -> list[Any]:
    """Every model of the library that can be asked for by its name."""
    return [
        pytest.param(model, id=f"{name}, {structure}")
        for name in [*DRUGS, "mitragynine + midazolam", "morphine + naltrexone"]
        for structure, model in find_drug(name).structures.items()
    ]


def words(text: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(text).iter(f"{NAME}text")]


def arrow_between(system: System, source: str, target: str) -> Arrow:
    (found,) = (a for a in find_scheme(system)[1] if {a.source, a.target} == {source, target})
    return found


@pytest.fixture(scope="module")
def naltrexone() -> System:
    return find_drug("naltrexone").system


class TestColumns:
    def test_what_leads_somewhere_stands_left_of_it(self) -> None:
        ranks = rank("abcd", [("a", "b"), ("b", "c"), ("a", "d")], dict.fromkeys("abcd", 0))
        assert ranks == {"a": 0, "b": 1, "c": 2, "d": 1}

    def test_of_a_circle_the_last_arrow_decides_nothing(self) -> None:
        ranks = rank("abc", [("a", "b"), ("b", "c"), ("c", "a")], dict.fromkeys("abc", 0))
        assert ranks == {"a": 0, "b": 1, "c": 2}
        ranks = rank("abc", [("b", "c"), ("c", "a"), ("a", "b")], dict.fromkeys("abc", 0))
        assert ranks == {"b": 0, "c": 1, "a": 2}

    def test_a_higher_floor_stands_further_right_and_what_leads_there_stands_close(self) -> None:
        pairs = [("way", "plasma"), ("plasma", "tissue"), ("plasma", "deep"), ("own", "mu"), ("plasma", "mu")]
        floors: dict[Node, int] = {"way": 0, "plasma": 1, "tissue": 1, "deep": 1, "own": 1, "mu": 2}
        ranks = rank(list(floors), pairs, floors)
        assert ranks["mu"] == max(ranks.values())
        assert ranks["own"] == ranks["mu"] - 1

    def test_an_order_without_crossings_is_found(self) -> None:
        ranks: dict[Node, int] = {"a": 0, "b": 0, "c": 0, "x": 1, "y": 1, "z": 1}
        pairs = [("a", "z"), ("b", "y"), ("c", "x")]
        assert count_crossings([list("abc"), list("xyz")], pairs) == 3
        placed = arrange(ranks, pairs, dict.fromkeys(ranks, 10.0), apart=5.0, passing=2.0)
        assert count_crossings(placed.held, pairs) == 0

    def test_an_arrow_that_passes_a_column_has_a_place_in_it(self) -> None:
        placed = arrange({"a": 0, "b": 1, "c": 2}, [("a", "b"), ("b", "c"), ("a", "c")],
                         dict.fromkeys("abc", 10.0), apart=5.0, passing=2.0)  # fmt: skip
        way = placed.ways["a", "c"]
        assert (way[0], len(way), way[-1]) == ("a", 3, "c")
        assert abs(placed.middle[way[1]] - placed.middle["b"]) >= 10 / 2 + 2 / 2 + 5 - NEAR

    @pytest.mark.parametrize(
        ("wished", "gaps", "found"),
        [
            ([0.0, 10.0], [5.0], [0.0, 10.0]),
            ([0.0, 0.0], [4.0], [-2.0, 2.0]),
            ([0.0, 0.0, 30.0], [4.0, 4.0], [-2.0, 2.0, 30.0]),
            ([10.0, 0.0], [2.0], [4.0, 6.0]),
            ([], [], []),
        ],
    )
    def test_what_would_overlap_is_moved_apart_and_no_further(
        self, wished: list[float], gaps: list[float], found: list[float]
    ) -> None:
        assert keep_apart(wished, gaps) == pytest.approx(found, abs=NEAR)


class TestDrawings:
    def test_boxes_arrows_and_substances_are_drawn_and_explained(self) -> None:
        boxes = [
            Box("a", "gut", "drug", "place", 0, "drug", goes="lost"),
            Box("b", "brain", "other", "place", 0, "other"),
        ]
        text = draw_scheme(boxes, [Arrow("a", "b", "becomes", words="gut becomes brain")])
        said = words(text)
        assert {"gut", "brain", "lost", "drug", "other", "becomes another substance"} <= set(said)
        assert "<title>gut becomes brain</title>" in text

    def test_names_are_written_as_text(self) -> None:
        assert "a &lt; b" in draw_scheme([Box("a", "a < b", "", "own", 0)], [])

    def test_the_same_scheme_is_the_same_text(self, naltrexone: System) -> None:
        assert draw_model(naltrexone) == draw_model(naltrexone)

    def test_boxes_of_a_column_lie_apart_and_on_the_sheet(self, naltrexone: System) -> None:
        root = ElementTree.fromstring(draw_model(naltrexone))
        width, height = map(float, root.attrib["viewBox"].split()[2:])
        frames = {tuple(float(r.attrib[n]) for n in ("x", "y", "width", "height")) for r in root.iter(f"{NAME}rect")
                  if "rx" in r.attrib and r.attrib["rx"] != "2"}  # fmt: skip
        assert len(frames) == len(find_scheme(naltrexone)[0])
        assert all(min(x, y) >= 0 and x + w <= width and y + tall <= height for x, y, w, tall in frames)
        for (x1, y1, w1, h1), (x2, y2, w2, h2) in ((a, b) for a in frames for b in frames if a != b):
            assert x1 + w1 < x2 or x2 + w2 < x1 or y1 + h1 < y2 or y2 + h2 < y1


class TestSchemes:
    @pytest.mark.parametrize("structure", structures())
    def test_every_state_and_route_of_the_library_is_shown_in_few_boxes(self, structure: Model) -> None:
        system = structure.system
        boxes, arrows = find_scheme(system)
        names = [box.name for box in boxes]
        assert len(set(names)) == len(names) <= MOST
        assert {f"route {name}" for name in system.routes} <= set(names)
        for state in system.states:
            assert find_places(system).names[state.address] in names, state.address
        assert {end for a in arrows for end in (a.source, a.target)} <= set(names)
        assert len({frozenset((a.source, a.target)) for a in arrows}) == len(arrows)
        assert all(a.source != a.target for a in arrows)

    def test_a_chain_of_stages_is_one_box(self, naltrexone: System) -> None:
        (pores,) = (box for box in find_scheme(naltrexone)[0] if box.name.startswith("muscle.pores"))
        assert (pores.title, pores.note) == ("muscle.pores", "naltrexone, 3 stages")

    def test_to_and_fro_is_one_arrow(self, naltrexone: System) -> None:
        assert arrow_between(naltrexone, "parent.plasma", "parent.tissue").both

    def test_a_substance_becomes_another(self, naltrexone: System) -> None:
        assert arrow_between(naltrexone, "parent.plasma", "metabolite.plasma").kind == "becomes"

    def test_what_is_lost_and_made_is_said_beside_its_box(self, naltrexone: System) -> None:
        said = {box.name: (box.comes, box.goes) for box in find_scheme(naltrexone)[0]}
        assert said["gut"] == ("", "lost")
        assert said["endorphin.free"] == ("made", "broken down")
        assert said["brain"] == ("", "")

    def test_a_site_follows_what_drives_it(self, naltrexone: System) -> None:
        arrow = arrow_between(naltrexone, "parent.plasma", "brain")
        assert (arrow.source, arrow.kind, arrow.words) == ("parent.plasma", "acts", "brain follows parent.plasma")

    def test_each_ligand_comes_from_its_own_place(self, naltrexone: System) -> None:
        drawn = {(a.source, a.target) for a in find_scheme(naltrexone)[1]}
        receptors = find_receptors(naltrexone)
        assert receptors["kappa"] == ["naltrexone", "naltrexol", "endorphin", "dynorphin"]
        places = {"naltrexone": "brain", "naltrexol": "brain_naltrexol", "dynorphin": "dynorphin.free"}
        for ligand, place in places.items():
            assert {(place, r) for r, ligands in receptors.items() if ligand in ligands} == {
                (source, r) for source, r in drawn if source == place and r in receptors
            }

    def test_binding_that_takes_from_its_site_goes_to_and_fro(self) -> None:
        system = find_drug("naltrexone").structures["deep binding"].system
        assert arrow_between(system, "brain", "mu").both
        assert not arrow_between(system, "brain", "delta").both

    def test_a_part_of_too_many_places_is_one_box(self) -> None:
        boxes, arrows = find_scheme(many_places.system)
        assert len(boxes) <= MOST
        assert ("left", f"{parent.name}, 30 places") in [(box.title, box.note) for box in boxes]
        assert any({a.source, a.target} == {"left", "plasma"} for a in arrows)

    def test_what_comes_from_nowhere_at_less_than_nothing_leaves(self) -> None:
        said = {box.name: (box.comes, box.goes) for box in find_scheme(losing.system)[0]}
        assert said["brain"] == ("", "hydrolysed")

    def test_an_enzyme_and_what_reaches_it_are_one_box_that_acts_where_it_clears(self) -> None:
        system = find_drug("mitragynine").system
        names = find_places(system).names
        assert names["mitragynine_at_cyp3a_gut"] == names["cyp3a_gut.amount"] == "cyp3a_gut"
        assert arrow_between(system, "gut", "cyp3a_gut").both
        arrow = arrow_between(system, "cyp3a_liver", "hydroxy")
        assert (arrow.source, arrow.kind) == ("cyp3a_liver", "acts")

    def test_what_a_receptor_drives_follows_the_receptor_alone(self) -> None:
        drawn = [
            a for a in find_scheme(find_drug("fentanyl").system)[1] if "adaptation_at_mu.number" in (a.source, a.target)
        ]
        assert [(a.source, a.target) for a in drawn] == [("mu", "adaptation_at_mu.number")]


class Rates(Parameters):
    """Numbers of the models below."""

    drug = parent
    k = Parameter(1.0 / h, "rate", invented, "low")
    V = Parameter(3.0 * L, "volume", invented, "low")


@model
def many(m: Any, p: Any) -> None:
    """Drug passes thirty places."""
    names = [f"place_{n}" for n in range(30)]
    for name in names:
        setattr(m, name, Compartment(p.drug))
    for name, following in pairwise(names):
        getattr(m, name).flows_to(getattr(m, following), rate=p.k)


@model
def many_places(m: Any, p: Any = Rates) -> None:
    """Drug passes thirty places on either side."""
    m.left = many(p)
    m.right = many(p)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.left.place_29.flows_to(m.plasma, rate=p.k)
    m.plasma.flows_to(m.right.place_0, rate=p.k)
    m.mouth = Route(m.left.place_0)


@model
def losing(m: Any, p: Any = Rates) -> None:
    """What has reached the brain is broken down there."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.brain = EffectSite(m.plasma, rate=p.k)
    m.brain.changes_by(-p.k * m.brain, "hydrolysed")
