"""What a cell of a name, a 街镇 or a grade says of a state beside what it is for: 张三（亡）, 李四*退, 梅陇镇（已迁出）, 等级 三级（已注销）.

Such a note is a status of the row, and no part of a name. Brackets that say nothing of a state (曾用名, 小) stay where they are, but who is 男 or 女.

    >>> without_note("张三（亡）"), without_note("李四*退"), without_note("王五（曾用名：王小五）"), without_note("赵六（小）")
    ('张三', '李四', '王五（曾用名：王小五）', '赵六（小）')
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.rosters.cutting import cut
from huibao_xl.rosters.named_lines import numbering_of
from huibao_xl.rosters.patterns import matches
from huibao_xl.rosters.remark_words import against_words, field_of_role, instead_of, read_remark
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.status_words import NOTHING, UNCLEAR, State, content, lexicon, plain

_NAMES = ("姓名", "户名")
_NOTED = (*_NAMES, "证件号码", "街镇", "居村委", "子类", "证书编号", "保单号", "联系电话", "手机号", "残疾等级", "保费")
"""Fields whose cells may have a note; those of states, channels and days are read whole (:mod:`states`)."""
_BESIDE = ("住址", "他人姓名", "联系人", "监护人", "曾用名", "开户行")
"""Fields about a place, a bank, another name, or others, in whose cells a word of a state is about the person if it stands alone."""
_OF_OTHERS = ("他人姓名", "联系人", "监护人")
"""Those of them that name somebody else: a death there is the person's only where it says so (本人已故)."""
_CERTIFIED, _OF = "#持证", "#"
"""What a field of a roster is called whose people must have a certificate, and what stands before the name of another roster
(:func:`remark_words.instead_of`)."""
_SAMPLE = 4096
_NO_PARTING = "accounts"
"""Frame of a list of which no column parts the people (:mod:`parting`): columns that nobody understands are looked through here."""
_NO_ADDRESS = r"^[^0-9\x{ff10}-\x{ff19}路弄号室栋幢(\x{ff08}]{1,16}$"
_NONE = r"^\s*(?:无|空|[-—–－/／×]+)?\s*$"
_BRACKETS = re.compile(r"[(（\[［【〔{<《](.*?)[)）\]］】〕}>》]")
_BEHIND = re.compile(
    r"(?:[*＊#/／\\,，;；:：、\-—_|]+|(?<=[^\s])\s+(?=\S\S)|(?=已|现已|业已)|(?<=[0-9Xx])(?=[\u4e00-\u9fff]))([^*＊#/／\\,，;；:：、\-—_|()（）]{1,8})$"
)
_BEFORE = re.compile(r"^([\u4e00-\u9fff]{1,8})(?=[0-9A-Za-z])")
"""What stands before a number: 作废HHB2024…"""
_SEX = r"[(（\[【]\s*[男女]\s*[)）\]】]\s*$"
"""What stands behind a name to say who it is, and is no part of it."""
_MARKED = r"(?:[(（\[［【〔{<《*＊#/／\\,，;；:：、\-—_|\s已]|[0-9Xx][\x{4e00}-\x{9fff}])"
"""What stands before a note; cells without any of it have none, unless they are nothing but a word of a state."""


def notes(body: Body, read: frozenset[int]) -> Iterator[tuple[int, str, State]]:
    """Yield (position among the rows, the cell as staff read it, what it says) for each cell with a note of a state. ``read``: the
    columns that are read as states anyway. What a column that is asked about, or that no field took, says as a whole is found by :mod:`parting`."""
    asked = {question.column for question in body.layout.questions if question.holds is not None}
    certified = _CERTIFIED if body.layout.role.disability_card else ""
    for field in _NOTED:
        if field not in body.layout.columns or body.layout.columns[field] in read:
            continue
        texts = pc.fill_null(body.texts(field), "")
        title = f"{body.layout.letters_of(field)} 列“{body.layout.header_of(field)}”"
        of_field = field + certified if certified else field_of_role(field, body.layout.role.name)
        yield from _in_column(texts, title, field in _NAMES, of_field, body.layout.columns[field] in asked)
    yield from _in_numbering(body)
    yield from _beside(body, read | asked)
    for reading in body.layout.readings:
        if reading.field in _NOTED and reading.column not in {*body.layout.columns.values(), *read}:
            title = f"{column_letters(reading.column)} 列“{reading.header}”"
            yield from _in_column(
                pc.fill_null(body.column(reading.column), ""),
                title,
                reading.field in _NAMES,
                reading.field + certified,
                reading.column in asked,
            )


def _in_numbering(body: Body) -> Iterator[tuple[int, str, State]]:
    """Rows that are numbered by a word or a cross instead of a number."""
    column = numbering_of(body.layout.header)
    if column is None or column in body.layout.columns.values():
        return
    texts = pc.fill_null(body.column(column), "")
    struck = pc.match_substring_regex(pc.utf8_trim_whitespace(texts), instead_of("序号"))
    for at in np.flatnonzero(struck.to_numpy(zero_copy_only=False)).tolist():
        text = texts[at].as_py().strip()
        state = read_remark(text)
        title = f"{column_letters(column)} 列“{body.layout.header.texts[column]}”"
        yield at, f"{title}为“{text}”", state if state.dead or state.means else UNCLEAR


def _beside(body: Body, read: frozenset[int]) -> Iterator[tuple[int, str, State]]:
    """Cells of addresses, and of others' names, that say of the person that he is out or has died (已故 where an address should stand)."""
    layout = body.layout
    columns = {at: field for field, at in layout.columns.items() if field in _BESIDE}
    beside = ("", *_BESIDE) if layout.role.frame == _NO_PARTING else _BESIDE
    columns |= {one.column: one.field for one in layout.readings if one.field in beside}
    for column, field in columns.items():
        if column in read:
            continue
        texts = pc.fill_null(body.column(column), "")
        title = f"{column_letters(column)} 列“{layout.header.texts[column]}”"
        noted = list(_in_column(texts, title, True)) if field == "住址" else []
        yield from noted
        telling = pc.and_(
            pc.match_substring_regex(texts, _NO_ADDRESS),
            matches(texts, _spoken()),
        )
        died = matches(texts, _dies_beside(field in _OF_OTHERS)).to_numpy(zero_copy_only=False)
        for at in np.setdiff1d(np.flatnonzero(died), [at for at, *_ in noted]).tolist():
            yield at, f"{title}为“{texts[at].as_py().strip()}”", State(dead=True)
        telling = telling.to_numpy(zero_copy_only=False) & ~died
        for at in np.setdiff1d(np.flatnonzero(telling), [at for at, *_ in noted]).tolist():
            text = texts[at].as_py().strip()
            state = read_remark(text)
            if (state.dead or state.means) and (field == "住址" or _only_words(text)):
                yield at, f"{title}为“{text}”", state


@lru_cache(maxsize=2)
def _dies_beside(of_others: bool) -> str:
    """A pattern of the cells of which a clause says that the person has died (人已故,原住…; 女儿(本人已故)). ``of_others``: the cell names somebody else,
    so that the clause must say whose death it is."""
    cells = lexicon("cells")
    dead = [word for word, kind in cells.items() if kind == "dead" and len(word) > 1 and word != "百年"]
    between = "|".join(["已经?", "于", "因病", "均", r"[0-9]{2,4}[-./年][0-9./月日年-]{0,8}"])
    who = "|".join(content()["whose_death"]["beside"])
    ends = r"\s,，。;；、()（）\[\]【】/:："
    optional = "" if of_others else "?"
    return rf"(?:^|[{ends}])(?:{who}){optional}(?:{between}){{0,3}}(?:{'|'.join(dead)}|已亡|已死)了?(?:$|[{ends}0-9])"


def _only_words(text: str) -> bool:
    """Whether a cell holds words of a state and nothing else: no part of it is anybody's name."""
    return all(kind for _, kind in cut(plain(text), lexicon("cells"), ""))


def _in_column(
    texts: pa.Array, title: str, of_names: bool, field: str = "", asked: bool = False
) -> Iterator[tuple[int, str, State]]:
    """Cells with a note. ``asked``: the column is asked about: what it says of a state is found by :mod:`parting`."""
    telling = _may_speak(texts)
    if _OF in field and _mostly_none(texts):
        field = field.partition(_OF)[0]
    if instead := instead_of(field):
        written = pc.match_substring_regex(texts, instead)
        telling = written if asked else pc.or_(telling, written)
    elif asked:
        return
    for at in np.flatnonzero(telling.to_numpy(zero_copy_only=False)).tolist():
        text = texts[at].as_py().strip()
        state = note_of(text, of_names, field)
        if state.dead or state.means in ("out", "unclear"):
            yield at, f"{title}为“{text}”", state


def _mostly_none(texts: pa.Array) -> bool:
    """Whether most cells of a column say that there is nothing (—, 无): nobody has filled it in."""
    return len(texts) > 0 and bool(2 * pc.sum(pc.match_substring_regex(texts, _NONE)).as_py() > len(texts))


@lru_cache(maxsize=4096)
def note_of(text: str, of_names: bool = False, field: str = "") -> State:
    """Return what the note of a cell says, NOTHING where it has none. ``of_names``: a name as a whole is no note; ``field``: of the cell: what
    stands instead of a number or a grade leaves the row in doubt.

    >>> note_of("梅陇镇（已迁出）").means, note_of("死亡").dead, note_of("三级（已注销）").means, note_of("老人村").means
    ('out', True, 'out', '')
    >>> note_of("未领证", field="证书编号").means, note_of("HB1退保").means
    ('out', 'out')
    """
    parts = [*_BRACKETS.findall(text), *_BEHIND.findall(_BRACKETS.sub("", text).strip())]
    parts += [] if of_names else _BEFORE.findall(text)
    states = [read_remark(part) for part in parts]
    if of_names and any(plain(part) in content()["whose_death"]["in_brackets"] for part in parts):
        return State(dead=True)
    if not of_names:
        entire = read_remark(text)
        states += [entire] if entire.means == "out" or (entire.dead and _is_word(text)) else []
    instead = instead_of(field)
    otherwise = UNCLEAR if instead and re.search(instead, text) else NOTHING
    return next((state for state in states if state.dead or state.means), otherwise)


def _is_word(text: str) -> bool:
    """Whether a cell is one word of a death and nothing else: 百年 is the name of a village, too, but 去世 is none."""
    return lexicon("cells").get(text.removeprefix("已")) == "dead" and text != "百年"


def without_note(name: str) -> str:
    """Return a name without a note of a state."""
    short = _BRACKETS.sub(lambda found: "" if _speaks(found[1]) else found[0], re.sub(_SEX, "", name)).strip()
    found = _BEHIND.search(short)
    return short[: found.start()].strip() if found and _speaks(found[1]) else short


def strip_notes(names: pa.Array) -> pa.Array:
    """Return a column of names without notes of a state; only those that may have one cost anything."""
    telling = _may_speak(pc.fill_null(names, ""))
    if not pc.any(telling).as_py():
        return names
    short = pa.array([without_note(name) for name in names.filter(telling).to_pylist()], pa.string())
    return pc.replace_with_mask(names, telling, short)


def _speaks(note: str) -> bool:
    state = read_remark(note)
    return state.dead or bool(state.means)


def _may_speak(texts: pa.Array) -> pa.Array:
    """Which cells may have a note: a word of a state alone, or behind a mark. Most columns have no marks, and cost no search for words; of letters
    with digits (a number) none is a word or a mark."""
    worded = pc.or_(pc.invert(pc.ascii_is_alnum(texts)), pc.ascii_is_alpha(texts)).to_numpy(zero_copy_only=False)
    cells = texts if worded.all() else texts.filter(pa.array(worded))
    encoded = pc.dictionary_encode(cells) if _repeats(cells) else None
    cells = encoded.dictionary if encoded else cells
    alone = pc.is_in(pc.utf8_upper(pc.utf8_trim_whitespace(cells)), _words()).to_numpy(zero_copy_only=False)
    may = np.zeros(len(texts), dtype=bool)
    may[worded] = alone[encoded.indices.to_numpy()] if encoded else alone
    marked = pc.any(pc.match_substring_regex(cells, _MARKED)).as_py()
    return pc.or_(pa.array(may), _tells(texts)) if marked else pa.array(may)


def _tells(texts: pa.Array) -> pa.Array:
    """Which cells have a word of a state behind a mark, or say who is meant. The pattern of all words behind any mark costs thirty times what the
    words alone do, so it is put only to the cells that have one of them."""
    left = np.arange(len(texts))
    for pattern in (f"(?i){_spoken()}|{_SEX}", _telling()):
        left = left[matches(texts.take(pa.array(left)), pattern).to_numpy(zero_copy_only=False)]
    tells = np.zeros(len(texts), dtype=bool)
    tells[left] = True
    return pa.array(tells)


def _repeats(texts: pa.Array) -> bool:
    """Whether a column seems to have few different cells."""
    return len(pc.unique(texts.slice(0, _SAMPLE))) * 8 < min(len(texts), _SAMPLE)


@lru_cache(maxsize=1)
def _words() -> pa.Array:
    return pa.array(sorted(word for word, kind in lexicon("cells").items() if kind in ("out", "left", "dead")))


@lru_cache(maxsize=1)
def _spoken() -> str:
    """A pattern of the words that speak of a state, or against paying."""
    return "|".join(
        map(re.escape, sorted({*_words().to_pylist(), *against_words(), *content()["whose_death"]["in_brackets"]}))
    )


@lru_cache(maxsize=1)
def _telling() -> str:
    """A pattern of the cells that have a word of a state behind a mark."""
    words = _spoken()
    return f"(?i){_MARKED}.*(?:{words})|[0-9X](?:{words})|^(?:{words})[0-9A-Z]|{_SEX}"
