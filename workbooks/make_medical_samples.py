"""Makes the lists of ``样例-清算/``: ``python workbooks/make_medical_samples.py``. The same code gives the same bytes.

Nobody in them exists (see make_samples.py), and every ratio and cap of ``演示参数.json`` is invented. Person n of the list shows code
M-n where that is possible: what the clearing says of each row stands in ``EXPECTED`` of tests/clearing/test_medical_samples.py.

- ``救助身份.xlsx``: one sheet, former names of identities, an open end, a category that is none, days turned round.
- ``救助结算.xlsx``: our own headers, a title row, a 合计.
- ``救助结算（接口导出）.csv``: the names of the national interface, GB18030, amounts of a refund negative.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from make_samples import HERE, name, number, save, save_csv, simple_book, wrong_check

Row = Sequence[Any]
HEADER = [
    "姓名",
    "身份证号",
    "结算号",
    "医疗类别",
    "结算日期",
    "入院日期",
    "出院日期",
    "总额",
    "全自费",
    "先行自付",
    "超限价",
    "符合政策范围",
    "统筹",
    "综合减负",
    "居民大病",
    "工会/补充",
    "商业保险",
    "医疗救助",
    "退费标志",
    "被退结算号",
    "减负到账日期",
    "数据到达日期",
]
IN, OUT = "住院", "门急诊"


def row(n: int, code: str, kind: str, day: Any, scope: float, pooled: float, paid: Any, **other: Any) -> Row:
    """Return one settlement of person n, numbered ``样JS<n><code>``. 全自费 is a tenth of the scope, so the total is 1.1 of it.

    ``other``: relief, serious, mutual, commercial; refund_of; relief_on, received_on; name, id, number, scope, discharged, flag.
    """
    own = round(scope * 0.1, 2)
    return [
        other.get("name", name(n)),
        other.get("id", number(n)),
        other.get("number", f"样JS{n:02d}{code}"),
        kind,
        day,
        date(2024, 1, 10) if kind == IN else None,
        other.get("discharged", day) if kind == IN else None,
        other.get("total", round(scope + own, 2)),
        own,
        0,
        0,
        other.get("scope", scope),
        pooled,
        other.get("relief", 0),
        other.get("serious", 0),
        other.get("mutual", 0),
        other.get("commercial", 0),
        paid,
        other.get("flag", "是" if "refund_of" in other else "否"),
        other.get("refund_of"),
        other.get("relief_on"),
        other.get("received_on"),
    ]


MARCH, MAY, AUGUST = date(2024, 3, 5), date(2024, 5, 20), date(2024, 8, 10)

SETTLEMENTS = [
    row(1, "A", IN, MARCH, 17000, 11000, 2700, relief=1000, serious=2000),  # (17000-14000) x 90%
    row(2, "A", OUT, MARCH, 500, 300, 250),  # 特困: 550-300, also what is outside the catalogue
    row(3, "A", IN, AUGUST, 9000, 5000, 3600),  # 低保边缘 since July: 4000 x 75%, paid as 低保: M02
    row(4, "A", IN, MARCH, 190000, 50000, 126000),  # 140000 x 90%
    row(4, "B", IN, AUGUST, 15000, 5000, 9000),  # 10000 x 90%, but 4000 is left of 130000: M03
    row(5, "A", IN, MARCH, 5000, 3000, 1800),
    row(5, "B", IN, MAY, 5000, 3000, 0, refund_of="样JS05A"),  # M04
    row(6, "A", IN, MARCH, 10000, 5000, 3600, serious=1000, commercial=500),  # 3500 x 90%, paid 4000 x 90%: M05
    row(7, "A", OUT, MARCH, 2000, 1000, 350, relief=200, relief_on=AUGUST),  # (800-300) x 50%: M06
    row(8, "A", IN, MARCH, 6000, 4000, 1800),
    row(8, "A", IN, MARCH, 6000, 4000, 1800),  # told twice: M07
    row(9, "A", IN, MARCH, 8000, 5000, 2100),  # 3000 x 90%, paid x 70%: M08
    row(10, "A", IN, MARCH, 8000, 5000, 0),  # M09
    row(11, "A", IN, MARCH, 90500, 30000, 0),  # 刚性支出: (60500-500) x 50%: M09
    row(11, "B", IN, AUGUST, 90500, 30000, 30000),  # 20000 is left of 50000: M10
    row(12, "A", IN, MARCH, 8000, 5000, 2100),  # M08
    row(12, "B", IN, MAY, 8000, 5000, 2100, refund_of="样JS12A"),  # what was paid is taken back: M11
    row(13, "A", IN, MARCH, 8000, 5000, 1234.56),  # M12
    row(14, "A", IN, MARCH, 8000, 5000, 2700, received_on=MARCH),  # M13
    row(14, "A", IN, MARCH, 8000, 5000, 2700, relief=500, received_on=AUGUST),  # the same, corrected: M06
    row(20, "A", OUT, MARCH, 800, 400, "三百元"),
    row(21, "A", OUT, MARCH, 800, 400, 196.5, id=wrong_check(21)),
    row(22, "A", "家庭病床", MARCH, 800, 400, 196.5),
    row(23, "A", OUT, "不详", 800, 400, 196.5),
    row(24, "A", OUT, MARCH, 800, 400, 196.5, number=None),
    row(25, "A", OUT, MARCH, 800, 400, 196.5, total=900),
    row(26, "A", OUT, MARCH, 800, 400, 196.5),
    row(27, "A", OUT, MARCH, 800, 400, 196.5),
    row(28, "A", OUT, MARCH, 800, 400, 196.5),
    row(31, "A", OUT, MARCH, 800, 400, 196.5, refund_of="样JS00X"),
    row(32, "A", OUT, MARCH, 800, 400, 196.5),  # (400-100) x 65.5%
    row(32, "B", OUT, MAY, 900, 400, 196.5, refund_of="样JS32A"),
    row(33, "A", OUT, MAY, 800, 400, 196.5),
    row(33, "B", OUT, MARCH, 800, 400, 196.5, refund_of="样JS33A"),
    row(34, "A", OUT, MARCH, 800, 400, 196.5),
    row(34, "A", OUT, MARCH, 800, 300, 262),
    row(35, "A", OUT, MARCH, 800, 400, "??"),  # M20, so that nobody knows what is left of the deductible:
    row(35, "B", OUT, MAY, 800, 400, 196.5),  # M35
    row(36, "A", IN, MARCH, 800, 400, 360, discharged=None),
    row(37, "A", OUT, MARCH, 800, 400, 196.5, flag="？"),
    row(38, "A", OUT, MARCH, 800, 400, -196.5),
    row(40, "A", IN, MARCH, 9000, 5000, 2800),  # 低保边缘 until June: 4000 x 70%
    row(41, "A", IN, MARCH, 9000, 5000, 3600, name="样另名"),  # M41
]

INTERFACE_HEADER = [
    "psn_name",
    "certno",
    "setl_id",
    "med_type",
    "setl_time",
    "begntime",
    "endtime",
    "medfee_sumamt",
    "fulamt_ownpay_amt",
    "overlmt_selfpay",
    "preselfpay_amt",
    "inscp_scp_amt",
    "act_pay_dedc",
    "hifp_pay",
    "hifmi_pay",
    "maf_pay",
    "refd_setl_flag",
    "init_setl_id",
]
INTERFACE = [
    [
        name(15),
        number(15),
        "样JK0001",
        "11",
        "2024-03-05 09:12:30",
        "",
        "",
        "1200.00",
        "100.00",
        "20.00",
        "80.00",
        "1000.00",
        "0.00",
        "600.00",
        "0.00",
        "196.50",
        "0",
        "",
    ],
    [
        name(15),
        number(15),
        "样JK0002",
        "13",
        "2024-04-05 19:12:30",
        "",
        "",
        "600.00",
        "0.00",
        "0.00",
        "0.00",
        "600.00",
        "0.00",
        "400.00",
        "0.00",
        "131.00",
        "0",
        "",
    ],
    [
        name(15),
        number(15),
        "样JK0003",
        "13",
        "2024-04-06 08:00:00",
        "",
        "",
        "-600.00",
        "0.00",
        "0.00",
        "0.00",
        "-600.00",
        "0.00",
        "-400.00",
        "0.00",
        "-131.00",
        "1",
        "样JK0002",
    ],
    [
        name(15),
        number(15),
        "样JK0004",
        "24",
        "2024-04-20 10:00:00",
        "2024-04-11 08:30:00",
        "2024-04-20 09:30:00",
        "5000.00",
        "0.00",
        "0.00",
        "0.00",
        "5000.00",
        "500.00",
        "3000.00",
        "1000.00",
        "900.00",
        "0",
        "",
    ],
]

POOR, EDGE, RIGID = "低保", "低保边缘家庭", "刚性支出困难家庭"
JANUARY, JUNE, JULY = date(2024, 1, 1), date(2024, 6, 30), date(2024, 7, 1)


def identities() -> list[Row]:
    """Return the periods: 低保 unless the settlements need something else."""
    special: dict[int, list[Row]] = {
        2: [["特困供养人员", "2023.1.1", "长期"]],
        3: [[POOR, date(2023, 1, 1), JUNE], [EDGE, JULY, None]],
        7: [["低收入困难家庭", date(2023, 1, 1), None]],
        11: [["支出型贫困家庭", JANUARY, date(2024, 12, 31)]],
        26: [],
        27: [["其他困难人员", JANUARY, None]],
        28: [[POOR, date(2024, 12, 31), JANUARY]],
        40: [[EDGE, JANUARY, date(2024, 12, 31)], ["低收入困难家庭", date(2025, 1, 1), None]],
    }
    listed = [*range(1, 16), *range(20, 29), *range(31, 39), 40, 41]
    return [[name(n), number(n), *held] for n in listed for held in special.get(n, [[POOR, JANUARY, None]])]


def main(folder: Path = HERE / "样例-清算") -> None:
    """Write every file but the parameters, which are written by hand."""
    folder.mkdir(exist_ok=True)
    listed = identities()
    book = simple_book("医疗救助对象身份期间（虚构）", ["姓名", "证件号码", "身份类别", "起始日期", "截止日期"], listed)
    save(book, folder / "救助身份.xlsx")
    total = [None] * len(HEADER)
    total[0], total[7] = "合计", sum(cells[7] for cells in SETTLEMENTS)
    save(simple_book("2024 年医疗救助结算明细（虚构）", HEADER, [*SETTLEMENTS, total]), folder / "救助结算.xlsx")
    save_csv([INTERFACE_HEADER, *INTERFACE], folder / "救助结算（接口导出）.csv", "gb18030")


if __name__ == "__main__":
    main()
