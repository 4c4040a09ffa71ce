"""Lists of the medical clearing: settlements (救助结算) and identity periods (救助身份), cells to frames.

The same machinery as for the rosters, with the headers of ``schemas/medical-fields.json``. A cell that cannot be read makes a
finding and the row's ``fault``: such a row is never cleared with a guess. A clean row costs whole-column work only.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading import SourceFile
from huibao_xl.frames import IDENTITIES, INSURERS, SETTLEMENTS
from huibao_xl.identifiers import resident_id
from huibao_xl.money import parse_column
from huibao_xl.reasons import Stop
from huibao_xl.rosters import columns, days
from huibao_xl.rosters.cells import Cleaned
from huibao_xl.rosters.collect import Collector, Forced, joined, label, shared_folder
from huibao_xl.rosters.fields import value_aliases
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


@dataclass(frozen=True)
class MedicalLists:
    """What was read: frames.SETTLEMENTS, frames.IDENTITIES, the used sheets (collect.Lists.sheets), findings."""

    settlements: pd.DataFrame
    identities: pd.DataFrame
    sheets: pd.DataFrame
    findings: pd.DataFrame


def collect(files: Sequence[SourceFile], forced: Forced, today: date) -> MedicalLists:
    """Return the lists of all files. Raises Stop(S02, S41) if a recognised sheet lacks columns, Stop(S04) without settlements."""
    base = shared_folder([file.path for file in files])
    kinds = {"救助结算": (SETTLEMENTS, settlements), "救助身份": (IDENTITIES, identities)}
    collector = Collector(BOOK, kinds, forced, today, {file.path: label(file.path, base) for file in files})
    collector.add_all(files)
    if SETTLEMENTS.name not in collector.frames:
        raise Stop("S04", role="救助结算")
    read = {shape.name: joined(shape, collector.frames.get(shape.name, [])) for shape, _ in kinds.values()}
    return MedicalLists(**read, sheets=collector.used_sheets(), findings=findings.concat(collector.found))


class _Faults:
    """The first fault of each row, and a finding at each faulty cell."""

    def __init__(self, body: Body, frame: pd.DataFrame) -> None:
        self.body, self.frame = body, frame
        self.codes = np.full(len(frame), "", dtype=object)
        self.found: list[pd.DataFrame] = []

    def add(self, code: str, field: str, hit: np.ndarray, **fields: Any) -> None:
        """Mark the rows ``hit`` and report their cells of ``field``."""
        if not hit.any():
            return
        self.codes[hit & (self.codes == "")] = code
        if field in self.body.layout.columns:
            self.found.append(columns.faults(self.body, code, self.frame, field, hit, **fields))
        else:
            self.found.append(findings.for_rows(code, self.frame[hit], field, field=field, **fields))

    def finish(self) -> tuple[pd.Categorical, list[pd.DataFrame]]:
        """Return the column ``fault`` (null: none) and the findings."""
        known = pd.Index(sorted(set(self.codes) - {""}), dtype="str")  # one dtype, also without any
        codes = pd.Series(self.codes, dtype="str")
        return pd.Categorical(codes.where(codes != ""), categories=known), self.found


def settlements(body: Body, today: date) -> Cleaned:
    """Return a sheet of 救助结算 as frames.SETTLEMENTS."""
    _require_scope(body)
    frame = columns.person(body, today)
    faults = _Faults(body, frame)
    _report_ids(frame, faults)
    frame["number"] = columns.text(body, "结算号")
    faults.add("M24", "结算号", (frame["number"] == "").to_numpy() | body.lost("结算号"))
    frame["kind"] = _meaning(body, "医疗类别", "M22", faults, ("门急诊", "住院"))
    frame["refund"] = np.asarray(_meaning(body, "退费标志", "M37", faults, ("否", "是"), empty=0) == "是")
    frame["refund_of"] = columns.text(body, "被退结算号")
    frame["settled_on"], bad = _day(body, "结算日期")
    faults.add("M23", "结算日期", bad | frame["settled_on"].isna().to_numpy())
    for column, field in _OPTIONAL_DAYS.items():
        frame[column], bad = _day(body, field)
        faults.add("M36", field, bad)
    _amounts(body, frame, faults)
    frame["fault"], found = faults.finish()
    return SETTLEMENTS.check(frame), found


def identities(body: Body, today: date) -> Cleaned:
    """Return a sheet of 救助身份 as frames.IDENTITIES. A period whose days cannot be read holds on no day and is marked."""
    frame = columns.person(body, today)
    faults = _Faults(body, frame)
    _report_ids(frame, faults)
    frame["category"] = columns.text(body, "身份类别")
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
            own = [result[side] if isinstance(result, tuple) else None for result in results]
            frame[column] = frame[column].fillna(columns.from_days(positions, own))
    turned = (frame["valid_to"] < frame["valid_from"]).to_numpy()
    faults.add("M28", "生效日期", bad_from)
    faults.add("M28", period, bad_to | turned)
    frame["dates_unreadable"] = bad_from | bad_to | turned
    return IDENTITIES.check(frame), faults.found


def _require_scope(body: Body) -> None:
    """Raise Stop(S41) unless the policy-scope amount stands in a column or follows from four others."""
    parts = ["总额", *_PARTS.values()]
    missing = [field for field in parts if field not in body.layout.columns]
    if "符合政策范围" not in body.layout.columns and missing:
        raise Stop("S41", file=body.label, sheet=body.grid.sheet, missing="、".join(missing))


def _report_ids(frame: pd.DataFrame, faults: _Faults) -> None:
    bad = frame["id_fault"].notna().to_numpy()
    said = [resident_id.FAULTS[fault] for fault in frame["id_fault"][bad]]
    faults.add("M21", "证件号码", bad, fault=[what for what, _ in said], hint=[hint for _, hint in said])


def _meaning(
    body: Body, field: str, code: str, faults: _Faults, meanings: tuple[str, str], empty: int = -1
) -> pd.Categorical:
    """A field with two meanings; a word that is not known is a fault. ``empty``: which of them an empty cell means (-1: none)."""
    aliases = {word.upper(): meaning for word, meaning in value_aliases(field, BOOK).items()}
    positions, words = columns.mapped(body.texts(field), lambda text: "".join(text.split()).upper())
    known = [meanings.index(aliases[word]) if word in aliases else -1 if word else empty for word in words]
    codes = np.array(known, dtype=np.int8)[positions]
    faults.add(code, field, codes < 0, allowed="”“".join(meanings))
    return pd.Categorical.from_codes(codes, categories=list(meanings))


def _day(body: Body, field: str, end: bool = False) -> tuple[pd.Series, np.ndarray]:
    """A field of days, and where it is written but unreadable."""
    positions, results = columns.mapped(
        body.texts(field), lambda text: columns.or_unreadable(lambda: days.parse(text, end))
    )
    bad = np.array([isinstance(result, days.Unreadable) for result in results], dtype=bool)[positions]
    return columns.from_days(positions, results), bad


def _amounts(body: Body, frame: pd.DataFrame, faults: _Faults) -> None:
    """All columns of money. The amounts of a refund are brought to positive; the policy-scope amount is worked out if it has no column."""
    refund = frame["refund"].to_numpy()
    for column, field in _MONEY.items():
        fen, bad = parse_column(body.texts(field))
        faults.add("M20", field, bad | body.lost(field))
        faults.add("M38", field, (fen < 0) & ~refund)
        frame[column] = np.where(refund, np.abs(fen), fen)
    inside = frame["total_fen"] - frame["own_fen"] - frame["over_fen"] - frame["first_fen"]
    if "符合政策范围" not in body.layout.columns:
        frame["scope_fen"] = inside
        return
    empty = _blank(body, "符合政策范围")
    faults.add("M20", "符合政策范围", empty & (frame["total_fen"] != 0).to_numpy())
    if all(field in body.layout.columns for field in ("总额", *_PARTS.values())):
        faults.add("M25", "符合政策范围", (inside != frame["scope_fen"]).to_numpy() & ~empty)


def _blank(body: Body, field: str) -> np.ndarray:
    text = pc.fill_null(pc.utf8_trim_whitespace(body.texts(field)), "")
    return pc.equal(text, "").to_numpy(zero_copy_only=False)
