"""How many threads can work at the same time here: as many as this process may use cores, not as the machine has.

A process may be bound to some cores, and a container may be granted a share of processor time worth fewer of them;
threads beyond that only wait for each other.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

CONTROL_GROUPS = Path("/sys/fs/cgroup")
MEMBERSHIP = Path("/proc/self/cgroup")


def count_threads() -> int:
    """The number of threads that can work at the same time in this process, at least one."""
    granted = min(find_quotas(), default=math.inf)
    allowed = _count_allowed_cores()
    # A share of two and a half cores is used up by three threads only.
    return max(1, allowed if math.isinf(granted) else min(allowed, math.ceil(granted)))


def _count_allowed_cores() -> int:
    count = getattr(os, "process_cpu_count", None)  # since Python 3.13; a user may set it
    if count is not None:
        return count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def find_quotas(groups: Path = CONTROL_GROUPS, membership: Path = MEMBERSHIP) -> list[float]:
    """The shares of processor time that bind this process, in cores; none where there is no such bound.

    groups: where Linux shows its control groups; membership: the file that names those of this process.
    """
    found = []
    for folder in _find_groups(groups, membership):
        share = _read_share(folder)
        if share is not None:
            found.append(share)
    return found


def _find_groups(groups: Path, membership: Path) -> Iterator[Path]:
    """The folders of this process's groups and of all groups around them, in both versions of control groups."""
    lines = (_read(membership) or "0::/").splitlines()
    for line in lines:
        _, controllers, path = (line.split(":", 2) + ["", ""])[:3]
        if controllers and "cpu" not in controllers.split(","):
            continue
        for root in [groups / controllers, groups / "cpu"] if controllers else [groups]:
            inner = root / path.strip("/")  # inside a container it may be out of sight, but its root is not
            yield from dict.fromkeys([inner, *(p for p in inner.parents if p.is_relative_to(root))])


def _read_share(folder: Path) -> float | None:
    second, first = _read(folder / "cpu.max"), _read(folder / "cpu.cfs_quota_us")
    words = second.split() if second is not None else [first or "", _read(folder / "cpu.cfs_period_us") or ""]
    try:
        quota, period = (float(word) for word in words)
    except ValueError:  # "max": no bound; or no such file
        return None
    return quota / period if quota > 0 and period > 0 else None


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None
