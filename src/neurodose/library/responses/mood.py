"""Mood of depressed people: by what receptors and circuits might do, and by what trials saw, side by side.

A unit is one standard deviation between depressed people at the end of a trial, and more is better; HAM-D, MADRS and
PHQ-9 show the same severity. What GABA-B receptors do to mood is not known even by its sign (antagonists help rodents,
agonists calm them), so that two mechanisms stand in opposition. What a study does to people stands in all of them.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.mood_numbers import BACLOFEN, LOW_DOSE_NALTREXONE, Mood
from neurodose.library.shown import score
from neurodose.library.study import follow_study, give_low
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, maximum
from neurodose.units import one

IN_TRIALS = ("baclofen", "naltrexone")  # drugs of which a trial scored depression
SCALES = ("hamd", "madrs", "phq9")
HAMD = (
    "ham-d", "hamd", "hdrs", "hrsd", "hamd-17", "ham-d 17", "ham-d, 17 items", "hamilton depression rating scale",
    "hamilton depression score",
)  # fmt: skip
MADRS = (
    "madrs", "madrs-10", "montgomery-asberg depression rating scale", "montgomery-åsberg depression rating scale",
)  # fmt: skip
DEPRESSION = ("depression", "depressive symptoms", "severity of depression")  # where nothing says by which scale


@model
def mood_response(m: Any, p: Any = Mood, *, lift: Any = 0, at_gaba_b: Any = None, seen: Any = None) -> None:
    """A study lifts mood by itself; receptors and circuits may lift or lower it within days; trials saw what they saw.

    lift:      what receptors and circuits other than GABA-B would do to mood if they lasted
    at_gaba_b: effect at GABA-B above that at rest, of the largest (-1 to 1); None where no drug acts there
    seen:      what trials saw of the drugs that are given now; None where there was no trial
    """
    m.so_far = follow_study(p.study, p.course.rate)
    by_itself = p.course.by_itself * p.course.natural
    study = m.so_far.expression * (by_itself + p.course.by_expectation * p.course.expectation)
    m.by_study = Output(study, "mood that a study has lifted", one)
    m.by_receptors = Pool(
        p.paths.settling * demand(lift, "a lift"), p.paths.settling, start=0, meaning="mood by mu, kappa and circuits"
    )
    rivals = {"mechanism": m.by_study + m.by_receptors.expression}
    if at_gaba_b is not None:
        m.gaba_b = Pool(
            p.paths.settling * at_gaba_b, p.paths.settling, start=0, meaning="effect at GABA-B, as mood follows it"
        )
        told = p.paths.gaba_b * m.gaba_b.expression
        rivals["opposed"] = rivals["mechanism"] - p.paths.against_gaba_b * told
        rivals["mechanism"] = rivals["mechanism"] + p.paths.by_gaba_b * told
    if seen is not None:
        m.differs = Pool(p.trials.rate * seen, p.trials.rate, start=0, meaning="difference from placebo, as trials saw")
        rivals["trials"] = m.by_study + m.differs.expression
    for name, mood in rivals.items():
        m[f"by_{name}"] = Output(mood, f"mood by {name}, better than before, of its spread in depression", one)
        for scale in SCALES:
            m[f"{scale}_by_{name}"] = Output(score(mood, p.severity, getattr(p, scale)), f"score by {name}", one)


def find_lift(m: Any, p: Any) -> Expression:
    """What mu and kappa receptors, dopamine and cortisol would do to mood if they lasted; nothing at rest."""
    felt = m.opioid_adaptation.felt
    kappa = m.effect_at_kappa
    return (
        p.opioid * p.by_opioid * maximum(felt - at_start(felt), 0)
        - p.tone * p.by_lost_tone * maximum(1 - felt / at_start(felt), 0)
        + p.kappa * p.by_kappa * maximum(1 - kappa / at_start(kappa), 0)
        + p.dopamine * p.by_dopamine * (m.reward.dopamine.expression - 1)
        - p.stress * p.by_cortisol * (m.stress.cortisol.expression - 1)
    )


def find_trials(scopes: Scopes, p: Any) -> Expression | None:
    """What trials saw of the drugs that are on board; None where none was tried."""
    seen = None
    if "baclofen" in scopes:
        level = scopes["baclofen"][0].plasma.concentration
        seen = p.baclofen_given * p.baclofen * level / (level + p.baclofen_half)
    if "naltrexone" in scopes:
        level = scopes["naltrexone"][0].brain.concentration
        part = p.naltrexone_given * p.naltrexone * give_low(level, p.naltrexone_half, p.naltrexone_upper)
        seen = part if seen is None else seen + part
    return seen


def rise_at_gaba_b(m: Any, scopes: Scopes) -> Expression | None:
    """Effect at GABA-B above that at rest, where baclofen is in the body."""
    if "baclofen" not in scopes:
        return None
    return m.effect_at_gaba_b - at_start(m.effect_at_gaba_b)


def write_mood(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind receptors and circuits."""
    m.mood = mood_response(
        p.mood,
        lift=find_lift(m, p.mood.paths),
        at_gaba_b=rise_at_gaba_b(m, scopes),
        seen=find_trials(scopes, p.mood.trials),
    )


LINKS = (
    Link(
        "trials",
        "mood.by_trials",
        "baclofen: depression beside drinking in trials of alcohol use disorder, pooled without an effect, none in "
        "depression itself; naltrexone: one trial of twelve people at 1 mg twice a day, pulled towards no effect, "
        "which says next to nothing of 50 mg",
        is_calibrated=True,
        set_by=("Rose and Jones 2018", "Pierce and others 2018", "Mischoulon and others 2017"),
        speaks_of=IN_TRIALS,
    ),
    Link(
        "mechanism",
        "mood.by_mechanism",
        "guesses of what mu, kappa and GABA-B receptors, dopamine and cortisol do to mood; GABA-B lifts it. No mood of "
        "anybody under these drugs set it",
    ),
    Link(
        "mechanism, opposed",
        "mood.by_opposed",
        "the same, but GABA-B lowers mood: antagonists there help rodents, and a few people became worse (Post 1991)",
        speaks_of=("baclofen",),
    ),
)


def on_scale(scale: str) -> dict[str, str]:
    """Where each link shows a scale."""
    return {link.name: link.output.replace("mood.by", f"mood.{scale}_by") for link in LINKS}


response = Response(
    name="mood",
    meaning="mood",
    table=Mood,
    write=write_mood,
    links=LINKS,
    higher_is="better",
    told_in="in spreads of the score in depression",
    targets=("mu", "kappa"),
    hears=("gaba_b",),
    needs=("reward", "opioid_adaptation", "stress"),
    endpoints=(
        Endpoint(HAMD, on_scale("hamd"), noise="mood.hamd.noise"),
        Endpoint((*MADRS, *DEPRESSION), on_scale("madrs"), noise="mood.madrs.noise"),
        Endpoint(("phq-9", "phq9", "patient health questionnaire"), on_scale("phq9"), noise="mood.phq9.noise"),
        Endpoint(("mood", "improvement of depression", "improvement of mood"), {k.name: k.output for k in LINKS}),
    ),
    pooled={"mood.trials.baclofen": BACLOFEN, "mood.trials.naltrexone": LOW_DOSE_NALTREXONE},
    unknown=dict.fromkeys(
        ("antidepressant", "paroxetine"),
        "nobody has tried them together on mood; twelve people who had relapsed on antidepressants were given low-dose "
        "naltrexone on top (Mischoulon 2017), of baclofen or kratom beside one there is nothing",
    ),
)  # fmt: skip
