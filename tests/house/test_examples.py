"""The examples run, and what they print is what a calculation of another kind gives."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from examples import naltrexone_missed_doses as example
from neurodose import Dose, MatrixExponential, People, evidence, find_drug, simulate
from neurodose.seeds import draw_uniforms
from neurodose.simulation import Keep, TimesAbove
from neurodose.simulation.visits import Visit
from neurodose.units import day, h, mg, percent

COUNT, WEEKS, BEFORE = 12, 3, 20  # people; weeks looked at; weeks of every dose that stand for ever
MISSED = 0.4
LOOK = 0.1  # hours
COUNTED = 2 * LOOK  # hours: each stretch below begins and ends between two looks; and that lines are no curves


@pytest.fixture(scope="module")
def people(seed: int) -> People:
    return find_drug("naltrexone").people.sample(COUNT, seed=seed)


@pytest.fixture(scope="module")
def hours(people: People) -> np.ndarray:
    return example.count_hours(example.take(people, missed=MISSED, weeks=WEEKS), WEEKS)


def count_by_hand(people: People, person: int) -> list[float]:
    """The same, with every dose of one person written out, from nothing, by an exact way, and counted look by look."""
    days = [7 * week + of_week for week in range(WEEKS) for of_week in (0, 2, 4)]
    draws = [draw_uniforms(people.seed, f"missed at visit {n}", people.identity)[0] for n in range(1, len(days) + 1)]
    taken = [day_ for day_, draw in zip(days, draws, strict=True) if draw[person] >= MISSED]
    always = [7 * week + of_week for week in range(-BEFORE, 0) for of_week in (0, 2, 4)]
    plan = None
    for day_ in always + taken:
        dose = Dose((150 if day_ % 7 == 4 else 100) * mg, salt="hydrochloride", at=(day_ + 7 * BEFORE) * day)
        plan = dose if plan is None else plan & dose
    looks = np.arange(0, WEEKS * 168, LOOK) + LOOK / 2
    course = simulate(find_drug("naltrexone").model, plan, people[[person]], at=(looks + BEFORE * 168) * h,
                      outputs=["mu.displacement"], method=MatrixExponential())  # fmt: skip
    below = course["mu.displacement"].to(percent).values[0] < 80
    return (below.reshape(WEEKS, -1).sum(axis=1) * LOOK).tolist()


def test_the_hours_below_are_those_of_doses_written_out_one_by_one(people: People, hours: np.ndarray) -> None:
    for person in range(0, COUNT, 3):
        assert hours[person] == pytest.approx(count_by_hand(people, person), abs=COUNTED), person
    assert (hours[::3] > 10).any()


def test_whoever_takes_every_dose_has_the_same_week_each_week(people: People) -> None:
    course = example.take(people[:3], missed=0.0, weeks=2)
    assert course.given is not None
    assert [len(records) for records in course.given] == [6, 6, 6]
    first, second = np.split(course["mu.displacement"].to(percent).values[:, :-1], 2, axis=1)
    assert second == pytest.approx(first, abs=1e-3)  # of 100 %: a tolerance of 1e-6 in the states


def test_the_table_says_the_numbers_by_week_and_adherence() -> None:
    table = example.tabulate(4, 2, seed=11)
    text = example.write_table(table)
    assert list(table) == [0.0, 0.1, 0.2, 0.3]
    assert "under 80 % displacement at mu: mean of 4 virtual adults" in text
    rows = {line.split()[0]: re.findall(r"(\d+\.\d) \((\d+\.\d)\)", line) for line in text.splitlines() if line}
    assert set(rows) >= {"week", "1", "2", "all", "ever"}
    for number, name in enumerate(("1", "2")):
        expected = [
            (f"{hours[:, number].mean():.1f}", f"{np.quantile(hours[:, number], 0.95):.1f}") for hours in table.values()
        ]
        assert rows[name] == expected
    assert [mean for mean, _ in rows["all"]] == [f"{hours.mean():.1f}" for hours in table.values()]


def test_hours_are_counted_along_straight_lines() -> None:
    course = example.take(find_drug("naltrexone").people.sample(1, seed=1), missed=1.0, weeks=1)
    blocked = course["mu.displacement"].to(percent).values[0]
    assert blocked[0] > 80 > blocked[-1]
    crossed = np.interp(-80, -blocked, course.times)  # without doses it only falls
    assert example.count_hours(course, 1)[0, 0] == pytest.approx(168 - crossed)


def run_page(name: str) -> tuple[dict[str, Any], int]:
    """What a page of the docs has named once it has run, and how many blocks it has."""
    page = (Path(__file__).parents[2] / "docs" / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {}
    for number, block in enumerate(blocks, 1):
        exec(compile(block, f"{name}, block {number}", "exec"), names)
    return names, len(blocks)


def test_the_page_on_dosing_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names, blocks = run_page("dosing.md")
    assert blocks == 6
    assert names["going_on"].status.failed.size == names["seen"].status.failed.size == 0
    assert len(names["seen"].given) == 20


def test_the_page_on_dosing_names_every_verb_of_a_visit() -> None:
    page = (Path(__file__).parents[2] / "docs" / "dosing.md").read_text(encoding="utf-8")
    for name in (name for name in vars(Visit) if not name.startswith("_")):
        assert re.search(rf"`(visit\.)?{name}\b", page), name


def test_the_page_on_what_is_kept_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names, blocks = run_page("keeping.md")
    assert blocks == 1
    assert [path.name for path in tmp_path.iterdir()] == ["course.parquet"]
    assert names["hours"].outputs[0] == "time of mu.displacement above 50 %"
    assert names["bands"].kept == "quantiles over all 500 people who have values, exact"


def test_the_page_on_synthesis_runs_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    page = (Path(__file__).parents[2] / "docs" / "synthesis.md").read_text(encoding="utf-8")
    table = re.search(r"```text\n(.*?)```", page, re.DOTALL)
    assert table is not None
    (tmp_path / "trials.csv").write_text(table[1], encoding="utf-8")
    names, _ = run_page("synthesis.md")
    assert names["pool"].k == len(names["studies"]) == 8
    assert names["by_receptor"].told == "size · occupancy(dose)"
    assert 0 < names["occupancy"](25) < names["occupancy"](100) < 1
    figures = sorted(tmp_path.glob("*.svg"))
    assert len(figures) == 7
    assert all(figure.read_text(encoding="utf-8").startswith("<svg") for figure in figures)


def test_the_page_on_synthesis_names_every_method_that_synthesize_takes() -> None:
    page = (Path(__file__).parents[2] / "docs" / "synthesis.md").read_text(encoding="utf-8")
    nouns = [name for name in evidence.__all__ if hasattr(getattr(evidence, name), "fit")]
    assert len(nouns) > 10
    assert [noun for noun in nouns if f"{noun}(" not in page] == []


def test_the_page_on_what_is_kept_names_every_noun() -> None:
    page = (Path(__file__).parents[2] / "docs" / "keeping.md").read_text(encoding="utf-8")
    for noun in (noun.__name__ for noun in Keep.__subclasses__() + TimesAbove.__subclasses__()):
        assert re.search(rf"`{noun}\(", page), noun
