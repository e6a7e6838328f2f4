"""Where the numbers of baclofen stand: papers, labels and tables, each with how it was read."""

from __future__ import annotations

from neurodose.sources import Source

# Baclofen in people.
simon = Source(
    "Simon and others",
    2018,
    "Front Psychiatry 9:385",
    "57 patients with alcohol use disorder, abstract",
    doi="10.3389/fpsyt.2018.00385",
    pmid=30190685,
    reading="read",
)
marsot = Source(
    "Marsot, Imbert and others",
    2013,
    "J Clin Pharmacol",
    "37 outpatients with alcohol use disorder, abstract quoted elsewhere",
    reading="read second-hand",
)
kochak = Source(
    "Kochak and others",
    1985,
    "Clin Pharmacol Ther 38:251",
    "healthy men, infusion into the intestine, abstract",
    pmid=4028618,
    reading="read",
)
wuis = Source(
    "Wuis and others",
    1989,
    "Eur J Clin Pharmacol",
    "4 healthy people, 40 mg, abstract",
    doi="10.1007/BF00558228",
    reading="read",
)
agarwal = Source(
    "Agarwal and others",
    2015,
    "J Child Neurol 30:37",
    "12 healthy people, by vein and by mouth, abstract",
    pmid=25028414,
    reading="read",
)
mims = Source("MIMS", 2026, "drug information on baclofen, as read in 2026", "mechanism of action", reading="read")
csf_bolus = Source(
    "Sallerin-Caute and others",
    1991,
    "Eur J Clin Pharmacol 40:363",
    "4 patients after a bolus, abstract; authors, year and page are remembered",
    doi="10.1007/BF00265844",
    reading="read",
)

# Baclofen in animals.
van_bree = Source(
    "van Bree and others", 1991, "Pharm Res", "clearance into rat brain, abstract", pmid=2023878, reading="read"
)
deguchi = Source("Deguchi and others", 1995, "Pharm Res 12:1838", "rat microdialysis, with probenecid")

# Dialysis.
dialysers = Source(
    "Wong and others",
    1995,
    "J Clin Pharmacol 35:622",
    "gabapentin under haemodialysis: 142 mL/min, 93 % of creatinine's; authors, year and page are remembered",
    reading="read second-hand",
)

# Cerebrospinal fluid.
yaksh = Source("Yaksh and others", 2018, "Int J Toxicol 37:4", "table 4, PMC5874330", reading="read")
sullivan = Source(
    "Sullivan and others", 2006, "Anesth Analg, as remembered", "lumbosacral CSF of 71 people, abstract", reading="read"
)
moulin = Source(
    "Moulin and others",
    1986,
    "Ann Neurol 20:218",
    "morphine infused into lumbar CSF, abstract; the journal is remembered",
    reading="read",
)
morphine_csf = Source(
    "Ionescu and others",
    1988,
    "Clin Pharmacokinet 14:178",
    "21 patients, mean residence 137 ± 55 min, clearance 0.34 ± 0.18 mL/min, abstract of “The pharmacokinetics of "
    "intradural morphine in major abdominal surgery”; authors, year and journal are remembered",
    reading="read",
)

# GABA-B.
bowery_1983 = Source(
    "Bowery and others",
    1983,
    "Br J Pharmacol 78:191",
    "abstract",
    doi="10.1111/j.1476-5381.1983.tb09380.x",
    pmid=6297646,
    reading="read",
)
bowery_1985 = Source(
    "Bowery and others", 1985, "Neuropharmacology 24:207", "sites of 19 and 304 nM, abstract", reading="read"
)
froestl = Source("Froestl and others", 1995, "J Med Chem 38:3297", "IC50 of R, S and racemate: 15, 1770, 33 nM")
release = Source(
    "Study of the release of GABA",
    1990,
    "Naunyn-Schmiedeberg's Arch Pharmacol 341:88",
    "rat cortex slices, abstract; authors not remembered",
    doi="10.1007/BF00195063",
    pmid=2156176,
    reading="read second-hand",
)
chen = Source("Chen and others", 2005, "Br J Pharmacol 144", "slices of rat midbrain, abstract", reading="read")
labouebe = Source("Labouebe and others", 2007, "Nat Neurosci", "potassium currents of midbrain cells")
cruz = Source("Cruz and others", 2004, "Nat Neurosci", "abstract", reading="read")
gaba_in_csf = Source(
    "Schmidt and Loescher",
    1982,
    "J Neurol Neurosurg Psychiatry 45:931",
    "127 ± 47 nM in lumbar CSF, abstract",
    pmid=7143013,
    reading="read",
)
kroin = Source(
    "Kroin and others", 1993, "J Neurosurg 79:544", "rat cord: 74 and 66 % after 3 and 7 d, abstract", reading="read"
)
sickmann = Source(
    "Sickmann and Alzheimer", 2003, "J Neurophysiol 90:2494",
    "8 and 120 s in rat neocortex, abstract; the journal is remembered", reading="read",
)  # fmt: skip

formula = Source("IUPAC standard atomic weights", 2021, "applied to the molecular formulas")
