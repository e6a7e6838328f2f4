"""Molar masses: a salt no heavier than its base, a salt's mass for the base, a form without the acid of its name.

A dose is weighed as what the label names. 50 mg of naltrexone hydrochloride are 45.2 mg of the base: taken for one
another they are 10.7 % apart, in every exposure that follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from neurodose.modelling.substance import Substance
from neurodose.modelling.system import System
from neurodose.slips.finding import Finding
from neurodose.units import g, mol

CHECK = "salt"
# Molar masses of what a salt adds to its base (g/mol), from standard atomic weights (IUPAC 2021).
ACIDS = {
    "hydrochloride": 36.46, "hydrobromide": 80.91, "sulfate": 98.08, "citrate": 192.12, "tartrate": 150.09,
    "bitartrate": 150.09, "mesylate": 96.11, "maleate": 116.07, "fumarate": 116.07, "acetate": 60.05,
    "phosphate": 97.99, "nitrate": 63.01, "lactate": 90.08, "succinate": 118.09,
}  # fmt: skip
WATER, MOST_WATERS = 18.015, 6
LIKELY = ("hydrochloride", "hydrobromide")  # salts whose mass is met as that of the base
# What a molecule gains or loses in a body (g/mol).
CHANGES = {
    "no change": 0.0, "hydrogen": 2.016, "oxygen": 15.999, "a methyl group": 14.027, "two methyl groups": 28.054,
    "a glucuronide": 176.124, "a sulfate": 80.063, "an acetyl group": 42.037, "two acetyl groups": 84.074,
    "water": 18.015, "an acid": 29.983, "cyclopropylmethyl": 54.092, "phenethyl": 104.152, "an amine": 15.023,
    "a methyl group and water": 32.042, "a keto group": 13.983,
}  # fmt: skip
CLOSE = 0.25  # g/mol: molar masses are printed with one or two decimals
NEAR = 0.12  # g/mol: where a coincidence would be taken for a slip
HEAVIEST, LIGHTEST = 2000.0, 18.0  # g/mol: of small molecules


def check_substances(system: System) -> Iterator[Finding]:
    """Findings on the molar masses of a system's substances, and on what is converted into what."""
    for substance in system.substances.values():
        yield from check_substance(substance)
    yield from _check_conversions(system)


def check_substance(substance: Substance) -> Iterator[Finding]:
    """Findings on the molar masses of one substance."""
    base = weigh(substance)
    if not LIGHTEST <= base <= HEAVIEST:
        yield Finding(
            CHECK,
            "error",
            substance.name,
            f"a molar mass of {substance.molar_mass}",
            f"{base:g} g/mol; small molecules weigh {LIGHTEST:g} to {HEAVIEST:g} g/mol",
            "a slip of unit, such as kg for g",
            "look at the unit of the molar mass",
        )
    for salt in substance.salts:
        added = weigh(substance, salt) - base
        numbers = f"base {base:g} g/mol, {salt} {base + added:g} g/mol, per mole of base"
        if added < CLOSE:
            yield Finding(
                CHECK,
                "error",
                substance.name,
                f"the {salt} is no heavier than the base",
                numbers,
                "the salt's mass stands for the base, or the two are taken for one another",
                "change the two masses about, or look each of them up",
            )
        elif (expected := _find_addition(salt)) and not any(_is_close(added, each) for each in expected):
            nearest = min(expected, key=lambda each: abs(each - added))
            yield Finding(
                CHECK,
                "warning",
                substance.name,
                f"the {salt} is not heavier by what it is named for",
                f"{numbers}: {added:.2f} more, where {nearest:.2f} is nearest",
                "one of the two masses is of another salt or hydrate, or is per mole of salt",
                "look both masses up; a salt of two bases is given per mole of base",
            )


def weigh(substance: Substance, form: str = "base") -> float:
    """The molar mass of a form, in g/mol."""
    return float(substance.molar_mass_of(form).to(g / mol).value)


def _is_close(a: float, b: float) -> bool:
    return abs(a - b) <= CLOSE


def _find_addition(salt: str) -> tuple[float, ...]:
    """What a salt of this name adds to a mole of base: of one acid, or half of one that holds two bases."""
    words = re.split(r"[\s_-]+", salt.casefold())
    acids = [mass for name, mass in ACIDS.items() if name in words]
    whole = [mass + WATER * waters for mass in acids[:1] for waters in range(MOST_WATERS)]
    return tuple(mass / bases for bases in (1, 2) for mass in whole)


def _check_conversions(system: System) -> Iterator[Finding]:
    """A step that would be a known change if one of the two masses were that of a salt less its acid."""
    states = {s.address: s.symbol.substance for s in system.states if s.holds_an_amount}
    steps = {(states.get(f.source or ""), states.get(f.target or "")) for f in system.flows}
    for source, target in sorted(_differing(steps), key=str):
        grown = weigh(target) - weigh(source)
        if _is_known(grown):
            continue
        for acid, mass in ((name, ACIDS[name]) for name in LIKELY):
            heavy = _find_heavy(source, target, grown, mass)
            if heavy is not None:
                yield Finding(
                    CHECK,
                    "error",
                    heavy.name,
                    f"its molar mass looks like that of its {acid}",
                    f"{source} {weigh(source):g} g/mol becomes {target} {weigh(target):g} g/mol: {grown:+.2f}",
                    f"no known step does that; with {mass:g} less for {heavy} it would be "
                    f"{_name_change(grown + (mass if heavy is source else -mass))}, lost or gained",
                    "give the mass of the base, and the salt under salts={…}",
                )
                break


def _differing(steps: Iterable[tuple[Substance | None, Substance | None]]) -> list[tuple[Substance, Substance]]:
    return [(a, b) for a, b in steps if a is not None and b is not None and a is not b]


def _find_heavy(source: Substance, target: Substance, grown: float, acid: float) -> Substance | None:
    """Which of the two has an acid too much for the step to be a known one."""
    if _is_known(grown + acid, NEAR):
        return source
    return target if _is_known(grown - acid, NEAR) else None


def _is_known(grown: float, close: float = CLOSE) -> bool:
    return any(abs(abs(grown) - change) <= close for change in CHANGES.values())


def _name_change(grown: float) -> str:
    return min(CHANGES, key=lambda name: abs(CHANGES[name] - abs(grown)))
