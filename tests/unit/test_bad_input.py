"""What cannot be is refused, and what looks odd is warned of, in plain arrays and in a table: by study and field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from neurodose import network, read_studies, synthesize
from neurodose.errors import EvidenceError, EvidenceWarning
from neurodose.evidence import (
    Bayesian,
    DoseContrasts,
    DoseResponse,
    Effects,
    Emax,
    RandomEffects,
    SelectionModel,
    ThreeLevel,
    TrimAndFill,
    effects_of_counts,
    effects_of_means,
    effects_of_rates,
    heterogeneity,
    read_effects,
)
from neurodose.evidence.beliefs import hierarchy
from neurodose.evidence.doses import dose_likelihood
from neurodose.evidence.pools import selection_likelihood, trim_and_fill, variance_components

FOUR = Effects.of(["Rome", "Oslo", "Bern", "Riga"], [0.1, 0.9, -0.4, 0.5], errors=[0.1, 0.2, 0.15, 0.3], measure="OR")
TWELVE = Effects.of(
    [f"S{n}" for n in range(12)],
    np.linspace(0.0, 1.1, 12) ** 2,
    errors=np.linspace(0.1, 0.5, 12),
    columns={"place": np.repeat(["a", "b", "c", "d"], 3)},
)
DOSES = DoseContrasts.of_means(
    np.repeat(["Rome", "Oslo", "Bern"], 3).tolist(), [0, 10, 40] * 3, means=[0, 2, 4, 1, 3.5, 4.5, 0, 1, 3],
    sds=[4] * 9, sizes=[50] * 9,
)  # fmt: skip


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: effects_of_counts(["Rome"], [[51, 6]], [[50, 50]]), r"51 cannot be \(study Rome, events, treatment"),
        (lambda: effects_of_counts(["Rome"], [[5, -6]], [[50, 50]]), r"-6 cannot be \(study Rome, events, control"),
        (lambda: effects_of_rates(["Rome"], [[5, 6]], [[0, 50]]), r"0 cannot be \(study Rome, person_time, treatment"),
        (lambda: effects_of_means(["Rome"], [[1, 2]], [[-1, 1]], [[20, 20]]), r"-1 cannot be \(study Rome, sds"),
        (
            lambda: effects_of_counts(["Rome"], [["few", 6]], [[50, 50]]),
            r"'few' is no number \(study Rome, events",
        ),
        (lambda: effects_of_counts(["A", "B"], [[1, 2], [3]], [[50, 50]] * 2), r"events are no table"),
        (lambda: Effects.of(["Rome"], [0.1], variances=[-0.2]), r"variance is -0.2 \(study Rome, variance"),
        (lambda: Effects.of(["Rome"], [0.1], errors=[-0.2]), r"error is -0.2 \(study Rome, standard error"),
        (lambda: Effects.of(["Rome"], ["much"], errors=[0.2]), r"'much' is no number \(study Rome, estimate"),
        (lambda: Effects.of(["Rome"], [0.1], errors=[None]), r"variance is nan \(study Rome, variance"),
        (lambda: Effects.of(["A", "B"], [0.1, 0.2], errors=[0.1, "b"]), r"'b' is no number \(study B, standard error"),
    ],
)
def test_a_number_that_cannot_be_names_its_study_and_field(make: Callable[[], object], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        make()


def test_no_study_is_told_with_those_that_were_left_out_and_why() -> None:
    silent = effects_of_counts(["Rome", "Oslo"], [[0, 0], [0, 0]], [[50, 50], [40, 40]], "OR")
    with pytest.raises(
        EvidenceError, match=r"no study to be pooled\s+left out: Rome: nobody, or everybody, had .*Oslo"
    ):
        synthesize(silent)
    with pytest.raises(EvidenceError, match="no study to be pooled\n    say so"):
        synthesize(Effects.of([], [], errors=[]), Bayesian())
    with pytest.raises(EvidenceError, match="no study to make a network of"):
        network(Effects.of([], [], errors=[], treatments=[], controls=[]))


def test_arms_without_any_event_still_have_a_risk_difference() -> None:
    both = effects_of_counts(["Rome", "Oslo"], [[0, 0], [0, 0]], [[50, 50], [40, 40]], "RD")
    assert synthesize(both).estimate == 0


def test_studies_are_no_effects_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("study,event.e,n.e,event.c,n.c\nRome,5,50,9,50\n", encoding="utf-8")
    for verb in (synthesize, network):
        with pytest.raises(EvidenceError, match=r"effects are pooled, and this is a tuple\s+.*read_effects"):
            verb(read_studies(path))  # pyright: ignore[reportArgumentType, reportCallIssue]


@pytest.mark.parametrize(
    ("method", "said"), [(RandomEffects, r"RandomEffects\(\)"), ("REML", r'RandomEffects\("REML"\)')]
)
def test_what_is_no_method_is_told_how_it_is_written(method: Any, said: str) -> None:
    with pytest.raises(EvidenceError, match=rf"is no method\s+write synthesize\(effects, {said}\)"):
        synthesize(FOUR, method)


@pytest.mark.parametrize("noun", [RandomEffects, ThreeLevel, SelectionModel, Bayesian])
def test_a_level_in_per_cent_gives_no_interval_of_nothing(noun: Any) -> None:
    with pytest.raises(EvidenceError, match="an interval of level 95"):
        synthesize(FOUR, noun(level=95))


MEANS = [[5.9, 6.0], [5.0, 6.0], [5.0, 6.0], [5.0, 6.0]]
SDS = [[0.28, 0.28], [2.0, 2.0], [2.2, 2.0], [2.2, 2.0]]  # 0.28 is 2 over the root of fifty


def test_an_sd_that_is_an_error_of_the_mean_is_seen_beside_other_studies_in_arrays_and_in_tables(
    tmp_path: Path,
) -> None:
    names, people = ["Rome", "Oslo", "Bern", "Riga"], [[50, 50]] * 4
    with pytest.warns(EvidenceWarning, match=r"SD of Rome, arm (treatment|control), 0.28, .* other studies have 2"):
        effects_of_means(names, MEANS, SDS, people)
    effects_of_means(names, MEANS, SDS, people, "SMD")  # scales may differ, so SDs may
    rows = [f"{n},{m[0]},{s[0]},50,{m[1]},{s[1]},50" for n, m, s in zip(names, MEANS, SDS, strict=True)]
    path = tmp_path / "means.csv"
    path.write_text("\n".join(["study,m1i,sd1i,n1i,m2i,sd2i,n2i", *rows]), encoding="utf-8")
    with pytest.warns(EvidenceWarning, match=r"SD of Rome, arm (treatment|control), 0.28, .* other studies have 2"):
        effects = read_effects(read_studies(path), "outcome", "MD")
    assert effects.arms.sds.tolist() == SDS  # used as they are given


def test_an_sd_that_is_an_error_of_the_mean_is_seen_by_how_far_arms_would_lie_apart() -> None:
    with pytest.warns(EvidenceWarning, match=r"SD of Rome, arm control, 0.4, .* its arms would lie 5.0 SDs apart"):
        effects = effects_of_means(["Rome"], [[10.0, 12.0]], [[4.0, 0.4]], [[100, 100]], "SMD")
    assert effects.arms.sds.tolist() == [[4.0, 0.4]]


def test_a_table_may_say_of_which_score_it_is(tmp_path: Path) -> None:
    path = tmp_path / "means.csv"
    rows = ("A,5,4,50,6,4,50,PACS", "B,5,4,50,6,4,50,OCDS")
    path.write_text("\n".join(["study,m1i,sd1i,n1i,m2i,sd2i,n2i,scale", *rows]), encoding="utf-8")
    with pytest.raises(EvidenceError, match="different scales: pacs in A; ocds in B"):
        read_effects(read_studies(path), "outcome", "MD")


@pytest.mark.parametrize(
    ("module", "limit", "most", "fit"),
    [
        (heterogeneity, "MOST_STEPS", 1, lambda: synthesize(FOUR, RandomEffects("REML"))),
        (heterogeneity, "MOST_STEPS", 1, lambda: synthesize(FOUR, RandomEffects("ML"))),
        (heterogeneity, "MOST_STEPS", 1, lambda: synthesize(FOUR, RandomEffects("EB"))),
        (variance_components, "MOST_STEPS", 1, lambda: synthesize(TWELVE, ThreeLevel("place"))),
        (trim_and_fill, "MOST_ROUNDS", 1, lambda: synthesize(TWELVE, TrimAndFill())),
        (selection_likelihood, "MOST_STRIDES", 1, lambda: synthesize(TWELVE, SelectionModel())),
        (dose_likelihood, "MOST_STEPS", 1, lambda: synthesize(DOSES, DoseResponse(Emax()))),
        (hierarchy, "MOST_HALVINGS", 0, lambda: synthesize(FOUR, Bayesian())),
    ],
)  # fmt: skip
def test_a_search_that_does_not_end_says_so_and_gives_no_number(
    module: ModuleType, limit: str, most: int, fit: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    fit()
    monkeypatch.setattr(module, limit, most)
    with pytest.raises(EvidenceError, match=r"not converge|not settle"):
        fit()
