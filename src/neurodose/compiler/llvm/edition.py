"""The edition of whatever writes machine code: what it writes of a program changes only where its own source does.

So code that was kept is found by the program, the machine and the edition, and need not be written again to be known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.resources import files

# Kernels and march, and the methods and rules that they read; what stands above has become part of the program.
PACKAGES = ("neurodose.compiler.llvm", "neurodose.solvers")


def find_edition(packages: Iterable[str] = PACKAGES) -> str | None:
    """Hexadecimal digits that stand for the source of some packages; None where one is installed without its source."""
    digest = hashlib.sha256()
    for package in packages:
        sources = sorted((s for s in files(package).iterdir() if s.name.endswith(".py")), key=lambda s: s.name)
        if not sources:
            return None
        for source in sources:
            text = source.read_bytes()
            digest.update(f"{package} {source.name} {len(text)}\n".encode() + text)
    return digest.hexdigest()


# Asked for once, when the code that it stands for is loaded too: whoever edits a source meanwhile is heard next time.
EDITION = find_edition()
