"""What every test may ask for: one seed, the shared folder, and hypothesis in its house manners."""

from __future__ import annotations

import os
from pathlib import Path

# Tests run side by side: threads of linear algebra would take each other's cores. Before anything loads NumPy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Machine code is kept where tests may leave things, and workers find what another has compiled.
os.environ.setdefault("NEURODOSE_CACHE", str(Path(__file__).resolve().parent.parent / "build" / "machine code"))

import pytest
from hypothesis import settings

CHECKOUT = Path(__file__).resolve().parent.parent

# A slow machine is no fault of the code, so there is no deadline. On a server the examples are the same every time,
# so that a failure there can be had again here.
settings.register_profile("desk", deadline=None)
settings.register_profile("server", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("server" if os.environ.get("CI") else "desk")


@pytest.fixture(scope="session")
def seed() -> int:
    """The seed of every test that draws people: chosen once, so that no test picks a lucky one."""
    return 7


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference material, which lies beside the checkout or where NEURODOSE_SHARED says."""
    folder = Path(os.environ.get("NEURODOSE_SHARED") or CHECKOUT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"NEURODOSE_SHARED: there is no folder {folder.name} beside the checkout")
    return folder
