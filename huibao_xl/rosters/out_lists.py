"""Lists that say *out*: what the names of a sheet and its file say of everybody on it, and which list it is then.

A 退保 sheet in the insurer's workbook, a 注销 sheet in a roster's, a 死亡名单: read as the list beside them they would put people in who are
out. The nearest name decides: the sheet's, then the title above the header, then the file's, then its folders'; where a name says 承保
or 在册 and a folder 退保, nobody knows which is right. 不含退保 says nothing; 在册及注销 says that
both are there, and then a column must say who is which; 待复核 and 拟停发 say that nothing is settled yet. Names are cut into the words that
the data has for them (``sheets``) and, beside these, into those of cells of a status, so that 批退, 未缴费 and 核保不通过 count here too.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers.spelling import visible
from huibao_xl.rosters import days
from huibao_xl.rosters.cutting import cut
from huibao_xl.rosters.fields import Role, RoleBook
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content as list_terms
from huibao_xl.rosters.header_terms import fields_of, parse
from huibao_xl.rosters.merged import filled_down
from huibao_xl.rosters.sheet_tables import names_person
from huibao_xl.rosters.status_words import answer, content, is_nothing, lexicon, origins, plain, read_header, read_state

OutName = Literal["", "退保", "注销", "死亡", "有进有出", "待定"]
"""What names say of everybody on a sheet."""

WITHDRAWN, DEATHS = "退保名单", "死亡名单"
"""Roles of lists that say out."""
_SAYS: dict[str, OutName] = {"withdrawn": "退保", "deaths": "死亡"}
"""{frame of a list that says out: what it says of everybody on it}."""
_NEVER = re.compile(r"\s*(?:[29]999|1900|1899|0000|长期|永久|未|不)")
"""How a cell begins that says that it did not happen."""
_LONG_NUMBER = (
    r"^[^0-9A-Za-z\x{4e00}-\x{9fff}]*(?:[0-9\x{ff10}-\x{ff19}*\x{ff0a}×][^0-9A-Za-z\x{4e00}-\x{9fff}]*){14,17}"
    r"[0-9\x{ff10}-\x{ff19}Xx\x{ff38}\x{ff58}](?:[^0-9A-Za-z]|[(\x{ff08}].*)*$|^\s*[0-9](?:\.[0-9]+)?[Ee]\+?1[4-7]\s*$"
)
"""A cell with a person's number however it is written: with separators, in full width, masked, destroyed, with a remark behind it."""
_LONGEST_TITLE = 60
"""A text above the header that is longer explains something."""
_OF_CELLS = {"out": "注销", "left": "注销", "valid": "valid", "done": "valid", "fail": "fail", "not": "not"}
"""{kind of a word in cells of a status: what it says in a name}; other kinds only keep a word together (持证残疾人)."""
_VOID = re.compile(
    r"[(（\[［【〔_\-—–\s](?:此|本|该)?(?:表|件|份|册|名单|名册|文件)?(?:已|全部)?(?:作废|废弃|废止|废除)[)）\]］】〕]?$"
)
"""How a name ends that says that the list itself is void (承保名单-作废), or that its policies are: nobody can say which."""
_VOID_LIST = re.compile(
    r"(?:名册|名单|清单|总?表|台账|底册|册子|Sheet\d?)[\d年月日.]*[(（\[［【〔_\-—–\s]+(?:此|本|该)?(?:表|件|份|册|名单|名册|文件)?(?:已|全部)?"
    r"(作废|废弃|废止|废除|废|弃用)[)）\]］】〕]?$|^[(（\[［【〔]?已?(作废|废弃|弃用|废)[)）\]］】〕_\-—–\s]+[^\W]{0,12}(?:名册|名单|清单|总?表|台账)$",
    re.IGNORECASE,
)
"""A name in which it is the list itself that is void: 名册（作废）; 残疾证（作废） may say it of the certificates."""
_INSTEAD = re.compile(
    r"[,，、;；\s]*(?:请)?(?:均)?以(?P<by>[^,，以]{0,6}(?:新|附件|正式|更正|重报|后报)[^,，以]{0,6})为准"
)
"""What a name says of another list that counts instead: （作废，以新表为准）."""
_VOIDED = re.compile("(作废|废弃|废止|废除|弃用)")
_STAMP = re.compile("(?:此|本|该)?(?:表|件|份|册|名单|名册|文件)?(?:已|全部)?(作废|废止|废)")
_PEOPLE_VOID = re.compile(r"(?:人|人员|对象|户|户主)$")
"""How what goes before （作废） ends where the list of these people may be void, or what makes them such people."""
_SHORT = 4
"""A name as short as a cell of a status may be read as one."""
_NO_REFUND = re.compile(r"[¥￥]?\s*0+(?:\.0+)?\s*元?$|(?:未|无|没有|暂无|不涉及|正常)")
"""What begins a cell that says that nothing was refunded."""
_OF_GROUPS = ("投保单位", "团体保单")
"""Fields that say which group bought a policy."""
_SURELY_OUT: tuple[OutName, ...] = ("退保", "注销", "死亡")
_SAYS_OUT: tuple[OutName, ...] = (*_SURELY_OUT, "待定")
_TAKES_BACK = ("none", "without", "except")
"""Kinds of words that take back all that is joined to the word behind them."""
_BETWEEN = ("joins", "space")
_PARTS = re.compile(r"[\s_—()\[\]【】〔〕;。-]+")
"""Where a negation ends: 承保名单（不含退保）注销人员."""


def out_name(stem: str, sheet: str, title: str = "") -> OutName:
    """Return what the names say: ``stem`` of the file, ``sheet``, and the ``title`` above its header.

    >>> out_name("持证残疾人", "注销"), out_name("承保名单（不含退保）", "Sheet1"), out_name("残联", "在册及注销")
    ('注销', '', '有进有出')
    """
    return next((one for one in map(_spoken, (sheet, _short(title), stem)) if one is not None), "")


def name_of_list(stem: str, sheet: str, title: str, folders: Sequence[str], roster: bool = False) -> OutName:
    """Return what the names of a list say, also a sheet, file or folder that is called by one word (死, 空挂, CT). ``folders``: the
    nearest first; ``roster``: whether the list is one. A title that says out counts though the sheet says in: it may be of a second table. In a folder 作废 the lists may be void, or their policies: nobody knows.

    >>> name_of_list("6月", "Sheet1", "", ["退保", "国寿"]), name_of_list("承保名单", "Sheet1", "", ["退保"])
    ('退保', '待定')
    """
    alone = _alone_of_rosters() if roster else _alone()
    void: Mapping[str, OutName] = dict.fromkeys(content()["of_versions"]["versions"], "待定")
    names = [text for text in (sheet, "" if stamp(title) else _short(title), stem) if not (roster and void_list(text))]
    near, above = (
        next((one for text in texts if (one := single.get(_bare(text)) or _spoken(text)) is not None), None)
        for texts, single in ((names, alone), (folders, {**alone, **void}))
    )
    if near is None and above:
        return above
    titled = _spoken(_short(title)) if near == "" else ""
    if titled in _SAYS_OUT:
        return titled
    pending = roster and any(map(_is_pending, (sheet, _short(title), stem, *folders)))
    return near or ("待定" if above in _SAYS_OUT or pending else "")


@lru_cache(maxsize=4096)
def _is_pending(text: str) -> bool:
    """Whether a name of a roster says that its people are not in yet (待评残), or not of the district (非本区户籍).

    >>> _is_pending("待评残人员"), _is_pending("残疾人（户籍外迁）"), _is_pending("申请评残已通过")
    (True, True, False)
    """
    rule, written = content()["names_of_rosters"], plain(text)
    return not re.search(rule["unless"], written) and any(re.search(one, written) for one in rule["pending"])


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else ""


def _spoken(text: str) -> OutName | None:
    """What a name says, "" where it says that people are in, None where it says neither."""
    kinds = _kinds(text)
    void = _VOID.search(text)
    if void and ({*kinds} == {"in", "注销"} or ({*kinds} == {"注销"} and _PEOPLE_VOID.search(text[: void.start()]))):
        return "待定"
    if not kinds:
        return None
    return _together([kind for kind in kinds if kind != "in"] if _of_attempts(text) else kinds)


@lru_cache(maxsize=1)
def _alone() -> Mapping[str, OutName]:
    """{the whole of a name: what it says}, of words that say nothing within others."""
    return {word: says for says in _SAYS_OUT for word in content()["names_alone"][says]}


@lru_cache(maxsize=1)
def _alone_of_rosters() -> Mapping[str, OutName]:
    return {**_alone(), **dict.fromkeys(content()["names_alone"]["of_rosters"], "待定")}


def _bare(text: str) -> str:
    """A name without digits, signs, and what says only that it is a list."""
    return re.sub(r"[\W\d_]|(?:的|人员|人|名单|名册|表|数据|信息|记录|明细|清单|对象|户)+\W*$", "", plain(text))


def alone_name(text: str) -> OutName:
    """Return what a text says that is nothing but a word which says nothing within others (外迁, 病故人员), "" if it is none.

    >>> alone_name("外迁"), alone_name("病故人员"), alone_name("病故军人遗属")
    ('注销', '死亡', '')
    """
    short = _bare(text)
    return _alone().get(short, "") if len(short) > 1 else ""


def never_insured(stem: str, sheet: str, title: str = "", folders: Sequence[str] = ()) -> bool:
    """Return whether the nearest name that says anything says that these insurances never came about (未支付, 投保失败): such a list takes
    nobody out of a roster, nor who tried again out of 承保名单.

    >>> never_insured("承保名单（未支付）", "Sheet1"), never_insured("承保名单", "退保"), never_insured("承保及未支付", "Sheet1")
    (True, False, False)
    """
    texts = (sheet, _short(title), stem, *folders)
    return _of_attempts(next(filter(_kinds, texts), ""))


def _of_attempts(text: str) -> bool:
    """Whether a name says that insurances never came about, and nothing else of who is in or out."""
    words, joins = content()["attempts"]["words"], content()["attempts"]["joins"]
    written = without = plain(text)
    for word in sorted(map(plain, words), key=len, reverse=True):
        without = without.replace(word, " ")
    joined = any(join in text for join in joins)
    return without != written and not joined and bool({*_kinds(text)} - {"in"}) and not {*_kinds(without)} - {"in"}


def void_list(text: str) -> str:
    """Return the word by which a name says that the list itself is void, "" if it says nothing of it, or of certificates or people.

    >>> void_list("名册（作废）"), void_list("【作废】残疾人名单"), void_list("持证残疾人（作废）"), void_list("作废名单")
    ('作废', '作废', '', '')
    """
    found = _VOID_LIST.search(_INSTEAD.sub("", text.strip())) or (_INSTEAD.search(text) and _VOIDED.search(text))
    return next(filter(None, found.groups()), "") if found else ""


def stamp(text: str) -> str:
    """Return what a text says that is nothing but a word which is set upon a list (作废 in a text box, 草稿 across the page), "" if it is none.

    >>> stamp("作 废"), stamp("此表作废"), stamp("仅供参考"), stamp("作废人员")
    ('作废', '作废', '仅供参考', '')
    """
    alone = re.sub(r"[\W_]", "", text)
    found = _STAMP.fullmatch(alone)
    return found[1] if found else alone if alone in content()["names_alone"]["old"] else ""


def superseded(text: str) -> str:
    """Return the word of a name that says that another list stands in its place, "" if none does.

    >>> superseded("持证残疾人（旧版）"), superseded("名册旧"), superseded("历史注销人员"), superseded("名册（作废）")
    ('旧版', '旧', '历史', '作废')
    """
    if void := void_list(text):
        return void
    written = plain(text)
    word = next((word for word, kind in cut(written, _words(), "") if kind == "old"), "")
    alone = _bare(text)
    return word or ("旧" if written.endswith("旧") else alone if alone in content()["names_alone"]["old"] else "")


def says_in(text: str) -> bool:
    """Whether a text says of people that they are in (一、在册人员, 三、新办证人员); 拟恢复 says only that they may be.

    >>> says_in("三、新办证人员"), says_in("恢复享受"), says_in("拟恢复"), says_in("其他")
    (True, True, False, False)
    """
    spoken = [kind for _, kind in _words_of(text) if kind not in ("", "other")]
    return "in" in _kinds(text) and ("before", "in") not in pairwise(spoken)


def says_whom(text: str) -> bool:
    """Return whether a line says of the people below it that they are in or out (本月新增, 本月减少)."""
    return bool(_kinds(text))


def is_out(role: Role | None) -> bool:
    """Whether a role is a list of its own that says out."""
    return role is not None and role.frame in _SAYS


def without_out_roles(book: RoleBook) -> RoleBook:
    """Return the roles of a book that are no lists that say out."""
    return replace(book, roles={name: role for name, role in book.roles.items() if not is_out(role)})


_BOTH_WAYS = re.compile("增减(?:员|人|名单|表|变动|情况表|保)|加减(?:人|保|员)|进出(?:人员|名单)")
"""Words of a list of who came and who left."""


def of_both(named: OutName, role: Role | None, names: Sequence[str], header: Header) -> OutName:
    """What the ``names`` of a list say (``named``), 有进有出 where they say 增减员 and a column says of each row which it is, or the list is none of
    those whose other rows stand for its people (a roster)."""
    if named not in ("退保", "注销") or role is None or not any(map(_BOTH_WAYS.search, names)):
        return named
    if any(_kinds(name) and not _BOTH_WAYS.search(name) for name in names[:1]):
        return named
    asked = [one for text in header.texts if text and (one := read_header(text))]
    return "有进有出" if role.frame != "entries" or any(one.what == "status" for one in asked) else named


def name_of_people(header: Header) -> OutName:
    """Return what the header of the people's names says of all of them: 死亡人员姓名, 退保人员.

    Whose name stands there is said by every row; 有进有出 says nothing.
    """
    found = [out_name("", text) for text in header.texts if names_person(text)]
    return next((one for one in found if one and one != "有进有出"), "")


def happened_to_all(grid: Grid, header: Header, about: str = "") -> bool:
    """Whether a column of 退保日期, 死亡日期 or the like is filled in every row that has a long number: then the sheet is a list of
    such people, and not a list with a column for some of them. ``about``: only events of this kind (out, dead)."""
    asked, came_from = [read_header(text) for text in header.texts], origins(header.texts)
    events = [at for at, one in enumerate(asked) if one and one.what == "event" and about in ("", one.about)]
    events = [at for at in events if at not in came_from]
    filled = np.zeros(grid.n_rows, dtype=bool)
    for column in events:
        filled |= _happened(grid.cells[column])
    if not filled.any():
        return False
    people = people_rows(grid, header, events)
    return bool(people.any() and filled[people].all())


def stays_the_year(grid: Grid, header: Header, year: int) -> bool:
    """Whether the days of leaving of a sheet (停止享受日期) are all the last one of the policy's year or later: these are ends to come, and each row's
    own day decides. ``year``: the policy's, 0 for none."""
    asked = [read_header(text) for text in header.texts]
    of_days = [at for at, one in enumerate(asked) if one and one.what == "event" and one.about == "out" and one.day]
    texts = {text for at in of_days for text in pc.unique(grid.cells[at].slice(header.last + 1)).to_pylist() if text}
    try:
        ends = [day for text in texts if not _NEVER.match(text) and (day := days.parse(text, end=True))]
    except days.Unreadable:
        return False
    return bool(year and ends) and min(ends) >= date(year, 12, 31)


def people_rows(grid: Grid, header: Header, but: Sequence[int] = ()) -> np.ndarray:
    """Return per row of a sheet whether it stands below the header and has a long number in a column that is none of ``but``."""
    people = np.zeros(grid.n_rows, dtype=bool)
    for at, column in enumerate(grid.cells):
        if at not in but:
            looks = pc.match_substring_regex(column, _LONG_NUMBER)
            people |= pc.fill_null(looks, False).to_numpy(zero_copy_only=False)
    people[: header.last + 1] = False
    return people


def without_unhappened(grid: Grid, header: Header) -> Header:
    """Return a header without the columns about a refund or withdrawal (退款时间, 退款金额, 退款状态) that say of most rows that there was none: a list has them
    for whom it happens to, and is no list of those who left. Their rows speak by what is read of them."""
    events = [at for at, text in enumerate(header.texts) if text and "WITHDRAW" in parse(text).kinds]
    people = people_rows(grid, header, events) if events else np.zeros(0, dtype=bool)
    empty = [at for at in events if people.any() and 2 * _befell(grid.cells[at])[people].sum() < people.sum()]
    keys, texts = (["" if at in empty else one for at, one in enumerate(row)] for row in (header.keys, header.texts))
    return replace(header, keys=keys, texts=texts)


def _befell(column: pa.ChunkedArray) -> np.ndarray:
    """Where a column of days, amounts or states of refunds says that there was one: 0.00, 否 and 未退款 say none."""
    texts = pc.fill_null(column, "")
    none = [text for text in pc.unique(texts).to_pylist() if _NO_REFUND.match(text.strip()) or answer(text) is False]
    befell: np.ndarray = _happened(column) & pc.invert(pc.is_in(texts, pa.array(none, pa.string()))).to_numpy(
        zero_copy_only=False
    )
    return befell


def bought_for_all(grid: Grid, header: Header) -> bool:
    """Whether every row that has a long number names the group that bought it (投保单位, 团体保单号): a list in which only some do is no list
    of a group."""
    groups = [at for at, text in enumerate(header.texts) if text and next(iter(fields_of(text)), "") in _OF_GROUPS]
    filled = np.zeros(grid.n_rows, dtype=bool)
    for column in groups:
        filled |= _happened(filled_down(grid, column))
    if not filled.any():
        return False
    people = people_rows(grid, header, groups)
    return bool(people.any() and filled[people].all())


def without_role(book: RoleBook, name: str) -> RoleBook:
    """Return the roles of a book but one."""
    return replace(book, roles={other: role for other, role in book.roles.items() if other != name})


def may_be_withdrawn(role: Role, named: OutName, grid: Grid, header: Header) -> bool:
    """Whether a sheet that is read as another list may be one of withdrawn policies: a roster whose names say 退保 (退保名单, a sheet for each
    roster) or in which everybody has a 退保日期, though 退保 of 低保 is that roster's own; or a group list in which everybody has left."""
    if role.frame == "group":
        return happened_to_all(grid, header, "out")
    if role.frame != "entries" or role.name in list_terms()["withdraws"]:
        return False
    dated = any("WITHDRAW" in parse(text).kinds for text in header.texts if text)
    return named == "退保" or (dated and happened_to_all(grid, header, "out"))


def _happened(column: pa.ChunkedArray) -> np.ndarray:
    """Where a column of days or reasons says that it happened: 0000-00-00, 9999-12-31 and 无 do not."""
    texts = pc.fill_null(column, "")
    nothing = [text for text in pc.unique(texts).to_pylist() if is_nothing(text, of_event=True) or _NEVER.match(text)]
    happened: np.ndarray = pc.invert(pc.is_in(texts, pa.array(nothing, pa.string()))).to_numpy(zero_copy_only=False)
    return happened


def read_as(role: Role | None, why: str, says: OutName, book: RoleBook) -> tuple[Role | None, OutName, str]:
    """Return the role of a sheet whose names say ``says``, what they say of its people, and why it is read so.

    ``role``, ``why``: what its columns and names say otherwise (:func:`role.role_of_sheet`).
    """
    frame = role.frame if role else ""
    if role and frame in _SAYS:
        return role, _SAYS[frame], why
    if not says or frame == "prior":
        return role, "", why
    if says == "死亡" and frame not in ("entries", "identities"):
        return book.roles.get(DEATHS, role), says, _by_name(says)
    if frame in ("entries", "insured", "identities") and says in ("有进有出", "待定"):
        return role, says, why
    if says == "待定":
        return role, says if frame == "accounts" else "", why
    if frame in ("entries", "identities"):
        return role, "注销" if says == "退保" else says, why
    if frame == "insured" or (role is None and says == "退保"):
        return book.roles.get(WITHDRAWN, role), "退保", _by_name(says)
    return None, "", f"{_by_name(says)}，不能当作在册的人"


def _by_name(says: OutName) -> str:
    return f"名称说表中是{says}的人"


@lru_cache(maxsize=1)
def _words() -> Mapping[str, str]:
    """{word: kind} of names: those of cells of a status that have two characters or more, and those of names, which come first."""
    cells = {word: _OF_CELLS.get(kind, "other") for word, kind in lexicon("cells").items() if len(word) > 1}
    return {**cells, **lexicon("sheets")}


def _kinds(text: str) -> list[str]:
    """The kinds of the words of a name, in order; negated ones and their negations are gone, and what is said of a version (旧版作废)."""
    text = _asides().sub(" ", text)
    cut_up = _words_of(text)
    taken_back, forms = _taken_back(cut_up), _of_form(cut_up)
    tokens = [
        (word, kind, at in taken_back)
        for at, (word, kind) in enumerate(cut_up)
        if kind not in ("", "other", "after", *_BETWEEN) and at not in forms
    ]
    kinds: list[str] = []
    for at, (word, kind, negated) in enumerate(tokens):
        last, before = at + 1 == len(tokens), tokens[at - 1][1] if at else ""
        after = tokens[at + 1][1] if not last else ""
        if kind == "except":
            alone = last and not _taken_out(before) and word in content()["of_versions"]["out_alone"]
            kinds += ["注销"] if alone else []
        elif kind == "with":
            kinds += ["in"] if after in _SAYS_OUT else []
        elif kind in ("valid", "in") and (before in ("not", "none") or after == "fail"):
            kinds.append("注销")
        elif kind == "fail":
            kinds += ["注销"] if before != "valid" else []
        elif kind == "before":
            kinds += ["待定"] if after in ("退保", "注销") else []
        elif kind not in ("valid", "not", *_TAKES_BACK) and not negated:
            kinds.append(kind)
    written = plain(text)
    if not {*kinds} - {"in"} and len(written) <= _SHORT and read_state(written).means == "out":
        return ["注销"]  # 已退
    return kinds


@lru_cache(maxsize=1)
def _asides() -> re.Pattern[str]:
    """What a name says of how a list was checked, and of nobody on it."""
    return re.compile("|".join(content()["sheets"]["asides"]["patterns"]))


def _words_of(text: str) -> list[tuple[str, str]]:
    """A name as (word, kind), with ("", "space") where a word begins behind a space or a bracket; without what is said of a version."""
    parts = [plain(part) for part in _PARTS.split(visible(text))]
    begins = {*accumulate(map(len, parts))}
    tokens: list[tuple[str, str]] = []
    at = 0
    for word, kind in cut("".join(parts), _words(), ""):
        tokens += [("", "space"), (word, kind)] if at in begins else [(word, kind)]
        at += len(word)
    if not any(kind == "old" for _, kind in tokens):
        return tokens
    return [token for token in tokens if token[1] != "old" and token[0] not in content()["of_versions"]["versions"]]


def _of_form(tokens: Sequence[tuple[str, str]]) -> frozenset[int]:
    """The places of words that say how a list of who is out is made (注销人员花名册, 停保汇总表), and not that others are in."""
    form = content()["names_of_forms"]
    found = set[int]()
    for at, (word, _) in enumerate(tokens):
        before = at - 1
        while before >= 0 and tokens[before][0] in form["between"]:
            before -= 1
        if word in form["words"] and before >= 0 and tokens[before][1] in _SURELY_OUT:
            found.add(at)
    return frozenset(found)


def _taken_back(tokens: Sequence[tuple[str, str]]) -> frozenset[int]:
    """The places of words that a negation takes back: the first behind it and what is joined to that (不含退保、撤单和死亡人员; 未 reaches one
    word only); before 除外 and 已剔除 at the end likewise."""
    meaning = [at for at, (_, kind) in enumerate(tokens) if kind not in ("", "other", *_BETWEEN)]
    found = set[int]()
    for here, following in zip(meaning, meaning[1:], strict=False):
        if tokens[here][1] in (*_TAKES_BACK, "not") and tokens[following][1] in _SAYS_OUT:
            found |= {following, *(_joined(tokens, following, 1) if tokens[here][1] != "not" else ())}
    if len(meaning) > 1 and tokens[meaning[-1]][1] in ("except", "after") and tokens[meaning[-2]][1] in _SAYS_OUT:
        found |= {meaning[-2], *_joined(tokens, meaning[-2], -1)}
    return frozenset(found)


def _joined(tokens: Sequence[tuple[str, str]], start: int, step: int) -> Iterator[int]:
    """The places of words of leaving that stand directly beside one, or joined by 和, 及, 人员."""
    at = start + step
    while 0 <= at < len(tokens) and tokens[at][1] in (*_SAYS_OUT, "joins"):
        if tokens[at][1] != "joins":
            yield at
        at += step


def _taken_out(kind: str) -> bool:
    """Whether 已剔除 behind a word of this kind takes its people out of the list, and does not say that the people of the list are out."""
    return kind in _SURELY_OUT


def _together(kinds: Sequence[str]) -> OutName:
    out = {kind for kind in kinds if kind != "in"}
    if "待定" in out and "死亡" not in out:
        return "待定"
    out.discard("待定")
    if not out:
        return ""
    if "in" in kinds:
        return "有进有出"
    return "死亡" if out == {"死亡"} else "退保" if out == {"退保"} else "注销"
