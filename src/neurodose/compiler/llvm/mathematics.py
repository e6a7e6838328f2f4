"""Exponentials, logarithms, powers and angles for many lanes at once, written out as LLVM's instructions.

Nothing branches and nothing outside is called: no libm, no vendor's library. Every lane gives, bit for bit, what it
would give in any other place. Each function takes a builder and vectors of doubles, of any width, and gives a vector;
its instructions are written once in a module, under a private name, and called there or, if few, copied.

Largest error in units of the last place (`tests/backends/test_mathematics.py` holds it against fifty digits; the larger
figures are those of processors that do not fuse):

| function | error | where |
|---|---|---|
| exp | 1.6 | everywhere; what is below 2^-1022 is rounded to a subnormal number, not to zero |
| log | 2.1 | everywhere, subnormal arguments too |
| power | 1.7 while abs(y ln x) < 5; 4 while < 100; 32 (relative 4e-15) up to overflow | everywhere |
| sin, cos | 2.6; 3.5 beside the multiples of π/2 | abs(x) < 1.6e6, or 1e10 where products are fused |
| sin, cos | some number from -1 to 1, never NaN | finite numbers beyond |
| sqrt, minimum, maximum | none | everywhere |

Infinities, zeros and NaN give what NumPy gives (C99, annex F), but for the sign of sin(-0), which is lost.

Methods: reduction by Cody and Waite (Software Manual for the Elementary Functions, 1980); the logarithm as
2 artanh((m - 1) / (m + 1)); a power as 2^(y log2 x), with the logarithm as a sum of two numbers, because y multiplies
its error (`quick_power` has another way). The polynomials have the least largest relative error on their intervals,
found by Remez' exchange.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, nan

from llvmlite import ir

from neurodose.compiler.llvm import arithmetic
from neurodose.compiler.llvm.arithmetic import Number, Value, Whole, choose, declare, fused, series, sum_exactly
from neurodose.compiler.llvm.machine import Machine


@dataclass(frozen=True)
class Abilities:
    """What the processor does in one instruction; what is claimed and not there becomes a call, which nobody answers.

    fuses:  a product and a sum, rounded once, and rounding to a whole number (x86-64-v3, all of aarch64)
    scales: taking a number's exponent off and putting one on, whatever comes of it (x86-64-v4)
    """

    fuses: bool = True
    scales: bool = False

    @classmethod
    def of(cls, machine: Machine) -> Abilities:
        return cls(machine.fuses, machine.has("avx512vl"))


COMMON = Abilities()

# Added to a number below 2^51, it pushes the fraction out: the last bits hold the nearest whole number.
ROUNDER = 1.5 * 2.0**52
WHOLE_FROM = 2.0**52  # from here on every number is whole
WHOLE_BITS = 1075 << 52
ONE, INFINITE, MANTISSA, SIGN = 1023 << 52, 2047 << 52, (1 << 52) - 1, -1 << 63  # bits: of 1.0, of infinity, …
LEAST_NORMAL = 2.0**-1022
ROOT_OF_HALF = 0x3FE6A09E667F3BCD  # bits of sqrt(1/2): mantissas are taken from there to sqrt(2)
ROOT_OF_TWO = 1.4142135623730951
INTRINSIC = (4, 8)  # lanes that AVX-512 has instructions for

LOG2_E = 1.4426950408889634
# ln 2 in 41 bits, so that its product with an exponent (11 bits) is exact, and what is left of it.
LN2_HIGH, LN2_LOW = float.fromhex("0x1.62e42fefa3000p-1"), float.fromhex("0x1.3de6af278ece6p-42")
HALF_LN2 = 0.34657359027997264
HALF_LN2_LEFT = 3.3456773379254074e-17  # what it lacks, relative to it
TWO_OVER_PI = 0.6366197723675814
# π/2 in 33 + 33 + 53 bits: products with whole numbers below 2^20 are exact.
HALF_PI = tuple(map(float.fromhex, ("0x1.921fb54400000p+0", "0x1.0b4611a600000p-34", "0x1.3198a2e037073p-69")))

# (e^r - 1) / r for |r| ≤ ln(2)/2, the first two given: error 1.1e-17 of e^r.
EXP = (
    1.0, 0.5000000000000011, 0.16666666666666413, 0.041666666666530155, 0.00833333333349447, 0.0013888888943630361,
    0.00019841269506555356, 2.4801493098733352e-05, 2.755758639674158e-06, 2.763024842243285e-07,
    2.5000053878886233e-08,
)  # fmt: skip
# (2^r - 1) / r for |r| ≤ 1/2: error 3.5e-17 of 2^r.
EXP2 = (
    0.6931471805599453, 0.24022650695910133, 0.05550410866482007, 0.009618129107593845, 0.0013333558146777435,
    0.00015403530457495332, 1.525273349123112e-05, 1.321543507596449e-06, 1.0178200035535694e-07,
    7.073821030356629e-09, 4.4347486680854317e-10,
)  # fmt: skip
# (ln m - 2 s) / s^3 in powers of s^2, s = (m - 1) / (m + 1) for m from sqrt(1/2) to sqrt(2): error 1.9e-18 of ln m.
LOG = (
    0.6666666666666734, 0.39999999999414326, 0.2857142874247384, 0.22222198563570503, 0.18183564862737678,
    0.15314035926270983, 0.1479610463708204,
)  # fmt: skip
# (log2 m - u) / u^3 in powers of u^2, u = 2 s / ln 2, same interval: error 1.5e-18 of log2 m.
LOG2 = (
    0.040037751159850525, 0.002885438732246295, 0.00024755673994708094, 2.312707726073035e-05, 2.273022256678959e-06,
    2.2993508854262815e-07, 2.6684183199583635e-08,
)  # fmt: skip
# (sin r - r) / r^3 and (cos r - 1 + r^2/2) / r^4 in powers of r^2, for |r| ≤ π/4: errors 8.2e-18 and 9.4e-17.
SIN = (
    -0.1666666666666663, 0.008333333333322005, -0.00019841269829495148, 2.755731358751329e-06,
    -2.5050742292578585e-08, 1.5895903902771188e-10,
)  # fmt: skip
COS = (
    0.041666666666595825, -0.001388888887752023, 2.4801580667262756e-05, -2.755551585539543e-07, 2.0644652691815075e-09,
)  # fmt: skip
# A little beyond the exponents where all results are infinite, or zero.
LEAST_EXP, LARGEST_EXP, LARGEST_EXPONENT = -746.0, 710.0, 1100.0
LARGEST_ANGLE = 0.8  # a little above π/4: what is further away was too large to be reduced


def exp(builder: ir.IRBuilder, x: Value, abilities: Abilities = COMMON) -> Value:
    """e to the power x."""
    return _share(builder, _exp, abilities, x)


def log(builder: ir.IRBuilder, x: Value, abilities: Abilities = COMMON) -> Value:
    """The natural logarithm of x: minus infinity at zero, NaN below."""
    return _share(builder, _log, abilities, x)


def power(builder: ir.IRBuilder, x: Value, y: Value, abilities: Abilities = COMMON) -> Value:
    """x to the power y; of a negative x only to whole powers, else NaN."""
    return _share(builder, _power, abilities, x, y)


def sin(builder: ir.IRBuilder, x: Value, abilities: Abilities = COMMON) -> Value:
    """The sine of an angle in radians."""
    return _share(builder, _sin, abilities, x)


def cos(builder: ir.IRBuilder, x: Value, abilities: Abilities = COMMON) -> Value:
    """The cosine of an angle in radians."""
    return _share(builder, _cos, abilities, x)


def sqrt(builder: ir.IRBuilder, x: Value, abilities: Abilities = COMMON) -> Value:
    """The square root, correctly rounded; NaN below zero."""
    return Number(builder, x).call("llvm.sqrt").value


def minimum(builder: ir.IRBuilder, x: Value, y: Value, abilities: Abilities = COMMON) -> Value:
    """The lesser of two; NaN where either is."""
    a, b = Number(builder, x), Number(builder, y)
    return choose(a.differs(a), a, choose(a < b, a, b)).value


def maximum(builder: ir.IRBuilder, x: Value, y: Value, abilities: Abilities = COMMON) -> Value:
    """The greater of two; NaN where either is."""
    a, b = Number(builder, x), Number(builder, y)
    return choose(a.differs(a), a, choose(a > b, a, b)).value


def _share(builder: ir.IRBuilder, write: Callable[..., Number], abilities: Abilities, *values: Value) -> Value:
    name = f"neurodose{write.__name__}.{values[0].type.count}.{abilities.fuses:d}{abilities.scales:d}"
    is_copied = write in (_exp, _log)  # of the others a copy takes 5 to 10 ms to compile, and is no faster than a call
    return arithmetic.share(builder, name, write, values, abilities, is_copied=is_copied)


def _exp(x: Number, abilities: Abilities) -> Number:
    x = _limit(x, LEAST_EXP, LARGEST_EXP)
    n, last_bits = nearest(fused(x, LOG2_E, ROUNDER))
    r = fused(n, -LN2_LOW, fused(n, -LN2_HIGH, x))
    return scale(fused(r, series(r, EXP), 1.0), n, last_bits, abilities)


def _log(x: Number, abilities: Abilities) -> Number:
    return choose(x < 0.0, nan, log_of_size(x, abilities))


def log_of_size(x: Number, abilities: Abilities) -> Number:
    k, m = _split(x, abilities)
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    return fused(k, LN2_HIGH, fused(s, 2.0, fused(s * z, series(z, LOG), k * LN2_LOW)))


def _power(x: Number, y: Number, abilities: Abilities) -> Number:
    a = abs(x)
    high, low = _log2(a, abilities)
    z = y * high
    rest = fused(y, low, sum_exactly(y, high, -z, fuses=abilities.fuses))
    near = _limit(z, -LARGEST_EXPONENT, LARGEST_EXPONENT)
    n, last_bits = nearest(near + ROUNDER)
    # Where z was out of reach it is infinite or zero that comes out, whatever the fraction.
    r = choose(z.builder.fcmp_unordered("==", z.value, near.value), (near - n) + rest, 0.0)
    size = scale(fused(r, series(r, EXP2), 1.0), n, last_bits, abilities)
    size = choose(x.builder.or_(y.equals(0.0), a.equals(1.0)), 1.0, size)
    return _sign_power(x, y, size, abilities)


def _sign_power(x: Number, y: Number, size: Number, abilities: Abilities) -> Number:
    """A power of |x| as that of x: odd whole powers keep the sign, broken ones of negative numbers do not exist."""
    b = x.builder
    is_broken = _is_broken(y, abilities)
    is_odd = b.and_(_is_broken(y * 0.5, abilities), b.not_(is_broken))
    signed = (size.bits ^ choose(is_odd, x.bits & SIGN, 0)).number
    # From the least below zero to the greatest that is finite: neither -0 nor minus infinity, whose powers exist.
    is_negative = (x.bits - (SIGN + 1)).is_below(INFINITE - 1)
    return choose(b.and_(is_negative, is_broken), nan, signed)


def _sin(x: Number, abilities: Abilities) -> Number:
    return _turn(x, 0)


def _cos(x: Number, abilities: Abilities) -> Number:
    return _turn(x, 1)


def _turn(x: Number, quarters: int) -> Number:
    """The sine of x plus so many quarters of a turn."""
    n, last_bits = nearest(fused(x, TWO_OVER_PI, ROUNDER))
    r = x
    for part in HALF_PI:
        r = fused(n, -part, r)
    r = _limit(r, -LARGEST_ANGLE, LARGEST_ANGLE)
    z = r * r
    sine = fused(r * z, series(z, SIN), r)
    cosine = fused(z, fused(z, series(z, COS), -0.5), 1.0)
    quarter = last_bits + quarters if quarters else last_bits
    size = choose((quarter & 1).differs(0), cosine, sine)
    return (size.bits ^ ((quarter << 62) & SIGN)).number


def _log2(a: Number, abilities: Abilities) -> tuple[Number, Number]:
    """log2 of a number not below zero as a sum of two, the second smaller by 2^-52: error 5e-18 of it."""
    k, m = _split(a, abilities)
    f = m - 1.0
    # (m + 1) ln(2)/2, and what rounding took from it.
    d = fused(m, HALF_LN2, HALF_LN2)
    left = fused(d, HALF_LN2_LEFT, sum_exactly(m, HALF_LN2, HALF_LN2 - d, fuses=abilities.fuses))
    inverse = 1.0 / d
    u = f * inverse
    lost = fused(-u, left, sum_exactly(-u, d, f, fuses=abilities.fuses)) * inverse
    v = u * u
    w = v * series(v, LOG2)
    tail = fused(u, w, lost * fused(w, 3.0, 1.0))  # what was lost enters the third power too
    # |k| > |u|, or k is zero: what rounding takes from the sums is known exactly.
    first = k + u
    taken = first - k
    second = choose(taken.equals(taken), (u - taken) + tail, 0.0)  # no number where k is infinite
    total = first + second
    return total, second - (total - first)


def _split(x: Number, abilities: Abilities) -> tuple[Number, Number]:
    """|x| = m 2^k with m from sqrt(1/2) to sqrt(2); k is what log2 |x| is, and m a number, where that is infinite."""
    if abilities.scales and x.lanes in INTRINSIC:
        return _split_at_once(x)
    is_small = x < LEAST_NORMAL
    shifted = choose(is_small, x * 2.0**54, x).bits + (ONE - ROOT_OF_HALF)
    exponent = ((shifted >> 52) | WHOLE_BITS).number
    k = exponent - choose(is_small, exponent.of(WHOLE_FROM + 1023 + 54), WHOLE_FROM + 1023)
    k = choose(x.equals(0.0), -inf, choose(x < inf, k, x))
    return k, ((shifted & MANTISSA) + ROOT_OF_HALF).number


def nearest(pushed: Number) -> tuple[Number, Whole]:
    """The whole number nearest to x, given x + ROUNDER: as a number, and in the last bits of a word."""
    return pushed - ROUNDER, pushed.bits


def _is_broken(y: Number, abilities: Abilities) -> Value:
    """Where a number is not whole; every number is, from 2^52 on."""
    if abilities.fuses:
        return y.call("llvm.roundeven").differs(y)
    height = abs(y)
    return y.builder.and_(((height + WHOLE_FROM) - WHOLE_FROM).differs(height), y.builder.not_(height > WHOLE_FROM))


def scale(p: Number, n: Number, last_bits: Whole, abilities: Abilities) -> Number:
    """p 2^n for p near one: rounded once, into the subnormal numbers too, or infinite."""
    if abilities.scales and p.lanes in INTRINSIC:
        return at_once(p, "scalef", n)
    half = last_bits >> 1
    first, second = (((part << 52) + ONE).number for part in (half, last_bits - half))
    return p * first * second


def _split_at_once(x: Number) -> tuple[Number, Number]:
    from_one_to_two = ir.Constant(arithmetic.SHORT, 4)  # and without the sign
    k, m = at_once(x, "getexp"), at_once(x, "getmant", from_one_to_two)
    is_large = m > ROOT_OF_TWO
    return choose(is_large, k + 1.0, k), choose(is_large, m * 0.5, m)


def at_once(x: Number, name: str, *others: Number | Value) -> Number:
    """One of AVX-512's own instructions on numbers and exponents."""
    every, as_usual = ir.Constant(arithmetic.BYTE, -1), ir.Constant(arithmetic.SHORT, 4)  # lanes; rounding as set
    given = [v.value if isinstance(v, Number) else v for v in (x, *others, x)]
    values = [*given, every, *([as_usual] if x.lanes == 8 else [])]
    function = declare(x.builder.module, f"llvm.x86.avx512.mask.{name}.pd.{64 * x.lanes}", x.value.type, values)
    return Number(x.builder, x.builder.call(function, values))


def _limit(x: Number, least: float, largest: float) -> Number:
    """x, or the limit it is beyond; NaN where x is."""
    below = choose(x > largest, largest, x)
    return choose(below < least, least, below)
