"""What must be looked at in the lines of a batch before they go into a bank's file, whichever way they are written later.

Errors keep a line out of the file; nothing is cut or replaced to make it fit. Luhn, card prefixes and the check digit of a 联行号 are
advice only: passbooks have no Luhn digit, the known prefixes are old, and the rule of the 联行号 stands in no document.
"""

import re
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from stdnum import luhn

from huibao_xl import findings
from huibao_xl.identifiers import account_holder, bank_card, cnaps
from huibao_xl.identifiers.account_doubts import issuers
from huibao_xl.identifiers.account_holder import ADULT, ANOTHER_GUARDIAN, NO_GUARDIAN, OTHER_NAME, THE_PERSON
from huibao_xl.money import format_yuan
from huibao_xl.payments.bank.layouts import Column, Layout

_CARD_DIGITS = (16, 19)
_PREFIX = 6
_LOST = re.compile("[?？\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def places(lines: pd.DataFrame, batch: str) -> pd.DataFrame:
    """Return where the lines stand, as findings say it: in their batch, by line number."""
    return pd.DataFrame(
        {"file": f"批次 {batch}" if batch else "批次", "sheet": "", "row": lines["line"]}, index=lines.index
    )


def holders(lines: pd.DataFrame, place: pd.DataFrame, day: date) -> list[pd.DataFrame]:
    """B09, B10, B11: the account is the person's own, or that of the named guardian of a minor; B16: both at once; B17: it is the person under
    another name, as a clerk confirmed."""
    relation = account_holder.relations(lines, pd.Series(day, index=lines.index, dtype=object))
    by = {kind: _where(lines, relation == kind) for kind in relation.unique() if kind != THE_PERSON}
    none = lines.iloc[:0]
    unnamed, unlike = by.get(NO_GUARDIAN, none), by.get(ANOTHER_GUARDIAN, none)
    both = _where(lines, (lines["guardian"] != "") & relation.isin((THE_PERSON, OTHER_NAME)))
    named = {"holder": unlike["holder"], "guardian": unlike["guardian"]}
    confirmed = by.get(OTHER_NAME, none)
    return [
        _at("B09", place, unnamed, "户名", "holder", holder=unnamed["holder"]),
        _at("B10", place, unlike, "户名", "holder", **named),
        _at("B11", place, by.get(ADULT, none), "监护人", "guardian", day=day.isoformat()),
        _at("B16", place, both, "监护人", "guardian"),
        _at("B17", place, confirmed, "户名", "holder", holder=confirmed["holder"]),
    ]


def accounts(lines: pd.DataFrame, place: pd.DataFrame) -> list[pd.DataFrame]:
    """B15 (unusable), B06 (Luhn), B07 (prefix), B08 (联行号), B14 (several lines)."""
    account = lines["account"]
    unlike = account[~account.str.fullmatch("[0-9]{8,32}|")]
    faults = unlike.map(bank_card.fault).reindex(account.index)
    bad = faults.notna()
    card = account.str.len().between(*_CARD_DIGITS) & ~bad
    card[card] = ~account[card].map(luhn.is_valid)
    code = lines["cnaps"]
    wrong_code = (code != "") & ~code.map({number: cnaps.is_valid(number) for number in code.unique()}).astype("bool")
    return [
        _at("B15", place, _where(lines, bad), "账号", "account", fault=faults[bad].map(bank_card.FAULTS)),
        _at("B06", place, _where(lines, card), "账号", "account", digits=account[card].str.len()),
        _prefixes(lines, place),
        _at("B08", place, _where(lines, wrong_code), "联行号", "cnaps"),
        _shared(lines, place),
    ]


def _prefixes(lines: pd.DataFrame, place: pd.DataFrame) -> pd.DataFrame:
    prefix = lines["account"].str.slice(0, _PREFIX)
    listed = _where(lines, prefix.isin(list(issuers())) & (lines["bank"] != ""))
    if listed.empty:
        return findings.concat([])
    pairs = zip(prefix[listed.index], listed["bank"], strict=True)
    unlike = listed[np.array([not re.search(issuers()[number][1], bank) for number, bank in pairs], dtype=bool)]
    prefix = prefix[unlike.index]
    issuer = prefix.map(lambda number: issuers()[number][0])
    return _at("B07", place, unlike, "开户行", "bank", prefix=prefix, issuer=issuer, bank=unlike["bank"])


def _shared(lines: pd.DataFrame, place: pd.DataFrame) -> pd.DataFrame:
    shared = _where(lines, lines["account"].duplicated(keep=False) & (lines["account"] != ""))
    if shared.empty:
        return findings.concat([])
    grouped = shared.groupby("account", sort=False)["line"]
    numbers = shared["account"].map(grouped.agg(lambda rows: "、".join(map(str, rows))))
    return _at("B14", place, shared, "账号", "account", count=grouped.transform("size"), lines=numbers)


def amounts(lines: pd.DataFrame, place: pd.DataFrame, layout: Layout) -> list[pd.DataFrame]:
    """B13 (nothing to pay) and B04 (over the layout's limit)."""
    amount = lines["amount_fen"]
    none, limit = amount <= 0, layout.amount_limit_fen
    over = (amount > limit) & bool(limit)
    shown = {"layout": layout.name, "limit": format_yuan(limit)}
    return [
        _at("B13", place, _where(lines, none), "金额", "amount_fen", amount=amount[none].map(format_yuan)),
        _at("B04", place, _where(lines, over), "金额", "amount_fen", amount=amount[over].map(format_yuan), **shown),
    ]


def written(table: pd.DataFrame, place: pd.DataFrame, layout: Layout) -> list[pd.DataFrame]:
    """B05, B03, B02, B01 and B12: each text as it would stand in the file (one column per layout column, by position)."""
    found = []
    for position, column in enumerate(layout.columns):
        text, title = table[position], column.field or column.header
        distinct = text.unique().tolist()
        if column.required and "" in distinct:
            found.append(_text_at("B05", place, text, text == "", title, layout=layout.name))
        if column.field:
            found += _strange_characters(text, distinct, place, layout, column)
            found += _too_long(text, distinct, place, layout, title, column.bytes)
    return found


def _strange_characters(
    text: pd.Series, distinct: list[str], place: pd.DataFrame, layout: Layout, column: Column
) -> list[pd.DataFrame]:
    """B03: what would put the fields out of step, or not come back as it went; B12: what stands where a rare character was."""
    control = {each for each in distinct if _CONTROL.search(each)}
    split = {each for each in distinct if layout.separator and layout.separator in each} - control
    edge = {each for each in distinct if _has_lost_edge(each, layout, column)} - control - split
    named = column.field in ("户名", "姓名", "开户行")
    faults = [
        ("B03", control, {"what": "换行、制表符或不可见字符"}),
        ("B03", split, {"what": f"分隔符“{layout.separator}”"}),
        ("B03", edge, {"what": "首尾的空格或填充字符"}),
        ("B12", {each for each in distinct if named and _LOST.search(each)}, {}),
    ]
    return [
        _text_at(code, place, text, text.isin(texts), column.field, **what) for code, texts, what in faults if texts
    ]


def _has_lost_edge(text: str, layout: Layout, column: Column) -> bool:
    """Whether the bank's reader would take characters off an end of it."""
    filled = text.endswith(column.fill) if column.align == "left" else text.startswith(column.fill)
    return text.strip() != text or (layout.fixed and filled)


def _too_long(
    text: pd.Series, distinct: list[str], place: pd.DataFrame, layout: Layout, title: str, limit: int
) -> list[pd.DataFrame]:
    sizes = {each: size(each, layout.encoding) for each in distinct}
    found, shown = [], {"encoding": layout.encoding, "layout": layout.name, "limit": limit}
    if any(bytes < 0 for bytes in sizes.values()):
        cannot = text.map(sizes) < 0
        strange = text[cannot].map(lambda cell: "".join(dict.fromkeys(c for c in cell if size(c, layout.encoding) < 0)))
        found.append(_text_at("B02", place, text, cannot, title, characters=strange, **shown))
    if limit and any(bytes > limit for bytes in sizes.values()):
        bytes_of = text.map(sizes)
        found.append(_text_at("B01", place, text, bytes_of > limit, title, found=bytes_of[bytes_of > limit], **shown))
    return found


def size(text: str, encoding: str) -> int:
    """Return the bytes of a text in an encoding, -1 if it cannot be written.

    >>> size("阿卜杜热合曼·买买提依明", "GBK"), size("\u4dae", "GBK"), size("\u4dae", "GB18030")
    (24, -1, 2)
    """
    if text.isascii():
        return len(text)
    try:
        return len(text.encode(encoding))
    except UnicodeEncodeError:
        return -1


def _where(lines: pd.DataFrame, hit: "pd.Series[bool]") -> pd.DataFrame:
    """The lines that are hit: mostly none, and choosing none of two dozen columns one by one was half of a check of a small batch."""
    return lines[hit] if hit.any() else lines.iloc[:0]


def _at(code: str, place: pd.DataFrame, rows: pd.DataFrame, title: str, column: str, **fields: Any) -> pd.DataFrame:
    if rows.empty:
        return findings.concat([])
    return findings.for_rows(code, place.loc[rows.index], title, value=rows[column], field=title, **fields)


def _text_at(
    code: str, place: pd.DataFrame, text: pd.Series, hit: pd.Series, title: str, **fields: Any
) -> pd.DataFrame:
    return findings.for_rows(code, place[hit], title, value=text[hit], field=title, **fields)
