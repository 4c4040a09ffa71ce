"""The result folder, read back as its readers do: contract section 5."""

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import synthetic

from huibao_xl import findings, policy
from huibao_xl.files.writing import template
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.reasons import Stop
from huibao_xl.reports.problems import problems_sheet
from huibao_xl.subsidy.reports import WORKBOOK, bank, notice, write_result

SHEETS = [
    "总览",
    "补贴明细",
    "待核名单",
    "比对决定",
    "列对应",
    "不补名单",
    "问题清单",
    "分摊汇总",
    "资金拨付",
    "政策找人",
    "免申即享",
    "待补账户",
    "预算表",
    "平衡表",
    "参数",
]
HEADERS = {
    "补贴明细": "姓名 证件号码 街镇 街镇类型 对象类别 主类别 补贴金额 区级承担 镇级承担 户名 银行账号 开户行 发放状态"
    " 来源",
    "待核名单": "姓名 证件号码 街镇 代码 原因 建议 来源",
    "不补名单": "姓名 证件号码 代码 原因 来源",
    "问题清单": "级别 代码 说明 来源文件 工作表 行号 列名 原值",
    "分摊汇总": "街镇 街镇类型 人数 补贴金额 区级承担 镇级承担",
    "资金拨付": "收款单位 人数 区级应拨金额",
    "政策找人": "姓名 证件号码 街镇 对象类别",
    "免申即享": "街镇 应补人数（分母） 免申即享人数（分子） 待补账户人数 免申即享率",
    "待补账户": "姓名 证件号码 街镇 居村委 对象类别 联系电话 联系人 缺什么 怎么办",
    "平衡表": "等式 左边 右边 差额 单位 是否成立",
}


@pytest.fixture(scope="module")
def book(written):
    return openpyxl.load_workbook(written / WORKBOOK, data_only=True)


def rows(book, sheet: str) -> list[dict]:
    lines = list(book[sheet].iter_rows(values_only=True))
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_sheets_in_order(book):
    assert book.sheetnames == SHEETS


@pytest.mark.parametrize("sheet", HEADERS)
def test_headers_of_the_contract_come_first(book, sheet):
    expected = HEADERS[sheet].split()
    assert [cell.value for cell in book[sheet][1]][: len(expected)] == expected


def test_paid_detail(book, result):
    paid = rows(book, "补贴明细")
    assert [row["证件号码"] for row in paid] == result.payments["id"].tolist()
    assert sum(Decimal(str(row["补贴金额"])) for row in paid) * 100 == int(result.payments["amount_fen"].sum())
    assert all(round((row["区级承担"] + row["镇级承担"]) * 100) == 12900 for row in paid)
    assert {row["发放状态"] for row in paid if row["银行账号"]} == {"可发放"}
    assert {row["发放状态"] for row in paid if not row["银行账号"]} == {"待补账户"}
    assert paid[0]["来源"].endswith("承保名单.xlsx › 承保名单 › 第2行")


def test_held_and_refused(book, result):
    decisions = result.decisions
    assert len(rows(book, "待核名单")) == (decisions["disposition"] == "待核").sum()
    assert {row["代码"] for row in rows(book, "不补名单")} == {"X02", "X03", "X04", "X05", "X06"}
    invalid = [row for row in rows(book, "待核名单") if row["代码"] == "H01"]
    assert {row["证件号码"] for row in invalid} == {"31011219490101001?"}


def test_problems_link_to_the_cell(written, result):
    sheet = openpyxl.load_workbook(written / WORKBOOK)["问题清单"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["错误"] * 2 + ["警告"] * 9 + ["提示"] * 2
    assert len(list(sheet.iter_rows(min_row=2))) == len(result.findings)
    link = sheet["D2"].hyperlink
    assert link.location == f"'承保名单'!E{sheet['F2'].value}"
    assert (written / link.target.replace("\\", "/")).resolve().is_file()
    assert [cell.value for cell in sheet["F"][-2:]] == [None, None]


def test_shares_have_every_township_and_a_total(book, result):
    table = rows(book, "分摊汇总")
    assert [row["街镇"] for row in table] == [town.name for town in result.policy.townships] + ["合计"]
    assert [row["人数"] for row in table[-3:]] == [0, 0, 60]
    assert table[-1]["补贴金额"] == 60 * 129
    passed_on = rows(book, "资金拨付")
    assert passed_on[-1]["区级应拨金额"] == pytest.approx(table[-1]["区级承担"])


def test_balance_is_shown_in_yuan(book):
    last = rows(book, "平衡表")[-1]
    assert (last["左边"], last["差额"], last["单位"], last["是否成立"]) == (7740, 0, "元", "成立")


def test_parameters_are_defined_names(written, result):
    book = openpyxl.load_workbook(written / WORKBOOK)
    values = {}
    for parameter in result.policy.parameters:
        place = book.defined_names[parameter.name].attr_text
        values[parameter.name] = book["参数"][place.split("!")[1].replace("$", "")].value
    assert values == {
        p.name: f"={p.follows}" if p.follows else float(p.value) if isinstance(p.value, Decimal) else p.value
        for p in result.policy.parameters
    }
    assert {row[5] for row in book["参数"].iter_rows(min_row=2, values_only=True)} == {"政策文件"}
    assert {row[4] for row in book["参数"].iter_rows(min_row=2, values_only=True)} == {"有原文", "未核定"}


def test_overview_has_charts_and_no_formula(written):
    sheet = openpyxl.load_workbook(written / WORKBOOK)["总览"]
    assert len(sheet._charts) == 3
    assert [each.id for each in sheet.row_breaks.brk] == [min(chart.anchor._from.row for chart in sheet._charts)]
    texts = [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert any("待核 20 行" in text for text in texts)


def test_bank_files_pay_what_is_payable(written, result):
    payable = result.payments[result.payments["payable"]]
    total = 0
    for township, people in payable.groupby("home", observed=True, sort=False):
        sheet = openpyxl.load_workbook(written / "银行代发" / f"{township}.xlsx", data_only=True).active
        lines = list(sheet.iter_rows(values_only=True))
        assert lines[0] == ("序号", "户名", "账号", "金额", "开户行", "联行号", "摘要")
        assert [line[2] for line in lines[1:-1]] == people["account"].tolist()
        assert [line[0] for line in lines[1:-1]] == list(range(1, len(people) + 1))
        assert lines[-1][:4] == ("合计", len(people), None, people["amount_fen"].sum() / 100)
        total += sum(round(line[3] * 100) for line in lines[1:-1])
        live = openpyxl.load_workbook(written / "银行代发" / f"{township}.xlsx").active
        assert live.cell(len(people) + 2, 4).value == f"=SUM(D2:D{len(people) + 1})"
    assert total == payable["amount_fen"].sum() == bank.total_fen(result.payments)
    assert len(list((written / "银行代发").iterdir())) == 12


def test_notices_show_no_more_than_they_may(written, result):
    sheet = openpyxl.load_workbook(written / "公示" / "江川路街道.xlsx").active
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[7] == ("序号", "姓名", "证件号码", "街镇", "补贴金额")
    text = repr(lines)
    for person in result.payments.head(5).itertuples():
        assert person.name not in text
        assert person.id not in text
        assert str(person.account) not in text
        assert not any(category in text for category in result.policy.category_order)
    assert lines[8][1:3] == ("测**", "999999********0000")
    posted = [
        list(openpyxl.load_workbook(path).active.iter_rows(values_only=True)) for path in (written / "公示").iterdir()
    ]
    assert sum(isinstance(line[0], int) for lines in posted for line in lines) == 60


def test_a_notice_says_on_what_it_rests_and_what_is_still_to_be_settled(written):
    lines = list(openpyxl.load_workbook(written / "公示" / "江川路街道.xlsx").active.iter_rows(values_only=True))
    people = sum(isinstance(line[0], int) for line in lines)
    heads = {line[0]: line[2] for line in lines[1:6]}
    assert heads["依据"].startswith("民生保险“沪惠保”") and heads["标准"] == "每人 129.00 元"
    assert heads["合计"] == f"{people} 人，{people * 129:,.2f} 元"
    assert heads["公示期"].endswith("日起 7 个工作日（待填）") and heads["监督电话"] == "（待填）"
    assert "（公示单位待填）" in {line[0] for line in lines}


def test_a_policy_may_name_the_category_in_public(result, tmp_path):
    content = result.policy.content
    named = policy.build(content | {"publication": content["publication"] | {"categories": 1}})
    files = notice.write_notices(replace(result, policy=named), tmp_path / "公示")
    assert len(files) == len(list((tmp_path / "公示").iterdir()))
    lines = list(openpyxl.load_workbook(files[0]).active.iter_rows(values_only=True))
    assert lines[7] == ("序号", "姓名", "证件号码", "街镇", "对象类别", "补贴金额")
    assert set(named.category_order) & set(lines[8][4].split("、"))
    read = notice.read_back(tmp_path / "公示", named)
    assert (read.people, read.fen, read.exposed) == (60, result.payments["amount_fen"].sum(), 0)
    assert notice.read_back(tmp_path / "公示", named).exposed == 0


@pytest.mark.parametrize(
    "text",
    [
        "310112194901010015",
        "6222020000000000000",
        "联系电话 13800000000",
        "持证残疾人",
    ],
)
def test_what_must_not_be_public_is_found_when_a_notice_is_read_back(result, tmp_path, text):
    one = replace(result, payments=result.payments.head(2))
    path = notice.write_notices(one, tmp_path / "公示")[0]
    book = openpyxl.load_workbook(path)
    book.active["D9"] = text
    book.save(path)
    assert notice.read_back(tmp_path / "公示", result.policy).exposed == 1


@pytest.mark.parametrize(("name", "shown"), [("测", "*"), ("测试", "测*"), ("阿布都·虚构", "阿*****")])
def test_masked_names(name, shown):
    assert notice.masked_name(name, 1) == shown


def test_short_numbers_are_masked_whole():
    assert notice.masked_id("1234567890", 6, 4) == "**********"


def test_every_insured_row_is_in_the_csv(written, result):
    data = (written / "处置全表.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert list(lines[0])[:7] == ["来源", "行号", "姓名", "证件号码", "处置", "代码", "街镇"]
    assert [line["保单号"] for line in lines] == result.decisions["policy_no"].fillna("").tolist()
    assert [line["代码"] for line in lines] == result.decisions["code"].astype(str).tolist()
    assert [int(line["行号"]) for line in lines] == result.decisions["row"].tolist()
    assert lines[0]["来源"].endswith("承保名单.xlsx#承保名单")
    assert {line["证件号码"] for line in lines if line["代码"] == "H01"} == {"31011219490101001?"}
    assert len(list(csv.DictReader((written / "名册全表.csv").read_text("utf-8-sig").splitlines()))) == len(
        result.entries
    )


def test_result_json(written, result):
    content = json.loads((written / "result.json").read_text("utf-8"))
    figures = {"policy", "as_of", "inputs", "templates", "counts", "by_code", "by_township", "money", "balance"}
    assert set(content) == figures | {"policy_sha256", "program", "format", "started", "finished", "outputs", "seal"}
    assert content["counts"] == {"insured_rows": 120, "补贴": 60, "待核": 20, "不补": 40}
    assert sum(content["by_code"].values()) == 120
    assert list(content["by_township"]) == sorted(town.name for town in result.policy.townships)
    assert content["by_township"]["莘庄镇"] == {
        "people": 5,
        "amount_fen": 64500,
        "district_fen": 22575,
        "township_fen": 41925,
    }
    assert (
        content["money"]["district_fen"] + content["money"]["township_fen"] == content["money"]["amount_fen"] == 774000
    )


def test_the_same_result_gives_the_same_bytes(result, written, tmp_path):
    with atomic_folder(written.parent / "又") as work:
        write_result(result, work)
    names = sorted(path.relative_to(written) for path in written.rglob("*") if path.is_file())
    assert len(names) == 6 + 12 + 12 + 14 + 11
    assert [name for name in names if (written / name).read_bytes() != (written.parent / "又" / name).read_bytes()] == [
        Path("result.json")
    ]  # which says when it was written


def test_a_run_without_people_writes_every_sheet(tmp_path):
    write_result(synthetic.result(paid=0, outreach=0, findings=0, insured=0), tmp_path)
    assert openpyxl.load_workbook(tmp_path / WORKBOOK).sheetnames == SHEETS
    others = {"result.json", "处置全表.csv", "名册全表.csv", "比对决定.xlsx", "列对应.xlsx", "数据"}
    assert {path.name for path in tmp_path.iterdir()} == {WORKBOOK} | others


def test_a_spoilt_template_stops_the_run(result, tmp_path, monkeypatch):
    def spoilt(*_: object, **__: object) -> None:
        raise Stop("S10", file="银行代发.xlsx", why="没有定义名称“代发_金额”")

    monkeypatch.setattr(template.Template, "fill", spoilt)
    with pytest.raises(Stop), atomic_folder(tmp_path / "结果") as work:
        write_result(result, work)
    assert list(tmp_path.iterdir()) == []


def test_pandas_reads_ids_as_text(written):
    read = pd.read_excel(written / WORKBOOK, sheet_name="政策找人", engine="calamine")
    assert read["证件号码"].map(type).eq(str).all()


def test_each_township_gets_a_list_of_its_own_people_only(result, written):
    files = sorted((written / "政策找人").glob("*.xlsx"))
    read = {path.stem: pd.read_excel(path, engine="calamine", dtype=str) for path in files}
    assert set(read) == set(result.outreach["township"]) and all(
        set(own["街镇"]) == {town} for town, own in read.items()
    )
    assert sorted(pd.concat(read.values())["证件号码"]) == sorted(result.outreach["id"])
    assert {"联系人", "联系电话", "居村委"} <= set(read["七宝镇"])


def test_the_rate_of_those_who_need_do_nothing(result, book):
    """Numerator and denominator are counted from 补贴明细, per 街镇 and in all; the rest are named with what they lack."""
    *towns, whole = rows(book, "免申即享")
    detail = rows(book, "补贴明细")
    for line in towns:
        own = [row for row in detail if row["街镇"] == line["街镇"]]
        assert line["应补人数（分母）"] == len(own)
        assert line["免申即享人数（分子）"] == sum(row["发放状态"] == "可发放" for row in own)
    ready = sum(line["免申即享人数（分子）"] for line in towns)
    assert whole["免申即享人数（分子）"] == ready and whole["免申即享率"] == f"{ready * 100 / len(detail):.2f}%"
    waiting = rows(book, "待补账户")
    assert [row["证件号码"] for row in waiting] == [row["证件号码"] for row in detail if row["发放状态"] == "待补账户"]


def test_one_value_that_is_not_understood_is_one_line_that_names_all_its_rows():
    places = pd.DataFrame({"file": ["一.xlsx"] * 6, "sheet": ["甲"] * 6, "row": [3, 4, 5, 9, 11, 12]})
    values = ["团办", "团办", "网投", "团办", "团办", "团办"]
    others = findings.for_rows("I11", places.head(2), "证件号码", "B", "1", fault="短", hint="查")
    channels = findings.for_rows("I14", places, "渠道", "E", values, field="投保渠道")
    lines = problems_sheet(findings.concat([channels, others]), None, Path()).rows
    assert lines["行号"].tolist() == [3, 4, 3, 5]
    assert lines["说明"].iloc[2].endswith("共 5 行：第 3-4、9、11-12 行。") and "共" not in lines["说明"].iloc[3]
