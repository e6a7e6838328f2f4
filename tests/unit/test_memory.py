"""Whether a simulation fits into memory is told before anything is solved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neurodose import Dose, Quantiles, simulate, typical_people
from neurodose.errors import CourseError
from neurodose.simulation import Areas, Keep, Means, Parquet, TimesAbove, memory
from neurodose.simulation.memory import check_room, find_available, write_size
from neurodose.simulation.visits import Visits
from neurodose.units import h, mg, percent
from tests.models import competing

GB = 1e9
EFFECT = "effect"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with half a gigabyte."""
    monkeypatch.setattr(memory, "find_available", lambda: 0.5 * GB)


def give(count: int, keep: Keep | None = None, **how: Any) -> Any:
    told = {"until": 100 * h, "every": 1 * h, "outputs": [EFFECT], **how}
    return simulate(competing, Dose(1 * mg, route="mouth"), typical_people(count), keep=keep, **told)


class TestRequests:
    def test_what_does_not_fit_is_refused_with_its_size_and_a_way_out(self, small: None) -> None:
        told: list[float] = []
        with pytest.raises(CourseError, match=r"this simulation needs 2\.\d* GB of memory, and 500 MB are") as caught:
            give(3_000_000, progress=told.append)
        assert "Trajectories of 3000000 people 2.42 GB" in str(caught.value.exists)
        for noun in ("Quantiles", "Means", "TimesAbove", "Areas", "FinalStates", "Parquet"):
            assert noun in str(caught.value.hint)
        assert not told

    @pytest.mark.parametrize(
        "keep",
        [lambda folder: Means(), lambda folder: Parquet(folder / "a"),
         lambda folder: TimesAbove({EFFECT: 50 * percent}), lambda folder: Areas()],
        ids=["means", "parquet", "times", "areas"],
    )  # fmt: skip
    def test_what_streams_fits(
        self, keep: Callable[[Path], Keep], small: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class SolvedError(Exception):
            """So far it came."""

        def stop(*_: object, **__: object) -> None:
            raise SolvedError("solved")

        monkeypatch.setattr("neurodose.simulation.simulate.live", stop)
        with pytest.raises(SolvedError, match="solved"):
            give(1_500_000, keep(tmp_path))

    def test_quantiles_take_no_more_than_their_bins(self) -> None:
        asked = Quantiles().ask(competing.system, (EFFECT,), np.arange(30.0))
        few, many = Quantiles().size(asked, 10_000), Quantiles().size(asked, 10**9)
        assert (few - many) == 8 * 30 * 10_000 - (512 << 20)

    def test_many_times_of_one_person_count_too(self, small: None) -> None:
        with pytest.raises(CourseError, match="are available") as caught:
            give(1, TimesAbove({EFFECT: 50 * percent}), until=9_000_000 * h)
        assert str(caught.value.exists).startswith("TimesAbove of 1 people 576 MB, events and outputs of 1 people")

    def test_what_visits_write_down_counts_too(self, small: None) -> None:
        regimen = Dose(1 * mg, route="mouth", every=1 * h, count=90)
        with pytest.raises(CourseError, match="are available") as caught:
            simulate(competing, regimen, typical_people(100_000), until=100 * h, outputs=[EFFECT], keep=Means(),
                     visits=Visits(5 * h, lambda visit: None))  # fmt: skip
        assert "what they were given 2.7 GB" in str(caught.value.exists)

    def test_what_surely_fits_is_not_asked_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail() -> float:
            raise AssertionError("nobody has to ask")

        monkeypatch.setattr(memory, "find_available", fail)
        assert len(give(3).people) == 3

    def test_where_the_system_does_not_say_nothing_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(memory, "find_available", lambda: None)
        check_room({"all there is": 1e30})
        monkeypatch.setattr(memory, "find_available", lambda: 1e29)
        with pytest.raises(CourseError, match="needs"):
            check_room({"all there is": 1e30})


class TestAvailable:
    @pytest.fixture
    def machine(self, tmp_path: Path) -> Callable[..., float | None]:
        (tmp_path / "meminfo").write_text("MemTotal:  9000000 kB\nMemAvailable:  4000000 kB\n", encoding="ascii")

        def find(membership: str, **files: str) -> float | None:
            (tmp_path / "mine").write_text(membership, encoding="ascii")
            for name, text in files.items():
                place = tmp_path / "groups" / name.replace("__", "/").replace("_dot_", ".")
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="ascii")
            return find_available(tmp_path / "meminfo", tmp_path / "groups", tmp_path / "mine")

        return find

    def test_it_is_what_the_kernel_calls_available(self, machine: Callable[..., float | None]) -> None:
        assert machine("0::/\n") == pytest.approx(4.096 * GB)

    def test_a_control_group_binds_and_gives_files_back(self, machine: Callable[..., float | None]) -> None:
        found = machine(
            "0::/outer/inner\n",
            outer__memory_dot_max="2000000000\n",
            outer__memory_dot_current="1500000000\n",
            outer__memory_dot_stat="anon 1\ninactive_file 200000000\nactive_file 100000000\n",
            outer__inner__memory_dot_max="max\n",
            outer__inner__memory_dot_current="1\n",
        )
        assert found == pytest.approx(0.8 * GB)

    def test_control_groups_of_the_first_version_bind(self, machine: Callable[..., float | None]) -> None:
        files = {
            "memory__memory_dot_limit_in_bytes": "3000000000\n",
            "memory__memory_dot_usage_in_bytes": "1000000000\n",
        }
        assert machine("5:cpu:/x\n4:memory:/x\n", **files) == pytest.approx(2 * GB)

    def test_a_group_that_is_full_leaves_nothing(self, machine: Callable[..., float | None]) -> None:
        assert machine("0::/\n", memory_dot_max="100\n", memory_dot_current="200\n") == 0.0

    def test_here_it_is_some_number(self) -> None:
        found = find_available()
        assert found is None or found > 0

    @pytest.mark.parametrize(
        ("size", "text"),
        [(12, "12 bytes"), (2048, "2.05 kB"), (3.2e6, "3.2 MB"), (999.9e6, "1 GB"), (5e12, "5e+03 GB")],
    )
    def test_sizes_are_told_in_words(self, size: float, text: str) -> None:
        assert write_size(size) == text
