"""The power that rates of change use, held against fifty digits and against the one that is right everywhere."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from pathlib import Path

import mpmath
import numpy as np
import pytest
from llvmlite import ir
from numpy.typing import NDArray

from neurodose.compiler.llvm import mathematics
from neurodose.compiler.llvm.cache import Cache
from neurodose.compiler.llvm.machine import compile_ir
from neurodose.compiler.llvm.quick_power import QUICK, power_quickly
from tests.backends.test_mathematics import LANES, SPECIAL, TARGETS, draw, find_machine, spread

Array = NDArray[np.float64]
Power = Callable[[Array, Array], Array]

STATED = 4e-15  # relative
POINTS = 1500


@cache
def build(target: str, lanes: int, folder: Path) -> tuple[Power, Power]:
    """The quick one and the other."""
    machine, abilities = find_machine(target)
    module, vector = ir.Module("powers"), ir.VectorType(ir.DoubleType(), lanes)
    for name, write in (("quick", power_quickly), ("exact", mathematics.power)):
        function = ir.Function(module, ir.FunctionType(ir.VoidType(), [ir.PointerType()] * 3), name)
        b = ir.IRBuilder(function.append_basic_block())
        x, y = (b.load(pointer, typ=vector, align=8) for pointer in function.args[:2])
        b.store(write(b, x, y, abilities), function.args[2], align=8)
        b.ret_void()
    loaded = compile_ir(str(module), machine, Cache(folder))

    def make(name: str) -> Power:
        function = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3)(loaded.address(name))

        def run(x: Array, y: Array) -> Array:
            padding = (0, -len(x) % lanes)
            x_, y_ = np.pad(x, padding), np.pad(y, padding)
            result = np.empty(len(x_))
            for k in range(0, len(x_), lanes):
                function(*(a.ctypes.data + 8 * k for a in (x_, y_, result)))
            return result[: len(x)]

        return run

    return make("quick"), make("exact")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("code")


@pytest.fixture(params=TARGETS)
def powers(request: pytest.FixtureRequest, folder: Path) -> tuple[Power, Power]:
    return build(request.param, LANES, folder)


@pytest.mark.parametrize("largest", [0.5, 5.0, QUICK, 100.0, 700.0])
def test_it_is_as_exact_as_stated(powers: tuple[Power, Power], largest: float) -> None:
    """For bases close to one and of all sizes, both signs of the exponent."""
    x = np.concatenate([np.exp(spread(-9, 2.8, 8)), draw(9).uniform(0.7, 1.42, POINTS), 1 + spread(-15, -2, 4)])
    y = largest * draw(10).uniform(-1, 1, len(x)) / np.log(x)
    moderate = np.clip(y, -QUICK, QUICK)
    for exponent in (y, moderate):
        found = powers[0](x, exponent)
        with mpmath.workdps(50):
            right = [
                mpmath.power(mpmath.mpf(a), mpmath.mpf(b)) for a, b in zip(x.tolist(), exponent.tolist(), strict=True)
            ]
            errors = [float(abs(mpmath.mpf(f) / r - 1)) for f, r in zip(found.tolist(), right, strict=True)]
        assert max(errors) < STATED


def test_special_numbers_go_the_long_way(powers: tuple[Power, Power]) -> None:
    quick, exact = powers
    x, y = (a.ravel() for a in np.meshgrid(SPECIAL, SPECIAL))
    found, right = quick(x, y), exact(x, y)
    with np.errstate(invalid="ignore", over="ignore"):
        is_alike = np.abs(found - right) <= STATED * np.abs(right)
    is_same = (found.view(np.int64) == right.view(np.int64)) | (np.isnan(found) & np.isnan(right))
    assert list(zip(x[~(is_alike | is_same)].tolist(), y[~(is_alike | is_same)].tolist(), strict=True)) == []


@pytest.mark.parametrize("target", TARGETS)
def test_every_place_in_every_width_gives_the_same_bits(target: str, folder: Path) -> None:
    """Beside neighbours that need the long way, too."""
    x = np.concatenate([np.abs(spread(-3, 2, 17)), SPECIAL])
    y = np.concatenate([spread(-1, 1, 18), np.roll(SPECIAL, 5)])
    eight, four = (build(target, lanes, folder)[0] for lanes in (LANES, LANES // 2))
    right = eight(x, y).view(np.int64)
    for shift in range(1, LANES):
        assert np.array_equal(np.roll(eight(np.roll(x, shift), np.roll(y, shift)).view(np.int64), -shift), right)
    assert np.array_equal(four(x, y).view(np.int64), right)
