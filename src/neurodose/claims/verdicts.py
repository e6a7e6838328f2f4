"""A verdict sets what a sentence says beside what is held: as strong, stronger, weaker, the opposite, or not held.

Each kind of claim has its own file; what the verdicts mean stands in docs/claims-guideline.md.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from neurodose.claims.approvals import judge_approval
from neurodose.claims.claim import Hedge, Judgement, Kind
from neurodose.claims.doses import judge_dose
from neurodose.claims.effects import judge_effect
from neurodose.claims.held import is_held
from neurodose.claims.law import judge_law
from neurodose.claims.mechanisms import judge_mechanism
from neurodose.claims.safety import judge_safety
from neurodose.claims.statement import Statement
from neurodose.claims.trials import judge_trials


def judge(kind: Kind, hedge: Hedge, statement: Statement, on: date | None = None) -> Judgement:
    """The verdict on a claim of a kind, hedged so, that a statement makes of its drug.

    on: whose day's law is meant. What may not be sold as a supplement is judged as an approval that is not there.
    """
    if not is_held(statement.drug):
        return Judgement("not covered", f"neurodose holds no facts of {statement.drug or 'an unnamed drug'}")
    is_sale = statement.has("approve/supplement") and not statement.has("place")
    if kind == "law" and not (is_sale and (hedge == "negated" or statement.has("law/banned"))):
        return judge_law(hedge, statement, on)
    return JUDGES[kind](hedge, statement)


def judge_anecdote(hedge: Hedge, said: Statement) -> Judgement:
    """What people tell is a lane of its own: told as such it is as strong as it is held, and proves nothing."""
    if said.has("strength/cure") and said.has("hedge/strong") and not said.has("user"):
        return Judgement("overstated", "what users tell proves no effect")
    return Judgement("supported", "told as what people say; anecdotes stand in a lane of their own, beside trials",
                     ("neurodose evidence: surveys, series and cases",))  # fmt: skip


JUDGES: dict[Kind, Callable[[Hedge, Statement], Judgement]] = {
    "mechanism": judge_mechanism,
    "effect": judge_effect,
    "trial evidence": judge_trials,
    "anecdote": judge_anecdote,
    "safety": judge_safety,
    "dose": judge_dose,
    "approval": judge_approval,
    "law": judge_approval,  # of a supplement: whether it may be sold as one is for an agency to say
}
