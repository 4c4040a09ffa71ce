"""What was found when people were looked up in another list (``rosters/lookups.py``)."""

import pyarrow as pa
import pytest

from huibao_xl.rosters.lookups import is_lookup, looked_for, what_was_found
from huibao_xl.rosters.state_cells import read_cells
from huibao_xl.rosters.status_words import NOTHING, UNCLEAR, State, read_header

DEAD, OUT = State(dead=True), State("out")


@pytest.mark.parametrize("header", ["死亡信息核查", "死亡核查", "公安死亡比对", "民政死亡库", "死亡库", "殡葬比对", "与死亡名单比对结果",
    "卫健死亡数据碰撞", "火化信息查询", "是否在死亡库", "户籍死亡注销比对"])  # fmt: skip
@pytest.mark.parametrize(
    ("clear", "hit"),
    [("未发现", "发现"), ("未比中", "比中"), ("未比中", "比中(2024-03-02)"), ("否", "是"), ("无", "有"), ("未命中", "命中死亡库"),
     ("查无此人", "查到"), ("未见异常", "有死亡记录"), ("无匹配", "匹配成功"), ("0条", "1条")],
)  # fmt: skip
def test_who_is_found_among_the_dead_has_died(header: str, clear: str, hit: str) -> None:
    assert _says(header, clear, hit) == [NOTHING, DEAD]


@pytest.mark.parametrize("header", ["退保核查", "退保比对", "退保库", "保司退保筛查", "撤单核查", "是否命中退保库"])
def test_who_is_found_among_the_withdrawn_is_out_or_waits(header: str) -> None:
    assert _says(header, "未发现", "发现", "否", "是", "命中") == [NOTHING, UNCLEAR, NOTHING, OUT, UNCLEAR]


@pytest.mark.parametrize("header", ["团单核查", "团险比对", "团单库", "重复参保比对", "企业投保核查", "服刑人员比对"])
def test_who_is_found_where_nobody_should_be_waits(header: str) -> None:
    assert _says(header, "未发现", "发现", "否", "是", "未命中") == [NOTHING, UNCLEAR, NOTHING, UNCLEAR, NOTHING]


def test_what_was_not_looked_up_or_may_be_waits() -> None:
    assert _says("死亡核查", "未核查", "疑似", "相符", "不一致", "无法比对") == [UNCLEAR] * 5
    assert _says("死亡核查", "健在", "已死亡") == [State("valid"), DEAD]


def test_headers_that_look_up_nothing() -> None:
    assert not any(
        looked_for(header) is not None
        for header in ("死亡日期", "死亡证明", "退保记录", "单位核实", "人口库", "死亡登记")
    )
    assert is_lookup("车辆比对") and not is_lookup("户籍核查")
    assert [what_was_found(text) for text in ("有效", "已核查", "退保")] == ["", "", ""]


def _says(header: str, *texts: str) -> list[State]:
    asked = read_header(header)
    assert asked
    positions, _, cells = read_cells(pa.array(texts, pa.string()), asked, of_policy=True)
    return [cells[at].state for at in positions]
