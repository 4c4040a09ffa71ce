"""Who is not the one browser on this computer, or sends what no page of ours made, is refused and changes nothing."""

import io
import time
from typing import Any

import pytest
from desk_browser import HOST, Browser

from huibao_xl.desk import guard
from huibao_xl.desk.guard import COOKIE, FORM_TOKEN, Guard
from huibao_xl.desk.project import Project

PAGES = (
    "/",
    "/lists",
    "/decide",
    "/columns",
    "/pairs",
    "/person",
    "/money",
    "/pay",
    "/progress",
    "/workbook",
    "/list/补贴明细",
)


@pytest.mark.parametrize("page", PAGES)
def test_without_a_session_no_page_opens(project: Project, page: str) -> None:
    answer = Browser(project).get(page)
    assert answer.status_code == 403 and project.folder.name not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1", "127.0.0.1:8124", "127.0.0.1.evil.example:8123", "[::1]:8123", "0.0.0.0:8123", ""],
)
def test_another_host_is_refused_even_with_the_cookie(browser: Browser, host: str) -> None:
    answer = browser.client.get("/", base_url=f"http://{HOST}", headers={"Host": host})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1:8123"},
        {"Origin": "http://127.0.0.1:9"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_form_of_another_site_changes_nothing(browser: Browser, headers: dict[str, str]) -> None:
    form = {FORM_TOKEN: browser.token(), "files": (io.BytesIO(b"1"), "名单.csv")}
    answer = browser.client.post("/lists", data=form, base_url=f"http://{HOST}", headers=headers)
    assert answer.status_code == 403 and browser.project.files() == []


CHANGES = (
    "/lists",
    "/lists/out",
    "/settings",
    "/decide",
    "/decide/cancel",
    "/whole",
    "/columns",
    "/pairs",
    "/person",
    "/list/补贴明细",
    "/pay/make",
    "/pay/verify",
)


@pytest.mark.parametrize("page", CHANGES)
@pytest.mark.parametrize("token", [None, "", "x" * 32, "字"])
def test_a_form_without_a_token_of_ours_is_refused(browser: Browser, page: str, token: str | None) -> None:
    form = {} if token is None else {FORM_TOKEN: token}
    assert browser.client.post(page, data=form, base_url=f"http://{HOST}").status_code == 409


def test_a_form_is_sent_once_and_two_tabs_have_each_their_own(browser: Browser) -> None:
    first, second = browser.token(), browser.token()
    for token, status in ((first, 200), (first, 409), (second, 200), (second, 409)):
        form = {FORM_TOKEN: token, "policy": "2024"}
        assert browser.client.post("/settings", data=form, base_url=f"http://{HOST}").status_code == status


def test_the_link_opens_once(project: Project) -> None:
    first = Browser(project)
    token = first.guard.token
    for wrong in ("", "x", token[:-1], token + "x"):
        assert first.get("/open", query_string={"token": wrong}).status_code == 403
    first.enter()
    other = first.app.test_client()
    assert other.get("/open", query_string={"token": token}, base_url=f"http://{HOST}").status_code == 403
    assert other.get("/open", query_string={"token": ""}, base_url=f"http://{HOST}").status_code == 403
    assert first.get("/").status_code == 200


def test_the_cookie_is_hidden_from_scripts_and_other_sites(project: Project) -> None:
    browser = Browser(project)
    token = browser.guard.token
    answer = browser.get("/open", query_string={"token": token})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(COOKIE) and "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert token not in cookie


def test_two_projects_are_open_beside_each_other(project: Project) -> None:
    one, other = (Guard((f"127.0.0.1:{port}",)).cookie for port in (8123, 8124))
    assert one != other and Browser(project).guard.cookie == one


def test_a_session_that_nobody_uses_ends_though_the_page_asks_by_itself(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.monotonic()
    monkeypatch.setattr(guard.time, "monotonic", lambda: now + guard.IDLE - 1)
    assert browser.get("/progress").status_code == 200
    monkeypatch.setattr(guard.time, "monotonic", lambda: now + guard.IDLE + 1)
    assert browser.get("/").status_code == 403
    assert browser.get("/").status_code == 403


@pytest.mark.parametrize(
    "page",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%5capp.py",
        "/list/..%2f..%2fetc%2fpasswd",
        "/pay/../../x",
        "/workbook/../../x",
        "//etc/passwd",
    ],
)
def test_no_address_leads_out_of_the_page(browser: Browser, page: str) -> None:
    answer = browser.get(page)
    assert answer.status_code in (400, 403, 404, 405, 308) and b"import" not in answer.data


@pytest.mark.parametrize(("path", "data"), [
    ("/lists/out", {"file": "-1"}), ("/lists/out", {"file": "9" * 30}), ("/lists/out", {"file": "../x"}), ("/lists", {"files": (io.BytesIO(b"1"), "../../x.csv")}),
    ("/settings", {"policy": "../../x"}), ("/settings", {"policy": "2024", "as_of": "<script>"}), ("/pay/nothing", {"by": "甲"}), ("/pay/make", {"by": "甲"}),
    ("/columns", {"meaning-1": "状态", "by": "甲"}), ("/pairs", {"answer-x": "是同一人", "by": "甲"}), ("/list/x", {"page": "0"}), ("/decide", {}), ("/whole", {}),
])  # fmt: skip
def test_what_a_page_would_not_send_is_one_sentence(browser: Browser, path: str, data: dict[str, Any]) -> None:
    answer = browser.post(path, data)
    text = answer.get_data(as_text=True)
    assert (
        answer.status_code in (200, 400, 404)
        and "Traceback" not in text
        and "程序内部出错" not in text
        and "<script>" not in text
    )
    assert browser.project.files() == []


def test_too_much_at_once_is_refused(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    browser.app.config["MAX_CONTENT_LENGTH"] = 2_000
    answer = browser.post("/lists", {"files": (io.BytesIO(b"1" * 5_000), "名单.csv")})
    assert answer.status_code == 413 and browser.project.files() == []


def test_every_answer_forbids_what_a_page_does_not_need(browser: Browser) -> None:
    for page in ("/", "/nothing", "/static/desk.js"):
        answer = browser.get(page)
        assert (
            "default-src 'none'" in answer.headers["Content-Security-Policy"]
            and "unsafe" not in answer.headers["Content-Security-Policy"]
        )
        assert (
            answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["Referrer-Policy"] == "same-origin"
        )
        assert answer.headers["Cache-Control"] == "no-store" and answer.headers["X-Frame-Options"] == "DENY"


def test_no_page_holds_a_script_or_a_style_of_its_own(browser: Browser) -> None:
    for page in ("/", "/lists", "/decide", "/person", "/pay"):
        text = browser.text(page)
        assert " style=" not in text and "<style" not in text and "onclick" not in text
        assert text.count("<script") == 1 and 'src="/static/desk.js"' in text
