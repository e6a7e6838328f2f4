"""The numbers of the reward circuit. Sizes are of rats under microdialysis; PET of people disagrees."""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import h, mM

fadda = Source("Fadda and others", 2003, "Synapse 50:1", "peaks of dopamine, abstract", pmid=12872287, reading="read")
gonzales = Source(
    "Gonzales and Weiss", 1998, "J Neurosci 18:10663", "rats that drink, with and without naltrexone", reading="read"
)
di_chiara = Source("Di Chiara and Imperato", 1988, "Proc Natl Acad Sci USA 85:5274", "sizes remembered")
grace = Source("Grace", 1991, "Neuroscience 41:1", "tonic and phasic release of dopamine")
boileau_amphetamine = Source("Boileau and others", 2007, "J Neurosci 27:3998", "nine people, abstract", reading="read")
mitchell = Source("Mitchell and others", 2012, "Sci Transl Med 4:116ra6", "25 people, abstract", reading="read")


class Interneurons(Parameters, shared=True):
    """GABA cells of the ventral tegmental area, which mu receptors silence, and which hold dopamine cells back."""

    acts = Mechanism("mu receptors on cells that hold dopamine cells back")
    half = Parameter(
        0.4,
        "effect at mu that silences half of them",
        Assumption("so that rest is hardly felt, and morphine's largest effect silences most", (0.2, 0.6)),
    )
    steepness = Parameter(
        3.0,
        "steepness with which they fall silent",
        Assumption("an antagonist alone hardly moves dopamine, so that rest lies on the flat part", (1.5, 5)),
    )
    gain = Parameter(
        3.9,
        "rise of dopamine where all of them fall silent, of what fires while none is",
        (fadda, Assumption("300 % (SE 22) after 5 mg/kg of morphine; 100 to 180 % elsewhere", (1.2, 5))),
        "low",
        measured_in="rat",
    )


class Ethanol(Parameters, shared=True):
    """What ethanol does: it has the body's own opioids released, and a little by itself."""

    releases = Mechanism("endorphin that alcohol has released")
    acts = Mechanism("what alcohol does to dopamine cells without opioids")

    release = Parameter(
        2.0,
        "largest rise of endorphin's release, of the usual",
        (mitchell, gonzales, Assumption("released in people, by how much was not seen; dopamine rises by 20 to 30 %",
                                        (0.5, 6))),
        "very low",
    )  # fmt: skip
    half = Parameter(
        10 * mM,
        "ethanol in blood that gives half of it",
        Assumption("between one drink and three", (4, 30) * mM),
    )
    direct = Parameter(
        0.05,
        "rise of dopamine at the largest effect of ethanol without opioids, of rest",
        (gonzales, Assumption("naltrexone prevents the rise, so hardly any", (0.005, 0.2))),
        "very low",
        measured_in="rat",
    )


class Dopamine(Parameters, shared=True):
    """Dopamine in the accumbens, of what is there at rest."""

    settling = Parameter(
        4 / h,
        "rate at which dopamine follows what drives it, as microdialysis has it",
        Assumption("samples of 10 to 20 min", (2, 10) / h),
    )
    bursts = Mechanism("phasic dopamine, by firing that is new")
    used_to = Parameter(
        3 / h,
        "rate at which firing that lasts is new no more (half within 14 min)",
        (grace, Assumption("bursts answer what is new, and pass while a drug still acts: within minutes to an hour",
                           (0.7, 20) / h)),
        "very low",
    )  # fmt: skip
    amphetamine = Parameter(
        10.0,
        "rise of dopamine by amphetamine, of rest: it comes out of the ends of cells, whether they fire or not",
        (di_chiara, Assumption("some 1000 %, remembered", (4, 15))),
        "low",
        measured_in="rat",
    )
    amphetamine_given = Condition(0, "amphetamine: 1 while it acts, else 0", possible=SHARE)
    held_at_rest = Parameter(
        0.025,
        "dopamine at rest over its affinity for the receptors that raclopride reads",
        (boileau_amphetamine, Assumption("22 % less raclopride after amphetamine, if people have the rise of rats",
                                         (0.005, 0.2))),
        "very low",
    )  # fmt: skip


class Reward(Parameters):
    """Mu receptors on interneurons, GABA-B receptors on dopamine cells, dopamine in the accumbens."""

    holding_back = Mechanism("GABA-B receptors on dopamine cells")
    interneurons = Interneurons
    ethanol = Ethanol
    dopamine = Dopamine
