"""`python -m benchmarks.linear_block`: would it pay to carry the linear part of a stiff model exactly?

In W2 what a dose does in gut, plasma and tissues (five states) is linear and asks nothing of the other eight. Carried
exactly, it would leave a system of eight states to the march, which would have to know the five at the moment of each
stage: of modes that decay, an exponential of each. So compared are the time of a step of all thirteen states; the time
of a step of the eight, with the five held; and the time of the exponentials that a step would need.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from llvmlite import ir

from benchmarks.workloads import W2, Antagonist, invent
from neurodose import Ligand, Parameters, Pool, model, people_from
from neurodose.compiler.llvm.engine import make_engine
from neurodose.compiler.llvm.machine import compile_ir, this_machine
from neurodose.compiler.llvm.vector import POINTER, Emitter
from neurodose.compiler.program import compile_system
from neurodose.dosing.events import tabulate
from neurodose.dosing.script import Script
from neurodose.modelling.binding import Binding
from neurodose.simulation.landing import find_landings
from neurodose.solvers.rodas5p import RODAS5P, Rodas5P
from neurodose.units import nM

PEOPLE, HOURS, REPEATS = 400, 28 * 24.0, 7
MODES = 5
NOTHING = Script()
LOOPS = 200_000


class Held(Antagonist):
    """The same with what the drug does outside the brain held."""

    level = invent(0.4 * nM, "unbound antagonist that reaches the brain", 1.0)
    other = invent(0.9 * nM, "unbound metabolite that reaches the brain", 1.0)


@model
def held(m: Any, p: Any = Held) -> None:
    """The brain alone: both ligands come in at a level that does not change."""
    m.brain = Pool(p.kbn * p.level, p.kbn, meaning="the antagonist")
    m.brain_metabolite = Pool(p.kbm * p.other, p.kbm, meaning="its metabolite")
    m.agonist = Pool(p.ksE, p.kdE, meaning="the body's own agonist")
    m.receptor = Binding(
        p.Rtot,
        drug=Ligand(m.brain, kon=p.kon, koff=p.koffn, is_depleted=True),
        metabolite=Ligand(m.brain_metabolite, kon=p.kon, koff=p.koffm, is_depleted=True),
        agonist=Ligand(m.agonist, kon=p.kon, koff=p.koffe, endogenous=True, is_depleted=True),
    )
    share = m.receptor.share_of("agonist")
    m.dopamine = Pool(p.kinDA * (1 + p.EmDA * share / (p.EC50 + share)), p.koutDA, meaning="dopamine")
    drive = (m.dopamine / p.DA50) ** p.gam
    m.craving = Pool(p.kinC * (1 + p.SC * drive / (1 + drive)), p.koutC, meaning="craving")


def time_a_step(part: Any, table: type[Parameters], regimen: Any, script: Script = NOTHING) -> float:
    """Nanoseconds of one trial step of one person, on one core."""
    system = part.system
    columns = {
        address: np.exp(0.3 * np.random.default_rng(1).standard_normal(PEOPLE)) * parameter.value
        for address, parameter in table.listed().items()
        if parameter.between_people is not None
    }
    parameters = people_from(columns).values_for(system.parameters)
    program = compile_system(system, ("dopamine", "craving"))
    events, _ = tabulate([regimen], PEOPLE, [HOURS], find_landings(system), script)  # one look: steps alone are timed
    engine = make_engine(program)
    method = Rodas5P()
    done = engine.march(parameters, events, method, threads=1)
    assert (done.steps > 1000).all()  # beside which what a start costs is little
    tries = float((done.steps + done.rejections).sum())
    return 1e9 * fastest(lambda: engine.march(parameters, events, method, threads=1)) / tries


def swing() -> Script:
    """The level goes up and down four times a day, so that nobody comes to rest."""
    row, typical = list(held.system.parameters).index("level"), Held.level.value.coherent
    script = Script()
    for number in range(int(HOURS / 6)):
        script = script.parameter(typical * (3.0 if number % 2 else 0.1), parameter=row, at=6.0 * number)
    return script


def time_an_exponential() -> float:
    """Nanoseconds of the exponential of one person's number, on one core."""
    machine, module = this_machine(), ir.Module("exponential")
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER]), "work")
    e = Emitter(ir.IRBuilder(function.append_basic_block()), machine)
    memory = function.args[0]
    with e.each(LOOPS):
        for number in range(4):  # four side by side, as of a step's modes
            value = e.lift(e.apply("exp", e.load(memory, number)))
            e.store(e.constant(0.0) - value, memory, number)
    e.builder.ret_void()
    loaded = compile_ir(str(module), machine)
    work = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(loaded.address("work"))
    room = np.zeros(4 * machine.lanes + 8)
    begin = room.ctypes.data + (-room.ctypes.data) % 64
    return 1e9 * fastest(lambda: work(begin)) / (4 * LOOPS * machine.lanes)


def fastest(do: Callable[[], object]) -> float:
    """The shortest of some times, in seconds."""
    times = []
    for _ in range(REPEATS):
        begin = perf_counter()
        do()
        times.append(perf_counter() - begin)
    return min(times)


def main() -> None:
    """Three times, and what they mean together."""
    _, regimens = W2.draw(1)
    whole = time_a_step(W2.model, Antagonist, regimens[0])
    rest = time_a_step(held, Held, None, swing())
    moments = len({*RODAS5P.moments, 1.0})
    exponentials = MODES * moments * time_an_exponential()
    print(f"a step of all 13 states        {whole:6.0f} ns of one person")
    print(f"a step of the other 8          {rest:6.0f} ns")
    print(f"the exponentials of one step   {exponentials:6.0f} ns: {MODES} modes at {moments} moments")
    print(f"so the march would run at most {whole / (rest + exponentials):6.2f} times as fast")


if __name__ == "__main__":
    main()
