"""Spasticity: how much muscles resist a stretch, on the Ashworth scale from 0 to 4.

By mechanism, GABA-B receptors of the spinal cord hold reflexes back, so that a drop into lumbar CSF does what no tablet
can; cells of the cord lose receptors while it lasts, and when it ends at once reflexes are livelier than before. By
label, tablets do by their level in plasma what the doses on labels promise, and no more.

No trial's outcome is held for either, so both are uncalibrated. The natural course is flat.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.adaptation import adaptation
from neurodose.library.circuit import Scopes
from neurodose.library.rating_scales import find_severity, show_severity
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.spasticity_numbers import Spasticity
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, exp
from neurodose.units import one, percent

SCORES = {"mechanism": "spasticity.score", "label": "spasticity.score_by_label"}
WORDS = (
    "ashworth score", "mean ashworth score", "ashworth", "modified ashworth score", "modified ashworth scale",
    "spasticity", "spasticity score", "spasticity on the ashworth scale", "muscle tone", "muscle tone score",
)  # fmt: skip

IMPROVED = (
    "improvement of spasticity", "improvement of at least one point on the ashworth scale", "improved spasticity",
    "reduction of at least one point on the ashworth scale", "improvement by one ashworth point", "response on the "
    "ashworth scale", "reduced muscle tone", "improvement of muscle tone",
)  # fmt: skip
IMPROVEMENTS = {"mechanism": "spasticity.improved", "label": "spasticity.improved_by_label"}


@model
def spasticity(m: Any, p: Any = Spasticity, *, cells: Any, at_cord: Expression, plasma: Expression) -> None:
    """Muscles resist a stretch as much as reflexes of the spinal cord are lively. GABA-B receptors hold them back,
    and cells of the cord adapt to it.

    cells:   numbers of the adaptation of cells at GABA-B receptors
    at_cord: effect at GABA-B receptors of the cord, of the largest (0 to 1)
    plasma:  baclofen in plasma
    """
    m.cells = adaptation(cells, at_cord)
    stimulus = at_cord / (1 - at_cord) * m.cells.sensitivity * m.cells.number
    held = stimulus / (1 + stimulus)
    m.held_back = Output((held - at_start(held)) / (1 - at_start(held)), "reflexes held back, of what can be", percent)
    m.level = Pool(p.by_label.following * plasma, p.by_label.following, meaning="baclofen that muscles follow")
    expects = p.expectation.acts * p.expectation.in_a_trial * p.expectation.largest
    m.expected = Pool(p.expectation.rate * expects, p.expectation.rate, start=0, meaning="fall by expectation")

    before = find_severity(p.at_start, p.ashworth) - m.expected
    by_cord = p.cord.acts * p.cord.gain * m.held_back
    by_label = p.by_label.acts * p.by_label.largest * m.level / (p.by_label.half + m.level)
    m.score = Output(show_severity(before - by_cord, p.ashworth), "Ashworth score, by receptors of the cord", one)
    m.score_by_label = Output(show_severity(before - by_label, p.ashworth), "Ashworth score, by labels", one)
    for name, score in (("improved", m.score), ("improved_by_label", m.score_by_label)):
        m[name] = Output(find_chance(p.at_start - score, p), "probability of a fall by one point or more", percent)


def find_chance(fall: Expression, p: Any) -> Expression:
    """The probability that two ratings show a fall by a point or more: 1 / (1 + exp((1 − fall) / doubt))."""
    return 1 / (1 + exp((1 - fall) / p.doubt))


def write_spasticity(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body that has baclofen."""
    m.spasticity = spasticity(
        p.spasticity,
        cells=p.adaptation_at_gaba_b,
        at_cord=m.effect_at_gaba_b_in_the_cord,
        plasma=scopes["baclofen"][0].plasma.concentration,
    )


response = Response(
    name="spasticity",
    meaning="spasticity on the Ashworth scale",
    table=Spasticity,
    write=write_spasticity,
    hears=("gaba_b_in_the_cord",),
    links=(
        Link(
            "mechanism",
            SCORES["mechanism"],
            "reflexes of animals under GABA-B agonists, and a gain that nobody measured; no trial's outcome set it",
        ),
        Link(
            "label",
            SCORES["label"],
            "the doses that labels of tablets allow; no outcome of a trial is held, so its size is an assumption",
        ),
    ),
    higher_is="worse",
    endpoints=(
        Endpoint(WORDS, SCORES, "score", "spasticity.noise"),
        Endpoint(IMPROVED, IMPROVEMENTS, "event"),
    ),
)
