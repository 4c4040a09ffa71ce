"""问题清单: every finding, with a link that opens the file at the cell."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from huibao_xl.files.writing.workbook import MAX_LINKS, Book, Column, Sheet
from huibao_xl.reports.columns import columns_of
from huibao_xl.reports.places import address, text_of

_COLUMNS = {
    "说明": Column("说明", "note"),
    "建议": Column("建议", "note"),
    "行号": Column("行号", "count"),
    "来源文件": Column("来源文件", "link", address="地址"),
}
ORDER = ["错误", "警告", "提示"]
TOGETHER = ("I13", "I14")
"""Findings that are put right once for all rows that have the same value: one line for all of them."""
_MOST_PLACES = 500
"""Rows that one line names; what is more gets further lines."""


def write_problems(path: Path, findings: pd.DataFrame, base: Path | None) -> None:
    """Write a workbook that holds only the 问题清单, for ``huibao check``."""
    with Book(path, "名单核验", in_memory=False) as book:
        book.add(problems_sheet(findings, base, path.parent))


def problems_sheet(findings: pd.DataFrame, base: Path | None, folder: Path) -> Sheet:
    """Return every finding, errors first, else in the order found; those of one value of a column that is put right once (TOGETHER) in one line,
    which names its rows.

    ``base``: the folder that the findings' paths start from (None: the current one); ``folder``: where the workbook will stand.
    """
    rank = findings["level"].astype("str").map({level: place for place, level in enumerate(ORDER)})
    found = _together(findings.iloc[rank.argsort(kind="stable")])
    rows = pd.DataFrame(
        {
            "级别": found["level"],
            "代码": found["code"],
            "说明": found["text"],
            "来源文件": text_of(found["file"]),
            "工作表": found["sheet"],
            "行号": found["row"].where(found["row"] > 0).astype("Int64"),
            "列名": found["column"],
            "原值": found["value"],
            "建议": found["advice"],
            "地址": _addresses(found, base or Path(), folder),
        }
    )
    return Sheet("问题清单", columns_of(rows.drop(columns="地址"), _COLUMNS), rows)


def _together(found: pd.DataFrame) -> pd.DataFrame:
    """The findings with one line for those that differ in nothing but their row."""
    alike = found["code"].isin(TOGETHER).to_numpy()
    if not alike.any():
        return found
    found = found.reset_index(drop=True)
    columns = [column for column in found if column != "row"]
    groups = found.loc[alike, columns].astype("str").groupby(columns, sort=False)
    gone: list[int] = []
    texts = found["text"].astype("str").to_numpy(dtype=object).copy()
    for _, group in groups:
        for first in range(0, len(group), _MOST_PLACES):
            same = group.index[first : first + _MOST_PLACES].to_numpy()
            gone += same[1:].tolist()
            if len(same) > 1:
                texts[same[0]] += f"共 {len(same)} 行：第 {_ranges(found.loc[same, 'row'].tolist())} 行。"
    return found.assign(text=pd.array(texts, dtype="str")).drop(index=gone)


def _ranges(rows: Sequence[int]) -> str:
    """Rows as people write them.

    >>> _ranges([3, 4, 5, 9, 11, 12])
    '3-5、9、11-12'
    """
    parts: list[list[int]] = []
    for row in rows:
        if parts and row == parts[-1][-1] + 1:
            parts[-1][1:] = [row]
        else:
            parts.append([row])
    return "、".join("-".join(map(str, part)) for part in parts)


def _addresses(found: pd.DataFrame, base: Path, folder: Path) -> list[str]:
    """The link of each finding, as far as Excel can hold links; the file is looked for once per sheet, not per row."""
    linked = found.head(MAX_LINKS)
    places = list(zip(text_of(linked["file"]), text_of(linked["sheet"]), strict=True))
    links = {(file, sheet): address(base / file, sheet, "@", folder) for file, sheet in dict.fromkeys(places) if file}
    cells = [
        f"{letters or 'A'}{max(row, 1)}" for letters, row in zip(text_of(linked["letters"]), linked["row"], strict=True)
    ]
    ready = [_at(links.get(place, ""), cell) for place, cell in zip(places, cells, strict=True)]
    return ready + [""] * (len(found) - len(linked))


def _at(link: str, cell: str) -> str:
    return link[:-1] + cell if link.endswith("!@") else link
