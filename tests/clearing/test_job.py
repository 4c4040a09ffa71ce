"""``huibao clear`` from files to the folder: a list or the ledger as what was paid, earlier lists or results, the make-up batch."""

import csv
import json
import shutil
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import answering
import jsonschema
import openpyxl
import pandas as pd
import pytest
import subsidy_year
from subsidy_year import PLANS, Person

from huibao_xl import resources
from huibao_xl.cli import main
from huibao_xl.payments import acts, declared
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.store import opened

NOT_IN_A_LIST = ("in flight",)


@pytest.fixture(scope="module")
def everybody() -> list[Person]:
    return subsidy_year.people([(plan, at, 0) for plan in PLANS if plan not in NOT_IN_A_LIST for at in (0, 1)])


Earlier = Callable[[str, Path], None]


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory, everybody: list[Person]) -> Earlier:
    """A function of a policy and a path: puts there what was decided by it from the lists as they were. It is made once."""

    @cache
    def made(rules: str) -> Path:
        place = tmp_path_factory.mktemp("以前")
        subsidy_year.write(place / "当时", everybody, then=True)
        assert main(["run", str(place / "当时"), "--policy", rules, "--out", str(place / "结果")]) == 0
        return place / "结果"

    def put(rules: str, path: Path) -> None:
        shutil.copytree(made(rules), path)

    return put


@pytest.fixture
def year(tmp_path: Path, everybody: list[Person]) -> Path:
    subsidy_year.write(tmp_path / "当时", everybody, then=True)
    subsidy_year.write(tmp_path / "现在", everybody, then=False)
    subsidy_year.write_payments(tmp_path / "付款.csv", everybody)
    return tmp_path


def clear(folder: Path, *more: str, paid: str = "付款.csv") -> int:
    words = ["--paid", str(folder / paid), "--policy", "2024", "--out", str(folder / "清算")]
    return main(["clear", str(folder / "现在"), *words, *more])


def table(folder: Path) -> list[dict[str, str]]:
    with (folder / "清算" / "清算全表.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rows(folder: Path) -> Counter[tuple[str, str, str]]:
    return Counter((row["证件号码"], row["类别"], row["当时/后来"]) for row in table(folder))


def summary(folder: Path) -> dict:
    return json.loads((folder / "清算" / "clearing.json").read_text(encoding="utf-8"))


def test_a_year_from_files(year: Path, everybody: list[Person], earlier: Earlier) -> None:
    """Earlier results and earlier lists name the same changes."""
    schema = json.loads((resources.folder("schemas") / "clearing.schema.json").read_text(encoding="utf-8"))
    earlier("2024", year / "当时结果")
    tables = []
    for before in ("当时", "当时结果"):
        assert clear(year, "--before", str(year / before), "--force") == 0
        assert rows(year) == subsidy_year.expected(everybody), before
        told = summary(year)
        bearers = Counter({name: sums["after_fen"] for name, sums in told["bearers"].items() if sums["after_fen"]})
        assert bearers == subsidy_year.due(everybody), before
        jsonschema.Draft202012Validator(schema).validate(told)
        tables.append(table(year))
    assert tables[0] == tables[1]


def test_the_workbook_lists_each_correction_once_and_adds_up(year: Path, everybody: list[Person]) -> None:
    assert clear(year) == 0
    book = openpyxl.load_workbook(year / "清算" / "清算报告.xlsx", data_only=True)
    assert book.sheetnames[:6] == ["总览", "差异清单", "补发清单", "追回清单", "调整清单", "待核和在途"]
    after = subsidy_year.paid(everybody)
    for name in ("补发清单", "追回清单", "调整清单"):
        header, *lines = [[cell.value for cell in row] for row in book[name].iter_rows()]
        for line in lines[:-1]:
            cells = dict(zip(header, line, strict=True))
            after["区级"] += round((cells["区级更正"] or 0) * 100)
            for side in ("应承担街镇", "原承担街镇"):
                if cells.get(side):
                    after[cells[side]] += round(cells[f"{side}更正"] * 100)
    assert {name: fen for name, fen in after.items() if fen} == subsidy_year.due(everybody)


def test_the_cleared_list_may_stand_among_the_sources(year: Path, everybody: list[Person]) -> None:
    (year / "付款.csv").rename(year / "现在" / "往期发放.csv")
    assert clear(year, paid="现在/往期发放.csv") == 0
    assert rows(year) == subsidy_year.expected(everybody, known=False)


def test_whole_or_absent(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (year / "付款.csv").read_text(encoding="utf-8").replace("金额", "数", 1)
    (year / "付款.csv").write_text(text, encoding="utf-8")
    assert clear(year) == 2
    said = capsys.readouterr().err
    assert "S71" not in said and "第 2 行没有可读的“金额”（共" in said and not (year / "清算").exists()


@pytest.mark.parametrize(
    ("year_paid", "before", "says"),
    [
        ("2022", [], "没有 2024 年度的付款"),
        ("2024", ["当时结果", "当时"], "不是结果文件夹，而其他的是"),
        ("2024", ["另一年结果"], "不是 2024 年度政策的认定结果"),
    ],
)
def test_what_cannot_be_cleared_is_said(
    year: Path, year_paid: str, before: list[str], says: str, earlier: Earlier, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (year / "付款.csv").read_text(encoding="utf-8").replace(",2024,", f",{year_paid},")
    (year / "付款.csv").write_text(text, encoding="utf-8")
    for name, rules in (("当时结果", "2024"), ("另一年结果", "2023")):
        if name in before:
            earlier(rules, year / name)
    words = ["--before", *(str(year / name) for name in before)] if before else []
    assert clear(year, *words) == 2
    assert says in capsys.readouterr().err and not (year / "清算").exists()


def test_no_ledger_no_list(year: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert clear(year, paid="没有.csv") == 2
    assert "--paid" in capsys.readouterr().err


def accounts(folder: Path, everybody: list[Person]) -> None:
    lines = ["姓名,证件号码,银行账号,户名,开户行"]
    lines += [f"{one.name},{one.id},6200{one.index:015d},{one.name},样例银行" for one in everybody]
    (folder / "银行账户.csv").write_text("\n".join(lines), encoding="utf-8")


def pay(ledger: Path, result: Path, answers: dict[int, str]) -> str:
    """Draft, sign and send a result as one batch; ``answers``: what the bank says of each line, 成功 where it is silent, "" while nothing."""
    acts.make(ledger, result, "区", "甲", "通用")
    with opened(ledger) as book:
        number = book.batches()[-1]
    acts.sign(ledger, number, "审核", "乙")
    acts.sign(ledger, number, "审批", "丙")
    acts.export(ledger, number, "甲")
    with opened(ledger) as book:
        lines = states.load(book, number).lines["line"].tolist()
    for line in lines:
        if word := answers.get(line, "成功"):
            acts.resolve(ledger, number, word, "乙", "银行答复", [line])
    return number


def test_the_ledger_is_cleared_and_its_make_up_batch_is_paid(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of four people paid one failed and one is in flight; a fifth was missed. After the make-up batch nobody is missed."""
    plans = [("right", 0, 0), ("right", 1, 0), ("right", 2, 0), ("right", 0, 0), ("certificate came later", 0, 0)]
    everybody, ledger = subsidy_year.people(plans), tmp_path / "台账.sqlite3"
    for name, then in (("当时", True), ("现在", False)):
        accounts(subsidy_year.write(tmp_path / name, everybody, then), everybody)
    assert main(["run", str(tmp_path / "当时"), "--policy", "2024", "--out", str(tmp_path / "结果")]) == 0
    number = pay(ledger, tmp_path / "结果", {1: "失败", 2: ""})
    with opened(ledger) as book:
        lines = states.load(book, number).lines
    states_of = dict(zip(lines["id"], lines["state"].astype(str), strict=True))
    assert clear(tmp_path, "--before", str(tmp_path / "结果"), paid=ledger.name) == 0
    words = {"成功": ("一致", ""), "失败": ("漏发", "当时差错"), "在途": ("在途", "")}
    late = (everybody[-1].id, "漏发", "后来变化")
    assert rows(tmp_path) == Counter([(id, *words[state]) for id, state in states_of.items()] + [late])
    failed = next(row for row in table(tmp_path) if row["证件号码"] == lines["id"][0])
    assert f"批次“{number}”第 1 行失败" in failed["原因"]
    assert summary(tmp_path)["make_up"] == {"people": 2, "amount_fen": 2 * 129_00}

    listed = tmp_path / "现在" / "银行账户.csv"  # the bank did not say why: the account waits until it is checked
    assert made_up_for(tmp_path)["payable"].tolist() == [False, True]
    lists = pd.read_csv(listed, dtype=str)
    checked = f"已核实，张三，{pd.Timestamp.today().date()}"
    lists.assign(账户核实=lists["证件号码"].map({lines["id"][0]: checked}).fillna("")).to_csv(listed, index=False)
    assert clear(tmp_path, "--before", str(tmp_path / "结果"), "--force", paid=ledger.name) == 0
    assert made_up_for(tmp_path)["payable"].tolist() == [True, True]
    pay(ledger, tmp_path / "清算" / "补发", {})
    assert clear(tmp_path, "--force", paid=ledger.name) == 2  # a batch rests on it
    assert "区民政局-2" in capsys.readouterr().err
    (tmp_path / "清算").rename(tmp_path / "第一次清算")
    assert clear(tmp_path, paid=ledger.name) == 0
    assert Counter(row["类别"] for row in table(tmp_path)) == {"一致": 4, "在途": 1}
    assert not (tmp_path / "清算" / "补发").exists()
    assert sum(sums["waiting_fen"] for sums in summary(tmp_path)["bearers"].values()) == 129_00
    assert "应补：5 人，645.00 元" in capsys.readouterr().out


def made_up_for(folder: Path) -> pd.DataFrame:
    """Whom the 补发 pays, those who wait first."""
    return declared.decided(folder / "清算" / "补发").sort_values("payable", kind="stable")


def test_an_empty_ledger_means_that_everybody_was_missed(tmp_path: Path) -> None:
    from huibao_xl.payments.ledger.store import create

    everybody = subsidy_year.people([("right", 0, 0), ("right", 1, 0)])
    subsidy_year.write(tmp_path / "现在", everybody, then=False)
    create(tmp_path / "台账.sqlite3", "甲")
    assert clear(tmp_path, paid="台账.sqlite3") == 0
    assert [row["类别"] for row in table(tmp_path)] == ["漏发", "漏发"]


def asked_about(folder: Path) -> None:
    """Both rosters call 失效日期 by a word that nobody knows."""
    for side in ("当时", "现在"):
        path = folder / side / "持证残疾人.csv"
        path.write_text(path.read_text(encoding="utf-8").replace("失效日期", "甲乙丙", 1), encoding="utf-8")


def test_a_column_is_asked_about_in_the_report_and_the_answer_serves_all_lists(
    year: Path, everybody: list[Person], capsys: pytest.CaptureFixture[str]
) -> None:
    asked_about(year)
    assert clear(year, "--before", str(year / "当时")) == 0
    assert "列对应：1 处含义待确认" in capsys.readouterr().out
    assert any("甲乙丙" in row["原因"] for row in table(year)) and rows(year) != subsidy_year.expected(everybody)
    filled = answering.fill_columns(year / "清算" / "清算报告.xlsx", year / "填.xlsx", "失效日期")
    assert clear(year, "--before", str(year / "当时"), "--columns", str(filled), "--force") == 0
    assert rows(year) == subsidy_year.expected(everybody)
    filled.unlink()
    capsys.readouterr()
    assert main(["verify", str(year / "清算")]) == 0
    assert "没有发现不符" in capsys.readouterr().out
