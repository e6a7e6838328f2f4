"""Sedation: from alert, on a visual scale of 100, to coma, on Glasgow's scale from 15 to 3.

What takes away alertness adds up as a stimulus: of GABA-B receptors what the person has not adapted to, of mu
receptors, of ethanol and of midazolam. Three rivals stand side by side: stimuli that add up; stimuli that do more
together than their sum, as anaesthetists measure it of opioids with midazolam; and one for which only baclofen's level
in plasma counts, whatever somebody is used to.

Failing kidneys make more of baclofen than what they leave in the brain, because published cases cannot be told from
concentrations alone. Depth under baclofen was set by the doses that bring people to a hospital, and by no score.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.drugs.baclofen import reserve
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.sedation_numbers import Sedation
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool, State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, constant, maximum
from neurodose.units import h, one, percent

OPIOIDS = ("morphine", "heroin", "fentanyl", "methadone", "buprenorphine", "mitragynine")
RIVALS = {"mechanism": "additive", "supra-additive": "supra_additive", "level in plasma": "by_level"}
STANDS_ON = {
    "mechanism": "midazolam's levels in patients and stages of drunkenness; of baclofen the doses that bring people to "
    "a hospital, and an adaptation that nobody measured",
    "supra-additive": "the same, and that opioids do more with midazolam than their sum; of alcohol with baclofen it "
    "is not clear",
    "level in plasma": "the same doses, as peaks in plasma; whoever is used to it is taken to be as drowsy as others",
}
SET_BY = ("Series of an emergency department 2014", "Evans and Bisaga 2009", "El-Husseini and others 2011")
SCORED = (
    "sedation", "sedation score", "sedation on a visual scale", "sedation (vas)", "drowsiness score", "sleepiness",
    "sleepiness score", "visual analogue scale of sedation",
)  # fmt: skip
COMPLAINED = (
    "somnolence", "drowsiness", "sedation", "sleepiness", "sedation or drowsiness", "drowsiness or sedation",
    "daytime sleepiness", "sedation as an adverse event", "sedation (adverse event)",
    "sleepiness as an adverse event", "drowsiness as an adverse event", "somnolence as an adverse event",
)  # fmt: skip
IN_COMA = (
    "coma", "unconsciousness", "loss of consciousness", "a glasgow coma score below 9", "glasgow coma score below 9",
    "glasgow coma scale of 8 or less", "deep sedation", "mechanical ventilation", "intubation",
    "endotracheal intubation", "severe poisoning", "intubation and ventilation",
)  # fmt: skip
COMATOSE = ("duration of coma", "hours of coma", "duration of unconsciousness", "duration of mechanical ventilation")
CONFUSED = (
    "encephalopathy",
    "confusion",
    "hospitalisation with encephalopathy",
    "hospitalization with encephalopathy",
    "baclofen encephalopathy",
    "altered consciousness",
    "neurotoxicity",
)


@model
def depth(m: Any, p: Any = Sedation, *, stimulus: Expression, others: Expression) -> None:
    """A stimulus takes alertness away: a little on a visual scale, more on that of Glasgow. What the deepest was so
    far says who has been drowsy or unconscious since the start.

    stimulus: one takes away the answer of half of people; others: share of people who complain of drowsiness by
    themselves
    """
    m.score = Output(
        p.scale.lowest + (p.scale.highest - p.scale.lowest) * answer(stimulus, p.half_of_scale, p.steepness_of_scale),
        "sedation on a visual scale of 100",
        one,
    )
    deep = answer(stimulus, 1, p.steepness_of_coma)
    m.glasgow = Output(
        p.glasgow.highest - (p.glasgow.highest - p.glasgow.lowest) * deep, "score on Glasgow's coma scale", one
    )
    m.deepest = State(at_start(stimulus), "deepest stimulus so far")
    m.deepest.changes_by(p.noticed * maximum(stimulus - m.deepest, 0), "deepens")
    m.coma = Output(answer(m.deepest, 1, p.steepness_of_coma), "probability of having been unconscious", percent)
    m.unconscious = State(0 * h, "hours without an answer so far")
    m.unconscious.changes_by(deep, "goes by")
    confused = answer(m.deepest, p.half_of_confusion, p.steepness_of_coma)
    m.confusion = Output(confused, "probability of having been confused", percent)
    drowsy = answer(m.deepest, p.complaints.half, 2)
    m.drowsy = Output(1 - (1 - drowsy) * (1 - others), "probability of having complained of drowsiness", percent)


def answer(stimulus: Any, half: Any, steepness: Any) -> Expression:
    """U^n / (half^n + U^n): 0 without a stimulus, and never above 1."""
    relative = (maximum(stimulus, 0) / half) ** steepness
    return relative / (1 + relative)


@model
def sedation(m: Any, p: Any = Sedation, *, stimuli: Mapping[str, Expression], level: Any) -> None:
    """Alertness is taken away by all that does so together, by three rival ways of taking them together.

    stimuli: of each that acts, by name; level: the stimulus of baclofen where only its level in plasma counts
    """
    asked = p.complaints.in_a_trial * p.complaints.under_placebo
    m.others = Pool(p.complaints.rate * asked, p.complaints.rate, start=0, meaning="share who complain by themselves")

    felt = [p.sensitivity * one_ for one_ in stimuli.values()]
    total = sum(felt, constant(0))
    more = sum((a * b for a, b in combinations(felt, 2)), constant(0))
    by_level = p.sensitivity * level + sum((p.sensitivity * u for n, u in stimuli.items() if n != "baclofen"),
                                           constant(0))  # fmt: skip
    m.additive = depth(p, stimulus=total, others=m.others.expression)
    m.supra_additive = depth(p, stimulus=total + p.together * more, others=m.others.expression)
    m.by_level = depth(p, stimulus=by_level, others=m.others.expression)


def find_stimuli(m: Any, p: Any, scopes: Scopes) -> dict[str, Expression]:
    """What each of a body's drugs takes away of alertness, by what takes it."""
    found: dict[str, Expression] = {}
    if "baclofen" in scopes:
        felt = m.gaba_b_adaptation.felt
        deep = felt / (1 - felt) / find_deep(m, p, scopes)
        found["baclofen"] = p.baclofen.acts * deep * sensitise(p, scopes)
    if any(name in scopes for name in OPIOIDS):
        effect = m.opioid_adaptation.felt
        raised = maximum((effect - at_start(effect)) / (1 - at_start(effect)), 0)
        found["opioids"] = p.opioids.acts * p.opioids.gain * raised**2
    if "ethanol" in scopes:
        reached = scopes["ethanol"][0].brain.concentration
        found["ethanol"] = p.ethanol.acts * reached / (p.ethanol.half * p.ethanol.used_to_it)
    if "midazolam" in scopes:
        found["midazolam"] = p.midazolam.acts * scopes["midazolam"][0].brain.concentration / p.midazolam.half
    return found


def find_deep(m: Any, p: Any, scopes: Scopes) -> Expression:
    """What is felt over what is not, at GABA-B receptors, where half of people no longer answer.

    It goes with what is unsure of brain and receptors, so that the doses which set it hold whatever these are.
    """
    drug, table = scopes["baclofen"]
    reached = p.baclofen.half_held * drug.brain_over_plasma
    affinity = table.gaba_b.KA_R
    told = reserve(table, table.gaba_b.EC50_firing) * reached / (affinity + reached)
    return told * (1 - at_start(m.effect_at_gaba_b))


def sensitise(p: Any, scopes: Scopes) -> Expression:
    """How many times as sensitive to baclofen a brain is whose kidneys fail: hardly, until little is left of them."""
    kidney = scopes["baclofen"][1].kidney
    lost = maximum(1 - kidney.CrCL / kidney.usual_CrCL, 0)
    return 1 + p.uraemia.acts * (p.uraemia.times - 1) * lost**3


def write_sedation(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body."""
    numbers, level = p.sedation, constant(0)
    if "baclofen" in scopes:
        plasma = scopes["baclofen"][0].plasma.concentration
        level = numbers.baclofen.acts * plasma / numbers.baclofen.half_in_plasma * sensitise(numbers, scopes)
    m.sedation = sedation(numbers, stimuli=find_stimuli(m, numbers, scopes), level=level)


def find_outputs(name: str) -> dict[str, str]:
    """One output of each rival, by its link."""
    return {link: f"sedation.{scope}.{name}" for link, scope in RIVALS.items()}


response = Response(
    name="sedation",
    meaning="sedation, of 100",
    table=Sedation,
    write=write_sedation,
    hears=("gaba_b",),
    actors=("ethanol", "midazolam", *OPIOIDS),
    needs=("gaba_b_adaptation",),
    beside=("opioid_adaptation",),
    links=tuple(
        Link(link, f"sedation.{scope}.score", STANDS_ON[link], set_by=SET_BY) for link, scope in RIVALS.items()
    ),
    higher_is="worse",
    endpoints=(
        Endpoint(SCORED, find_outputs("score"), "score", "sedation.noise"),
        Endpoint(("glasgow coma score", "glasgow coma scale", "gcs"), find_outputs("glasgow"), is_better_higher=True),
        Endpoint(COMPLAINED, find_outputs("drowsy"), "event"),
        Endpoint(CONFUSED, find_outputs("confusion"), "event"),
        Endpoint(IN_COMA, find_outputs("coma"), "event"),
        Endpoint(COMATOSE, find_outputs("unconscious"), "level"),
    ),
)
