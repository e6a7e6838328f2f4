"""Where the numbers of kratom's alkaloids stand, each with how it was read."""

from __future__ import annotations

from neurodose.sources import Source

tanna_22 = Source(
    "Tanna and others",
    2022,
    "Pharmaceutics 14:620",
    "five people, 2 g of leaf as tea; as tabulated in PMC10353077, table 3",
    reading="read second-hand",
)
trakulsrichai = Source(
    "Trakulsrichai and others",
    2015,
    "Drug Des Devel Ther 9:2421",
    "nine chronic users, abstract; PMC4425236",
    reading="read",
)
trakulsrichai_urine = Source(
    "Trakulsrichai and others", 2015, "Drug Des Devel Ther 9:2421", "0.14 % in urine as mitragynine"
)
huestis = Source("Huestis and others", 2024, "Molecules 29:984", "abstract, single doses of leaf", reading="read")
napdi = Source(
    "NaPDI Center",
    2026,
    "data repository, NPDI-scab3g, as read in 2026",
    "leaf K51: 19.48 mg/g of mitragynine, below 0.124 mg/g of 7-hydroxymitragynine",
    reading="read",
)
manda = Source(
    "Manda and others",
    2014,
    "Planta Med 80:568",
    "stability and permeability, as held in the NaPDI data repository, NPDI-4xNSSg",
    reading="read",
)
manda_binding = Source("Manda and others", 2014, "Planta Med 80:568", "binding in plasma")
chiang = Source(
    "Chiang and others", 2025, "abstract", "7-hydroxymitragynine in rats",
    doi="10.1007/s13318-025-00939-2", reading="read",
)  # fmt: skip
kamble_20 = Source("Kamble and others", 2020, "PMC7737207", "human plasma in vitro", reading="read")
kamble_23 = Source("Kamble and others", 2023, "J Pharmacol Exp Ther 385:180", "abstract, rats", reading="read")
tanna_21 = Source("Tanna and others", 2021, "J Pharmacol Exp Ther 376:64", "abstract", reading="read")
inhibition_table = Source("PMC10353077", 2023, "PMC10353077", "table 5, IC50 of mitragynine", reading="read")
kruegel_19 = Source("Kruegel and others", 2019, "ACS Cent Sci 5:992", "mouse brain and plasma")
kruegel_16 = Source("Kruegel and others", 2016, "J Am Chem Soc 138:6754", "human receptors, BRET")
varadi = Source("Varadi and others", 2016, "J Med Chem 59:8381", "mouse receptors")
obeng_20 = Source(
    "Obeng and others", 2020, "J Med Chem 63:433", "as quoted in a public audit", reading="read second-hand"
)
obeng_21 = Source("Obeng and others", 2021, "J Pharmacol Exp Ther 376:410", "abstract, PMC7923387", reading="read")
obeng_21_table = Source(
    "Obeng and others",
    2021,
    "J Pharmacol Exp Ther 376:410",
    "affinities, as quoted in a public audit",
    reading="read second-hand",
)
obeng_22 = Source("Obeng and others", 2022, "study of mitragynine at adrenergic alpha-2 receptors", "abstract",
                  reading="read")  # fmt: skip
frontiers_26 = Source(
    "Authors not seen", 2026, "Front Pharmacol", "as quoted in a public audit", reading="read second-hand"
)
