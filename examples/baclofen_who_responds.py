"""Who responds to the same dose of baclofen, and why: a thousand virtual adults and what they differ in.

    python -m examples.baclofen_who_responds [folder]

Everybody takes 20 mg three times a day for two weeks. They differ in kidneys, weight, absorption, the way into CSF and
brain, GABA at rest, receptor reserve, and in what a cord and a brain make of an effect at receptors. How much of the
spread each of these explains is read off a straight line through logarithms, all of them at once.

It is a question about a model, not advice. Here people differ, and values are as the library has them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from examples.section import fill_in, run, save, write_table
from neurodose import Course, read_regimen, simulate
from neurodose.figures.curves import Curve, Graph, draw_curves
from neurodose.library import combine
from neurodose.populations import People
from neurodose.units import h, one

PEOPLE, SEED, DAYS = 1000, 7, 14
PLAN = f"20 mg every 8 h x {3 * DAYS}"
RESERVE, SPREAD = "gaba_b.EC50_firing", 0.3  # the spread of receptor reserve between people is an assumption
TRAITS = {
    "kidneys": "kidney.CrCL",
    "weight": "weight",
    "way into CSF": "csf.over_plasma",
    "little receptor reserve": RESERVE,
    "GABA at rest": "gaba.at_rest",
    "what a cord makes of it": "spasticity.cord.gain",
    "what a brain makes of it": "sedation.sensitivity",
}
FALL, SEDATION = "fall of the Ashworth score", "sedation"
ASHWORTH, SCORE = "spasticity.score", "sedation.additive.score"
TENTHS = np.arange(5, 100, 10)

SECTION = """## Who responds to the same dose, and why

{figure}

Of a thousand virtual adults on 60 mg a day the middle one has an Ashworth score lower by {fall} points on the last day
({least_fall} to {most_fall} in 95 of 100), and {sedation} of 100 points of sedation at its highest
({least_sedation} to {most_sedation}). The curves are means of tenths of these people by one trait, from the lowest to
the highest.

{table}

Per cent of the spread that a trait explains beside all others, which is how much less is explained without it; the rest
is what is shared, is not a straight line, or is not among them. What can be measured before a dose (kidneys, weight)
explains {measured} % of the fall and {measured_sedation} % of sedation; **most lies in traits that nobody measures, and
whose spread is assumed**. Of sedation, the way into the
brain and receptor reserve are within what a brain makes of it, because doses in people set it and not receptors.
So a model of this kind cannot pick who will respond, and it says which trait a trial would
have to measure. Kidneys matter most where they fail, and here they do not."""

body = combine("baclofen", responses=("spasticity", "sedation"))


def find_people() -> People:
    """Adults, who differ in receptor reserve as well."""
    usual = body.system.parameters[RESERVE].value.coherent
    draws = np.random.default_rng(SEED).normal(0, np.sqrt(np.log1p(SPREAD**2)), PEOPLE)
    return body.people.sample(PEOPLE, seed=SEED, typical={RESERVE: usual * np.exp(draws)})


def take(people: People) -> Course:
    """The last day of two weeks."""
    times = np.unique([0.0, *(24 * (DAYS - 1) + np.arange(0, 24.1, 0.5))])
    course = simulate(body.model, read_regimen(PLAN), people, at=times * h, outputs=[ASHWORTH, SCORE])
    course.status.raise_if_failed()
    return course


def find_responses(course: Course) -> dict[str, np.ndarray]:
    """Mean fall of the score and highest sedation on the last day (people,)."""
    score, sedation = (course[name].to(one).values for name in (ASHWORTH, SCORE))
    return {FALL: score[:, 0] - score[:, 1:].mean(axis=1), SEDATION: sedation[:, 1:].max(axis=1)}


def explain(response: np.ndarray, traits: np.ndarray) -> float:
    """Share of the spread that a straight line through traits (people, traits) explains."""
    lines = np.column_stack([np.ones(len(response)), traits])
    left = response - lines @ np.linalg.lstsq(lines, response, rcond=None)[0]
    return 1 - left.var() / response.var()


def share_out(response: np.ndarray, traits: dict[str, np.ndarray]) -> dict[str, float]:
    """Per cent of the spread of a logarithm that each trait explains beside all others, and what all explain."""
    logs = {name: np.log(values) for name, values in traits.items()}
    whole = explain(np.log(response), np.column_stack(list(logs.values())))
    found = {"all together": whole}
    for name in logs:
        others = np.column_stack([values for other, values in logs.items() if other != name])
        found[name] = whole - explain(np.log(response), others)
    return {name: 100 * share for name, share in found.items()}


def curve(name: str, trait: np.ndarray, response: np.ndarray) -> Curve:
    """Means of tenths of people by one trait."""
    order = np.argsort(trait)
    return Curve(name, TENTHS, np.array([response[part].mean() for part in np.array_split(order, len(TENTHS))]))


def show(folder: Path) -> str:
    """Writes the figure into a folder; returns the section of the page."""
    people = find_people()
    found = find_responses(take(people))
    traits = {name: people.columns[address] for name, address in TRAITS.items()}
    shares = {name: share_out(response, traits) for name, response in found.items()}
    graphs = [
        Graph(name, [curve(t, traits[t], response / response.mean())
                     for t in sorted(traits, key=lambda t, n=name: -shares[n][t])[:4]])
        for name, response in found.items()
    ]  # fmt: skip
    figure = draw_curves(graphs, "place among 100 people, by the trait", "response, of the mean", limits=(0, 3.4))
    (least, middle, most), (low, half, high) = (np.quantile(found[n], (0.025, 0.5, 0.975)) for n in (FALL, SEDATION))
    rows = [[name, *(f"{shares[n][name]:.0f}" for n in found)] for name in ("all together", *TRAITS)]
    measured = {n: sum(shares[n][t] for t in ("kidneys", "weight")) for n in found}
    return fill_in(
        SECTION,
        figure=save(folder, "baclofen-who-responds.svg", figure, "Response to baclofen by what people differ in"),
        fall=f"{middle:.2g}",
        least_fall=f"{least:.2g}",
        most_fall=f"{most:.2g}",
        sedation=f"{half:.2g}",
        least_sedation=f"{low:.2g}",
        most_sedation=f"{high:.2g}",
        table=write_table(["explains (%)", *found], rows),
        measured=f"{measured[FALL]:.0f}",
        measured_sedation=f"{measured[SEDATION]:.0f}",
    )


if __name__ == "__main__":
    run(show)
