"""Sections beside the table of events: groups, other choices, time, what is hidden, who is reported, what was lost."""

from __future__ import annotations

from typing import Any

import numpy as np

from neurodose.case_reports.association import Found, Measured, Variant
from neurodose.figures.forest import say_interval
from neurodose.reports.document import Block, Bullets, Heading, Picture, Section, Table, Words
from neurodose.reports.signal_sections import SPELLINGS, tell_ratio
from neurodose.wording import say_count

Row = dict[str, Any]
EVENTS = 8  # that are followed through groups and choices
GROUPS = 12
NO = "–"


def tell_groups(found: Found) -> Section | None:
    """Events within each stratum."""
    if not found.groups:
        return None
    groups = found.groups[-GROUPS:] if found.asked.by in ("year", "quarter") else found.groups[:GROUPS]
    head = ("Event", *(f"{name} ({variant.cases:,})" for name, variant in groups))
    rows = [
        (row["event"], *(_tell_cell(variant.measured, row["event"]) for _, variant in groups))
        for row in found.rows[:EVENTS]
    ]
    note = "Cases and IC with its 95 % interval within each group, whose cases of the drug stand in brackets."
    more = f" {len(groups)} of {len(found.groups)} groups are shown." if len(groups) < len(found.groups) else ""
    return Section("groups", f"By {found.asked.by}", (Table(head, tuple(rows), note + more),))


def tell_variants(found: Found) -> Section | None:
    """The same with other choices, and beside comparators."""
    blocks: list[Block] = []
    rows = found.rows[:EVENTS]
    if found.variants and rows:
        head = (
            "Event",
            f"as told ({found.measured.counts.drug:,})",
            *(f"{one.name} ({one.cases:,})" for one in found.variants),
        )
        body = [(row["event"], _tell_cell(found.measured, row["event"]),
                 *(_tell_cell(one.measured, row["event"]) for one in found.variants)) for row in rows]  # fmt: skip
        note = (
            "Cases and IC with its 95 % interval; how many cases name the drug stands in brackets. Probable duplicates "
            f"tell the same sex, age, country, day, drugs and events: {found.duplicates:,} of all cases."
        )
        blocks.append(Table(head, tuple(body), note))
    for one in found.against:
        blocks += _tell_comparator(found, one)
    return Section("choices", "With other choices", tuple(blocks)) if blocks else None


def _tell_comparator(found: Found, one: Variant) -> list[Block]:
    counts = one.measured.counts
    rows = one.measured.rows(found.asked.least, found.asked.events)[:EVENTS]
    table = Table(
        ("Event", f"{found.drug} ({counts.drug:,})", f"{one.name} ({counts.total - counts.drug:,})", "ROR (95 %)",
         *(["ROR in strata (95 %)"] if found.asked.by else [])),
        tuple(_tell_against(one.measured, row) for row in rows),
        "Cases that name the one or the other, and not both. A ratio compares reports and ranks no drug by safety.",
    )  # fmt: skip
    return [Heading(f"Among cases of {found.drug} and {one.name} alone"), table]


def _tell_against(measured: Measured, row: Row) -> tuple[str, ...]:
    at = measured.counts.events.index(row["event"].upper())
    others = int(measured.counts.event[at]) - row["cases"]
    ratios = tell_ratio(row, "ror")
    if not others:
        ratios = ["no case to compare with", *(NO for _ in ratios[1:])]
    return (row["event"], f"{row['cases']:,}", f"{others:,}", *ratios)


def _tell_cell(measured: Measured, event: str) -> str:
    """Cases and information component of an event, where there are any."""
    counts, name = measured.counts, event.upper()
    if name not in counts.events:
        return NO
    at, m = counts.events.index(name), measured.measures
    return f"{int(counts.observed[at]):,}; {say_interval(float(m.ic[at]), (float(m.ic_low[at]), float(m.ic_high[at])))}"


def tell_time(found: Found) -> Section | None:
    """Cases by quarter, and since when each of the first events stands out."""
    if len(found.over_time) < 2:
        return None
    blocks: list[Block] = [_draw_time(found)]
    blocks.append(Bullets(tuple(jump.tell() for jump in found.jumps)) if found.jumps else Words(
        "No quarter has at least twice the share of the four before it.", "faint"))  # fmt: skip
    if found.trends:
        rows = [(row["event"], row["period"], f"{row['observed']:g}", f"{row['expected']:.3g}",
                 say_interval(row["cumulated_ic"], (row["cumulated_ic_low"], row["cumulated_ic_high"])), row["since"])
                for row in (_last(event, trend) for event, trend in found.trends)]  # fmt: skip
        head = ("Event", "Up to", "In that quarter", "Expected in it", "IC of all until then", "Above 0 since")
        blocks.append(Table(head, tuple(rows), "News, lawsuits and warnings change what is reported."))
    if found.onsets:
        blocks.append(_tell_onsets(found))
    return Section("time", "Over time", tuple(blocks))


def _tell_onsets(found: Found) -> Table:
    """How long after the drug was begun, as far as reports tell both days."""
    rows = [(row["event"].capitalize(), f"{row['dated']:,} of {row['cases']:,}", f"{row['median_days']:g}",
             say_interval(row["shape"], (row["shape_low"], row["shape_high"])) if row["shape"] else row["why_not"],
             row["kind"] or NO) for row in found.onsets]  # fmt: skip
    note = (
        "Days from the first start of the drug to the event. Shape of a Weibull distribution: below 1 mostly early, "
        "above 1 mostly late. Late events are reported less, and reports without both days are not in it."
    )
    return Table(("Event", "Cases with both days", "Median, days", "Shape (95 %)", "Mostly"), tuple(rows), note)


def _last(event: str, trend: Any) -> Row:
    return {"event": event.capitalize(), "since": trend.above_since or "not", **trend.table()[-1]}


def _draw_time(found: Found) -> Picture:
    from neurodose.figures.curves import Curve, Graph, draw_curves

    years = np.array([int(quarter[:4]) + (int(quarter[-1]) - 1) / 4 for quarter, _, _ in found.over_time])
    cases = np.array([cases for _, cases, _ in found.over_time], float)
    total = np.array([total for _, _, total in found.over_time], float)
    share = np.divide(1000 * cases, total, out=np.zeros(len(total)), where=total > 0)
    svg = draw_curves(
        [Graph("", [Curve(f"cases that name {found.drug}, of 1,000", years, share)])], "year", "of 1,000 cases"
    )
    marks = "\n".join(f"{quarter} {cases:>7,} of {total:>10,}" for quarter, cases, total in found.over_time[-12:])
    caption = f"Of 1,000 cases in each quarter, how many name {found.drug}."
    return Picture("By quarter of the first report", svg, caption, tuple(marks.split("\n")))


def tell_hidden(found: Found) -> Section | None:
    """Events that other drugs draw to themselves, and events that may have been there before."""
    blocks: list[Block] = []
    if found.masked:
        rows = [(row["event"].capitalize(), row["masking_drug"], f"{row['times']:.2f}",
                 f"{row['ic']:.2f} ({row['ic_low']:.2f} up)",
                 f"{row['ic_without']:.2f} ({row['ic_low_without']:.2f} up)") for row in found.masked]  # fmt: skip
        head = ("Event", "Most reported with", "Raises expectations", "IC", "IC without those reports")
        blocks.append(
            Table(head, tuple(rows), "Another drug's reports make what is expected larger for all others (masking).")
        )
    if found.as_indication:
        rows = [
            (row["event"].capitalize(), f"{row['also_indication']:,} of {row['cases']:,}")
            for row in found.as_indication
        ]
        blocks.append(Table(("Event", "Cases in which it is a reason for treatment too"), tuple(rows)))
    return Section("hidden", "Hidden, and there before", tuple(blocks)) if blocks else None


def tell_people(found: Found) -> Section | None:
    """Who the cases are, and how reports write the drug."""
    rows = [(row["what"], row["group"], f"{row['cases']:,} ({100 * row['share']:.0f} %)",
             f"{row['others']:,} ({100 * row['share_of_others']:.0f} %)") for row in found.people]  # fmt: skip
    blocks: list[Block] = [Table(("", "", f"Cases of {found.drug}", "All others"), tuple(rows),
                                 "An outcome is what the report tells of the case, whatever caused it.")]  # fmt: skip
    if found.written:
        names = "; ".join(f"{name} ({count:,})" for name, count in found.written[:SPELLINGS])
        more = f"; and {len(found.written) - SPELLINGS:,} more" if len(found.written) > SPELLINGS else ""
        blocks.append(Words(f"Written on reports as: {names}{more}. Mentions in all versions and roles.", "faint"))
    return Section("people", "Who is reported", tuple(blocks))


def tell_account(found: Found) -> Section:
    """How many rows and reports, what became of them, what could not be read."""
    cases, account = found.cases, found.cases.account
    told = cases.versions
    steps = [f"{say_count(account.rows_read, 'row')} of {say_count(len(account.rows), 'table')}, of which "
             f"{account.rows_lost:,} {'was' if account.rows_lost == 1 else 'were'} left out",
             f"{say_count(told['reports'], 'report')}; {say_count(told['older versions'], 'older version')} and "
             f"{told['retracted']:,} retracted left {say_count(told['counted'], 'case')}",
             f"{say_count(found.named, 'case names', 'cases name')} an event, and a drug in a role that counts, and "
             f"{'is' if found.named == 1 else 'are'} compared"]  # fmt: skip
    blocks: list[Block] = [Bullets(tuple(steps))]
    for said, items in (("Left out:", [str(loss) for loss in account.lost]), ("Not read, or missing:", account.faults),
                        ("Understood or repaired:", account.remarks)):  # fmt: skip
        if items:
            blocks += [Words(said), Bullets(tuple(items))]
    return Section("account", "What was read", tuple(blocks))


def tell_methods(found: Found) -> Section:
    """How it was counted."""
    strata = f"summed over strata of {found.asked.by}" if found.asked.by else "of independence, without strata"
    prior = f" The prior, fitted to all {found.pairs:,} pairs: {found.prior.tell()}." if found.prior else ""
    prior += "".join(f" Of it: {note}." for note in found.notes)
    pooled = (
        ", both also within strata by Mantel and Haenszel's weights (variances of Greenland and Robins 1985 and of "
        "Robins, Breslow and Greenland 1986)"
        if found.asked.by
        else ""
    )
    said = (
        "A disproportionality analysis of individual case reports. Of each case the newest version counts (by day of "
        "receipt, version, number), retracted cases do not. A case counts once for a drug and once for an event. Names "
        "are mapped by the synonyms of the library, then by the active ingredient, else as written. Roles: "
        f"{', '.join(found.asked.roles)}. Expectations: {strata}. PRR (Evans 2001), ROR with Woolf's interval (van "
        f"Puijenbroek 2002){pooled}, IC with a gamma interval (Norén 2013), EBGM by a mixture of two gammas (DuMouchel "
        f"1999).{prior} Events are MedDRA's preferred terms as reported, of any version; no hierarchy is used."
    )
    return Section("methods", "How it was counted", (Words(said),))
