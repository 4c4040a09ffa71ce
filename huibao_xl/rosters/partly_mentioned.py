"""Rows of sheets that are no lists in which only a part of a number or of a name is written: 张*明, 310112********1234, a column 身份证后四位.

A notice of who was paid is masked before it hangs on a wall, and what 公安 or a company sends often is. Such a row names nobody by itself, but says
who it may be (:mod:`matching.partly_written`).
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers import partial_id, partial_name, person_name
from huibao_xl.rosters.header_terms import fields_of

_SIGNS = r"*＊•●×✱○〇□■#?？_.…·"
_MASKED = rf"[1-9][0-9]{{2,13}}(?:[{_SIGNS}]{{2,15}}|[XxＸ]{{2,15}})[0-9]{{0,6}}[0-9Xx]?"
_ENDING = re.compile(
    r"(?P<before>(?:手机|电话|联系方式|保险单|保单|单证|订单|银行卡|社保卡|存折|银行|账户|帐户|账号|帐号|卡)?(?:号码?)?)(?:的)?"
    r"(?:尾号|尾数|[后末最][后]?[四五六4-6]位(?:数字?|号码?)?)\s*(?:分别)?[为是系]?\s*[:：]?\s*"
    r"(?P<ends>[0-9]{3,5}[0-9Xx](?:\s*[、,，/;；和及与 ]\s*[0-9]{3,5}[0-9Xx])*)(?![0-9])(?P<behind>的?(?:手机|电话|银行|账|帐|卡|存折|保单))?"
)
"""What a line says of people by the last digits of their numbers (身份证尾号为1855、3733), their accounts, policies or telephones."""
_ENDED = {
    "手机": ("手机号", "联系电话"),
    "电话": ("手机号", "联系电话"),
    "联系": ("手机号", "联系电话"),
    "保": ("保单号",),
    "单": ("保单号",),
    "订": ("保单号",),
}
"""{how a word before or behind last digits begins: fields of which they are}; of every other word, of accounts."""
_FULL = r"^\s*(?:[0-9]{17}[0-9Xx])?\s*$"
_SHORTEST, _LONGEST = 15, 18
"""Lengths of a masked number that no header says to be one: a masked telephone number has eleven."""
LEAST_DIGITS = 4
"""Digits from which on a part of a number says who it may be where no name counts."""
_UNUSUAL = r"[^\x{3400}-\x{9fff}\s]|某|(?:先生|女士|小姐|同志|老人)$"
_LONGEST_NAME = 12
_NUMBER, _SURELY = "证件号码", 0.5
NOBODY = pd.DataFrame({"at": [], "name": [], "name_key": [], "id_raw": []}).astype(
    {"at": "int64", "name": "str", "name_key": "str", "id_raw": "str"}
)
"""No row."""


def partly_mentioned(grid: Grid, name_columns: Sequence[int], header_rows: int) -> pd.DataFrame:
    """Return the rows of a sheet in which a number or a name is partly written: at (position), name, name_key and id_raw, "" where nothing stands.

    ``name_columns``: those that hold names; ``header_rows``: how many of the first rows may be a header.
    """
    numbers = [
        found
        for column, cells in enumerate(grid.cells)
        for found in _numbers(pc.fill_null(cells, "").combine_chunks(), _is_headed(grid, column, header_rows))
    ]
    columns = [
        pc.utf8_trim_whitespace(pc.fill_null(grid.cells[column], "")).combine_chunks() for column in name_columns
    ]
    numbered = {at for at, _ in numbers}
    rows = [(at, _name_of(columns, at), number) for at, number in numbers]
    rows += [(at, name, "") for cells in columns for at, name in _masked_names(cells) if at not in numbered]
    if not rows:
        return NOBODY.copy()
    table = pd.DataFrame(sorted(rows), columns=["at", "name", "id_raw"])
    return table.assign(name_key=table["name"].map(person_name.key)).astype(NOBODY.dtypes)[list(NOBODY)]


def masked_numbers(text: str) -> list[str]:
    """Return the masked numbers in a text of which so many digits are written that they say who it may be.

    >>> masked_numbers("样甲（310112********1234）、13800****00")
    ['310112********1234']
    """
    return [
        number
        for number in re.findall(_MASKED, text)
        if _SHORTEST <= len(number) <= _LONGEST and partial_id.digits_written(number) >= LEAST_DIGITS
    ]


def ends_of_numbers(text: str) -> list[tuple[tuple[str, ...], list[str]]]:
    """Return the last digits of numbers that a line gives, as it writes them, with the fields that they may be of: in its own list these say who it is.

    >>> ends_of_numbers("身份证尾号为1855、373X的已退保"), ends_of_numbers("银行卡尾号1855已销户"), ends_of_numbers("保单尾号4777的已退保")
    ([(('证件号码', '银行账号'), ['1855', '373X'])], [(('银行账号',), ['1855'])], [(('保单号',), ['4777'])])
    """
    return [(_fields(found), re.findall("[0-9]{3,5}[0-9Xx]", found["ends"])) for found in _ENDING.finditer(text)]


def without_ends(text: str) -> str:
    """Return a line without the last digits that it gives: what it says of whose numbers end so.

    >>> without_ends("手机尾号1202、5420的客户已退款")
    '的客户已退款'
    """
    return _ENDING.sub("", text)


def _fields(found: re.Match[str]) -> tuple[str, ...]:
    """The fields of which last digits may be; where nothing says so, of a person's number, or in a list of accounts of one."""
    word = found["before"] or (found["behind"] or "").removeprefix("的")
    if not word or word in ("号", "号码"):
        return ("证件号码", "银行账号")
    return next((fields for begins, fields in _ENDED.items() if word.startswith(begins)), ("银行账号",))


def looks_masked(text: str) -> bool:
    """Return whether a cell looks like a name of which a part is written.

    >>> looks_masked("张*明"), looks_masked("张明"), looks_masked("*"), looks_masked("七宝镇某路888弄9号")
    (True, False, False, False)
    """
    return len(text.strip()) <= 4 and _is_part(text)


def _is_headed(grid: Grid, column: int, header_rows: int) -> bool:
    """Whether a header says that a column holds numbers, or their first or last digits."""
    above = [grid.cells[column][row].as_py() or "" for row in range(min(grid.n_rows, header_rows))]
    return any(fields_of(text).get(_NUMBER, 0.0) >= _SURELY for text in above if text.strip())


def _numbers(cells: pa.StringArray, headed: bool) -> list[tuple[int, str]]:
    """The rows of a column and the masked numbers in them; ``headed``: cells that are a part of a number count as one too."""
    hit = np.flatnonzero(pc.match_substring_regex(cells, _MASKED).to_numpy(zero_copy_only=False))
    found = [
        (at, number)
        for at in hit.tolist()
        for number in re.findall(_MASKED, cells[at].as_py())
        if _SHORTEST <= len(number) <= _LONGEST
    ]
    if not headed:
        return found
    rest = np.setdiff1d(np.flatnonzero(~_is_full(cells)), [at for at, _ in found])
    texts = {text: partial_id.pattern(text) for text in pc.unique(cells.take(pa.array(rest))).to_pylist()}
    part = {text for text, form in texts.items() if form is not None and partial_id.digits_written(text)}
    return [*found, *((at, text) for at in rest.tolist() if (text := cells[at].as_py()) in part)]


def _is_full(cells: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Cells that are empty or a number of full length."""
    full: npt.NDArray[np.bool_] = pc.match_substring_regex(cells, _FULL).to_numpy(zero_copy_only=False)
    return full


def _name_of(columns: Sequence[pa.StringArray], at: int) -> str:
    """The first name in a row, "" if it has none."""
    texts = (cells[at].as_py() for cells in columns)
    return next((text for text in texts if text and len(text) <= _LONGEST_NAME), "")


def _masked_names(cells: pa.StringArray) -> list[tuple[int, str]]:
    """The rows of a column in which some characters of a name are written and others are not, and that name."""
    unusual = np.flatnonzero(pc.match_substring_regex(cells, _UNUSUAL).to_numpy(zero_copy_only=False))
    names = {
        text: len(text) <= _LONGEST_NAME and _is_part(text)
        for text in pc.unique(cells.take(pa.array(unusual))).to_pylist()
    }
    return [(at, text) for at in unusual.tolist() if names[text := cells[at].as_py()]]


def _is_part(name: str) -> bool:
    return partial_name.pattern(name) is not None and partial_name.characters_written(name) > 0
