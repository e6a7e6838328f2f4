"""What the columns of a table of studies are called, by people and by the programs they use (metafor, meta, netmeta,
RevMan, robvis): one table of names, and the form of a table, which follows from its columns.

Capitals, blanks, dots and underscores make no difference: "Events 1", "event.1" and "events_1" are one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Literal

from neurodose.errors import StudyError, unknown_name

Form = Literal["arms", "pairs", "contrasts"]
FORMS: Mapping[Form, str] = {
    "arms": "a row for each arm: study, treatment, and events and total, or mean, sd and total",
    "pairs": "a row for each study with its arms side by side: events.e, n.e, events.c, n.c, or ai, n1i, ci, n2i",
    "contrasts": "a row for each comparison: study, treat1, treat2, and TE with seTE, or estimate with lower and upper",
}

# The first that is there names the study; the others are kept as columns.
STUDY = ("study", "studlab", "slab", "study_name", "study_label", "studyid", "study_id", "trial", "trial_name",
         "author", "authors", "first_author", "name", "id", "label")  # fmt: skip
OF_STUDY: Mapping[str, tuple[str, ...]] = {
    "author": ("author", "authors", "first_author"),
    "year": ("year", "publication_year", "year_of_publication", "pub_year", "study_year", "year_of_study"),
    "outcome": ("outcome", "endpoint", "outcome_name", "end_point"),
    "at": ("at", "timepoint", "time_point", "follow_up", "followup"),
    "weeks": ("weeks", "follow_up_weeks", "duration_weeks", "weeks_of_treatment"),
    "better": ("better",),
    "scale": ("scale", "instrument", "rating_scale"),
    "design": ("design", "study_design"),
    "condition": ("condition", "population", "disease", "indication", "diagnosis"),
    "registration": ("registration", "nct", "nct_id", "nctid", "registration_number", "trial_registration"),
    "funding": ("funding", "funder", "sponsor"),
    "doi": ("doi",),
    "pmid": ("pmid", "pubmed_id"),
    "against": ("against", "versus", "vs", "comparator", "control"),
    "measure": ("measure", "sm", "effect_measure", "summary_measure"),
    "level": ("level", "ci_level", "confidence_level"),
    "p": ("p", "pval", "p_value", "pvalue"),
    "variance": ("vi", "var", "variance"),
    "effect_se": ("sete", "sei", "se_te", "se_estimate", "se_effect", "se_log", "stderr",
                  *(f"se{join}{log}{ratio}" for join in ("", "_") for log in ("ln", "log", "ln_", "log_")
                    for ratio in ("or", "rr", "hr", "irr"))),
    "low": ("lower", "low", "ci_lb", "ci_low", "ci_lower", "lower_ci", "lower_te", "lcl", "lci", "ci_start", "ci_l",
            "lower_limit", "lower_95", "95%_ci_lower", "lower_95%_ci"),
    "high": ("upper", "high", "ci_ub", "ci_high", "ci_upper", "upper_ci", "upper_te", "ucl", "uci", "ci_end", "ci_u",
             "upper_limit", "upper_95", "95%_ci_upper", "upper_95%_ci"),
}  # fmt: skip
OF_ARM: Mapping[str, tuple[str, ...]] = {
    "arm": ("arm", "arm_name", "group", "group_name"),
    "treatment": ("treatment", "treat", "trt", "intervention", "treatment_name"),
    "events": ("events", "event", "r", "cases", "responders", "n_events", "event_count", "xi"),
    "nonevents": ("nonevents", "non_events", "nonevent", "no_events"),
    "total": ("total", "n", "totals", "sample_size", "n_total", "participants", "denominator",
              "n_analysed", "n_analyzed", "ni"),
    "mean": ("mean", "means", "average", "mi"),
    "sd": ("sd", "sds", "stdev", "std", "std_dev", "standard_deviation", "sdi"),
    "se": ("se", "sem", "std_err", "standard_error", "standard_error_of_the_mean"),
    "person_time": ("person_time", "person_years", "patient_years", "person_months", "person_weeks", "py",
                    "time_at_risk", "ti"),
    "dose": ("dose", "dose_mg", "daily_dose", "daily_dose_mg", "dose_mg_day", "mg_day"),
    "drug": ("drug",),
    "route": ("route",),
    "form": ("form", "formulation"),
    "beside": ("beside", "background", "co_treatment"),
}  # fmt: skip
# Names that mean something only with the number of an arm.
NUMBERED: Mapping[str, tuple[str, ...]] = {
    "person_time": ("time",), "treatment": ("label", "group_label", "t"), "mean": ("y",),
}  # fmt: skip
ARMS: Mapping[int, tuple[str, ...]] = {
    1: ("1", "e", "t", "exp", "experimental", "treatment", "treated", "treat", "trt", "intervention", "active"),
    2: ("2", "c", "ctrl", "con", "control", "placebo", "plac", "comparator"),
} | {n: (str(n),) for n in range(3, 10)}
METAFOR: Mapping[str, tuple[int, str]] = {
    "ai": (1, "events"), "bi": (1, "nonevents"), "ci": (2, "events"), "di": (2, "nonevents"),
    "n1i": (1, "total"), "n2i": (2, "total"), "m1i": (1, "mean"), "m2i": (2, "mean"),
    "sd1i": (1, "sd"), "sd2i": (2, "sd"), "x1i": (1, "events"), "x2i": (2, "events"),
    "t1i": (1, "person_time"), "t2i": (2, "person_time"),
    "xti": (1, "events"), "xci": (2, "events"), "nti": (1, "total"), "nci": (2, "total"),
    "xt": (1, "events"), "xc": (2, "events"), "nt": (1, "total"), "nc": (2, "total"), "ne": (1, "total"),
    "mt": (1, "mean"), "mc": (2, "mean"), "me": (1, "mean"),
    "sdt": (1, "sd"), "sdc": (2, "sd"), "sde": (1, "sd"),
    "tpos": (1, "events"), "tneg": (1, "nonevents"), "cpos": (2, "events"), "cneg": (2, "nonevents"),
}  # fmt: skip
# Estimates: the measure that the name tells, and whether ratios stand there as logarithms.
ESTIMATES: Mapping[str, tuple[str, bool]] = {
    **dict.fromkeys(("te", "yi", "log_estimate", "ln_estimate"), ("", True)),
    **dict.fromkeys(("estimate", "effect", "effect_estimate", "effect_size", "es", "point_estimate"), ("", False)),
    "or": ("OR", False), "odds_ratio": ("OR", False), "rr": ("RR", False), "risk_ratio": ("RR", False),
    "relative_risk": ("RR", False), "hr": ("HR", False), "hazard_ratio": ("HR", False), "irr": ("IRR", False),
    "rate_ratio": ("IRR", False), "rd": ("RD", False), "risk_difference": ("RD", False), "md": ("MD", False),
    "mean_difference": ("MD", False), "smd": ("SMD", False), "hedges_g": ("SMD", False), "cohens_d": ("SMD", False),
    **{f"{log}{join}{ratio.lower()}": (ratio, True)
       for log in ("log", "ln") for join in ("", "_") for ratio in ("OR", "RR", "HR", "IRR")},
}  # fmt: skip
DOMAIN_NAMES: Mapping[str, tuple[str, ...]] = {
    "randomisation": ("randomisation", "randomization", "randomisation_process", "randomization_process"),
    "deviations": ("deviations", "deviations_from_intended_interventions"),
    "missing data": ("missing_data", "missing_outcome_data", "missing_outcomes"),
    "measurement": ("measurement", "measurement_of_the_outcome", "outcome_measurement"),
    "selective reporting": ("selective_reporting", "selection_of_the_reported_result", "reported_result"),
    "confounding": ("confounding",),
    "selection": ("selection_of_participants", "participant_selection"),
    "classification": ("classification_of_interventions",),
}
IN_ORDER = ("randomisation", "deviations", "missing data", "measurement", "selective reporting")  # robvis: D1 to D5
OVERALL = ("overall", "overall_bias", "rob_overall", "bias_overall", "overall_bias_judgement")
MARKS_OF_BIAS = ("rob_", "bias_", "risk_of_bias_", "rob2_")
OR_SAY = 'columns={"deaths": "events"} says what a column is called here'
NEAR = 0.8  # how like a known name a misspelt one is ("evnts")


@dataclass
class Columns:
    """What each column of a sheet is, by the name that stands in its header.

    study: which names the study; of: "year", "estimate", …; arms: by number of the arm, 0 where a row is one arm
    bias:  by domain; kept: what no name is known for, kept beside the study as it is called
    measure, is_log: what the name of the estimate tells
    """

    study: str = ""
    of: dict[str, str] = field(default_factory=dict)
    arms: dict[int, dict[str, str]] = field(default_factory=dict)
    bias: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    measure: str = ""
    is_log: bool = False

    def has_results(self, arm: int) -> bool:
        return any(role in self.arms.get(arm, {}) for role in ("events", "nonevents", "mean"))


def plain(name: str) -> str:
    """A name as it is compared: "Events 1" and "event.1" differ by no more than their last letter."""
    return re.sub(r"[\s.\-_/()\[\],]+", "_", name.strip().casefold()).strip("_")


def rename(header: Iterable[str], columns: Mapping[str, str]) -> dict[str, str]:
    """The name of each column, as somebody says it; raises StudyError for a column that is not there."""
    header = list(header)
    for name in columns:
        if name not in header:
            raise unknown_name(StudyError, "column", name, header, where="columns=", owner="the table")
    return {name: columns.get(name, name) for name in header}


def find_columns(header: Iterable[str], where: str) -> Columns:
    """What each column is. Raises StudyError where two columns say the same thing."""
    header = list(header)
    by_name = {plain(name): name for name in reversed(header)}
    found = Columns(study=next((by_name[name] for name in STUDY if name in by_name), ""))
    if not found.study:
        near = [name for name in header if get_close_matches(plain(name), STUDY[:8], cutoff=NEAR)]
        raise StudyError("no column says which study a row is of", where=where,
                         exists=f"columns: {', '.join(header)}",
                         hint=f'call the column of the studies "study" ({near[0]}?)' if near else
                         f'call the column of the studies "study"; {OR_SAY}')  # fmt: skip
    in_order = {f"d{n}": domain for n, domain in enumerate(IN_ORDER, 1)}
    is_robvis = len(in_order.keys() & by_name.keys()) == len(in_order)
    for name in header:
        if name == found.study:
            continue
        if is_robvis and (domain := in_order.get(plain(name))):
            _take(found.bias, domain, name, where)
        else:
            _place(found, name, set(by_name), where)
    return found


def _place(found: Columns, header: str, others: set[str], where: str) -> None:
    name = plain(header)
    if name in METAFOR and (name not in ("ci", "di", "bi") or "ai" in others):
        arm, role = METAFOR[name]
        _take(found.arms.setdefault(arm, {}), role, header, where)
    elif name in ESTIMATES:
        _take_estimate(found, header, where)
    elif domain := _find_domain(name):
        _take(found.bias, domain, header, where)
    elif name in OVERALL:
        found.remarks.append(f"the column {header} is left out: the worst domain decides over the whole")
    elif role := _find(OF_STUDY, name):
        _take(found.of, role, header, where)
    elif role := _find(OF_ARM, name):
        _take(found.arms.setdefault(0, {}), role, header, where)
    elif numbered := _find_numbered(name):
        _take(found.arms.setdefault(numbered[0], {}), numbered[1], header, where)
    else:
        found.kept.append(header)
        if near := get_close_matches(name, list(_list_names()), n=1, cutoff=NEAR):
            found.remarks.append(f'the column {header} is kept as it is; did you mean "{near[0]}"?')


def _take_estimate(found: Columns, header: str, where: str) -> None:
    """Beside what metafor and netmeta call an estimate (yi, TE), the same in another form is left out."""
    told, known = ESTIMATES[plain(header)], found.of.get("estimate", "")
    if known and (ESTIMATES[plain(known)] == ("", True)) != (told == ("", True)):
        left = header if told != ("", True) else found.of.pop("estimate")
        kept = header if left == known else known
        found.remarks.append(f"the column {left} is left out: {kept} gives the estimates")
        if left == header:
            return
    _take(found.of, "estimate", header, where)
    found.measure, found.is_log = told


def _take(roles: dict[str, str], role: str, header: str, where: str) -> None:
    if role in roles:
        raise StudyError(f'the columns "{roles[role]}" and "{header}" say the same thing ({role})', where=where,
                         hint="leave one of them out, or call it by a name of its own")  # fmt: skip
    roles[role] = header


def _find(table: Mapping[str, tuple[str, ...]], name: str) -> str:
    return next((role for role, names in table.items() if name in names), "")


def _find_domain(name: str) -> str:
    for mark in MARKS_OF_BIAS:
        name = name.removeprefix(mark)
    return _find(DOMAIN_NAMES, name)


def _find_numbered(name: str) -> tuple[int, str] | None:
    """The arm and the role of "event1", "n.e", "mean_2", "experimental_events"."""
    if match := re.fullmatch(r"(.*?[a-z])_?([1-9])", name):
        return _pair(match[1], match[2])
    first, _, rest = name.partition("_")
    start, _, last = name.rpartition("_")
    return _pair(start, last) or _pair(rest, first)


def _pair(base: str, mark: str) -> tuple[int, str] | None:
    role = _find(OF_ARM, base) or _find(NUMBERED, base)
    arm = next((number for number, marks in ARMS.items() if mark in marks), None)
    return (arm, role) if role and arm is not None else None


def _list_names() -> Iterator[str]:
    for table in (OF_STUDY, OF_ARM):
        for names in table.values():
            yield from (name for name in names if len(name) > 3)


def find_form(columns: Columns, header: Iterable[str], where: str) -> Form:
    """The form of the table; raises StudyError where it has none, or several between which nothing decides.

    Counts and means come before estimates that were made of them.
    """
    is_pairs = columns.has_results(1) and columns.has_results(2)
    is_arms = columns.has_results(0) and bool(columns.arms[0].keys() & {"arm", "treatment"})
    if is_pairs and is_arms:
        raise StudyError("the table has its arms both side by side and row by row", where=where,
                         exists=_tell(columns.arms), hint="leave the columns of one of the two out")  # fmt: skip
    if is_pairs or is_arms:
        form: Form = "pairs" if is_pairs else "arms"
        _leave_out_estimates(columns)
        return form
    if "estimate" in columns.of:
        return "contrasts"
    raise StudyError(
        "the table has none of the forms that are known",
        where=where,
        exists=f"columns: {', '.join(header)}",
        hint=f"{'; or '.join(FORMS.values())}{_name_missing(columns)}; {OR_SAY}",
    )


def _name_missing(columns: Columns) -> str:
    if columns.has_results(0):
        return ' (here a column "treatment" is missing, which says what each arm was given)'
    if columns.has_results(1) or columns.has_results(2):
        return f" (here the numbers of arm {2 if columns.has_results(1) else 1} are missing)"
    return ""


def _leave_out_estimates(columns: Columns) -> None:
    made = [columns.of.pop(role) for role in ("estimate", "variance", "effect_se", "low", "high", "p")
            if role in columns.of]  # fmt: skip
    if made:
        columns.remarks.append(f"left out, as there are counts or means: {', '.join(made)}")


def _tell(arms: Mapping[int, Mapping[str, str]]) -> str:
    return "; ".join(f"arm {n or 'of the row'}: {', '.join(roles.values())}" for n, roles in arms.items())
