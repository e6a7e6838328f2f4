"""A piece of machine code that tests of the machine and of its cache share."""

from __future__ import annotations

import ctypes

import numpy as np

from neurodose.compiler.llvm.machine import Loaded

TRIPLE_IT = """
define void @triple_it(ptr %p) {
  %x = load <8 x double>, ptr %p, align 8
  %y = fmul <8 x double> %x, splat (double 3.0)
  store <8 x double> %y, ptr %p, align 8
  ret void
}
"""
THREEFOLD = [3.0 * number for number in range(1, 9)]


def run(loaded: Loaded) -> list[float]:
    """What the code makes of 1 to 8."""
    numbers = np.arange(1.0, 9.0)
    ctypes.CFUNCTYPE(None, ctypes.c_void_p)(loaded.address("triple_it"))(numbers.ctypes.data)
    return numbers.tolist()
