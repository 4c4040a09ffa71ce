"""A season on the page alone: lists in, questions answered, decided, looked at, paid and answered by the bank; each page says the truth and hides what it must."""

import csv
import io
import re
from pathlib import Path

import bank
import people
import pytest
from desk_browser import Browser

from huibao_xl.desk import work
from huibao_xl.desk.app import _PAGES
from huibao_xl.payments.ledger.store import opened

BATCH = "2024-七宝镇-1"


@pytest.fixture
def decided(browser: Browser, tmp_path: Path) -> Browser:
    browser.give(people.lists(tmp_path / "名单", 3, ["七宝镇"]))
    browser.post("/settings", {"policy": "2024", "name": "网页一季", "as_of": "2024-07-01"})
    assert browser.decide() == work.DONE
    return browser


def test_every_page_opens_before_and_after_a_result(browser: Browser, tmp_path: Path) -> None:
    for endpoint in ("/", "/lists", "/decide", "/person", "/pay"):
        browser.text(endpoint)
    for needing in ("/columns", "/pairs", "/money", "/list/补贴明细"):
        assert "还没有认定" in browser.get(needing).get_data(as_text=True)
    browser.give(people.lists(tmp_path / "名单", 2, ["七宝镇"]))
    assert browser.decide() == work.DONE
    for title in _PAGES.values():
        assert title in browser.text("/")
    for page in (
        "/columns",
        "/pairs",
        "/money",
        "/list/补贴明细",
        "/list/待核名单",
        "/list/不补名单",
        "/list/问题清单",
        "/list/政策找人",
    ):
        browser.text(page)
    assert browser.get("/list/没有").status_code == 404
    assert browser.get("/workbook").data[:2] == b"PK"


def test_numbers_are_masked_until_somebody_says_what_for(decided: Browser) -> None:
    whole = people.number(0)
    assert whole not in decided.text("/list/补贴明细") and whole[:6] + "********" + whole[-4:] in decided.text(
        "/list/补贴明细"
    )
    assert "没有写为什么" in decided.told("/whole", {"why": " "})
    assert "已记入查看记录" in decided.told("/whole", {"why": "核对\n账户", "back": "pairs"})
    assert whole in decided.text("/list/补贴明细")
    (line,) = work.log_of(decided.project).read_text(encoding="utf-8").splitlines()
    assert line.endswith("\t核对 账户") and whole not in line


def test_a_person_is_explained_and_the_number_stands_in_no_address(decided: Browser) -> None:
    told = decided.told("/person", {"number": people.number(0)})
    assert "予以补贴" in told or "补贴" in told
    assert (
        decided.get("/person", query_string={"number": people.number(0)}).get_data(as_text=True).count(people.number(0))
        == 0
    )


def test_names_from_a_list_are_text_and_never_markup(browser: Browser, tmp_path: Path) -> None:
    lists = people.lists(tmp_path / "名单", 2, ["七宝镇"])
    for file in lists.iterdir():
        file.write_text(file.read_text().replace(people.name(0), "<script>alert(1)</script>"))
    browser.give(lists)
    assert browser.decide() == work.DONE
    for page in ("/list/补贴明细", "/list/问题清单", "/pairs"):
        text = browser.text(page)
        assert "<script>alert" not in text
    assert "&lt;script&gt;" in browser.text("/list/补贴明细")


def test_a_question_is_answered_on_the_page_and_counts_at_the_next_run(browser: Browser, tmp_path: Path) -> None:
    lists = people.lists(tmp_path / "名单", 3, ["七宝镇"])
    rows = list(csv.reader((lists / "持证残疾人.csv").open()))
    with (lists / "持证残疾人.csv").open("w", newline="") as file:
        csv.writer(file).writerows(
            [[*row, last] for row, last in zip(rows, ["甲乙丙", "2020-01-01", "2030-01-01", "2030-01-01"], strict=True)]
        )
    browser.give(lists)
    browser.post("/settings", {"policy": "2024", "name": "", "as_of": ""})
    assert browser.decide() == work.DONE
    page = browser.text("/columns")
    (field,) = re.findall(r'name="(meaning-\d+)"', page)
    assert "甲乙丙" in page and "H09" in browser.text("/list/待核名单")
    assert "没有写确认人" in browser.told("/columns", {field: "失效日期"}, "/columns")
    assert "一个也没有选" in browser.told("/columns", {field: "", "by": "甲"}, "/columns")
    assert "再认定一次" in browser.told("/columns", {field: "失效日期", "by": "甲"}, "/columns")
    assert "变了" in browser.text("/decide") and browser.decide() == work.DONE
    assert "没有要确认的列" in browser.text("/columns") and "X05" in browser.text("/list/不补名单")


def test_a_pair_is_decided_on_the_page(browser: Browser, tmp_path: Path) -> None:
    lists = people.lists(tmp_path / "名单", 2, ["七宝镇"])
    roster = lists / "持证残疾人.csv"
    number = people.number(0)
    roster.write_text(
        roster.read_text().replace(number, number[:-2] + ("1" if number[-2] != "1" else "2") + number[-1])
    )
    browser.give(lists)
    browser.post("/settings", {"policy": "2024", "name": "", "as_of": ""})
    assert browser.decide() == work.DONE
    page = browser.text("/pairs")
    (field,) = re.findall(r'name="(answer-\d+)"', page)
    assert people.name(0) in page and number not in page
    assert "再认定一次" in browser.told("/pairs", {field: "是同一人", "by": "乙", "remark-0": "电话核实"}, "/pairs")
    assert browser.decide() == work.DONE
    assert people.name(0) in browser.text("/list/补贴明细")


def test_money_goes_from_draft_to_the_bank_s_answer(decided: Browser, tmp_path: Path) -> None:
    pay, ledger = "/pay", decided.project.ledger
    assert "没有写经手人" in decided.told("/pay/make", {"payer": "街镇", "layout": "通用"}, pay)
    assert f"批次 {BATCH}" in decided.told("/pay/make", {"payer": "街镇", "layout": "通用", "by": "甲"}, pay)
    assert "没有做成" in decided.told(
        "/pay/review", {"batch": BATCH, "by": "甲"}, pay
    )  # who made it does not review it
    assert "不是行号" in decided.told("/pay/review", {"batch": BATCH, "by": "乙", "strike": "x"}, pay)
    for act, by in (("review", "乙"), ("approve", "丙"), ("export", "甲")):
        assert BATCH in decided.told(f"/pay/{act}", {"batch": BATCH, "by": by}, pay)
    answered = bank.answer(ledger, BATCH, tmp_path / "回盘.xlsx", {2: bank.BUSY}).read_bytes()
    told = decided.told("/pay/return", {"file": (io.BytesIO(answered), "回盘.xlsx"), "by": "甲"}, pay)
    assert "失败和退票 1 笔" in told
    assert "已经处理过" in decided.told("/pay/return", {"file": (io.BytesIO(answered), "回盘.xlsx"), "by": "甲"}, pay)
    assert "重发批次" in decided.told("/pay/reissue", {"batch": BATCH, "by": "甲"}, pay)
    with opened(ledger) as book:
        assert book.batches() == [BATCH, f"{BATCH}.1"]
    assert BATCH in decided.text(pay) and "台账完好" in decided.told("/pay/verify", {}, pay)
    assert "没有做完的 1 个" in decided.text("/")
