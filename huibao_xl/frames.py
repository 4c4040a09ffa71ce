"""The columns of every frame that passes between steps: name, dtype, meaning. Checked at each step's door.

Text is Arrow-backed (``str``), money ``int64`` fen, days ``datetime64[s]``. ``person`` is the key that joins frames: the first
17 digits of a *valid* id number as ``int64`` (the 18th character follows from them), or -1 where the id is
missing, invalid or destroyed: -1 never joins. Every row read from a file keeps its place: ``file``, ``sheet`` (categories)
and ``row`` (the sheet's own row number, from 1).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

TEXT, MONEY, NUMBER, DAY, FLAG, LABEL = "str", "int64", "int64", "datetime64[s]", "bool", "category"

DEAD = {"dead": LABEL}
"""dead: what the row says of the person's death (the cell, as staff read it), null where it says nothing."""

PLACE = {"file": LABEL, "sheet": LABEL, "row": NUMBER}
"""Where a row stands: file (as given on the command line), sheet, row from 1."""

PERSON = {"name": TEXT, "name_key": TEXT, "id_raw": TEXT, "id": TEXT, "id_fault": LABEL, "person": NUMBER}
"""name: as the source says; name_key: for comparing; id: normalised; id_fault: null or why it is not an id (resident_id.FAULTS)."""


@dataclass(frozen=True)
class Shape:
    """The columns that a frame must have, by name and dtype. A frame may have more."""

    name: str
    columns: dict[str, str]

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return ``frame`` if it has these columns in these dtypes; raise TypeError naming the first that it has not."""
        there = dict(zip(frame.columns, frame.dtypes.array, strict=True))
        for column, dtype in self.columns.items():
            if column not in there:
                raise TypeError(f"{self.name}: no column {column}")
            found = there[column]
            if not _has(found, dtype):
                raise TypeError(f"{self.name}.{column}: {found}, not {dtype}")
        return frame

    def typed(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return ``frame`` with each of these columns in its dtype; raise as :meth:`check`, or as pandas where a value does not fit.

        What ``frame.astype(columns)`` gives, at a tenth of its cost where a frame is small or has most dtypes already.
        """
        table = frame.copy(deep=False)
        for place, (column, found) in enumerate(zip(frame.columns, frame.dtypes.array, strict=True)):
            wanted = self.columns.get(column)
            if wanted is not None and not _has(found, wanted):
                table.isetitem(place, _in_dtype(frame[column], wanted))
        return self.check(table)

    def of_values(self, columns: Mapping[str, Any]) -> pd.DataFrame:
        """Return a frame of the values of these columns, each of this shape in its dtype; raise as :meth:`check`, or as pandas where a value does
        not fit.

        What ``typed(pd.DataFrame(columns))`` gives, at a fifth of its cost where the frame is small. A column that is no list stays what it is.
        """
        table = {
            name: _of_list(values, self.columns.get(name, TEXT)) if isinstance(values, list) else values
            for name, values in columns.items()
        }
        return self.check(pd.DataFrame(table, copy=False))

    def empty(self) -> pd.DataFrame:
        """Return a frame of this shape without rows."""
        return self._without_rows.copy(deep=False)

    @cached_property
    def _without_rows(self) -> pd.DataFrame:
        return pd.DataFrame({name: _nothing(dtype) for name, dtype in self.columns.items()})


def rows_of_texts(frame: pd.DataFrame) -> list[dict[str, str]]:
    """Return the rows of a frame one by one, all values as texts."""
    return [{str(column): str(text) for column, text in row.items()} for row in frame.to_dict("records")]


@cache
def _nothing(dtype: str) -> Any:
    """The values of a column without rows: the shapes have hundreds of columns and six dtypes."""
    return pd.Series([], dtype=dtype).array


STR = pd.StringDtype(na_value=np.nan)
"""The dtype of :data:`TEXT`; asked for by its name it costs as much again as the column."""


def _of_list(values: list[Any], dtype: str) -> Any:
    """The values of ``pd.Series(values).astype(dtype)``."""
    if dtype == TEXT:
        return pd.array(values, dtype=STR)
    if dtype == LABEL:
        places = {text: at for at, text in enumerate(sorted({*values} - {None}))}
        return coded([places.get(text, -1) for text in values], *places)
    plain = np.asarray(values)
    return plain if plain.dtype == dtype else pd.Series(values).astype(dtype).array  # type: ignore[call-overload]


def as_texts(labels: "pd.Series[Any]") -> "npt.NDArray[np.object_]":
    """Return a column of labels (or of texts) as texts, NaN where there is none: what ``labels.astype("str").to_numpy(dtype=object)`` gives, at a
    fifth of its cost for a few rows. The texts may be changed."""
    column = labels.array
    if not isinstance(column, pd.Categorical):
        return np.array(labels.astype(STR), dtype=object)
    texts: npt.NDArray[np.object_] = np.array([*map(str, column.categories), np.nan], dtype=object)[column.codes]
    return texts


def _has(found: Any, dtype: str) -> bool:
    return isinstance(found, pd.CategoricalDtype) if dtype == LABEL else bool(found == dtype)


def one_label(text: str, n: int) -> "pd.Categorical[str]":
    """Return a column of labels that says the same in each of ``n`` rows."""
    return coded(np.zeros(n, np.int8), text)


def keyed(values: "npt.NDArray[np.object_] | pd.Series[Any]", keys: Iterable[str]) -> "pd.Categorical[str]":
    """Return keys, null where there is none, as labels that may be any of ``keys``: where most are null that costs little."""
    there = [*keys]
    codes = np.full(len(values), -1, dtype=np.int8)
    found = np.asarray(values, dtype=object)
    hit = np.flatnonzero(pd.notna(found))
    codes[hit] = [there.index(key) for key in found[hit]]
    return coded(codes, *there)


_REMEMBERED = 64
"""Up to how many labels the dtype of a column of them is made once: most columns say one of a few words, and every sheet has them."""


@lru_cache(maxsize=1024)
def _these(*texts: str) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(texts, dtype="str"))


def coded(codes: Any, *texts: str) -> "pd.Categorical[str]":
    """Return labels by their positions among texts, -1 for none."""
    dtype = _these(*texts) if len(texts) <= _REMEMBERED else _these.__wrapped__(*texts)
    return pd.Categorical.from_codes(codes, dtype=dtype)  # type: ignore[return-value, arg-type]


def union(columns: "Sequence[pd.Series[Any]]") -> "pd.Categorical[str]":
    """Return columns of labels that are texts one below the other, with the labels of all in the order in which they appear.

    What ``union_categoricals`` gives, at a tenth of its cost where lists are small and differ.
    """
    parts = [column.array for column in columns]
    labels = [part.categories.tolist() for part in parts]
    places = {label: at for at, label in enumerate(dict.fromkeys(chain.from_iterable(labels)))}
    codes = [
        np.array([*map(places.__getitem__, each), -1])[part.codes] for each, part in zip(labels, parts, strict=True)
    ]
    return pd.Categorical.from_codes(np.concatenate(codes), categories=pd.Index([*places], dtype="str"))


def _in_dtype(column: "pd.Series[Any]", dtype: str) -> Any:
    """The values of ``column.astype(dtype)``; labels of plain text, by far the most frequent, without pandas' detour by way of objects."""
    if dtype != LABEL or column.dtype != TEXT:
        return column.astype(dtype).array  # type: ignore[call-overload]
    return labels(column)


SHORT = 1_000
"""Below so many rows plain Python is quicker than any function of pandas."""


def labels(texts: "pd.Series[Any]") -> "pd.Categorical[str]":
    """Return a column of texts as labels, in the order of the texts: what ``astype("category")`` gives at a third of its cost."""
    if len(texts) < SHORT:
        return _of_list(pa.array(texts.array).to_pylist(), LABEL)  # type: ignore[no-any-return]
    codes, found = pd.factorize(texts.array, sort=True)
    return pd.Categorical.from_codes(codes, categories=pd.Index(found, dtype="str"))


INSURED = Shape(
    "insured",
    PERSON
    | {
        "policy_no": TEXT,
        "channel": LABEL,
        "status": LABEL,
        "township": LABEL,
        "township_raw": LABEL,
        "insured_on": DAY,
        "out_on": DAY,
        "phone": TEXT,
        "village": LABEL,
        "former_name": LABEL,
        "state": LABEL,
        "doubt": LABEL,
        "day_doubt": LABEL,
    }
    | DEAD
    | PLACE,
)
"""One row per insured row, in source order. channel: 个人/团单/不明; status: 有效/退保/不明; township: canonical name or null; out_on: the last day on which it may have
been withdrawn, null where no cell names one; state: the cell that says 退保; doubt: the cells of status and channel that cannot be understood; day_doubt: a 承保日期 that cannot be read; null where there is none."""

ENTRIES = Shape(
    "entries",
    PERSON
    | {
        "role": LABEL,
        "sub_category": LABEL,
        "certificate_no": TEXT,
        "valid_from": DAY,
        "valid_to": DAY,
        "begun_by": DAY,
        "dates_unreadable": FLAG,
        "township": LABEL,
        "township_raw": LABEL,
        "village": LABEL,
        "phone": TEXT,
        "former_name": LABEL,
        "contact": TEXT,
        "listed_out": FLAG,
        "out": FLAG,
        "out_from": DAY,
        "out_by": DAY,
        "state": LABEL,
        "doubt": LABEL,
    }
    | DEAD
    | PLACE,
)
"""One row per roster entry of the four categories (role). valid_from/valid_to: inclusive, null is open. begun_by: from when it
surely counts where 生效日期 names only its year, else null. phone, contact: "" if not written.
listed_out: it stands on a list of who is 注销, 停发, 迁出 …; out: 注销, 停发, 迁出 … without a day; out_from, out_by: from when it may be, and from when it surely is; state: the cells that say so; doubt: the
cells of a state that cannot be understood."""

ACCOUNTS = Shape(
    "accounts",
    PERSON
    | {
        "holder": TEXT,
        "account": TEXT,
        "account_fault": LABEL,
        "bank": TEXT,
        "cnaps": TEXT,
        "guardian": TEXT,
        "checked": TEXT,
        "against": LABEL,
        "doubt": LABEL,
    }
    | DEAD
    | PLACE,
)
"""One row per bank account. account: digits without spaces; account_fault: null or why it is unusable (bank_card.FAULTS) or waits until somebody
checked it (account_doubts); guardian: the guardian of a minor whose account it is, "" if the source names none; checked: what a clerk wrote of
having checked it, its day first (account_checks), "" if nothing that counts; against: the cells that speak against the account (account_states),
null where none does or somebody checked it; doubt: those that speak against paying the person (不予发放, 已发放)."""

GROUP = Shape("group", PERSON | {"employer": TEXT, "out": FLAG, "doubt": LABEL} | DEAD | PLACE)
"""One row per person insured through a group policy. out: a cell says that the person has left it (退保, 减员); doubt: the cells that leave it
open; null where there is none."""

PRIOR = Shape("prior", PERSON | {"year": NUMBER, "amount_fen": MONEY, "township": LABEL, "doubt": LABEL} | DEAD | PLACE)
"""One row per earlier payment: policy year (0 where it cannot be read), what was paid (-1 where the source does not say), and for which 街镇 (null where it
does not say). doubt: the cells that leave open whether or for which year it was paid."""

WITHDRAWN = Shape("withdrawn", INSURED.columns | {"attempt": FLAG, "tied": FLAG})
"""One row per row of a 退保名单: as an insured row, 退保 (不明 where a cell of it says otherwise). attempt: an insurance that never came about (未支付):
where it has no 保单号, whether another row of the person is the same one is not sure; tied: whether a row of 承保名单 is, or may be, what it is about."""

DEATHS = Shape("deaths", PERSON | DEAD | PLACE)
"""One row per person of a 死亡名单."""

MENTIONED = Shape(
    "mentioned",
    {"person": NUMBER, "name_key": TEXT, "name": TEXT, "id_raw": TEXT, "doubt": LABEL, "roster": FLAG} | PLACE,
)
"""One row per person that a sheet names which was not read as a list, though it may speak against its people. person: -1 where only a name stands (name_key,
else ""), or a number or name that is partly written (id_raw, name as written; "" elsewhere); doubt: what the sheet says, as staff read it; roster: whether the
sheet may be a roster as well, so that nobody on it is refused for standing in none."""

EXCLUDING = Shape("excluding", {"left": NUMBER, "list": LABEL, "right": NUMBER, "likeness": NUMBER})
"""Insured row x row of a list that excludes, whose number is none and near: positions in Lists.insured and in the list's frame (list: the
name of the frame), and how near (index of near.LIKENESS)."""

STRUCK = Shape("struck", {"person": NUMBER, "id": TEXT, "batch": TEXT, "line": NUMBER, "by": TEXT, "why": TEXT})
"""One row per person whom an approver struck out of a batch of this year, and who was not cleared since: where, by whom and why."""

FAILED_ACCOUNTS = Shape(
    "failed_accounts",
    {"account": TEXT, "holder": TEXT, "by_holder": FLAG, "day": TEXT, "batch": TEXT, "line": NUMBER, "why": TEXT},
)
"""One row per account whose last answer from a bank was that it cannot be paid into, as the ledger knows: under which holder, when (ISO), in which line
and why. by_holder: another holder mends it (户名不符)."""

FINDINGS = Shape(
    "findings",
    {
        "level": LABEL,
        "code": LABEL,
        "text": TEXT,
        "advice": TEXT,
        "file": LABEL,
        "sheet": LABEL,
        "row": NUMBER,
        "column": LABEL,
        "letters": LABEL,
        "value": TEXT,
    },
)
"""One row per problem. row 0: the whole sheet or file. column: the header; letters: the sheet column (A..), for links."""

DECISIONS = Shape(
    "decisions",
    {name: dtype for name, dtype in INSURED.columns.items() if name != "out_on"}
    | {
        "disposition": LABEL,
        "code": LABEL,
        "day": DAY,
        "home": LABEL,
        "categories": LABEL,
        "main_category": LABEL,
        "in_roster": FLAG,
        "why": TEXT,
        "advice": TEXT,
        "ruling": TEXT,
    },
)
"""INSURED with its decision. day: reference date; home: the township that counts (null unless OK or known);
categories: 、-joined; why/advice: Chinese, empty for OK and X01 unless a clerk's answer (比对决定) stands behind them; ruling: what that
answer was, "" where there is none."""

PAYMENTS = Shape(
    "payments",
    {
        "name": TEXT,
        "id": TEXT,
        "person": NUMBER,
        "home": LABEL,
        "kind": LABEL,
        "categories": LABEL,
        "main_category": LABEL,
        "amount_fen": MONEY,
        "district_fen": MONEY,
        "township_fen": MONEY,
        "holder": TEXT,
        "account": TEXT,
        "bank": TEXT,
        "cnaps": TEXT,
        "guardian": TEXT,
        "also_named": TEXT,
        "checked": TEXT,
        "payable": FLAG,
    }
    | PLACE,
)
"""One row per person paid, by township in the policy's order, then source order. payable: has one usable account;
guardian and checked: as in ACCOUNTS; also_named: the holder, where it is the person under another name that a clerk confirmed (比对决定), else ""."""

OUTREACH = Shape(
    "outreach",
    {
        "name": TEXT,
        "id": TEXT,
        "township": LABEL,
        "categories": LABEL,
        "village": LABEL,
        "phone": TEXT,
        "contact": TEXT,
        "note": TEXT,
    },
)
"""政策找人: one row per roster person, valid at the reference date or perhaps so (note says what is unsure), who is not among the insured."""

ANSWERS = Shape(
    "answers",
    dict.fromkeys(
        ["code", "left_id", "left_name", "right_id", "right_name", "answer", "adopted", "by", "on", "remark", "where"],
        TEXT,
    ),
)
"""What clerks said about pairs of records (比对决定), in the order in which they were added. left: the insured row, right: the
record of another list; ids as ``near.numbers``, names as keys: with ``code`` they are the reason that the answer rests on. answer: one of
``answers.WORDS``; adopted: the id that counts where both are valid and differ, else ``""``; on: ISO day; where: the row of the file it came from."""

COLUMN_ANSWERS = Shape("column_answers", dict.fromkeys(["source", "header", "meaning", "by", "on", "where"], TEXT))
"""What clerks answered about columns and sheets (列对应), in the order in which they were added. source: the role of the list that the
column stands in (role#source, see rosters.code_sources, where it holds for one source only), or the sheet (file#sheet); header: as :func:`rosters.column_answers.header_key_of` writes it, "" for the sheet itself;
meaning: a field, a role, or 不用; on: ISO day; where: the row of the file it came from."""

READINGS = Shape(
    "readings",
    dict.fromkeys(["file", "sheet", "role", "letters", "header", "sample", "meaning", "sureness", "why"], TEXT)
    | dict.fromkeys(["confirmed", "by", "on"], TEXT)
    | {"asked": FLAG},
)
"""列对应: one row per sheet (letters "") and per column with content. meaning: the field or role that it is read as, "" if it is not used;
sureness: 确定, 可能 or 未用; confirmed, by, on: what a clerk answered; asked: a question that is open. sample: a few
cells, the middle of long numbers hidden."""

CANDIDATES = Shape(
    "candidates",
    {
        "key": TEXT,
        "code": LABEL,
        "strength": LABEL,
        "left_name": TEXT,
        "left_id": TEXT,
        "left_township": TEXT,
        "left_file": TEXT,
        "left_sheet": TEXT,
        "left_row": NUMBER,
        "list": TEXT,
        "right_name": TEXT,
        "right_id": TEXT,
        "right_township": TEXT,
        "right_file": TEXT,
        "right_sheet": TEXT,
        "right_row": NUMBER,
        "evidence": TEXT,
        "to_choose": FLAG,
        "answer": TEXT,
        "adopted": TEXT,
        "by": TEXT,
        "on": TEXT,
        "remark": TEXT,
        "state": TEXT,
    },
)
"""One row per pair that a clerk may judge, the open ones first. to_choose: both ids are valid and differ; answer, adopted, by, on,
remark: what was said; state: what became of it (``""`` while it is open)."""

BALANCE = Shape("balance", {"name": TEXT, "left": NUMBER, "right": NUMBER, "unit": LABEL, "township": TEXT, "ok": FLAG})
"""平衡表: one row per equation; unit: 行, 人 or 分 (fen); township: the 街镇 that it is about, "" if about all of them."""

INSURERS = {
    "pooled_fen": "统筹",
    "civil_fen": "公务员补助",
    "enterprise_fen": "企业补充",
    "large_fen": "职工大额",
    "relief_fen": "综合减负",
    "serious_fen": "居民大病",
    "mutual_fen": "补充医疗保障",
    "commercial_fen": "商业保险",
}
"""{column: field}: what is paid before 医疗救助. In which order is the medical policy's to say."""

SETTLEMENTS = Shape(
    "settlements",
    PERSON
    | {
        "number": TEXT,
        "kind": LABEL,
        "settled_on": DAY,
        "admitted_on": DAY,
        "discharged_on": DAY,
        "received_on": DAY,
        "relief_on": DAY,
        "total_fen": MONEY,
        "own_fen": MONEY,
        "over_fen": MONEY,
        "first_fen": MONEY,
        "scope_fen": MONEY,
        "line_fen": MONEY,
        **dict.fromkeys(INSURERS, MONEY),
        "paid_fen": MONEY,
        "refund": FLAG,
        "refund_of": TEXT,
        "turn": NUMBER,
        "fault": LABEL,
    }
    | PLACE,
)
"""One row per medical settlement, in source order. turn: in which 实时清算 it came (0: the first). number: 结算号; kind: 门急诊/住院; received_on: when the row reached us; relief_on: when
综合减负 was credited; own, over, first, scope, line: 全自费, 超限价, 先行自付, 符合政策范围, 起付线; the amounts of a refund are positive and
are taken back; paid_fen: 医疗救助 as paid; refund_of: the number of what is refunded; fault: null or the code why it cannot be cleared."""

IDENTITIES = Shape(
    "identities",
    PERSON
    | {"category": TEXT, "valid_from": DAY, "valid_to": DAY, "dates_unreadable": FLAG, "doubt_from": DAY}
    | PLACE,
)
"""One row per period in which a person held an identity (救助身份). category: as the source says; null ends are open; dates_unreadable: whether something leaves open on which
days between the ends it held (a day, a state); doubt_from: the day from which on it does."""
