"""Makes the sample lists of ``样例/``: ``python workbooks/make_samples.py``. The same code gives the same bytes.

Nobody in them exists: names hold 样 or 例, ids have sequences from 900 on, accounts are zeros and a counter. They are as untidy as real
lists, so that ``huibao demo`` shows every code that data can cause. What each file plants:

- ``承保名单/承保名单（一）.xlsx``: title rows, a header of two rows with merged cells that is printed again in the middle (I07), a right
  小计, a 合计 that disagrees (I06, I08), a hidden row and a hidden column (I04), days in six spellings (one of them unreadable: I12), an
  unknown 状态 (I14), a 街镇 that is none (I13). A hidden sheet with more insured (I03), an empty one (I05), one of unknown meaning (I02).
  Rows: every kind of H01, and H02 to H06, H08, H10, X01 to X06, OK, W01, W06.
- ``承保名单/承保名单（二）补录.csv``: GB18030 with a rare name (䶮), no 状态, no 投保渠道; a full-width id, a radical in a name.
- ``名册/医疗救助对象名册.xlsx``: a guide sheet (I22), one sheet per 街镇 without 街镇 column, one with merged 街镇 cells, one whose name
  holds two 街镇 (I19); ids of 15 digits, an invalid one (I11).
- ``名册/持证残疾人.ods``: a 残疾人证号 in the id column (I15), an id that is a number cell (I10, H05), days turned round (I21), an unreadable
  day (I12, H06), 街镇 that are none (I13), a person without a name (I20).
- ``名册/生活困难农户.xls``: a web page under the name of .xls, with cells that span rows.
- ``名册/优抚对象.csv`` (UTF-8 with BOM): periods in one cell, 长期, a name with a private use character; and its copy (I18).
- ``名册/七宝镇补充.xlsx``: a column of days that only says 时间 (I42, H09); a sheet whose name says another roster than its columns
  do (I40).
- ``银行账户.xlsx``: a number cell (W05, W02), letters (W05), another holder (W03), two accounts (W04), nobody (W02), a telephone number (W07) that is still to be checked
  (W09).
- ``团单名单.xlsx`` (X02; a number that is none, but nearly that of an insured of this name: H11; a column that this list has no use
  for: I25), ``往期发放.xlsx`` (X06; a year that is none: I16, H08), ``死亡名单.csv`` (H10), ``来函.txt`` (I01).

I09 (a roster is missing), I17 (an old result folder) and I60 (a list as PDF) would need a list less, a result or a document more: tests show them.
"""

import csv
import io
import re
import sys
from collections.abc import Sequence
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from odf import table as ods
from odf.opendocument import OpenDocumentSpreadsheet
from odf.text import P
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
_GIVEN = ("例安", "样春", "例康", "样秋", "例宁")
_NAMES = {38: "阿例·买样", 39: "样䶮", 40: "马样例"}

Row = Sequence[Any]


# --- Invented people ----------------------------------------------------------------------


def identity(body: str) -> str:
    """Return an id number from its first 17 digits (GB 11643)."""
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def number(n: int) -> str:
    """Return the id of the invented person ``n`` (1 to 99). 12 ends in X; 48 was born in August 2024."""
    born = "20240815" if n == 48 else f"{1940 + n % 60}0101"
    bodies = [f"310112{born}{sequence}" for sequence in range(900 + n, 1000)]
    return next(whole for whole in map(identity, bodies) if n != 12 or whole.endswith("X"))


def name(n: int) -> str:
    """Return the name of the invented person ``n``."""
    return _NAMES.get(n, _SURNAMES[n % 20] + _GIVEN[n // 20])


def short(n: int) -> str:
    """Return the id as it was before 1999: 15 digits."""
    return number(n)[:6] + number(n)[8:17]


def wide(text: str) -> str:
    """Return the text in full-width characters."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def wrong_check(n: int) -> str:
    """Return the id with a last character that does not fit."""
    return number(n)[:17] + "0123456789X"[("0123456789X".index(number(n)[17]) + 1) % 11]


def account(n: int) -> str:
    """Return a bank account that no bank has issued."""
    return f"62{n:017d}"


# --- The lists ------------------------------------------------------------------------------

INSURED_GROUPS = ["序号", "被保险人", "", "保单", "", "", "", "投保渠道", "所属街镇", "手机号"]
INSURED_HEADER = ["", "姓名", "证件号码", "保单号", "承保日期", "保费（元）", "保单状态", "", "", ""]


def insured_row(
    n: int, town: str = "", day: Any = date(2024, 6, 3), status: str = "有效", channel: str = "个人", **other: Any
) -> Row:
    """Return one row of the insurer's list, without its running number. ``other``: name or id as the list has them."""
    return [
        other.get("name", name(n)),
        other.get("id", number(n)),
        f"样HB2024{n:04d}",
        day,
        129,
        status,
        channel,
        town,
        f"1990000{n:04d}",
    ]


def insured() -> list[Row]:
    """Return the rows of the first list, in three parts: page one, page two, what stands on the hidden sheet."""
    return [
        insured_row(1, "莘庄镇", date(2024, 6, 3)),
        insured_row(2, "莘庄镇", date(2024, 6, 3)),
        insured_row(3, "莘庄镇", "2024.6.1", "已退保"),  # X03; bought again below
        insured_row(3, "莘庄镇", "2024.6.15"),
        insured_row(4, "上海市闵行区莘庄镇", 45444),
        insured_row(5, "七宝", "20240601"),
        insured_row(6, "七宝镇", "2024年6月"),
        insured_row(7, "七宝镇", "2024/6/3"),
        insured_row(8, "莘庄工业区"),
        insured_row(9, "莘工区"),
        insured_row(10, "江川街道"),
        insured_row(11, "江川路街道", id=f" {number(11)} "),
        insured_row(12, "江川", id=number(12).lower()),
        insured_row(13, "古美路街道"),
        insured_row(14, "古美"),
        insured_row(15, "新虹街道"),
        insured_row(16, "浦江镇"),
        insured_row(17),  # H03: neither list names a 街镇
        insured_row(18, "颛桥镇", "六月初"),  # H08: a day that nobody can read (I12)
        insured_row(19, "梅陇镇"),
        insured_row(20, "浦锦街道"),
        insured_row(21, "虹桥镇"),
        insured_row(22, "颛桥镇"),  # X05: the card expired
        insured_row(23, "颛桥镇"),  # H06: the card's day is unreadable
        insured_row(24, "吴泾镇"),  # W01: the roster says 马桥镇
        insured_row(25, "华漕镇"),
        insured_row(26, "莘庄"),  # H03: 莘庄镇 or 莘庄工业区? (I13)
        insured_row(27, "梅陇镇"),
        insured_row(28, "梅陇镇"),  # H02: another name in the roster
        insured_row(29, "七宝镇"),  # H04: two 街镇
        insured_row(2, "莘庄镇", date(2024, 6, 20)),  # X04: the second policy of one person
        insured_row(30, "七宝镇"),  # H05: two digits changed places in the roster
        insured_row(31, "七宝镇"),  # H05: Excel destroyed the roster's number
        insured_row(32, "马桥镇"),  # X05: the roster's days are turned round
        insured_row(33, "浦江镇"),
        insured_row(34, "浦江镇"),
        insured_row(35, "马桥镇", status="续保处理中"),  # H08: in force or not? (I14)
        insured_row(36, "马桥镇"),
        insured_row(37, "吴泾镇"),
        insured_row(44, "莘庄镇", channel="团单"),  # X02 by the channel
        insured_row(45, "七宝镇"),  # X02 by the group list
        insured_row(47, "七宝镇"),  # X06: paid in 2024 already
        insured_row(48, "七宝镇", date(2024, 6, 28)),  # W06: born after the day
        insured_row(49, "浦江镇"),  # H05: one digit wrong in the roster
        *(insured_row(n, "浦江镇") for n in range(50, 56)),  # X01
        insured_row(70, "新虹街道", id=""),  # H01 from here on: missing
        insured_row(71, "新虹街道", id=int(number(71)[:15] + "000")),  # a number cell
        insured_row(72, "新虹街道", id="3.10112E+17"),
        insured_row(73, "新虹街道", id=wrong_check(73)),
        insured_row(74, "新虹街道", id=number(74)[:16]),
        insured_row(75, "新虹街道", id=identity(number(75)[:6] + "19850230" + number(75)[14:17])),
        insured_row(76, "新虹街道", id=identity(number(76)[:6] + "20990101" + number(76)[14:17])),
        insured_row(77, "新虹街道", id=number(77)[:6] + " " + number(77)[6:]),
        insured_row(78, "新虹街道", id=number(78)[:10] + "O" + number(78)[11:]),
    ]


PAGE = 30
HIDDEN_SHEET = [insured_row(46, "莘庄镇", status="退保"), insured_row(56, "华漕镇"), insured_row(43, "虹桥镇")]

SECOND_LIST = [
    ["姓名", "身份证号码", "投保日期", "街道（镇）"],
    [name(38).replace("·", "•"), number(38), "2024-06-20", "华漕镇"],
    [name(39), number(39), "2024-06-20", ""],
    ["⻢样例", number(40), "2024-06-21", "虹桥"],
    [name(41), wide(number(41)), "2024-06-21", "莘庄工业区"],
    [name(42), number(42), "2024-06-22", "七宝镇"],
    [name(57), number(57), "2024-06-22", "外区街镇"],
    [name(58), number(58), "2024-06-22", "外区街镇"],
    [name(66), number(66), "2024-06-24", "七宝镇"],  # H09: over, if “时间” is the end
    [name(67), number(67), "2024-06-24", "七宝镇"],
    [name(68), number(68), "2024-06-24", "七宝镇"],  # H11: the group list holds a number that is nearly this one
    [name(69), number(69), "2024-06-24", "七宝镇"],
]

AID_HEADER = ["序号", "姓名", "身份证号", "救助类别", "起始日期", "截止日期", "居委会"]
AID = {
    "莘庄镇": [
        [name(1), number(1), "低保", date(2023, 7, 1), date(2024, 12, 31), "样例一居委"],
        [name(2), number(2), "低保", date(2023, 7, 1), date(2024, 12, 31), "样例一居委"],
        [name(3), number(3), "低收入困难家庭", 45108, 45657, "样例二居委"],
        [name(4), number(4), "低保", "2023.7.1", "2024.12", "样例二居委"],
        [name(44), number(44), "低保", "20230701", "长期", "样例二居委"],
        [name(46), number(46), "低保", "20230701", "长期", "样例二居委"],
        [name(60), number(60), "支出型贫困家庭", "2024年1月", "2024年12月", "样例二居委"],
    ],
    "七宝镇": [
        [name(5), number(5), "低保", date(2023, 7, 1), "", "样例三居委"],
        [name(6), number(6), "低保", date(2023, 7, 1), "", "样例三居委"],
        [name(7), number(7), "低保", date(2023, 7, 1), "", "样例三居委"],
        [name(45), number(45), "低保", date(2023, 7, 1), "", "样例三居委"],
        [name(47), number(47), "低保", date(2023, 7, 1), "", "样例三居委"],
        [name(48), number(48), "低保", "", "", "样例三居委"],
        [name(61), wrong_check(61), "低保", date(2023, 7, 1), "", "样例三居委"],  # I11
    ],
    "莘庄工业区": [
        [name(8), number(8), "低保", date(2024, 1, 1), date(2024, 12, 31), "样例四居委"],
        [name(9), number(9), "低保", date(2024, 1, 1), date(2024, 12, 31), "样例四居委"],
    ],
    "浦江、浦锦": [  # I19: two 街镇, so neither
        [name(16), number(16), "低保", date(2024, 1, 1), "", "样例五村"],
        [name(17), number(17), "低保", date(2024, 1, 1), "", "样例五村"],
    ],
}
AID_BY_TOWN = [  # 街镇, rows below it: the cell is merged
    ("江川路街道", [[name(10), short(10), "低保"], [name(11), number(11), "低保"], [name(12), number(12), "低保"]]),
    ("闵行区古美街道", [[name(13), number(13), "低保"], [f"{name(14)[0]}　{name(14)[1:]}", number(14), "低保"]]),
    ("新虹", [[name(15), number(15), "低保"]]),
]

DISABLED_HEADER = ["姓名", "公民身份号码", "残疾类别", "残疾人证号", "发证日期", "有效期至", "所属街镇"]


def _card(n: int, kind: str = "43") -> str:
    return number(n) + kind


DISABLED = [
    [name(1), number(1), "肢体", _card(1), date(2020, 3, 1), date(2030, 2, 28), "莘庄镇"],
    [name(18), number(18), "视力", _card(18, "12"), date(2019, 5, 6), date(2029, 5, 5), "颛桥镇"],
    [name(19), number(19), "听力", _card(19, "22"), "2019.5.6", "2029.5.5", "梅陇"],
    [name(20), number(20), "肢体", _card(20), "20190506", "20290505", "浦锦"],
    [name(21), _card(21) + "B1", "肢体", "", date(2019, 5, 6), date(2029, 5, 5), "虹桥镇"],  # I15
    [name(22), number(22), "肢体", _card(22), date(2013, 5, 6), date(2023, 5, 5), "颛桥镇"],
    [name(23), number(23), "肢体", _card(23), date(2014, 6, 6), "已换证", "颛桥镇"],  # I12
    [name(24), number(24), "智力", _card(24, "53"), date(2019, 5, 6), date(2029, 5, 5), "马桥镇"],
    [name(25), number(25), "智力", _card(25, "53"), date(2019, 5, 6), date(2029, 5, 5), "外区街镇"],  # I13
    [name(26), number(26), "精神", _card(26, "62"), date(2019, 5, 6), date(2029, 5, 5), "莘庄"],  # I13
    [name(27), number(27), "多重", _card(27, "71"), date(2013, 5, 6), date(2023, 5, 5), "梅陇镇"],
    [name(27), number(27), "多重", _card(27, "71"), date(2023, 5, 6), date(2033, 5, 5), "梅陇镇"],
    [name(28)[0] + "样叁", number(28), "言语", _card(28, "33"), date(2019, 5, 6), "长期", "梅陇镇"],
    [name(29), number(29), "言语", _card(29, "33"), date(2019, 5, 6), "长期", "七宝镇"],
    [
        name(30),
        number(30)[:14] + number(30)[15] + number(30)[14] + number(30)[16:],
        "肢体",
        "",
        date(2019, 5, 6),
        "长期",
        "七宝镇",
    ],
    [name(31), int(number(31)[:15] + "000"), "肢体", "", date(2019, 5, 6), "长期", "七宝镇"],  # I10
    [name(32), number(32), "肢体", _card(32), date(2029, 5, 5), date(2019, 5, 6), "马桥镇"],  # I21
    ["", number(62), "肢体", _card(62), date(2019, 5, 6), date(2029, 5, 5), "马桥镇"],  # I20
]

DISABLED_LATER = [
    ["姓名", "身份证号", "残疾类别", "街镇", "时间"],  # H09: nobody says what “时间” is (I42)
    [name(66), number(66), "肢体", "七宝镇", "2024-03-31"],
    [name(67), number(67), "视力", "七宝镇", "2027-12-31"],
]
DISABLED_MISNAMED = [
    ["姓名", "身份证号", "残疾类别", "残疾人证号", "街镇"],
    [name(68), number(68), "听力", _card(68, "22"), "七宝镇"],
    [name(69), number(69), "言语", _card(69, "33"), "七宝镇"],
]

FARMERS = [  # 街镇 and 村委, rows beside them
    ("颛桥镇", "样例六村", [[name(29), number(29), "农业户籍家庭", "2022-01-01"]]),
    (
        "浦江镇",
        "样例七村",
        [
            [name(33), number(33), "农业户籍家庭", "2022-01-01"],
            [name(34), number(34), "城乡户籍混居家庭", "2022年1月1日"],
            [name(49), identity(number(49)[:12] + "2" + number(49)[13:17]), "农业户籍家庭", "2022-01-01"],
        ],
    ),
    (
        "马桥镇",
        "样例八村",
        [[name(35), number(35), "已农转非人员", "2022/1/1"], [name(36), number(36), "农业户籍家庭", "2022-01-01"]],
    ),
    (
        "吴泾镇",
        "样例九村",
        [[name(37), number(37), "农业户籍家庭", "2022-01-01"], [name(63), number(63), "农业户籍家庭", "2022-01-01"]],
    ),
]

VETERANS = [
    ["姓名", "身份证号", "优抚类别", "优待证号", "有效期", "街镇"],
    [name(1), number(1), "参战退役人员", "样优0001", "长期", "莘庄镇"],
    [name(38), number(38), "烈士遗属", "样优0038", "2020.1.1-2029.12.31", "华漕"],
    ["样\ue863", number(39), "带病回乡退伍军人", "样优0039", "2020年1月至2029年12月", "华漕镇"],
    [name(40), number(40), "在乡复员军人", "样优0040", "2020-01-01至长期", "虹桥镇"],
    [name(41), number(41), "参战退役人员", "样优0041", "永久", "莘庄工业区"],
    [name(42), number(42), "参试人员", "样优0042", "2018.1.1-2023.12.31", "七宝镇"],
    [name(43), number(43), "参试人员", "样优0043", "", "虹桥镇"],
    [name(64), number(64), "参试人员", "样优0064", "长期", "七宝镇"],
]

ACCOUNT_HEADER = ["姓名", "身份证号", "户名", "银行卡号", "开户银行", "联行号", "账户核实"]
BANK, CNAPS = "样例银行闵行支行", "325290000012"


def accounts() -> list[Row]:
    """Return the bank accounts: most people have one that can be used."""
    plain = [
        1, 2, 3, 4, 10, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 24, 25, 27, 33, 34, 35, 36, 37, 38, 39, 40, 41, 69,
    ]  # fmt: skip
    odd: list[Row] = [
        [name(5), number(5), name(5), int(account(5)[:15] + "0000"), BANK, CNAPS],  # W05: a number cell
        [name(6), number(6), "赵样监护", account(6), BANK, CNAPS],  # W03
        [name(7), number(7), name(7), account(7), BANK, CNAPS],  # W04: two accounts
        [name(7), number(7), name(7), account(77), BANK, CNAPS],
        [name(9), number(9), name(9), "待补", BANK, CNAPS],  # W05
        [name(43), number(43), name(43), "13800000043", BANK, CNAPS, "待核实"],  # W07: a telephone number; W09
    ]
    spaced = f"{account(4)[:4]} {account(4)[4:8]} {account(4)[8:12]} {account(4)[12:16]} {account(4)[16:]}"
    usual = [
        [name(n), number(n), "" if n == 3 else name(n), spaced if n == 4 else account(n), BANK, CNAPS] for n in plain
    ]
    return usual + odd


# --- Writing the files -----------------------------------------------------------------------


def main(folder: Path = HERE / "样例") -> None:
    """Write every sample below ``folder``."""
    for part in ("承保名单", "名册"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    save(insured_book(), folder / "承保名单" / "承保名单（一）.xlsx")
    save_csv(SECOND_LIST, folder / "承保名单" / "承保名单（二）补录.csv", "gb18030")
    save(aid_book(), folder / "名册" / "医疗救助对象名册.xlsx")
    save_ods(DISABLED_HEADER, DISABLED, folder / "名册" / "持证残疾人.ods")
    (folder / "名册" / "生活困难农户.xls").write_bytes(farmers_page().encode("gb18030"))
    for file in ("优抚对象.csv", "优抚对象（重发）.csv"):
        save_csv(VETERANS, folder / "名册" / file, "utf-8-sig")
    save(simple_book("银行账户", ACCOUNT_HEADER, accounts()), folder / "银行账户.xlsx")
    later = simple_book("补充", *DISABLED_LATER[:1], DISABLED_LATER[1:])
    misnamed = later.create_sheet("优抚对象补充")  # I40: the columns say 持证残疾人
    for row in DISABLED_MISNAMED:
        _line(misnamed, row)
    save(later, folder / "名册" / "七宝镇补充.xlsx")
    group = [
        [name(n), no, "样例公司", "2024-06-05"] for n, no in ((45, number(45)), (65, number(65)), (68, wrong_check(68)))
    ]
    save(simple_book("团单名单", ["姓名", "证件号码", "投保单位", "投保日期"], group), folder / "团单名单.xlsx")
    paid = [
        [name(47), number(47), 2024, 129],
        [name(4), number(4), "2023年度", "129.00"],
        [name(9), number(9), "上年", 129],
    ]
    save(simple_book("往期发放", ["姓名", "身份证号码", "政策年度", "发放金额"], paid), folder / "往期发放.xlsx")
    died = [["姓名", "身份证号码", "死亡日期"], [name(34), number(34), "2024年8月12日"]]
    save_csv(died, folder / "死亡名单.csv", "utf-8-sig")
    (folder / "来函.txt").write_bytes("（样例）现将 2024 年度名单送上，请核对。\r\n".encode())


def insured_book() -> Workbook:
    """Return the insurer's list: a printed page of 30, its header again, the rest; a hidden sheet, an empty one, a cover."""
    book = Workbook()
    sheet = book.active
    sheet.title = "承保名单"
    rows = insured()
    _line(sheet, ["2024年度“沪惠保”承保名单（样例）"], bold=True)
    sheet.merge_cells("A1:J1")
    _line(sheet, ["出单单位：样例保险公司", "", "", "", "", "单位：元"])
    _line(sheet, [])
    for page in (rows[:PAGE], rows[PAGE:]):
        top = sheet.max_row + 1
        _line(sheet, INSURED_GROUPS, bold=True)
        _line(sheet, INSURED_HEADER, bold=True)
        sheet.merge_cells(f"B{top}:C{top}")
        sheet.merge_cells(f"D{top}:G{top}")
        first = rows.index(page[0]) + 1
        for place, row in enumerate(page, first):
            _line(sheet, [place, *row])
        if page is not rows[PAGE:] and page[0] is rows[0]:
            _line(sheet, ["小计", f"{len(page)}人", "", "", "", 129 * len(page)])
    _line(sheet, ["合计", f"{len(rows) + 2}人", "", "", "", 129 * (len(rows) + 2)])
    _line(sheet, ["制表：样制表　　审核：样审核　　2024年7月5日"])
    sheet.row_dimensions[12].hidden = True
    sheet.column_dimensions["J"].hidden = True
    more = book.create_sheet("承保名单（停用）")
    more.sheet_state = "hidden"
    _line(
        more,
        ["被保险人姓名", "被保险人证件号码", "保单号", "承保日期", "保费", "状态", "渠道", "街镇", "手机号"],
        bold=True,
    )
    for row in HIDDEN_SHEET:
        _line(more, row)
    book.create_sheet("Sheet3")
    cover = book.create_sheet("联系人")
    _line(cover, ["部门", "职务", "分机"])
    _line(cover, ["样例业务部", "经理", "0000"])
    return book


def aid_book() -> Workbook:
    """Return the aid roster: a guide, one sheet per 街镇, and one with merged 街镇 cells."""
    book = Workbook()
    guide = book.active
    guide.title = "填表说明"
    _line(guide, ["证件号码请按文本填写。"])
    for town, people in AID.items():
        sheet = book.create_sheet(town)
        _line(sheet, [f"{town}医疗救助对象名册"], bold=True)
        _line(sheet, AID_HEADER, bold=True)
        for place, row in enumerate(people, 1):
            _line(sheet, [place, *row])
        _line(sheet, ["合计", f"{len(people)}人"])
    sheet = book.create_sheet("街道")
    _line(sheet, ["街道医疗救助对象名册"], bold=True)
    _line(sheet, ["街道", "姓名", "身份证号", "救助类别"], bold=True)
    for town, people in AID_BY_TOWN:
        top = sheet.max_row + 1
        for place, row in enumerate(people):
            _line(sheet, [town if place == 0 else "", *row])
        if len(people) > 1:
            sheet.merge_cells(f"A{top}:A{top + len(people) - 1}")
    return book


def simple_book(title: str, header: Row, rows: Sequence[Row]) -> Workbook:
    """Return a workbook of one plain sheet."""
    book = Workbook()
    book.active.title = title
    _line(book.active, header, bold=True)
    for row in rows:
        _line(book.active, row)
    return book


def _line(sheet: Worksheet, cells: Row, bold: bool = False) -> None:
    """Add a row below the last: text stays text, days are real days, empty text is an empty cell."""
    row = sheet._current_row + 1
    sheet.append([cell if cell != "" else None for cell in cells])
    for place, value in enumerate(cells, 1):
        cell = sheet.cell(row, place)
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
        elif isinstance(value, str) and value:
            cell.number_format = "@"
        if bold:
            cell.font = Font(bold=True)


def farmers_page() -> str:
    """Return the farmers' roster as the web page that a business system calls .xls."""
    total = sum(len(people) for _, _, people in FARMERS)
    lines = [
        "<tr><td colspan=6>生活困难农户名册（样例）</td></tr>",
        "<tr>"
        + "".join(f"<th>{title}</th>" for title in ("街镇", "村委", "姓名", "身份证号码", "农户类型", "认定日期"))
        + "</tr>",
    ]
    for town, village, people in FARMERS:
        for place, row in enumerate(people):
            span = (
                f"<td rowspan={len(people)}>{town}</td><td rowspan={len(people)}>{village}</td>" if place == 0 else ""
            )
            lines.append(f"<tr>{span}" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>")
    lines.append(f"<tr><td>合计</td><td></td><td>{total}人</td><td></td><td></td><td></td></tr>")
    head = '<head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"></head>'
    return f"<html>{head}<body><table border=1>\r\n" + "\r\n".join(lines) + "\r\n</table></body></html>\r\n"


def save(book: Workbook, path: Path) -> None:
    """Save a workbook with fixed dates inside."""
    book.properties.creator = "huibao_xl"
    book.properties.created = datetime(1980, 1, 1)
    held = io.BytesIO()
    book.save(held)
    path.write_bytes(_fixed(held))


def save_csv(rows: Sequence[Row], path: Path, encoding: str) -> None:
    """Save rows as Excel does: commas and CRLF."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def save_ods(header: Row, rows: Sequence[Row], path: Path) -> None:
    """Save one sheet as OpenDocument."""
    book = OpenDocumentSpreadsheet()
    sheet = ods.Table(name="持证残疾人")
    for row in [["2024年度持证残疾人名册（样例）"], header, *rows]:
        line = ods.TableRow()
        for value in row:
            line.addElement(_ods_cell(value))
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    held = io.BytesIO()
    book.write(held)
    path.write_bytes(_fixed(held))


def _ods_cell(value: Any) -> ods.TableCell:
    if isinstance(value, date):
        return ods.TableCell(valuetype="date", datevalue=value.isoformat())
    if isinstance(value, int):
        return ods.TableCell(valuetype="float", value=repr(float(value)))
    cell = ods.TableCell(valuetype="string")
    if value:
        cell.addElement(P(text=value))
    return cell


def _fixed(package: io.BytesIO) -> bytes:
    """Return a zip package with every date in it made 1980-01-01."""
    held = io.BytesIO()
    with ZipFile(package) as source, ZipFile(held, "w") as target:
        for part in source.namelist():
            content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", source.read(part))
            entry = ZipInfo(part, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_STORED if part == "mimetype" else ZIP_DEFLATED
            target.writestr(entry, content)
    return held.getvalue()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
