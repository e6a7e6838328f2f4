"""Why an interval of two or three studies is so wide, and what it would be if that were not allowed for."""

from __future__ import annotations

from dataclasses import replace

from neurodose.evidence.grading.pooled import Pooled
from neurodose.evidence.synthesis import CommonEffect, Method, Pool, RandomEffects, synthesize

FEW = {2: "two studies leave one degree of freedom", 3: "three studies leave two degrees of freedom"}


def tell_few(pool: Pooled, method: Method[Pooled] | None = None) -> tuple[str, ...]:
    """A note where Hartung and Knapp's interval stands on two or three studies, with the intervals that do not allow
    for how little they tell of one another; none elsewhere.
    """
    chosen = method or RandomEffects()
    if not isinstance(chosen, RandomEffects) or chosen.test == "normal" or pool.k not in FEW:
        return ()
    from scipy.stats import norm, t

    far, usual = t.isf(0.5 - chosen.level / 2, pool.k - 1), norm.isf(0.5 - chosen.level / 2)
    plain = synthesize(pool.effects, replace(chosen, test="normal"))
    common = synthesize(pool.effects, CommonEffect(level=chosen.level))
    return (
        f"the interval is so wide because {FEW[pool.k]} to see how far studies differ: it reaches {far:.1f} standard "
        f"errors to either side, with many studies {usual:.2f}. Without that allowance it would be {_show(plain)}; had "
        f"all studies one true effect, {_show(common)}. Both are surer than so few studies allow",
    )


def _show(pool: Pool) -> str:
    low, high = (pool.show(end) for end in pool.interval)
    return f"{pool.show(pool.estimate):.3g} ({low:.3g} to {high:.3g})".replace("-", "−")
