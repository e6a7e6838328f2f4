"""The numbers of cues and relapse. Directions are of animals; what they weigh in people nobody has measured."""

from __future__ import annotations

from math import inf

from neurodose.bounds import Bounds
from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import day

kalivas = Source("Kalivas", 2009, "Nat Rev Neurosci 10:561", "glutamate of the accumbens and relapse, review")
misgeld = Source("Misgeld and others", 1995, "Prog Neurobiol 46:423", "GABA-B receptors on ends of nerves, review")
gonzales = Source(
    "Gonzales and Weiss", 1998, "J Neurosci 18:10663", "rats that wait for ethanol under naltrexone", reading="read"
)


class Cues(Parameters):
    """Cues and surroundings, the glutamate that they evoke in the accumbens, and the drive to relapse."""

    exposure = Condition(
        1,
        "exposure to cues and surroundings of use, of what is usual",
        possible=Bounds((0, inf), "less than no cue is none"),
    )
    lets_less_go = Mechanism("GABA-B receptors on the ends of nerves that release glutamate")
    hears_opioids = Mechanism("the body's own opioids in what a cue does")
    gain = Parameter(
        0.5,
        "rise of glutamate by usual cues, of rest",
        (
            kalivas,
            Assumption("seen in rats that seek a drug, of half of rest or twice; not seen in people", (0.2, 1.5)),
        ),
        "very low",
        measured_in="rat",
    )
    slowed = Parameter(
        0.5,
        "share of what baclofen does to release at rest that it does while a cue drives cells faster",
        (misgeld, Assumption("in slices it fades as cells fire faster; between nothing and all", (0.05, 1))),
        "very low",
        measured_in="rat",
    )
    by_opioids = Parameter(
        0.2,
        "share of what a cue does that the body's own opioids at mu carry",
        (
            gonzales,
            Assumption(
                "naltrexone did not alter the dopamine of rats that wait for ethanol; of what cues evoke in people "
                "nothing is held: between nothing and most",
                (0.02, 0.6),
            ),
        ),
        "very low",
        measured_in="rat",
    )
    following = Parameter(
        0.3 / day,
        "rate at which the drive to relapse follows what cues evoke",
        Assumption("days, as surroundings gain and lose their hold", (0.1, 1) / day),
    )
    weight = Parameter(
        0.4,
        "change of the log-odds of use as the drive of usual cues goes altogether",
        Assumption("nobody has measured it: between next to nothing and more than any drug does", (0.02, 1.6)),
    )
