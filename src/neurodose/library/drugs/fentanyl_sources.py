"""Where the numbers of fentanyl stand: papers, abstracts and tables, each with how it was read.

What is marked as read was read in an abstract, table or label; volumes and pages are partly remembered.
"""

from __future__ import annotations

from neurodose.sources import Source

bae = Source(
    "Bae and others",
    2020,
    "Br J Anaesth",
    "abstract; 95 surgical adults, three compartments at 70 kg",
    pmid=32861508,
    reading="read",
)
algera = Source(
    "Algera and others",
    2021,
    "Clin Pharmacol Ther 109:637",
    "table, as transcribed in the model library nlmixr2lib (Mann_2022_fentanyl_iv)",
    doi="10.1002/cpt.2027",
    reading="read second-hand",
)
yassen = Source(
    "Yassen and others",
    2007,
    "Clin Pharmacol Ther 81:50",
    "table, as transcribed in nlmixr2lib (Yang_2024)",
    reading="read second-hand",
)
stanski = Source(
    "Scott and Stanski",
    1987,
    "J Pharmacol Exp Ther 240:159",
    "delay of the effect on the EEG, 4.7 min",
    reading="read second-hand",
)
streisand = Source(
    "Streisand and others",
    1991,
    "Anesthesiology 75:223",
    "abstract; 15 µg/kg by vein, as lozenge and swallowed, 12 volunteers",
    reading="read",
)
darwish = Source(
    "Darwish and others",
    2007,
    "J Clin Pharmacol",
    "abstract; 22 % of a lozenge goes through the mucosa",
    doi="10.1177/0091270006297749",
    reading="read",
)
kharasch = Source(
    "Kharasch and others",
    2004,
    "Anesthesiology 101:729",
    "abstract; lozenges with rifampicin, troleandomycin and grapefruit juice, 12 volunteers",
    reading="read",
)
olkkola = Source(
    "Olkkola and others",
    1999,
    "Anesthesiology 91:681",
    "abstract; fentanyl by vein with ritonavir, 12 volunteers",
    reading="read",
)
varvel = Source("Varvel and others", 1989, "Anesthesiology 70:928", "abstract; patches of 100 µg/h", reading="read")
kovar = Source("Kovar and others", 2020, "journal not noted", "7 % unchanged in urine; CYP3A4", reading="read")
bista = Source(
    "Bista and others",
    2015,
    "Xenobiotica 45:207",
    "abstract; 11 to 14 % unbound, and 15 to 21 % in other reports; authors remembered",
    pmid=25314012,
    reading="read",
)
label = Source("United States label of fentanyl patches", 2020, "worn for 72 h")
paine = Source("Paine and others", 1997, "J Pharmacol Exp Ther 283:1552", "CYP3A of the gut beside that of the liver")
fda = Source(
    "FDA, model to rescue from opioid overdose",
    2022,
    "repository Mechanistic-PK-PD-Model-to-Rescue-Opioid-Overdose",
    "rates at human mu receptors with 95 % bootstrap intervals",
    reading="read",
)
camp = Source(
    "Authors not noted",
    2026,
    "J Pharmacol Exp Ther, a table of cAMP as read in 2026",
    "mouse mu receptor in HEK cells: morphine 71.7 %, fentanyl 81.3 % of inhibition",
    reading="read",
)
