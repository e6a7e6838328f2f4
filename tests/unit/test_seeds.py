"""Random numbers belong to a seed, a name and a person, and to nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from neurodose.seeds import draw_normals, draw_uniforms

MANY = 40_000
# Means and quantiles of so many draws stray by 1/sqrt(n); five such steps miss once in a million.
STRAY = 5 / np.sqrt(MANY)
EVERYONE = np.arange(MANY)


@pytest.mark.parametrize("draw", [draw_uniforms, draw_normals])
@pytest.mark.parametrize("draws", [1, 3, 4, 5, 9])
def test_a_persons_draws_do_not_depend_on_who_else_draws(draw, draws: int, seed: int) -> None:
    all_of_them = draw(seed, "CL", np.arange(50), draws)
    assert all_of_them.shape == (draws, 50)
    for some in ([3], [49, 0, 7], list(range(10, 20)), [5, 6, 7, 20, 21, 3], list(range(49, -1, -1))):
        np.testing.assert_array_equal(draw(seed, "CL", np.array(some), draws), all_of_them[:, some])


@pytest.mark.parametrize("draw", [draw_uniforms, draw_normals])
def test_more_draws_leave_the_first_as_they_were(draw, seed: int) -> None:
    np.testing.assert_array_equal(draw(seed, "CL", np.arange(9), 2), draw(seed, "CL", np.arange(9), 11)[:2])


def test_seed_and_name_and_person_each_make_a_stream_of_their_own(seed: int) -> None:
    people = np.arange(1000)
    streams = [
        draw_uniforms(seed, "CL", people)[0],
        draw_uniforms(seed + 1, "CL", people)[0],
        draw_uniforms(seed, "V", people)[0],
        draw_uniforms(seed, "parent.CL", people)[0],
        draw_uniforms(-seed, "CL", people)[0],
        draw_uniforms(seed, "CL", people + 1000)[0],
        *draw_uniforms(seed, "CL", people, 9)[1:],
    ]
    everything = np.concatenate(streams)
    assert len(np.unique(everything)) == everything.size
    related = np.corrcoef(streams) - np.eye(len(streams))
    assert np.abs(related).max() < 5 / np.sqrt(people.size)  # five standard errors of a correlation of nothing


def test_a_seed_and_a_name_cannot_be_pushed_together() -> None:
    one = draw_uniforms(1, "1CL", np.arange(5))
    assert not np.array_equal(one, draw_uniforms(11, "CL", np.arange(5)))


def test_uniform_draws_are_even_and_never_touch_an_end(seed: int) -> None:
    drawn = draw_uniforms(seed, "u", EVERYONE, 2)
    assert drawn.min() > 0
    assert drawn.max() < 1
    for row in drawn:
        gaps = np.abs(np.sort(row) - (np.arange(MANY) + 0.5) / MANY)
        assert gaps.max() < 2 / np.sqrt(MANY)  # Kolmogorov: passed once in 1500 by chance


def test_normal_draws_are_standard_and_independent(seed: int) -> None:
    drawn = draw_normals(seed, "z", EVERYONE, 2)
    for row in drawn:
        assert abs(row.mean()) < STRAY
        assert abs((row**2).mean() - 1) < np.sqrt(2) * STRAY
        assert abs((row**3).mean()) < np.sqrt(15) * STRAY
        assert abs((row**4).mean() - 3) < np.sqrt(96) * STRAY
    assert abs((drawn[0] * drawn[1]).mean()) < STRAY


FROZEN = np.array(
    [
        [0.6155064854529162, 0.14610205142785332, 0.42238315635355644],
        [0.652315717768575, 0.2837714219914063, 0.18538172558604155],
        [0.5211798038795825, 0.11914303481559779, 0.8243885099176462],
        [0.004979644883595535, 0.2571332184608716, 0.9379120441186388],
        [0.7291820655749761, 0.5910067093315132, 0.060560873977254015],
    ]
)


def test_the_streams_of_today_are_the_streams_of_tomorrow() -> None:
    # People of a seed are quoted in reports: whoever changes these numbers changes everyone's people.
    found = draw_uniforms(7, "CL", np.array([0, 1, 1_000_000]), 5)
    assert found.shape == (5, 3)
    np.testing.assert_array_equal(found, FROZEN)


def test_nobody_draws_nothing() -> None:
    assert draw_uniforms(7, "CL", np.array([], dtype=int), 3).shape == (3, 0)
    assert draw_normals(7, "CL", np.array([], dtype=int)).shape == (1, 0)
