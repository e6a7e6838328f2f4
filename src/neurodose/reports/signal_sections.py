"""The first sections of a report on reports: the answer in sentences, and the table of events with its drawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from neurodose.case_reports.association import Found
from neurodose.evidence.signals.stratified import NOT_COMPARED
from neurodose.figures.forest import Forest, Group, Line, say_interval
from neurodose.reports.document import Block, Bullets, Picture, Section, Table, Words
from neurodose.wording import say_count

Row = dict[str, Any]
SHOWN = 25  # events of the table; files hold all
DRAWN = 15
NAMED = 8  # events of the answer's sentence
SPELLINGS = 12
LISTED = 3  # kinds of losses and of repairs that the answer names
MANY = 0.1  # of all cases: whole files have hardly any case without a drug or an event
FEW = 20  # cases of a drug: what is told of fewer is mostly chance
FOODS = (
    "Kratom is sold as a food or supplement: most of its reports are in the stream of foods and supplements (CAERS, "
    "HFCS), and its counts here are low for that reason alone."
)


def tell_answer(found: Found) -> Section:
    """What was found, in sentences that say association."""
    counts, firm = found.measured.counts, found.firm
    share = f"{counts.drug:,} of {say_count(found.named, 'case')}"
    blocks: list[Block] = [Words(
        f"{found.cases.stream}: {found.drug} is named by {share} ({_say_roles(found.asked.roles)}), with "
        f"{say_count(len(counts.events), 'different event')}."
    )]  # fmt: skip
    if found.unknown:
        blocks.append(Words(f"No case names an event {', '.join(map(str, found.unknown))}.", "outside"))
    blocks.append(Words(_say_firm(found, firm) if firm else _say_none(found)))
    blocks.append(Words(
        "This is a disproportionality analysis of individual reports. An association among reports may come from the "
        "drug, from what it was taken for, from other drugs taken with it, from who reports, or from news. It says "
        "nothing of how often an event happens.", "outside",
    ))  # fmt: skip
    blocks += _warn(found)
    return Section("answer", "The answer", tuple(blocks), is_short=True)


def _say_firm(found: Found, firm: Sequence[Row]) -> str:
    """Which events stand out, of how many."""
    names = ", ".join(f"{row['event']} ({row['cases']:,})" for row in firm[:NAMED])
    more = f", and {len(firm) - NAMED} more" if len(firm) > NAMED else ""
    events = say_count(len(firm), "event is", "events are")
    if found.asked.events:
        events = f"Of the events asked about, {len(firm):,} {'is' if len(firm) == 1 else 'are'}"
    looked = say_count(len(found.rows), "event was", "events were")
    chance = "; of many, some stand out by chance" if len(found.rows) > 1 else ""
    return (
        f"{events} reported with {found.drug} more often than expected if the two had nothing to do with each other "
        f"(lower end of the information component above 0): {names}{more}. {looked} looked at{chance}."
    )


def _say_none(found: Found) -> str:
    """That nothing stands out, of what was looked at."""
    if found.asked.events:
        return (
            f"Of the events asked about, none is reported with {found.drug} more often than expected beyond chance; no "
            "other event was looked at. That is no sign of safety."
        )
    return (
        f"No event with at least {say_count(found.asked.least, 'case')} is reported with {found.drug} more "
        "often than expected beyond chance. That so few were reported is no sign of safety."
    )


def _warn(found: Found) -> list[Block]:
    """What a reader must know before the table."""
    told = []
    if found.measured.counts.drug < FEW:
        few = say_count(found.measured.counts.drug, "case names", "cases name")
        told.append(f"Only {few} it: most of what is told is chance.")
    if found.jumps:
        told.append(
            "Reports came in a wave, which news, warnings and lawsuits make (stimulated reporting): "
            + " ".join(jump.tell() for jump in found.jumps[:3])
        )
    if found.drug in ("kratom", "7-hydroxymitragynine") and "food" not in found.cases.stream.lower():
        told.append(FOODS)
    if found.entry is not None and found.entry.note:
        told.append(found.entry.note)
    if found.as_indication:
        names = ", ".join(row["event"].capitalize() for row in found.as_indication)
        told.append(
            f"Also told as a reason for treatment in the same cases: {names}. There the event may have come first."
        )
    told += [*_tell_changed(found), *_tell_losses(found)]
    return [Bullets(tuple(told))] if told else []


def _tell_changed(found: Found) -> list[str]:
    """Events whose crude ratio and ratio within strata are apart, and those that no stratum compares."""
    told, by = [], (found.asked.by or "").replace(",", " and ").replace("  ", " ")
    rows = [row for row in found.rows if row.get("changed_by_strata")]
    changed = [row for row in rows if row["changed_by_strata"] != NOT_COMPARED]
    if changed:
        named = "; ".join(
            f"{row['event']} ({_say(row['prr'])} crude, {_say(row['stratified_prr'])} within, "
            f"{row['changed_by_strata']})" for row in changed[:NAMED]
        )  # fmt: skip
        more = f"; and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
        told.append(
            f"Crude PRR and PRR within strata of {by} are apart for: {named}{more}. Cases of the drug differ from "
            f"others in {by}, and so do those of the event: some of the crude association may be that (confounding)."
        )
    if len(changed) < len(rows):
        names = ", ".join(row["event"] for row in rows if row["changed_by_strata"] == NOT_COMPARED)
        told.append(f"In no stratum of {by} do other cases tell of: {names}. Nothing can be compared there.")
    return told


def _tell_losses(found: Found) -> list[str]:
    """Files and rows that were not read, and cases that say too little; what was read tells all of it."""
    account, told = found.cases.account, []
    if account.faults:
        told.append(f"Not everything could be read: {'; '.join(account.faults[:3])}.")
    if account.rows_lost:
        rows = f"{account.rows_lost:,} of {say_count(account.rows_read, 'row')}"
        told.append(f"Left out: {rows}. {_list(account.lost)}.")
    if account.remarks:
        told.append(f"Understood or repaired: {_list(account.remarks)}.")
    versions = found.cases.versions
    counted, older, retracted = versions["counted"], versions["older versions"], versions["retracted"]
    if older or retracted:
        left = [say_count(older, "older version of a case", "older versions of cases")] * (older > 0)
        left += [say_count(retracted, "retracted report")] * (retracted > 0)
        told.append(f"Not counted: {' and '.join(left)}.")
    if "PS" in found.asked.roles and counted - found.named >= MANY * counted:
        told.append(
            f"{counted - found.named:,} of {say_count(counted, 'case')} cannot be compared, since no event is named, "
            "or no drug in a role that counts: a file may be cut off, or a table missing."
        )
    return told


def _list(items: Sequence[object]) -> str:
    """The first of what was lost or repaired, and how much more there is."""
    more = len(items) - LISTED
    told = "; ".join(str(item) for item in items[:LISTED])
    return f"{told}; and {more} more of such, which the page and the JSON list" if more > 0 else told


def tell_pairs(found: Found) -> Section:
    """Events with all measures, and a drawing of the first."""
    rows = found.rows[:SHOWN]
    if not rows:
        said = (
            f"No event has {say_count(found.asked.least, 'case')} or more."
            if not found.asked.events
            else f"None of the events asked about is reported with {found.drug}."
        )
        return Section("events", "Events", (Words(said),), is_short=True)
    head = ("Event", "Cases", "Expected", "IC (95 %)", "ROR (95 %)", *(["ROR in strata"] if found.asked.by else []),
            "PRR", *(["PRR in strata"] if found.asked.by else []), "EBGM (EB05)", "Above the line of")  # fmt: skip
    table = Table(head, tuple(_tell_row(row) for row in rows), _say_table(found, len(rows)), first=None)
    return Section("events", "Events reported with it", (table, _draw(found)), is_short=True)


def _tell_row(row: Row) -> tuple[str, ...]:
    shrunken = "" if row["ebgm"] is None else f"{_say(row['ebgm'])} ({_say(row['eb05'])})"
    return (
        row["event"], f"{row['cases']:,}", _say(row["expected"]),
        say_interval(row["ic"], (row["ic_low"], row["ic_high"])),
        *tell_ratio(row, "ror"), *(_say(row[name]) for name in ("prr", "stratified_prr") if name in row), shrunken,
        row["above"] or "none",
    )  # fmt: skip


def tell_ratio(row: Row, name: str) -> list[str]:
    """A ratio with its interval, crude and, where there are strata, within them."""
    ratios = [name, f"stratified_{name}"]
    return [say_interval(row[one], (row[f"{one}_low"], row[f"{one}_high"])) for one in ratios if one in row]


def _say_table(found: Found, shown: int) -> str:
    which = "asked about" if found.asked.events else f"with at least {say_count(found.asked.least, 'case')}"
    more = f" {shown} of {len(found.rows)} events {which} are shown." if len(found.rows) > shown else ""
    strata = (
        f" Expectations are sums over strata of {found.asked.by}. ROR and PRR stand crude, which the lines are of, and "
        "in strata: pooled over them by Mantel and Haenszel."
        if found.asked.by
        else ""
    )
    why = f" No EBGM: {found.measured.why_not}." if found.measured.why_not else ""
    return (
        "Cases: with drug and event. Expected: if the two were reported independently of each other. IC is log₂ of "
        "their ratio, drawn towards 0 where there is little. Lines that others use: PRR ≥ 2 with χ² ≥ 4 and 3 cases, "
        f"lower end of ROR above 1, of IC above 0, EB05 ≥ 2. No line tells harm from no harm.{strata}{more}{why}"
    )


def _draw(found: Found) -> Picture:
    from neurodose.figures.forest_characters import write_forest
    from neurodose.figures.forest_drawing import draw_forest

    rows = found.rows[:DRAWN]
    lines = tuple(
        Line(row["event"], row["ic"], (row["ic_low"], row["ic_high"]), known=(f"{row['cases']:,}",)) for row in rows
    )
    forest = Forest(
        "information component, log₂ of reported to expected", False, 0.0, (Group("", lines, ()),), ("cases",),
        ("less often", "more often"), ("event", "events"),
    )  # fmt: skip
    caption = f"{forest.words} A dashed line at 0: as often as expected."
    return Picture("Reported to expected", draw_forest(forest), caption, tuple(write_forest(forest)))


def _say_roles(roles: tuple[str, ...]) -> str:
    names = {
        "PS": "primary suspect",
        "SS": "secondary suspect",
        "I": "interacting",
        "C": "concomitant",
        "?": "role not told",
    }
    return "as " + ", ".join(names[role] for role in roles)


def _say(value: float) -> str:
    from neurodose.figures.forest import say_value

    return say_value(value)
