"""Where studies were sought, what was left out and why, and what was not found: the ground of a PRISMA 2020 flow.

    find_searches("baclofen")           # of one drug; of all where none is named

One source is real: the collection of literature that the project was given. Strings for databases and registers are
kept to be run, and are marked as not run; what they would find is unknown. Types are in `records/search.py`.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from neurodose.library.studies import call_by_name
from neurodose.records.search import SearchLog, read_searches


def find_searches(drug: str | None = None) -> SearchLog:
    """The searches of a drug, with what was left out and not found; of all drugs where none is named."""
    return read_all() if drug is None else read_all().of(call_by_name(drug))


@cache
def read_all() -> SearchLog:
    """Every search of the library; raises the first fault of a file."""
    folder = files(__name__)
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    logs = [read_searches((folder / name).read_text(encoding="utf-8"), name).take() for name in names]
    return SearchLog(
        tuple(one for log in logs for one in log.searches),
        tuple(one for log in logs for one in log.excluded),
        tuple(one for log in logs for one in log.not_found),
    )
