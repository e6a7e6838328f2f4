"""Figures of the evidence other than forests: each is one drawing that says what it shows, within its sheet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
import pytest

from neurodose.evidence.effects import Effects
from neurodose.evidence.measure import find_measure
from neurodose.evidence.networks.network import Network, network
from neurodose.evidence.networks.ranking import rank_treatments
from neurodose.figures.dose_response import Seen, draw_dose_response
from neurodose.figures.funnel import Filled, draw_funnel
from neurodose.figures.league import draw_league
from neurodose.figures.prisma import draw_prisma
from neurodose.figures.rankogram import draw_rankogram
from neurodose.figures.traffic_lights import LIGHTS, Judged, draw_lights
from neurodose.figures.treatment_network import draw_network, draw_treatments
from neurodose.records.search import Flow
from neurodose.records.study import JUDGEMENTS, Bias

TREATMENTS = ("placebo", "baclofen", "naltrexone by mouth", "acamprosate")


@pytest.fixture
def effects() -> Effects:
    estimates, errors = np.array([-0.3, 0.1, -0.8, 0.2]), np.array([0.1, 0.3, 0.5, 0.2])
    return Effects.of(
        ["a & b", "c", "d", "e"], estimates, errors=errors, measure="RR", remembered=[False, True, False, False]
    )


@pytest.fixture
def net() -> Network:
    pairs = [(0, 1), (0, 1), (0, 2), (1, 2), (0, 3)]
    return network(
        Effects.of(
            [f"study {n}" for n in range(5)], [0.1, -0.2, -0.5, -0.2, 0.3], errors=[0.2] * 5, measure="OR",
            treatments=[TREATMENTS[b] for _, b in pairs], controls=[TREATMENTS[a] for a, _ in pairs],
        )
    )  # fmt: skip


def read(svg: str) -> tuple[str, list[str]]:
    """What a drawing says it shows, and the words in it."""
    tree = ElementTree.fromstring(svg)
    width, height = (float(size) for size in tree.attrib["viewBox"].split()[2:])
    for element in tree:
        for key, most in (("x", width), ("cx", width), ("y", height), ("cy", height)):
            assert -1 <= float(element.get(key, 0)) <= most + 1, element.attrib
    title = next(element.text or "" for element in tree if element.tag.endswith("title"))
    return title, [element.text or "" for element in tree if element.tag.endswith("text")]


class TestFunnel:
    def test_every_study_has_its_mark(self, effects: Effects) -> None:
        svg = draw_funnel(effects, -0.2)
        title, words = read(svg)
        assert "4 studies" in title
        assert svg.count("<circle") == 4 + 2  # and two that explain them
        assert "remembered, not read" in words
        assert "filled in" not in words

    def test_what_trim_and_fill_adds_is_told_apart(self, effects: Effects) -> None:
        svg = draw_funnel(effects, -0.2, Filled(np.array([0.6, 0.9]), np.array([0.5, 0.6])))
        title, words = read(svg)
        assert "2 filled in" in title
        assert "filled in" in words

    def test_the_contours_are_shaded_on_both_sides(self, effects: Effects) -> None:
        assert draw_funnel(effects, 0.0).count("<polygon") == 2 * 3


class TestNetwork:
    def test_lines_tell_studies_and_circles_treatments(self, net: Network) -> None:
        svg = draw_network(net)
        title, words = read(svg)
        assert svg.count("<circle") == 4
        assert svg.count("<path") == len(net.edges) == 4
        assert "4 treatments" in title
        assert {"placebo", "baclofen", "1", "2"} <= set(words)

    def test_more_people_make_a_larger_circle_and_unknown_ones_a_circle_too(self) -> None:
        svg = draw_treatments({"a": 1000, "b": 10, "c": None}, {("a", "b"): 2, ("b", "c"): 1})
        radii = [float(size) for size in re.findall(r'<circle [^>]* r="([\d.]+)"', svg)]
        assert radii[0] > radii[1]
        assert radii[2] > 0

    def test_a_large_network_has_no_numbers_on_its_lines(self) -> None:
        names = {f"treatment {n}": 100.0 for n in range(40)}
        edges = {(f"treatment {n}", f"treatment {(n * 7 + 1) % 40}"): 3 for n in range(40)}
        assert "3" not in read(draw_treatments(names, edges))[1]

    def test_a_league_holds_every_pair(self, net: Network) -> None:
        league = net.league()
        _, words = read(draw_league(league, net.measure))
        assert sum(word.startswith("(") for word in words) == len(league.cells)

    def test_a_rankogram_has_a_panel_for_each_treatment(self, net: Network) -> None:
        svg = draw_rankogram(rank_treatments(net))
        _, words = read(svg)
        assert svg.count("<rect") == 4 * 4
        assert all(any(word.startswith(name) for word in words) for name in TREATMENTS)


class TestLights:
    def test_every_judgement_of_every_tool_has_a_light_and_a_sign(self) -> None:
        assert {word for words in JUDGEMENTS.values() for word in words} == set(LIGHTS)
        for tool in ("RoB 2", "ROBINS-I"):
            held = [colour_and_sign for word, colour_and_sign in LIGHTS.items() if word in JUDGEMENTS[tool]]
            assert len(set(held)) == len(held)

    def test_what_nobody_assessed_is_grey_with_a_question_mark(self) -> None:
        title, words = read(draw_lights([Judged("Rome <2007>", Bias("RoB 2", {"randomisation": "low"}))]))
        assert "not assessed: 1" in title
        assert words.count("?") == 5 + 1  # four domains and the whole; and the one that explains them
        assert words.count("+") == 1 + 1


@dataclass(frozen=True)
class OnCurve:
    """One dose of a made-up curve."""

    dose: float
    estimate: float
    low: float
    high: float
    prediction_low: float
    prediction_high: float
    is_outside: bool


class TestDoseResponse:
    POINTS = (Seen("a", 20, -0.4, 0.2), Seen("b", 40, -0.6, 0.1))

    def draw(self, measure: str, high: float = 0.0) -> str:
        curve = [OnCurve(d, -d / 100, -d / 50, high, -np.inf, np.inf, d > 40) for d in range(0, 70, 10)]
        return draw_dose_response(curve, find_measure(measure), self.POINTS)

    def test_it_shows_curve_bands_and_what_studies_saw(self) -> None:
        title, words = read(self.draw("OR"))
        assert "0.549 at 60" in title
        assert "dose, mg a day" in words
        assert self.draw("OR").count("<polygon") == 2
        assert self.draw("OR").count("<circle") == 2 + 1

    def test_it_is_dashed_where_nobody_looked(self) -> None:
        assert self.draw("MD").count("stroke-dasharray") == 2 + 1  # and one that explains it

    def test_bands_without_an_end_do_not_crowd_out_the_curve(self) -> None:
        heights = re.findall(r'<polyline points="([^"]+)"[^>]*stroke-width="1.8"', self.draw("OR", 50.0))
        ends = [float(point.split(",")[1]) for line in heights for point in line.split()]
        assert max(ends) - min(ends) > 20


class TestFlow:
    def test_an_unknown_number_is_told_as_unknown(self) -> None:
        flow = Flow(databases={"PubMed": None}, others={"collection": 40}, doubles=0, screened=40, screened_out=5,
                    sought=35, not_retrieved=1, assessed=34, excluded={"not randomised": 20}, studies=14,
                    by_design={"randomised parallel": 14})  # fmt: skip
        title, words = read(draw_prisma(flow))
        text = " ".join(words)
        assert "Records found, databases (not known)" in text
        assert "Studies that answer the question (n = 14)" in text
        assert "not randomised: 20" in text
        assert "not known" in title
