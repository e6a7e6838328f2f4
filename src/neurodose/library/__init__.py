"""What neurodose knows: model files that read like methods sections, and record files of what was observed.

`drugs/<drug>.py` is a drug: how it moves, in rival structures, and what it is at each target; `drugs/<drug>_numbers.py`
its numbers; `observations/<drug>.toml` what was measured in people. `combination` puts one drug or several into a body
(`body`: size, sex, age, kidneys, blood flow); `receptors` is where they meet one another and the body's own ligands
(`targets`), which cells answer by `adaptation`; `enzymes` are what clears them and what they inhibit, `first_pass` the
way through gut wall and liver, `rate_law` a binding that goes with a power of the concentration, `interactions` what is
known of each meeting, `background` what somebody takes steadily beside a drug. Behind receptors stand `circuits` and
`responses` (what people feel or do, on `rating_scales`, in a `study`), where they are asked for: `reach` says which a
drug drives, `mechanisms` what of it can be switched off, `pooled` what trials saw together, `indications` what drugs
are asked about, `unlinked` what nobody can say. `harms` are reports that set nothing, `synonyms` what drugs are
called on reports, `hard_stops` what must be said
first. `scope` tells what a drug's model was set with, and what of a question lies beyond.
Not held here: the language they are written in (`modelling`).
Start with `drugs/naltrexone.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from neurodose.errors import DrugError, unknown_name
from neurodose.library.unlinked import UNLINKED

if TYPE_CHECKING:
    from neurodose.library.drug import Drug

DRUGS = (
    "naltrexone", "baclofen", "mitragynine", "mitraphylline", "morphine", "heroin", "fentanyl", "methadone",
    "buprenorphine", "naloxone", "ethanol", "midazolam", "dextromethorphan",
)  # fmt: skip
# what stands behind the receptors, where it is asked for (`circuits`)
CIRCUITS = (
    "reward", "opioid_adaptation", "stress", "cytokines", "gaba_b_adaptation", "new_exposure", "cues",
    "reinforcement",
)  # fmt: skip
# what people feel, do or suffer, behind circuits or receptors (`responses`)
RESPONSES = (
    "liking", "pain", "nausea", "tolerability", "herg", "withdrawal", "breathing", "mood", "anxiety",
    "inflammation", "spasticity", "sedation", "baclofen_withdrawal", "craving", "drinking", "opioid_relapse",
)  # fmt: skip
# taken steadily beside a drug (`background`)
STEADY = ("ketoconazole", "rifampicin", "quinidine", "paroxetine", "antidepressant")


def find_drug(name: str) -> Drug:
    """A drug of the library by its name, or several in one body ("morphine + naltrexone").

    Raises DrugError that lists those there are.
    """
    return combine(*(part.strip() for part in name.split("+")))


def combine(*names: str, circuits: tuple[str, ...] = (), responses: tuple[str, ...] = ()) -> Drug:
    """Drugs of the library in one body, composed of the single models: they meet at enzymes, receptors and in people.

    Beside a drug may stand what somebody takes steadily for its effect on an enzyme: `combine("mitragynine",
    "ketoconazole")`. Raises DrugError for an unknown drug, circuit or response, for no drug, for one that is named
    twice, and for a circuit or response that no drug of the body reaches.

    circuits:  what stands behind the receptors, by name (`CIRCUITS`); none: the model ends at the receptor
    responses: what people feel, do or suffer (`RESPONSES`); what they need stands before them without being named
    """
    for name in names or ("",):
        if name not in (DRUGS if len(names) == 1 else DRUGS + STEADY):
            raise unknown_name(DrugError, "drug", name, DRUGS, owner="the library")
    if not any(name in DRUGS for name in names):
        raise DrugError(
            f"{' and '.join(names)} alone cannot be simulated",
            exists="only what they do to enzymes is known here",
            hint=f'name a drug beside them: "midazolam + {names[0]}"',
        )
    for kind, asked, known in (("circuit", circuits, CIRCUITS), ("response", responses, RESPONSES)):
        for name in asked:
            if name in UNLINKED:
                raise DrugError(
                    f"nothing links {' and '.join(names)} to {name}: the answer is unknown",
                    exists=UNLINKED[name],
                    hint=f"responses that are linked: {', '.join(RESPONSES)}",
                )
            if name not in known:
                raise unknown_name(DrugError, kind, name, known, owner="the library")
    from neurodose.library.combination import find_pharmacology, put_together

    return put_together(*map(find_pharmacology, names), asked=tuple(dict.fromkeys((*circuits, *responses))))
