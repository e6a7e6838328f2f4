"""What trials of naltrexone and baclofen saw of drinking, trial by trial, as effects that add up.

Scales are logarithms: of a ratio of hazards (first drink, heavy drinking) or of rates (heavy drinking days). A figure
in another form is brought there by what stands beside it:
- shares a and b without the event: log(−log a) − log(−log b), variance (1 − a) / (n·a·log²a) of each arm;
- an interval: a quarter (1 / 3.92) of its width on the scale is the standard error;
- a p value: the estimate over its normal deviate;
- "no difference", without a figure: zero, with the standard error that so many people give.
Studies are named as the record files of observations name them, so that one can be left out.
"""

from __future__ import annotations

from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.sources import Source

cochrane = Source("Cochrane review CD001867.pub3", 2010, "Cochrane Database Syst Rev", "abstract", reading="read")
volpicelli = Source("Volpicelli and others", 1992, "Arch Gen Psychiatry 49:876")
krystal = Source("Krystal and others", 2001, "N Engl J Med 345:1734")
combine = Source("COMBINE (Anton and others)", 2006, "JAMA 295:2003")
garbutt_2005 = Source(
    "Garbutt and others", 2005, "JAMA 293:1617", "abstract, as corrected", pmid=15811981, reading="read"
)
santos = Source("Santos and others", 2022, "Am J Psychiatry", "abstract", reading="read")
addolorato_2002 = Source("Addolorato and others", 2002, "Alcohol Alcohol 37:504")
addolorato_2007 = Source("Addolorato and others", 2007, "Lancet 370:1915", "abstract", reading="read")
addolorato_2011 = Source("Addolorato and others", 2011, "Alcohol Alcohol 46:312", "abstract", reading="read")
garbutt_2010 = Source("Garbutt and others", 2010, "Alcohol Clin Exp Res 34:1849", "PMC2965272", reading="read")
baclad = Source("Müller and others", 2015, "Eur Neuropsychopharmacol 25:1167", "BACLAD, abstract", reading="read")
alpadir = Source("Reynaud and others", 2017, "Alcohol Alcohol 52:439", "ALPADIR, abstract", reading="read")
beraha = Source("Beraha and others", 2016, "Eur Neuropsychopharmacol 26:1950")
hauser = Source("Hauser and others", 2017, "Addiction", "abstract", reading="read")
morley = Source("Morley and others", 2014, "Alcohol Alcohol 49:654")
ponizovsky = Source("Ponizovsky and others", 2015, "trial of baclofen in alcohol dependence, journal not held")
OF_NALTREXONE = (cochrane, volpicelli, krystal, combine, garbutt_2005, santos)
OF_BACLOFEN = (
    addolorato_2002, addolorato_2007, addolorato_2011, garbutt_2010, baclad, alpadir, beraha, hauser, morley,
    ponizovsky,
)  # fmt: skip

# Any drinking, relative risk 0.96 (0.92 to 1.00) of 27 trials. Some 85 % of people on placebo drink, as arms of trials
# have it: a ratio of hazards log(1 − 0.816) / log(1 − 0.85). Its trials are not taken apart. The 5 points of Jonas 2014
# would want more than all of them to drink: the two reviews do not hold the same trials.
naltrexone_first = PooledEffect((TrialEffect(cochrane.label, -0.114, 0.056),), spread_alone=0.15)

naltrexone_heavy = PooledEffect(
    (
        TrialEffect(volpicelli.label, -1.104, 0.426),  # relapse 8 of 35, 19 of 35
        TrialEffect(krystal.label, -0.12, 0.12),  # null: half of what 300 relapses among 627 people could just show
        TrialEffect(combine.label, -0.329, 0.137),  # 0.72, 97.5 % interval 0.53 to 0.98: its width over 4.483
        TrialEffect(garbutt_2005.label, -0.288, 0.124),  # a quarter less, p 0.02
        TrialEffect(santos.label, -0.301, 0.143),  # 0.74 (0.56 to 0.98), days of binge drinking
        # Relative risk 0.83 (0.76 to 0.90) of 28 trials. Some 53 % of people on placebo relapse, if the 9 points of
        # Jonas 2014 are those 0.17 of them: −0.264 (0.058).
        # Without the four above that it holds, taken out by their weights, the others say this.
        TrialEffect(cochrane.label, -0.27, 0.10),
    )
)

baclofen_first = PooledEffect(
    (
        TrialEffect(addolorato_2002.label, -1.474, 0.500),  # abstinent 14 of 20, 4 of 19
        TrialEffect(addolorato_2007.label, -1.315, 0.349),  # 30 of 42, 12 of 42
        TrialEffect(baclad.label, -1.321, 0.468),  # 15 of 22, 5 of 21, of those analysed
        TrialEffect(alpadir.label, -0.062, 0.144),  # 19 of 158, 17 of 162
        TrialEffect(beraha.label, 0.0, 0.33),  # no difference; a quarter of 89 and of 62 people relapsed
        TrialEffect(morley.label, 0.0, 0.40),  # no difference; 28 and 14 people, most of whom relapsed
    )
)

baclofen_heavy = PooledEffect(
    (
        # Drinks a day: 53 % less after 30 mg, 68 % after 60 mg: the mean of both, p 0.021 for the dose; 14 people each.
        TrialEffect(addolorato_2011.label, -0.95, 0.41),
        TrialEffect(garbutt_2010.label, 0.016, 0.204),  # 25.9 % (SD 23.2) and 25.5 % (23.6) of days, 40 people an arm
        # −10.9 g a day, p 0.095, 158 and 162 people: 0.187 standard deviations, each 0.92 of the mean (Garbutt 2010).
        TrialEffect(alpadir.label, -0.172, 0.103),
        TrialEffect(hauser.label, 0.0, 0.149),  # no difference of days abstinent; 88 and 92 people, SD as the mean
        TrialEffect(ponizovsky.label, 0.0, 0.23),  # no difference of heavy drinking days; 32 and 32 people
    )
)

# Days of drinking 20.8 % against 24.9 % with pills of placebo: days abstinent 79.2 % (n = 305) and 75.1 %, whose
# standard deviation is taken as 28 points: what odds and hazards of one person give that in this model.
behavioural = PooledEffect((TrialEffect(combine.label, -0.20, 0.11),), spread_alone=0.2)
