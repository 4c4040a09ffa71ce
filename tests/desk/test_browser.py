"""The season in a real Chromium, from files that are dropped to a draft that is signed; with the keyboard alone where a person would press keys."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsers import CHROMIUM

from huibao_xl import resources
from huibao_xl.desk import serve
from huibao_xl.desk.project import Project

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium and playwright")]
Page = Any
"""A page of playwright, which is not there where the test is skipped."""


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    """The first page of a project, in a window of a small notebook; nothing may be refused or thrown on the way."""
    from playwright.sync_api import sync_playwright

    with serve.serving(Project(tmp_path / "2024年度")) as (server, address), sync_playwright() as browsers:
        threading.Thread(target=server.run, daemon=True).start()
        chromium = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened, wrong = chromium.new_page(viewport={"width": 1366, "height": 768}), []
        opened.on("console", lambda message: wrong.append(message.text))
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.goto(address)
        yield opened
        chromium.close()
    assert not wrong


def go(page: Page, title: str) -> None:
    page.click(f"nav >> text={title}")
    page.wait_for_selector(f"nav a[aria-current]:has-text('{title}')")
    page.wait_for_load_state()


def fits(page: Page) -> bool:
    """Whether nothing but a wide table has to be moved sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_season_in_the_browser(page: Page) -> None:
    samples = [file for file in sorted((resources.folder("workbooks") / "样例").rglob("*")) if file.is_file()]
    go(page, "收名单")
    page.set_input_files("#files", samples)
    page.click("text=放进来 >> nth=0")
    page.wait_for_selector("text=做了什么")
    assert page.locator("text=已收到：").count() == len(samples)
    go(page, "收名单")
    page.select_option("select[name=policy]", "2024")
    page.click("text=保存设置")
    go(page, "认定")
    page.focus("text=开始认定")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=下载结果工作簿", timeout=120_000)
    for title in ("总览", "收名单", "列对应", "比对决定", "查某人", "测算", "发放"):
        go(page, title)
        assert fits(page), title
    go(page, "比对决定")
    page.wait_for_selector("td.id mark")  # where two numbers differ
    page.select_option("select[name^=answer-] >> nth=0", "不是")
    page.fill("input[name=by]", "甲")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=再认定一次")
    go(page, "发放")
    page.fill("input[name=by]", "甲")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=批次 2024-", timeout=60_000)
    go(page, "发放")
    page.click("summary >> text=审核")
    page.select_option("details:has-text('审核') >> select[name=batch] >> nth=0", index=1)
    page.fill("details[open] input[name=by]", "乙")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=已由乙审核")
