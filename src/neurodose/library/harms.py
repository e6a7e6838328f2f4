"""Harms of kratom as they were reported: what, how many, among whom. A report is no rate, and sets no model.

Who was counted is not who uses: poison centres hear of those who call, coroners of those who died, surveys of those who
answer. So reports stand in a lane of their own, beside what is computed and never pooled with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from neurodose.sources import Source

post = Source("Post and others", 2019, "Clin Toxicol (Phila)", "poison centres of the US, 2011 to 2017, abstract",
              doi="10.1080/15563650.2019.1569236", reading="read")  # fmt: skip
olsen = Source("Olsen and others", 2019, "MMWR 68:326", "deaths by overdose in 27 states, 2016 to 2017", reading="read")
garcia_romeu = Source("Garcia-Romeu and others", 2020, "Drug Alcohol Depend", "2798 users, online, abstract",
                      reading="read")  # fmt: skip
singh = Source("Singh and others", 2014, "Drug Alcohol Depend 139:132", "users in Malaysia, abstract", pmid=24698080,
               reading="read")  # fmt: skip
grundmann = Source("Grundmann", 2017, "Drug Alcohol Depend 176:63", "8049 users, online")
secondary = Source("The Hippie Scientist", 2026, "guide of 2026-08-15 on 7-hydroxymitragynine",
                   "cites PMID 41065466, 41825819 and 42225057", reading="read second-hand")  # fmt: skip
liver_cases = Source("Reports of cases", 2020, "liver injury after kratom", "remembered in words: no single report and "
                     "no rate is held, and the year stands for none")  # fmt: skip


@dataclass(frozen=True)
class Report:
    """What was reported of harm in people.

    what:       the harm; number: as reported, in words ("11 of 1807"), "" where none was
    population: who was counted; warning: what the number must not be taken for
    lane:       always "reported": it stands beside what is computed and is never pooled with it
    """

    what: str
    number: str
    population: str
    source: Source
    warning: str = ""
    lane: Literal["reported"] = "reported"

    def __str__(self) -> str:
        number = f": {self.number}" if self.number else ""
        warning = f"; {self.warning}" if self.warning else ""
        return f"{self.what}{number}, {self.population} ({self.source.label}){warning}"


CALLS = "of exposures that US poison centres were called for, 2011 to 2017"
CALLED = "who calls is not who uses: no rate among users"

KRATOM: tuple[Report, ...] = (
    Report("liver injury", "", "single cases and small series", liver_cases, "how often is not known"),
    Report("exposure that somebody called for", "1807, from 13 to 682 a year", "US poison centres, 2011 to 2017", post,
           CALLED),
    Report("admission", "31.8 %", CALLS, post, CALLED),
    Report("serious outcome", "51.9 %", CALLS, post, CALLED),
    Report("agitation", "22.9 %", f"{CALLS}, kratom alone", post, CALLED),
    Report("tachycardia", "21.4 %", f"{CALLS}, kratom alone", post, CALLED),
    Report("death", "11, of which 2 with kratom alone", CALLS, post, "others had taken several substances"),
    Report("admission with several substances, against kratom alone", "odds ratio 2.80 (2.21 to 3.55)", CALLS, post,
           CALLED),
    Report("kratom found after death by overdose", "152 of 27 338, 91 of them with kratom as a cause", "27 US states",
           olsen, "7 had kratom alone on toxicology"),
    Report("kratom use disorder, moderate or severe, in the past year", "56 of 2798 (2 %)", "users who answered online",
           garcia_romeu, "they chose to answer and use little, as leaf: no word on high daily use or on 7-OH"),
    Report("adverse effect, mostly mild", "about a third", "users who answered online", garcia_romeu, "they chose to "
           "answer"),
    Report("treatment sought", "17 of 2798 (0.6 %)", "users who answered online", garcia_romeu,
           "they chose to answer"),
    Report("negative effects, mainly above 5 g a time", "", "8049 users who answered online", grundmann,
           "remembered, fairly sure"),
    Report("daily use of 276.5 mg of mitragynine, on average", "", "users in Malaysia", singh,
           "far above what surveys in the US are about"),
    Report("7-hydroxymitragynine in products sold as kratom", "22 to 75 mg/g", "products, not people", secondary,
           "leaf holds less than 0.124 mg/g; no study of such products in people exists"),
    Report("use disorder by 7-hydroxymitragynine", "9 people given buprenorphine, and cases", "who sought treatment",
           secondary, "how often is not known"),
)  # fmt: skip
REPORTS: dict[str, tuple[Report, ...]] = {"mitragynine": KRATOM}  # by drug of the library


def find_reports(drug: str) -> tuple[Report, ...]:
    """What was reported of a drug of the library, or of each in one body ("mitragynine + naltrexone")."""
    return tuple(_of_each(part.strip() for part in drug.split("+")))


def _of_each(names: Iterator[str]) -> Iterator[Report]:
    for name in names:
        yield from REPORTS.get(name, ())
