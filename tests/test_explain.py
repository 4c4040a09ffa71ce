"""``huibao explain`` goes by the frames: what it says does not depend on files for people, on the policy's file, or
on where the result came from."""

import json
from copy import deepcopy
from pathlib import Path

import people
import pytest

from huibao_xl import policy
from huibao_xl.cli import main
from huibao_xl.explain import explain_in_folder, explain_person
from huibao_xl.rosters.sources import Sources
from huibao_xl.subsidy.run import read
from huibao_xl.subsidy.steps import decide_and_pay

CASES = Path(__file__).parent / "cases" / "policies"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    return people.lists(tmp_path / "名单", 4, ["七宝镇", "江川路街道"])


def test_a_result_in_memory_and_its_folder_say_the_same(lists: Path, tmp_path: Path) -> None:
    assert main(["run", str(lists), "--policy", "2024", "--out", str(tmp_path / "结果")]) == 0
    rules = policy.load("2024")
    result = decide_and_pay(read(Sources.parse([str(lists)]), rules), rules)
    for at in range(5):
        number = people.number(at)
        assert explain_in_folder(number, tmp_path / "结果") == explain_person(number, result)


def test_the_workbook_and_the_tables_for_people_are_not_needed(lists: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    assert main(["run", str(lists), "--policy", "2024", "--out", str(out)]) == 0
    before = explain_in_folder(people.number(1), out)
    for path in [*out.glob("*.xlsx"), *out.glob("*.csv")]:
        path.unlink()
    assert explain_in_folder(people.number(1), out) == before
    assert "补贴 129.00 元 = 区级 129.00 元 + 镇级 0.00 元；发放状态：可发放" in before


def test_a_policy_by_path_is_not_needed_again(lists: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = deepcopy(policy.load("2024").content)
    content["name"], content["title"], content["amount"]["yuan"] = "试行", "2025年度试行补贴", "139.29"
    own = tmp_path / "试行.json"
    own.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    first, second = tmp_path / "一", tmp_path / "二"
    assert main(["run", str(lists), "--policy", str(own), "--out", str(first)]) == 0
    clear = ["clear", str(lists), "--policy", str(own), "--paid", str(lists / "付款.csv"), "--before", str(first)]
    rows = "".join(f"{people.name(at)},{people.number(at)},2024,139.29,七宝镇\n" for at in (0, 2))
    (lists / "付款.csv").write_text("姓名,证件号码,政策年度,金额,街镇\n" + rows, encoding="utf-8")
    assert main([*clear, "--out", str(second)]) == 0
    own.unlink()
    capsys.readouterr()
    assert main(["explain", people.number(1), str(first)]) == 0
    assert "2025年度试行补贴" in (out := capsys.readouterr().out) and "139.29 元" in out
    for made in (first, second / "补发"):
        ledger = tmp_path / f"{made.name}.sqlite3"
        assert main(["batch", str(made), "--payer", "区", "--by", "甲", "--ledger", str(ledger)]) == 0
    assert "2 笔，278.58 元" in capsys.readouterr().out


def with_policy(path: Path, **amount: str) -> str:
    """The made-up policy of five categories, with another amount where one is given."""
    content = json.loads((CASES / "2026-虚构.json").read_text(encoding="utf-8"))
    content["amount"].update(amount)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(("amount", "shown"), [({}, "139.00"), ({"yuan": "150.00"}, "150.00")])
def test_amounts_and_categories_are_those_of_the_results_policy(tmp_path: Path, amount, shown):
    """129 元, 四类 and 闵行区 stand in the policies of 2023 and 2024 alone."""
    file = with_policy(tmp_path / "政策.json", **amount)
    folder = people.result(tmp_path / "年度", 4, ["样东街道"], file)
    Path(file).unlink()
    listed = explain_in_folder(people.number(0), folder)
    assert f"补贴金额为 {shown} 元/人" in listed and f"补贴 {shown} 元 =" in listed
    stranger = explain_in_folder(people.number(50), folder)
    assert "五类名册" in stranger
    for text in (listed, stranger):
        assert not [word for word in ("129", "四类", "闵行", "2023年度", "民生保险") if word in text]


def test_who_is_in_no_roster_is_told_how_many_there_are(tmp_path: Path):
    file = with_policy(tmp_path / "政策.json")
    lists = people.lists(tmp_path / "名单", 4, ["样东街道"])
    rows = (lists / "持证残疾人.csv").read_text(encoding="utf-8").splitlines()
    (lists / "持证残疾人.csv").write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    assert main(["run", str(lists), "--policy", file, "--out", str(tmp_path / "结果")]) == 0
    text = explain_in_folder(people.number(3), tmp_path / "结果")
    assert "X01 非五类对象" in text and "不在五类名册中" in text and "四类" not in text
