"""Medical parameters as data: what a file may not say, what is not set is never guessed, what is not verified says so."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from medical_lists import DEMO, SETTLEMENT
from tables import grid, resident

from huibao_xl.files.reading import SourceFile
from huibao_xl.medical import policy as medical_policy
from huibao_xl.medical.clear import Clearing, clear_settlements
from huibao_xl.medical.lists import collect
from huibao_xl.reasons import Stop

ID = resident("31019919450101900")


def content() -> dict[str, Any]:
    return json.loads(DEMO.read_text(encoding="utf-8"))


def written(tmp_path: Path, changed: dict[str, Any]) -> str:
    path = tmp_path / "参数.json"
    path.write_text(json.dumps(changed, ensure_ascii=False), encoding="utf-8")
    return str(path)


def cleared(policy: medical_policy.MedicalPolicy, identity: str, kind: str, day: str = "2024-03-05") -> Clearing:
    row = [ID, "样1", kind, day, day, "1000", "0", "0", "0", "400", "0"]
    grids = [
        grid([SETTLEMENT, row], "救助结算.xlsx"),
        grid([["证件号码", "身份类别", "生效日期"], [ID, identity, "2015-01-01"]], "救助身份.xlsx"),
    ]
    lists = collect([SourceFile(one.path, [one], str(one.path)) for one in grids], {}, date(2025, 1, 1))
    assert lists.settlements["person"].ge(0).all()
    return clear_settlements(lists.settlements, lists.identities, policy)


def test_what_ships_is_not_verified_and_says_so_with_its_sources():
    policy = medical_policy.load()
    assert not policy.verified and policy.banner.startswith("参数未经核定")
    table = policy.parameters.set_index("参数")
    assert set(table["状态"]) == {"有原文", "二手来源", "未核定"}
    assert (table["原文"] != "").all() and (table["出处"] != "").all()
    assert (table.loc[table["值"] == "未填写", "状态"] == "未核定").all()


@pytest.mark.parametrize(
    ("identity", "kind", "missing"),
    [
        ("低保", "门急诊", "最低生活保障家庭门急诊的比例、年度限额、起付线"),
        ("低保边缘", "住院", "最低生活保障边缘家庭住院的比例、年度限额、起付线"),
        ("支出型贫困家庭", "住院", "刚性支出困难家庭住院的年度限额"),
    ],
)
def test_what_is_not_set_is_never_guessed(identity, kind, missing):
    clearing = cleared(medical_policy.load(), identity, kind)
    assert clearing.rows["fault"].tolist() == ["无法清算"] and clearing.rows["due_fen"].tolist() == [0]
    assert clearing.findings["code"].tolist() == ["M29"] and missing in clearing.findings["text"][0]


def test_a_day_before_the_first_period_is_not_guessed_either():
    clearing = cleared(medical_policy.load(), "特困", "住院", "2018-03-05")
    assert "特困人员住院在该日的规定" in clearing.findings["text"][0]


@pytest.mark.parametrize(
    ("identity", "kind", "due"), [("特困", "住院", 600), ("低保", "住院", 600 * 0.9), ("刚性支出", "门急诊", 0)]
)
def test_what_the_statute_and_the_report_say_is_cleared(identity, kind, due):
    clearing = cleared(medical_policy.load(), identity, kind)
    assert clearing.rows["due_fen"].tolist() == [round(due * 100)]


def test_a_file_whose_values_all_rest_on_a_text_has_no_banner(tmp_path):
    def verify(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: "有原文" if key == "status" else verify(value) for key, value in node.items()}
        return [verify(value) for value in node] if isinstance(node, list) else node

    silent = content()
    chosen = silent | {"year_by": silent["day_of"], "refund_reaches": silent["rounding"] | {"value": "不追溯"}}
    chosen["deductible_back"] = silent["rounding"] | {"value": "恢复"}
    policy = medical_policy.load(written(tmp_path, verify(chosen)))
    assert policy.verified and policy.banner == ""
    silent = {key: value for key, value in silent.items() if key not in ("year_by", "refund_reaches")}
    assert not medical_policy.load(
        written(tmp_path, verify(silent))
    ).verified  # what a file does not say is not confirmed


def change(path: str, value: Any) -> dict[str, Any]:
    whole = content()
    node: Any = whole
    *way, last = path.split(".")
    for step in way:
        node = node[int(step) if step.isdigit() else step]
    node[int(last) if last.isdigit() else last] = value
    return whole


@pytest.mark.parametrize(
    ("path", "value", "key", "why"),
    [
        ("year_from.value", "13-01", "year_from.value", "写法不对"),
        ("rounding.value", "随意", "rounding.value", "不在允许的取值"),
        ("benefits.0.percent.value", "101", "percent.value", "写法不对"),
        ("benefits.0.identity", "无名", "benefits", "不在 identities"),
        ("benefits.0.until", "2000-01-01", "benefits", "早于"),
        ("benefits.1.kind", "门急诊", "benefits", "重叠"),
        ("order.1.value", "统筹", "order", "写了两次"),
        ("identities.0.aliases", [{"name": "低保"}], "identities", "低保"),
        ("extra", 1, "整个文件", "不认识的键"),
    ],
)
def test_a_wrong_file_is_refused_with_key_and_reason(tmp_path, path, value, key, why):
    with pytest.raises(Stop) as stop:
        medical_policy.load(written(tmp_path, change(path, value)))
    assert stop.value.code == "S40" and key in str(stop.value) and why in str(stop.value)


def test_a_policy_that_is_not_there():
    with pytest.raises(Stop, match="没有名为“1999”"):
        medical_policy.load("1999")


@pytest.mark.parametrize(
    ("title", "base", "percent", "fen"),
    [
        ("四舍五入到分", 1001, 5000, 501),
        ("舍去分以下", 1001, 5000, 500),
        ("四舍五入到角", 1010, 5000, 510),
        ("舍去角以下", 1019, 9000, 910),
        ("四舍五入到元", 30000, 5050, 15200),
        ("舍去元以下", 30000, 5050, 15100),
    ],
)
def test_rounding_is_the_policy_s(tmp_path, title, base, percent, fen):
    rounding = medical_policy.load(written(tmp_path, change("rounding.value", title))).rounding
    assert rounding.part(np.array([base]), np.array([percent])).tolist() == [fen]


def test_the_assistance_year_may_begin_in_june(tmp_path):
    import pandas as pd

    policy = medical_policy.load(written(tmp_path, change("year_from.value", "06-01")))
    days = pd.Series(pd.to_datetime(["2024-05-31", "2024-06-01", None])).astype("datetime64[s]")
    assert policy.years(days).tolist() == [2023, 2024, 0]
