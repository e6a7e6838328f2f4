"""Where the numbers of buprenorphine and naloxone stand, each with how it was read.

Tables of population models were read in machine-made transcriptions, not in the papers: "read second-hand".
"""

from __future__ import annotations

from neurodose.sources import Source

bjornsson = Source(
    "Björnsson and others",
    2023,
    "Clin Pharmacokinet",
    "final model of 252 people, as transcribed in nlmixr2lib",
    doi="10.1007/s40262-023-01288-6",
    reading="read second-hand",
)
yang = Source(
    "Yang and others",
    2024,
    "CPT Pharmacometrics Syst Pharmacol",
    "models of Yassen and of naloxone in muscle, as transcribed in nlmixr2lib",
    doi="10.1002/psp4.13215",
    reading="read second-hand",
)
yassen = Source(
    "Yassen and others",
    2007,
    "Clin Pharmacol Ther 81:50",
    "ventilation in healthy people, by way of Yang 2024",
    reading="read second-hand",
)
laffont = Source(
    "Laffont and others",
    2024,
    "Front Psychiatry",
    "naloxone in the nose, as transcribed in nlmixr2lib; the journal is remembered",
    reading="read second-hand",
)
fda = Source(
    "US Food and Drug Administration",
    2026,
    "repository Mechanistic-PK-PD-Model-to-Rescue-Opioid-Overdose, as read in 2026",
    "Ligand_Data, rates at the human mu receptor; for buprenorphine an earlier commit",
    reading="read",
)
fda_kinetics = Source(
    "US Food and Drug Administration",
    2026,
    "repository Mechanistic-PK-PD-Model-to-Rescue-Opioid-Overdose, as read in 2026",
    "kinetics of naloxone by vein, after Yassen 2007",
    reading="read",
)
mann = Source(
    "Mann and others",
    2022,
    "Clin Pharmacol Ther",
    "table S2, as transcribed in nlmixr2lib",
    doi="10.1002/cpt.2696",
    reading="read second-hand",
)
mendelson = Source("Mendelson and others", 1997, "J Clin Pharmacol 37:31", "abstract", reading="read")
kuhlman = Source("Kuhlman and others", 1996, "J Anal Toxicol 20:369", "abstract", reading="read")
review = Source("Review of buprenorphine", 2013, "PubMed Central PMC3560935", "binding in plasma", reading="read")
rat_barrier = Source(
    "Suzuki and others",
    2007,
    "J Drug Target 15:67",
    "rats, abstract: efflux 0.154 mL/min/g, half-life 27.5 min; the authors are remembered",
    doi="10.1080/10611860601141606",
    pmid=17365275,
    reading="read",
)
huang = Source("Huang and others", 2001, "J Pharmacol Exp Ther 297:688", "efficacies, in words only", reading="read")
toll = Source("Toll and others", 1998, "NIDA Res Monogr 178:440", "human receptors: mu, delta and kappa")
tylleskar = Source("Tylleskär and others", 2017, "Eur J Clin Pharmacol 73:555", "abstract", reading="read")
narcan = Source("US label of a naloxone spray", 2015, "4 mg in the nose, 0.4 mg in muscle", "pharmacokinetics")
asali = Source("Asali and Brown", 1984, "Eur J Clin Pharmacol 27:459", "abstract", reading="read")
rat_naloxone = Source(
    "Suzuki and others",
    2010,
    "J Pharm Sci 99:413",
    "rats, abstract: influx 0.305, efflux 0.152 mL/min/g, without P-glycoprotein",
    doi="10.1002/jps.21819",
    reading="read",
)
primer = Source(
    "Trostheim and others",
    2023,
    "Neuropsychopharmacology",
    "naloxone 1:41:8 at mu, delta and kappa",
    doi="10.1038/s41386-022-01416-z",
    reading="read second-hand",
)
greenwald = Source(
    "Greenwald and others", 2003, "Neuropsychopharmacology 28:2000", "abstract: 2, 16 and 32 mg a day", pmid=12902992,
    reading="read",
)  # fmt: skip
