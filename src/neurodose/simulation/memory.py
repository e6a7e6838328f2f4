"""Whether what is asked for fits into memory is known before anything is solved."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from neurodose.errors import CourseError

SURE = 32 << 20  # bytes: so little always fits, and need not be asked for
USABLE = 0.9  # of what is available; the rest is for what nobody counts

MEMORY, CONTROL_GROUPS, MEMBERSHIP = Path("/proc/meminfo"), Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")
STREAMING = (
    "keep less: Quantiles(0.05, 0.5, 0.95), Means(), TimesAbove({…}), Areas() or FinalStates(); write the trajectories "
    'to a file, keep=Parquet("course.parquet"); or look less often'
)


def check_room(needs: Mapping[str, float]) -> None:
    """Raises CourseError where this many bytes, by what they are for, are more than there are."""
    needed = sum(needs.values())
    if needed <= SURE:
        return
    available = find_available()
    if available is None or needed <= USABLE * available:
        return
    largest = sorted(needs.items(), key=lambda need: -need[1])
    told = ", ".join(f"{what} {write_size(size)}" for what, size in largest if size >= 0.01 * needed)
    raise CourseError(
        f"this simulation needs {write_size(needed)} of memory, and {write_size(available)} are available",
        exists=told,
        hint=STREAMING,
    )


def find_available(memory: Path = MEMORY, groups: Path = CONTROL_GROUPS, membership: Path = MEMBERSHIP) -> float | None:
    """The bytes that this process may still take without anything being written to disk or ended for want of memory;
    None where the system does not say.

    memory, groups, membership: where Linux tells of its memory, its control groups, and those of this process
    """
    bounds = [*_find_free(memory), *_find_bounds(groups, membership), *_find_own_bound()]
    return max(0.0, min(bounds)) if bounds else None


def _find_free(memory: Path) -> Iterator[float]:
    for line in (_read(memory) or "").splitlines():
        if line.startswith("MemAvailable:"):
            yield 1024.0 * float(line.split()[1])
            return
    with suppress(AttributeError, ValueError, OSError):  # not Linux: all of it is better than nothing
        yield float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")


def _find_bounds(groups: Path, membership: Path) -> Iterator[float]:
    """What is left in each control group of this process, in both versions of them."""
    for line in (_read(membership) or "0::/").splitlines():
        _, controllers, path = (line.split(":", 2) + ["", ""])[:3]
        if controllers and "memory" not in controllers.split(","):
            continue
        root = groups / "memory" if controllers else groups
        names = ("limit_in_bytes", "usage_in_bytes") if controllers else ("max", "current")
        inner = root / path.strip("/")  # inside a container it may be out of sight, but its root is not
        for folder in dict.fromkeys([inner, *(p for p in inner.parents if p.is_relative_to(root))]):
            most, used = (_read(folder / f"memory.{name}") for name in names)
            with suppress(ValueError, TypeError):  # "max": no bound; or no such file
                yield float(most) - float(used) + _find_given_back(folder)  # pyright: ignore[reportArgumentType]


def _find_given_back(folder: Path) -> float:
    """What a group holds of files, which it gives back when it is wanted."""
    told = dict(line.split() for line in (_read(folder / "memory.stat") or "").splitlines() if len(line.split()) == 2)
    return sum(float(told.get(name, 0)) for name in ("inactive_file", "active_file"))


def _find_own_bound() -> Iterator[float]:
    """What is left of the room for addresses that this process was given (`ulimit -v`)."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return
    most, _ = resource.getrlimit(resource.RLIMIT_AS)
    pages = (_read(Path("/proc/self/statm")) or "").split()
    if most != resource.RLIM_INFINITY and pages:
        yield float(most) - float(pages[0]) * resource.getpagesize()


def write_size(size: float) -> str:
    """A number of bytes in words: "1.2 GB"."""
    for unit in ("bytes", "kB", "MB"):
        if size < 999.5:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} GB"


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None
