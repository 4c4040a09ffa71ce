"""Lists of the medical clearing: settlements (救助结算) and identity periods (救助身份), cells to frames.

The same machinery as for the rosters, with the headers of ``schemas/medical-fields.json``. A cell that cannot be read makes a
finding and the row's ``fault``: such a row is never cleared with a guess. A clean row costs whole-column work only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile
from huibao_xl.first_fit import first_fit
from huibao_xl.frames import IDENTITIES, INSURERS, SETTLEMENTS
from huibao_xl.identifiers import resident_id
from huibao_xl.medical import open_columns
from huibao_xl.medical.other_payers import absent, not_written, unexplained, with_headers_alike
from huibao_xl.reasons import Stop
from huibao_xl.rosters import columns, days
from huibao_xl.rosters.cells import Cleaned
from huibao_xl.rosters.column_answers import Answers
from huibao_xl.rosters.fields import role_book, value_aliases
from huibao_xl.rosters.lists import Forced, label, shared_folder
from huibao_xl.rosters.read_lists import joined, used_sheets
from huibao_xl.rosters.readings import contradicted, readings_of
from huibao_xl.rosters.role_reader import RoleReader, frames_of, read_roles
from huibao_xl.rosters.rows import Body

BOOK = "medical"
_PARTS = {"own_fen": "全自费", "over_fen": "超限价", "first_fen": "先行自付"}
_AMOUNTS = {"total_fen": "总额", **_PARTS, "scope_fen": "符合政策范围", "line_fen": "起付线"} | INSURERS
_MONEY = _AMOUNTS | {"paid_fen": "医疗救助"}
_OPTIONAL_DAYS = {
    "admitted_on": "入院日期",
    "discharged_on": "出院日期",
    "received_on": "到达日期",
    "relief_on": "减负日期",
}


_OUT = ("注销", "死亡", "待定")
"""What the names of a list of identities say of everybody on it (停发名单): each is an identity of which nobody knows what it gives, beside whatever else is listed."""


@dataclass(frozen=True)
class MedicalLists:
    """What was read: frames.SETTLEMENTS, frames.IDENTITIES, the used sheets (collect.Lists.sheets), frames.READINGS, findings."""

    settlements: pd.DataFrame
    identities: pd.DataFrame
    sheets: pd.DataFrame
    readings: pd.DataFrame
    findings: pd.DataFrame


def collect(
    files: Sequence[SourceFile], forced: Forced, today: date, column_answers: pd.DataFrame | None = None
) -> MedicalLists:
    """Return the lists of all files. ``column_answers``: what clerks answered about columns and sheets (frames.COLUMN_ANSWERS). Raises Stop(S02, S41) if a
    recognised sheet lacks columns, Stop(S04) without settlements."""
    base = shared_folder([file.path for file in files])
    kinds = {"settlements": (SETTLEMENTS, settlements), "identities": (IDENTITIES, identities)}
    labels = {file.path: label(file.path, base) for file in files}
    answers = Answers(column_answers)
    reader = RoleReader(role_book(BOOK), kinds, forced, today, labels, files, answers=answers)
    lists, _, found = read_roles(files, reader)
    frames = frames_of(lists, reader)
    if SETTLEMENTS.name not in frames:
        raise Stop("S04", role="救助结算", seen="")
    read = {shape.name: joined(shape, frames.get(shape.name, [])) for shape, _ in kinds.values()}
    shown = [replace(one, body=with_headers_alike(one.body)) for one in lists]
    found += contradicted(shown, reader)
    asked = open_columns.asked(readings_of(files, shown, reader), findings.concat(found))
    return MedicalLists(**read, sheets=used_sheets(shown), readings=asked, findings=findings.concat(found))


@dataclass(frozen=True)
class _Fault:
    """Cells of one column that cannot be used. ``code``: of the catalogue; ``title``: the column's field; ``hit``:
    one truth value per row; ``texts``: what fills the message, scalars or one value per hit row; ``of_column``: said elsewhere: of a whole column, or of the row."""

    code: str
    title: str
    hit: np.ndarray
    texts: Mapping[str, Any] | None = None
    of_column: bool = False


def _first_codes(faults: Sequence[_Fault]) -> "pd.Categorical[str]":
    """The code of each row's first fault, null where there is none."""
    codes = np.array([fault.code for fault in faults])
    positions = first_fit([fault.hit for fault in faults])
    texts = pd.Series(np.append(codes, "")[positions], dtype="str")
    used = pd.Index(sorted(set(texts) - {""}), dtype="str")  # one dtype, also without any
    return pd.Categorical(texts.where(texts != ""), categories=used)


def _findings(body: Body, frame: pd.DataFrame, faults: Sequence[_Fault]) -> list[pd.DataFrame]:
    """A finding at each faulty cell, fault by fault."""
    found = []
    for fault in faults:
        if fault.of_column or not fault.hit.any():
            continue
        if fault.title in body.layout.columns:
            found.append(columns.faults(body, fault.code, frame, fault.title, fault.hit, **(fault.texts or {})))
        else:
            where = frame[fault.hit]
            found.append(findings.for_rows(fault.code, where, fault.title, field=fault.title, **(fault.texts or {})))
    return found


def settlements(body: Body, today: date) -> Cleaned:
    """Return a sheet of 救助结算 as frames.SETTLEMENTS, and its findings. Raises Stop(S41) without 符合政策范围 and what it
    follows from, Stop(S16) where a column is in a unit of money that is not known."""
    body = with_headers_alike(body)
    _require_scope(body)
    columns.require_units(body, _MONEY.values())
    frame = columns.person(body, today)
    frame["number"] = columns.text(body, "结算号")
    no_number = ~_is_number(frame["number"]) | body.lost("结算号")
    frame["kind"], unclear_kind = _meaning(body, "医疗类别", "M22", ("门急诊", "住院"))
    refund, unclear_refund = _meaning(body, "退费标志", "M37", ("否", "是"), empty=0)
    frame["refund"] = np.asarray(refund == "是")
    frame["refund_of"] = columns.text(body, "被退结算号")
    frame["settled_on"], unreadable = _day(body, "结算日期")
    no_day = unreadable | frame["settled_on"].isna().to_numpy()
    no_original = (frame["refund_of"] != "").to_numpy() & (~_is_number(frame["refund_of"]) | body.lost("被退结算号"))
    faults = [_faulty_ids(frame), _Fault("M24", "结算号", no_number), unclear_kind, unclear_refund]
    faults.append(_Fault("M31", "被退结算号", no_original, of_column=True))
    faults.append(_Fault("M53", "退费标志", _refers_without_refund(frame)))
    faults.append(_Fault("M23", "结算日期", no_day))
    for column, field in _OPTIONAL_DAYS.items():
        frame[column], unreadable = _day(body, field)
        faults.append(_Fault("M36", field, unreadable))
    amounts, faulty_amounts = _amounts(body, frame["refund"].to_numpy())
    faults += faulty_amounts
    insured = np.sum([amounts[column] for column in INSURERS], axis=0)
    faults.append(_Fault("M25", "总额", _more_than_costs(amounts)))
    unknown, about_columns = unexplained(body, insured, amounts["paid_fen"])
    faults.append(_Fault("M42", "总额", unknown, of_column=True))
    pooled, about_absent = absent(body)
    faults.append(_Fault("M46", "统筹", pooled, of_column=True))
    faults.append(_Fault("M52", "统筹", not_written(body, (amounts["scope_fen"] != 0) & (insured == 0))))
    open_rows, about_open = open_columns.of_settlements(body, frame)
    faults.append(_Fault("M48", "结算号", open_rows, of_column=True))
    frame = frame.assign(**amounts, turn=0, fault=_first_codes(faults))
    return SETTLEMENTS.check(frame), [*_findings(body, frame, faults), *about_columns, *about_absent, *about_open]


def _refers_without_refund(frame: pd.DataFrame) -> np.ndarray:
    """Which rows name the number of another settlement as the one that is refunded, and do not say that they refund it."""
    other = frame["refund_of"].str.strip("0").ne("") & (frame["refund_of"] != frame["number"])
    names: np.ndarray = (other & ~frame["refund"]).to_numpy(dtype=bool) & _is_number(frame["refund_of"])
    return names


def _is_number(texts: pd.Series) -> np.ndarray:
    """Which texts can be the number of a settlement: with a digit, and not as Excel leaves a long one (1.23E+15)."""
    numbers: np.ndarray = (
        texts.str.contains("[0-9]") & ~texts.str.fullmatch(r"[0-9](?:[.][0-9]*)?[Ee][+][0-9]+")
    ).to_numpy(dtype=bool)
    return numbers


def identities(body: Body, today: date) -> Cleaned:
    """Return a sheet of 救助身份 as frames.IDENTITIES, and its findings. A period whose days cannot be read is marked
    dates_unreadable."""
    frame = columns.person(body, today)
    frame["category"] = columns.text(body, "身份类别")
    if body.layout.says in _OUT:
        frame["category"] = (frame["category"] + f"（名称写明{body.layout.says}）").astype("str")
    frame["valid_from"], bad_from = _day(body, "生效日期")
    frame["valid_to"], bad_to = _day(body, "失效日期", end=True)
    period = "失效日期"
    if "有效期" in body.layout.columns:
        period = "有效期"
        positions, results = columns.mapped(
            body.texts("有效期"), lambda text: columns.or_unreadable(lambda: days.parse_period(text))
        )
        bad_to |= np.array([isinstance(result, days.Unreadable) for result in results], dtype=bool)[positions]
        for column, side in (("valid_from", 0), ("valid_to", 1)):
            ends = [result[side] if isinstance(result, tuple) else None for result in results]
            frame[column] = frame[column].fillna(columns.from_days(positions, ends))
    turned = (frame["valid_to"] < frame["valid_from"]).to_numpy()
    faults = [_faulty_ids(frame), _Fault("M28", "生效日期", bad_from), _Fault("M28", period, bad_to | turned)]
    frame.loc[turned, ["valid_from", "valid_to"]] = pd.NaT
    unsure, doubt_from, last, about_open = open_columns.of_identities(body, frame)
    frame["valid_to"] = frame["valid_to"].where(~(frame["valid_to"] > last) & frame["valid_to"].notna(), last)
    frame["dates_unreadable"], frame["doubt_from"] = bad_from | bad_to | turned | unsure, doubt_from
    if body.layout.says in _OUT:
        ended = (last + pd.Timedelta(days=1)).where(last.notna(), frame["valid_from"])
        frame = frame.assign(
            valid_from=ended.astype("datetime64[s]"), valid_to=pd.Series(pd.NaT, frame.index, dtype="datetime64[s]")
        )
    frame = open_columns.with_endings(frame, unsure)
    return IDENTITIES.check(frame), [*_findings(body, frame, faults), *about_open]


def _require_scope(body: Body) -> None:
    """Raise Stop(S41) unless the policy-scope amount stands in a column or follows from four others."""
    parts = ["总额", *_PARTS.values()]
    missing = [field for field in parts if field not in body.layout.columns]
    if "符合政策范围" not in body.layout.columns and missing:
        raise Stop("S41", file=body.label, sheet=body.grid.sheet, missing="、".join(missing))


def _faulty_ids(frame: pd.DataFrame) -> _Fault:
    bad = frame["id_fault"].notna().to_numpy()
    texts = [resident_id.FAULTS[fault] for fault in frame["id_fault"][bad]]
    return _Fault("M21", "证件号码", bad, {"fault": [what for what, _ in texts], "hint": [hint for _, hint in texts]})


def _meaning(
    body: Body, field: str, code: str, meanings: tuple[str, str], empty: int = -1
) -> tuple["pd.Categorical[str]", _Fault]:
    """A field with two meanings, and ``code`` where a word has neither. ``empty``: which of them an empty cell means
    (-1: none)."""
    aliases = {word.upper(): meaning for word, meaning in value_aliases(field, BOOK).items()}
    positions, words = columns.mapped(body.texts(field), lambda text: "".join(text.split()).upper())
    places = [meanings.index(aliases[word]) if word in aliases else -1 if word else empty for word in words]
    codes = np.array(places, dtype=np.int8)[positions]
    meant = pd.Categorical.from_codes(codes, categories=pd.Index(list(meanings)))
    return meant, _Fault(code, field, codes < 0, {"allowed": "”“".join(meanings)})


def _day(body: Body, field: str, end: bool = False) -> tuple[pd.Series, np.ndarray]:
    """A field of days, and where it is written but unreadable."""
    positions, results = columns.mapped(
        body.texts(field), lambda text: columns.or_unreadable(lambda: days.parse(text, end))
    )
    bad = np.array([isinstance(result, days.Unreadable) for result in results], dtype=bool)[positions]
    return columns.from_days(positions, results), bad


def _amounts(body: Body, refund: np.ndarray) -> tuple[dict[str, np.ndarray], list[_Fault]]:
    """All columns of money in fen, and their faults. The amounts of a refund are brought to positive; the
    policy-scope amount is worked out if it has no column."""
    amounts, faults = {}, []
    for column, field in _MONEY.items():
        fen, bad = columns.amounts(body, field)
        faults += [_Fault("M20", field, bad | body.lost(field)), _Fault("M38", field, (fen < 0) & ~refund)]
        amounts[column] = np.where(refund, np.abs(fen), fen)
    inside = amounts["total_fen"] - amounts["own_fen"] - amounts["over_fen"] - amounts["first_fen"]
    if "符合政策范围" not in body.layout.columns:
        return amounts | {"scope_fen": inside}, faults
    empty = columns.is_blank(body, "符合政策范围")
    faults.append(_Fault("M20", "符合政策范围", empty & (amounts["total_fen"] != 0)))
    if all(field in body.layout.columns for field in ("总额", *_PARTS.values())):
        faults.append(_Fault("M25", "符合政策范围", (inside != amounts["scope_fen"]) & ~empty))
    return amounts, faults


def _more_than_costs(amounts: Mapping[str, np.ndarray]) -> np.ndarray:
    """Which rows state a total that the basic insurances, or 医疗救助 alone, exceed: a column is in another unit, or wrong. What a person insured besides may pay more."""
    basic = np.sum([amounts[column] for column in INSURERS if column not in ("mutual_fen", "commercial_fen")], axis=0)
    total = np.maximum(amounts["total_fen"], amounts["scope_fen"])
    more: np.ndarray = (amounts["total_fen"] > 0) & ((basic > total) | (amounts["paid_fen"] > total))
    return more
