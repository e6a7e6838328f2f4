"""Where the numbers of morphine, its glucuronides and heroin stand: papers and tables, each with how it was read.

Parameters of published population models were read in a repository that writes such models out again, not in the
papers: “read second-hand”.
"""

from __future__ import annotations

from neurodose.sources import Source

MODEL = "read second-hand"
clarke = Source(
    "Clarke's Analysis of Drugs and Poisons",
    2011,
    "Pharmaceutical Press",
    "hydrochloride with three waters and sulfate with five; the others by formula",
    reading="read",
)
formula = Source("IUPAC standard atomic weights", 2021, "applied to the molecular formulas")
de_hoogd = Source(
    "de Hoogd and others",
    2017,
    "Clin Pharmacokinet 56:1577",
    "final model; 20 healthy and 20 obese people, by vein",
    doi="10.1007/s40262-017-0544-2",
    reading=MODEL,
)
pierre = Source(
    "Pierre and others",
    2017,
    "CPT Pharmacometrics Syst Pharmacol 6:331",
    "final model; 14 healthy people and 7 with fatty liver disease",
    doi="10.1002/psp4.12185",
    reading=MODEL,
)
olofsen = Source(
    "Olofsen and others",
    2010,
    "Anesthesiology 112:1417",
    "relief of pain in healthy people, by way of Yang 2024",
    doi="10.1097/ALN.0b013e3181d5e29d",
    reading=MODEL,
)
oosten = Source(
    "Oosten and others",
    2017,
    "Clin Pharmacokinet 56:733",
    "final model; 49 people with cancer, by mouth and under the skin",
    doi="10.1007/s40262-016-0471-7",
    reading=MODEL,
)
hoskin = Source("Hoskin and others", 1989, "Br J Clin Pharmacol 27:499", "abstract", pmid=2719903, reading="read")
westerling = Source("Westerling and others", 1993, "Ther Drug Monit 15:364", "abstract", reading="read")
lotsch_mouth = Source(
    "Lötsch and others", 1999, "Anesthesiology 90:1026", "abstract: absorbed 82 %, past the liver 42 %", reading="read"
)
lotsch_pupil = Source(
    "Lötsch and others", 2001, "Anesthesiology 95:1329", "abstract: pupil, morphine and M6G", reading="read"
)
dershwitz = Source("Dershwitz and others", 2000, "Anesthesiology 93:619", "abstract", reading="read")
physiology = Source(
    "Model of morphine by physiology",
    2017,
    "CPT Pharmacometrics Syst Pharmacol 6:110",
    "table 1 (PMC5321811)",
    reading="read",
)
bouw = Source("Bouw and others", 2001, "Acta Anaesthesiol Scand 45:390", "microdialysis in uninjured human brain")
sheep = Source("Br J Pharmacol 157:1085", 2009, "Br J Pharmacol 157:1085", "abstract, sheep", reading="read")
kharasch = Source("Kharasch and others", 2003, "Clin Pharmacol Ther 74:543", "quinidine, miosis unchanged after vein")
chen = Source(
    "Chen and others", 1991, "Life Sci", "abstract: M6G 0.6, morphine 1.2 nM, rat brain", pmid=1851921, reading="read"
)
toll = Source("Toll and others", 1998, "NIDA Res Monogr 178:440", "morphine 1.1, 140 and 46.9 nM, human receptors")
rook = Source(
    "Rook and others",
    2006,
    "Clin Pharmacokinet 45:401",
    "abstract, 106 dependent people",
    doi="10.2165/00003088-200645040-00005",
    reading="read",
)
rook_review = Source("Rook and others", 2006, "Curr Clin Pharmacol", "clearances of heroin in other studies")
inturrisi_blood = Source("Inturrisi and others", 1984, "N Engl J Med 310:1213", "abstract", reading="read")
inturrisi_brain = Source(
    "Inturrisi and others", 1983, "Life Sci 33:773", "heroin 483, 6-MAM 73, morphine 53 nM, rat brain"
)
selley = Source(
    "Selley and others", 2001, "Biochem Pharmacol 62:447", "abstract, GTPγS: order of efficacies", reading="read"
)
kendall = Source(
    "Kendall and Latter", 2003, "Clin Pharmacokinet 42:501", "heroin by the nose, abstract", reading="read"
)
cone = Source("Cone and others", 1993, "J Anal Toxicol 17:327", "heroin by the nose, abstract", reading="read")
