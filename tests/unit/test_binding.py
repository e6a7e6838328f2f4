"""Receptors: who holds them, what PET reads, how much more agonist it takes, what effect is lost; four things."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodose import (
    Compartment,
    Competition,
    Dose,
    EffectSite,
    Ligand,
    Output,
    Parameter,
    Parameters,
    Pool,
    Source,
    Substance,
    model,
    people_from,
    simulate,
)
from neurodose.errors import ModelError, UnitError
from neurodose.modelling.binding import Binding
from neurodose.modelling.response import operational_effect
from neurodose.modelling.system import System
from neurodose.symbols import Expression, constant, symbol
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import walk
from neurodose.units import L, g, h, mL, mol, ng, nM, nmol

source = Source("A", 2000, "J", reading="read")
drug = Substance("drug", 300 * g / mol, source)
ROUNDING = 1e-12
# Solved to the solver's default tolerance of 1e-6 of the value, over many steps.
SOLVED = 1e-4


def made_up(value: Any) -> Parameter:
    return Parameter(value, "made up", source, "high")


class Numbers(Parameters):
    """Round, so that every share can be worked out by head."""

    drug = drug
    V = made_up(1 * L)
    Ki = made_up(2 * nM)
    level = made_up(6 * nM)  # C/K = 3
    own_level = made_up(1 * nM)
    K_own = made_up(4 * nM)  # C/K = 1/4
    third = made_up(5 * nM)
    K_third = made_up(1 * nM)  # C/K = 5
    t = made_up(9.0)
    challenge = made_up(10 * nM)
    K_challenge = made_up(5 * nM)  # C/K = 2
    t_challenge = made_up(4.0)
    kout = made_up(1 / h)
    kon = made_up(0.5 / (nM * h))
    koff = made_up(1 / h)
    kon_own = made_up(2 / (nM * h))
    koff_own = made_up(8 / h)
    total = made_up(10 * nM)
    n = made_up(2.0)
    in_mass = made_up(3 * ng / mL)


def trace(body: Callable[[Any, Any], Any]) -> System:
    """A brain that holds the drug, the body's own ligand at rest, and whatever the body of the test adds."""

    def plain(m: Any, p: Any = Numbers) -> None:
        """A test."""
        m.brain = Compartment(drug, volume=p.V)
        m.own = Pool(p.own_level * p.kout, p.kout)
        body(m, p)

    return model(plain).system


def value_of(system: System, name: str, **states: float) -> float:
    """An output at the typical parameters; states that are not given are where they start."""
    typical = {a: q.value.coherent for a, q in system.parameters.items()}

    def compute(formula: Expression, inner: dict[str, float]) -> float:
        inputs = {
            n: typical[n.content] if n.operation == "parameter" else inner[n.content]
            for n in walk([formula])
            if n.operation in ("parameter", "state")
        }
        return float(evaluate([formula], inputs)[0])

    starts = {s.address: compute(s.start, {}) for s in system.states}
    return compute(system.outputs[name].expression, {**starts, **states})


def competing(m: Any, p: Any, **more: Ligand) -> None:
    m.mu = Competition(
        "mu",
        drug=Ligand(m.brain, Ki=p.Ki),
        own=Ligand(m.own, Ki=p.K_own, efficacy=p.t, endogenous=True),
        **more,
    )
    morphine = Ligand(p.challenge, Ki=p.K_challenge, efficacy=p.t_challenge)
    m.occupancy = m.mu.share_of("drug")
    m.dose_ratio = m.mu.dose_ratio("drug")
    m.loss = m.mu.loss_of_effect(morphine)
    m.effect = m.mu.effect_of(morphine)
    m.stimulus = m.mu.stimulus()
    m.tone = m.mu.effect()


MU = trace(competing)


@pytest.fixture
def mu() -> System:
    return MU


# The four measures.


def test_a_ligand_alone_holds_half_the_receptors_at_its_affinity() -> None:
    def alone(m: Any, p: Any) -> None:
        m.mu = Competition(drug=Ligand(m.brain, Ki=p.Ki))

    system = trace(alone)
    assert value_of(system, "mu.share_of_drug", brain=2) == 0.5
    assert value_of(system, "mu.share_of_drug", brain=6) == 0.75
    assert value_of(system, "mu.share_of_drug", brain=0) == 0
    assert value_of(system, "mu.displacement", brain=6) == 0.75  # nobody else there: now the two are the same


def test_shares_of_several_ligands_follow_gaddum(mu: System) -> None:
    # C/K: drug 3, own 1/4.
    assert value_of(mu, "mu.share_of_drug", brain=6) == pytest.approx(3 / 4.25, rel=ROUNDING)
    assert value_of(mu, "mu.share_of_own", brain=6) == pytest.approx(0.25 / 4.25, rel=ROUNDING)
    assert value_of(mu, "mu.share_free", brain=6) == pytest.approx(1 / 4.25, rel=ROUNDING)
    assert value_of(mu, "occupancy", brain=6) == value_of(mu, "mu.share_of_drug", brain=6)


def test_displacement_leaves_out_what_the_bodys_own_ligand_holds(mu: System) -> None:
    # Free before 0.8, now 1/4.25: PET reads 1 - 1.25/4.25 although 3.25/4.25 of all receptors are held by someone.
    displacement, held = value_of(mu, "mu.displacement", brain=6), 1 - value_of(mu, "mu.share_free", brain=6)
    assert displacement == pytest.approx(3 / 4.25, rel=ROUNDING)
    assert held == pytest.approx(3.25 / 4.25, rel=ROUNDING)
    # It is the drug's share as long as the own ligand keeps its level, and only so long (next tests).
    assert displacement == pytest.approx(value_of(mu, "mu.share_of_drug", brain=6), rel=ROUNDING)


def test_displacement_starts_at_zero_although_the_receptor_is_not_free(mu: System) -> None:
    assert value_of(mu, "mu.displacement") == 0
    assert value_of(mu, "mu.share_free") == pytest.approx(0.8, rel=ROUNDING)


def test_the_dose_ratio_is_one_plus_concentration_over_affinity(mu: System) -> None:
    assert value_of(mu, "dose_ratio", brain=6) == 4
    assert value_of(mu, "dose_ratio", brain=0) == 1
    assert value_of(mu, "dose_ratio", brain=2, own=100) == 2  # the agonist's own level is no part of it


def test_the_dose_ratio_is_how_many_times_more_agonist_gives_the_same_effect(mu: System) -> None:
    def more(m: Any, p: Any) -> None:
        competing(m, p)
        ratio = m.mu.dose_ratio("drug")
        without = Ligand(p.challenge, Ki=p.K_challenge, efficacy=p.t_challenge)
        m.agonist = Competition(drug=Ligand(m.brain, Ki=p.Ki))
        m.raised = m.agonist.effect_of(Ligand(ratio * p.challenge, Ki=p.K_challenge, efficacy=p.t_challenge))
        m.unopposed = m.agonist.effect_of(without)

    system = trace(more)
    assert value_of(system, "raised", brain=6) == pytest.approx(value_of(system, "unopposed", brain=0), rel=ROUNDING)
    assert value_of(system, "unopposed", brain=6) < value_of(system, "unopposed", brain=0)


def test_a_dose_ratio_names_its_antagonists() -> None:
    def body(m: Any, p: Any) -> None:
        competing(m, p, third=Ligand(p.third, Ki=p.K_third))
        m.both = m.mu.dose_ratio("drug", "third")

    assert value_of(trace(body), "both", brain=6) == 9

    def none(m: Any, p: Any) -> None:
        competing(m, p)
        m.x = m.mu.dose_ratio()

    with pytest.raises(ModelError, match="a dose ratio of no antagonist") as raised:
        trace(none)
    assert "drug, own" in str(raised.value.exists)


def test_the_loss_of_effect_compares_a_challenge_now_with_before(mu: System) -> None:
    # Challenge C/K = 2, t = 4. Before: share 2/3.25, S = 8/3.25, E = 8/11.25.
    # Now: share 2/6.25, S = 8/6.25, E = 8/14.25.
    assert value_of(mu, "effect") == pytest.approx(8 / 11.25, rel=ROUNDING)
    assert value_of(mu, "effect", brain=6) == pytest.approx(8 / 14.25, rel=ROUNDING)
    assert value_of(mu, "loss", brain=6) == pytest.approx(1 - 11.25 / 14.25, rel=ROUNDING)
    assert value_of(mu, "loss") == 0
    assert value_of(mu, "loss", brain=1e9) == pytest.approx(1, abs=1e-6)


def test_the_four_measures_of_one_moment_are_four_numbers(mu: System) -> None:
    def body(m: Any, p: Any) -> None:
        competing(m, p, third=Ligand(p.third, Ki=p.K_third))

    system = trace(body)
    names = ("occupancy", "mu.displacement", "dose_ratio", "loss")
    found = [value_of(system, name, brain=6, own=9) for name in names]
    assert len(set(np.round(found, 6))) == 4


def test_displacement_is_not_the_share_occupied_where_the_bodys_own_ligand_is_bound(mu: System) -> None:
    # Own ligand gone (C/K 0): free now 1/4, before 0.8. Own ligand up to C/K = 2: free now 1/6.
    assert value_of(mu, "mu.displacement", brain=6, own=0) == pytest.approx(1 - 0.25 / 0.8, rel=ROUNDING)
    assert value_of(mu, "mu.share_of_drug", brain=6, own=0) == pytest.approx(0.75, rel=ROUNDING)
    assert value_of(mu, "mu.displacement", brain=6, own=8) == pytest.approx(1 - 1 / 6 / 0.8, rel=ROUNDING)
    assert value_of(mu, "mu.share_of_drug", brain=6, own=8) == pytest.approx(0.5, rel=ROUNDING)
    # Without any drug, release of the own ligand reads as displacement, and its loss as a negative one.
    assert value_of(mu, "mu.displacement", own=8) == pytest.approx(1 - 1 / 3 / 0.8, rel=ROUNDING)
    assert value_of(mu, "mu.displacement", own=0) == pytest.approx(-0.25, rel=ROUNDING)


# The operational model.

S, x = symbol("state", "S"), symbol("state", "x")


def effect_at(concentration: float, efficacy: float, slope: float = 1) -> float:
    told = constant(efficacy) * x / (1 + x)
    return float(evaluate([operational_effect(told, slope=slope)], {x: concentration})[0])


@given(st.floats(0.01, 1000))
def test_half_of_an_agonists_largest_effect_comes_at_its_affinity_over_one_plus_efficacy(t: float) -> None:
    largest = t / (1 + t)
    assert effect_at(1e12, t) == pytest.approx(largest, rel=1e-9)
    assert effect_at(1 / (t + 1), t) == pytest.approx(largest / 2, rel=ROUNDING)


def test_receptor_reserve_is_effect_before_occupancy() -> None:
    # t = 9: a tenth of the affinity's concentration gives half of the largest effect, with 1/11 of receptors held.
    assert effect_at(0.1, 9) == pytest.approx(0.45, rel=ROUNDING)
    assert effect_at(0.1, 0.5) == pytest.approx(0.5 / 11 / (1 + 0.5 / 11), rel=ROUNDING)


def test_the_slope_steepens_about_a_stimulus_of_one() -> None:
    half, above, below = (float(evaluate([operational_effect(S, slope=3)], {S: v})[0]) for v in (1.0, 2.0, 0.5))
    assert half == 0.5
    assert above == pytest.approx(8 / 9, rel=ROUNDING)
    assert below == pytest.approx(1 / 9, rel=ROUNDING)


def test_the_largest_effect_gives_its_unit() -> None:
    assert operational_effect(S, largest=5 * nM).dimension == nM.dimension
    with pytest.raises(UnitError, match="cannot be"):
        operational_effect(symbol("state", "C", nM.dimension))


def test_stimulus_is_efficacy_times_share_summed(mu: System) -> None:
    assert value_of(mu, "stimulus") == pytest.approx(9 * 0.2, rel=ROUNDING)
    assert value_of(mu, "stimulus", brain=6) == pytest.approx(9 * 0.25 / 4.25, rel=ROUNDING)
    assert value_of(mu, "tone") == pytest.approx(1.8 / 2.8, rel=ROUNDING)


def test_an_antagonist_alone_does_nothing() -> None:
    def body(m: Any, p: Any) -> None:
        m.mu = Competition(drug=Ligand(m.brain, Ki=p.Ki))
        m.tone = m.mu.effect()

    assert value_of(trace(body), "tone", brain=6) == 0


def test_a_challenge_without_efficacy_is_refused() -> None:
    def body(m: Any, p: Any) -> None:
        competing(m, p)
        m.x = m.mu.loss_of_effect(Ligand(p.challenge, Ki=p.K_challenge))

    with pytest.raises(ModelError, match="the challenge has no effect to lose") as raised:
        trace(body)
    assert "efficacy" in str(raised.value.hint)


def test_a_stronger_agonist_loses_less_of_its_effect() -> None:
    def body(m: Any, p: Any) -> None:
        competing(m, p)
        m.weak = m.mu.loss_of_effect(Ligand(p.challenge, Ki=p.K_challenge, efficacy=p.n / 10))
        m.strong = m.mu.loss_of_effect(Ligand(p.challenge, Ki=p.K_challenge, efficacy=p.t * 10))

    system = trace(body)
    assert value_of(system, "strong", brain=6) < value_of(system, "loss", brain=6) < value_of(system, "weak", brain=6)


# Kinetic binding.


def kinetic(m: Any, p: Any, *, is_depleted: bool = False) -> None:
    m.site = EffectSite(m.brain, rate=p.kout)
    m.mu = Binding(
        p.total,
        "mu",
        drug=Ligand(m.site, kon=p.kon, koff=p.koff, is_depleted=is_depleted),
        own=Ligand(m.own, kon=p.kon_own, koff=p.koff_own, efficacy=p.t, is_depleted=is_depleted),
    )
    m.rest = Competition(drug=Ligand(m.site, Ki=p.koff / p.kon), own=Ligand(m.own, Ki=p.koff_own / p.kon_own))
    morphine = Ligand(p.challenge, Ki=p.K_challenge, efficacy=p.t_challenge)
    m.loss, m.effect = m.mu.loss_of_effect(morphine), m.mu.effect_of(morphine)
    m.dose_ratio = m.mu.dose_ratio("drug")


SHARES = ("share_of_drug", "share_of_own", "share_free", "displacement")


@pytest.mark.parametrize("is_depleted", [False, True])
def test_binding_starts_at_equilibrium(is_depleted: bool) -> None:
    system = trace(lambda m, p: kinetic(m, p, is_depleted=is_depleted))
    for share in SHARES:
        assert value_of(system, f"mu.{share}") == pytest.approx(value_of(system, f"rest.{share}"), rel=ROUNDING)
    assert value_of(system, "mu.own") == pytest.approx(2, rel=ROUNDING)
    course = simulate(system, until=50 * h, every=10 * h, outputs=["mu.share_of_own", "own"])
    assert course["mu.share_of_own"].values[0] == pytest.approx(np.full(6, 20), rel=SOLVED)
    assert course["own"].values[0] == pytest.approx(np.ones(6), rel=SOLVED)


def test_binding_rests_where_competition_stands() -> None:
    system = trace(kinetic)
    names = [f"{where}.{share}" for where in ("mu", "rest") for share in SHARES]
    course = simulate(system, Dose(6 * nmol, into="brain"), until=200 * h, every=1 * h, outputs=names)
    for share in SHARES:
        slow, rest = course[f"mu.{share}"].values[0], course[f"rest.{share}"].values[0]
        assert slow[-1] == pytest.approx(rest[-1], rel=SOLVED)
    late = course["mu.share_of_drug"].values[0][2] < course["rest.share_of_drug"].values[0][2]
    assert late  # on the way there it lags behind


def test_binding_changes_by_what_binds_less_what_leaves() -> None:
    system = trace(kinetic)
    rates = {s.address: s.rate for s in system.states}
    used = {n for n in walk(rates.values()) if n.operation == "parameter"}
    typical = {n: system.parameters[n.content].value.coherent for n in used}
    states = {s.symbol: v for s, v in zip(system.states, (6.0, 1.0, 4.0, 3.0, 2.0), strict=True)}
    assert [s.address for s in system.states] == ["brain", "own", "site", "mu.drug", "mu.own"]
    found = evaluate([rates["mu.drug"], rates["mu.own"]], {**typical, **states})
    assert found == pytest.approx([0.5 * 4 * 5 - 1 * 3, 2 * 1 * 5 - 8 * 2], rel=ROUNDING)


def test_what_binding_takes_from_a_site_is_what_it_holds() -> None:
    def depleting(m: Any, p: Any) -> None:
        kinetic(m, p, is_depleted=True)

    system = trace(depleting)
    by_address = {s.address: s.rate for s in system.states}
    with_binding = by_address["site"] + by_address["mu.drug"]
    plain = {s.address: s.rate for s in trace(kinetic).states}["site"]
    used = [n for n in walk([with_binding, plain]) if n.operation in ("parameter", "state")]
    inputs = {n: 1.0 + i / 7 for i, n in enumerate(used)}
    ours, expected = evaluate([with_binding, plain], inputs)
    assert ours == pytest.approx(expected, rel=ROUNDING)


def test_a_brief_challenge_to_slow_binding_finds_only_what_is_free() -> None:
    system = trace(kinetic)
    states = {"mu.drug": 6.0, "mu.own": 1.0}  # 0.3 free; C/K = 2, so two thirds of it
    held = 0.3 * 2 / 3
    assert value_of(system, "effect", **states) == pytest.approx(4 * held / (1 + 4 * held), rel=ROUNDING)
    before = 0.8 * 2 / 3
    lost = 1 - 4 * held / (1 + 4 * held) / (4 * before / (1 + 4 * before))
    assert value_of(system, "loss", **states) == pytest.approx(lost, rel=ROUNDING)
    assert value_of(system, "mu.displacement", **states) == pytest.approx(1 - 0.3 / 0.8, rel=ROUNDING)
    assert value_of(system, "dose_ratio", **states) == pytest.approx(1 + 0.6 / 0.3, rel=ROUNDING)


def test_an_antagonist_that_has_not_bound_yet_raises_no_dose() -> None:
    """Concentration alone blocks nothing: 1 + C/K is what slow binding comes to, not where it begins."""
    assert value_of(trace(kinetic), "dose_ratio", site=6.0) == pytest.approx(1, rel=ROUNDING)


def test_slow_binding_at_rest_has_the_dose_ratio_of_its_concentration() -> None:
    system = trace(kinetic)
    own = value_of(system, "mu.share_of_own") / value_of(system, "mu.share_free")
    concentration_over_affinity = 3.0
    free = 10 / (1 + own + concentration_over_affinity)
    states = {"mu.drug": concentration_over_affinity * free, "mu.own": own * free}
    assert value_of(system, "dose_ratio", **states) == pytest.approx(1 + concentration_over_affinity, rel=ROUNDING)


def test_more_rates_of_one_ratio_mean_the_same_rest() -> None:
    people = people_from({"kon": np.array([0.5, 5.0]) / (nM * h), "koff": np.array([1.0, 10.0]) / h})
    course = simulate(
        trace(kinetic), Dose(6 * nmol, into="brain"), people, at=[2, 200] * h, outputs=["mu.share_of_drug"]
    )
    slow, fast = course["mu.share_of_drug"].values
    assert slow[0] < fast[0] * 0.99
    assert slow[1] == pytest.approx(fast[1], rel=SOLVED)


# What holds whatever the numbers.

levels = st.floats(0, 1e6)


@given(levels, levels)
def test_shares_add_up_to_one_and_stay_within_it(brain: float, own: float) -> None:
    system, names = MU, ("share_of_drug", "share_of_own", "share_free")
    shares = [value_of(system, f"mu.{n}", brain=brain, own=own) for n in names]
    assert sum(shares) == pytest.approx(1, rel=ROUNDING)
    assert all(0 <= s <= 1 for s in shares)
    assert value_of(system, "mu.displacement", brain=brain, own=own) <= 1
    assert value_of(system, "loss", brain=brain, own=1.0) >= -ROUNDING
    assert value_of(system, "dose_ratio", brain=brain, own=own) >= 1


# What is refused.


@pytest.mark.parametrize(
    ("said", "has"),
    [
        ({}, "neither"),
        ({"Ki": 2 * nM, "kon": 1, "koff": 1}, "Ki, kon, koff"),
        ({"Ki": 2 * nM, "kon": 1}, "Ki, kon"),
        ({"kon": 1}, "kon"),
        ({"koff": 1}, "koff"),
    ],
)
def test_a_ligand_has_an_affinity_or_two_rates(said: dict[str, Any], has: str) -> None:
    with pytest.raises(ModelError, match=r"either an affinity \(Ki=…\) or two rates") as raised:
        Ligand(3 * nM, **said)
    assert raised.value.exists == f"this one has {has}"


@pytest.mark.parametrize(
    ("wrong", "message", "told"),
    [
        (lambda m, p: Competition(), "a receptor without ligands", "Ligand("),
        (lambda m, p: Competition(drug=m.brain), "drug = .* is no Ligand", "drug=Ligand("),
        (lambda m, p: Binding(p.total), "a receptor without ligands", "Ligand("),
        (lambda m, p: Binding(p.total, drug=Ligand(m.own, Ki=p.Ki)), "drug has no rates", "use Competition"),
        (
            lambda m, p: Competition(own=Ligand(m.own, kon=p.kon, koff=p.koff, is_depleted=True)),
            "own cannot be depleted by binding that is always at equilibrium",
            "use Binding",
        ),
        (
            lambda m, p: Binding(p.total, drug=Ligand(m.brain, kon=p.kon, koff=p.koff, is_depleted=True)),
            "drug can only be depleted where it is an EffectSite, a Pool or a State",
            "",
        ),
        (
            lambda m, p: Competition(drug=Ligand(m.brain, Ki=p.Ki)).share_of("drug"),
            "this Competition has no name",
            "m.name",
        ),
        (
            lambda m, p: Competition(drug=Ligand(m.brain, Ki=p.Ki)).dose_ratio("drug"),
            "this Competition has no name",
            "m.name",
        ),
        (
            lambda m, p: Binding(p.total, drug=Ligand(m.own, kon=p.kon, koff=p.koff)).share_of("drug"),
            "this Binding has no name",
            "m.name",
        ),
        (
            lambda m, p: Binding(p.total, drug=Ligand(m.own, kon=p.kon, koff=p.koff)).displacement(),
            "this Binding has no name",
            "m.name",
        ),
    ],
)  # fmt: skip
def test_a_receptor_that_contradicts_itself_is_refused(
    wrong: Callable[[Any, Any], Any], message: str, told: str
) -> None:
    with pytest.raises(ModelError, match=message) as raised:
        trace(wrong)
    assert told in str(raised.value.hint)
    assert "line" in str(raised.value.where)


@pytest.mark.parametrize("ask", ["share_of", "dose_ratio", "ligand"])
def test_an_unknown_ligand_lists_the_known(ask: str) -> None:
    def body(m: Any, p: Any) -> None:
        competing(m, p)
        getattr(m.mu, ask)("drugg")

    with pytest.raises(ModelError, match='no ligand is called "drugg"') as raised:
        trace(body)
    assert raised.value.exists == "this receptor has: drug, own"
    assert raised.value.hint == 'did you mean "drug"?'
    assert str(raised.value.where).startswith("mu")


@pytest.mark.parametrize("affinity", ["in_mass", "V", "kon", "t"])
def test_a_concentration_meets_an_affinity_of_its_kind(affinity: str) -> None:
    def body(m: Any, p: Any) -> None:
        m.mu = Competition(drug=Ligand(m.brain, Ki=getattr(p, affinity)))

    with pytest.raises(UnitError, match=f"the concentration brain/V meets the affinity {affinity}") as raised:
        trace(body)
    assert "mu, ligand drug" in str(raised.value.where)
    assert "amount / volume" in str(raised.value.exists)


def test_an_amount_is_no_concentration_at_a_receptor() -> None:
    def body(m: Any, p: Any) -> None:
        m.mu = Competition(drug=Ligand(m.brain.amount, Ki=p.Ki))

    with pytest.raises(UnitError, match="the concentration brain meets the affinity Ki") as raised:
        trace(body)
    assert "nM" in str(raised.value.hint)


def test_rates_of_the_wrong_unit_are_refused() -> None:
    def body(m: Any, p: Any) -> None:
        m.mu = Binding(p.total, drug=Ligand(m.own, kon=p.koff, koff=p.koff))

    with pytest.raises(UnitError, match="the concentration own meets the affinity 1"):
        trace(body)


def test_a_ligand_does_not_take_the_name_of_a_measure() -> None:
    def body(m: Any, p: Any) -> None:
        m.mu = Binding(p.total, displacement=Ligand(m.own, kon=p.kon, koff=p.koff))

    with pytest.raises(ModelError, match=r'"mu\.displacement" is named twice') as raised:
        trace(body)
    assert "a quantity of mu itself" in str(raised.value.hint)


def test_a_measure_may_be_an_output_with_a_meaning() -> None:
    def body(m: Any, p: Any) -> None:
        competing(m, p)
        m.pet = Output(m.mu.displacement(), "as PET reads it")

    system = trace(body)
    assert value_of(system, "pet", brain=6, own=0) == value_of(system, "mu.displacement", brain=6, own=0)
    assert system.outputs["pet"].meaning == "as PET reads it"
