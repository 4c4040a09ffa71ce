"""Columns of money in 救助结算 that no field is: what else an insurance paid before 医疗救助, under a header that nobody has written down.

What they hold may have to be deducted, so it is never taken for nothing. A header that says the same as one we know (统筹基金支付金额) is that field; a
column that only adds up those that are there is a check; what the patient paid (个人账户, 现金) and what the costs consist of deducts nothing. Any other makes
its rows unclear (M42), and is named.
"""

import re
from dataclasses import replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading.grid import column_letters
from huibao_xl.frames import INSURERS
from huibao_xl.money import parse_column, unit_of
from huibao_xl.rosters import columns
from huibao_xl.rosters.fields import header_key, role_book
from huibao_xl.rosters.rows import Body

Flags = npt.NDArray[np.bool_]
_BEFORE = re.compile(r"^(?:本次|基本医疗保险|基本医保|医保|城乡居民|居民|职工)+")
_BEHIND = re.compile(r"(?:基金|支付|支出|报销|赔付|理赔|金额|费用|保险|额)+$")
_HARMLESS = re.compile(
    r"个人|自付|自负|自理|自费|现金|账户|标准|限额|余额|比例|率|天数|年龄|次数|数量|单价|累计|序号|编码|代码|编号|年度|电话|费$|药|检查|材料"
    r"|acct|cash|psn_|balc|prop|_no$|_id$|age|days"
)
_PAYS = re.compile(
    r"基金|统筹|保险|医保|报销|补助|补充|大病|大额|减负|互助|救助|理赔|赔付|商保|慈善|优抚|工会|公务员|支付|承担|减免|fund|_pay|insur"
)
_FLAGS = re.compile("标志|标识|标记|是否|状态|结果|类[型别]|方式|原因|情况|flag|type|status|state|code")
_POOLED = "统筹"
_CENTS, _MOSTLY = r"^-?[0-9][0-9,]*\.[0-9]{2}$", 0.8


def with_headers_alike(body: Body) -> Body:
    """Return a body in whose layout an insurer stands whose header says the same as one we know, where no column is that insurer yet."""
    if body.layout.role.frame != "settlements":
        return body
    layout, cores = body.layout, _cores()
    more = {
        cores[_core(layout.header.texts[at])]: at for at in _unused(body) if _core(layout.header.texts[at]) in cores
    }
    more = {field: at for field, at in more.items() if field not in layout.columns}
    return replace(body, layout=replace(layout, columns=layout.columns | more))


def unexplained(body: Body, paid_before: np.ndarray, paid: np.ndarray) -> tuple[Flags, list[pd.DataFrame]]:
    """Return which rows hold money in a column of which nobody knows whether an insurance paid it, and M42 at these columns. ``paid_before``: what
    the insurers that are known paid, in fen, a row each; ``paid``: 医疗救助."""
    hit = np.zeros(len(body.rows), dtype=bool)
    found, header = [], body.layout.header
    for at in _unused(body):
        text = header.texts[at].strip()
        if _HARMLESS.search(text.lower()):
            continue
        cells = body.grid.cells[at].take(pa.array(body.rows)).combine_chunks().cast(pa.string())
        fen, unread = parse_column(cells, unit_of(text, header.title))
        if not (_PAYS.search(text.lower()) and not unread.all()) and not _looks_like_money(cells):
            continue
        adds_up = (np.abs(fen) == paid_before) | (np.abs(fen) == paid_before + paid)
        rows = (
            np.zeros(len(fen), dtype=bool) if adds_up.all() and not unread.any() and fen.any() else (fen != 0) | unread
        )
        if rows.any():
            place = (body.label, body.grid.sheet, body.grid.first_row + header.last + 1, text, column_letters(at))
            found.append(findings.for_file("M42", *place, header=text, count=int(rows.sum())))
        hit |= rows
    return hit, found


def is_of_money(body: Body, column: int) -> bool:
    """Return whether a column may be one of money, which :func:`unexplained` looks at; one of flags or codes (支付标志) is none."""
    text = body.layout.header.texts[column].strip()
    cells = body.grid.cells[column].take(pa.array(body.rows)).combine_chunks().cast(pa.string())
    if _looks_like_money(cells):
        return True
    _, unread = parse_column(cells, unit_of(text, body.layout.header.title))
    pays = _PAYS.search(text.lower()) and not (_HARMLESS.search(text.lower()) or _FLAGS.search(text.lower()))
    return bool(pays) and not unread.any()


def absent(body: Body) -> tuple[Flags, list[pd.DataFrame]]:
    """Return which rows wait because the sheet has no column of 统筹, which pays before all others (all of them, or none), and M46 then; M47 naming the
    other insurers without a column: an export need not have them, and a clerk is to say that there are none by a column that is empty."""
    missing = [field for field in INSURERS.values() if field not in body.layout.columns]
    place = (body.label, body.grid.sheet, body.grid.first_row + body.layout.header.last + 1)
    pooled = _POOLED in missing
    found = [findings.for_file("M46", *place)] if pooled else []
    others = [field for field in missing if field != _POOLED]
    found += [findings.for_file("M47", *place, missing="、".join(others))] if others else []
    return np.full(len(body.rows), pooled), found


def not_written(body: Body, owed: Flags) -> Flags:
    """Return which rows leave 统筹 blank where the list writes it elsewhere, also as 0, or nowhere: what it paid is not stated. ``owed``: rows with costs in the
    policy's scope of which no other insurance pays. A list that writes few and no 0 leaves out what is 0."""
    if _POOLED not in body.layout.columns:
        return np.zeros(len(body.rows), dtype=bool)
    blank = columns.is_blank(body, _POOLED)
    fen, unread = columns.amounts(body, _POOLED)
    states_nothing = (~blank & ~unread & (fen == 0)).any()
    sparse = 0 < (~blank).sum() * 2 < len(blank) and not states_nothing
    return np.zeros(len(blank), dtype=bool) if sparse else blank & owed


def _unused(body: Body) -> list[int]:
    """The headed columns that no field is, and of which no clerk has said what they are."""
    used = {*body.layout.columns.values(), *(body.layout.confirmed or {})}
    return [at for at, text in enumerate(body.layout.header.texts) if text.strip() and at not in used]


def _looks_like_money(cells: pa.Array) -> bool:
    filled = cells.drop_null()
    return len(filled) > 0 and pc.mean(pc.match_substring_regex(filled, _CENTS).cast(pa.int8())).as_py() >= _MOSTLY


def _core(header: str) -> str:
    """What a header says of the payer.

    >>> _core("统筹基金支付金额（元）"), _core("居民大病保险")
    ('统筹', '大病')
    """
    return _BEHIND.sub("", _BEFORE.sub("", header_key(header)))


@lru_cache(maxsize=1)
def _cores() -> dict[str, str]:
    """{what headers of one insurer alone say: its field}."""
    fields: dict[str, set[str]] = {}
    for key, (field, _) in role_book("medical").roles["救助结算"].aliases.items():
        fields.setdefault(_core(key), set()).add(field)
    insurers = {*INSURERS.values()}
    return {core: field for core, only in fields.items() if core and len(only) == 1 for field in only & insurers}
