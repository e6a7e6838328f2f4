"""What one core of this machine can do at most: floating-point operations, and bytes written and copied, a second."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from time import process_time

import numpy as np
from llvmlite import ir

from neurodose.compiler.llvm.cache import Cache
from neurodose.compiler.llvm.machine import Machine, compile_ir

CHAINS = (4, 8, 10, 12, 16)  # sums that do not wait for each other; how many fill a core differs, so all are tried
ROUNDS_OF_SUMS = 20_000_000
REPEATS = 7
BYTES = 256_000_000  # far more than any cache holds


def measure_peak(machine: Machine) -> float:
    """The most products and sums of a core in a second, each counted as one operation."""
    best = 0.0
    for chains in CHAINS:
        loaded = compile_ir(write_sums(machine.lanes, chains), machine, Cache(None))
        run = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int64)(loaded.address("sums"))
        memory = np.ones(machine.lanes)
        turns = ROUNDS_OF_SUMS // chains
        seconds = shortest(lambda r=run, m=memory, n=turns: r(m.ctypes.data, n))
        best = max(best, 2.0 * machine.lanes * chains * turns / seconds)
    return best


def measure_writing(count: int = BYTES) -> float:
    """Bytes a second that are written over."""
    memory = np.ones(count, dtype=np.uint8)
    return count / shortest(lambda: ctypes.memset(memory.ctypes.data, 0, count))


def measure_copying(count: int = BYTES) -> float:
    """Bytes a second that are copied, each counted once."""
    source, target = np.ones(count, dtype=np.uint8), np.ones(count, dtype=np.uint8)
    return count / shortest(lambda: ctypes.memmove(target.ctypes.data, source.ctypes.data, count))


def shortest(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The shortest processor time of some repeats, in seconds: others may share the core."""
    times = []
    for _ in range(repeats):
        begun = process_time()
        work()
        times.append(process_time() - begun)
    return min(times)


def write_sums(lanes: int, chains: int) -> str:
    """The text of `void sums(p, n)`: n times, in each of some chains, x = x * a + b over a vector."""
    whole, pointer = ir.IntType(64), ir.PointerType()
    vector = ir.VectorType(ir.DoubleType(), lanes)
    module = ir.Module("limits")
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [pointer, whole]), "sums")
    fused = ir.Function(module, ir.FunctionType(vector, [vector] * 3), f"llvm.fma.v{lanes}f64")
    entry, body, end = (function.append_basic_block(name) for name in ("entry", "body", "end"))
    memory, n = function.args
    b = ir.IRBuilder(entry)
    start = b.load(memory, typ=vector, align=8)
    factor = b.fmul(start, ir.Constant(vector, [0.5] * lanes))
    b.branch(body)
    b = ir.IRBuilder(body)
    turn = b.phi(whole)
    held = [b.phi(vector) for _ in range(chains)]
    following = b.add(turn, ir.Constant(whole, 1))
    turn.add_incoming(ir.Constant(whole, 0), entry)
    turn.add_incoming(following, body)
    results = [b.call(fused, [value, factor, start]) for value in held]
    for number, (value, result) in enumerate(zip(held, results, strict=True)):
        # Chains that begin alike would be computed once.
        value.add_incoming(ir.Constant(vector, [float(number)] * lanes), entry)
        value.add_incoming(result, body)
    b.cbranch(b.icmp_signed("<", following, n), body, end)
    b = ir.IRBuilder(end)
    total = results[0]
    for result in results[1:]:
        total = b.fadd(total, result)
    b.store(total, memory, align=8)
    b.ret_void()
    return str(module)
