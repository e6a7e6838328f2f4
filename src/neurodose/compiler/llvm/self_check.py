"""Whether this machine computes what it is told to: a small piece of code is made, run and held against NumPy.

Run as a program it checks one fresh process, as code for instructions that a machine only claims to have ends it:

    python -m neurodose.compiler.llvm.self_check FOLDER    (machine code is kept in that folder)
"""

from __future__ import annotations

import ctypes
import json
import math
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from llvmlite import ir

from neurodose.compiler.llvm import mathematics
from neurodose.compiler.llvm.cache import Cache
from neurodose.compiler.llvm.machine import Machine, compile_ir, this_machine

# The exponential is right to some 4e-15, NumPy's to half of that; an error of the machine would be larger by far.
TOLERANCE = 1e-14
NUMBERS, LARGEST = 8192, 700.0  # exp(700) is near the largest number there is


@dataclass(frozen=True)
class Check:
    """What came of it.

    error: the largest relative one, None if something was no number; seconds: until the code could be called
    is_cached: whether it was found on disk
    """

    error: float | None
    seconds: float
    is_cached: bool

    @property
    def is_right(self) -> bool:
        return self.error is not None and self.error <= TOLERANCE


def check_machine(machine: Machine, kept: Cache) -> Check:
    """Compiles exp over all lanes at once, or loads it, and compares its values with NumPy's over its whole range."""
    loaded = compile_ir(write_exponential(machine.lanes), machine, kept)
    # Signs and sizes are mixed, so that the lanes of one vector differ.
    x = np.linspace(-LARGEST, LARGEST, NUMBERS).reshape(machine.lanes, -1).T.ravel().copy()
    y = np.empty_like(x)
    run = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)(loaded.address("exponential"))
    run(x.ctypes.data, y.ctypes.data, NUMBERS // machine.lanes)
    expected = np.exp(x)
    errors = np.abs(y - expected) / expected
    error = float(errors.max())  # not a number, if one of them is
    return Check(error if math.isfinite(error) else None, loaded.seconds, loaded.is_cached)


def write_exponential(lanes: int) -> str:
    """The text of `void exponential(x, y, n)`: y = exp(x) for n vectors of numbers."""
    whole, pointer = ir.IntType(64), ir.PointerType()
    vector = ir.VectorType(ir.DoubleType(), lanes)
    module = ir.Module("self_check")
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [pointer, pointer, whole]), "exponential")
    entry, body, end = (function.append_basic_block(name) for name in ("entry", "body", "end"))
    x, y, n = function.args
    ir.IRBuilder(entry).branch(body)
    b = ir.IRBuilder(body)
    index = b.phi(whole)
    value = b.load(b.gep(x, [index], source_etype=vector), typ=vector, align=8)
    b.store(mathematics.exp(b, value), b.gep(y, [index], source_etype=vector), align=8)
    following = b.add(index, ir.Constant(whole, 1))
    index.add_incoming(ir.Constant(whole, 0), entry)
    index.add_incoming(following, body)
    b.cbranch(b.icmp_signed("<", following, n), body, end)
    ir.IRBuilder(end).ret_void()
    return str(module)


if __name__ == "__main__":
    found = check_machine(this_machine(), Cache(Path(sys.argv[1])))
    print(json.dumps(asdict(found) | {"is_right": found.is_right}))
