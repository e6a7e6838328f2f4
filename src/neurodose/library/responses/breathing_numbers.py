"""The numbers of breathing: volunteers whose carbon dioxide was held, most of them given one drug once."""

from __future__ import annotations

from neurodose.library.circuits.opioid_adaptation_numbers import algera, romberg
from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import h, mM, nM

dahan = Source(
    "Dahan and others", 2005, "Br J Anaesth 94:825", "48 people, fentanyl or buprenorphine, abstract", reading="read"
)
van_der_schrier = Source(
    "Van der Schrier and others", 2017, "Anesthesiology 126:534", "24 people, oxycodone and ethanol, abstract",
    reading="read",
)  # fmt: skip
bailey = Source(
    "Bailey and others", 1990, "Anesthesiology 73:826", "12 people, midazolam and fentanyl, abstract", pmid=2122773,
    reading="read",
)  # fmt: skip
bouillon = Source(
    "Bouillon and others", 2003, "Anesthesiology 99:779", "ten people, remifentanil, abstract", reading="read"
)
monitored = Source(
    "Study of a volume monitor",
    2017,
    "PLoS ONE 12:e0172750",
    "30 patients, 2 mg of midazolam, abstract",
    reading="read",
)
self_poisoning = Source(
    "Boels and others", 2017, "baclofen self-poisoning, 111 cases, abstract", reading="read second-hand"
)


class Opioids(Parameters, shared=True):
    """What mu receptors take away of ventilation where carbon dioxide is held above rest."""

    acts = Mechanism("mu receptors on breathing")
    adapts = Mechanism("tolerance of breathing")
    half = Parameter(
        1.0,
        "stimulus above rest that takes away half of ventilation",
        (algera, romberg, Assumption("0.8 by fentanyl, 1.1 by morphine, where each is held as assumed", (0.4, 2.5))),
        "low",
        measured_in="healthy people",
    )
    beyond_one = Parameter(
        0.5,
        "steepness with which it is taken away, beyond 1",
        (dahan, romberg, Assumption("1 in all with morphine; apnoea comes soon after half with fentanyl", (0.05, 1.5))),
        "low",
        measured_in="healthy people",
    )
    largest_tolerance = Parameter(
        6.0,
        "tolerance of breathing where all is expected: how many times weaker opioids are",
        (algera, Assumption("4.3 times in people on high doses, who are not all the way there", (2, 10))),
        "low",
        measured_in="eight people on high doses of opioids",
    )


class Others(Parameters, shared=True):
    """What else takes away ventilation, and what it does beside opioids."""

    ethanol_acts = Mechanism("ethanol on breathing")
    ethanol = Parameter(
        117 * mM,
        "ethanol in blood that leaves half of ventilation",
        (van_der_schrier, Assumption("16 % less at 1 g/L, on top of oxycodone", (40, 400) * mM)),
        "low",
        measured_in="healthy people, on top of oxycodone",
    )
    midazolam_acts = Mechanism("midazolam on breathing")
    midazolam = Parameter(
        60 * nM,
        "unbound midazolam in brain that leaves half of ventilation",
        (monitored, bailey, Assumption("14 % less after 2 mg in patients, nothing after 3.5 mg in volunteers",
                                       (20, 300) * nM)),
        "very low",
    )  # fmt: skip
    baclofen_acts = Mechanism("GABA-B receptors on breathing")
    baclofen = Parameter(
        0.02,
        "fall of ventilation by the square of the stimulus at GABA-B above rest",
        (
            self_poisoning,
            Assumption("nothing at usual doses, ventilators in poisoning: nobody has measured it", (0.002, 0.2)),
        ),
        "very low",
    )
    together = Parameter(
        5.0,
        "what opioids and others do to one another beyond each, as a logarithm of ventilation",
        (
            bailey,
            Assumption("apnoea in 6 of 12 with both, in none with either; nothing at held carbon dioxide", (0, 15)),
        ),
        "very low",
    )


class CarbonDioxide(Parameters, shared=True):
    """Carbon dioxide in blood, which rises where less is breathed out and drives breathing."""

    gain = Parameter(
        4.3, "power by which ventilation follows carbon dioxide", bouillon, "moderate", measured_in="ten healthy people"
    )
    leaving = Parameter(
        4.8 / h, "rate at which it leaves at rest", bouillon, "moderate", measured_in="ten healthy people"
    )


class Apnoea(Parameters, shared=True):
    """Pauses of breath of volunteers whose carbon dioxide was held."""

    half = Parameter(
        0.19,
        "ventilation, of rest, at which half of them have such a pause",
        (algera, Assumption("3, then 9 of 14 after 0.225 and 0.475 mg of fentanyl, 7 of 8 of the tolerant after 1.8 mg",
                            (0.1, 0.35))),
        "very low",
    )  # fmt: skip
    steepness = Parameter(8.0, "steepness with which they do", (algera, Assumption("as the same counts rise", (4, 14))),
                          "very low")  # fmt: skip


class Breathing(Parameters):
    """Ventilation under opioids and what is taken beside them."""

    opioids = Opioids
    others = Others
    carbon_dioxide = CarbonDioxide
    apnoea = Apnoea
    noise = Parameter(0.1, "spread of one reading, of rest", Assumption("usual for ventilation", (0.03, 0.2)))
