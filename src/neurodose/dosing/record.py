"""A record is one line of a person's history, and means what it means to NONMEM.

Doses said as sentences and lines of a dataset both become records; `expansion` makes events of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MODELLED = -1.0  # instead of a rate or a duration: the model knows it


class Act(Enum):
    """What happens at a record. NONMEM's EVID 0, 2, 1, 3 and 4 are the first five; then a compartment's being turned
    off and on (EVID 2 with its number, negative or not), replaced, and multiplied.
    """

    LOOK = "look"
    NOTE = "note"
    DOSE = "dose"
    RESET = "reset"
    RESET_AND_DOSE = "reset and dose"
    OFF = "turn off"
    ON = "turn on"
    SET = "replace"
    SCALE = "multiply"


@dataclass(frozen=True)
class Record:
    """One line: what happens when, where, and how often again.

    time:       hours
    state:      number of the compartment that is dosed, turned off or on, replaced or multiplied
    way:        number of the entrance, whose share, lag, rate and duration the model may know; -1 knows nothing
    amount:     in coherent units; of SET and SCALE the value
    rate:       amount per hour, or MODELLED; duration: hours, or MODELLED; neither is a bolus
    interval:   hours between additional doses, and of the steady state (II); additional: how many follow (ADDL)
    steady:     0 no; 1 the state becomes the one that repeats, and what is pending is cancelled; 2 that state is added
    slot:       where what is seen then is written; -1 nowhere
    line:       where it stands, for messages
    """

    time: float
    act: Act
    state: int = -1
    way: int = -1
    amount: float = 0.0
    rate: float | None = None
    duration: float | None = None
    interval: float = 0.0
    additional: int = 0
    steady: int = 0
    slot: int = -1
    line: str = ""

    @property
    def gives(self) -> bool:
        """Whether something is given."""
        return self.act in (Act.DOSE, Act.RESET_AND_DOSE)

    @property
    def cancels(self) -> bool:
        """Whether what earlier records left pending, and what runs in, ends here."""
        return self.act in (Act.RESET, Act.RESET_AND_DOSE) or (self.gives and self.steady == 1)

    @property
    def is_constant_infusion(self) -> bool:
        """Whether its steady state is that of an infusion that has always run, and ends now."""
        return self.gives and self.steady > 0 and self.amount == 0
