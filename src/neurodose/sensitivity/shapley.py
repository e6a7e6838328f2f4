"""An effect is shared out among mechanisms by Shapley values: what each adds, averaged over all orders of adding them.

It is the only way to share in which the shares make up the whole, what does nothing gets nothing, what does the same
gets the same, and the shares of a sum of effects are the sums of the shares (Shapley 1953). Up to ten mechanisms all
sets of them are asked for, each once. Beyond, orders are drawn in pairs, one the reverse of the other, and each share
has its standard error; the shares of every order make up the whole, so those of all do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from neurodose.errors import SensitivityError, unknown_name
from neurodose.sensitivity.batches import BYTES
from neurodose.sensitivity.coalitions import Walks, draw_walks, find_exact_coefficients
from neurodose.sensitivity.cost import Cost, Limits
from neurodose.sensitivity.inputs import make_generator
from neurodose.sensitivity.table import to_plain, write_interval, write_number, write_table

__all__ = ["EXACT", "Shares", "Value", "find_players", "find_sets", "share_out", "switch_off"]

Value = Callable[[frozenset[str]], "np.ndarray | float"]

EXACT = 10  # mechanisms or groups: 1,024 sets
MOST = 62  # whose sets are whole numbers of 64 bits
PEOPLE = (0.05, 0.95)  # the interval of people that a table shows
WHERE = "Shapley shares"


@dataclass(frozen=True, eq=False)
class Shares:
    """What each mechanism has of an effect, in the effect's units; of each person where the effect has people.

    names:   of mechanisms or groups; members: of each group
    values:  the shares (names,) or (names, people); errors: their standard errors, zero where all sets were asked for
    alone:   the effect of each mechanism when all others are off; removed: what is lost when it alone is off
    nothing, whole: the value with all mechanisms off, and on, () or (people,); whole less nothing is shared out
    """

    names: tuple[str, ...]
    members: tuple[tuple[str, ...], ...]
    values: np.ndarray
    errors: np.ndarray
    alone: np.ndarray
    removed: np.ndarray
    nothing: np.ndarray
    whole: np.ndarray
    is_exact: bool
    cost: Cost
    notes: tuple[str, ...]

    def share_of(self, name: str) -> np.ndarray:
        """The share of a mechanism or group, () or (people,); SensitivityError lists those there are."""
        if name not in self.names:
            raise unknown_name(SensitivityError, "mechanism", name, self.names, owner="the effect")
        return self.values[self.names.index(name)]

    @property
    def means(self) -> np.ndarray:
        """Shares of the mean person (names,); people without a value are left out."""
        return np.array([_mean(v) for v in self.values])

    def __str__(self) -> str:
        whole = _mean(self.whole - self.nothing)
        has_people = self.values.ndim == 2
        head = ["mechanism", "share", "of the whole", "alone", "lost without it"]
        head += ["90 % of people"] * has_people + ["± standard error"] * (not self.is_exact)
        rows = []
        means = self.means
        for j in np.argsort(-np.abs(means), kind="stable"):
            share = float(means[j])
            part = 100 * share / whole if whole else float("nan")
            row = [self.names[j], write_number(share), write_number(part, ".1f") + " %" * bool(whole)]
            row += [write_number(_mean(self.alone[j])), write_number(_mean(self.removed[j]))]
            if has_people:
                known = self.values[j][np.isfinite(self.values[j])]
                row.append(write_interval(*np.quantile(known, PEOPLE)) if known.size else "–")
            rows.append(row if self.is_exact else [*row, write_number(_mean(self.errors[j]))])
        rows.append(["all", write_number(whole), "100.0 %" if whole else "–", *[""] * (len(head) - 3)])
        how = "all sets of mechanisms" if self.is_exact else "orders drawn in pairs"
        end = f"By {how}: {self.cost}. With all mechanisms off the value is {_mean(self.nothing):.3g}."
        return "\n\n".join([write_table(head, rows), "\n".join([end, *self.notes])])

    def to_json(self) -> str:
        """{"whole", "nothing", "is_exact", "runs", "notes", "shares": [{"name", "members", "share", "error", …}]}.

        Means over people; {"people": […]} has the share of each where there are people.
        """
        rows = [
            {
                "name": name,
                "members": list(self.members[j]),
                "share": to_plain(self.means[j]),
                "error": to_plain(np.asarray(_mean(self.errors[j]))),
                "alone": to_plain(np.asarray(_mean(self.alone[j]))),
                "removed": to_plain(np.asarray(_mean(self.removed[j]))),
                **({"people": to_plain(self.values[j])} if self.values.ndim == 2 else {}),
            }
            for j, name in enumerate(self.names)
        ]
        told = {
            "whole": to_plain(np.asarray(_mean(self.whole))),
            "nothing": to_plain(np.asarray(_mean(self.nothing))),
            "is_exact": self.is_exact,
            "runs": self.cost.runs,
            "notes": list(self.notes),
        }
        return json.dumps({**told, "shares": rows}, ensure_ascii=False, indent=1, allow_nan=False)


def share_out(
    value: Value,
    names: Iterable[str],
    *,
    groups: Mapping[str, Sequence[str]] | None = None,
    pairs: int = 256,
    seed: int = 0,
    limits: Limits | None = None,
    tell: Callable[[Cost], object] | None = None,
) -> Shares:
    """Shares the effect of switching on all mechanisms out among them.

    value:  of the answer when these mechanisms are on and the others off, a number or an array (people,)
    names:  of the mechanisms; groups: mechanisms that are switched together, by a name of their own
    pairs:  of orders, drawn with the seed, where there are more than ten mechanisms and groups
    limits: of what it may cost; tell: is given the cost when it is known
    Raises SensitivityError for an unknown mechanism, and where it would cost more than allowed, before the first run
    for runs, after the first two for time and memory.
    """
    players = find_players(read_names(names), groups or {})
    count, is_exact = len(players), len(players) <= EXACT
    sets, walks = _choose_sets(count, pairs, seed)
    coefficients = find_exact_coefficients(count) if is_exact else None
    asked = _Asked(value, list(players.values()), sets, limits or Limits(), tell, keeps_all=not is_exact)
    nothing, whole = asked.ends
    shape = (count, *nothing.shape)
    shares, errors, alone, removed = np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(shape)
    kept = np.empty((0, *nothing.shape)) if is_exact else np.empty((len(sets), *nothing.shape))
    for position, found in asked:
        effect = found - nothing
        if coefficients is not None:
            shares += coefficients[:, position].reshape(-1, *[1] * nothing.ndim) * effect
        else:
            kept[position] = effect
        members = [i for i in range(count) if int(sets[position]) >> i & 1]
        if len(members) == 1:
            alone[members[0]] = effect
        if len(members) == count - 1:
            (off,) = set(range(count)) - set(members)
            removed[off] = whole - found
    if walks is not None:
        shares, errors = _average(kept, walks)
    lost = int((~np.isfinite(shares)).any(axis=0).sum())
    who = f"{lost:,} of {whole.size:,} people have" if whole.ndim else "The answer has"
    notes = (f"{who} no value with some mechanisms off, and no shares.",) if lost else ()
    members = tuple(players.values())
    return Shares(
        tuple(players), members, shares, errors, alone, removed, nothing, whole, is_exact, asked.cost, notes
    )  # fmt: skip


def find_sets(
    names: Iterable[str], groups: Mapping[str, Sequence[str]] | None = None, *, pairs: int = 256, seed: int = 0
) -> tuple[frozenset[str], ...]:
    """The sets of mechanisms that `share_out` asks for, nothing first and everything last; arguments as there.

    For whoever has many sets answered at once, and then hands the answers over one by one.
    """
    players = list(find_players(read_names(names), groups or {}).values())
    return tuple(_name_set(int(one), players) for one in _choose_sets(len(players), pairs, seed)[0])


def switch_off(value: Value, names: Iterable[str], off: Iterable[str]) -> np.ndarray:
    """What is lost of the answer when some mechanisms are off and the others on, () or (people,).

    Raises SensitivityError for a mechanism that does not exist, and lists those that do.
    """
    mechanisms, off = read_names(names), tuple(off)
    for name in off:
        check_mechanism(name, mechanisms)
    rest = frozenset(mechanisms) - frozenset(off)
    return np.asarray(value(frozenset(mechanisms)), dtype=float) - np.asarray(value(rest), dtype=float)


def read_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names of mechanisms; SensitivityError where there are none, or one stands there twice."""
    told = tuple(names)
    twice = sorted({name for name in told if told.count(name) > 1})
    if twice or not told:
        raise SensitivityError(
            f"{', '.join(twice)} stands there twice" if twice else "there are no mechanisms",
            where=WHERE,
            hint="name each mechanism once",
        )
    return told


def check_mechanism(name: str, mechanisms: Sequence[str], where: str = WHERE) -> None:
    """Raises SensitivityError, which lists those there are, for a mechanism that does not exist."""
    if name not in mechanisms:
        raise unknown_name(SensitivityError, "mechanism", name, mechanisms, where=where, owner="the effect")


def find_players(mechanisms: tuple[str, ...], groups: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Members by player, in the order of the mechanisms: groups, and what is in no group."""
    home: dict[str, str] = {}
    for group, members in groups.items():
        for name in members:
            check_mechanism(name, mechanisms, where=f'group "{group}"')
            if name in home:
                raise SensitivityError(
                    f'"{name}" is in two groups',
                    where=f'groups "{home[name]}" and "{group}"',
                    hint="a mechanism is switched with one group",
                )
            home[name] = group
        if group in mechanisms and tuple(members) != (group,):
            raise SensitivityError(
                f'a group has the name of the mechanism "{group}"', where=WHERE, hint="give it a name of its own"
            )
    players: dict[str, tuple[str, ...]] = {}
    for name in mechanisms:
        player = home.get(name, name)
        players[player] = (*players.get(player, ()), name)
    return players


def _choose_sets(count: int, pairs: int, seed: int) -> tuple[np.ndarray, Walks | None]:
    """The sets of this many players, and the orders that lead through them where not all are asked for."""
    if count > MOST or pairs < 2:
        raise SensitivityError(
            f"{count} mechanisms in {pairs} pairs of orders cannot be shared out",
            where=WHERE,
            hint=f"put them into at most {MOST} groups, and take two pairs or more",
        )
    if count <= EXACT:
        return np.arange(1 << count), None
    walks = draw_walks(count, pairs, make_generator(seed, WHERE))
    return walks.sets, walks


def _name_set(members: int, players: Sequence[Sequence[str]]) -> frozenset[str]:
    """The mechanisms of a set whose bits say which players are in."""
    return frozenset(name for i, names in enumerate(players) if members >> i & 1 for name in names)


class _Asked:
    """Values of sets, each asked for once; the ends first, from which the cost of the others is told."""

    def __init__(
        self,
        value: Value,
        members: list[tuple[str, ...]],
        sets: np.ndarray,
        limits: Limits,
        tell: Callable[[Cost], object] | None,
        *,
        keeps_all: bool,
    ) -> None:
        self.value, self.members, self.sets = value, members, sets
        runs, hint = len(sets), "group mechanisms that may be switched together, or take fewer `pairs` or people"
        limits.check(Cost(runs), hint, where=WHERE)
        started = perf_counter()
        nothing = self._ask(0)
        between = perf_counter()
        whole = self._ask(runs - 1, nothing.shape)
        # The first run may do once what later ones find done, such as compiling, so the second is the measure.
        lasted = perf_counter() - between
        seconds = perf_counter() - started + (runs - 2) * lasted
        held = (runs if keeps_all else 0) + 10 * len(members)
        self.cost = Cost(runs, seconds, float(BYTES * nothing.size * held))
        limits.check(self.cost, hint, where=WHERE)
        if tell is not None:
            tell(self.cost)
        self.ends = nothing, whole

    def __iter__(self) -> Iterator[tuple[int, np.ndarray]]:
        yield 0, self.ends[0]
        for position in range(1, len(self.sets) - 1):
            yield position, self._ask(position, self.ends[0].shape)
        yield len(self.sets) - 1, self.ends[1]

    def _ask(self, position: int, shape: tuple[int, ...] | None = None) -> np.ndarray:
        on = _name_set(int(self.sets[position]), self.members)
        found = np.array(self.value(on), dtype=float)
        if found.ndim > 1 or (shape is not None and found.shape != shape):
            raise SensitivityError(
                f"the value has the shape {found.shape} with {', '.join(sorted(on)) or 'nothing'} on",
                where=WHERE,
                exists=None if shape is None else f"with nothing on its shape is {shape}",
                hint="give a number, or one number a person, the same people whatever is on",
            )
        return np.where(np.isfinite(found), found, np.nan)


def _average(values: np.ndarray, walks: Walks) -> tuple[np.ndarray, np.ndarray]:
    """Shares and their standard errors (players, …) of the values of sets (sets, …)."""
    pairs, _, players = walks.orders.shape
    mean, squares = (np.zeros((players, *values.shape[1:])) for _ in range(2))
    for done, (orders, steps) in enumerate(zip(walks.orders, walks.steps, strict=True), 1):
        added = sum(np.diff(values[path], axis=0)[np.argsort(order)] for order, path in zip(orders, steps, strict=True))
        # The two orders of a pair depend on each other: their mean is one draw. Running sums by Welford's formula.
        off = added / 2 - mean
        mean += off / done
        squares += off * (added / 2 - mean)
    return mean, np.sqrt(squares / (pairs - 1) / pairs)


def _mean(values: np.ndarray) -> float:
    known = np.asarray(values)[np.isfinite(values)]
    return float(known.mean()) if known.size else float("nan")
