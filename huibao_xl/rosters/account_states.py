"""What a sheet of 银行账户 says against its accounts and people, beside the fields: 账户状态, 核验结果, 是否本人, 备注, a second holder, marks.

An account that a cell speaks against is not used until somebody has checked it (账户核实): W15 at the cell. Who is spoken against himself
(不予发放, 已发放) waits (H08), whatever account he has. :mod:`account_words` says what a cell says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading.grid import column_letters
from huibao_xl.identifiers import person_name
from huibao_xl.rosters.account_names import former_accounts
from huibao_xl.rosters.account_words import (
    QUESTION,
    AccountHeader,
    account_vocabulary,
    is_well,
    judge,
    names_another,
    read_account_header,
    same_person,
    with_tail,
)
from huibao_xl.rosters.columns import mapped
from huibao_xl.rosters.dittos import stands_for_another
from huibao_xl.rosters.header_terms import parse, plain
from huibao_xl.rosters.labels import added, label, texts_of
from huibao_xl.rosters.layout import NOT_USED, READ_AS, Layout
from huibao_xl.rosters.listed_values import listed_values
from huibao_xl.rosters.parting import kind_of
from huibao_xl.rosters.remark_words import read_remark
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.states import States, not_understood, sentence
from huibao_xl.rosters.status_words import answer, is_nothing, read_header

Flags = npt.NDArray[np.bool_]
_HOLDER, _BANK, _ACCOUNT = "户名", "开户行", "银行账号"
_BRACKETS = re.compile(r"[(（\[【]([^)）\]】]+)[)）\]】]")
_OF_BANK = re.compile("[行社局部]|信用|邮|储|支付|农商")
"""What a name of a bank has; a cell without is a remark (不用此卡)."""
_LONG = re.compile(r"(?:\d[\s-]*){16}")
"""Digits as many as an account has."""
_WHY_CHANGED = re.compile("(?:变更|更换|更改|修改|换卡|补办|挂失)的?(?:原因|事由|理由)")
"""A header of what was wrong with the account of before, where that stands beside the one of today."""
_NOTE = AccountHeader("remark")
_UNHEARD = AccountHeader("remark", unheard=True)
_HEADS = ("户主", "户主姓名")
_MEANINGS = {
    "event": "账户停用的日期",
    "person": "发放意见、发放状态",
    "entitled": "状态",
    "signature": "签名",
    "relation": "与本人关系",
    "type": "账户类型",
    "remark": "备注",
}
"""{kind of a header: what its column is called in words}; 账户状态 all others."""


@dataclass(frozen=True)
class _Saying:
    """What one column says: per row whether it speaks against the account, or the person; per row its sentence."""

    column: int
    account: Flags
    person: Flags
    sentences: npt.NDArray[np.object_]


def with_account_states(body: Body, frame: pd.DataFrame, states: States) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Return the rows of a sheet with ``against`` and ``doubt`` of frames.ACCOUNTS, and W15 at the cells that speak against an account
    (I56 at remarks that nobody understands).

    ``frame``: its rows with holder, guardian and checked; ``states``: what is marked beside the cells (strikes, comments, lines above a part).
    """
    n, about = len(frame), []
    against, doubt = np.full(n, "", dtype=object), np.full(n, "", dtype=object)
    unchecked = (frame["checked"] == "").to_numpy(dtype=np.bool_)
    for saying in _sayings(body, frame):
        hit = saying.account & unchecked
        against = added(against, hit, saying.sentences)
        doubt = added(doubt, saying.person, saying.sentences)
        if hit.any():
            title = body.layout.header.texts[saying.column].replace("\n", "")
            values = body.column(saying.column).take(pa.array(np.flatnonzero(hit))).to_pylist()
            place = (title, column_letters(saying.column))
            about.append(findings.for_rows("W15", frame[hit], *place, values, cells=saying.sentences[hit]))
    if body.layout.says == "待定":
        because = np.full(n, "名单的名称说这些账户不符、有误或待核", dtype=object)
        against = added(against, unchecked, because)
        about.append(findings.for_rows("W15", frame[unchecked], cells=because[unchecked]))
    about += [
        _unknown_remarks(body, at, one) for at, one in understood_columns(body.layout).items() if one.kind == "remark"
    ]
    marks = np.full(n, "", dtype=object) if states.marks is None else states.marks
    if (hit := (marks != "") & unchecked & (doubt == "")).any():
        against = added(against, hit, marks)
        about.append(findings.for_rows("W15", frame[hit], value=marks[hit], cells=marks[hit]))
    return frame.assign(against=label(against), doubt=label(doubt)), about


def _unknown_remarks(body: Body, column: int, header: AccountHeader) -> pd.DataFrame:
    """I56 at a column of remarks beside accounts."""

    def speaks(text: str) -> bool:
        return judge(text, header) != "" or read_remark(text).dead

    return not_understood(body, column, body.column(column), speaks, account_vocabulary())


def former(body: Body) -> Iterator[tuple[Body, str]]:
    """Yield the rows of a list of accounts with each number of before (原账号) in the place of today's, and what speaks against it: no other list may
    pay to it."""
    if body.layout.role.frame == "accounts":
        for at in former_accounts(body.layout):
            layout = replace(body.layout, columns={**body.layout.columns, _ACCOUNT: at}, questions=(), further=())
            header = body.layout.header.texts[at].replace("\n", "")
            yield replace(body, layout=layout, below=None, lines=()), f"{column_letters(at)} 列“{header}”：已换了账号"


def against_all(frame: pd.DataFrame, why: str, but: Flags | None = None) -> pd.DataFrame:
    """Return the accounts (frames.ACCOUNTS) of a frame with a word against each that nobody checked. ``but``: rows that are left alone."""
    hit = (frame["checked"] == "").to_numpy(dtype=np.bool_) & (frame["account"] != "").to_numpy(dtype=np.bool_)
    hit = hit if but is None else hit & ~but
    words = np.full(len(frame), why, dtype=object)
    return frame.assign(against=label(added(texts_of(frame["against"]), hit, words)))


def account_columns(layout: Layout) -> dict[int, AccountHeader]:
    """Return the columns of a sheet of 银行账户 that say something of the account or the person, none that a clerk has said is not used;
    of any other list {}."""
    found: dict[int, AccountHeader] = {}
    if layout.role.frame != "accounts":
        return found
    fields = {*layout.columns.values()}
    before, unread = former_accounts(layout), _unread(layout)
    for column, text in enumerate(layout.header.texts):
        meaning = (layout.confirmed or {}).get(column)
        if before and meaning is None and (column in before or _WHY_CHANGED.search(text)):
            continue
        if column in fields or meaning == NOT_USED or _is_holder(layout, column):
            continue
        header = read_account_header(text)
        if meaning is not None:
            header = _confirmed(meaning, header)
        elif header is None and column in unread:
            header = _UNHEARD
        if header is not None:
            found[column] = header
    return found


def understood_columns(layout: Layout) -> dict[int, AccountHeader]:
    """Return those of :func:`account_columns` whose header says what they ask."""
    return {column: header for column, header in account_columns(layout).items() if not header.unheard}


def _unread(layout: Layout) -> frozenset[int]:
    """The columns that nobody understands, with a header or without: what they say against an account must not be overlooked."""
    return frozenset(
        one.column
        for one in layout.readings
        if not one.field and kind_of(one.header) == "unknown" and not read_header(one.header)
    )


def account_meanings(layout: Layout) -> dict[int, str]:
    """Return what the columns that say something of accounts and people are called in words: 账户状态, 发放意见 …"""
    headers = understood_columns(layout)
    meanings = {column: _MEANINGS.get(header.kind, "账户状态") for column, header in headers.items()}
    holders = further_holders(layout) if layout.role.frame == "accounts" else ()
    return meanings | dict.fromkeys(holders, "另一户名，与户名不同的不付")


def further_holders(layout: Layout) -> list[int]:
    """Return the columns that name a holder, too, beside the one that is used; none where a clerk has said which one is. 户主 beside 户名 is the head of
    the household, who holds 户主银行卡号."""
    used = layout.columns.get(_HOLDER)
    confirmed = layout.confirmed or {}
    if used is not None and confirmed.get(used) == _HOLDER:
        return []
    fields = {*layout.columns.values()}
    heads = set() if used is None else {at for at, key in enumerate(layout.header.keys) if key in _HEADS} - {used}
    columns = (at for at in range(len(layout.header.texts)) if at not in heads)
    of_heads = used is None and _is_of_heads(layout.header.texts[layout.columns[_ACCOUNT]])
    return [
        at
        for at in columns
        if at not in fields
        and confirmed.get(at) != NOT_USED
        and (_is_holder(layout, at) or (of_heads and _is_name_of_heads(layout.header.texts[at])))
    ]


def _is_of_heads(header: str) -> bool:
    """Whether a header says that what stands below is a 户主's (户主银行卡号)."""
    return "HEAD" in parse(header).kinds


def _is_name_of_heads(header: str) -> bool:
    return plain(header) in _HEADS or (_is_of_heads(header) and plain(header).endswith("名"))


def _is_holder(layout: Layout, column: int) -> bool:
    header = parse(layout.header.texts[column])
    of_terms = "HOLDER" in header.kinds and header.kinds <= {"HOLDER", "NAME"} and not header.rest
    return of_terms or layout.role.aliases.get(layout.header.keys[column], ("", 0))[0] == _HOLDER


def _confirmed(meaning: str, header: AccountHeader | None) -> AccountHeader | None:
    """What a column asks (``header``: by its header) of which a clerk has confirmed that it is a state or a remark, or what its codes mean."""
    if listed := listed_values(meaning):
        return replace(header or AccountHeader("status"), words=listed)
    asked = READ_AS.get(meaning)
    return header or (AccountHeader(asked.what) if asked and asked.what in ("status", "remark") else None)


def _sayings(body: Body, frame: pd.DataFrame) -> Iterator[_Saying]:
    """What each column says that speaks against anybody."""
    guarded = (frame["guardian"] != "").to_numpy(dtype=np.bool_)
    for column, header in account_columns(body.layout).items():
        positions, written = mapped(_with_tails(body.column(column), header, frame), str)
        spoken = [np.array([judge(text, header, by) for text in written], dtype=object) for by in (False, True)]
        found = np.where(guarded, spoken[1][positions], spoken[0][positions])
        found[_unfilled(positions, written, header)] = header.against
        if (found != "").any():
            others = np.array([stands_for_another(text) for text in written], dtype=np.bool_)[positions]
            found[others & (found == "")] = header.against
        found[(found == "") & _of_other_accounts(positions, written, header, frame)] = "account"
        if header.kind == QUESTION:
            found[_rarer_answers(positions, written)] = "account"
        if (found != "").any():
            sentences = np.array([sentence(body.layout, column, text) for text in written], dtype=object)
            yield _Saying(column, found == "account", found == "person", sentences[positions])
    yield from _in_cells(body)
    for column in further_holders(body.layout):
        positions, written = mapped(pc.fill_null(body.column(column), ""), str)
        names = ["" if text.strip() in same_person() else person_name.key(text) for text in written]
        keys = np.array(names, dtype=object)[positions]
        holders = person_name.keys(pa.array(frame["holder"].tolist(), pa.string())).to_numpy(dtype=object)
        other = np.asarray((keys != "") & (keys != holders), dtype=np.bool_)
        if other.any():
            sentences = np.array([sentence(body.layout, column, text) for text in written], dtype=object)
            yield _Saying(column, other, np.zeros(len(frame), dtype=np.bool_), sentences[positions])


def _rarer_answers(positions: npt.NDArray[np.int64], written: list[str]) -> Flags:
    """Which rows have the answer that fewer have (both where as many have either) to a question that nobody knows; none where not all answer it."""
    replies = np.array([answer(text) for text in written], dtype=object)[positions]
    yes, no = replies == True, replies == False  # noqa: E712
    if np.count_nonzero(yes | no) < len(replies) or not (yes.any() and no.any()):
        return np.zeros(len(replies), dtype=np.bool_)
    rarer: Flags = np.asarray((yes & (yes.sum() <= no.sum())) | (no & (no.sum() <= yes.sum())), dtype=np.bool_)
    return rarer


def _with_tails(texts: pa.Array, header: AccountHeader, frame: pd.DataFrame) -> pa.Array:
    """The cells of a column; of remarks with what the last digits of a new card say of the account beside it."""
    texts = pc.fill_null(texts, "")
    tails = pc.match_substring(texts, "尾号") if header.kind == "remark" else None
    if tails is None or not pc.any(tails).as_py():
        return texts
    hit = tails.to_numpy(zero_copy_only=False)
    pairs = zip(texts.filter(tails).to_pylist(), frame["account"][hit].astype("str").tolist(), strict=True)
    longer = pa.array([with_tail(text, account) for text, account in pairs], pa.string())
    return pc.replace_with_mask(texts, tails, longer)


def _of_other_accounts(
    positions: npt.NDArray[np.int64], written: list[str], header: AccountHeader, frame: pd.DataFrame
) -> Flags:
    """Which rows have a remark that gives another account's number than the row's."""
    long = np.array([header.kind == "remark" and _LONG.search(text) is not None for text in written], dtype=np.bool_)
    hit = long[positions]
    accounts = frame["account"].astype("str").to_numpy(dtype=object)
    for at in np.flatnonzero(hit):
        hit[at] = names_another(written[positions[at]], accounts[at])
    return hit


def _in_cells(body: Body) -> Iterator[_Saying]:
    """What brackets in cells of 开户行 say against an account: 工商银行（已停用）."""
    column = body.layout.columns.get(_BANK)
    if column is None:
        return
    positions, written = mapped(pc.fill_null(body.column(column), ""), str)
    notes = ["，".join(_BRACKETS.findall(text)) if _OF_BANK.search(text) else text for text in written]
    against = np.array([bool(note) and judge(note, _NOTE) != "" for note in notes], dtype=np.bool_)[positions]
    if against.any():
        sentences = np.array([sentence(body.layout, column, text) for text in written], dtype=object)
        yield _Saying(column, against, np.zeros(len(against), dtype=np.bool_), sentences[positions])


def _unfilled(positions: npt.NDArray[np.int64], written: list[str], header: AccountHeader) -> Flags:
    """Which rows say nothing in a column in which most rows say that all is well (正常, 一致, 同意)."""
    well = np.array([is_well(text, header) for text in written], dtype=np.bool_)[positions]
    empty = np.array([is_nothing(text) for text in written], dtype=np.bool_)[positions]
    return empty & (np.count_nonzero(well) * 2 >= len(positions))
