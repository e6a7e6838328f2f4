"""The equations of the workloads, written once in plain notation, from which every peer's own form is made.

`workloads.py` says the same in the package's language; a test holds the two together. Notation is that of Python's
arithmetic, which is also that of Numba, JAX and heyoka, and Antimony's but for the sign of a power.
Hours, and whatever unit an amount has. What a person is drawn from stands here too: peers need nothing of neurodose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

SEED = 20261122
EVERYONE = 10_000  # are drawn, always, and the first are used
DAY = 24  # hours between doses; outputs are hourly
TIERS = 19
LIMITS = {"k1": (2, 30), "v1": (1, 10), "k2": (2, 40), "d2": (1, 15), "k3": (0.05, 1), "d3": (0.05, 0.5)}

# fmt: off
W2_PARAMETERS = {
    "ka": 1.2, "F": 0.1, "Ffp": 0.7, "CLn": 210.0, "Vn": 400.0, "Qn": 150.0, "Vpn": 900.0, "fm": 0.5,
    "CLm": 25.0, "Vm": 250.0, "Qm": 40.0, "Vpm": 300.0, "kbn": 1.0, "kbm": 0.5, "fun": 0.8, "fum": 0.08,
    "kon": 360.0, "koffn": 180.0, "koffm": 720.0, "koffe": 1800.0, "Rtot": 5.0, "ksE": 20.0, "kdE": 2.0,
    "kinDA": 2.5, "koutDA": 5.0, "EmDA": 3.0, "EC50": 0.5,
    "kinC": 0.05, "koutC": 0.05, "SC": 2.0, "DA50": 1.0, "gam": 2.5,
}
# fmt: on

Array = np.ndarray


@dataclass(frozen=True)
class Equations:
    """One workload.

    parameters: typical value of each, in the order of random draws; omega: standard deviation of some logarithms
    definitions: what the rates share, in order; rates: of each state; starts: of those that do not start at 0, in order
    dose, days, taken: goes into the first state every 24 h, on so many days, each with this probability
    outputs:    the states that are looked at, hourly
    drawn:      how the first people are found, where they are not drawn by `omega`
    is_stiff:   whether an explicit method would take steps far shorter than accuracy asks for
    """

    name: str
    parameters: Mapping[str, float]
    omega: Mapping[str, float]
    rates: Mapping[str, str]
    outputs: tuple[str, ...]
    dose: float
    days: int
    is_stiff: bool
    definitions: Mapping[str, str] = field(default_factory=dict)
    starts: Mapping[str, str] = field(default_factory=dict)
    taken: float = 1.0
    drawn: Callable[[int], Population] | None = None

    @property
    def states(self) -> tuple[str, ...]:
        return tuple(self.rates)

    @property
    def places(self) -> list[int]:
        """Of the outputs among the states."""
        return [self.states.index(name) for name in self.outputs]

    def draw(self, count: int) -> Population:
        """The first people."""
        if self.drawn is not None:
            return self.drawn(count)
        random = np.random.default_rng(SEED)
        columns = {}
        for name, typical in self.parameters.items():
            spread = random.standard_normal(EVERYONE)[:count] * self.omega[name] if name in self.omega else 0.0
            columns[name] = typical * np.exp(spread) * np.ones(count)
        is_taken = random.random((EVERYONE, self.days))[:count] < self.taken
        return self.start(np.stack(list(columns.values()), axis=1), is_taken)

    def start(self, parameters: Array, is_taken: Array) -> Population:
        """People with these parameters, (people, parameters), at their start; is_taken: (people, days)."""
        starts = np.zeros((len(parameters), len(self.states)))
        known: dict[str, Any] = dict(zip(self.parameters, parameters.T, strict=True))
        for name, text in self.starts.items():
            known[name] = evaluate(text, known)
            starts[:, self.states.index(name)] = known[name]
        return Population(np.ascontiguousarray(parameters), starts, self.dose * is_taken)

    def evaluate_rates(self, state: Array, parameters: Array) -> Array:
        """The rates in some states, (people, states) each, by the text itself: slow, for tests."""
        known = dict(zip(self.states, state.T, strict=True)) | dict(zip(self.parameters, parameters.T, strict=True))
        for name, text in self.definitions.items():
            known[name] = evaluate(text, known)
        return np.stack([evaluate(text, known) for text in self.rates.values()], axis=1)

    def write_body(self, state: str = "y", parameters: str = "p", indent: str = "    ") -> str:
        """Lines of Python that read states and parameters from arrays of these names and work out what rates share."""
        lines = [f"{name} = {state}[{k}]" for k, name in enumerate(self.states)]
        lines += [f"{name} = {parameters}[{k}]" for k, name in enumerate(self.parameters)]
        lines += [f"{name} = {text}" for name, text in self.definitions.items()]
        return "".join(f"{indent}{line}\n" for line in lines)

    def write_in_place(self) -> str:
        """A function `rates(t, y, dy, p)` in Python that writes the rates into `dy`."""
        rates = "".join(f"    dy[{k}] = {text}\n" for k, text in enumerate(self.rates.values()))
        return f"def rates(t, y, dy, p):\n{self.write_body()}{rates}"

    def write_returning(self) -> str:
        """A function `rates(t, y, p)` in Python that returns the rates as a tuple."""
        return f"def rates(t, y, p):\n{self.write_body()}    return ({', '.join(self.rates.values())},)\n"

    def make(self, source: str) -> Callable[..., Any]:
        """The function `rates` of such a source."""
        space: dict[str, Any] = {}
        exec(compile(source, f"<{self.name}>", "exec"), space)
        return space["rates"]


@dataclass(frozen=True)
class Population:
    """The first people of a workload.

    parameters: (people, parameters); starts: (people, states), before the first dose; doses: (people, days), 0 = missed
    """

    parameters: Array
    starts: Array
    doses: Array


def evaluate(text: str, known: Mapping[str, Any]) -> Any:
    """A formula's value; names stand for what is known."""
    return eval(text, {"__builtins__": {}}, dict(known))


def write_w1() -> Equations:
    """Two compartments by mouth."""
    return Equations(
        "w1",
        parameters={"ka": 1.0, "CL": 5.0, "V": 50.0, "Q": 8.0, "Vp": 100.0},
        omega={"ka": 0.5, "CL": 0.3, "V": 0.25},
        rates={
            "DEP": "-ka*DEP",
            "CEN": "ka*DEP - (CL/V)*CEN - (Q/V)*CEN + (Q/Vp)*PER",
            "PER": "(Q/V)*CEN - (Q/Vp)*PER",
        },
        outputs=("CEN",),
        dose=100.0,
        days=28,
        is_stiff=False,
    )


def write_w2() -> Equations:
    """An antagonist by mouth, its metabolite and the body's own agonist at one receptor; dopamine; craving."""
    rest = {
        "En": "ksE/kdE",
        "RE": "Rtot*En/(En + koffe/kon)",
        "DA": "kinDA*(1.0 + EmDA*(RE/Rtot)/(EC50 + RE/Rtot))/koutDA",
        "CR": "kinC*(1.0 + SC*(DA/DA50)**gam/(1.0 + (DA/DA50)**gam))/koutC",
    }
    return Equations(
        "w2",
        parameters=W2_PARAMETERS,
        omega=dict.fromkeys(("ka", "CLn", "Vn", "CLm", "Vm", "kbn", "koffn", "ksE", "kinDA", "koutC"), 0.3),
        definitions={
            "R": "Rtot - RA - RM - RE",
            "kel": "CLn/Vn",
            "kem": "CLm/Vm",
            "bn": "kon*Bn*R - koffn*RA",
            "bm": "kon*Bm*R - koffm*RM",
            "be": "kon*En*R - koffe*RE",
            "occ": "RE/Rtot",
            "hda": "(DA/DA50)**gam",
        },
        rates={
            "Ag": "-ka*Ag",
            "Ac": "F*ka*Ag - kel*Ac - (Qn/Vn)*Ac + (Qn/Vpn)*Ap",
            "Ap": "(Qn/Vn)*Ac - (Qn/Vpn)*Ap",
            "Am": "Ffp*ka*Ag + fm*kel*Ac - kem*Am - (Qm/Vm)*Am + (Qm/Vpm)*Amp",
            "Amp": "(Qm/Vm)*Am - (Qm/Vpm)*Amp",
            "Bn": "kbn*(fun*Ac/Vn - Bn) - bn",
            "Bm": "kbm*(fum*Am/Vm - Bm) - bm",
            "En": "ksE - kdE*En - be",
            "RA": "bn",
            "RM": "bm",
            "RE": "be",
            "DA": "kinDA*(1.0 + EmDA*occ/(EC50 + occ)) - koutDA*DA",
            "CR": "kinC*(1.0 + SC*hda/(1.0 + hda)) - koutC*CR",
        },
        starts=rest,
        outputs=("RA", "DA", "CR"),
        dose=50e6 / 341.4,  # 50 mg in nmol
        days=28,
        is_stiff=True,
        taken=0.8,
    )


def write_w3() -> Equations:
    """A ligand, its receptor, and nineteen tiers that drive and brake each other."""
    random = np.random.default_rng(7)
    drawn = {name: np.exp(random.uniform(np.log(low), np.log(high), TIERS)) for name, (low, high) in LIMITS.items()}
    tiers = {name: [float(value) for value in np.round(values, 3)] for name, values in drawn.items()}
    definitions, rates = {}, {
        "L": "-kL*L - 0.1*konL*L*(1.0 - RC) + 0.1*koffL*RC",
        "RC": "konL*L*(1.0 - RC) - koffL*RC",
    }  # fmt: skip
    for i in range(TIERS):
        k1, v1, k2, d2, k3, d3 = (values[i] for values in tiers.values())
        definitions[f"u{i}"] = f"{'RC' if i == 0 else f'y{i - 1}'} + 0.1*y{(i + 7) % TIERS} + 0.01"
        definitions[f"q{i}"] = f"y{i}*y{i}"
        rates[f"x{i}"] = f"s1*{k1}*u{i}*(1.0 - x{i})/(1.2 - x{i}) - {v1}*x{i}/(0.2 + x{i})*(1.0 + z{i})"
        rates[f"y{i}"] = f"s2*{k2}*x{i}*(1.0 - y{i}) - {d2}*y{i}*(1.0 + 0.5*z{i})"
        rates[f"z{i}"] = f"{k3}*q{i}/(0.25 + q{i}) - s3*{d3}*z{i}"
    rates["OUTP"] = f"k_out*(y{TIERS - 1} - OUTP)"
    return Equations(
        "w3",
        parameters={"kL": 0.15, "s1": 1.0, "s2": 1.0, "s3": 1.0, "konL": 2.0, "koffL": 1.0, "k_out": 0.5},
        omega=dict.fromkeys(("kL", "s1", "s2", "s3", "konL"), 0.3),
        definitions=definitions,
        rates=rates,
        outputs=("y0", "y9", "OUTP"),
        dose=2.0,
        days=7,
        is_stiff=True,
    )


WORKLOADS = {"w1": write_w1(), "w2": write_w2(), "w3": write_w3()}
LIBRARY = ("naltrexone",)  # models of the library that are measured too, by `library_models`
EVERY = (*WORKLOADS, *LIBRARY)


def name_workload(workload: str) -> str:
    """As it is written on a page."""
    return workload.upper() if workload in WORKLOADS else workload
