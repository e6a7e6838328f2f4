"""`python -m neurodose` is `neurodose`."""

from __future__ import annotations

from neurodose.cli import main

main()
