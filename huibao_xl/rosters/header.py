"""Where a sheet's header is: the row, or pair of rows, with the most headers that some role uses.

Title rows, blank rows, merged cells and headers in two rows (a group above, names below) are normal; a row with a long number is data.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers.spelling import unseparated
from huibao_xl.rosters.fields import RoleBook, header_key, person_headers, role_book
from huibao_xl.rosters.header_terms import content, fields_of, parse

_SEARCHED_ROWS = 60
_NEARLY = 0.6
_LONGEST, _PLAINLY = 30, 0.6
"""A text that is longer is a remark; one whose terms score less is hardly a header."""
_OTHERS, _PERSON = {"OTHER", "HEAD", "HOLDER"}, {"SELF", "NAME", "ID", "DOC", "NUMBER"}
"""Kinds of terms of a group of columns: whose they are; what makes it a header of its own."""
_NOT_PART = re.compile(r"基本|基础|信息|情况|资料|栏|[\s(（].*")
"""What a group says besides whose its columns are."""
_CARDS = {"CERT", "ID", "ACCOUNT", "SOCIALCARD"}
_OF_CARDS = {"NUMBER", "DATE", "START", "END", "VALID", "PERIOD"}
"""Kinds of terms of a group that is about a card, and of the headers below it that say nothing without it (证号, 有效期至)."""
_ENDS = frozenset({"START", "END"})
"""Kinds of terms that say which of two days is which."""
_LABELLED = re.compile(r"\s*[^\d：:()（）]{2,12}[：:]\s*\S")
"""A cell of a form above a header (填报人：样甲), which heads no columns."""
_ONE_IN = 3
_UNIT = re.compile(r"[(（\[【]([^)）\]】]*(?:[元角分千万亿]|[/／每按][年月])[^)）\]】]*)[)）\]】]")
_OF_YEAR = re.compile(r"全年|年[^金龄()（）]{0,6}收入")
"""What a group says of the amounts below it: their unit, and that they are those of a year."""
_ASIDE = re.compile(r"[(（\[【].*?[)）\]】]|[ -~]")
"""What may make a header long: an example in brackets, a second language."""
_LONG_DIGITS, _IS_NUMBER = re.compile(r"\d{8,}"), re.compile(r"\d{14,}[Xx]?")


@dataclass(frozen=True)
class Header:
    """The header of a sheet.

    ``first``, ``last``: its rows, as positions in the grid, both inclusive. ``keys``, ``texts``: what each column is called, as compared
    (:func:`fields.header_key`) and as written. ``title``: the text above the header. ``recognised``: how many of the columns have a
    header that some role uses. ``rows``: each header row as compared, to find it again where it is printed on every page.
    """

    first: int
    last: int
    keys: list[str]
    texts: list[str]
    title: str
    recognised: int
    rows: list[list[str]]


def find_header(grid: Grid, book: RoleBook | None = None) -> Header | None:
    """Return the header of a sheet, or None if none of its first rows holds a header that a role of ``book`` uses.

    ``book``: the roles that are possible; without one those that ship.

    It is the first row, or pair of rows, with nearly as many recognised headers as the best: the same header printed again further
    down must not win, or the people above it would be lost.
    """
    rows = tuple(tuple(grid.row(index)) for index in range(min(grid.n_rows, _SEARCHED_ROWS)))
    return _header_of(rows, (book or role_book()).headers)


@lru_cache(maxsize=64)
def _header_of(texts: tuple[tuple[str, ...], ...], headers: frozenset[str]) -> Header | None:
    """The header among these rows. Remembered: a sheet is asked for it as a table, as a list, and for what stands under the same header elsewhere."""
    rows = [list(row) for row in texts]
    found = [_with_ends(_best_from(rows, index, headers), rows) for index in range(len(rows))]
    recognised = [header for header in found if header.recognised]
    candidates = [header for header in recognised if _names_people(header)]
    if not candidates and not any(map(_names_people, found)):
        candidates = recognised
    most = max((header.recognised for header in candidates), default=0)
    first = next((header for header in candidates if header.recognised >= most * _NEARLY), None)
    return replace(first, title=_title(rows[: first.first])) if first else None


def _title(rows: list[list[str]]) -> str:
    """The text of the rows above a header."""
    return " ".join(text for row in rows for text in row if text and not _explains(text))


def _names_people(header: Header) -> bool:
    """Whether a header has 姓名 or 证件号码, in whatever words: a line of a form above it (街镇 七宝镇 联系人 …) has neither."""
    return any(key in person_headers() for key in header.keys) or _by_terms(header.texts) > 0


def _best_from(rows: list[list[str]], index: int, headers: frozenset[str]) -> Header:
    """The row as a header, or together with the next one if both contribute to it."""
    single = _single(rows, index, headers)
    if index + 1 == len(rows) or not _is_part_of_header(rows[index + 1], headers):
        return single
    if any(map(_LABELLED.match, rows[index])) and _names_people(_single(rows, index + 1, headers)):
        return single
    below = _single(rows, index + 1, headers).recognised
    upper, lower = rows[index], rows[index + 1]
    by_group = _of_others(upper, lower) or _tells_cards(upper, lower) or _parts_accounts(upper, lower)
    if below > single.recognised and not by_group and _is_form_line(rows[index], rows[index + 1], headers):
        return replace(single, recognised=0)
    pair = _header(rows, index, index + 1, _pair(rows[index], rows[index + 1], headers), headers)
    pair = replace(pair, recognised=max(pair.recognised, below) + 1) if by_group else pair
    fills = pair.recognised == below > single.recognised and _heads_what_is_empty(rows[index], rows[index + 1])
    return pair if fills or pair.recognised > max(single.recognised, below) else single


def _with_ends(header: Header, rows: list[list[str]]) -> Header:
    """The header with the row below it, if that says only which of two days under one heading is which: 起 and 止, 开始日期 and 结束日期 below 救助期限."""
    below = rows[header.last + 1] if header.last + 1 < len(rows) else []
    if not header.recognised or not _parts_days(below, header.texts):
        return header
    keys, texts, group = list(header.keys), list(header.texts), ""
    for column, end in enumerate(below):
        group = header.texts[column] or group
        if end.strip():
            texts[column] = group + end if fields_of(group + end) else end
            keys[column] = header_key(texts[column])
    return replace(
        header, last=header.last + 1, keys=keys, texts=texts, rows=[*header.rows, list(map(header_key, below))]
    )


def _parts_days(row: list[str], above: list[str]) -> bool:
    """Whether each cell of a row says that a day is a first or a last one, and no more, and both are there. ``above``: the header over it."""
    kinds = [parse(text).kinds for text in row if text.strip() and not parse(text).rest]
    filled = sum(bool(text.strip()) for text in row)
    both = any("START" in one for one in kinds) and any("END" in one for one in kinds)
    return both and len(kinds) == filled < len(above) and all(one <= _ENDS | {"DATE"} and one & _ENDS for one in kinds)


def _is_of_card(part: str, below: str) -> bool:
    """Whether a header says nothing without its group, which names a card (证号, 有效期至 below 残疾人证)."""
    header = parse(below)
    return bool(header.terms) and not header.rest and header.kinds <= _OF_CARDS and bool(parse(part).kinds & _CARDS)


def _is_former(group: str) -> bool:
    """Whether a group of columns is of the account of before (原账户 beside 现账户)."""
    return len(group) <= _LONGEST and re.match(content()["former_accounts"]["groups"], group.strip()) is not None


def _parts_accounts(upper: list[str], lower: list[str]) -> bool:
    """Whether one of several groups is of the account of before, and has headers below it."""
    heads = [at for at, text in enumerate(upper) if text.strip()]
    return len(heads) > 1 and any(_is_former(upper[at]) and lower[at].strip() for at in heads)


def _tells_cards(upper: list[str], lower: list[str]) -> bool:
    """Whether a group says of which card the columns below it are, and the other headers of its row are groups too. What stands alone above all
    columns (七宝镇在册持证残疾人) is a title."""
    heads = [at for at, text in enumerate(upper) if text.strip()]
    if len(heads) == 1 and not any(text.strip() for text in lower[: heads[0]]):
        return False
    if any(not parse(_NOT_PART.sub("", text)).terms and _NOT_PART.sub("", text) for text in upper):
        return False
    groups: list[str] = []
    for text in upper:
        groups.append(text or (groups[-1] if groups else ""))
    return any(_is_of_card(_NOT_PART.sub("", group), below) for group, below in zip(groups, lower, strict=True))


def _single(rows: list[list[str]], index: int, headers: frozenset[str]) -> Header:
    """One row as a header."""
    return _header(rows, index, index, [(header_key(text), text) for text in rows[index]], headers)


def _heads_what_is_empty(upper: list[str], lower: list[str]) -> bool:
    """Whether the upper of two rows names a column of which the lower one says nothing: 序号 in a cell merged over both, beside a group."""
    return any(
        above and not below and parse(above).terms and not parse(above).rest
        for above, below in zip(upper, lower, strict=True)
    )


def _is_part_of_header(row: list[str], headers: frozenset[str]) -> bool:
    """Whether a row may be the lower one of a header: no number, and of its cells one in three is a header or made of terms. A person
    whose number is masked or missing (样甲 310***********1234 2024-06-01 七宝镇) is none."""
    filled = [text for text in row if text.strip()]
    if any(map(_LONG_DIGITS.search, filled)):
        return False
    worded = [text for text in filled if header_key(text) in headers or _is_worded(text)]
    return len(worded) * _ONE_IN >= len(filled)


def _is_worded(text: str) -> bool:
    """Whether a text is made of the terms of headers (备注, 联系电话)."""
    header = parse(text)
    return bool(header.terms) and not header.rest


def _of_others(upper: list[str], lower: list[str]) -> frozenset[int]:
    """The columns of names and numbers below a group that is somebody else's (监护人, 投保人信息 above 姓名, 身份证号)."""
    columns, group = set[int](), ""
    if any(_NOT_PART.sub("", text) and not parse(text).kinds for text in upper if text.strip()):
        return frozenset()  # 联系人 张三: a line of a form
    for column, (above, below) in enumerate(zip(upper, lower, strict=True)):
        group = above if above else group
        kinds = parse(group).kinds if 0 < len(group) <= _LONGEST else frozenset[str]()
        whose = not kinds.isdisjoint(_OTHERS) and kinds.isdisjoint(_PERSON)
        if whose and below and header_key(below) in person_headers():
            columns.add(column)
    return frozenset(columns)


def _is_form_line(row: list[str], lower: list[str], headers: frozenset[str]) -> bool:
    """Whether a row fills in a form (街镇 七宝镇 联系人 样甲) and heads no column: each header in it is followed by what is none. A header with
    nothing below it, left of others below, heads its column: 街镇 beside a group."""
    last = max((at for at, text in enumerate(lower) if text.strip()), default=0)
    if any(header_key(text) in headers and at < last and not lower[at].strip() for at, text in enumerate(row)):
        return False
    written = [header_key(text) in headers or _is_worded(text) for text in row if text.strip()]
    labels = [at for at, is_header in enumerate(written) if is_header]
    return bool(labels) and all(at + 1 < len(written) and not written[at + 1] for at in labels)


def _header(
    rows: list[list[str]], first: int, last: int, cells: list[tuple[str, str]], headers: frozenset[str]
) -> Header:
    is_person = any(_IS_NUMBER.fullmatch(unseparated(text)) for row in rows[first : last + 1] for text in row)
    spelt = 0 if is_person else sum(key in headers for key, _ in cells)
    recognised = 0 if is_person else spelt or _by_terms([text for _, text in cells])
    compared = [[header_key(text) for text in row] for row in rows[first : last + 1]]
    return Header(first, last, [key for key, _ in cells], [text for _, text in cells], "", recognised, compared)


def _explains(text: str) -> bool:
    """Whether a text above a header says how to fill in the form (填表说明：1.… 状态填有效或退保), and nothing of the people below it."""
    rules = content()["explains"]
    return bool(re.match(rules["begins"], text, re.DOTALL)) and not re.search(rules["unless"], text)


def _by_terms(texts: list[str]) -> int:
    """How many texts are headers by their terms, if 姓名 and 证件号码 are among them: 申请人姓名, 身份证编号 …; a second language, and what
    stands in brackets, do not make a header too long."""
    short = [text for text in texts if len(_ASIDE.sub("", text)) <= _LONGEST]
    scored = [next(iter(found.items())) for text in short if (found := fields_of(text))]
    fields = [field for field, score in scored if score >= _PLAINLY]
    return len(fields) if {"姓名", "证件号码"} <= set(fields) else 0


def _pair(upper: list[str], lower: list[str], headers: frozenset[str]) -> list[tuple[str, str]]:
    """Headers written in two rows: a group above (kept to the right until the next), names below."""
    cells, group, others = [], "", _of_others(upper, lower)
    for column, (above, below) in enumerate(zip(upper, lower, strict=True)):
        group = above if above else group
        if column in others:
            text = _NOT_PART.sub("", group) + below
            cells.append((header_key(text), text))
            continue
        if below and _is_former(group):
            text = f"{below}（{group.strip()}）"
            cells.append((header_key(text), text))
            continue
        texts = [group + below, below, *([] if header_key(below) else [above])] if below else [above]
        part = _NOT_PART.sub("", group)
        if _is_of_card(part, below):
            texts = [part + below]
        other = ("" if parse(part).kinds <= {"SELF"} else part) + below if below else above
        text = next((text for text in texts if header_key(text) in headers), other)
        cells.append((header_key(text), _measured(text, group) if below else text))
    return cells


def _measured(text: str, group: str) -> str:
    """A header with the unit and the year that its group names and it does not (工资 below 年收入（万元）)."""
    units = [] if _UNIT.search(text) else _UNIT.findall(group)
    more = [word for word in (*units, *_OF_YEAR.findall(group)) if word not in text]
    return f"{text}（{'、'.join(more)}）" if more and header_key(text) not in person_headers() else text
