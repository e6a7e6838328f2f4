"""Every random number comes from a stream named after what is drawn and keyed by the person it is drawn for.

A stream is a Philox counter generator whose key is (seed, name) and whose counter is (person, block), so a person's
draws do not depend on how many people there are, in which order or chunks they are drawn, or what else is drawn.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

WORDS_PER_BLOCK = 4  # Philox 4x64 makes four words of 64 bits for one value of its counter


def draw_uniforms(seed: int, name: str, people: np.ndarray, draws: int = 1) -> np.ndarray:
    """Numbers evenly spread over (0, 1), open at both ends.

    seed: any whole number; name: what is drawn; people: identity numbers (people,), 0 or more.
    Returns (draws, people). The same person, name and seed always give the same numbers.
    """
    import numpy as np

    people = np.asarray(people, dtype=np.int64)
    result = np.empty((draws, people.size))
    first = 0
    for length in _runs(people):
        here = slice(first, first + length)
        for block in range(-(-draws // WORDS_PER_BLOCK)):
            words = _words(seed, name, int(people[first]), block, length)
            part = result[block * WORDS_PER_BLOCK : (block + 1) * WORDS_PER_BLOCK, here]
            part[:] = (words[: len(part)] >> np.uint64(11)) * 2.0**-53 + 2.0**-54
        first += length
    return result


def draw_normals(seed: int, name: str, people: np.ndarray, draws: int = 1) -> np.ndarray:
    """Standard normal numbers (draws, people), by Box and Muller's formula from pairs of uniform ones."""
    import numpy as np

    u = draw_uniforms(seed, name, people, 2 * draws)
    return np.sqrt(-2.0 * np.log(u[0::2])) * np.cos(2.0 * np.pi * u[1::2])


def _runs(people: np.ndarray) -> list[int]:
    """Lengths of the stretches in which identity numbers follow one another."""
    import numpy as np

    if people.size == 0:
        return []
    breaks = np.flatnonzero(np.diff(people) != 1) + 1
    edges = [0, *breaks.tolist(), people.size]
    return [after - before for before, after in pairwise(edges)]


def _words(seed: int, name: str, person: int, block: int, count: int) -> np.ndarray:
    import numpy as np

    digest = hashlib.blake2b(f"{seed}\0{name}".encode(), digest_size=16).digest()
    key = [int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")]
    raw = np.random.Philox(key=key, counter=[person, block, 0, 0]).random_raw(WORDS_PER_BLOCK * count)
    return raw.reshape(count, WORDS_PER_BLOCK).T
