"""Made-up reports in the true formats: what regulators publish looks like this; no person stands behind any of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

HEADERS = {
    "DEMO": "primaryid$caseid$caseversion$i_f_code$event_dt$mfr_dt$init_fda_dt$fda_dt$rept_cod$auth_num$mfr_num$"
    "mfr_sndr$lit_ref$age$age_cod$age_grp$sex$e_sub$wt$wt_cod$rept_dt$to_mfr$occp_cod$reporter_country$occr_country",
    "DRUG": "primaryid$caseid$drug_seq$role_cod$drugname$prod_ai$val_vbm$route$dose_vbm$cum_dose_chr$cum_dose_unit$"
    "dechal$rechal$lot_num$exp_dt$nda_num$dose_amt$dose_unit$dose_form$dose_freq",
    "REAC": "primaryid$caseid$pt$drug_rec_act",
    "OUTC": "primaryid$caseid$outc_cod",
    "INDI": "primaryid$caseid$indi_drug_seq$indi_pt",
    "THER": "primaryid$caseid$dsg_drug_seq$start_dt$end_dt$dur$dur_cod",
    "RPSR": "primaryid$caseid$rpsr_cod",
}
WORDS = {"REAC": "events", "OUTC": "outcomes", "INDI": "indications", "RPSR": "senders"}
OLD_HEADERS = {
    "DEMO": "ISR$CASE$I_F_COD$FOLL_SEQ$IMAGE$EVENT_DT$MFR_DT$FDA_DT$REPT_COD$MFR_NUM$MFR_SNDR$AGE$AGE_COD$GNDR_COD$"
    "E_SUB$WT$WT_COD$REPT_DT$OCCP_COD$DEATH_DT$TO_MFR$CONFID$REPORTER_COUNTRY",
    "DRUG": "ISR$DRUG_SEQ$ROLE_COD$DRUGNAME$VAL_VBM$ROUTE$DOSE_VBM$DECHAL$RECHAL$LOT_NUM$EXP_DT$NDA_NUM",
    "REAC": "ISR$PT",
}


def fill(table: str, headers: dict[str, str] = HEADERS, end: str = "", **told: Any) -> str:
    """A row of a table: what is told, and nothing in the other fields."""
    names = headers[table].split("$")
    assert set(told) <= set(names), set(told) - set(names)
    return "$".join(str(told.get(name, "")) for name in names) + end


def write_quarter(folder: Path, quarter: str, reports: Sequence[dict[str, Any]], *, line_end: str = "\r\n") -> Path:
    """A set of all seven tables of a quarter ("26Q2").

    reports: each with number, case, version, received, event_day, sex, age, drugs (of name, or of name, active, role),
    events, outcomes, indications, senders, start (of its drugs)
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[str]] = {table: [header] for table, header in HEADERS.items()}
    for report in reports:
        key: dict[str, Any] = {"primaryid": report["number"], "caseid": report.get("case", report["number"])}
        rows["DEMO"].append(fill(
            "DEMO", **key, caseversion=report.get("version", 1), event_dt=report.get("event_day", ""),
            init_fda_dt=report.get("first", ""), fda_dt=report.get("received", "20260415"), age=report.get("age", ""),
            age_cod=report.get("age_unit", "YR" if report.get("age") else ""), sex=report.get("sex", ""),
            occr_country=report.get("country", "US"),
        ))  # fmt: skip
        for at, drug in enumerate(report.get("drugs", ()), 1):
            name, active, role = drug if isinstance(drug, tuple) else (drug, "", "PS")
            rows["DRUG"].append(fill("DRUG", **key, drug_seq=at, role_cod=role, drugname=name, prod_ai=active))
            if "start" in report:
                rows["THER"].append(fill("THER", **key, dsg_drug_seq=at, start_dt=report["start"]))
        for table, column in (("REAC", "pt"), ("OUTC", "outc_cod"), ("INDI", "indi_pt"), ("RPSR", "rpsr_cod")):
            words = report.get(WORDS[table], ())
            rows[table] += [fill(table, **key, **{column: word}) for word in words]
    for table, lines in rows.items():
        (folder / f"{table}{quarter}.txt").write_bytes("".join(line + line_end for line in lines).encode())
    return folder


def write_old_quarter(folder: Path, quarter: str, reports: Sequence[dict[str, Any]]) -> Path:
    """The same as LAERS had it: other names, capitals, a "$" at the end of each row but the first."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, list[str]] = {table: [header] for table, header in OLD_HEADERS.items()}
    for report in reports:
        rows["DEMO"].append(fill(
            "DEMO", OLD_HEADERS, "$", ISR=report["number"], CASE=report.get("case", ""),
            FOLL_SEQ=report.get("version", ""), FDA_DT=report.get("received", "20080415"), AGE=report.get("age", ""),
            AGE_COD="YR" if report.get("age") else "", GNDR_COD=report.get("sex", ""),
        ))  # fmt: skip
        for at, drug in enumerate(report.get("drugs", ()), 1):
            rows["DRUG"].append(
                fill("DRUG", OLD_HEADERS, "$", ISR=report["number"], DRUG_SEQ=at, ROLE_COD="PS", DRUGNAME=drug)
            )
        rows["REAC"] += [fill("REAC", OLD_HEADERS, "$", ISR=report["number"], PT=word)
                         for word in report.get("events", ())]  # fmt: skip
    for table, lines in rows.items():
        (folder / f"{table}{quarter}.TXT").write_bytes("".join(line + "\r\n" for line in lines).encode())
    return folder
