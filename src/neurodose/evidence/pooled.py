"""What a certainty may be given to: a pool of effects, or one of tables of counts, which read alike."""

from __future__ import annotations

from neurodose.evidence.counts import CountPool
from neurodose.evidence.synthesis import Pool

Pooled = Pool | CountPool
