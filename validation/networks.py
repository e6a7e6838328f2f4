"""What netmeta computes of one table of contrasts, computed here, its quantities named as netmeta names them."""

from __future__ import annotations

from collections.abc import Sequence

from neurodose import network
from neurodose.evidence import Effects, Network, rank_treatments, split_pairs
from validation.formula_of_r import Row
from validation.r_call import Call, find_calls
from validation.scoring import read_number

Quantities = dict[str, float]
CALLS = ("netmeta", "netrank", "netsplit", "pairwise")
# What netmeta does with the errors of a study's contrasts where tau² is by likelihood and it has no counts to tell how
# they go together; from `pairwise` it has them.
APART = ", errors apart"


def is_network(texts: Sequence[str]) -> bool:
    """Whether an analysis is of a network."""
    return any(call.inner(name) is not None for text in texts for call in find_calls(text) for name in CALLS)


def compute_network(analysis: str, texts: Sequence[str], rows: Sequence[Row], all_texts: Sequence[str]) -> Quantities:
    """The quantities of an analysis of a network by their names.

    all_texts: of the R calls of the whole data set, of which an analysis that starts from a network tells but the rest
    """
    told = {
        key: value for text in (*all_texts, *texts) for call in find_calls(text) for key, value in gather(call).items()
    }
    own = {key: value for text in texts for call in find_calls(text) for key, value in gather(call).items()}
    method = own.get("method.tau", "REML" if "REML" in analysis else "DL")
    small = own.get("small.values", told.get("small.values", "desirable"))
    has_counts = any(call.name == "pairwise" for text in (*all_texts, *texts) for call in find_calls(text))
    between = method if method == "DL" or has_counts else f"{method}{APART}"
    net = network(
        read_contrasts(rows, told.get("sm", "GEN")),
        reference=told.get("reference.group"),
        between=between,  # pyright: ignore[reportArgumentType]
        better="less" if small in ("desirable", "good") else "more",
    )
    return tell_network(net, "common" in analysis or "fixed" in analysis)


def gather(call: Call) -> dict[str, str]:
    """All named arguments of a call and of those inside of it."""
    found = dict(call.named)
    for text in (*call.given, *call.named.values()):
        for inner in find_calls(text):
            found |= gather(inner)
    return found


def read_contrasts(rows: Sequence[Row], measure: str) -> Effects:
    return Effects.of(
        [row["studlab"] for row in rows],
        [read_number(row["TE"]) for row in rows],
        errors=[read_number(row["seTE"]) for row in rows],
        measure=measure if measure in ("OR", "RR", "RD", "MD", "SMD", "HR") else "GEN",
        treatments=[row["treat1"] for row in rows],
        controls=[row["treat2"] for row in rows],
    )


def tell_network(net: Network, is_common: bool) -> Quantities:
    """Every quantity of a network, of the common or the random model."""
    compared = net.common if is_common else net.random
    told = Quantities()
    for one in net.treatments:
        for other in net.treatments:
            if one == other:
                continue
            held = compared.of(one, other)
            told |= {f"TE[{one} vs {other}]": held.estimate, f"seTE[{one} vs {other}]": held.error}
    told |= {
        "tau": net.tau or 0.0, "Q_total": net.q, "df_total": float(net.free), "I2": (net.i2 or 0.0) / 100,
        "Q_heterogeneity": net.q_heterogeneity, "df_heterogeneity": float(net.heterogeneity_free),
        "Q_inconsistency": net.q_inconsistency, "df_inconsistency": float(net.inconsistency_free),
    }  # fmt: skip
    return told | tell_ranks(net) | tell_splits(net, is_common)


def tell_ranks(net: Network) -> Quantities:
    ranked = rank_treatments(net)
    told = Quantities()
    for at, name in enumerate(ranked.treatments):
        told[f"Pscore_common[{name}]"] = float(ranked.common_scores[at])
        told[f"Pscore_random[{name}]"] = float(ranked.scores[at])
    return told


def tell_splits(net: Network, is_common: bool) -> Quantities:
    told = Quantities()
    for pair in split_pairs(net, common=is_common).pairs:
        for split in (pair, pair.turned()):
            name = f"[{split.treatment}:{split.control}]"
            for kind, piece in (("direct", split.direct), ("indirect", split.indirect), ("network", split.network)):
                if piece is not None:
                    told |= {f"{kind}_TE{name}": piece.estimate, f"{kind}_seTE{name}": piece.error}
            if split.p is not None:
                told[f"p_incoherence{name}"] = split.p
            told[f"prop_direct{name}"] = split.share
    return told
