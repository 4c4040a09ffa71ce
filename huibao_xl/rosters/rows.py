"""The rows of a sheet that are people: what stands below the header, less footers, repeated headers and blank rows.

A row goes only with a finding (I06, I07) unless it is blank, and only if its 证件号码 cell does not look like a number that identifies
somebody; a row above the header whose 证件号码 cell does is a person (the first page's header was cut off). A 合计 that disagrees with what was read is a finding (I08). Cells of merged 街镇 (and 户编号) ranges belong to each of their rows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl import findings
from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers import resident_id
from huibao_xl.identifiers.spelling import plain, unseparated
from huibao_xl.rosters import dittos
from huibao_xl.rosters.account_words import AccountHeader, judge
from huibao_xl.rosters.fields import footer_words, header_key
from huibao_xl.rosters.header_terms import content
from huibao_xl.rosters.layout import Layout
from huibao_xl.rosters.legends import keyed_rows, legends_in, marked_rows, swatches
from huibao_xl.rosters.list_parts import (
    GROUP,
    NOWHERE,
    OTHER_SHEET,
    Beside,
    Part,
    Parts,
    line_of,
    marks_out,
    names_people,
)
from huibao_xl.rosters.merged import filled_down, marked
from huibao_xl.rosters.named_lines import (
    People,
    is_heading,
    may_mean_anybody,
    note_says,
    numbering_of,
    off_the_table,
    people_named,
    rows_with_note,
    speaks,
)
from huibao_xl.rosters.out_lists import OutName
from huibao_xl.rosters.partly_mentioned import ends_of_numbers, masked_numbers, without_ends
from huibao_xl.rosters.row_people import Further, cells_of, with_columns
from huibao_xl.rosters.sheet_tables import is_header

_PLAIN_ID = r"^[0-9]{17}[0-9Xx]$"
_ID_LIKE = re.compile(r"[0-9A-Za-z]{15,}")
_KEY = re.compile("图例|图示|颜色|标色|色标|说明")
"""A header of cells that say what a colour means."""
_ITEMS = re.compile(r"[；;。\n①-⑳]")
"""Where a line begins to say something of others."""
_AMOUNT = re.compile(r"-?\d[\d,]*(\.\d+)?")
_SPANNING = ("街镇", "户编号")
"""Fields whose merged cell belongs to each of its rows."""
_REPEATED = (*_SPANNING, "居村委", "子类", "残疾等级", "开户行", "联行号", "投保单位")
"""Fields of which 同上 is read as the cell above it, beside those that decide; names and numbers of people, policies and accounts are never repeated."""
_DECIDING = ("状态", "投保渠道", "承保日期", "生效日期", "失效日期", "有效期", "政策年度")
"""Fields of which a cell that a merged range covers is unreadable: whose the value is nobody can say, and empty would be a default."""
_SHARED_FIELDS = ("街镇", "居村委", "户编号", "联系人", "联系电话", "救助顾问")
"""Fields that a row which names nobody may hold too (a signature line, a merged cell)."""
_SHORTEST_LINE, _MOST_NOTES = 4, 12
"""Characters that a line which names people has more of; the cells of a column without a header that are notes at most."""
_SAMPLES = 5
"""Rows below a header among which an example may stand."""
_TOTALS = ("合计", "小计", "总计", "共计", "累计")
_SUMMARY = re.compile(r".*(汇总|总计数|计数|平均值|求和|最大值|最小值)")
"""How a total row of an Excel table, and one of 分类汇总 (七宝镇 汇总, 张三 计数), ends."""
_RULE = re.compile(r"[-=_~—–―─━═－＝＿…·.|+ ]+")
"""Cells of a line that parts (------ under a header of sqlplus, ====)."""
_FORM_LINE = re.compile(
    r"[^:]*(人|单位|部门|机构|中心|时间|日期|电话|签字|签名|盖章|公章|领导|主任|意见|地址):.*|\d*年\d*月\d*日|第\d+页.*|[总合]?共\d+[页人户名条笔件份项个行].*"
    r"|.{0,6}(电话|热线|传真|手机|邮编|邮政编码|邮箱|网址|网站|微信|QQ|监督)号?码?[-(+]?[0-9A-Za-z].*"
)
_COUNT = re.compile(
    r"(总|合计|共|应|实|本页|本表|本次|其中)?(人|户|笔|件|份|条|行|页)次?数:?|(总|合计|应发|实发|应补|实补|本页)(金额|保费|额):?|金额合计:?"
)
"""A cell that says what the number beside it counts."""
"""Lines below a list: who signs, when, which office; the number of the page."""


def of_rows(column: pa.ChunkedArray, rows: np.ndarray) -> pa.Array:
    """Return the cells of these rows as text; of rows one below the other, as a list without gaps has them, nothing is copied."""
    together = len(rows) > 0 and bool((np.diff(rows) == 1).all())
    cells = column.slice(int(rows[0]), len(rows)) if together else column.take(pa.array(rows))
    return (cells.chunk(0) if cells.num_chunks == 1 else cells.combine_chunks()).cast(pa.string())


@dataclass(frozen=True)
class Body:
    """The people of one sheet. ``rows``: positions in the grid; ``findings``: what was left out and why; ``parts``: parts of the list of
    which a line says that its people are out; ``lines``: what stands beside its people and speaks against somebody, who need not be among them."""

    grid: Grid
    layout: Layout
    label: str
    rows: np.ndarray
    findings: pd.DataFrame
    parts: tuple[Part, ...] = ()
    below: int | None = None
    lines: tuple[Beside, ...] = ()

    @property
    def sheet_rows(self) -> np.ndarray:
        """The sheet's own row numbers, from 1."""
        return self.rows + self.grid.first_row + 1

    def texts(self, field: str) -> pa.Array:
        """Return a field's cells as text (null where empty, all null if the sheet has no such column)."""
        if field not in self.layout.columns:
            return pa.nulls(len(self.rows), pa.string())
        at = self.layout.columns[field]
        if field in _DECIDING:
            return self.column(at)
        column = of_rows(filled_down(self.grid, at) if field in _SPANNING else self.grid.cells[at], self.rows)
        return self._resolved(column) if field in _REPEATED else column

    def column(self, at: int) -> pa.Array:
        """Return the cells of a column that decides as text (null where empty), 同上 as what it repeats (:mod:`dittos`); those that a merged range
        covers cannot be read."""
        return self._resolved(of_rows(marked(self.grid, at), self.rows))

    def _resolved(self, texts: pa.Array) -> pa.Array:
        """Cells with the text above in the place of 同上, where that is certain."""
        return dittos.resolved(texts, self.rows, self._numbers)

    def _numbers(self) -> pa.Array | None:
        """The list's own numbers (序号) of its people, None if it has none."""
        numbered = numbering_of(self.layout.header)
        return None if numbered is None else of_rows(self.grid.cells[numbered], self.rows)

    def lost(self, field: str) -> np.ndarray:
        """Return per row whether the field's cell is a number of more than 15 digits, whose last digits are gone."""
        column = self.layout.columns.get(field)
        hit = [row - self.grid.first_row for row, col in self.grid.numbers if col == column]
        return np.isin(self.rows, hit)


def read_body(grid: Grid, layout: Layout, label: str, legends: Sequence[str] = ()) -> Body:
    """Return the people of a sheet whose layout is known. ``label``: what the file is called in findings; ``legends``: lines on other sheets
    that say what a mark on this one means (:func:`legends.elsewhere`)."""
    header = layout.header
    nothing = pa.chunked_array([pa.nulls(grid.n_rows, pa.string())])
    column = grid.cells[layout.columns["证件号码"]] if "证件号码" in layout.columns else nothing
    above = pc.fill_null(pc.match_substring_regex(column.slice(0, header.first), _ID_LIKE.pattern), False)
    start = header.last + 1
    written = pc.fill_null(pc.match_substring_regex(column.slice(start), _PLAIN_ID), False).to_numpy(
        zero_copy_only=False
    )
    left_out = _Footers(grid, layout, label, start)
    is_person = left_out.without_samples(len(written))
    written |= ~is_person
    another = None
    for offset in np.flatnonzero(~written):
        if left_out.begins_another(int(offset)):
            is_person[offset:] = False
            another = start + _title(is_person, int(offset))
            break
        is_person[offset] = left_out.keep(int(offset), is_person)
    left_out.parts.end(start + len(written))
    rows = np.concatenate([np.flatnonzero(above.to_numpy(zero_copy_only=False)), np.flatnonzero(is_person) + start])
    for text in legends:
        left_out.mark_people(OTHER_SHEET, text)
    left_out.name_people(rows, another)
    return Body(
        grid,
        layout,
        label,
        rows,
        findings.concat(left_out.found),
        tuple(left_out.parts.found),
        another,
        left_out.telling,
    )


def _title(is_person: np.ndarray, offset: int) -> int:
    """The first of the rows above another table's header that are no people: they are its title."""
    people = np.flatnonzero(is_person[:offset])
    return int(people[-1]) + 1 if len(people) else offset


_OF_ONE = ("死亡日期", "手机号", "联系电话", "曾用名", "证书编号", "户名", "银行账号")
"""Fields that are about the row's own person and nobody beside him."""


def further_bodies(body: Body, further: Further) -> list[Body]:
    """Return the further people of a list's rows as bodies of their own: those with a number that is none of the list's, each once."""
    bodies, listed = [], pc.unique(body.texts("证件号码"))
    for names, numbers in cells_of(body.grid, further):
        of_rows = pc.utf8_trim_whitespace(numbers.take(pa.array(body.rows)).combine_chunks().cast(pa.string()))
        strange = pc.and_(
            pc.greater(pc.utf8_length(pc.fill_null(of_rows, "")), 0), pc.invert(pc.is_in(of_rows, value_set=listed))
        )
        first = ~pd.Series(of_rows.to_pylist(), dtype=object).duplicated().to_numpy()
        rows = body.rows[np.asarray(strange.to_numpy(zero_copy_only=False), dtype=bool) & first]
        listed = pc.unique(pa.concat_arrays([listed, of_rows]))
        if len(rows):
            grid, header = with_columns(body.grid, body.layout.header, names, numbers)
            at = len(body.layout.header.texts)
            columns = {field: column for field, column in body.layout.columns.items() if field not in _OF_ONE}
            columns |= {"姓名": at, "证件号码": at + 1}
            layout = replace(body.layout, header=header, columns=columns, questions=(), further=())
            bodies.append(replace(body, grid=grid, layout=layout, rows=rows, below=None, lines=()))
    return bodies


def of_further(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame of further people, of whom no cell of the row says that they have died."""
    return (
        frame.assign(dead=pd.Categorical([None] * len(frame), categories=frame["dead"].cat.categories))
        if "dead" in frame
        else frame
    )


class _Footers:
    """Judges, in order, the rows whose id does not look like one, and remembers where the last subtotal stood."""

    def __init__(self, grid: Grid, layout: Layout, label: str, start: int) -> None:
        self.grid, self.layout, self.label, self.start = grid, layout, label, start
        self.found: list[pd.DataFrame] = []
        self.parts = Parts(start, layout.role.frame == "insured")
        self._since = 0
        self._texts: list[tuple[int, str]] = []
        self.telling: tuple[Beside, ...] = ()

    def without_samples(self, n_rows: int) -> np.ndarray:
        """Return which rows are no examples (示例 张三), as they stand at the top of a form: whoever they name is invented."""
        is_person = np.ones(n_rows, dtype=bool)
        for offset in range(min(n_rows, _SAMPLES)):
            cells = [text.strip() for text in self.grid.row(self.start + offset)]
            name, rules = self._cell(cells, "姓名"), content()["explains"]
            marks = [text for text in cells if text and re.fullmatch(rules["sample"], text, re.IGNORECASE)]
            if marks or re.fullmatch(rules["sample_name"], name):
                is_person[offset] = False
                self._say("I06", offset, marks[0] if marks else name, what="示例行")
        return is_person

    def keep(self, offset: int, is_person: np.ndarray) -> bool:
        """Return whether the row is a person's."""
        cells = [text.strip() for text in self.grid.row(self.start + offset)]
        first = next((text for text in cells if text), "")
        if not first:
            return False
        if all(_RULE.fullmatch(text) for text in cells if text) and len(first) > 1:
            self._say("I06", offset, first, what="分隔线")
            return False
        if self._repeats_header(cells):
            self._say("I07", offset, first)
            return False
        if _ID_LIKE.search(unseparated(self._cell(cells, "证件号码"))):
            return True
        self._texts += [(self.start + offset, text) for text in dict.fromkeys(cells) if text]
        if self._parts_the_list(offset, cells):
            return False
        if word := _footer_word(first) or self._form_line(cells) or self._count(cells):
            self._say("I06", offset, first, what=word)
            if word in _TOTALS:
                self._compare_total(word, cells, offset, is_person)
            return False
        if not self._names_someone(cells):
            self._say("I06", offset, first, what="没有姓名和证件号码")
            return False
        return True

    def _parts_the_list(self, offset: int, cells: list[str]) -> bool:
        """Whether the row is a line that says of the people below or above it that they are out (I33), or are in (I06)."""
        text = line_of(cells)
        if text and legends_in(text):
            self.mark_people(self.start + offset, text)
            return True
        self._mark_as_filled(self.start + offset, text)
        part = self.parts.line(self.start + offset, text) if text else None
        if part is None:
            names_group = bool(text) and names_people(text) and not _footer_word(text)
            if names_group:
                self._say("I06", offset, text, what="只写明下面是哪些人")
            return names_group
        return True

    def mark_people(self, row: int, text: str) -> None:
        """Take down the rows that have the marks of which a line says what they mean: all where none has one, or nobody can look for it."""
        found = [(legend, marked_rows(self.grid, legend, self.start, row)) for legend in legends_in(text)]
        is_seen = any(rows for _, rows in found)
        if found and not is_seen:
            found = [(replace(found[0][0], kind=marks_out(text) or found[0][0].kind), frozenset())]
        for legend, rows in found:
            if rows or not (is_seen and legend.can_be_seen):
                self.parts.of_marked(row, self.grid.n_rows - 1, text, legend.kind, rows)

    def _mark_as_filled(self, row: int, text: str) -> None:
        """Take down the rows that are filled as a line is that says of people that they are out; it may be about others besides."""
        for legend in swatches(self.grid, row, text) if text else ():
            if rows := marked_rows(self.grid, legend, self.start, row):
                self.parts.of_marked(row, self.grid.n_rows - 1, text, legend.kind, rows)

    def name_people(self, rows: np.ndarray, another: int | None) -> None:
        """Take down whom lines beside the list name, and say of every line whom it means (I33), or that nobody can say whom (I57).
        ``another``: the row at which another table begins, of which the line may be the title."""
        header = self.layout.header
        cells = self._beside()
        notes = dict.fromkeys((row, "", text) for row, at, text in cells if self._is_line(row, at, text))
        beside = [*notes, *off_the_table(self.grid, rows)]
        for row, _, text in beside:
            self.mark_people(row, text)
        self.parts.found += keyed_rows(self.grid, cells, self.start)
        loud = [one for one in beside if self._speaks(one[-1])]
        inside = ((row, "", text) for row, text in self._texts if len(text) > _SHORTEST_LINE)
        spoken = [*(one for one in inside if self._speaks(one[-1])), *loud]
        if spoken:
            people_rows = {*rows.tolist()}
            below = [(row, "", text) for row, text in self._texts if row not in people_rows]
            self.telling = tuple(dict.fromkeys([*below, *loud]))
        telling = list(dict.fromkeys((row, text) for row, _, text in spoken))
        if telling and "姓名" in self.layout.columns:
            numbered, people = numbering_of(header), pa.array(rows)
            names = self.grid.cells[self.layout.columns["姓名"]].take(people).combine_chunks()
            numbers = (
                pa.nulls(len(rows), pa.string())
                if numbered is None
                else self.grid.cells[numbered].take(people).combine_chunks()
            )
            listed = People(names, numbers, rows + self.grid.first_row + 1)
            for row, text in telling:
                if referring := rows_with_note(self.grid, text, rows):
                    self.parts.of_named(row, text, dict.fromkeys(referring, note_says(text)))
                elif named := self._named(text, listed, rows):
                    self.parts.of_named(row, text, named)
                elif resident_id.written_in(text) or masked_numbers(text) or self._is_of_accounts(text):
                    self.parts.of_nobody(row)
                elif (kind := may_mean_anybody(text)) and (another is None or row < another):
                    self.parts.of_anybody(row, int(rows.max(initial=0)), text, kind)
        lines: dict[int, list[Part]] = {}
        for part in self.parts.found:
            lines.setdefault(part.line, []).append(part)
        for line, parts in lines.items():
            nobody = another is None and not any(part.holds(rows).any() for part in parts)
            if nobody and not is_heading(parts[0].text) and parts[0].kind != GROUP:
                self.parts.of_anybody(line, int(rows.max(initial=0)), parts[0].text, parts[0].kind)
                parts = [part for part in self.parts.found if part.line == line]
            meant = any(part.holds(rows).any() for part in parts) or (another is not None and line >= another)
            kinds = "、".join(dict.fromkeys(part.kind for part in parts))
            offset = line - self.start if line not in NOWHERE else OTHER_SHEET - self.grid.first_row - self.start
            self._say("I33" if meant else "I57", offset, parts[0].text, where=parts[0].where, kind=kinds)

    def _speaks(self, text: str) -> bool:
        """Whether a line speaks against people, or in a list of accounts against one."""
        written = without_ends(text)
        of_accounts = self.layout.role.frame == "accounts" and written != text
        return speaks(written) or (of_accounts and judge(written, AccountHeader("remark")) != "")

    def _is_of_accounts(self, text: str) -> bool:
        """Whether a line gives last digits of accounts alone, which the list has none of."""
        fields = {field for of, _ in ends_of_numbers(text) for field in of}
        return fields == {"银行账号"} and "银行账号" not in self.layout.columns

    def _named(self, text: str, listed: People, rows: np.ndarray) -> dict[int, OutName]:
        """The rows that a line names, by their people or by the last digits of numbers, and what it says of each."""
        return {
            int(rows[at]): kind for at, kind in people_named(without_ends(text), listed).items()
        } | self._rows_ending(text, rows)

    def _rows_ending(self, text: str, rows: np.ndarray) -> dict[int, OutName]:
        """Those of some rows (positions in the grid) whose numbers end with digits that a line gives, and what it says of each."""
        found: dict[int, OutName] = {}
        for part in _ITEMS.split(text):
            for fields, ends in ends_of_numbers(part):
                says = note_says(without_ends(part)) or note_says(without_ends(text)) or "注销"
                for column in (self.layout.columns[field] for field in fields if field in self.layout.columns):
                    found |= dict.fromkeys(self._ending(column, ends, rows), says)
        return found

    def _ending(self, column: int, ends: Sequence[str], rows: np.ndarray) -> list[int]:
        """Those of some rows whose cell of a column ends with one of some digits."""
        cells = self.grid.cells[column].take(pa.array(rows)).combine_chunks()
        numbers = pc.utf8_upper(pc.utf8_rtrim_whitespace(pc.fill_null(cells, "")))
        held = pc.match_substring_regex(numbers, f"(?:{'|'.join(ends).upper()})$")
        return [int(row) for row in rows[held.to_numpy(zero_copy_only=False)]]

    def _beside(self) -> list[tuple[int, int, str]]:
        """The cells above the header, and those of columns that nothing is read from and that have no header, or that of a key (图例), where these
        are few: (row, column, text)."""
        header, used = self.layout.header, {*self.layout.columns.values()}
        found = [(row, at, text.strip()) for row in range(header.first) for at, text in enumerate(self.grid.row(row))]
        for column, cells in enumerate(self.grid.cells):
            titled = header.texts[column].strip()
            sparse = 0 < len(cells) - cells.null_count <= _MOST_NOTES
            if column not in used and sparse and (not titled or _KEY.search(titled)):
                below = enumerate(cells.to_pylist())
                found += [(at, column, text.strip()) for at, text in below if text and at > header.last]
        return [cell for cell in found if cell[2]]

    def _is_line(self, row: int, column: int, text: str) -> bool:
        """Whether a cell beside the table is a line of its own (a title, a note, what a colour means), and none below a header."""
        header = self.layout.header
        return len(text) > _SHORTEST_LINE and (row < header.first or not header.texts[column].strip())

    def begins_another(self, offset: int) -> bool:
        """Whether the row heads another table, with other columns: its people stand under none of the columns that were found."""
        cells = [text.strip() for text in self.grid.row(self.start + offset)]
        return is_header(cells) and not self._repeats_header(cells)

    def _cell(self, cells: list[str], field: str) -> str:
        return cells[self.layout.columns[field]] if field in self.layout.columns else ""

    def _form_line(self, cells: list[str]) -> str | None:
        """What says that a row without a name is a line for signatures: one of its cells, up to the colon."""
        name = plain(self._cell(cells, "姓名"))
        if name and not _FORM_LINE.fullmatch(name):
            return None
        lines = [text for text in map(plain, cells) if _FORM_LINE.fullmatch(text)]
        return lines[0].partition(":")[0] if lines else None

    def _count(self, cells: list[str]) -> str | None:
        """What a row without a name and a number counts: a cell that says 人数, 总金额."""
        if self._cell(cells, "姓名") or self._cell(cells, "证件号码"):
            return None
        return next((text for text in map(plain, cells) if _COUNT.fullmatch(text)), None)

    def _repeats_header(self, cells: list[str]) -> bool:
        """Whether every cell says what the header says in its column, in one of its rows or in all, and at least two do."""
        header = self.layout.header
        columns = zip(*header.rows, header.keys, strict=True)
        repeated = [header_key(text) in names for text, names in zip(cells, columns, strict=True) if text]
        return len(repeated) >= 2 and all(repeated)

    def _names_someone(self, cells: list[str]) -> bool:
        return any(self._cell(cells, field) for field in self.layout.columns if field not in _SHARED_FIELDS)

    def _say(self, code: str, offset: int, value: str, **fields: Any) -> None:
        row = self.grid.first_row + self.start + offset + 1
        self.found.append(findings.for_file(code, self.label, self.grid.sheet, row, value=value, **fields))

    def _compare_total(self, word: str, cells: list[str], offset: int, is_person: np.ndarray) -> None:
        since = self._since if word == "小计" else 0
        if word == "小计":
            self._since = offset + 1
        people = np.flatnonzero(is_person[since:offset]) + since
        for column, text in enumerate(cells):
            written = plain(text).lstrip("¥￥")
            number = _AMOUNT.search(written) if _footer_word(text) else _AMOUNT.fullmatch(written.rstrip("人元条户名"))
            if not number:
                continue
            stated = float(number[0].replace(",", ""))
            total = None if written.endswith(("人", "户", "名")) else self._sum(column, people)
            counted, of = (len(people), "人数") if total is None else (total, self.layout.header.texts[column])
            if abs(stated - counted) > 0.005:
                self._say("I08", offset, text, label=f"{word}（{of}）", stated=_short(stated), counted=_short(counted))

    def _sum(self, column: int, people: np.ndarray) -> float | None:
        """The sum of a column of amounts, or None if it does not hold amounts."""
        counted = {self.layout.columns.get("姓名"), self.layout.columns.get("证件号码")}
        if column in counted or self.layout.header.keys[column] in ("序号", "编号", "NO"):
            return None
        cells = [text for text in self.grid.cells[column].take(pa.array(people + self.start)).to_pylist() if text]
        numbers = [number for text in cells if (number := _AMOUNT.fullmatch(plain(text).lstrip("¥￥")))]
        if not numbers or len(numbers) < len(cells):
            return None
        return round(sum(float(number[0].replace(",", "")) for number in numbers), 2)


def _short(number: float) -> str:
    return f"{number:,.2f}".removesuffix(".00")


def _footer_word(text: str) -> str | None:
    """The word that says a row is not a person: 合计 anywhere (本页合计), other words at the beginning."""
    written = plain(text)
    total = next((word for word in _TOTALS if word in written), None)
    if summary := _SUMMARY.fullmatch(written):
        return summary[1]
    return total or next((word for word in footer_words() if written.startswith(word)), None)
