"""How a person's march through time ended."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """Why a person's solve stopped; whatever stops one person leaves the others as they are."""

    DONE = 0
    STEP_TOO_SMALL = 1
    NOT_FINITE = 2
    TOO_MANY_STEPS = 3
    UNDERWAY = 4


REASONS = {
    Status.DONE: "reached the last event at {time:g} h in {steps} steps",
    Status.STEP_TOO_SMALL: "stopped at {time:g} h after {steps} steps: the tolerance asks for steps "
    "shorter than the clock can show, as happens when a solution runs away or jumps",
    Status.NOT_FINITE: "stopped at {time:g} h after {steps} steps: the equations give a value that is not finite",
    Status.TOO_MANY_STEPS: "stopped at {time:g} h after {steps} steps, the most this method may take: "
    "loosen the tolerance, allow more steps, or use a method for stiff problems",
    Status.UNDERWAY: "is underway at {time:g} h after {steps} steps",
}


def tell(status: int, time: float, steps: int) -> str:
    """A plain sentence about one person's end, to be put after the person's name.

    time: the moment reached, hours. steps: how many were tried.
    """
    return REASONS[Status(status)].format(time=time, steps=steps)
