"""Many threads give what one gives, in every bit, and stop when they are told to."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np
import pytest

from neurodose import Dose, People, Rodas5P, simulate
from neurodose.populations.virtual import Population
from neurodose.simulation import living
from neurodose.solvers.primitives import Kind
from neurodose.solvers.status import Status
from neurodose.units import day, h, mg
from tests.backends.answers import Bench, assert_same_bits
from tests.hand_written import saves, schedule
from tests.models import Numbers, binding, competing

THREADS = range(1, 8)
AT_ONCE = 1.0  # second within which an interrupt is obeyed
TWICE = Dose(50 * mg, every=12 * h, count=2)


def sample(count: int) -> People:
    return Population(None, Numbers).sample(count, seed=7)


@pytest.fixture(scope="module")
def brain() -> Bench:
    return Bench(competing, "drug.plasma.concentration", "signal")


class TestSameBits:
    """However people come to be computed together."""

    def march(self, brain: Bench, who: np.ndarray, **how: Any) -> Any:
        rows = [[(float(p % 3), Kind.ADD, 0, 1e5 * (1 + p % 5)), *saves([3.0, 4.0 + p % 7, 24.0])] for p in who]
        for place, row in enumerate(rows):
            row[1:] = [(t, kind, 3 * place + k, v) for k, (t, kind, _, v) in enumerate(row[1:])]
        return brain.engine.march(brain.draw(101)[:, who], schedule(*rows), Rodas5P(), **how)

    @pytest.mark.parametrize("threads", THREADS)
    def test_any_number_of_threads(self, brain: Bench, threads: int) -> None:
        everyone = np.arange(101)
        assert_same_bits(self.march(brain, everyone, threads=threads), self.march(brain, everyone))

    def test_any_order_and_any_subset(self, brain: Bench, seed: int) -> None:
        whole = self.march(brain, np.arange(101))
        random = np.random.default_rng(seed)
        for who in (random.permutation(101), np.arange(101)[::-1], np.array([100]), random.choice(101, 17)):
            part = self.march(brain, who, threads=2)
            slots = (3 * who[:, None] + np.arange(3)).ravel()
            assert np.array_equal(part.observed, whole.observed[:, slots])
            assert np.array_equal(part.final.state, whole.final.state[:, who])
            assert np.array_equal(part.steps, whole.steps[who])

    def test_any_share_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        people = sample(43)
        told_: dict[str, Any] = {"until": 1 * day, "every": 3 * h, "back_end": "engine"}
        usual = simulate(competing, TWICE, people, **told_)
        for share in (1, 7, 8, 20):
            monkeypatch.setattr(living, "PEOPLE_AT_ONCE", share)
            assert_same_bits(simulate(competing, TWICE, people, **told_), usual)

    def test_beside_people_whose_solve_fails(self, brain: Bench) -> None:
        parameters = brain.draw(24)
        events = schedule(*([(0.0, Kind.ADD, 0, 1e5), *saves([1.0, 24.0], 2 * p)] for p in range(24)))
        before = brain.engine.march(parameters, events, Rodas5P())
        spoilt = parameters.copy()
        spoilt[:, ::5] = np.nan
        after = brain.march(spoilt, events)
        well = np.arange(24) % 5 != 0
        assert (after.status[~well] == Status.NOT_FINITE).all()
        assert np.array_equal(after.final.state[:, well], before.final.state[:, well])
        assert np.array_equal(after.observed[:, np.repeat(well, 2)], before.observed[:, np.repeat(well, 2)])

    def test_again_and_again(self, brain: Bench) -> None:
        first = self.march(brain, np.arange(50))
        for _ in range(5):
            assert_same_bits(self.march(brain, np.arange(50)), first)


class TestProgress:
    def test_it_rises_to_everyone_and_counts_only_those_who_are_done(self) -> None:
        told_: list[float] = []
        simulate(binding, TWICE, sample(64), until=20 * day, every=1 * h, back_end="engine",
                 outputs=["signal"], progress=told_.append)  # fmt: skip
        assert told_ == sorted(told_)
        assert told_[-1] == 1.0
        assert all(0 <= share <= 1 for share in told_)

    @pytest.mark.parametrize(("people", "count"), [(9, 40_000), (400, 1000)])
    def test_an_interrupt_stops_all_threads_at_once(self, people: int, count: int) -> None:
        bench = Bench(binding, "signal")
        doses = [(float(k), Kind.ADD, 0, 1e4) for k in range(count)]  # each a kink, with a dozen steps after it
        events = schedule(*([*doses, (float(count), Kind.SAVE, p, 0.0)] for p in range(people)))
        before, begun = set(threading.enumerate()), [0.0]

        def interrupt(done: float) -> None:
            assert done < people
            begun[0] = time.monotonic()
            raise KeyboardInterrupt

        slow = Rodas5P(rtol=1e-12, atol=1e-13, max_steps=100_000_000)  # many times the second, were it to end
        with pytest.raises(KeyboardInterrupt):  # noqa: PT011
            bench.engine.march(bench.draw(people), events, slow, progress=interrupt)
        assert 0 < time.monotonic() - begun[0] < AT_ONCE
        assert set(threading.enumerate()) == before

    def test_an_interrupted_engine_works_afterwards(self, brain: Bench) -> None:
        def interrupt(done: float) -> None:
            raise KeyboardInterrupt

        events = schedule(*([(0.0, Kind.ADD, 0, 1e5), *saves([24.0], p)] for p in range(9)))
        with pytest.raises(KeyboardInterrupt):  # noqa: PT011
            brain.engine.march(brain.draw(9), events, Rodas5P(), progress=interrupt)
        assert (brain.march(brain.draw(9), events).status == Status.DONE).all()
