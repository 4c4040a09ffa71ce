"""Columns that nobody read and whose cells could part a list's people into paid and not paid: marks, codes, short words, filled against empty.

Such a column is a question of 列对应, and until it is answered those wait whose cell is not plainly harmless. Columns that lists have anyway and
that part nobody (性别, 民族, 险种, 开户银行) are data (``harmless`` in ``schemas/list-terms.json``).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.rosters.column_content import TESTS
from huibao_xl.rosters.cutting import cut
from huibao_xl.rosters.header_terms import content, parse, plain
from huibao_xl.rosters.lookups import is_lookup, what_was_found
from huibao_xl.rosters.organisations import may_have_bought
from huibao_xl.rosters.recogniser import ColumnReading
from huibao_xl.rosters.remark_words import instead_of, read_remark
from huibao_xl.rosters.status_words import (
    answer,
    is_cross,
    is_nothing,
    lexicon,
    read_channel,
    read_state,
    sign,
    words_of_list,
)
from huibao_xl.rosters.status_words import plain as plain_cell
from huibao_xl.rosters.year_columns import is_about_a_year

_MOST, _LONGEST, _WORD, _MARK = 12, 12, 6, 3
"""Distinct cells that a column of marks or words has at most, and how long they, words and marks among them, are at most."""
_SEVERAL = 60
"""A column of a known kind with more distinct cells holds no words of a state."""
_ASKED_OTHERWISE = ("day", "period", "id", "account", "phone")
"""What cells may look like that are no marks: such columns have questions of their own."""
_NUMBERED = ("NO", "号")
"""Headers, as compared, that a list's own numbers may have, and its marks as well."""
_GROUNDS = "子类"
"""A field whose cells are looked at one by one for what stands instead of a kind (:mod:`cell_notes`): such rows wait whatever the column is."""
_BRACKETS = re.compile(r"[(\[【{].*?[)\]】}]")
_INSIDE = re.compile(r"[(（\[【]([^)）\]】]+)[)）\]】]")
_AMOUNT = re.compile(r"[(（]?[-−－]?[¥￥]?[0-9][0-9,]*(?:\.[0-9]+)?元?[-)）]?")
"""An amount as lists write it, also one that was paid back."""
_YEARS = re.compile(r"(?:20)?\d\d年?度?")
"""A year in the name of a product (沪惠保2024企业版)."""
_AMONG = ("asks", "flags", "changes", "reviews", "alive", "positive", "dead", "out")
"""Kinds of words of a header that speaks of a state."""


@dataclass(frozen=True)
class Parting:
    """A column that may part people. ``holds``: the cells, trimmed, whose rows wait ("" for empty ones); ``why``: as staff read it; ``meaning``: the
    field that it is if it does."""

    column: int
    holds: frozenset[str]
    why: str
    meaning: str = "状态"


Kind = Literal["harmless", "category", "unknown"]
"""A column that parts nobody; one whose cells may still say a state; one of which nothing is known."""


@lru_cache(maxsize=4096)
def kind_of(header: str) -> Literal["category", "unknown"]:
    """Return whether a header is made of words that are known to part nobody.

    >>> kind_of("与投保人关系"), kind_of("残疾类别2"), kind_of("状态代码")
    ('category', 'category', 'unknown')
    """
    words = {plain(word): "core" for word in content()["harmless"]["core"]}
    words |= {plain(word): "aside" for word in content()["harmless"]["aside"] if plain(word) not in words}
    written = "".join(letter for letter in plain(header) if not letter.isdigit())
    if re.fullmatch(content()["harmless"]["relation"], _BRACKETS.sub("", written)) or is_no_state(header):
        return "category"
    kinds = [kind for _, kind in cut(written, words, "")] if written else [""]
    return "category" if "core" in kinds and "" not in kinds else "unknown"


@lru_cache(maxsize=4096)
def is_no_state(header: str) -> bool:
    """Return whether a header is about what was done for somebody (短信发送状态), or about his family, though it has a word of a state.

    >>> is_no_state("短信发送状态"), is_no_state("配偶情况"), is_no_state("发放状态")
    (True, True, False)
    """
    return _is("services", header) or _is("relatives", header)


def _is(kind: str, header: str) -> bool:
    return re.match(content()["harmless"][kind], plain(header)) is not None


def find_parting(
    header: str,
    reading: ColumnReading,
    cells: Sequence[str],
    column: Callable[[], pa.Array],
    of_policy: bool = False,
    state: bool = False,
    elsewhere: frozenset[str] = frozenset(),
    excluding: str = "",
) -> Parting | None:
    """Return what a column that no field took may part, None if it parts nobody.

    ``cells``: a sample of its filled cells; ``column``: gives the cells of all people, null where empty; ``of_policy``: the list is 承保名单, where words of a group count; ``state``: the column is read for
    what it says of a state, so that only what it does not understand may part anybody; ``elsewhere``: what stands under the same header on all sheets: a list that has a
    sheet for each kind of people parts them too; ``excluding``: the frame of a list that speaks against people (团单, 退保, 往期), "" for others: there words of which
    none takes anything back (一车间, 二车间) part nobody.
    """
    kind = _kind(header, reading)
    if of_policy and kind == "unknown" and any(_names_group_product(text, header) for text in cells):
        kind = "category"
    if _is_of_amounts(header, cells, column, of_policy, excluding):
        return None
    if plain(header) in _NUMBERED and _counts_up(column().to_pylist()):
        return None
    if kind == "harmless" or not cells or (state and kind == "category"):
        return None
    if of_policy and kind == "unknown" and not state and "日期" in reading.doubts:
        return days_of_leaving(reading, column())
    if of_policy and reading.field == "投保单位" and (buyers := may_have_bought(header, counted(column()))):
        return Parting(reading.column, buyers, "有的格是单位，可能是单位投保的：" + _shown(buyers), "投保渠道")
    if len(set(cells)) > (_SEVERAL if kind == "category" else _MOST) or max(map(len, cells)) > 4 * _LONGEST:
        return None
    if any(sum(map(TESTS[test], cells)) * 2 >= len(cells) for test in _ASKED_OTHERWISE):
        return None
    counts = counted(column())
    if is_lookup(header) and all(what_was_found(text) == "clear" for text in counts if text):
        return None
    if kind == "category" and excluding == "withdrawn":
        return None
    if kind == "category":
        return _of_kinds(reading, counts, header, of_policy, excluding)
    spoken = _speaks(header, excluding)
    several = spoken or len({*counts, *elsewhere}) > 1 or any(map(_says_out, counts))
    if not several or not _is_limited(counts, spoken):
        return None
    if excluding and not (spoken or any(_is_mark(text) or _is_doubtful(text) for text in counts)):
        return None
    holds = _held(counts, excluding)
    if of_policy:
        holds = frozenset(
            text for text in holds if not (text and answer(text) is None and read_channel(text) == "个人")
        )
    if not (excluding or of_policy) and re.fullmatch(content()["harmless"]["months"], plain(header)):
        holds = frozenset(text for text in counts if not (answer(text) or _is_positive(text)))
    if "" in counts and _is_of_year(header, counts):
        holds |= {""}
    if state:
        holds = frozenset(text for text in holds if not (_says_out(text) or _is_answer(text)))
    why = "表头像状态，" if spoken else "表头看不懂，"
    what = "内容把人分成几种" if len(counts) > 1 else "所有人都写着"
    return Parting(reading.column, holds, f"{why}{what}：{_shown(counts)}") if holds else None


def _is_of_amounts(
    header: str, cells: Sequence[str], column: Callable[[], pa.Array], of_policy: bool, excluding: str
) -> bool:
    """Whether a column holds amounts, or numbers of policies, that :mod:`premiums` reads, or that everybody has."""
    rules = content()["paid_amounts"]
    read = plain(header) in rules["headers"] or (of_policy and re.fullmatch(rules["copies"], plain(header)) is not None)
    if read and all(map(_AMOUNT.fullmatch, cells)):
        return True
    everybody = not excluding and _OF_AMOUNTS.search(plain(header)) is not None
    return everybody and all(map(_is_amount, counted(column())))


def _of_kinds(
    reading: ColumnReading, counts: Mapping[str, int], header: str, of_policy: bool, excluding: str
) -> Parting | None:
    """What a column of kinds may part, None if nothing."""
    holds = frozenset(_held_of_kinds(counts, header, of_policy, excluding))
    if reading.field == _GROUNDS:
        holds = frozenset(text for text in holds if not re.search(instead_of(_GROUNDS), text))
    return Parting(reading.column, holds, "有的格说的是状态或团单：" + _shown(holds)) if holds else None


def _held_of_kinds(counts: Mapping[str, int], header: str, of_policy: bool, excluding: str) -> Iterator[str]:
    """The cells of a column of kinds (人员类别, 缴费方式) that say a state, that nobody has bought it, a group, or no kind of the list."""
    rules, served = content()["harmless"], _is("services", header)
    groups = of_policy and not _is_medical(counts)
    of_list = not of_policy and re.search(rules["of_lists"], plain(header))
    patterns = [rules["marks_out"], rules["denials" if of_policy else "gone"]]
    patterns += [instead_of(_GROUNDS)] if of_list else []
    patterns += [] if of_policy or excluding else [rules["apart"]]
    asides = [one["cells"] for one in rules["asides"] if not of_policy and re.search(one["headers"], plain(header))]
    for text in filter(None, counts):
        if any(re.search(pattern, text) for pattern in asides):
            continue
        out = (_says_out(text) or _may_be_out(text)) and not (served and _is_failed(text))
        noted = of_policy and not served and len(text) > _WORD and read_remark(text).means != ""
        none = any(re.search(pattern, text) for pattern in patterns)
        if out or noted or none or (groups and _says_group(text, header)):
            yield text


_OF_AMOUNTS = re.compile(
    "^(?!.*[停退扣追缴减罚]).*(?:金额|标准|收入|补差|额度|救助金|低保金|抚恤金|保障金)(?:[(（].{1,6}[)）])?$"
)
"""Headers under which everybody has an amount, which parts nobody; 追回金额, or an amount that only some have, may."""


def days_of_leaving(reading: ColumnReading, cells: pa.Array) -> Parting | None:
    """Return what a column of days in 承保名单 that nobody understands may part: if some people only have one, these may have taken their
    insurance back on it. ``cells``: of all people, null where empty."""
    counts = counted(cells)
    filled = frozenset(text for text in counts if any(map(str.isnumeric, text)))
    if not filled or len(filled) == len(counts):
        return None
    return Parting(reading.column, filled, "表头看不懂，只有一部分人有日期", "退保日期")


def held_cells(texts: pa.Array, excluding: str) -> frozenset[str]:
    """Return the cells of a column, trimmed, whose rows wait until it is said what it means. ``excluding``: as for :func:`find_parting`."""
    return _held(counted(texts), excluding)


def is_free_text(header: str, reading: ColumnReading) -> bool:
    """Whether a column that parts nobody is none that is known: what it says of a death or of leaving must not be overlooked."""
    return bool(header.strip()) and not reading.field and kind_of(header) == "unknown"


def without_harmless_doubts(reading: ColumnReading) -> ColumnReading:
    """A reading without doubts about a state, a channel or a day that its header, made of harmless words, leaves no room for. What its
    cells say all the same is found by :func:`find_parting`."""
    if is_no_state(reading.header) and reading.field in ("", "状态"):
        return replace(reading, field="", sureness="未用", doubts=())
    if kind_of(reading.header) == "unknown" or not (reading.doubts or reading.sureness == "可能"):
        return reading
    past = any(word in plain(reading.header) for word in content()["harmless"]["past"])
    barred = {"状态", "投保渠道"} | ({"日期", "生效日期", "失效日期", "承保日期"} if past else set())
    doubts = tuple(field for field in reading.doubts if field not in barred)
    if reading.field in barred and reading.sureness == "可能":
        return replace(reading, field="", sureness="未用", doubts=doubts)
    return replace(reading, doubts=doubts)


def _kind(header: str, reading: ColumnReading) -> Kind:
    """What a column is, by its header and by what it was read as."""
    if _is("relatives", header):
        return "harmless"
    kind, rules = kind_of(header), content()["harmless"]
    if kind == "unknown" and reading.sureness == "确定" and reading.field in rules["fields"]:
        return "harmless"
    sure = reading.sureness == "确定" and reading.field in rules["categories"]
    if kind == "unknown" and sure and not parse(header).kinds & set(rules["not_beside"]):
        return "category"
    return kind


def _speaks(header: str, excluding: str = "") -> bool:
    """Whether a header has a word of a state (状态代码); of what a list is about anyway (退款方式, 发放地点) it says nothing."""
    kinds = {kind for _, kind in cut(plain_cell(header), lexicon("headers"), "")}
    about = {"": "", "withdrawn": "out"}.get(excluding, "positive")
    return bool(kinds & set(_AMONG) - {about})


def counted(texts: pa.Array) -> dict[str, int]:
    """Return {cell, trimmed: how many people have it}; what only stands for nothing counts as empty, - beside + does not."""
    found: dict[str, int] = {}
    written = pc.value_counts(pc.utf8_trim_whitespace(pc.fill_null(texts, ""))).to_pylist()
    signed = any(sign(one["values"]) == "+" for one in written)
    for one in written:
        text = one["values"]
        text = "" if is_nothing(text) and not (signed and sign(text)) else text
        found[text] = found.get(text, 0) + int(one["counts"])
    return found


def _is_limited(counts: dict[str, int], spoken: bool) -> bool:
    """Whether the cells are marks, codes or words of which a list has few, not texts or numbers of which everybody has his own."""
    filled = {text: count for text, count in counts.items() if text}
    if not filled or len(filled) > _MOST or max(map(len, filled)) > _LONGEST:
        return False
    people, measured = sum(filled.values()), all(map(TESTS["amount"], filled)) and len(filled) > 2
    repeated = len(filled) * 2 <= people
    if measured and not spoken:
        return repeated and max(map(len, filled)) <= 2
    short = all(len(text) <= _MARK and not _is_word(text) for text in filled)
    return spoken or repeated or short or len(filled) == 1 or (_is_worded(filled) and any(map(_is_doubtful, filled)))


def _is_worded(filled: Iterable[str]) -> bool:
    """Whether cells are words and no sentences."""
    return max(map(len, filled)) <= _WORD


def _counts_up(cells: Sequence[str | None]) -> bool:
    """Whether the cells of several people are 1, 2, 3 … in this order."""
    return len(cells) > 1 and list(cells) == [str(at + 1) for at in range(len(cells))]


def _is_word(text: str) -> bool:
    """Whether a cell is made of Chinese characters, and so may be anybody's name or note."""
    return all("\u4e00" <= letter <= "\u9fff" for letter in text) and answer(text) is None


def _held(counts: dict[str, int], excluding: str) -> frozenset[str]:
    """The cells that are not plainly harmless; an empty one is not where others are marks, for then it may be the other mark. A cross that stands at
    some rows alone, and a minus beside a plus, are about these rows."""
    marks = {text for text in counts if text}
    if not excluding and marks and all(map(is_cross, marks)) and 2 * counts.get("", 0) > sum(counts.values()):
        return frozenset(marks)
    signs = {text: sign(text) for text in marks}
    if "-" in signs.values():
        return frozenset(
            text for text in marks if signs[text] == "-" or not (signs[text] or _is_plain(text, excluding))
        )
    marked = any(answer(text) is not None for text in marks)
    return frozenset(text for text in counts if (marked if not text else not _is_plain(text, excluding)))


def _is_answer(text: str) -> bool:
    """Whether a cell is empty, 是, ×, + or the like: what it says of a state is read from the header."""
    return not text or answer(text) is not None or sign(text) != ""


def _is_of_year(header: str, counts: dict[str, int]) -> bool:
    """Whether a column of a year says of most people that they are on the list (享受): then who has no word may not be."""
    well = sum(count for text, count in counts.items() if text and read_state(text).means == "valid")
    return is_about_a_year(header) and well * 2 >= sum(counts.values())


def _is_plain(text: str, excluding: str) -> bool:
    """Whether a cell says what everybody on the list is anyway: in 退保名单 that he is out, else that all is well."""
    if special := words_of_list(excluding).get(plain_cell(text)):
        return special == ("out" if excluding == "withdrawn" else "valid")
    return _says_out(text) if excluding == "withdrawn" else is_harmless(text)


def _is_mark(text: str) -> bool:
    """Whether a cell is 是, √, 1, or a code (01, A)."""
    return bool(text) and (answer(text) is not None or (len(text) <= _MARK and text.isascii()))


def is_harmless(text: str) -> bool:
    """Return whether a cell says by itself that all is well, or nothing of a state (正常, 在职)."""
    if answer(text) is not None:
        return False
    if text in content()["harmless"]["benefits"]:
        return True
    state = read_state(text)
    return state.means in ("valid", "") and not state.dead


def _is_positive(text: str) -> bool:
    """Whether a cell is an amount of more than nothing."""
    return bool(_AMOUNT.fullmatch(text)) and text[0] not in "-−－(（" and any(letter in "123456789" for letter in text)


def _is_amount(text: str) -> bool:
    """Whether a cell is an amount of money above zero, and too much for a code."""
    return _is_positive(text) and len(text.partition(".")[0]) > 2


def _is_medical(texts: Iterable[str]) -> bool:
    """Whether cells are kinds of basic medical insurance, several of them: then 职工 is one, and no group."""
    kinds = {plain_cell(text) for text in texts if text}
    return len(kinds) > 1 and kinds <= {*content()["harmless"]["medical"]}


def _says_group(text: str, header: str) -> bool:
    """Whether a cell says that a group bought or paid it."""
    if any(word in plain(header) for word in content()["harmless"]["paid"]):
        kinds = {kind for _, kind in cut(plain_cell(text), lexicon("channel"), "")}
        return bool(kinds & {"团单", "free"}) and "not" not in kinds
    if any(word in plain(header) for word in content()["harmless"]["entrances"]):
        kinds = {kind for _, kind in cut(plain_cell(text), lexicon("channel"), "")}
        return "团单" in kinds and kinds.isdisjoint(("not", "个人"))
    if _names_group_product(text, header):
        return True
    without = _YEARS.sub("", text)
    kinds = {kind for _, kind in cut(plain_cell(without), lexicon("channel"), "")} - {"neutral"}
    return read_channel(without) == "团单" or kinds == {"free"}


def _names_group_product(text: str, header: str) -> bool:
    """Whether the name of a product or a plan says that groups buy it, whatever else it says (沪惠保家庭版团体)."""
    rule = content()["insurances"]
    asked = any(word in plain(header) for word in rule["plans"])
    return asked and re.search(rule["of_groups"], plain_cell(text)) is not None


def _is_doubtful(text: str) -> bool:
    """Whether a cell has a word that takes something back, or that nothing is settled yet."""
    kinds = {kind for _, kind in cut(plain_cell(text), lexicon("cells"), "")}
    return _says_out(text) or not kinds.isdisjoint(("not", "pending", "fail"))


def only_numbers(cells: Iterable[str]) -> bool:
    """Whether cells are numbers or amounts, of which none was taken back: they say nothing as a remark.

    >>> only_numbers(["2500", "1,420.00元", ""]), only_numbers(["2500", "-129"]), only_numbers(["2500", "已退"])
    (True, False, False)
    """
    return all(not text or (_AMOUNT.fullmatch(text) and text[0] not in "-−－(（") for text in cells)


def only_symbols(cells: Sequence[str]) -> bool:
    """Whether cells are marks alone (√, ★), which say nothing as a remark."""
    return bool(cells) and not any(letter.isalnum() for text in cells for letter in text)


def _says_out(text: str) -> bool:
    """Whether a cell says that somebody is out or has died, as a whole or in brackets (江苏启东（2024年3月迁出）)."""
    if not text or answer(text) is not None:
        return False
    states = [read_state(part) for part in (text, *_INSIDE.findall(text)) if answer(part) is None]
    return any(state.means == "out" or state.dead for state in states)


def _may_be_out(text: str) -> bool:
    """Whether a cell says in words that somebody is about to be out (已申请退保), and nothing else."""
    tokens = cut(plain_cell(text), lexicon("cells"), "")
    spoken = {kind for word, kind in tokens if len(word) > 1} & {"out", "left", "dead"}
    return bool(spoken) and "" not in dict(tokens).values() and read_state(text).means == "unclear"


def _is_failed(text: str) -> bool:
    """Whether a cell says that something was not done (失败, 未发送)."""
    kinds = {kind for _, kind in cut(plain_cell(text), lexicon("cells"), "")}
    return not kinds.isdisjoint(("fail", "not")) and not read_state(text).dead


def _shown(texts: "dict[str, int] | frozenset[str]") -> str:
    return "、".join(text or "空" for text in sorted(texts, key=len)[:5]) + ("…" if len(texts) > 5 else "")
