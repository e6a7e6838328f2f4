"""Drinking of people with alcohol use disorder in a trial: drinking days, heavy drinking days, relapse, drinks a day.

One person's days: who begins abstinent has a hazard of a first drink and one of heavy drinking; after the first drink
each day is a drinking day with certain odds, after the first heavy day a drinking day is heavy with others. So a
trial's "any drinking" and "relapse" are hazards summed up, and its "days" are odds. People differ in all of it.

Two rivals change hazards and odds: what trials saw, in proportion to the receptors that a drug holds or drives, and
what circuits say (reward of a drink, its learned value, cues). Care beside the drug changes them too.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.pooled import PooledEffect
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.drinking_numbers import Drinking, desantis, review
from neurodose.library.responses.drinking_trials import (
    OF_BACLOFEN,
    OF_NALTREXONE,
    baclofen_first,
    baclofen_heavy,
    behavioural,
    naltrexone_first,
    naltrexone_heavy,
)
from neurodose.library.responses.exposure_in_trials import driven_by_baclofen, held_by_naltrexone
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import State
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, exp, log, minimum, sqrt, time
from neurodose.units import g, h, one, percent


@model
def course_of_drinking(m: Any, p: Any = Drinking, *, first: Any = 0, heavy: Any = 0, is_timed: bool = True) -> None:
    """Who begins abstinent has a first drink at one hazard and relapses to heavy drinking at another; from then on days
    are drinking days, and those heavy days, with odds of their own.

    first: change of the logarithm of the hazard of a first drink; heavy: of that of heavy drinking, and of both odds
    is_timed: whether days are gathered as well (each costs a state)
    """
    first, heavy, people = demand(first, "a change"), demand(heavy, "a change"), p.people
    drinking, abstinent = p.start.still_drinking, 1 - p.start.still_drinking
    more = exp((1 - p.start.in_treatment) * log(p.start.entry))
    odds = people.odds * sqrt(people.propensity) * exp(heavy) * more
    of_days = odds / (1 + odds)
    heavier = people.odds_heavy * exp(heavy)
    of_drinking_days = heavier / (1 + heavier)
    usual = people.hazard * people.propensity * more
    hidden = p.trials_saw.hidden
    any_rate = abstinent * usual * exp(hidden * first) + drinking * people.days * of_days
    on_and_on = of_days * of_drinking_days * people.days
    heavy_rate = abstinent * usual * people.heavy_over_any * exp(hidden * heavy) + drinking * on_and_on
    m.to_first = State(0, "hazard of a first drink, summed up")
    m.to_heavy = State(0, "hazard of heavy drinking, summed up")
    m.to_first.changes_by(any_rate)
    m.to_heavy.changes_by(minimum(heavy_rate, any_rate))
    tell_days(m, p, of_days, of_drinking_days)
    if is_timed:
        gather_days(m)


def tell_days(m: Any, p: Any, of_days: Expression, of_drinking_days: Expression) -> None:
    """What a trial counts, expected of one person."""
    abstinent, people = 1 - p.start.still_drinking, p.people
    dry, sober = exp(-m.to_first.expression), exp(-m.to_heavy.expression)
    heavy_now = of_days * of_drinking_days
    m.any_drinking = Output(1 - dry, "probability of having drunk since the start", percent)
    m.relapse = Output(1 - sober, "probability of having drunk heavily since the start", percent)
    m.abstinence = Output(dry, "probability of not having drunk since the start", percent)
    days = (1 - abstinent * dry) * of_days
    m.drinking_days = Output(days, "probability that a day is a drinking day", percent)
    relapsed = 1 - abstinent * sober
    heavy_days = relapsed * heavy_now
    m.heavy_days = Output(heavy_days, "probability that a day is a heavy drinking day", percent)
    m.days_abstinent = Output(1 - days, "probability that a day is without a drink", percent)
    m.heavy_weeks = Output(relapsed * (1 - (1 - heavy_now) ** 7), "probability that a week has heavy drinking", percent)
    drinks = heavy_days * people.on_heavy_days + (days - heavy_days) * people.on_other_days
    m.drinks = Output(drinks, "drinks a day", one)
    m.grams = Output(drinks * people.drink, "ethanol drunk a day", g)
    m.good = Output(1 - relapsed * (1 - (1 - heavy_now) ** people.few), "probability of a good outcome", percent)


def gather_days(m: Any) -> None:
    """What a trial gathers over time, expected of one person."""
    gathered = {
        "abstinent_time": ("days without a drink since the start", m.days_abstinent),
        "time_to_first": ("days before a first drink, of those that have passed", m.abstinence),
        "time_to_relapse": ("days before heavy drinking, of those that have passed", 1 - m.relapse),
    }
    for name, (meaning, share) in gathered.items():
        m[name] = State(0 * h, meaning)
        m[name].changes_by(share)


def care_beside(p: Any) -> Expression:
    """What care changes of the logarithm of odds and hazards; with medical management alone, nothing."""
    care = p.care
    return care.acts * (care.CBI * care.of_CBI - (1 - care.medical_management) * care.of_management)


def changes_by_trials(m: Any, p: Any, scopes: Scopes) -> tuple[Expression, Expression]:
    """What trials saw of a first drink and of heavy drinking, in proportion to receptors."""
    saw, care = p.trials_saw, p.care
    overlap = 1 - care.acts * care.CBI * care.overlap
    naltrexone = saw.of_naltrexone * held_by_naltrexone(m, p.exposure, scopes) * overlap
    baclofen = saw.of_baclofen * driven_by_baclofen(m, p.exposure, scopes)
    first = naltrexone * saw.naltrexone_first + baclofen * saw.baclofen_first
    heavy = naltrexone * saw.naltrexone_heavy + baclofen * saw.baclofen_heavy
    return first + care_beside(p), heavy + care_beside(p)


def changes_by_circuits(m: Any, p: Any, cues: Any) -> tuple[Expression, Expression]:
    """What circuits say of a first drink (its value, cues) and of heavy drinking (what a drink gives, too)."""
    learned = p.by_value * p.weights.value * (m.reinforcement.value_of_drink.expression - 1)
    driven = p.by_cues * cues.weight * (m.cues.drive.expression - 1)
    given = p.by_reward * p.weights.reward * (m.reinforcement.drink - 1)
    first = learned + driven + care_beside(p)
    return first, first + given


@model
def drinking_by_rivals(m: Any, p: Any = Drinking, *, by_trials: Any, by_circuits: Any) -> None:
    """The same people drink under what trials saw, and under what circuits say."""
    m.trials = course_of_drinking(p, first=by_trials[0], heavy=by_trials[1])
    m.mechanism = course_of_drinking(p, first=by_circuits[0], heavy=by_circuits[1], is_timed=False)
    m.dropout = Output(1 - exp(-p.people.leaving * time), "probability of having left a trial", percent)


def write_drinking(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body, behind reward, reinforcement and cues."""
    m.drinking = drinking_by_rivals(
        p.drinking,
        by_trials=changes_by_trials(m, p.drinking, scopes),
        by_circuits=changes_by_circuits(m, p.drinking, p.cues),
    )


def each(output: str) -> dict[str, str]:
    """The address of an output in each rival."""
    return {link: f"drinking.{link}.{output}" for link in ("trials", "mechanism")}


def timed(output: str) -> dict[str, str]:
    """The address of what is gathered over time, which trials alone answer."""
    return {"trials": f"drinking.trials.{output}"}


POOLED: dict[str, PooledEffect] = {
    "drinking.trials_saw.naltrexone_first": naltrexone_first,
    "drinking.trials_saw.naltrexone_heavy": naltrexone_heavy,
    "drinking.trials_saw.baclofen_first": baclofen_first,
    "drinking.trials_saw.baclofen_heavy": baclofen_heavy,
    "drinking.care.of_CBI": behavioural,
}
ENDPOINTS = (
    Endpoint(
        ("heavy drinking", "relapse", "relapse to heavy drinking", "return to heavy drinking", "any heavy drinking",
         "binge drinking", "relapse to drinking", "first relapse to heavy drinking"),
        each("relapse"), "event",
    ),
    Endpoint(
        ("any drinking", "return to any drinking", "drinking", "lapse", "first drink", "a return to drinking"),
        each("any_drinking"), "event",
    ),
    Endpoint(
        ("abstinence", "abstinent", "continuous abstinence", "total abstinence", "abstinence achieved and maintained",
         "complete abstinence", "continuous alcohol abstinence"),
        each("abstinence"), "event",
    ),
    Endpoint(
        ("drinking days", "days of drinking", "percentage of drinking days", "days with drinking"),
        each("drinking_days"), "share of days",
    ),
    Endpoint(
        ("heavy drinking days", "days of heavy drinking", "percentage of heavy drinking days",
         "days of binge drinking", "binge drinking days", "binge days", "event rate of heavy drinking days"),
        each("heavy_days"), "share of days",
    ),
    Endpoint(
        ("days abstinent", "percentage of days abstinent", "abstinent days", "alcohol-free days"),
        each("days_abstinent"), "share of days",
    ),
    Endpoint(
        ("weeks with binge drinking", "weeks with heavy drinking", "weeks with binge", "heavy drinking weeks"),
        each("heavy_weeks"), "share of days",
    ),
    Endpoint(
        ("cumulative abstinence", "cumulative abstinence days", "cumulative abstinence duration",
         "cumulative days abstinent", "duration of abstinence"),
        timed("abstinent_time"), "level",
    ),
    Endpoint(
        ("time to relapse", "days to relapse", "time to heavy drinking", "time to first heavy drinking",
         "time to relapse to heavy drinking", "time to first relapse"),
        timed("time_to_relapse"), "level",
    ),
    Endpoint(
        ("time to first drink", "time to lapse", "days to first drink", "days to first drinking",
         "time to any drinking"),
        timed("time_to_first"), "level",
    ),
    Endpoint(("drinks a day", "drinks per day", "drinks a month", "drinks per month", "drinks a week", "drinks"),
             each("drinks"), "level"),
    Endpoint(("alcohol consumed", "grams a day", "alcohol a day", "grams of alcohol", "alcohol intake",
              "alcohol consumption", "ethanol consumed"), each("grams"), "level"),
    Endpoint(("a good outcome", "good clinical outcome", "good composite clinical outcome", "good outcome",
              "abstinence or low-risk drinking", "abstinent or low-risk drinking", "low-risk drinking"),
             each("good"), "event"),
    Endpoint(("dropout", "drop-out", "leaving the trial", "attrition"), {"trials": "drinking.dropout"}, "event"),
)  # fmt: skip

response = Response(
    name="drinking",
    meaning="days of heavy drinking",
    table=Drinking,
    write=write_drinking,
    links=(
        Link(
            "trials", "drinking.trials.heavy_days",
            "33 trials of naltrexone, pooled, that agree; ten of baclofen that do not: small ones that helped, large "
            "ones that saw nothing", is_calibrated=True,
            set_by=tuple(source.label for source in (*OF_NALTREXONE, *OF_BACLOFEN, desantis, review)),
        ),
        Link(
            "mechanism", "drinking.mechanism.heavy_days",
            "dopamine of rats after a drink, and weights of reward, learning and cues that nobody has measured",
        ),
    ),
    higher_is="worse",
    told_in="of 100 days",
    targets=("mu",),
    hears=("gaba_b",),
    needs=("reward", "reinforcement", "cues"),
    endpoints=ENDPOINTS,
    pooled=POOLED,
)  # fmt: skip
