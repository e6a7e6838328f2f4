"""Anxiety of the moment: by what receptors might do, and by what trials of baclofen saw, side by side.

A unit is one standard deviation between anxious people, and more is better (calmer). At alpha-2A adrenoceptors
mitragynine binds and stimulates nothing in the assay that looked, so it may block what clonidine drives; that it calms
there like clonidine is what is said. Both stand in opposition.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.anxiety_numbers import BACLOFEN, Anxiety
from neurodose.library.shown import score
from neurodose.library.study import follow_study
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, maximum
from neurodose.units import one


@model
def anxiety_response(m: Any, p: Any = Anxiety, *, calm: Any = 0, at_alpha_2a: Any = None, seen: Any = None) -> None:
    """A study calms people by itself; receptors and circuits may calm within hours; trials saw what they saw.

    calm:        what receptors and circuits do to anxiety, but for alpha-2A
    at_alpha_2a: share of alpha-2A adrenoceptors that mitragynine holds; None where it is not in the body
    seen:        what trials saw of baclofen while it is given; None where it is not in the body
    """
    m.so_far = follow_study(p.study, p.course.rate)
    m.by_study = Output(p.course.acts * p.course.calms * m.so_far.expression, "calm that a study has brought", one)
    settling = p.paths.settling
    m.by_receptors = Pool(settling * demand(calm, "a calm"), settling, start=0, meaning="calm by receptors")
    rivals = {"mechanism": m.by_study + m.by_receptors.expression}
    if at_alpha_2a is not None:
        m.alpha_2a = Pool(settling * at_alpha_2a, settling, start=0, meaning="alpha-2A held, as anxiety follows it")
        told = p.paths.alpha_2a * p.paths.by_alpha_2a * m.alpha_2a.expression
        rivals["opposed"] = rivals["mechanism"] - told
        rivals["mechanism"] = rivals["mechanism"] + told
    if seen is not None:
        m.differs = Pool(p.trials.rate * seen, p.trials.rate, start=0, meaning="difference from placebo, as trials saw")
        rivals["trials"] = m.by_study + m.differs.expression
    for name, better in rivals.items():
        m[f"by_{name}"] = Output(better, f"calm by {name}, more than before, of the spread of anxiety", one)
        m[f"stai_by_{name}"] = Output(score(better, p.severity, p.stai), f"state anxiety (STAI) by {name}", one)


def find_calm(m: Any, p: Any, scopes: Scopes) -> Expression:
    """What mu, kappa and GABA-B receptors and cortisol do to anxiety; nothing at rest."""
    felt, kappa = m.opioid_adaptation.felt, m.effect_at_kappa
    calm = (
        p.opioid * p.by_opioid * maximum(felt - at_start(felt), 0)
        - p.tone * p.by_lost_tone * maximum(1 - felt / at_start(felt), 0)
        + p.kappa * p.by_kappa * maximum(1 - kappa / at_start(kappa), 0)
        - p.stress * p.by_cortisol * (m.stress.cortisol.expression - 1)
    )
    if "baclofen" not in scopes:
        return calm
    return calm + p.gaba_b * p.by_gaba_b * (m.effect_at_gaba_b - at_start(m.effect_at_gaba_b))


def find_trials(scopes: Scopes, p: Any) -> Expression | None:
    """What trials saw of baclofen while it is on board; None where it is not in the body."""
    if "baclofen" not in scopes:
        return None
    level = scopes["baclofen"][0].plasma.concentration
    return p.baclofen_given * p.baclofen * level / (level + p.half)


def write_anxiety(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind receptors and circuits."""
    m.anxiety = anxiety_response(
        p.anxiety,
        calm=find_calm(m, p.anxiety.paths, scopes),
        at_alpha_2a=m.alpha_2a.share_of("mitragynine") if "mitragynine" in scopes else None,
        seen=find_trials(scopes, p.anxiety.trials),
    )


LINKS = (
    Link(
        "trials",
        "anxiety.by_trials",
        "one trial of 30 mg of baclofen a day in alcohol use disorder that saw less state anxiety (Garbutt 2010), and "
        "two meta-analyses that saw no effect, pooled; none in an anxiety disorder",
        is_calibrated=True,
        set_by=("Garbutt and others 2010", "Rose and Jones 2018", "Pierce and others 2018"),
        speaks_of=("baclofen",),
    ),
    Link(
        "mechanism",
        "anxiety.by_mechanism",
        "guesses of what mu, kappa, GABA-B and alpha-2A receptors and cortisol do to anxiety; mitragynine calms at "
        "alpha-2A. No anxiety of anybody under these drugs set it",
    ),
    Link(
        "mechanism, opposed",
        "anxiety.by_opposed",
        "the same, but mitragynine blocks alpha-2A and makes anxious there: it stimulated nothing in the assay",
        speaks_of=("mitragynine",),
    ),
)

response = Response(
    name="anxiety",
    meaning="calm",
    table=Anxiety,
    write=write_anxiety,
    links=LINKS,
    higher_is="better",
    told_in="in spreads of the score of anxiety",
    targets=("mu", "kappa"),
    hears=("gaba_b", "alpha_2a"),
    needs=("opioid_adaptation", "stress"),
    endpoints=(
        Endpoint(
            ("state anxiety", "stai", "stai state", "stai-s", "anxiety", "state-trait anxiety inventory"),
            {link.name: link.output.replace("anxiety.by", "anxiety.stai_by") for link in LINKS},
            noise="anxiety.stai.noise",
        ),
    ),
    pooled={"anxiety.trials.baclofen": BACLOFEN},
    unknown=dict.fromkeys(("antidepressant", "paroxetine"), "nobody has tried them together on anxiety"),
)
