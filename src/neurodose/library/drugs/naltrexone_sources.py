"""Where the numbers of naltrexone stand: papers, labels and tables, each with how it was read."""

from __future__ import annotations

from neurodose.sources import Source

swiss = Source(
    "Swiss product information 56109",
    2026,
    "naltrexone tablets, as read in 2026",
    "pharmacokinetics",
    reading="read",
)
meyer = Source("Meyer and others", 1984, "J Clin Psychiatry 45(9):15", "abstract", reading="read")
licko = Source("Licko", 1981, "NIDA Res Monogr 28", "overview of human pharmacokinetics", reading="read")
lee = Source("Lee and others", 1988, "J Nucl Med 29:1207", "abstract, terminal half-life of 96 h", reading="read")
ludden = Source(
    "Ludden and others",
    1976,
    "J Pharm Sci 65:712",
    "abstract",
    doi="10.1002/jps.2600650521",
    pmid=819644,
    reading="read",
)
bertolotti = Source(
    "Bertolotti and others", 1997, "J Hepatol, pages 505 to 511", "seven controls, abstract", reading="read"
)
dunbar = Source("Dunbar and others", 2006, "Alcohol Clin Exp Res 30:480", "abstract", reading="read")
dunbar_peaks = Source(
    "Dunbar and others", 2006, "Alcohol Clin Exp Res 30:480", "concentrations of the depot over a month"
)
ko = Source("Ko and others", 2006, "J Pharmacol Exp Ther 316:772", "abstract, monkey", reading="read")
wentland = Source(
    "Wentland, Bidlack and others",
    2009,
    "series of papers on morphinans at human receptors in CHO cells",
    "0.11, 60 and 0.19 nM at mu, delta and kappa; which paper of the series is not remembered",
)
trostheim = Source(
    "Trostheim and others",
    2023,
    "Neuropsychopharmacology",
    "affinities pooled over assays, 1:79:2",
    doi="10.1038/s41386-022-01416-z",
    reading="read second-hand",
)
encyclopedia = Source(
    "Encyclopedia entry on 6beta-naltrexol",
    2026,
    "as read in 2026",
    "affinities 2.12, 213 and 7.24 nM at mu, delta and kappa",
    reading="read second-hand",
)
formula = Source("IUPAC standard atomic weights", 2021, "applied to the molecular formulas")
selfridge = Source("Selfridge and others; Wang and others", 2015, "two papers of 2015 and 2016, remembered", "table")
