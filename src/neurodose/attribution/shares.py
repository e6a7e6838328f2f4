"""An answer shared out among the mechanisms of a body: every set of switches is people, all in one simulation.

Nothing is compiled for a set. A mechanism that has no path to the answer, or whose drug is not given, cannot change it
and is left out first; where more than ten are left, so is what changes nothing in some orders drawn at random. So the
shares of the others are exact wherever ten or fewer are left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from neurodose.attribution.question import Question
from neurodose.attribution.runs import answer
from neurodose.errors import SensitivityError, unknown_name
from neurodose.library.mechanisms import SWITCHES, find_mechanisms
from neurodose.modelling.paths import find_felt
from neurodose.populations.people import People
from neurodose.sensitivity.batches import BYTES, Plan, evaluate_all
from neurodose.sensitivity.cost import Cost, Limits
from neurodose.sensitivity.shapley import EXACT, Shares, find_players, find_sets, share_out
from neurodose.units import NONE

AT_ONCE = 8192  # people of all sets that are solved in one go
RUNS, FEWEST, MOST = 20_000, 8, 256  # where orders are drawn: runs that are aimed at, and pairs of orders
TRIED, TRIED_ON = 8, 3  # pairs of orders, and people, on which idle mechanisms are found
HARDLY = 1e-4  # of the effect: what a mechanism changes at most that is left out as idle
ROUNDING = 1e-12  # of the largest answer: what is smaller is the difference of two like numbers
IDLE = "less than 0.01 % in every order tried"
WHERE = "shares of mechanisms"
HINT = "group mechanisms that may be switched together, name fewer, or take fewer people"

Groups = Mapping[str, Sequence[str]]


@dataclass(frozen=True, eq=False)
class Switches:
    """The mechanisms of a body by what they are in words, with their addresses.

    live:  those that can change the answer; dead: why the others cannot
    """

    live: Mapping[str, str]
    dead: Mapping[str, str]
    addresses: Mapping[str, str]

    def find(self, name: str) -> str:
        """The words of a mechanism, of its words, its address or a last part that no other has; SensitivityError lists
        them.
        """
        for words, address in self.addresses.items():
            if name in (words, address):
                return words
        ends = [words for words, address in self.addresses.items() if address.rpartition(".")[2] == name]
        if len(ends) == 1:
            return ends[0]
        if ends:
            raise SensitivityError(
                f'"{name}" may be any of {len(ends)} mechanisms',
                where=WHERE,
                exists=", ".join(self.addresses[words] for words in ends),
                hint="write the whole address, or its words",
            )
        raise unknown_name(SensitivityError, "mechanism", name, self.addresses, where=WHERE, owner="the body")


@dataclass(frozen=True, eq=False)
class Sharing:
    """Shares of each link's answer, by the link's name, in the unit of the answer.

    switches: the mechanisms of the body; lost: what the named mechanisms that were asked to be off take away together
              (people,) by link; off: their words
    """

    shares: Mapping[str, Shares]
    switches: Switches
    off: tuple[str, ...]
    lost: Mapping[str, np.ndarray]


def find_switches(question: Question) -> Switches:
    """The mechanisms of the body, and which of them can change the answer at all."""
    system = question.drug.structures[question.structure].system
    felt = find_felt(system, question.outputs.values())
    said = find_mechanisms(system)
    twice = {words for words in said.values() if list(said.values()).count(words) > 1}
    addresses = {f"{words} ({a})" if words in twice else words: a for a, words in said.items()}
    absent = {part.name for part in question.drug.parts} - set(question.given)
    dead = {}
    for words, address in addresses.items():
        drug = address.removeprefix(f"{SWITCHES}.").partition("_at_")[0]
        if address not in felt:
            dead[words] = f"no path to {question.of}"
        elif drug in absent:
            dead[words] = f"{drug} is not given"
    return Switches({w: a for w, a in addresses.items() if w not in dead}, dead, addresses)


def share_effect(
    question: Question,
    people: People,
    *,
    names: Iterable[str] = (),
    groups: Groups | None = None,
    off: Iterable[str] = (),
    pairs: int | None = None,
    seed: int = 1,
    limits: Limits | None = None,
    progress: Callable[[float], None] | None = None,
) -> Sharing:
    """Shares of an answer among mechanisms, of each person.

    people: whom it is about; what they have is told to the model beside the switches
    names:  the mechanisms that are switched, the others staying on; all that can change the answer unless said
    groups: those that are switched together, by a name of their own; off: those whose loss is told by itself
    pairs:  of orders, where more than ten are switched; as many as some 20,000 runs allow, 8 to 256, unless said
    limits: of what it may cost; progress: is given the share that is done
    Raises SensitivityError for an unknown mechanism, where none can change the answer, and where it would cost more
    than allowed, before the first run.
    """
    limits, switches = limits or Limits(), find_switches(question)
    grouped = {group: [switches.find(name) for name in members] for group, members in (groups or {}).items()}
    without = tuple(switches.find(name) for name in off)
    if not names:
        switches = _leave_idle(question, people, switches, grouped, seed, limits)
    named = [switches.find(name) for name in names] or list(switches.live)
    named += [words for members in grouped.values() for words in members if words not in named]
    if not named:
        raise SensitivityError(
            f"no mechanism can change {question.of}",
            where=WHERE,
            exists="; ".join(f"{words} {why}" for words, why in switches.dead.items()) or "the body has no switches",
            hint="ask a circuit or response, or a drug that is given",
        )
    players = len(find_players(tuple(named), grouped))
    pairs = pairs or int(np.clip(RUNS // (2 * players * len(people)), FEWEST, MOST))
    sets = find_sets(named, grouped, pairs=pairs, seed=seed)
    asked = [*sets, frozenset(named) - frozenset(without)] if without else list(sets)
    found, cost = _answer_sets(
        question, people, asked, named, without, switches, limits, progress, is_quick=players > EXACT
    )
    found[np.abs(found) < ROUNDING * np.nanmax(np.abs(found), initial=0.0)] = 0.0
    shares, lost = {}, {}
    for number, link in enumerate(question.outputs):
        of_set = dict(zip(sets, found[:, :, number], strict=False))
        made = share_out(of_set.__getitem__, named, groups=grouped, pairs=pairs, seed=seed, limits=Limits(seconds=1e9))
        shares[link] = replace(made, cost=cost)
        if without:
            lost[link] = found[len(sets) - 1, :, number] - found[-1, :, number]
    return Sharing(shares, switches, without, lost)


def _leave_idle(
    question: Question, people: People, switches: Switches, groups: Groups, seed: int, limits: Limits
) -> Switches:
    """The switches without those that change hardly anything of any link in some orders, where more than ten are left.

    Those that stand in a group stay: the question names them.
    """
    named = list(switches.live)
    if len(find_players(tuple(named), groups)) <= EXACT:
        return switches
    sets = find_sets(named, pairs=TRIED, seed=seed)
    found, _ = _answer_sets(question, people[:TRIED_ON], sets, named, (), switches, limits, None)
    whole = np.nanmax(np.abs(found - found[:1]), axis=(0, 1), keepdims=True)  # of each link
    relative = np.divide(found, whole, out=np.zeros_like(found), where=whole > 0)
    place, moved = {one: n for n, one in enumerate(sets)}, dict.fromkeys(named, 0.0)
    for one in sets:
        for words in one:
            before = place.get(one - {words})
            if before is not None:
                step = float(np.nanmax(np.abs(relative[place[one]] - relative[before])))
                moved[words] = max(moved[words], step)
    kept = {words for members in groups.values() for words in members}
    idle = {words: IDLE for words in named if moved[words] < HARDLY and words not in kept}
    live = {words: address for words, address in switches.live.items() if words not in idle}
    return Switches(live, {**switches.dead, **idle}, switches.addresses)


def _answer_sets(
    question: Question,
    people: People,
    sets: Sequence[frozenset[str]],
    named: Sequence[str],
    without: Sequence[str],
    switches: Switches,
    limits: Limits,
    progress: Callable[[float], None] | None,
    *,
    is_quick: bool = False,
) -> tuple[np.ndarray, Cost]:
    """The answers of all people under each set of switches (sets, people, links), and what they cost."""
    addresses = {words: switches.addresses[words] for words in dict.fromkeys((*named, *without))}
    is_on = np.array([[words in on or words not in named for words in addresses] for on in sets])
    # The last set, where one is asked for by itself, has those off that need not be among the named.
    is_on[-1] &= [words not in without for words in addresses] if without else True
    done = 0

    def make_rows(count: int) -> np.ndarray:
        nonlocal done
        done += count
        return np.repeat(np.arange(done - count, done), len(people)).astype(float)[:, None]

    def evaluate(rows: np.ndarray) -> np.ndarray:
        which = rows[:: len(people), 0].astype(int)
        # Where orders are drawn, what steps leave open is less than what the draws do.
        switched = _switch_people(people, addresses, is_on[which])
        found = answer(question, question.structure, switched, is_quick=is_quick)
        if progress is not None:
            progress(done / len(sets))
        return found

    # Each of these people takes as many values as the model has numbers, beside its times.
    beside = 2.0 * BYTES * len(sets) * len(people) * len(question.outputs)
    plan = Plan(len(sets), len(people), 1 + len(people.columns), AT_ONCE, beside, WHERE, HINT)
    return evaluate_all(evaluate, make_rows, plan, limits)


def _switch_people(people: People, addresses: Mapping[str, str], is_on: np.ndarray) -> People:
    """The same people once for each set of switches (sets, mechanisms)."""
    count, sets = len(people), len(is_on)
    columns = {name: np.tile(values, sets) for name, values in people.columns.items()}
    switched = {a: np.repeat(is_on[:, j].astype(float), count) for j, a in enumerate(addresses.values())}
    return replace(
        people,
        identity=np.arange(sets * count),
        columns=columns | switched,
        dimensions={**people.dimensions, **dict.fromkeys(switched, NONE)},
        notes={**people.notes, **dict.fromkeys(switched, "switched")},
    )
