"""Cells of ids that hold more than an id, or stand in the wrong column: put right where only one thing can be meant, else named.

An id with a remark behind it (…（新）), a name in the column of ids and the id in that of names. Two ids in one cell are not decided: each of
them may be the person's.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.identifiers import resident_id
from huibao_xl.identifiers.spelling import visible

_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{14}(?:[0-9]{2}[0-9Xx])?(?![0-9A-Za-z])")
"""18 digits, or 15 as they were written before 1999."""
_REISSUED = re.compile(r"([1-9][0-9]{16}[0-9Xx])[-\s]?[Bb][0-9]")
"""A person's number with what a 残疾人证 has behind it when it was issued again (B1)."""
_NAME = re.compile(r"[\u3400-\u9fff·•．]{2,20}")
_CARD = "^[0-9]{17}[0-9Xx][1-7][1-4]$"
"""The number of a 残疾人证."""
_OLD = re.compile("旧|原|错|误|作废|无效|曾|前|非本人|监护|户主|家属|父|母|配偶|代")
"""Words beside an id that make it another one than the person's."""


@dataclass(frozen=True)
class Repair:
    """What a row says when it is read right. ``name``, ``number``: of the person; ``note``: what was done, as staff read it."""

    name: str
    number: str
    note: str


def numbers_in(text: str, today: date) -> list[str]:
    """Return the distinct valid ids in a cell.

    >>> numbers_in("310112195001019026（新）", date(2024, 9, 1)), numbers_in("样甲", date(2024, 9, 1))
    (['310112195001019026'], [])
    """
    written = _REISSUED.sub(r"\1", visible(text))
    found = dict.fromkeys(map(resident_id.compact, _NUMBER.findall(written)))
    return [number for number in found if resident_id.fault(number, today) is None]


def repaired(name: str, text: str, today: date) -> Repair | None:
    """Return what a row says whose cell of the id holds ``text``, which is none, and whose cell of the name ``name``; None if that is not plain."""
    inside, in_name = numbers_in(text, today), numbers_in(name, today)
    rest = _NUMBER.sub("", _REISSUED.sub(r"\1", visible(text)))
    if len(inside) == 1 and not in_name and not _OLD.search(rest) and sum(map(str.isdigit, rest)) < 6:
        return Repair(name, inside[0], "证件号码旁还有别的文字，已取其中的号码")
    if not inside and len(in_name) == 1 and _NUMBER.fullmatch(visible(name).strip()) and _NAME.fullmatch(text.strip()):
        return Repair(text.strip(), in_name[0], "姓名和证件号码填反了，已对调")
    return None


def repairs(names: pa.Array, texts: pa.Array, faults: "pd.Series[Any]", today: date) -> dict[int, Repair]:
    """Return {row: what it says} of the rows that can be put right. ``faults``: why each id is none (a category), null where it is one."""
    if not faults.notna().any():
        return {}
    rows = np.flatnonzero(faults.notna().to_numpy() & (faults != "lost").to_numpy()).tolist()
    found = {at: repaired(names[at].as_py() or "", texts[at].as_py() or "", today) for at in rows}
    return {at: repair for at, repair in found.items() if repair}


def with_card_holders(entries: pd.DataFrame, today: date) -> pd.DataFrame:
    """Return frames.ENTRIES with a row, in doubt, for the person of each number within a 残疾人证号 that is another one than the row's: a child stands
    under the number of a guardian."""
    written = pa.array(entries["certificate_no"].array)
    if not pc.any(pc.match_substring_regex(written, _CARD)).as_py():
        return entries
    cards = entries["certificate_no"].astype("str").str.upper()
    apart = (entries["person"] >= 0) & cards.str.fullmatch(_CARD) & (cards.str[:18] != entries["id"])
    at = np.flatnonzero(apart.to_numpy(dtype=np.bool_))
    at = at[[resident_id.fault(number, today) is None for number in cards.iloc[at].str[:18]]]
    if not len(at):
        return entries
    numbers = cards.iloc[at].str[:18].tolist()
    rows = entries.iloc[at].assign(id=pd.array(numbers, dtype="str"), person=[int(number[:17]) for number in numbers])
    rows["doubt"] = pd.Categorical(["身份证号与残疾人证号中的号码不同，可能是监护人的号码"] * len(rows))
    doubt = pd.concat([part["doubt"].astype("str") for part in (entries, rows)]).astype("category")
    parts = [part.drop(columns="doubt") for part in (entries, rows)]
    return pd.concat(parts).assign(doubt=doubt).sort_values("row", kind="stable", ignore_index=True)


def with_every_number(entries: pd.DataFrame, today: date) -> pd.DataFrame:
    """Return frames.ENTRIES with a row for each id of cells that hold several, in doubt: whoever would be paid by one of them waits."""
    if not entries["id_fault"].notna().any():
        return entries
    faulty = entries[entries["id_fault"].notna() & (entries["id_fault"] != "lost")]
    found = {at: numbers_in(text, today) for at, text in faulty["id_raw"].items()}
    several = {at: numbers for at, numbers in found.items() if len(numbers) > 1}
    if not several:
        return entries
    rows = entries.loc[[at for at, numbers in several.items() for _ in numbers]].copy()
    numbers = [number for found in several.values() for number in found]
    rows["id"], rows["person"] = (
        pd.Series(numbers, index=rows.index, dtype="str"),
        [int(number[:17]) for number in numbers],
    )
    rows["id_fault"] = pd.Categorical([None] * len(rows), categories=entries["id_fault"].cat.categories)
    rows["doubt"] = pd.Categorical(["证件号码一格中有几个号码"] * len(rows))
    parts = [entries.drop(index=list(several)), rows]
    doubt = pd.concat([part["doubt"].astype("str") for part in parts]).astype("category")
    together = pd.concat([part.drop(columns="doubt") for part in parts]).assign(doubt=doubt)
    return together.sort_values("row", kind="stable", ignore_index=True)
