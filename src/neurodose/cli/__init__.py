"""The command line: a thin face over the same verbs. Only what a command needs is imported, when it is needed."""

from __future__ import annotations

from neurodose.cli.app import main

__all__ = ["main"]
