"""The project workbook: 新建工作簿 makes it from its template, 导入名册 copies what was received into its sheets."""

import shutil
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlwings as xw

from huibao_xl import policy, resources
from huibao_xl.excel import marks, parameters, progress, store
from huibao_xl.excel.desk import Desk
from huibao_xl.excel.sheets import add_header, is_ours
from huibao_xl.files.reading import SourceFile, read_file
from huibao_xl.files.reading.cells import value_text
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.policy.parameters import UNSURE
from huibao_xl.policy.townships import Names
from huibao_xl.reasons import Input, Stop
from huibao_xl.rosters.fields import RoleBook, guide_sheets, header_key, role_book_of
from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.layout import Layout, lay_out
from huibao_xl.rosters.read_lists import Found, SheetList, read_lists
from huibao_xl.rosters.role import role_of_sheet
from huibao_xl.rosters.rows import Body

TEMPLATE = "项目工作簿.xlsx"
NAME = "沪惠保项目"
_HEADER_ROWS = 60


def make(path: Path) -> str:
    """Make the project workbook at ``path``, whole or not at all. Raises Stop(S07) if there is a file, Stop(S08) if it cannot be written."""
    if path.suffix.lower() != ".xlsx":
        raise Stop("S07", why=f"“{path.name}”不是 .xlsx 文件名", advice="请写明新工作簿的名称，如 沪惠保2024.xlsx")
    try:
        with atomic_file(path, replace=False) as work:
            shutil.copyfile(resources.folder("templates") / TEMPLATE, work)
    except FileExistsError:
        raise Stop("S07", why=f"“{path}”已存在", advice="请换一个名称，以免原有文件丢失") from None
    return f"已新建“{path.name}”。\n请按其中“开始”表的步骤做：先看“参数”，橙色的值核定后改写；再粘贴或导入名单，然后核验名册。"


def new(desk: Desk) -> str:
    """新建工作簿, from Excel: beside the workbook that is open, or in the user's folder; and open it."""
    folder = Path(desk.book.fullname).parent
    folder = folder if folder.is_absolute() and folder.is_dir() else Path.home()
    number, path = 1, folder / f"{NAME}.xlsx"
    while path.exists():
        number += 1
        path = folder / f"{NAME}({number}).xlsx"
    message = make(path)
    desk.app.books.open(str(path))
    return f"{message}\n文件在：{path}"


def renew(desk: Desk) -> str:
    """更新参数: the values of the policy that the start sheet names, in the place of what stands on the sheet 参数."""
    rules = policy.load(desk.policy_name())
    desk.digest = progress.UNKNOWN
    desk.shown = parameters.lay(desk.book, rules, desk.keeper)
    unsure = [parameter.name for parameter in rules.parameters if parameter.status == UNSURE and parameter.editable]
    return (
        f"“参数”表已按{rules.title}的政策文件写好，{len(rules.parameters)} 项。\n"
        + (f"需要人确认：{'、'.join(unsure)}（未核定），请在橙色的格子里改写。\n" if unsure else "")
        + "原来在表中改过的值已被换掉，可用“撤销上一步”恢复。"
    )


def bring_in(desk: Desk) -> str:
    """导入名册: append the people of a file to the sheet of their role, every cell as text; the file is not changed."""
    path = desk.source or _named_file(desk)
    file = read_file(path)
    sheets = [grid for grid in file.grids if not is_ours(grid.sheet)]
    reader = _TextReader(role_book_of(desk.rules()))
    lists, _ = read_lists([replace(file, grids=sheets)], reader, {file.path: path.name})
    rows, same, again = Counter[str](), 0, 0
    for read in lists:
        appended = _append(desk, read)
        rows[read.body.layout.role.name] += appended.rows
        same, again = same + appended.same, again + appended.again
    if not lists:
        raise Stop(
            "S01", file=path.name, why="中没有认得的名单", advice="请检查表头，并在工作表名或文件名中写明是什么名单。"
        )
    taken = {read.body.grid.sheet for read in lists}
    left = [f"“{grid.sheet}”" for grid in sheets if grid.n_rows and grid.sheet not in taken]
    counts = "，".join(f"{role} {count:,} 行" for role, count in rows.items())
    desk.note, desk.digest = f"导入 {counts}", progress.UNKNOWN
    return (
        f"已从“{path.name}”导入：{counts}，接在原有各行之后。\n"
        + (f"另有 {same:,} 行原来已在表中，各列都相同，没有再抄一遍（这份文件是不是导入过？）。\n" if same else "")
        + (f"注意：导入的行中有 {again:,} 行的证件号码原来已在表中，其他列不同，两行都在，请核对。\n" if again else "")
        + (f"没有导入的工作表（认不出是什么名单）：{'、'.join(left)}。\n" if left else "")
        + "下一步：核验名册。"
    )


def _named_file(desk: Desk) -> Path:
    text = desk.setting("项目_导入文件").strip('"“”')
    if not text:
        raise Stop("S07", why="没有写明要导入的文件", advice="请写文件的路径", inputs=[Input.OTHER_LIST])
    path = Path(text)
    return path if path.is_absolute() else desk.folder_or_here() / path


@dataclass(frozen=True)
class _TextReader:
    """Reads each sheet whose role can be recognised, its fields as text and nothing judged (a read_lists.Reader).

    ``book``: the roles that are looked for.
    """

    book: RoleBook

    def about(self, file: SourceFile) -> Found:
        """Nothing."""
        return []

    def identify(self, file: SourceFile, grid: Grid) -> tuple[Layout | None, Found]:
        """What a sheet is; None if it is no list of people. Raises Stop if a required column is missing."""
        header = find_header(grid, self.book) if grid.n_rows and grid.sheet not in guide_sheets() else None
        role, _ = role_of_sheet(file.path, grid.sheet, header, self.book) if header else (None, "")
        return (lay_out(grid, file.path.name, role, header) if role and header else None), []

    def clean(self, body: Body) -> tuple[pd.DataFrame, Found]:
        """The fields that the sheet has, as they stand; an empty cell is None."""
        return pd.DataFrame({field: body.texts(field).to_pylist() for field in body.layout.columns}, dtype=object), []


@dataclass(frozen=True)
class _Appended:
    """What became of the rows of one sheet. ``rows``: how many were appended; ``same``: how many were there already, alike in every
    column; ``again``: how many of those appended have an id that was there already."""

    rows: int
    same: int
    again: int


def _append(desk: Desk, read: SheetList) -> _Appended:
    """Append the people of a sheet who do not stand in the target yet; a field that it lacks becomes a column at its right edge."""
    body, grid, layout = read.body, read.body.grid, read.body.layout
    name = layout.role.name
    desk.keeper.sheet(name)
    if not store.has_sheet(desk.book, name):
        desk.book.sheets.add(name, after=desk.book.sheets.active)
    sheet = desk.shown = desk.book.sheets[name]
    table = {str(field): read.frame[field].tolist() for field in read.frame}
    towns = Names(desk.rules()).named_in(grid.sheet) or Names(desk.rules()).named_in(grid.path.stem)
    if "街镇" not in table and header_key("街镇") in layout.role.aliases and len(towns) == 1:
        table["街镇"] = [towns[0]] * len(body.rows)
    columns, first, before = _columns(sheet, layout, list(table))
    new, again = _new_rows(table, columns, before, {str(field): body.lost(str(field)) for field in read.frame})
    if len(new):
        for field, every in table.items():
            values = [every[row] for row in new]
            area = sheet.range((first, columns[field]), (first + len(values) - 1, columns[field]))
            area.number_format = "@"
            area.value = [[value] for value in values]
            for row in np.flatnonzero(body.lost(field)[new]) if field in read.frame else ():
                area[int(row), 0].number_format = "0"  # stays the number it is: as text it would pass for a whole id
                area[int(row), 0].value = float(values[row])
    return _Appended(len(new), len(body.rows) - len(new), again)


def _new_rows(
    table: dict[str, list[Any]], columns: dict[str, int], before: list[list[Any]], lost: dict[str, np.ndarray]
) -> tuple[np.ndarray, int]:
    """Positions of the rows of ``table`` that are not in the target yet, alike in every column, and how many of them have an id that is.
    ``before``: the target's rows as they stand."""
    there = {tuple(_as_text(row, columns[field]) for field in table) for row in before}
    cells = {
        field: [
            value_text(float(value)) if gone else value or ""
            for value, gone in zip(values, _lost(lost, field, values), strict=True)
        ]
        for field, values in table.items()
    }
    rows = list(zip(*cells.values(), strict=True))
    new = np.array([at for at, row in enumerate(rows) if row not in there or not any(row)], dtype=np.int64)
    ids = cells.get("证件号码", [""] * len(rows))
    place = list(table).index("证件号码") if "证件号码" in table else -1
    numbers = {row[place] for row in there if place >= 0} - {""}
    return new, sum(ids[at] in numbers for at in new)


def _lost(lost: dict[str, np.ndarray], field: str, values: list[Any]) -> np.ndarray:
    return lost.get(field, np.zeros(len(values), dtype=bool))


def _as_text(row: list[Any], column: int) -> str:
    """A cell of the target as the lists say it: what was appended before is text, a number that lost its end is a number."""
    value = row[column - 1] if column <= len(row) else None
    return value_text(value)


def _columns(sheet: xw.Sheet, layout: Layout, fields: list[str]) -> tuple[dict[str, int], int, list[list[Any]]]:
    """{field: column from 1} of the target, headers added where missing; the first free row; and the rows below the header."""
    used = sheet.used_range.last_cell
    values: list[list[Any]] = sheet.range((1, 1), used).options(ndim=2).value
    header = _header_row(values, layout)
    columns: dict[str, int] = {}
    for column, text in enumerate(values[header - 1], 1):
        key = header_key(str(text)) if text else ""
        if key in layout.role.aliases and text != marks.HEADER:
            columns.setdefault(layout.role.aliases[key][0], column)
    free = max([column for column, text in enumerate(values[header - 1], 1) if text], default=0) + 1
    for field in fields:
        if field not in columns:
            columns[field] = free
            add_header(sheet.range((header, free)), field)
            free += 1
    last = max((row for row, line in enumerate(values, 1) if any(value is not None for value in line)), default=0)
    return columns, max(last, header) + 1, values[header:]


def _header_row(values: list[list[Any]], layout: Layout) -> int:
    """The row of the sheet that holds the most headers of the role; 1 in an empty sheet."""
    scores = [
        sum(header_key(str(value)) in layout.role.aliases for value in row if value) for row in values[:_HEADER_ROWS]
    ]
    best = max(scores, default=0)
    return scores.index(best) + 1 if best else 1
