"""FDA's quarterly tables across three eras: which column is what, under each of its names.

    LAERS, 2004Q1 to 2012Q3     ISR, CASE, FOLL_SEQ, GNDR_COD; headers in capitals; rows end in one "$" more
    FAERS, 2012Q4 to 2014Q2     primaryid, caseid, caseversion; gndr_cod; in 2012Q4 also " rept_dt", outc_code
    from 2014Q3, AEMS too       sex, prod_ai, age_grp, lit_ref, auth_num

Files are recognised by name and columns by name, so that an era need not be known; a successor that keeps the columns
is read the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TABLES = ("DEMO", "DRUG", "REAC", "OUTC", "INDI", "RPSR", "THER")
NEEDED = ("DEMO", "DRUG", "REAC")  # without one of these there is nothing to be counted
READ = ("DRUG", "REAC", "OUTC", "INDI", "RPSR")  # what names something of a report
DATED = "THER"  # when a drug was begun
NAMED = re.compile(r"^(?P<table>DEMO|DRUG|REAC|OUTC|INDI|RPSR|THER)[ _-]*(?:20)?(?P<year>\d{2})[ _-]*Q(?P<quarter>\d)")
BARE = re.compile(r"^(?P<table>DEMO|DRUG|REAC|OUTC|INDI|RPSR|THER)(?![A-Z])")

COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "DEMO": {
        "number": ("primaryid", "isr"), "case": ("caseid", "case"), "version": ("caseversion", "foll_seq"),
        "received": ("fda_dt",), "first": ("init_fda_dt",), "event_day": ("event_dt",), "age": ("age",),
        "age_unit": ("age_cod",), "age_group": ("age_grp",), "sex": ("sex", "gndr_cod"),
        "country": ("occr_country", "reporter_country"),
    },
    "DRUG": {
        "number": ("primaryid", "isr"), "role": ("role_cod",), "name": ("drugname",), "active": ("prod_ai",),
        "place": ("drug_seq",),
    },
    "REAC": {"number": ("primaryid", "isr"), "name": ("pt",)},
    "OUTC": {"number": ("primaryid", "isr"), "name": ("outc_cod", "outc_code")},
    "INDI": {"number": ("primaryid", "isr"), "name": ("indi_pt",)},
    "RPSR": {"number": ("primaryid", "isr"), "name": ("rpsr_cod",)},
    "THER": {"number": ("primaryid", "isr"), "place": ("dsg_drug_seq", "drug_seq"), "day": ("start_dt",)},
}  # fmt: skip
REQUIRED: dict[str, tuple[str, ...]] = {
    "DEMO": ("number",), "DRUG": ("number", "name"), "REAC": ("number", "name"), "OUTC": ("number", "name"),
    "INDI": ("number", "name"), "RPSR": ("number", "name"), "THER": ("number", "place", "day"),
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """Which table of which quarter a file is by its name; quarter: year × 4 + quarter − 1, −1 where it is not told or
    cannot be; said: as it is told
    """

    table: str
    quarter: int
    said: str


def recognise(stem: str) -> Part | None:
    """The table that a file is by its own name in capitals ("DEMO26Q2"); None for any other file."""
    named = NAMED.match(stem)
    if named:
        year, quarter = int(named["year"]), int(named["quarter"])
        is_known = 1 <= quarter <= 4
        # Reports of FDA begin in 1997 in print; a year of two digits means one of this century before that.
        whole = 2000 + year if year < 90 else 1900 + year
        return Part(named["table"], whole * 4 + quarter - 1 if is_known else -1, f"{whole}Q{quarter}")
    bare = BARE.match(stem)
    return Part(bare["table"], -1, "of no quarter") if bare else None


def find_columns(table: str, header: list[str]) -> dict[str, int]:
    """Where the wanted columns of a table stand; those that the file lacks are not there."""
    there = {name: at for at, name in reversed(list(enumerate(header)))}
    found = {}
    for name, spellings in COLUMNS[table].items():
        at = [there[spelling] for spelling in spellings if spelling in there]
        if at:
            found[name] = at[0]
    return found


def read_header(line: str) -> list[str]:
    """Names of columns without capitals, blanks and the empty one after a last "$"."""
    names = [name.strip().strip('"').lower() for name in line.strip("\r\n").split("$")]
    return names[:-1] if names and not names[-1] else names
