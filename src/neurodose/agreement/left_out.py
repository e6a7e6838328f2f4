"""A trial must not have set what it tests: values that trials set are drawn without the trial that is compared.

A value that several trials set is drawn from what the others say (`PooledEffect.without`). Where no other is left, no
effect is supposed, as unsure as one trial alone would leave it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from neurodose.library.pooled import PooledEffect
from neurodose.library.response import Response
from neurodose.measurement.topic import Stage
from neurodose.modelling.system import System
from neurodose.records.observation import Observation
from neurodose.seeds import draw_normals


def name_study(observation: Observation) -> str:
    """How a pooled effect names the study of an observation: authors and year of its source."""
    return observation.source.label


def find_left_out(stages: tuple[Stage, ...], study: str) -> tuple[str, ...]:
    """Addresses of values that this study helped to set."""
    return tuple(
        address
        for stage in stages
        if isinstance(stage, Response)
        for address, pooled in stage.pooled.items()
        if any(trial.study == study for trial in pooled.trials)
    )


def is_set_by(stage: Stage, sources: tuple[str, ...], observation: Observation, *, is_left_out: bool = False) -> bool:
    """Whether an observation's own study, or one that is pooled in it, has set what answers.

    An observation that says that it holds its own study set a number by itself that no pool leaves out (how people fare
    on placebo), and is no test of it whatever is left out.

    sources:     of the outcomes that set the link that answers, beside those that are pooled
    is_left_out: its own study is left out of what answers here; others that are pooled in it are not
    """
    study = name_study(observation)
    if study in observation.holds:
        return True
    pooled = stage.pooled.values() if isinstance(stage, Response) else ()
    setting = {trial.study for effect in pooled for trial in effect.trials} | set(sources)
    return not setting.isdisjoint(observation.holds if is_left_out else (study, *observation.holds))


def draw_without(
    typical: Mapping[str, np.ndarray],
    system: System,
    stages: tuple[Stage, ...],
    study: str | Sequence[str],
    studies: int,
    seed: int,
) -> dict[str, np.ndarray]:
    """The same draws of typical values (studies,), those that a study helped to set drawn from what the others say.

    study: its name, or several, of which none is to have set what is drawn
    """
    names = (study,) if isinstance(study, str) else tuple(study)
    found = dict(typical)
    for stage in stages:
        for address, pooled in (stage.pooled if isinstance(stage, Response) else {}).items():
            others = leave_out(pooled, names)
            if others is pooled or address not in system.parameters:
                continue
            middle, spread = (others.mean, others.spread) if others is not None else (0.0, pooled.spread_alone)
            normals = draw_normals(seed, f"uncertainty of {address}", np.arange(studies))[0]
            parameter = system.parameters[address]
            drawn = np.asarray(parameter.value.unit.to_coherent(middle + spread * normals), dtype=float)
            bounds = parameter.possible
            found[address] = drawn if bounds is None else np.clip(drawn, *bounds.range.coherent)
    return found


def leave_out(pooled: PooledEffect, studies: Sequence[str]) -> PooledEffect | None:
    """A pooled effect without several studies; None where nothing is left."""
    left: PooledEffect | None = pooled
    for study in studies:
        left = left.without(study) if left is not None else None
    return left


def tell_left_out(stages: tuple[Stage, ...], study: str) -> str:
    """In words, what a comparison with a study was made without; nothing where it set nothing."""
    setting = find_left_out(stages, study)
    pooled = {a: p for stage in stages if isinstance(stage, Response) for a, p in stage.pooled.items()}
    alone = [address for address in setting if pooled[address].without(study) is None]
    if alone:
        said = " and ".join(alone)
        return f"{study} is left out of what it tests; no other trial has set {said}: no effect is supposed there"
    return f"{study} is left out of what it tests" if setting else ""
