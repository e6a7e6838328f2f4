"""The engine's exponentials, logarithms, powers and angles, held against fifty digits and NumPy's special cases."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from llvmlite import binding, ir
from numpy.typing import NDArray

from neurodose.compiler.llvm import mathematics
from neurodose.compiler.llvm.cache import Cache
from neurodose.compiler.llvm.machine import Machine, compile_ir, this_machine
from neurodose.compiler.llvm.mathematics import Abilities
from neurodose.errors import SolverError

Array = NDArray[np.float64]
Operation = Callable[..., Array]

ARGUMENTS = {"exp": 1, "log": 1, "sin": 1, "cos": 1, "sqrt": 1, "power": 2, "minimum": 2, "maximum": 2}
LANES = 8
POINTS = 1500  # for each stretch of numbers

# What the module says of itself, in units in the last place. The hundreds of a power are |y ln x|.
EXP, LOG, ANGLE, BESIDE_MULTIPLE = 1.6, 2.1, 2.6, 3.5
POWER_BELOW_5, POWER_BELOW_100, POWER = 1.7, 4.0, 32.0
POWER_RELATIVE = 4e-15
AS_NUMPY = 4e-15  # relative; NumPy's own are right to a few units
FARTHEST, FARTHEST_FUSED = 1.6e6, 1e10

# Every kind of number that has a rule of its own, and the edges between them.
SPECIAL = np.array(
    [0.0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 3, -3, 0.3, np.inf, -np.inf, np.nan, 1e300, -1e300, 5e-324, -5e-324, 1e-310]
    + [2.0**-1022, np.nextafter(2.0**-1022, 0), np.finfo(float).max, -np.finfo(float).max, 1e19, 2.0**53, 2.0**53 - 1]
    + [2.0**52 + 1, -(2.0**52 + 1), 1 - 2.0**-53, 1 + 2.0**-52, 709.78, 709.79, 710, -708.5, -745.1, -745.2, -746]
)  # fmt: skip

# Levels of processors, this one whole, and this one without its own way with exponents.
TARGETS = ("this", "this, common", "x86-64-v3", "x86-64")


def find_machine(target: str) -> tuple[Machine, Abilities]:
    try:
        machine = this_machine(None if target.startswith("this") else target)
    except SolverError:
        pytest.skip(f"this processor is not one of {target}")
    able = Abilities.of(machine)
    return machine, Abilities(able.fuses, False) if target.endswith("common") else able


def write(lanes: int, abilities: Abilities, repeat: int = 1) -> ir.Module:
    """void f(x, …, result, n) for each operation, over n vectors."""
    module = ir.Module("operations")
    whole, vector = ir.IntType(64), ir.VectorType(ir.DoubleType(), lanes)
    for name, count in ARGUMENTS.items():
        kind = ir.FunctionType(ir.VoidType(), [ir.PointerType()] * (count + 1) + [whole])
        function = ir.Function(module, kind, f"run_{name}")
        before, each, after = (function.append_basic_block() for _ in range(3))
        ir.IRBuilder(before).branch(each)
        b = ir.IRBuilder(each)
        index = b.phi(whole)
        *inputs, output = (b.gep(p, [index], source_etype=vector) for p in function.args[:-1])
        values = [b.load(p, typ=vector, align=8) for p in inputs]
        for _ in range(repeat):
            values[0] = getattr(mathematics, name)(b, *values, abilities)
        b.store(values[0], output, align=8)
        following = b.add(index, whole(1))
        index.add_incoming(whole(0), before)
        index.add_incoming(following, each)
        b.cbranch(b.icmp_unsigned("<", following, function.args[-1]), each, after)
        ir.IRBuilder(after).ret_void()
    return module


@cache
def build(target: str, lanes: int, folder: Path) -> dict[str, Operation]:
    machine, abilities = find_machine(target)
    loaded = compile_ir(str(write(lanes, abilities)), machine, Cache(folder))

    def make(name: str, count: int) -> Operation:
        kind = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * (count + 1), ctypes.c_int64)
        function = kind(loaded.address(f"run_{name}"))

        def run(*arguments: Array) -> Array:
            size = len(arguments[0])
            vectors = -(-size // lanes)
            padded = [np.pad(np.asarray(a, dtype=float), (0, vectors * lanes - size)) for a in arguments]
            result = np.empty(vectors * lanes)
            function(*(a.ctypes.data for a in padded), result.ctypes.data, vectors)
            return result[:size]

        return run

    return {name: make(name, count) for name, count in ARGUMENTS.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("code")


@pytest.fixture(params=TARGETS)
def operations(request: pytest.FixtureRequest, folder: Path) -> dict[str, Operation]:
    return build(request.param, LANES, folder)


@pytest.fixture(scope="module")
def here(folder: Path) -> dict[str, Operation]:
    return build("this", LANES, folder)


def draw(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def spread(least: float, largest: float, seed: int) -> Array:
    """Both signs, sizes evenly spread over powers of ten."""
    return 10 ** draw(seed).uniform(least, largest, POINTS) * draw(seed + 1).choice([-1, 1], POINTS)


@cache
def answer(name: str, *arguments: tuple[float, ...]) -> tuple[tuple[Any, ...], Array]:
    """The right values in fifty digits, and rounded."""
    with mpmath.workdps(50):
        right = tuple(getattr(mpmath, name)(*map(mpmath.mpf, each)) for each in zip(*arguments, strict=True))
    return right, np.array([float(r) for r in right])


def worst(operation: Operation, name: str, *arguments: Array) -> tuple[float, float]:
    """The largest error in units in the last place, and the largest relative one of results that are not subnormal."""
    right, rounded = answer(name, *(tuple(a.tolist()) for a in arguments))
    found = operation(*arguments)
    assert np.all(np.isfinite(found) == np.isfinite(rounded))
    units, relative = [0.0], [0.0]
    with mpmath.workdps(50):
        for value, exact, unit in zip(found.tolist(), right, np.spacing(np.abs(rounded)).tolist(), strict=True):
            error = abs(mpmath.mpf(value) - exact) if np.isfinite(value) else mpmath.mpf(0)
            units.append(float(error / unit))
            if abs(exact) >= 2.0**-1022:
                relative.append(float(error / abs(exact)))
    return max(units), max(relative)


def agree(found: Array, right: Array) -> NDArray[np.bool_]:
    both_nan = np.isnan(found) & np.isnan(right)
    with np.errstate(invalid="ignore"):
        return both_nan | (found == right) | (np.abs(found - right) <= AS_NUMPY * np.abs(right))


@pytest.mark.parametrize(
    "x",
    [draw(1).uniform(-708.3, 709.7, POINTS), draw(2).uniform(-745.2, -708, POINTS), spread(-17, 2.8, 3)],
    ids=["whole range", "subnormal results", "sizes"],
)
def test_an_exponential_is_as_exact_as_stated(operations: dict[str, Operation], x: Array) -> None:
    assert worst(operations["exp"], "exp", x)[0] < EXP


@pytest.mark.parametrize(
    "x",
    [
        draw(4).integers(1, 0x7FEFFFFFFFFFFFFF, POINTS).view(float),
        draw(5).integers(1, 2**52, POINTS).view(float),
        1 + spread(-16, -0.6, 6),
        draw(7).uniform(0.7, 1.42, POINTS),
    ],
    ids=["whole range", "subnormal", "close to one", "around one"],
)
def test_a_logarithm_is_as_exact_as_stated(operations: dict[str, Operation], x: Array) -> None:
    assert worst(operations["log"], "log", x)[0] < LOG


@pytest.mark.parametrize("size", [1, 5, 30, 100, 300, 708, 745])
def test_a_power_is_as_exact_as_stated(operations: dict[str, Operation], size: float) -> None:
    """For bases close to one, of all sizes, and where the logarithm is hardest; both signs of the exponent."""
    near, wide = np.exp(spread(-9, 2.8, 8)), draw(9).uniform(0.7, 1.42, POINTS)
    x = np.concatenate([near, wide])
    y = size * draw(10).uniform(0.5, 1, len(x)) / np.log(x) * draw(11).choice([-1, 1], len(x))
    if size > 709:
        y = -np.abs(y) * np.sign(np.log(x))  # down to the subnormal numbers
    units, relative = worst(operations["power"], "power", x, y)
    assert units < (POWER_BELOW_5 if size <= 5 else POWER_BELOW_100 if size <= 100 else POWER)
    assert relative < POWER_RELATIVE


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_an_angle_is_as_exact_as_stated(operations: dict[str, Operation], name: str) -> None:
    x = np.concatenate([spread(-9, 0, 12), spread(0, np.log10(FARTHEST), 13)])
    assert worst(operations[name], name, x)[0] < ANGLE
    multiples = np.concatenate([np.arange(1, POINTS), draw(14).integers(1, 2**20, POINTS), [818204]]) * (np.pi / 2)
    assert worst(operations[name], name, multiples)[0] < BESIDE_MULTIPLE


@pytest.mark.parametrize("name", ["sin", "cos"])
@pytest.mark.parametrize("target", TARGETS)
def test_far_angles_are_exact_if_products_fuse_and_bounded_everywhere(target: str, name: str, folder: Path) -> None:
    operation = build(target, LANES, folder)[name]
    if find_machine(target)[1].fuses:
        assert worst(operation, name, spread(6, np.log10(FARTHEST_FUSED), 15))[0] < ANGLE
    assert np.all(np.abs(operation(np.append(spread(6, 308, 16), np.finfo(float).max))) <= 1)
    assert np.all(np.isnan(operation(np.array([np.inf, -np.inf, np.nan]))))


@pytest.mark.parametrize("name", ["exp", "log", "sqrt"])
def test_special_numbers_give_what_numpy_gives(operations: dict[str, Operation], name: str) -> None:
    with np.errstate(all="ignore"):
        right = getattr(np, name)(SPECIAL)
    found = operations[name](SPECIAL)
    assert SPECIAL[~agree(found, right)].tolist() == []


@pytest.mark.parametrize("name", ["power", "minimum", "maximum"])
def test_pairs_of_special_numbers_give_what_numpy_gives(operations: dict[str, Operation], name: str) -> None:
    x, y = (a.ravel() for a in np.meshgrid(SPECIAL, SPECIAL))
    with np.errstate(all="ignore"):
        right = getattr(np, name)(x, y)
    found = operations[name](x, y)
    is_same = agree(found, right) & (np.isnan(right) | (np.signbit(found) == np.signbit(right)))
    assert list(zip(x[~is_same].tolist(), y[~is_same].tolist(), strict=True)) == []


def test_what_is_exact_by_nature_is_exact(operations: dict[str, Operation]) -> None:
    whole = np.arange(-1074.0, 1024.0)
    assert operations["exp"](np.zeros(1)).tolist() == [1.0]
    assert operations["log"](np.ones(1)).tolist() == [0.0]
    assert operations["cos"](np.zeros(1)).tolist() == [1.0]
    assert np.array_equal(operations["power"](np.full(len(whole), 2.0), whole), np.exp2(whole))


@given(x=some.floats(allow_nan=False), y=some.floats())
def test_the_powers_that_need_no_arithmetic(here: dict[str, Operation], x: float, y: float) -> None:
    base, exponent = np.array([x, x, 1.0]), np.array([0.0, 1.0, y])
    nothing, itself, one = here["power"](base, exponent)
    assert nothing == 1.0
    assert one == 1.0
    assert itself == x or abs(itself - x) <= np.spacing(abs(x))


@given(x=some.floats(1e-3, 1e3), n=some.integers(-60, 60))
def test_a_negative_base_changes_only_the_sign(here: dict[str, Operation], x: float, n: int) -> None:
    positive, negative = here["power"](np.array([x, -x]), np.array([n, n], dtype=float))
    assert negative == (-positive if n % 2 else positive)


@pytest.mark.parametrize("name", ARGUMENTS)
@pytest.mark.parametrize("target", TARGETS)
def test_every_place_in_every_width_gives_the_same_bits(target: str, name: str, folder: Path) -> None:
    arguments = [np.concatenate([spread(-3, 2, 17 + k), SPECIAL]) for k in range(ARGUMENTS[name])]
    arguments[0] = np.where(np.arange(len(arguments[0])) % 4 > 0, np.abs(arguments[0]), arguments[0])
    eight, four = (build(target, lanes, folder)[name] for lanes in (LANES, LANES // 2))
    right = eight(*arguments).view(np.int64)
    for shift in range(1, LANES):
        moved = eight(*(np.roll(a, shift) for a in arguments)).view(np.int64)
        assert np.array_equal(np.roll(moved, -shift), right)
    assert np.array_equal(four(*arguments).view(np.int64), right)


@pytest.mark.parametrize(
    ("triple", "processor", "abilities"),
    [
        ("x86_64-unknown-linux-gnu", "x86-64", Abilities(False, False)),
        ("x86_64-unknown-linux-gnu", "x86-64-v3", Abilities(True, False)),
        ("x86_64-unknown-linux-gnu", "x86-64-v4", Abilities(True, True)),
        ("aarch64-unknown-linux-gnu", "generic", Abilities(True, False)),
    ],
)
def test_nothing_outside_is_called(triple: str, processor: str, abilities: Abilities) -> None:
    assert Abilities.of(Machine(triple, processor, "")) == abilities
    lines = assemble(str(write(LANES, abilities)), triple, processor)
    assert len(lines) > 100
    called = [line.split()[-1] for line in lines if re.match(r"\s+(call\w*|bl|blr)\s", line)]
    assert [name for name in called if "neurodose_" not in name] == []


def assemble(text: str, triple: str, processor: str) -> Sequence[str]:
    """The instructions a module becomes."""
    binding.initialize_all_targets()
    binding.initialize_all_asmprinters()
    try:
        target = binding.Target.from_triple(triple).create_target_machine(processor, codemodel="small")
    except RuntimeError:
        pytest.skip(f"this LLVM knows nothing of {triple}")
    module = binding.parse_assembly(text)
    passes = binding.create_pass_builder(target, binding.create_pipeline_tuning_options(speed_level=1))
    passes.getModulePassManager().run(module, passes)
    return target.emit_assembly(module).splitlines()


def test_an_operation_is_written_once_however_often_it_is_used() -> None:
    once, thrice = (str(write(LANES, Abilities(), repeat)) for repeat in (1, 3))
    assert once.count("define private") == thrice.count("define private") == len(ARGUMENTS) - 3
