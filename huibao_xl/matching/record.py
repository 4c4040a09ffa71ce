"""``huibao decisions``: what clerks filled in on 比对决定 goes into a file that is kept; a run takes it from there, or from the sheet itself."""

from datetime import date, datetime
from pathlib import Path

import pandas as pd

from huibao_xl.files.reading import read_file
from huibao_xl.matching import answers as told
from huibao_xl.matching import pairs, record_file
from huibao_xl.matching import sheet as answer_sheet

_JSON = ".json"


def read_answers(path: Path) -> pd.DataFrame:
    """Return the answers of a record file (.json), or of a filled-in workbook, later ones last (frames.ANSWERS).

    Raises Stop: S60 if it is neither, S61 to S63 at faults of what was filled in.
    """
    if path.suffix.lower() == _JSON:
        return _kept(path)
    file = read_file(path)
    return answer_sheet.answers(answer_sheet.sheet_of(file.grids, path.name), path.name, date.today())


def _kept(path: Path) -> pd.DataFrame:
    rows = record_file.read(path)
    return told.frame([row | {"where": f"第 {number} 条"} for number, row in enumerate(rows, 1)])


def add(sheet: Path, file: Path, now: datetime) -> str:
    """Add what a sheet says to the record file, which is made if there is none; return what was done. Raises Stop and changes nothing if the
    sheet, or the sheet and what is in force already, cannot be used."""
    new = read_answers(sheet)
    kept = _kept(file) if file.exists() else told.frame([])
    fresh = told.added(kept, new)
    current = told.in_force(pd.concat([kept, fresh], ignore_index=True))
    told.require_agreeing(current, sheet.name)
    superseded = len(kept) + len(fresh) - len(current)
    before = record_file.read(file) if file.exists() else []
    stamped = [
        {key: value for key, value in row.items() if key != "where"} | {"added": now.isoformat(timespec="seconds")}
        for row in fresh.to_dict("records")
    ]
    record_file.write(file, [*before, *stamped])
    return (
        f"“{sheet.name}”中有 {len(new):,} 个决定，新增 {len(fresh):,} 个（其余已经记过）。\n"
        f"“{file.name}”现有 {len(kept) + len(fresh):,} 条，其中 {superseded:,} 条已被后来的决定取代。\n"
        f"其中有姓名和证件号码，请只在本机保存。"
    )


def tell(file: Path) -> str:
    """Return what a record file holds, as lines without names and numbers of the insured: 编号, 决定, 决定人, 日期."""
    kept = _kept(file)
    current = set(told.in_force(kept)["where"]) if len(kept) else set()
    lines = [f"“{file.name}”：{len(kept):,} 条，有效 {len(current):,} 条"]
    for row in kept.to_dict("records"):
        state = "" if row["where"] in current else "（已被取代）"
        lines.append(
            f"  {row['where']}  {pairs.key(told.reason(row))}  {row['answer']}  {row['by']}  {row['on']}{state}"
        )
    return "\n".join(lines)
