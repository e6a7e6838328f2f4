"""Drug liking, and with it abuse liability: what mu receptors or dopamine tell, and how quickly it comes.

The scale is unipolar: 0 mm for none (or for what is disliked), 100 mm for the most. `bipolar` says the same where 50
stands for neither. Three links rival one another:
- trials: what opioids would do without an antagonist, spared by the receptors that it leaves; no dose surmounts it.
  Alcohol is liked by its level in blood;
- mechanism: the effect in living cells, where enough agonist gets past an antagonist;
- dopamine: the rise in the accumbens, by which alcohol is liked too.
A quick rise is liked more than a slow one (Marsch 2001), in the first two; dopamine has a rise of its own.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.circuits.reward import find_ethanol
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.felt_change import find_change, find_change_without_antagonists, find_left
from neurodose.library.responses.liking_numbers import Liking
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool, State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, constant, maximum
from neurodose.units import h, one, percent


@model
def drug_liking(
    m: Any,
    p: Any = Liking,
    *,
    at_mu: Any = 0,
    unblocked: Any = 0,
    left: Any = 1,
    dopamine: Any = 0,
    ethanol: Any = None,
) -> None:
    """Liking rises with what is over rest, the more the quicker it comes, and stays within its scale.

    at_mu, unblocked: what opioids add to rest at mu, of the largest, with antagonists and as if there were none
    left:             share of receptors that antagonists leave
    dopamine:         its rise in the accumbens, of rest
    ethanol:          its concentration in blood, where it is one of the drugs
    """
    spared = spare(demand(left, "a share"), p.blockade)
    felt = {
        "trials": spared * maximum(demand(unblocked, "a change"), 0),
        "mechanism": maximum(demand(at_mu, "a change"), 0),
        "dopamine": demand(dopamine, "a rise"),
    }
    for name, change in felt.items():
        fresh = change if name == "dopamine" else find_fresh(m, name, change, p.rush)
        alcohol = like_alcohol(ethanol, p.alcohol) if name == "trials" else constant(0)
        liked = 1 - (1 - grade(name, fresh, p)) * (1 - alcohol)
        m[name] = Output(p.scale.highest * liked, f"drug liking (mm), by {name}", one)
    m.bipolar = Output((p.scale.highest + m.trials) / 2, "drug liking where 50 stands for neither (mm)", one)
    m.abuse_liability = abuse_liability(p, trials=m.trials, mechanism=m.mechanism)


@model
def abuse_liability(m: Any, p: Any = Liking, **scores: Expression) -> None:
    """What goes with abuse: how much a drug is liked at best, and how fast that comes; by both links that know it.

    scores: liking (mm) now
    """
    for name, score in scores.items():
        m[f"highest_{name}"] = State(0, f"highest liking so far (mm), by {name}")
        climbing = p.keeping * maximum(score - m[f"highest_{name}"], 0)
        m[f"highest_{name}"].changes_by(climbing, "is higher than before")
        m[f"climbing_{name}"] = Output(climbing, f"climbing of liking to a new height (mm a time), by {name}", 1 / h)
        m[f"euphoria_{name}"] = Output(
            share_above(m[f"highest_{name}"].expression, p.euphoria.half), f"has had euphoria, by {name}", percent
        )


def find_fresh(m: Any, name: str, change: Expression, p: Any) -> Expression:
    """What of a change is liked: less by a part of what people have got used to."""
    m[f"settled_{name}"] = Pool(p.settling * change, p.settling, start=0, meaning="change that people are used to")
    return maximum(change - p.acts * p.used_to * m[f"settled_{name}"], 0)


def grade(name: str, change: Expression, p: Any) -> Expression:
    """How much of the scale a change is liked by: of mu's effect x² / (half² + x²), of dopamine x / (half + x)."""
    if name == "dopamine":
        return p.dopamine.acts * change / (change + p.dopamine.half)
    return p.mu.acts * share_above(change, p.mu.half, power=2)


def like_alcohol(ethanol: Any, p: Any) -> Expression:
    """The share of the scale by which alcohol is liked: largest · C / (C + half)."""
    if ethanol is None:
        return constant(0)
    level = demand(ethanol, "a concentration of ethanol")
    return p.acts * p.largest * level / (level + p.half)


def share_above(level: Expression, half: Expression, *, power: int = 3) -> Expression:
    """x^n / (half^n + x^n)."""
    relative = (level / half) ** power
    return relative / (1 + relative)


def spare(left: Expression, p: Any) -> Expression:
    """What a share of receptors left spares of liking: none left none, all left all, and by its square between."""
    kept = left**2 * (1 + p.half**2) / (left**2 + p.half**2)
    return 1 - p.acts * (1 - kept)


def write_liking(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind what mu receptors tell and the reward circuit."""
    m.liking = drug_liking(
        p.liking,
        at_mu=find_change(m),
        unblocked=find_change_without_antagonists(m, p),
        left=find_left(m, p),
        dopamine=maximum(m.reward.rise, 0),
        ethanol=find_ethanol(scopes),
    )


LINKS = ("trials", "mechanism", "dopamine")
LIKED = ("drug liking", "liking", "liking of the drug", "change of liking", "vas liking", "vas drug liking",
         "good drug effect", "high")  # fmt: skip
OPIOIDS = ("heroin", "morphine", "fentanyl", "oxycodone", "hydromorphone", "methadone", "buprenorphine", "an opioid",
           "the opioid", "opioids", "kratom", "mitragynine", "alcohol", "ethanol")  # fmt: skip

response = Response(
    name="liking",
    meaning="drug liking",
    table=Liking,
    write=write_liking,
    targets=("mu",),
    actors=("ethanol",),
    needs=("opioid_adaptation", "reward"),
    higher_is="worse",
    told_in="in mm of 100",
    links=(
        Link(
            "trials",
            "liking.trials",
            "ratings after morphine and heroin (comparators), blockade by availability as Castillo 2024 and Greenwald "
            "2014 have it; of kratom no rating under control exists; of alcohol an order of size",
            is_calibrated=True,
            set_by=("Castillo and others 2024", "Greenwald and others 2014", "Evans and Bisaga 2009"),
        ),
        Link(
            "mechanism",
            "liking.mechanism",
            "competition at mu receptors of living cells; affinities in people are known of antagonists alone",
        ),
        Link(
            "dopamine",
            "liking.dopamine",
            "dopamine of rats under microdialysis; no rating was set beside it",
        ),
    ),
    endpoints=(
        Endpoint(
            words=(*LIKED, *(f"{word} of {drug}" for word in ("liking", "drug liking") for drug in OPIOIDS),
                   *(f"liking of {drug} on a scale of 100 mm" for drug in OPIOIDS)),
            outputs={name: f"liking.{name}" for name in LINKS},
            noise="liking.noise",
        ),
        Endpoint(
            words=("highest liking", "peak liking", "peak drug liking", "maximum drug liking", "emax of drug liking"),
            outputs={name: f"liking.abuse_liability.highest_{name}" for name in LINKS[:2]},
            noise="liking.noise",
        ),
        Endpoint(
            words=("euphoria", *(f"euphoria after {drug}" for drug in OPIOIDS)),
            outputs={name: f"liking.abuse_liability.euphoria_{name}" for name in LINKS[:2]},
            counted="event",
        ),
    ),
)  # fmt: skip
