"""Law of the medical clearing: whatever header, unit, word, day, id or identity is replaced by something that nobody understands, no row is certain of another amount than before
unless a finding names the place.

As many as one has time for: ``HUIBAO_REPLACED_LISTS=0 pytest -n 0 tests/medical/test_replaced.py`` replaces everything (about 9,000 places).
"""

import os
from datetime import date

import pandas as pd
from medical_lists import ONE, POLICY, TWO
from replaced_in_lists import Replaced, Table, drawn, names_it, with_place
from tables import grid, resident

from huibao_xl.files.reading import SourceFile
from huibao_xl.medical.clear import clear_settlements
from huibao_xl.medical.lists import collect
from huibao_xl.reasons import Stop

PLACES = int(os.environ.get("HUIBAO_REPLACED_LISTS", "8"))
THREE, FOUR = resident("31019919450303903"), resident("31019919450404904")
FILES = ("救助结算.xlsx", "救助身份.xlsx")
SETTLEMENTS: Table = (
    (
        "姓名", "证件号码", "结算号", "医疗类别", "结算日期", "入院日期", "出院日期", "总额", "全自费金额", "超限价", "先行自付", "统筹", "居民大病", "商业保险",
        "医疗救助金额", "退费标志", "被退结算号", "到达日期", "结算状态", "备注",
    ),
    ("样甲", ONE, "1", "住院", "2024-03-01", "2024-02-20", "2024-03-01", "5000", "0", "0", "0", "3000", "0", "0", "1800.00", "否", "", "2024-03-02", "已结算", ""),
    ("样甲", ONE, "2", "门诊", "2024-03-09", "", "", "600", "0", "0", "0", "300", "0", "0", "150.00", "否", "", "2024-03-09", "已结算", ""),
    ("样甲", ONE, "3", "住院", "2024-04-01", "2024-03-28", "2024-04-01", "150000", "0", "0", "0", "0", "0", "0", "128200.00", "否", "", "2024-04-01", "已结算", ""),
    ("样乙", TWO, "4", "门诊", "2024-03-09", "", "", "1300", "0", "0", "0", "0", "0", "0", "500.00", "否", "", "2024-03-09", "已结算", ""),
    ("样乙", TWO, "5", "门诊", "2024-03-12", "", "", "1300", "0", "0", "0", "0", "0", "0", "500.00", "是", "4", "2024-03-12", "已结算", ""),
    ("样乙", TWO, "6", "门诊", "2024-03-20", "", "", "1300", "0", "0", "0", "0", "0", "0", "500.00", "否", "", "2024-03-20", "已结算", ""),
    ("样丙", THREE, "7", "住院", "2024-05-01", "2024-04-20", "2024-05-01", "9000", "100", "0", "200", "5000", "1000", "500", "0", "否", "", "2024-05-01", "已结算", ""),
    ("样丙", THREE, "8", "住院", "2024-06-01", "2024-05-25", "2024-06-01", "9000", "0", "0", "0", "5000", "0", "0", "0", "否", "", "2024-06-01", "已作废", ""),
    ("样丁", FOUR, "9", "住院", "2024-06-01", "2024-05-25", "2024-06-01", "9000", "0", "0", "0", "5000", "0", "0", "4000.00", "否", "", "2024-06-01", "已结算", ""),
    ("样丁", FOUR, "9", "住院", "2024-06-01", "2024-05-25", "2024-06-01", "9000", "0", "0", "0", "5000", "1000", "0", "3000.00", "否", "", "2024-09-01", "已结算", ""),
    ("样丁", FOUR, "10", "门诊", "2024-07-01", "", "", "500", "0", "0", "0", "100", "0", "0", "400.00", "否", "", "2024-07-01", "已结算", "冲销"),
)  # fmt: skip
IDENTITIES: Table = (
    ("姓名", "证件号码", "身份类别", "生效日期", "失效日期", "状态"),
    ("样甲", ONE, "低保", "2022-01-01", "", "正常"),
    ("样乙", TWO, "低保边缘家庭", "2022-01-01", "2024-12-31", "正常"),
    ("样丙", THREE, "低保", "2022-01-01", "2024-04-30", "正常"),
    ("样丙", THREE, "特困", "2023-01-01", "", "已退出"),
    ("样丁", FOUR, "特困", "2022-01-01", "", "正常"),
)
LISTS = (SETTLEMENTS, IDENTITIES)


def outcome(lists: list[Table]) -> tuple[dict[int, int | None], pd.DataFrame, str]:
    """{row: what is due, None where that is not certain}, the findings, and the sentence that refuses the lists."""
    grids = [grid([list(row) for row in table], file) for table, file in zip(lists, FILES, strict=True)]
    try:
        read = collect([SourceFile(one.path, [one], str(at)) for at, one in enumerate(grids)], {}, date(2025, 1, 1))
    except Stop as stop:
        return {}, pd.DataFrame(), str(stop)
    clearing = clear_settlements(read.settlements, read.identities, POLICY)
    due = clearing.rows["due_fen"].where(clearing.rows["cleared"])
    rows = {row: None if pd.isna(fen) else int(fen) for row, fen in zip(read.settlements["row"], due, strict=True)}
    return rows, pd.concat([read.findings, clearing.findings], ignore_index=True), ""


def fault(before: dict[int, int | None], place: Replaced) -> str:
    rows, found, stop = outcome(with_place(LISTS, place))
    header = LISTS[place.at][0][place.column]
    if stop:
        return "" if FILES[place.at] in stop else f"{place}: {stop}"
    other = {row: (before.get(row), fen) for row, fen in rows.items() if fen is not None and fen != before.get(row)}
    gone = before.keys() - rows.keys()
    return (
        f"{place} {header}: {other} {gone}"
        if (other or gone) and not names_it(found, FILES[place.at], place, header)
        else ""
    )


def test_no_row_is_certain_of_another_amount_without_the_place_being_named() -> None:
    before, _, stop = outcome(list(LISTS))
    assert not stop and [before[row] for row in (2, 6, 7, 9, 12)] == [180000, -50000, 50000, None, None]
    assert [text for place in drawn(LISTS, PLACES) if (text := fault(before, place))] == []


def test_the_law_can_fail() -> None:
    before, found, _ = outcome(list(LISTS))
    place = Replaced(0, 2, 7, "#N/A")
    assert fault({**before, 3: 1}, Replaced(0, 2, 18, "已结算")) and not names_it(found, FILES[0], place, "总额")
    assert not fault(before, place)
