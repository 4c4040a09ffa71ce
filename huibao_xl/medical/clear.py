"""Clearing of medical-assistance settlements: every row again from identity and policy, compared with what was paid.

This checks and reconciles: in Shanghai the settling itself is the 医保局's, and 民政 supplies the identities.
:func:`clear_settlements` is the whole year at once (年度清算); :mod:`huibao_xl.medical.state` keeps what was cleared so
that new rows can be cleared as they come (实时清算). Both stand on the same steps and agree on the same data.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from huibao_xl import findings, reasons
from huibao_xl.frames import FLAG, LABEL, MONEY, SETTLEMENTS, TEXT, Shape
from huibao_xl.medical import identity
from huibao_xl.medical.choices import Chosen, about_choices
from huibao_xl.medical.doubtful import Facts, doubtful
from huibao_xl.medical.due import Due, Terms, work_out
from huibao_xl.medical.faults import explain_differences
from huibao_xl.medical.policy import BASES, UNLIMITED, MedicalPolicy
from huibao_xl.medical.rows import NOT_COUNTED, Sorted, sort_out
from huibao_xl.medical.strays import of_settlements, people_of, with_strays
from huibao_xl.medical.trace import messages, traces

UNCLEAR = "无法清算"
"""The kind of every row that cannot be cleared: nobody can say what was due."""

CLEARED = Shape(
    "cleared",
    {
        "code": LABEL,
        "fault": LABEL,
        "identity": LABEL,
        "rule": LABEL,
        "pool": LABEL,
        "cleared": FLAG,
        "base_fen": MONEY,
        "used_fen": MONEY,
        "cap_fen": MONEY,
        "room_fen": MONEY,
        "due_fen": MONEY,
        "paid_fen": MONEY,
        "difference_fen": MONEY,
        "year": MONEY,
        "message": TEXT,
        "advice": LABEL,
        "trace": TEXT,
    },
)
"""One row per settlement, in its order. code: M..; fault: its title, 无法清算 for M20 and above; rule: the benefit used; cap_fen: -1 without
a cap; paid_fen, due_fen: negative for a refund; difference_fen = paid - due (0 where not cleared or corrected later); year: of assistance."""


@dataclass(frozen=True)
class Clearing:
    """What a clearing gives: the settlements, CLEARED beside them, findings, and the policy used."""

    settlements: pd.DataFrame
    rows: pd.DataFrame
    findings: pd.DataFrame
    policy: MedicalPolicy


def clear_settlements(
    settlements: pd.DataFrame, identities: pd.DataFrame, policy: MedicalPolicy, people: pd.DataFrame | None = None
) -> Clearing:
    """Clear frames.SETTLEMENTS by frames.IDENTITIES. Touches no file; the result does not depend on the order of the rows. ``people``: whom rows without an
    id may be of, where it is not only those whom both frames name (strays.people_of)."""
    SETTLEMENTS.check(settlements)
    settlements = settlements.reset_index(drop=True)
    people = people_of(settlements, identities) if people is None else people
    every_period, about_periods = identity.with_identity(identities, policy)
    periods = with_strays(every_period, people)
    rows = sort_out(settlements)
    first = rows.order[rows.original[rows.order] < 0]
    choices = identity.choices(settlements, periods, policy, first)
    code = np.where(rows.code == "", choices.code, rows.code)
    code[(code == "") & _without_total(settlements, rows, choices.benefits, policy)] = "M51"
    refunds = rows.order[rows.original[rows.order] >= 0]
    code[refunds[code[rows.original[refunds]] != ""]] = "M35"
    due = work_out(settlements, rows, choices.benefits, rows.order[code[rows.order] == ""], policy)
    strays = of_settlements(settlements, people)
    code[doubtful(Facts(settlements, rows, choices.benefits, due, strays, policy), code)] = "M35"
    paid = signed_paid(settlements)
    due = replace(due, due=np.where(code == "", due.due, 0))
    final, why = explain_differences(settlements, rows, code, due, paid, periods, policy)
    other = np.where(why == "", _number_to_name(settlements, rows), why)
    texts = messages(final, other, choices.absent)
    cleared = _cleared(settlements, rows, due, final, paid, texts, policy)
    about = [_about_rows(settlements, cleared), _about_names(settlements, periods)]
    chosen = Chosen(settlements, rows, periods, choices, due, cleared)
    found = findings.concat([about_periods, *about, *about_choices(chosen, policy)])
    return Clearing(settlements, cleared, found, policy)


def _without_total(settlements: pd.DataFrame, rows: Sorted, benefits: np.ndarray, policy: MedicalPolicy) -> np.ndarray:
    """Which rows may draw on a benefit that counts all costs, and state none, or fewer than those in the catalogue."""
    drawn = benefits[np.where(rows.original >= 0, rows.original, np.arange(len(settlements)))]
    of_total = ((Terms(policy).base[drawn] == BASES.index("个人负担")) & (drawn >= 0)).any(axis=1)
    return of_total & (settlements["total_fen"] < settlements["scope_fen"]).to_numpy()


def signed_paid(settlements: pd.DataFrame) -> np.ndarray:
    """Return 医疗救助 as paid for each of frames.SETTLEMENTS, in fen, negative for a refund."""
    return np.where(settlements["refund"], -settlements["paid_fen"], settlements["paid_fen"])


def _number_to_name(settlements: pd.DataFrame, rows: Sorted) -> np.ndarray:
    """The 结算号 that a row's message names: that of the other row, else of what it refunds, else its own."""
    numbers = settlements["number"].to_numpy(dtype=object)
    others = np.where(rows.other >= 0, numbers[rows.other], settlements["refund_of"].to_numpy(dtype=object))
    return np.where(others == "", numbers, others)


def _cleared(
    settlements: pd.DataFrame,
    rows: Sorted,
    due: Due,
    code: np.ndarray,
    paid: np.ndarray,
    texts: np.ndarray,
    policy: MedicalPolicy,
) -> pd.DataFrame:
    """CLEARED of rows whose ``code`` is final; ``texts``: the message of each."""
    terms, benefit, table = Terms(policy), due.benefit, policy.benefits
    which, codes = pd.factorize(code)
    entries = [reasons.CATALOGUE[reason] for reason in codes]
    titles = [_title(entry) for entry in entries]
    advice = ["见问题清单。" if "{" in entry.advice else entry.advice for entry in entries]
    clear = np.array([title != UNCLEAR for title in titles], dtype=bool)[which]
    counted = clear & ~np.isin(code.astype(str), NOT_COUNTED)
    cap = terms.cap[benefit]
    frame = pd.DataFrame(
        {
            "code": pd.Categorical.from_codes(which, categories=pd.Index(list(codes))),
            "fault": _labels(which, titles),
            "identity": _labels(benefit, list(table["identity"])),
            "rule": _labels(benefit, [policy.describe(number) for number in range(len(table))]),
            "pool": _labels(np.where(benefit >= 0, terms.pool[benefit], -1), list(policy.pools)),
            "cleared": clear,
            "base_fen": due.base,
            "used_fen": np.take_along_axis(due.used, terms.pool[benefit][:, None], axis=1)[:, 0],
            "cap_fen": np.where((benefit >= 0) & (cap < UNLIMITED), cap, -1),
            "room_fen": np.where(cap < UNLIMITED, due.room, 0),
            "due_fen": np.where(counted, due.due, 0),
            "paid_fen": paid,
            "difference_fen": np.where(counted, paid - due.due, 0),
            "year": policy.years_of(settlements),
            "message": pd.array(texts, dtype="str"),
            "advice": _labels(which, advice),
        }
    )
    return CLEARED.check(frame.assign(trace=traces(settlements, rows, due, frame, policy)))


def _title(entry: reasons.Reason) -> str:
    return entry.title if entry.code < "M20" else UNCLEAR


def _labels(positions: np.ndarray, names: list[str]) -> "pd.Categorical[str]":
    """A label per row; several positions may have one name; -1 is null."""
    kinds = list(dict.fromkeys(names))
    codes = np.array([*map(kinds.index, names), -1])
    return pd.Categorical.from_codes(codes[positions], categories=pd.Index(kinds))


def _about_rows(settlements: pd.DataFrame, cleared: pd.DataFrame) -> pd.DataFrame:
    """A finding for each row that cannot be cleared for a reason that no cell has."""
    found = []
    for reason in ("M07", "M26", "M29", "M31", "M32", "M33", "M34", "M35", "M49", "M51"):
        hit = (cleared["code"] == reason).to_numpy()
        if not hit.any():
            continue
        texts, numbers = cleared["message"][hit].tolist(), settlements["number"][hit].tolist()
        advice = [reasons.CATALOGUE[reason].advice] * len(texts)
        found.append(findings.with_texts(reason, settlements[hit], texts, advice, "结算号", value=numbers))
    no_day = (cleared["code"] == "M36").to_numpy() & settlements["fault"].isna().to_numpy()
    numbers = settlements["number"][no_day].tolist()
    found.append(findings.for_rows("M36", settlements[no_day], "结算号", field="身份所依据的日期", value=numbers))
    return findings.concat(found)


def _about_names(settlements: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """M41 where no period of the person bears the name of the settlement."""
    keys = ["person", "name_key"]
    listed = periods.loc[periods["name_key"] != "", [*keys, "name"]].drop_duplicates(keys)
    same = pd.MultiIndex.from_frame(settlements[keys]).isin(pd.MultiIndex.from_frame(listed[keys]))
    has_name = (settlements["name_key"] != "").to_numpy() & settlements["person"].isin(listed["person"]).to_numpy()
    differs = has_name & ~same
    listed = listed[listed["person"].isin(settlements["person"][differs])]
    names = settlements["person"][differs].map(listed.groupby("person")["name"].agg("、".join)).tolist()
    written = settlements["name"][differs].tolist()
    return findings.for_rows("M41", settlements[differs], "姓名", value=written, name=names)
