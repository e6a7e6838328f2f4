"""The spread of a real body's answer shared out among what is unsure, beside SALib on the same runs and on its own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neurodose import read_regimen
from neurodose.agreement.validation import find_estimates
from neurodose.attribution import spread, unsure
from neurodose.attribution.explanation import Uncertainty, explain
from neurodose.attribution.paths import find_behind
from neurodose.attribution.question import Question, pose
from neurodose.attribution.reading import read_at, read_over
from neurodose.attribution.spread import Sensitivity, find_sensitivity
from neurodose.attribution.unsure import LINKS, PEOPLE, REST, STRUCTURES, Unsure, as_quantiles, find_unsure
from neurodose.errors import SensitivityError
from neurodose.estimation.draws import draw
from neurodose.estimation.scale import Scale, to_scale
from neurodose.modelling.paths import find_felt
from neurodose.sensitivity.cost import Limits
from neurodose.sensitivity.inputs import Inputs
from neurodose.sensitivity.sobol import find_indices
from neurodose.units import h

DOPAMINE = "dopamine in the accumbens"
ROUNDING = 1e-9
SAMPLED = 0.12  # of a share: the difference of two designs of 512 base samples
MANY = 4000


def ask(of: str = "mu.displacement", sentence: str = "50 mg", **said: Any) -> Question:
    return pose("naltrexone", read_regimen(sentence), of, reading=read_at(24 * h), **said)


def share_spread(
    question: Question, estimates: Any, *, structures: tuple[str, ...] | None = None, **said: Any
) -> Sensitivity:
    return find_sensitivity(find_unsure(question, estimates, structures=structures), **said)


@pytest.fixture(scope="module")
def question() -> Question:
    return ask()


@pytest.fixture(scope="module")
def open_values(question: Question) -> Unsure:
    return find_unsure(question, find_estimates(question.drug))


@pytest.fixture(scope="module")
def found(question: Question) -> Sensitivity:
    return share_spread(question, find_estimates(question.drug), base=128, seed=3)


def run(open_values: Unsure) -> Any:
    members = Inputs(as_quantiles(open_values.inputs)).members
    return spread._Answers(open_values, members, 1.0, None)


class TestBesideSALib:
    @pytest.mark.filterwarnings("ignore")
    def test_it_finds_the_same_in_the_same_runs(self, open_values: Unsure) -> None:
        analyze = pytest.importorskip("SALib.analyze.sobol", reason="SALib is not installed").analyze
        runs, names = run(open_values), [one.name for one in open_values.inputs]
        ours = find_indices(runs, as_quantiles(open_values.inputs), seed=1, base=128)
        problem = {"num_vars": len(names), "names": names, "bounds": [[0, 1]] * len(names)}
        theirs = analyze(problem, np.concatenate(runs.seen)[:, 0], calc_second_order=False, seed=1)
        assert ours.total.values[0] == pytest.approx(theirs["ST"], abs=ROUNDING)
        assert ours.first_2010.values[0] == pytest.approx(theirs["S1"], abs=ROUNDING)

    @pytest.mark.filterwarnings("ignore")
    def test_its_own_design_of_the_same_body_agrees(self, open_values: Unsure) -> None:
        sobol = pytest.importorskip("SALib.analyze.sobol", reason="SALib is not installed")
        sample = pytest.importorskip("SALib.sample.sobol").sample
        runs = run(open_values)
        groups = [one.name for one in open_values.inputs for _ in one.columns]
        problem = {"num_vars": len(groups), "names": list(runs.members), "groups": groups,
                   "bounds": [[0.0, 1.0]] * len(groups)}  # fmt: skip
        rows = sample(problem, 512, calc_second_order=False, seed=5)
        theirs = sobol.analyze(problem, runs(rows)[:, 0], calc_second_order=False, seed=1)
        ours = find_indices(run(open_values), as_quantiles(open_values.inputs), seed=2, base=512)
        named = dict(zip(dict.fromkeys(groups), theirs["ST"], strict=True))
        assert [named[name] for name in ours.names] == pytest.approx(ours.total.values[0], abs=SAMPLED)


class TestWhatIsUnsure:
    def test_values_that_a_calibration_set_are_one_input_and_as_it_left_them(self, open_values: Unsure) -> None:
        """Means and correlations on the scales are those of draws of the calibration itself."""
        (together,) = (one for one in open_values.inputs if one.name.startswith("values of naltrexone"))
        structure = next(iter(open_values.structures))
        rows = {c: np.random.default_rng(1).random(MANY) for one in open_values.inputs for c in one.columns}
        rows = {name: np.random.default_rng(n).random(MANY) for n, name in enumerate(rows)}
        values, estimate = open_values._find_values(structure, rows), open_values.estimates[structure]
        drawn, members = draw(estimate, MANY, seed=1), [a for a in together.columns if a in estimate.addresses]
        scales: dict[str, Scale] = {prior.address: prior.scale for prior in estimate.priors}
        ours, theirs = (np.array([to_scale(scales[a], v[a]) for a in members]) for v in (values, drawn))
        assert ours.mean(axis=1) == pytest.approx(theirs.mean(axis=1), abs=0.1 * float(theirs.std(axis=1).max()))
        assert np.corrcoef(ours) == pytest.approx(np.corrcoef(theirs), abs=0.1)

    def test_only_what_reaches_the_answer_is_unsure(self, question: Question) -> None:
        system = question.drug.structures[question.structure].system
        felt = find_felt(system, question.outputs.values())
        assert "mu.Ki_naltrexone" in felt
        assert not any(address.startswith(("kappa.", "reward.")) for address in felt)
        typical, draws = find_behind(question.drug.people, felt)
        assert "mu.Ki_naltrexone" in typical
        assert draws

    def test_affinities_of_one_assay_are_one_input(self) -> None:
        asked = pose("fentanyl", read_regimen("0.1 mg by vein"), "loss_of_effect", reading=read_at(2 * h))
        (together,) = (one for one in find_unsure(asked, {}).inputs if one.name.startswith("affinities of "))
        assert {"mu.Ki", "challenge.Ki_mu"} < set(together.columns)
        assert together.name.endswith("(2 together)")

    def test_structures_fall_as_they_count(self, open_values: Unsure) -> None:
        u = (np.arange(MANY) + 0.5) / MANY
        which = open_values.choose({STRUCTURES: u}, STRUCTURES)
        counted = np.bincount(which, minlength=len(open_values.structures)) / MANY
        assert counted == pytest.approx(list(open_values.structures.values()), abs=2 / MANY)

    def test_a_row_in_the_middle_is_the_typical_person(self, open_values: Unsure) -> None:
        rows = {c: np.array([0.5]) for one in open_values.inputs for c in one.columns}
        people = open_values.make_people(question_structure := next(iter(open_values.structures)), rows)
        estimate = open_values.estimates[question_structure]
        for address in ("mu.Ki_naltrexone", "parent.V"):
            if address in people.columns and address in estimate.addresses:
                assert people.columns[address][0] == pytest.approx(estimate.values[address], rel=1e-6)

    def test_how_people_differ_may_be_asked_one_by_one(self, question: Question) -> None:
        inputs = find_unsure(question, {}, by_covariate=True).inputs
        apart = [one for one in inputs if one.name.startswith("between people: ")]
        (whole,) = (one for one in find_unsure(question, {}).inputs if one.name == PEOPLE)
        assert [one.name for one in apart] == list(whole.columns)


class TestShares:
    def test_they_lie_between_nothing_and_all(self, found: Sensitivity) -> None:
        assert (found.indices.total.values[0] > -0.05).all()
        assert found.indices.total.values[0].max() < 1.5
        assert {PEOPLE, STRUCTURES} <= set(found.indices.names)

    def test_the_same_seed_gives_the_same(self, question: Question, found: Sensitivity) -> None:
        again = share_spread(question, find_estimates(question.drug), base=128, seed=3)
        assert np.array_equal(again.indices.total.values, found.indices.total.values, equal_nan=True)

    def test_values_are_ranked_by_what_knowing_them_would_take_away(self, found: Sensitivity) -> None:
        ranked = found.rank_values()
        assert [row[1] for row in ranked] == sorted((row[1] for row in ranked), reverse=True)
        assert all(one.is_value for one, *_ in ranked)

    def test_a_screening_keeps_those_that_matter_and_the_rest_as_one(self, question: Question) -> None:
        few = share_spread(question, find_estimates(question.drug), base=64, most=3)
        values = [one for one in few.inputs if one.is_value]
        assert few.screening is not None
        assert len(values) == 4
        assert values[-1].name.startswith(REST)
        columns = {c for one in few.inputs for c in one.columns}
        everything = find_unsure(question, find_estimates(question.drug)).inputs
        assert columns == {c for one in everything for c in one.columns}

    def test_rival_links_are_an_input_and_each_has_its_own_shares(self) -> None:
        asked = pose("naltrexone + ethanol", read_regimen("50 mg of naltrexone and 50 g of ethanol at 4 h"), DOPAMINE,
                     reading=read_over(4 * h, 8 * h), structure="favourites")  # fmt: skip
        two = replace(asked, outputs={"mechanism": "reward.rise", "trials": "reward.raclopride"})
        found = share_spread(two, {}, base=64, most=2, structures=("favourites",))
        assert found.indices.figures == (
            "the answer", "the answer by mechanism", "the answer by trials", "whether the answer is above 0",
        )  # fmt: skip
        assert LINKS in found.indices.names
        assert STRUCTURES not in found.indices.names
        assert found.indices.total_of(LINKS) > 0
        assert found.indices.total_of(LINKS, "the answer by mechanism") == pytest.approx(0, abs=ROUNDING)

    def test_what_decides_the_direction_is_asked_where_there_are_two(self, found: Sensitivity) -> None:
        """Displacement is always above 0; of two rivals of opposite sign, the rival decides."""
        assert not found.has_both_directions
        asked = pose("naltrexone + ethanol", read_regimen("50 mg of naltrexone and 50 g of ethanol at 4 h"), DOPAMINE,
                     reading=read_at(3 * h), structure="favourites")  # fmt: skip
        two = replace(asked, outputs={"lowered": "reward.rise", "blocked": "mu.displacement"})
        opposed = share_spread(two, {}, base=64, most=2, structures=("favourites",))
        assert opposed.has_both_directions
        assert opposed.indices.total_of(LINKS, spread.DIRECTION) == pytest.approx(1, abs=0.2)

    def test_an_answer_says_what_would_change_it_most(self, question: Question) -> None:
        told = explain(question, Uncertainty(base=64), people=2)
        words = " ".join(told.sentences)
        assert "What would change it most if it were known" in words
        assert f"{PEOPLE} in " in words
        kept = json.loads(told.to_json())["sensitivity"]
        assert kept["stands_on"][PEOPLE].endswith("people differ")


class TestBadInput:
    def test_more_runs_than_allowed_are_refused_before_the_first(
        self, question: Question, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def never(*_: object, **__: object) -> None:
            raise AssertionError

        monkeypatch.setattr(spread, "answer", never)
        with pytest.raises(SensitivityError, match=r"more runs than allowed[\s\S]*fewer base samples"):
            share_spread(question, {}, base=1 << 20, limits=Limits(runs=1000))

    def test_base_samples_are_a_power_of_two(self, question: Question) -> None:
        with pytest.raises(SensitivityError, match="not a power of two"):
            share_spread(question, {}, base=100)

    def test_nothing_that_is_unsure(self, question: Question, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(unsure, "find_felt", lambda *_: set())
        with pytest.raises(SensitivityError, match=r"nothing that .* can feel is unsure"):
            share_spread(question, {}, structures=(question.structure,))
