"""Law of the clearing: whatever header, unit, word, year, id or share of a list of payments is replaced by something that nobody understands, nobody is made up or recovered
otherwise than before unless a finding names the place.

As many as one has time for: ``HUIBAO_REPLACED_LISTS=0 pytest -n 0 tests/clearing/test_replaced.py`` replaces everything (about 6,000 places).
"""

import os
from functools import cache

import pandas as pd
import pytest
import tables
from paid_lines_written import RULES
from replaced_in_lists import Replaced, Table, drawn, names_it, with_place
from tables import grid, resident

from huibao_xl.clearing import job, paid_lines
from huibao_xl.files.reading import SourceFile
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.result import Result

PLACES = int(os.environ.get("HUIBAO_REPLACED_LISTS", "6"))
FILE = "发放记录.xlsx"
NAMES = ("样甲", "样乙", "样丙", "样丁", "样戊", "样己", "样庚", "样辛", "样壬")
IDS = {name: resident(f"310112198{at}0{at + 1}01{at + 1:02d}{at + 1}") for at, name in enumerate(NAMES)}
TOWNS = dict.fromkeys(NAMES, "七宝镇") | {"样丙": "莘庄工业区"}


def line(name: str, **cells: str) -> tuple[str, ...]:
    plain = {
        "姓名": name, "证件号码": IDS[name], "政策年度": "2024", "发放金额（元）": "129.00", "街镇": TOWNS[name], "区级承担": "45.15", "镇级承担": "83.85",
        "户名": name, "发放结果": "成功", "备注": "",
    }  # fmt: skip
    return tuple((plain | cells).values())


PAID: Table = (
    ("姓名", "证件号码", "政策年度", "发放金额（元）", "街镇", "区级承担", "镇级承担", "户名", "发放结果", "备注"),
    line("样甲"),
    line("样乙", 发放结果="失败"),
    line("样丙"),
    line("样丁", 街镇="莘庄镇"),
    line("样戊"),
    line("样戊", **{"发放金额（元）": "-129.00", "区级承担": "-45.15", "镇级承担": "-83.85", "备注": "冲正"}),
    line("样己", **{"发放金额（元）": "100.00", "区级承担": "35.00", "镇级承担": "65.00"}),
    line("样庚", 政策年度="2023"),
    line("样壬"),
)  # fmt: skip


@cache
def result() -> Result:
    """All are entitled but the last, who withdrew."""
    insured = [["姓名", "证件号码", "状态"], *([who, IDS[who], "退保" if who == "样壬" else "有效"] for who in NAMES)]
    roster = [["姓名", "证件号码", "街镇"], *([who, IDS[who], TOWNS[who]] for who in NAMES)]
    return tables.decide([grid(insured, "承保名单.xlsx"), grid(roster, "持证残疾人.xlsx")]).whole


@pytest.mark.parametrize(
    ("field", "word", "made_up"),
    [
        ("发放结果", "冲正", True),
        ("备注", "退汇冲账", True),
        ("发放结果", "已退回", True),
        ("备注", "红字冲销", True),
        ("发放结果", "冲正失败", False),
        ("发放结果", "失败", False),
        ("发放结果", "再议", False),
    ],
)
def test_a_row_below_zero_that_says_that_money_came_back_takes_it_back(field: str, word: str, made_up: bool) -> None:
    row, column = 6, PAID[0].index(field)
    plain = with_place([PAID], Replaced(0, row, PAID[0].index("备注"), ""))
    moved, _, _ = outcome(with_place(plain, Replaced(0, row, column, word)))
    assert (IDS["样戊"] in moved) == made_up


def outcome(lists: list[Table]) -> tuple[dict[str, tuple[int, int]], pd.DataFrame, str]:
    """{id: fen made up, fen recovered}, the findings and what waits, and the sentence that refuses the list."""
    one = grid([list(row) for row in lists[0]], FILE)
    files, forced = [SourceFile(one.path, [one], "0")], {(one.path.resolve(), None): "往期发放"}
    try:
        payments = paid_lines.from_opened(files, [], forced, RULES, tables.TODAY, None)
        items = job.clear_subsidy(payments, result()).items
    except Stop as stop:
        return {}, pd.DataFrame(), str(stop)
    made_up = items["class"].isin(["漏发", "错额"])
    recovered = items["class"].isin(["多发", "重复发放", "依据消失"])
    more = (items["due_amount_fen"] - items["paid_amount_fen"]).where(made_up, 0)
    back = (items["paid_amount_fen"] - items["due_amount_fen"]).where(recovered, 0)
    moved = pd.DataFrame({"id": items["id"], "more": more, "back": back}).groupby("id").sum()
    waiting = items[items["class"] == "待核"]
    waits = pd.DataFrame(
        {
            "file": waiting["paid_file"],
            "row": waiting["paid_row"],
            "text": waiting["why"],
            "value": "",
            "letters": "",
            "column": "",
        }
    )
    found = pd.concat([payments.findings, waits], ignore_index=True)
    return {str(id): (int(more), int(back)) for id, more, back in moved.itertuples() if more or back}, found, ""


def fault(before: dict[str, tuple[int, int]], place: Replaced) -> str:
    moved, found, stop = outcome(with_place([PAID], place))
    header = PAID[0][place.column]
    if stop:
        return "" if FILE in stop or "发放记录" in stop else f"{place}: {stop}"
    other = {id: (before.get(id), fen) for id, fen in moved.items() if fen != before.get(id)}
    return f"{place} {header}: {other}" if other and not names_it(found, FILE, place, header) else ""


def test_nobody_is_made_up_or_recovered_without_the_place_being_named() -> None:
    before, _, stop = outcome([PAID])
    people = {name: before.get(IDS[name]) for name in NAMES}
    assert not stop and {name: fen for name, fen in people.items() if fen} == {
        "样乙": (12900, 0), "样戊": (12900, 0), "样己": (2900, 0), "样庚": (12900, 0), "样辛": (12900, 0), "样壬": (0, 12900),
    }  # fmt: skip
    assert [text for place in drawn([PAID], PLACES) if (text := fault(before, place))] == []


def test_the_law_can_fail() -> None:
    before, _, _ = outcome([PAID])
    assert fault({}, Replaced(0, 1, 9, "")) and not fault(before, Replaced(0, 1, 9, ""))
