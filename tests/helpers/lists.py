"""Lists written in a test, through the real reading: cells -> Grid -> Listing -> classes."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from tables import TODAY, Cell, grid, load, resident

from huibao_xl.files.reading import SourceFile
from huibao_xl.monitoring.households import Assessed, assess
from huibao_xl.monitoring.members import Members, members
from huibao_xl.monitoring.standards import Standards, standards_on
from huibao_xl.policy.townships import Names
from huibao_xl.rosters.listing import Listing, read_listing, role_named

ON = date(2024, 3, 1)
"""Of seed B: 低保 1510, 最低工资 2690, 84834 for 2023, pension floor 1400."""
HEAD = [
    "户编号",
    "姓名",
    "证件号码",
    "与户主关系",
    "户籍",
    "工资",
    "养老金",
    "赡养费",
    "其他收入",
    "年医疗支出",
    "年必需支出",
    "家庭财产",
]


def arithmetic(text: str) -> str:
    """An amount written as arithmetic, worked out: ``12*(2000-1510)``."""
    assert set(text) <= set("0123456789.+-*/() ")
    value = eval(text)  # digits and signs only, from our own file
    return f"{Decimal(str(round(value, 2))):f}"


def own_file(folder: Path, values: dict[str, str]) -> Path:
    """A file of the bureau that states these standards, for every day."""
    path = folder / "标准.json"
    entries = [
        {
            "name": name,
            "values": [
                {
                    "from": "2000-01-01",
                    "to": "2099-12-31",
                    "value": arithmetic(text),
                    "source": "测试",
                    "status": "已核定",
                    "checked_on": "2024-01-01",
                }
            ],
        }
        for name, text in values.items()
    ]
    path.write_text(json.dumps({"title": "测试", "standards": entries}, ensure_ascii=False), encoding="utf-8")
    return path


def person(n: int) -> str:
    """The id of the invented person ``n`` (0 to 999)."""
    return resident(f"310112{1930 + n % 60}0101{n:03d}")


def listing(
    rows: Sequence[Sequence[Cell]],
    role: str = "低收入家庭",
    head: Sequence[str] = HEAD,
    file: str = "低收入家庭.xlsx",
    sheet: str = "Sheet1",
    **marks: object,
) -> Listing:
    one = grid([list(head), *rows], file, sheet, **marks)
    return read_listing([SourceFile(one.path, [one], "0" * 64)], role_named(role), Names(load("2024")), TODAY, file)


def household(number: str, *people: Sequence[Cell], start: int = 0) -> list[list[Cell]]:
    """Rows of HEAD: 工资, 养老金, 赡养费, 其他, 医疗, 必需, 财产 of each person, the first as 户主."""
    return [
        [number, f"样{number}之{at}", person(start + at), "户主" if at == 0 else "配偶", "本市", *cells]
        for at, cells in enumerate(people)
    ]


def read(rows: Sequence[Sequence[Cell]], standards: Standards | None = None, **options: object) -> Members:
    return members(listing(rows, **options), standards or standards_on(ON))


def classes(rows: Sequence[Sequence[Cell]], on: date = ON, own: Path | None = None, **options: object) -> Assessed:
    standards = standards_on(on, own)
    return assess(read(rows, standards, **options), standards)
