"""The machine that code is made for, and the way from the text of LLVM's language to functions that can be called.

`this_machine` describes the processor, `compile_ir` optimises code for it, makes machine code, keeps that on disk
(`cache`) and loads it. Code that is asked for again is compiled no more: not in this process, which holds what it
loaded, and not in the next, which finds it on disk. `load_code` does the same for code known before it is written.
Not held here: what the code says (`mathematics`, `kernels`, `march`).
"""

from __future__ import annotations

import hashlib
import re
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from time import perf_counter

import llvmlite
from llvmlite import binding as llvm

from neurodose.compiler.llvm.cache import Cache, find_cache
from neurodose.errors import SolverError, unknown_name

# Part of every key: raise it when code made before must not be used, though its text is the same.
ENGINE = 2

# What each level of the x86-64 architecture adds, by the names of LLVM (System V ABI, x86-64, section 3.1.1).
LEVELS = {
    "x86-64": (),
    "x86-64-v2": ("cx16", "popcnt", "sahf", "sse3", "sse4.1", "sse4.2", "ssse3"),
    "x86-64-v3": ("avx", "avx2", "bmi", "bmi2", "f16c", "fma", "lzcnt", "movbe", "xsave"),
    "x86-64-v4": ("avx512bw", "avx512cd", "avx512dq", "avx512f", "avx512vl"),
}

# Code in one piece of memory with its constants reads them where they stand; else each costs an instruction to find.
# The linker that places code so is not available on Windows.
IS_COMPACT = sys.platform != "win32"
CODE_MODEL, RELOCATION = ("small", "pic") if IS_COMPACT else ("jitdefault", "default")

# For some processors LLVM puts all instructions in order once more, after they have their registers. That takes a fifth
# of the time of making code, and no gain was ever measured. It can be said for a process only, once.
SAID_TO_LLVM = ("-disable-post-ra",)

# Of a module, then of each function. LLVM's own first level gives code that is no faster, and takes 0.2 s more.
PASSES = (
    ("always_inliner", "post_order_function_attributes"),
    ("sroa", "loop_simplify", "loop_rotate", "instruction_combine", "simplify_cfg"),
)

# What may be called from outside: these have one exact result. Mathematics differs from library to library.
EXACT = re.compile(r"llvm\..*|memset|memcpy|memmove|fma")
INEXACT = re.compile(r"llvm\.(exp|log|pow|a?sin|a?cos|a?tan|ldexp|frexp|modf)")

REPORT = "this is a fault of the engine: report it"
DEFINITION = re.compile(r'^\s*define (?!internal|private)[^@\n]*@"?([^"(]+)', re.MULTILINE)


@dataclass(frozen=True)
class Machine:
    """A kind of processor, and how hard to try for it.

    triple:     platform, as LLVM names it ("x86_64-unknown-linux-gnu")
    processor:  its name ("znver4"), or that of a level ("x86-64-v3")
    features:   what it can do beyond its name or cannot, as LLVM writes it ("+avx2,-avx512f")
    lanes:      how many people one step of the code computes at once
    generation: level of the way from the text to machine code
    """

    triple: str
    processor: str
    features: str
    lanes: int = 8
    generation: int = 2

    def has(self, feature: str) -> bool:
        """Whether it has a feature, by LLVM's name of it ("fma", "avx512f")."""
        return feature in _features_of_level(self.processor) or f"+{feature}" in self.features.split(",")

    @property
    def fuses(self) -> bool:
        """Whether a product and a sum are one instruction, rounded once; without it `llvm.fma` is a slow call."""
        return self.has("fma") or self.triple.startswith(("aarch64", "arm64"))

    def key(self, text: str) -> str:
        """64 hexadecimal digits that stand for this code on this machine, made by these versions.

        text: the code, or what says all of it
        """
        made_by = (ENGINE, llvmlite.__version__, llvm.llvm_version_info, SAID_TO_LLVM, CODE_MODEL, RELOCATION)
        made_for = (self.triple, self.processor, self.features, self.lanes, PASSES, self.generation)
        digest = hashlib.sha256(repr((made_by, made_for)).encode())
        digest.update(text.encode())
        return digest.hexdigest()


@dataclass(frozen=True)
class Loaded:
    """Machine code in this process's memory, where it stays until the process ends.

    key: what it is kept under; is_cached: whether it was found on disk; seconds: that it took to get here
    """

    key: str
    is_cached: bool
    seconds: float
    # What points into the library, by function. LLVM unloads a library once one of these is gone.
    _trackers: dict[str, llvm.ResourceTracker] = field(repr=False, compare=False)

    def address(self, name: str) -> int:
        """Where a function or a constant begins, for `ctypes`. Raises SolverError if there is none of that name."""
        if name not in self._trackers:
            try:
                self._trackers[name] = _find_linker().lookup(self._trackers[""].name, name)
            except RuntimeError:
                raise SolverError(f'the machine code has no function "{name}"', where=f"code {self.key[:12]}") from None
        return self._trackers[name][name]


_loaded: dict[str, Loaded] = {}
_lock = threading.Lock()  # LLVM compiles one thing at a time in any case
_numbers = count()


def this_machine(level: str | None = None) -> Machine:
    """The machine this process runs on.

    level: make code for every machine of a level instead: "x86-64-v3" has AVX2 and no more. Two machines of one level
    compute the same bits.
    Raises SolverError if there is no such level, or if this processor is below it.
    """
    _initialise()
    triple = llvm.get_process_triple()
    found = llvm.get_host_cpu_features()
    if level is None:
        return Machine(triple, llvm.get_host_cpu_name(), found.flatten())
    known = LEVELS if triple.startswith("x86_64") else {"generic": ()}
    if level not in known:
        raise unknown_name(SolverError, "level of processors", level, known, owner=triple.split("-")[0])
    missing = [feature for feature in _features_of_level(level) if not found.get(feature)]
    if missing:
        raise SolverError(
            f"this processor cannot run code of level {level}",
            where=llvm.get_host_cpu_name(),
            exists=f"it lacks {', '.join(missing)}",
            hint="choose a lower level, or none: then the code is for this processor",
        )
    return Machine(triple, level, "")


def compile_ir(text: str, machine: Machine, kept: Cache | None = None) -> Loaded:
    """The functions of a module in LLVM's language, ready to be called. Code already loaded is the same object again.

    text: the module; machine: what to compile it for, which must be able to run here
    kept: where machine code is kept on disk; in this user's cache, if not given
    Raises SolverError if LLVM refuses the text: a fault of whoever wrote it, never of a model or a person.
    """
    first = DEFINITION.search(text)
    if first is None:
        make_object(text, machine)  # what LLVM does not understand, it refuses in its own words
        raise SolverError("the code defines no function", hint=REPORT)
    return load_code(machine.key(text), first[1], lambda: text, machine, kept)


def load_code(key: str, function: str, write: Callable[[], str], machine: Machine, kept: Cache | None = None) -> Loaded:
    """The code kept under a key, ready to be called; where there is none, what `write` writes is compiled and kept.

    key: of all that says what the code is (`Machine.key`); function: one that it defines, not private
    write: writes the module in LLVM's language
    Raises SolverError if LLVM refuses what is written.
    """
    begun = perf_counter()
    with _lock:
        if key in _loaded:
            return _loaded[key]
        kept = kept or find_cache()
        code = kept.read(key)
        if code is not None:
            with suppress(RuntimeError):  # then it is compiled anew, and replaced
                _loaded[key] = _load(key, code, function, begun, is_cached=True)
        if key not in _loaded:
            code = make_object(write(), machine)
            try:
                _loaded[key] = _load(key, code, function, begun, is_cached=False)
            except RuntimeError as problem:
                raise SolverError(
                    "machine code cannot be loaded",
                    exists=str(problem).strip(),
                    hint="this system may forbid programs to make code: type neurodose doctor",
                ) from None
            kept.write(key, code)
        return _loaded[key]


def make_object(text: str, machine: Machine) -> bytes:
    """The machine code of a module, as the bytes of an object file. Raises SolverError if LLVM refuses the text."""
    _initialise()
    target = _target(machine)
    try:
        module = llvm.parse_assembly(text, llvm.create_context())
        module.triple, module.data_layout = machine.triple, str(target.target_data)
        module.verify()
    except RuntimeError as problem:
        said = str(problem).strip()
        raise SolverError("LLVM refuses the code", exists=said, hint=REPORT) from None
    _improve(module, target)
    _refuse_strangers(module)
    return target.emit_object(module)


def _improve(module: llvm.ModuleRef, target: llvm.TargetMachine) -> None:
    """Runs the passes over a module, and no others: the text says what is to be done in the order in which to do it."""
    options = llvm.create_pipeline_tuning_options()
    builder = llvm.create_pass_builder(target, options)
    of_module, of_function = llvm.create_new_module_pass_manager(), llvm.create_new_function_pass_manager()
    for passes, names in ((of_module, PASSES[0]), (of_function, PASSES[1])):
        for name in names:
            getattr(passes, f"add_{name}_pass")()
    of_module.run(module, builder)
    for function in module.functions:
        if not function.is_declaration:
            of_function.run(function, builder)


def _load(key: str, code: bytes, function: str, begun: float, *, is_cached: bool) -> Loaded:
    """Puts an object file's functions into memory. Raises RuntimeError where that is impossible."""
    library = f"{key}-{next(_numbers)}"  # a name is spent even where linking fails
    # Linking waits until something is asked for; asked for one function, it places them all.
    builder = llvm.JITLibraryBuilder().add_object_img(code).export_symbol(function)
    tracker = builder.link(_find_linker(), library)
    return Loaded(key, is_cached, perf_counter() - begun, {"": tracker})


@cache
def _find_linker() -> llvm.LLJIT:
    """The one place of this process where machine code is loaded. Made when first needed, in a millisecond."""
    _initialise()
    return llvm.create_lljit_compiler(use_jit_link=IS_COMPACT, suppress_errors=True)


def _target(machine: Machine) -> llvm.TargetMachine:
    return llvm.Target.from_triple(machine.triple).create_target_machine(
        cpu=machine.processor,
        features=machine.features,
        opt=machine.generation,
        reloc=RELOCATION,
        codemodel=CODE_MODEL,
    )


def _refuse_strangers(module: llvm.ModuleRef) -> None:
    """Raises SolverError if code calls a library of this system: elsewhere it would compute other bits."""
    called = [function.name for function in module.functions if function.is_declaration]
    strangers = [name for name in called if not EXACT.fullmatch(name) or INEXACT.match(name)]
    if strangers:
        raise SolverError(
            f"the code calls what it does not hold: {', '.join(strangers)}",
            hint=REPORT,
        )


def _features_of_level(level: str) -> list[str]:
    """What a level can do, with what those below it can; nothing for the name of a processor."""
    if level not in LEVELS:
        return []
    names = list(LEVELS)
    return [feature for name in names[: names.index(level) + 1] for feature in LEVELS[name]]


@cache
def _initialise() -> None:
    for option in SAID_TO_LLVM:
        llvm.set_option("neurodose", option)
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
