"""The examples of what baclofen does to people run, say a hard stop first, and turn no harm into a dose."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import numpy as np
import pytest

from examples import (
    baclofen_abrupt_stop,
    baclofen_overdose,
    baclofen_spasticity_and_mood,
    baclofen_who_responds,
)

EXAMPLES = (baclofen_abrupt_stop, baclofen_overdose, baclofen_spasticity_and_mood, baclofen_who_responds)


@pytest.fixture(scope="module", params=EXAMPLES, ids=lambda module: module.__name__.rpartition(".")[2])
def shown(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, str, Path]:
    folder = tmp_path_factory.mktemp("figures")
    return request.param, request.param.show(folder), folder


def test_a_section_shows_each_figure_that_it_drew(shown: tuple[ModuleType, str, Path]) -> None:
    _, section, folder = shown
    names = re.findall(r"!\[[^\]]+\]\(figures/([\w-]+\.svg)\)", section)
    assert {path.name for path in folder.iterdir()} == set(names)
    for name in names:
        drawn = {element.tag.split("}")[1] for element in ElementTree.parse(folder / name).iter()}
        assert {"polyline", "text"} <= drawn


def test_every_gap_of_a_section_is_filled(shown: tuple[ModuleType, str, Path]) -> None:
    _, section, _ = shown
    assert section.startswith("## ")
    assert not re.search(r"\{\w*\}|nan|\binf\b", section)


def test_it_says_that_it_is_no_advice(shown: tuple[ModuleType, str, Path]) -> None:
    module, _, _ = shown
    assert "not advice" in (module.__doc__ or "")


class TestHardStops:
    def test_failing_kidneys_come_before_an_overdose(self, tmp_path: Path) -> None:
        section = baclofen_overdose.show(tmp_path)
        assert section.index("*Hard stop first*: baclofen with failing kidneys") < section.index("![")

    def test_an_abrupt_end_comes_before_its_figure(self, tmp_path: Path) -> None:
        section = baclofen_abrupt_stop.show(tmp_path)
        assert section.index("*Hard stop first*: baclofen that ends at once") < section.index("![")


class TestOverdose:
    def test_more_is_worse_with_worse_kidneys_and_with_alcohol(self) -> None:
        usual, failing = (np.median(baclofen_overdose.find_coma(f), axis=0) for f in (100, 10))
        drunk = np.median(baclofen_overdose.find_coma(100, 100), axis=0)
        assert (np.diff(usual) > 0).all()
        assert (failing > usual).all()
        assert (drunk > usual).all()

    def test_the_dose_of_the_series_lies_near_one_half_and_is_very_unsure(self) -> None:
        found = baclofen_overdose.find_coma(100)[:, baclofen_overdose.DOSES.index(400)]
        assert 25 < np.median(found) < 75
        assert np.quantile(found, 0.975) - np.quantile(found, 0.025) > 80


class TestWhoResponds:
    def test_what_is_explained_is_that_of_a_plain_regression(self, seed: int) -> None:
        first, second, noise = np.random.default_rng(seed).normal(size=(3, 4000))
        response = np.exp(2 * first + second + 2 * noise)
        shares = baclofen_who_responds.share_out(response, {"first": np.exp(first), "second": np.exp(second)})
        assert shares["all together"] == pytest.approx(100 * 5 / 9, abs=3)
        assert shares["first"] == pytest.approx(100 * 4 / 9, abs=3)
        assert shares["second"] == pytest.approx(100 / 9, abs=3)

    def test_people_differ_in_every_trait(self) -> None:
        people = baclofen_who_responds.find_people()
        for address in baclofen_who_responds.TRAITS.values():
            assert people.columns[address].std() > 0, address
