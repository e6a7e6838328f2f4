"""What the command `signals` wrote by itself, where its reports were put beside the files that it reads.

A table or JSON of ours is known by how it begins, whatever it is called, and is no file of a regulator.
"""

from __future__ import annotations

import re

from neurodose.case_reports.blocks import UNREADABLE
from neurodose.case_reports.losses import Tally
from neurodose.case_reports.members import Member
from neurodose.wording import say_count

LOOKED_AT = 4096  # bytes at the start of a file
TABLES = re.compile(
    rb"stream,(drug,event|quarter,cases|group,cases_of_drug|variant,cases_of_drug|what,group|table,rows),"
)
WHOLE = re.compile(rb'\{\s*"drug": "[^"]*",\s*"caveat": "')


def pass_over_own(members: list[Member], tally: Tally) -> list[Member]:
    """All other files; how many were passed over is remarked."""
    others = [member for member in members if not _is_own(member)]
    if passed := len(members) - len(others):
        files = say_count(passed, "file that this command wrote is", "files that this command wrote are")
        tally.remark(f"{files} passed over")
    return others


def _is_own(member: Member) -> bool:
    kind = {".csv": TABLES, ".json": WHOLE}.get(member.ending)
    if kind is None:
        return False
    try:
        with member.open() as file:
            return kind.match(file.read(LOOKED_AT)) is not None
    except UNREADABLE:
        return False  # told where it is read
