"""导入名册: a file that was received becomes sheets of the workbook, one for each of its sheets, so that it is decided as if it were read from a folder.

Every cell is copied as the text that a reader of the file sees, at its place: all columns, title rows, second tables, sheets that nobody
recognises. What a sheet of texts cannot say (which file it was, struck-out cells, comments, hidden rows) stands in a column of marks beside
it (:mod:`huibao_xl.files.reading.received`). What was copied is read back and held against the file before the command ends.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huibao_xl.excel import progress
from huibao_xl.excel.changes import Changes, Page
from huibao_xl.excel.desk import Answer, Desk
from huibao_xl.excel.snapshot import Snapshot
from huibao_xl.files.reading import read_file
from huibao_xl.files.reading.grid import Grid, column_letters
from huibao_xl.files.reading.package import Package, package_kind
from huibao_xl.files.reading.received import HEAD_ROWS, Copied, as_received, copied, marks_of
from huibao_xl.files.writing.workbook import (
    MAX_CHARACTERS,
    MAX_ROWS,
    Book,
    Cells,
    FrameSheet,
    Style,
    escaped,
    text_width,
)
from huibao_xl.reasons import Input, Stop
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.fields import is_hidden_store
from huibao_xl.rosters.lists import Lists
from huibao_xl.rosters.mentions import is_of_ours
from huibao_xl.rosters.sources import without_outputs

PREFIX = "来件·"
"""How the names of the sheets begin: none is that of a sheet of the template, of a result or of a kind of list."""
_LONGEST, _FORBIDDEN = 31, re.compile(r"[\[\]:*?/\\']")
_MOST_COLUMNS = 16_384 - 1
_CHECK = 16
Box = tuple[int, int, int, int]
UNWRITABLE = r"[\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]"
_WIDEST, _NARROWEST, _LOOKED_AT = 40, 9, 60
_INK = "#808080"
_LARGELY = 0.5
"""Share of the same people from which on two files of one name are one list, sent twice."""
_NUMBER = r"\s*[1-9][0-9]{14}(?:[0-9]{2}[0-9Xx])?\s*"
_VERSION = re.compile(
    r"[\s._-]*(?:[(（【\[]\s*(?:\d{1,2}|[^()（）]{0,4}(?:更正|修改|订正|副本|新|终)[^()（）]{0,4})\s*[)）】\]]"
    r"|副本|更正[后版稿]?|修改[后版稿]?|修订[后版稿]?|订正|最新版?|最终[版稿]?|终[版稿]|定稿|新版?|v\d+|copy)$"
)
"""What stands at the end of a name and says which version or copy a file is."""


def bring_in(desk: Desk) -> Answer:
    """导入名册: the sheets of a file, each as a sheet of its own, every cell as text; the file is not changed. Raises Stop(S07) if the file, or another of
    its name, was imported already, or if something of it cannot be copied; as ``rosters.collect`` does if a list lacks a column."""
    path = desk.source or _named_file(desk)
    file, written = without_outputs(read_file(path), {})
    forms = [grid.sheet for grid in file.grids if grid.n_rows and is_of_ours(grid)]
    grids = [_writable(grid) for grid in file.grids if grid.sheet not in forms and (grid.n_rows or grid.fault)]
    name, check = f"{path.resolve().parent.name}/{path.name}".lstrip("/"), file.sha256[:_CHECK]
    like = _require_new(desk.snapshot, path, name, check, grids)
    if not grids:
        raise Stop(
            "S01",
            file=path.name,
            why="中没有名单" if file.grids or written else "中没有内容",
            advice="请检查是不是这份文件。",
        )
    rules = desk.rules()
    found = collect([replace(file, grids=grids)], rules, {}, date.today(), False, desk.column_answers(rules))
    tabs = dict(zip([grid.sheet for grid in grids], _tabs(desk.snapshot, path.stem, grids), strict=True))
    pages = tuple(copied_page(grid, tabs[grid.sheet], marks_of(grid, name, check)) for grid in grids)
    shown = tabs[next(iter(found.sheets["sheet"].astype(str)), grids[0].sheet)]
    desk.digest = progress.UNKNOWN
    empty = [grid.sheet for grid in file.grids if not grid.n_rows and not grid.fault]
    left = [sheet for sheet in (*written, *forms) if not is_hidden_store(sheet)]
    message = _message(path.name, found, tabs, left, empty) + like
    return Answer(message, Changes(pages, shown=shown), f"导入 {_counts(found) or path.name}")


def _named_file(desk: Desk) -> Path:
    text = desk.setting("项目_导入文件").strip('"“”')
    if not text:
        raise Stop("S07", why="没有写明要导入的文件", advice="请写文件的路径", inputs=[Input.OTHER_LIST])
    path = Path(text)
    return path if path.is_absolute() else desk.folder_or_here() / path


def _require_new(snapshot: Snapshot, path: Path, name: str, check: str, grids: Sequence[Grid]) -> str:
    """Raise Stop(S07) if the same bytes were imported before, or another file of the same name, or one from another folder with largely the
    same people: a corrected list would count besides the old one. Return what to say of one with other people, "" if there is none."""
    tabs: dict[Copied, list[str]] = {}
    for tab, head in _imported(snapshot):
        tabs.setdefault(replace(head, sheet=""), []).append(tab)
    others = list[str]()
    for head, names in tabs.items():
        where = "、".join(f"“{tab}”" for tab in names)
        if head.check == check:
            why = f"“{path.name}”已经导入过（{where}），没有再抄一遍"
            raise Stop("S07", why=why, advice="要重新导入，请先删除这些工作表")
        if head.file == name:
            raise _again(f"同名的“{path.name}”已经导入过（{where}），内容与这次的不同")
        if _bare(head.file) == _bare(path.name):
            share = _same_people(grids, [as_received(snapshot.grids[tab]) for tab in names])
            if share >= _LARGELY:
                why = f"“{head.file}”已经导入过（{where}），这次的“{name}”名称相同，里面大多是同样的人（{share:.0%}）"
                raise _again(why)
            others.append(f"“{head.file}”（{where}）")
    return (
        f"\n另有同名的文件已经导入：{'、'.join(others)}。里面的人不同，两份都算；不该都算的，请删除一份。"
        if others
        else ""
    )


def _again(why: str) -> Stop:
    advice = (
        "如果是更正后的名单，请先删除这些工作表再导入（刚导入的可按“撤销上一步”）；如果是另一份名单，请给文件换一个名称"
    )
    return Stop("S07", why=f"{why}；两份都放着，旧名单上的人会照样算", advice=advice)


def _bare(file: str) -> str:
    """What a file is called without its folder, its kind and the marks of a copy or of a version.

    >>> _bare("六月更正/持证残疾人（更正）.xlsx"), _bare("持证残疾人-副本 (2).xls"), _bare("残疾人_终版v2.et")
    ('持证残疾人', '持证残疾人', '残疾人')
    """
    stem, before = PurePosixPath(file).stem.casefold(), ""
    while stem != before:
        before, stem = stem, _VERSION.sub("", stem)
    return stem or PurePosixPath(file).stem.casefold()


def _same_people(new: Sequence[Grid], old: Sequence[Grid]) -> float:
    """The share of people of the shorter of two lists that are on the other one too: by their numbers, by all words where one has none."""
    for pattern in (_NUMBER, ".{2,}"):
        one, other = (_texts_like(grids, pattern) for grids in (new, old))
        if one and other:
            return len(one & other) / min(len(one), len(other))
    return 0.0


def _texts_like(grids: Sequence[Grid], pattern: str) -> set[str]:
    """The distinct cells of sheets that are like a pattern, as compared."""
    columns = [pc.unique(column).drop_null() for grid in grids for column in grid.cells]
    hit = (texts.filter(pc.match_substring_regex(texts, f"^(?:{pattern})$")) for texts in columns)
    return {text.upper() for texts in hit for text in texts.to_pylist()}


def _imported(snapshot: Snapshot) -> Iterator[tuple[str, Copied]]:
    """Each sheet that was imported, and what its marks say of the file."""
    for name in snapshot.staff_sheets():
        grid = snapshot.grids[name]
        if head := copied(text for column in grid.cells for text in column.slice(0, HEAD_ROWS).to_pylist()):
            yield name, head


def _tabs(snapshot: Snapshot, stem: str, grids: Sequence[Grid]) -> list[str]:
    """A free name for the sheet of each grid: that of the file, with that of the sheet where the file has several."""
    taken, tabs = {entry.name.casefold() for entry in snapshot.sheets}, list[str]()
    for grid in grids:
        title = stem if len(grids) == 1 else f"{stem}-{grid.sheet}"
        plain, number = _FORBIDDEN.sub("_", PREFIX + title), 1
        tab = plain[:_LONGEST]
        while tab.casefold() in taken:
            number += 1
            tab = plain[: _LONGEST - len(f"({number})")] + f"({number})"
        taken.add(tab.casefold())
        tabs.append(tab)
    return tabs


def _writable(grid: Grid) -> Grid:
    """The grid as cells can hold it: line ends as Excel has them, without what no cell takes. Raises Stop(S01) where something does not fit."""
    if grid.first_row + grid.n_rows > MAX_ROWS or grid.n_columns > _MOST_COLUMNS:
        raise _too_large(grid, f"有 {grid.first_row + grid.n_rows:,} 行、{grid.n_columns:,} 列，一张工作表放不下")
    cells = []
    for at, column in enumerate(grid.cells):
        plain = pc.replace_substring(pc.replace_substring(column, "\r\n", "\n"), "\r", "\n")
        plain = pc.replace_substring_regex(plain, UNWRITABLE, "")
        plain = pc.if_else(pc.equal(plain, ""), pa.scalar(None, pa.string()), plain)
        if (pc.max(pc.utf8_length(plain)).as_py() or 0) > MAX_CHARACTERS:
            raise _too_large(grid, f"{column_letters(at)} 列有超过 {MAX_CHARACTERS:,} 个字符的单元格，放不下")
        cells.append(plain)
    return replace(grid, cells=cells)


def _too_large(grid: Grid, why: str) -> Stop:
    return Stop("S01", file=grid.path.name, why=f"的工作表“{grid.sheet}”{why}", advice="请删去或拆分后再导入。")


def copied_page(grid: Grid, tab: str, beside: list[str | None]) -> Page:
    """Return the copy of a sheet, called ``tab``, with a column of marks ``beside`` it, which is held against the file once it is written. Raises Stop
    where something does not fit."""
    if any(text and len(text) > MAX_CHARACTERS for text in beside):
        raise _too_large(grid, "有一行的批注超过单元格能放的长度")
    columns = [column.to_pylist() for column in grid.cells]
    merged = [*_mergeable(grid, columns)]

    def verify(draft: Path) -> None:
        (back,) = read_file(draft).grids
        require_same(grid, back)

    return Page((tab,), lambda book: _write(book, grid, tab, beside, merged), imported=True, verify=verify)


def as_package(path: Path, content: bytes) -> bytes:
    """Return a workbook as an .xlsx: as it is, or a copy of its sheets, every cell as text, of one in another format (.xls, .et, .ods, .xlsb).

    Raises Stop(S01) if it cannot be read."""
    if content.startswith(b"PK") and package_kind(Package(path, content)) == "xlsx":
        return content
    grids = [_writable(grid) for grid in read_file(path).grids]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "0.xlsx"
        with Book(copy, "", marked=False) as book:
            for grid in grids:
                merged = [*_mergeable(grid, [column.to_pylist() for column in grid.cells])]
                _write(book, grid, grid.sheet, [], merged)
        return copy.read_bytes()


def _write(book: Book, grid: Grid, tab: str, beside: list[str | None], merged: Sequence[Box]) -> None:
    """Write every cell as the text that it is; what lost its end stays a number: as text it would pass for a whole id."""
    page, text = book.page(tab), book.style({"num_format": "@"})
    marks = book.style({"num_format": "@", "font_color": _INK})
    columns = [column.to_pylist() for column in grid.cells]
    for at, texts in enumerate(columns):
        page.set_column(at, at, _width(texts), text)
    if beside:
        page.set_column(len(columns), len(columns), 2 * _NARROWEST, marks)
    for top, left, bottom, right in merged:
        page.merge_range(top, left, bottom, right, "", text)
    if grid.numbers:
        _write_cells(page, grid, columns, text, book.style({"num_format": "0"}))
        for row, cell in enumerate(beside):
            if cell:
                page.write_string(row, len(columns), cell, marks)
        return
    rows = max([grid.first_row + grid.n_rows, len(beside)])
    padded = [[*[None] * grid.first_row, *texts] for texts in columns]
    styles = [*[text] * len(columns), *([marks] if beside else [])]
    cells = [
        Cells(escaped(pa.chunked_array([pa.array([*texts, *[None] * (rows - len(texts))], pa.large_string())])), style)
        for texts, style in zip([*padded, *([beside] if beside else [])], styles, strict=True)
    ]
    if cells and rows:
        page.put_block(0, cells)


def _write_cells(
    page: FrameSheet, grid: Grid, columns: Sequence[Sequence[str | None]], text: Style, number: Style
) -> None:
    """Write a sheet that has number cells which lost their ends."""
    for at, texts in enumerate(columns):
        for row, cell in enumerate(texts, grid.first_row):
            if (row, at) in grid.numbers:
                page.write_number(row, at, float(grid.numbers[row, at]), number)
            elif cell:
                page.write_string(row, at, cell, text)


def _width(texts: Sequence[str | None]) -> float:
    """As wide as the first texts need."""
    shown = [text_width(text) for text in texts[:_LOOKED_AT] if text]
    typical = sorted(shown)[len(shown) * 9 // 10] if shown else 0
    return min(max(typical + 2, _NARROWEST), _WIDEST)


def _mergeable(grid: Grid, columns: Sequence[Sequence[str | None]]) -> Iterator[Box]:
    """The merged blocks of a grid whose other cells are empty. Where programs wrote the same into all of them it reads alike unmerged; where they hold
    something else, which Excel would delete, Stop(S07) is raised."""
    for top, left, bottom, right in grid.merged:
        last, end = min(bottom, grid.first_row + grid.n_rows - 1), min(right, len(columns) - 1)
        inside = [columns[at][row - grid.first_row] for at in range(left, end + 1) for row in range(top, last + 1)]
        if len(inside) < 2 or set(inside) == {inside[0]}:
            continue
        if any(inside[1:]):
            place = f"{column_letters(left)}{top + 1}:{column_letters(end)}{last + 1}"
            why = f"“{grid.path.name}”的工作表“{grid.sheet}”中，合并的单元格 {place} 下面盖着别的内容，抄不过来"
            raise Stop("S07", why=why, advice="请在原文件中取消这处合并，核对各格的内容，再导入")
        yield top, left, last, end


def require_same(grid: Grid, back: Grid) -> None:
    """Hold a copied sheet against its source, cell by cell. Raises Stop(S07) at the first cell that differs."""
    for at in range(max(grid.n_columns, back.n_columns)):
        texts, written = _texts(grid, at), _texts(back, at)
        long = max(len(texts), len(written))
        texts, written = (np.append(one, np.full(long - len(one), "", object)) for one in (texts, written))
        unlike = [
            row
            for row in np.flatnonzero(texts != written)
            if (row, at) not in grid.numbers or (row, at) not in back.numbers
        ]
        if unlike:
            place = f"{column_letters(at)}{unlike[0] + 1}"
            why = f"“{grid.path.name}”的工作表“{grid.sheet}”抄入后，单元格 {place} 与原文件不同"
            raise Stop("S07", why=why, advice="请改写这个单元格后再导入")


def _texts(grid: Grid, column: int) -> "np.ndarray":
    """The texts of a column from row 1 on, "" where nothing stands."""
    texts = [text or "" for text in grid.cells[column].to_pylist()] if column < grid.n_columns else []
    return np.array([""] * grid.first_row + texts, dtype=object)


def _counts(found: Lists) -> str:
    rows = found.sheets.groupby("role", sort=False)["rows"].sum()
    return "，".join(f"{role} {count:,} 行" for role, count in rows.items())


def _message(file: str, found: Lists, tabs: dict[str, str], left: Sequence[str], empty: Sequence[str]) -> str:
    """What was copied, what it is read as, what is asked and what stayed behind."""
    read = found.sheets.groupby("sheet", sort=False)
    roles = {str(sheet): "、".join(f"{row.role} {row.rows:,} 行" for row in rows.itertuples()) for sheet, rows in read}
    each = "；".join(f"“{tab}”{roles.get(sheet, '认不出是什么名单')}" for sheet, tab in tabs.items())
    asked = int(found.readings["asked"].sum())
    unknown = [f"“{tab}”" for sheet, tab in tabs.items() if sheet not in roles]
    return (
        f"已从“{file}”导入 {len(tabs)} 张工作表，所有行和列照原样抄入：{each}。\n"
        + (
            f"需要人回答：{asked} 处不能确定是什么，请按“列对应”回答；回答以前，靠它才能补贴的人先待核。\n"
            if asked
            else ""
        )
        + (
            f"认不出是什么名单的表不作名单用：{'、'.join(unknown)}。如果是名单，请检查表头，再重新导入。\n"
            if unknown
            else ""
        )
        + (f"没有导入（本软件的结果表、填表说明）：{'、'.join(f'“{sheet}”' for sheet in left)}。\n" if left else "")
        + (f"没有内容、没有导入：{'、'.join(f'“{sheet}”' for sheet in empty)}。\n" if empty else "")
        + "删除线、批注、隐藏的行记在每张表最右边的“导入标记”列，请勿删除。下一步：核验名册。"
    )
