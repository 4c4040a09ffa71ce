"""Makes the sample lists of ``样例-监测/``: ``python workbooks/make_monitoring_samples.py``. The same code gives the same bytes.

Two months of one list of low-income households; nobody in it exists (see make_samples.py). They are judged on 2024-03-01, the time of the
figures 1510, 1400, 2690 and 84834. What they plant: every class, 刚性支出困难 with and without the data that it needs, and every code L01 to
L19. The first sheet has a header in two rows and merged household numbers, as towns fill it in; the second is plain.
"""

from pathlib import Path
from typing import Any

from make_samples import identity, save
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
UPPER = [
    "户编号",
    "姓名",
    "证件号码",
    "与户主关系",
    "户籍",
    "救助身份",
    "月收入",
    None,
    None,
    None,
    "家庭财产",
    "年医疗支出",
    "年教育等必需支出",
    "居村委",
    "联系电话",
    "救助顾问",
    "免申即享签约",
]
LOWER = [
    None,
    None,
    None,
    None,
    None,
    None,
    "工资",
    "养老金",
    "赡养费",
    "其他",
    None,
    None,
    None,
    None,
    None,
    None,
    None,
]
PLAIN = [
    "户编号",
    "姓名",
    "身份证号码",
    "与户主关系",
    "户籍",
    "救助类别",
    "工资收入",
    "养老金",
    "赡养费",
    "其他收入",
    "家庭财产",
    "年医疗支出",
    "年教育支出",
    "村委",
    "联系电话",
    "救助顾问",
    "是否签约",
]
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"

Row = list[Any]


def number(n: int) -> str:
    """Return the id of the invented person ``n`` (1 to 99)."""
    return identity(f"310112{1938 + n % 50}0201{900 + n}")


def name(n: int) -> str:
    """Return the name of the invented person ``n``."""
    return _SURNAMES[n % 16] + ("例平", "样禾", "例岚", "样舟")[n // 16 % 4]


def member(household: str, n: int, relation: str = "户主", identity_now: str = "无", **cells: Any) -> Row:
    """Return one row. ``cells``: wage, pension, support, other (a month), assets, medical, school, and any of the other columns."""
    return [
        household,
        cells.get("name", name(n)),
        cells.get("id", number(n)),
        relation,
        cells.get("resident", "本市"),
        identity_now,
        cells.get("wage"),
        cells.get("pension"),
        cells.get("support"),
        cells.get("other"),
        cells.get("assets"),
        cells.get("medical"),
        cells.get("school"),
        cells.get("village", "样一居委" if int(household or 0) % 2 else "样二居委"),
        cells.get("phone", f"1990001{n:04d}" if relation == "户主" else None),
        cells.get("adviser", "顾问甲（样）" if int(household or 0) % 2 else "顾问乙（样）"),
        cells.get("signed", "是"),
    ]


def first(now: bool) -> list[Row]:
    """Return the households of the first 街镇: those of seed B, and what the statute asks."""
    rows = [
        member("101", 1, identity_now="低保", pension=1400),
        member("102", 2, identity_now="申请未通过" if now else "无", pension=1400, support=200),
        member("103", 3, pension=2750, signed="否"),
        member("104", 4, identity_now="无" if now else "低保", pension=1450, support=300 if now else 0),
        member("105", 5, pension=2000, other=0, medical=12000, school=0, assets=20000),
        member("105", 6, "配偶", pension=1900),
        member("106", 7, wage=4530, medical=6000, school=4000),
        member("106", 8, "配偶", other=0),
        member("106", 9, "女儿", other=0, school=None),
        member("107", 10, wage=10000, medical=84835, school=0),
        member("108", 11, pension="约1500"),  # L05
        member("109", 12, identity_now="低保", resident="本市"),  # L04
        member("110", 13, wage=2690, resident="本市"),  # L15
        member("110", 14, "妻", resident="外省市", wage=0, signed=None),
        member("110", 15, "侄子", resident="外省市", wage=3000, signed=None),  # L09
    ]
    if now:
        rows.append(member("111", 16, identity_now="低保边缘", pension=1700 + 10, phone="19900019999"))
    else:
        rows.append(member("112", 17, identity_now="低保", pension=1300, village="样三居委"))
    return rows


def second(now: bool) -> list[Row]:
    """Return the households of the second 街镇, with what is wrong in real lists."""
    wrong = number(20)[:17] + ("0123456789X"[("0123456789X".index(number(20)[17]) + 1) % 11])
    rows = [
        member("1", 18, pension=1399),  # L16
        member("1", 18, "本人", pension=1399),  # L07
        member("2", 19, pension=1600, signed="待签"),  # L14
        member("3", 20, id=wrong if now else number(20), pension=1600),  # L02, L17
        member("4", 21, "配偶", wage=1200),
        member("", 22, pension=1800),  # L03
        member("5", 23, wage=2000, assets=1000),
        member("5", 24, "配偶", wage=1100, assets=3000),  # L11
        member("6", 23, "其他", wage=2000),  # L08
        member("7", 25, wage=1000),
        member("7", 26, "", resident="非本市", wage=500),  # L10
        member("8", 27, pension=1500 if now else 1450, support="无"),
    ]
    return [row + ([3000 if at == 4 else None] if now else []) for at, row in enumerate(rows)]  # L06 by 月收入合计, L18


def write(path: Path, now: bool) -> None:
    """Write one month."""
    book = Workbook()
    sheet = book.active
    sheet.title = "七宝镇"
    month = "2024年3月" if now else "2024年2月"
    sheet.append([f"七宝镇低收入家庭监测名单（{month}，样例）"])
    sheet.append(UPPER)
    sheet.append(LOWER)
    sheet.merge_cells("A1:Q1")
    sheet.merge_cells("G2:J2")
    _append_merged(sheet, first(now), 4)
    plain = book.create_sheet("莘庄镇")
    plain.append([*PLAIN, "月收入合计"] if now else PLAIN)
    for row in second(now):
        plain.append(row)
    if now:
        book.create_sheet("标准说明").append(["本表标准以当月公布为准"])
    for page in book.worksheets:
        for cell in page[1]:
            cell.font = Font(bold=True)
        page.column_dimensions["C"].width = 22
        for row in page.iter_rows(min_col=3, max_col=3):
            row[0].number_format = "@"
    path.parent.mkdir(parents=True, exist_ok=True)
    save(book, path)


def _append_merged(sheet: Worksheet, rows: list[Row], start: int) -> None:
    """Append rows; the number of a household stands once, in a cell merged over its members."""
    numbers = [row[0] for row in rows]
    for at, row in enumerate(rows):
        top = numbers.index(row[0])
        sheet.append(row if at == top else [None, *row[1:]])
    for household in dict.fromkeys(numbers):
        at = [place for place, one in enumerate(numbers) if one == household]
        if len(at) > 1:
            sheet.merge_cells(start_row=start + at[0], end_row=start + at[-1], start_column=1, end_column=1)


def main(target: Path = HERE / "样例-监测") -> None:
    """Write both months."""
    write(target / "上月" / "低收入家庭.xlsx", now=False)
    write(target / "本月" / "低收入家庭.xlsx", now=True)


if __name__ == "__main__":
    main()
