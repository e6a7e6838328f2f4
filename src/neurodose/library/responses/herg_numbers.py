"""The numbers of hERG: half-blocking concentrations of mitragynine, in cells."""

from __future__ import annotations

from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import nM, uM

tay_2016 = Source(
    "Tay and others", 2016, "Toxicol Appl Pharmacol 305:22", "hERG in HEK293 cells and oocytes, abstract",
    doi="10.1016/j.taap.2016.05.022", reading="read",
)  # fmt: skip
tay_2019 = Source(
    "Tay and others", 2019, "Sci Rep 9:19757", "hERG1a/1b in HEK293 cells, abstract", doi="10.1038/s41598-019-56106-6",
    reading="read",
)  # fmt: skip
lu = Source("Lu and others", 2014, "PLoS ONE 9:e115648", "heart cells made of stem cells; 0.91 to 2.5 µM")


class Herg(Parameters):
    """Block of the potassium current by mitragynine that is not bound; each has one site."""

    acts = Mechanism("mitragynine on hERG")
    IC50_both_forms = Parameter(
        332.7 * nM,
        "unbound mitragynine that blocks half of the current of hERG1a/1b, as hearts have it",
        (tay_2019, Assumption("one laboratory", (100, 1200) * nM)),
        "low",
        measured_in="HEK293 cells",
    )
    IC50_one_form = Parameter(
        1.37 * uM,
        "the same of hERG1a alone",
        (tay_2016, lu, Assumption("1.62 and 1.15 µM in two kinds of cells; 0.91 in heart cells", (0.9, 2.5) * uM)),
        "moderate",
        measured_in="HEK293 cells and oocytes",
    )
