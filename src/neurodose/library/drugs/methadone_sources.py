"""Where the numbers of methadone stand: papers, abstracts and tables, each with how it was read.

What is marked as read was read in an abstract, table or label; volumes and pages are partly remembered.
"""

from __future__ import annotations

from neurodose.sources import Source

dale = Source(
    "Dale and others",
    2002,
    "Clin Pharmacol Ther 72:536, and Br J Clin Pharmacol 2004",
    "abstracts; 0.85 (0.75 to 0.97) by mouth, peak at 2.8 h",
    reading="read",
)
saewe = Source(
    "Säwe",
    1986,
    "Clin Pharmacokinet 11:87",
    "abstract; 0.79 (SD 0.21) by mouth, half-life of 19.5 h in acid urine to 42.1 h",
    reading="read",
)
swiss = Source(
    "Swiss product information 69406",
    2026,
    "methadone, as read in 2026",
    "4.0 L/kg, half-life 25 h (13 to 47), about 90 % bound",
    reading="read",
)
aruldhas = Source(
    "Aruldhas and others",
    2021,
    "CPT Pharmacometrics Syst Pharmacol",
    "table of 61 adolescents after surgery, as transcribed in the model library nlmixr2lib (Aruldhas_2021)",
    doi="10.1002/psp4.12687",
    reading="read second-hand",
)
indinavir = Source(
    "Kharasch and others",
    2012,
    "Anesthesiology 116:432",
    "abstract; indinavir took half of CYP3A and P-glycoprotein of the gut away, and methadone did not change",
    reading="read",
)
ritonavir = Source(
    "Kharasch and others",
    2009,
    "Anesthesiology 110:660",
    "abstract; ritonavir with indinavir took over 90 % of CYP3A away, and methadone did not change",
    doi="10.1097/ALN.0b013e3181986a9a",
    pmid=19225389,
    reading="read",
)
clarke = Source(
    "Clarke and others",
    2001,
    "Br J Clin Pharmacol 51:213",
    "abstract; efavirenz took half of the area away in 11 patients",
    doi="10.1046/j.1365-2125.2001.00342.x",
    reading="read",
)
reviews = Source(
    "Reviews of methadone's metabolism",
    2026,
    "review articles, as read in 2026",
    "CYP2B6 mainly, then CYP3A4 and CYP2C19",
    reading="read",
)
maintenance = Source("Maintenance patients", 1995, "rule of 263 ng/mL for 1 mg/kg a day", "as remembered")
codd = Source("Codd and others", 1995, "J Pharmacol Exp Ther 274:1263", "racemate 1.7, R 0.945, S 19.7 nM at mu")
levinstein = Source(
    "Levinstein and others",
    2024,
    "journal not noted",
    "R a full, S a partial agonist at mu, in vitro and in rats",
    reading="read",
)
olsen = Source(
    "Olsen and others",
    1977,
    "Clin Pharmacol Ther 21:147",
    "abstract; the levo form 3.0 and 2.7 times as strong as the racemate (breathing, pupil)",
    reading="read",
)
efficacies = Source(
    "Authors not noted",
    2026,
    "PMC5830633, as read in 2026",
    "one assay of GTPγS: morphine does less than methadone",
    reading="read",
)
