"""The lines of a batch to the files of a layout, and back: what cannot be written is a finding, what was written is read again.

Holder and account stand in the file as the source wrote them. A line that does not fit is never cut and no character is ever replaced:
:func:`check` says so, and :func:`write` writes nothing. A file counts only when :func:`read_back` finds in it what was to be written.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.files.writing import plain
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.files.writing.workbook import yuan
from huibao_xl.money import parse_yuan
from huibao_xl.payments.bank import layout_rows, line_checks
from huibao_xl.payments.bank.layouts import Column, Layout, Row
from huibao_xl.payments.frames import LINES
from huibao_xl.reasons import CATALOGUE, Stop

NOTE = "沪惠保补贴"
"""What 摘要 says unless told otherwise."""
_FIELDS = {"户名": "holder", "账号": "account", "开户行": "bank", "联行号": "cnaps", "姓名": "name", "证件号码": "id"}
_FORBIDDEN = str.maketrans('/\\:*?"<>|', "---------")


@dataclass(frozen=True)
class Written:
    """A file that was written and read back: its name, its lines (numbers within the batch), their count and sum, the SHA-256 of its bytes."""

    name: str
    lines: tuple[int, ...]
    count: int
    sum_fen: int
    sha256: str


@dataclass(frozen=True)
class ReadBack:
    """What a written file holds, read through its layout. ``rows``: number, holder, account (text), amount_fen; ``table``: every cell as text."""

    count: int
    sum_fen: int
    rows: pd.DataFrame
    table: pd.DataFrame


def check(lines: pd.DataFrame, layout: Layout, day: date, batch: str = "", note: str = NOTE) -> pd.DataFrame:
    """Return what is wrong with these LINES for this layout, as FINDINGS; ``row`` is the line's number in the batch.

    A line with a finding of level 错误 cannot be written (:func:`unfit`); a 警告 is for a person to look at. ``day``: on which a guardian's
    ward must still be a minor.
    """
    lines = LINES.check(lines).reset_index(drop=True)
    place = line_checks.places(lines, batch)
    return findings.concat(
        [
            *line_checks.holders(lines, place, day),
            *line_checks.accounts(lines, place),
            *line_checks.amounts(lines, place, layout),
            *line_checks.written(_table(lines, layout, batch, note), place, layout),
        ]
    )


def unfit(found: pd.DataFrame) -> list[int]:
    """Return the numbers of the lines that :func:`check` keeps out of a file, in order."""
    return sorted(set(found.loc[found["level"] == "错误", "row"]))


def write(lines: pd.DataFrame, layout: Layout, folder: Path, batch: str, day: date, note: str = NOTE) -> list[Written]:
    """Write LINES as the files of ``layout`` into the new ``folder``, which appears whole or not at all, and return what was written.

    The same arguments give the same bytes. More lines than the layout's ``rows_per_file`` go into several files, each with its own totals.
    Raises Stop: S25 no lines, S21 a line is unfit, S22 a file does not read back as it was to be written, S06/S08 the folder.
    """
    with atomic_folder(folder) as work:
        return write_into(work, lines, layout, batch, day, note)


def write_into(
    folder: Path, lines: pd.DataFrame, layout: Layout, batch: str, day: date, note: str = NOTE
) -> list[Written]:
    """Do what :func:`write` does in a folder that exists, for whoever puts it in its place (``atomic_folder``). Raises Stop(S25, S21, S22)."""
    lines = LINES.check(lines).reset_index(drop=True)
    if lines.empty:
        raise Stop("S25")
    _refuse_unfit(check(lines, layout, day, batch, note), layout)
    return [
        _write_one(part, layout, folder, _words(layout, batch, day, index, parts, part), note)
        for index, part, parts in _parts(lines, layout)
    ]


def read_back(path: Path, layout: Layout) -> ReadBack:
    """Read a file that :func:`write` wrote, knowing only its layout. Raises Stop(S22) if it does not follow it, or states other totals."""
    try:
        above, body, below = layout_rows.split(path, layout)
        fields = {column.field: position for position, column in enumerate(layout.columns)}
        table = pd.DataFrame(body, columns=range(len(layout.columns)), dtype="str")
        amount = table[fields["金额"]]
        fen = amount.map({text: layout_rows.fen(text, layout) for text in amount.unique()}).astype(np.int64)
        table[fields["金额"]] = fen.map({each: layout_rows.amount(each, layout) for each in fen.unique()})
        _compare_totals([*above, *below], layout, len(table), int(fen.sum()))
    except layout_rows.Unfit as unfit:
        raise Stop("S22", file=path.name, layout=layout.name, why=str(unfit)) from None
    number = table[fields["流水号"]] if "流水号" in fields else ""
    rows = {"number": number, "holder": table[fields["户名"]], "account": table[fields["账号"]], "amount_fen": fen}
    return ReadBack(len(table), int(fen.sum()), pd.DataFrame(rows), table)


def _compare_totals(rows: list[list[str]], layout: Layout, count: int, total: int) -> None:
    """The rows around the lines state what the lines hold."""
    for found, templates in zip(rows, [*layout.header, *layout.footer], strict=True):
        for text, template in zip(found, templates, strict=True):
            stated = layout_rows.stated(text, template)
            if stated is None:
                raise layout_rows.Unfit("首尾行与版式不同")
            if int(stated.get("count", count)) != count:
                raise layout_rows.Unfit("写明的笔数与实际不同")
            if layout_rows.fen(stated.get("sum", layout_rows.amount(total, layout)), layout) != total:
                raise layout_rows.Unfit("写明的金额与实际不同")


def serials(lines: pd.DataFrame, layout: Layout, batch: str) -> pd.Series:
    """Return the 流水号 of each line as this layout writes it: by its serial number, which no other line of the ledger has."""
    numbers = [layout.serial.format(line=serial, batch=batch) for serial in lines["serial"].tolist()]
    return pd.Series(numbers, index=lines.index, dtype="str")


def _refuse_unfit(found: pd.DataFrame, layout: Layout) -> None:
    bad = unfit(found)
    if bad:
        codes = found.loc[(found["row"] == bad[0]) & (found["level"] == "错误"), "code"].astype(str).unique()
        titles = "、".join(CATALOGUE[code].title for code in codes)
        raise Stop("S21", count=len(bad), layout=layout.name, line=bad[0], titles=titles)


def _parts(lines: pd.DataFrame, layout: Layout) -> list[tuple[int, pd.DataFrame, int]]:
    """(number from 1, lines, how many there are) of each file."""
    most = layout.rows_per_file or len(lines)
    parts = [lines.iloc[start : start + most] for start in range(0, len(lines), most)]
    return [(index, part, len(parts)) for index, part in enumerate(parts, 1)]


def _words(layout: Layout, batch: str, day: date, part: int, parts: int, lines: pd.DataFrame) -> dict[str, str]:
    """What the layout's templates are filled with."""
    total = int(lines["amount_fen"].sum())
    return {
        "batch": batch,
        "day": day.strftime("%Y%m%d"),
        "part": str(part),
        "parts": str(parts),
        "count": str(len(lines)),
        "sum": layout_rows.amount(total, layout),
    }


def _write_one(lines: pd.DataFrame, layout: Layout, folder: Path, words: dict[str, str], note: str) -> Written:
    name = layout.file_name.format(**{key: text.translate(_FORBIDDEN) for key, text in words.items()})
    path, table = folder / name, _table(lines, layout, words["batch"], note)
    if layout.kind == "text":
        plain.write_bytes(path, layout_rows.text(table, layout, words))
    else:
        sheet = _sheet(table, lines, layout, words)
        plain.write_xls(path, sheet) if layout.kind == "xls" else plain.write_xlsx(path, sheet, words["batch"])
    back = read_back(path, layout)
    count, total = len(lines), int(lines["amount_fen"].sum())
    if (back.count, back.sum_fen) != (count, total) or not _same(back.table, table):
        raise Stop("S22", file=name, layout=layout.name, why="内容与要写的不同")
    return Written(name, tuple(lines["line"].tolist()), count, total, plain.sha256_of(path))


def _same(found: pd.DataFrame, table: pd.DataFrame) -> bool:
    return bool((found.to_numpy(dtype=object) == table.to_numpy(dtype=object)).all())


def _table(lines: pd.DataFrame, layout: Layout, batch: str, note: str) -> pd.DataFrame:
    """The text of every cell, one column per column of the layout, by position."""
    columns = [_values(column, lines, layout, batch, note) for column in layout.columns]
    return pd.DataFrame(dict(enumerate(columns)), index=lines.index, dtype="str")


def _values(column: Column, lines: pd.DataFrame, layout: Layout, batch: str, note: str) -> Any:
    if column.field in _FIELDS:
        return lines[_FIELDS[column.field]]
    if column.field == "金额":
        return lines["amount_fen"].map({fen: layout_rows.amount(fen, layout) for fen in lines["amount_fen"].unique()})
    if column.field == "流水号":
        return serials(lines, layout, batch)
    if column.field == "序号":
        return pd.Series(map(str, range(1, len(lines) + 1)), index=lines.index)
    return pd.Series(note if column.field == "摘要" else column.constant, index=lines.index)


def _sheet(table: pd.DataFrame, lines: pd.DataFrame, layout: Layout, words: dict[str, str]) -> plain.PlainTable:
    columns = []
    for position, column in enumerate(layout.columns):
        if layout.all_text or not _is_number(column, layout):
            columns.append(plain.PlainColumn(column.header, "text", table[position]))
        elif column.field == "金额" and layout.unit == "元":
            columns.append(plain.PlainColumn(column.header, "money", lines["amount_fen"]))
        else:
            columns.append(plain.PlainColumn(column.header, "count", table[position].astype(np.int64)))
    above, below = ([_row_cells(row, layout, words) for row in rows] for rows in (layout.header, layout.footer))
    return plain.PlainTable(layout.sheet, above, layout.titles, columns, below)


def _is_number(column: Column, layout: Layout) -> bool:
    return column.field in ("金额", "序号") or (column.field == "流水号" and layout.serial == "{line}")


def _row_cells(row: Row, layout: Layout, words: dict[str, str]) -> list[plain.Cell]:
    """A row above or below the table: a cell that is nothing but a count or a sum is a number."""
    cells: list[plain.Cell] = []
    for template, text in zip(row, layout_rows.filled(row, words), strict=True):
        if layout.all_text or template not in ("{count}", "{sum}"):
            cells.append(text)
        else:
            cells.append(yuan(parse_yuan(text)) if template == "{sum}" and layout.unit == "元" else int(text))
    return cells
