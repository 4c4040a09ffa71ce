"""告知书: each person once, in words of his own, with nothing of anybody else, one page; by 街镇, with text messages."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import bank
import docx
import office
import openpyxl
import pandas as pd
import people
import pytest
from paying import QIBAO, approve, make

from huibao_xl import policy, resources
from huibao_xl.cli import outcomes
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.payments import acts
from huibao_xl.payments.bookings import recovery_acts
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import CATALOGUE, Stop
from huibao_xl.reasons.outcomes import Done
from huibao_xl.rosters.sources import Sources
from huibao_xl.subsidy import run
from huibao_xl.subsidy.result import Result, of_folder
from huibao_xl.year import notice_acts, notice_pages, notice_words, personal_notices
from huibao_xl.year.notice_acts import write_personal_notices
from huibao_xl.year.notice_words import ACCOUNT, RECOVERY, REFUSAL, UNTOLD, WAITING
from huibao_xl.year.personal_notices import NO_ID, WITHHELD, Notice

SHIPPED = resources.folder(notice_words.FOLDER) / "2024.json"
RULES = policy.load("2024")
ON = date(2024, 9, 2)
PUBLISHED = replace(RULES, publication=replace(RULES.publication, unit="闵行区民政局", telephone="021-00000000"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result of the sample lists, which have every code that waits or is refused."""
    out = tmp_path_factory.mktemp("样例") / "结果"
    run.run(Sources.parse([str(resources.folder("workbooks") / "样例")]), "2024", out)
    return out


@pytest.fixture(scope="module")
def result(sample: Path) -> Result:
    return of_folder(ResultFolder.open(sample, names.RUN).require_data())


@pytest.fixture(scope="module")
def written(sample: Path) -> tuple[Path, list[str]]:
    out = sample.parent / "告知书"
    return out, write_personal_notices(sample, out, ON).lines(outcomes.WORDS)


@pytest.fixture(scope="module")
def claimed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a result and its ledger: four of 七宝镇 are paid, and of three of them something is claimed back."""
    folder = tmp_path_factory.mktemp("追回")
    result, ledger = people.result(folder, 8, ["七宝镇", "江川路街道"]), folder / "台账.sqlite3"
    make(ledger, result)
    approve(ledger, QIBAO)
    acts.export(ledger, QIBAO, "甲")
    acts.take_return(ledger, QIBAO, bank.answer(ledger, QIBAO, folder / "回盘.xlsx"), "甲")
    for line, why in ((1, "保单已退保"), (2, "本人已死亡"), (3, f"误付给{people.name(0)}")):
        recovery_acts.open_case(ledger, QIBAO, line, "乙", why)
    recovery_acts.repay(ledger, "2024-追回-1", "60", "缴款书 1", "乙", date.today())
    return folder


def content(notices: list[Notice], rules: policy.Policy = PUBLISHED) -> notice_pages.Content:
    return notice_pages.Content(rules, notice_words.load(RULES), notices, ON)


def text_of(notice: Notice, rules: policy.Policy = PUBLISHED) -> str:
    parts = notice_pages.page(notice, "七宝镇-1", content([notice], rules))
    return "\n".join(part.text for part in parts)


def paragraphs(folder: Path) -> dict[str, list[str]]:
    return {path.stem: [each.text for each in docx.Document(str(path)).paragraphs] for path in folder.glob("*.docx")}


def pages_of(lines: list[str]) -> list[str]:
    """The text of each page: a title begins one."""
    starts = [at for at, line in enumerate(lines) if line.endswith("告知书")]
    return ["\n".join(lines[start:end]) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def test_every_person_who_waits_or_is_refused_has_one_page(written, result: Result) -> None:
    """Told by the sample's own lists: 待核名单, 待补账户, and of 不补名单 those in a roster."""
    pages = [page for lines in paragraphs(written[0]).values() for page in pages_of(lines)]
    decisions = result.decisions
    paid = set(
        decisions.loc[decisions["disposition"] == "补贴", "person"]
    )  # an earlier policy of one of them was withdrawn
    refused = (decisions["disposition"] == "不补") & decisions["in_roster"] & ~decisions["person"].isin(paid)
    waits = decisions["disposition"] == "待核"
    counts = [sum(page.startswith(title) for page in pages) for title in ("不予补贴", "信息核实", "补充银行账户")]
    assert len(pages) == sum(counts) == 36
    assert counts == [int(refused.sum()), int(waits.sum()), int((~result.payments["payable"]).sum())]
    assert written[1][0] == "告知书 36 份：不予补贴告知书 7 份，信息核实告知书 23 份，补充银行账户告知书 6 份。"


def test_nothing_of_anybody_else_stands_on_a_page(written, result: Result) -> None:
    """No name, number, account or telephone of another; of his own number only what the policy shows in public; no category; no cell of a list."""
    people_of = {str(name) for frame in (result.decisions, result.entries) for name in frame["name"].dropna()}
    people_of = {name for name in people_of if len(name) > 1}
    for lines in paragraphs(written[0]).values():
        for page in pages_of(lines):
            name = page.split("\n")[2].partition("（证件号码")[0]
            others = {each for each in people_of if each in page and each not in name}
            assert not others and not re.search(r"\d{7,}", page)
            assert "工作表" not in page and ".xlsx" not in page
            assert not any(category in page.split("依据")[0] for category in RULES.category_order)


def test_the_files_are_by_township_and_their_owners(written) -> None:
    files = sorted(path.name for path in written[0].iterdir())
    towns = {name.partition(".")[0] for name in files}
    assert towns <= {*RULES.kind_of, "街镇不明"} and len(files) == 2 * len(towns)
    assert {path.stat().st_mode & 0o777 for path in written[0].iterdir()} == {0o600}


def test_text_messages_name_no_number_and_no_reason(written) -> None:
    rows, phones = [], 0
    for path in written[0].glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        assert book.sheetnames == ["短信", "送达登记"]
        here = list(book["短信"].iter_rows(min_row=2, values_only=True))
        assert [row[:2] for row in here] == [
            row[:2] for row in book["送达登记"].iter_rows(min_row=2, max_col=2, values_only=True)
        ]
        rows += here
        assert len({row[2] for row in here if row[2]}) == sum(bool(row[2]) for row in here)
    for _, name, phone, text, length, remark in rows:
        assert name in text and len(text) == length and not re.search(r"\d{5,}|团单|退保|残疾|低保|死亡", text)
        assert bool(phone) != (remark == "没有手机号，请送达")
        phones += bool(phone)
    assert len(rows) == 36 and f"其中 {36 - phones} 人没有手机号，不能发短信，请送达。" in written[1]


def test_what_is_not_settled_is_said(written) -> None:
    assert "待填：公示单位、公示监督电话，在政策文件的 publication 中写明后再写一次。" in written[1]
    assert "未核定（2026-11-29 核对）：办理期限、救济的途径和期限。核定以前请勿发出。" in written[1]


@pytest.mark.parametrize("code", [code for code, each in CATALOGUE.items() if each.disposition in ("待核", "不补")])
def test_each_code_is_told_in_words_of_its_own(code: str) -> None:
    words = notice_words.load(RULES)
    if code in UNTOLD:
        assert code not in words.codes
        return
    kind = REFUSAL if code.startswith("X") else WAITING
    page = text_of(Notice(kind, code, "样某", "310112********0015", "七宝镇", "", date(2024, 7, 1)))
    assert len({each.reason for each in words.codes.values()}) == len(words.codes)
    assert ("行政复议" in page) == (kind == REFUSAL) and ("这不是最后的决定" in page) == (kind == WAITING)
    assert (
        "样某（证件号码：310112********0015）：" in page and "（民生保险“沪惠保”补贴项目描述（2023年11月27日） " in page
    )
    assert "闵行区民政局，电话：021-00000000" in page and "2024年9月2日" in page and not re.search("[{}]|待填", page)


def test_a_claim_is_told_with_its_sums_and_its_reason(claimed: Path) -> None:
    """A part was repaid; one has died; and one reason names somebody else."""
    outcome = write_personal_notices(claimed / "结果", claimed / "告知书", ON, claimed / "台账.sqlite3")
    assert Done.NOTICE_REASON_WITHHELD in outcome.codes
    assert outcome.lines(outcomes.WORDS)[0] == "告知书 3 份：退回补贴告知书 3 份。"
    one, two, three = pages_of(paragraphs(claimed / "告知书")["七宝镇"])
    assert "补贴129.00元中，有129.00元不应发放，还要退回69.00元（追回号2024-追回-1）。" in one and "保单已退保" in one
    assert "家属（证件号码：" in two and "您好！经核对，" in two and f"发给{people.name(2)}的2024年度" in two
    assert WITHHELD in three and people.name(0) not in three
    assert all("行政复议" in page and "在处理以前您可以说明情况" in page for page in (one, two, three))


def test_whom_the_bank_refused_is_asked_for_an_account(paid: Path, tmp_path: Path) -> None:
    """One was refused for the holder, one sent back; of those who wait in a draft nobody is asked, nor whose line is paid since."""
    outcome = write_personal_notices(paid / "结果", tmp_path / "告知书", ON, paid / "台账.sqlite3")
    assert outcome.lines(outcomes.WORDS)[0] == "告知书 2 份：补充银行账户告知书 2 份。"
    assert sorted(paragraphs(tmp_path / "告知书")) == ["七宝镇", "江川路街道"]
    result = of_folder(ResultFolder.open(paid / "结果", names.RUN))
    with opened(paid / "台账.sqlite3") as ledger:
        books = personal_notices.of_ledger(ledger, result)
    nobody = replace(result, payments=result.payments.assign(payable=False))
    assert len(books.held) == 6 and len(personal_notices.notices(nobody, books)) == 12 - 6


def test_a_sealed_result_gets_no_file_more(sample: Path) -> None:
    with pytest.raises(Stop, match="不能写进结果文件夹"):
        write_personal_notices(sample, sample / "告知书", ON)
    assert not (sample / "告知书").exists()


def test_without_anybody_to_tell_nothing_is_written(claimed: Path, tmp_path: Path) -> None:
    with pytest.raises(Stop, match="没有要告知的人"):
        write_personal_notices(claimed / "结果", tmp_path / "告知书", ON)
    assert not (tmp_path / "告知书").exists()


def test_who_is_paid_by_one_row_or_waits_by_it_is_told_that_alone(result: Result) -> None:
    rows = result.decisions.iloc[:6].assign(
        person=[1, 1, 2, 2, -1, -1],
        disposition=pd.Categorical(["不补", "补贴", "不补", "待核", "待核", "待核"]),
        code=pd.Categorical(["X02", "OK", "X05", "H08", "H01", "H01"]),
        in_roster=True,
    )
    notices = personal_notices.notices(replace(result, decisions=rows, payments=result.payments.iloc[:0]))
    assert [(each.kind, each.code) for each in notices] == [(WAITING, "H08"), (WAITING, "H01"), (WAITING, "H01")]
    assert [each.id for each in notices][1:] == [NO_ID, NO_ID]


def test_a_person_who_is_lost_stops_it(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = personal_notices.notices
    monkeypatch.setattr(personal_notices, "notices", lambda *given: real(*given)[:-1])
    with pytest.raises(Stop) as stop:
        write_personal_notices(sample, tmp_path / "告知书", ON)
    assert (stop.value.code, stop.value.values["equations"]) == ("S09", "告知书 = 待补账户和付款失败的人")
    assert not (tmp_path / "告知书").exists()


def test_a_telephone_of_several_is_remarked_on(tmp_path: Path) -> None:
    two = [Notice(ACCOUNT, "", f"样{at}", "", "七宝镇", "19900000001") for at in (1, 2)]
    elsewhere = Notice(ACCOUNT, "", "样3", "", "外区街镇", "")
    notice_pages.write_notices_by_township(tmp_path, content([*two, elsewhere]))
    assert (tmp_path / "街镇不明.docx").is_file()  # nobody is lost whose 街镇 is none of the policy's
    rows = list(openpyxl.load_workbook(tmp_path / "七宝镇.xlsx")["短信"].iter_rows(min_row=2, values_only=True))
    assert [row[5] for row in rows] == ["2 人同一号码，先核对是谁的"] * 2
    assert rows[0][3].startswith("【闵行区民政局】样1：您2024年度“沪惠保”补贴已确定发放")


@pytest.mark.office
def test_each_notice_is_one_page(claimed: Path, tmp_path: Path) -> None:
    """Every code, an unknown 街镇, and a claim with a long reason."""
    words = notice_words.load(RULES)
    notices = [
        Notice(
            REFUSAL if code.startswith("X") else WAITING, code, "阿卜杜热合曼·样某", "310112********0015", "", "", ON
        )
        for code in words.codes
    ]
    notices.append(Notice(ACCOUNT, "", "样某", "310112********0015", "", ""))
    with opened(claimed / "台账.sqlite3") as ledger:
        books = personal_notices.of_ledger(ledger, of_folder(ResultFolder.open(claimed / "结果", names.RUN)))
    notices.append(replace(books.recoveries[0], township="", reason="名单上说已经退保，" * 12))
    notice_pages.write_notices_by_township(tmp_path, content(notices, RULES))
    (pdf,) = office.convert(tmp_path / "街镇不明.docx", out=tmp_path, to="pdf")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf.read_bytes())) == len(notices)


@pytest.mark.parametrize(
    ("path", "value", "key", "why"),
    [
        (("year",), 2025, "year", "2025"),
        (("codes", "X02"), None, "codes", "缺少代码 X02"),
        (("codes", "H08", "basis"), "X99", "codes.H08.basis", "没有这个代码的原文"),
        (("codes", "X02", "reason"), "见{来源}", "codes.X02.reason", "{来源}"),
        (("kinds", "refusal", "result"), "您{年度", "kinds.refusal.result", "不成对"),
        (("kinds", "account", "bring"), None, "kinds.account", "没有要带的材料"),
        (("kinds", "recovery", "family"), None, "kinds.recovery.family", "家属"),
    ],
)
def test_words_that_do_not_fit_are_refused_by_their_key(tmp_path: Path, path, value, key: str, why: str) -> None:
    words = json.loads(SHIPPED.read_text(encoding="utf-8"))
    *where, last = path
    part = words
    for name in where:
        part = part[name]
    if value is None:
        del part[last]
    else:
        part[last] = value
    (tmp_path / "材料.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(Stop) as stop:
        notice_words.load(RULES, tmp_path / "材料.json")
    assert (stop.value.code, stop.value.values["key"]) == ("S100", key) and why in str(stop.value.values["why"])


def test_a_year_without_words_is_said() -> None:
    with pytest.raises(Stop, match="没有随程序提供 2023 年度的告知书材料"):
        notice_words.load(policy.load("2023"))


def test_the_kinds_of_the_words_are_those_of_the_notices() -> None:
    assert {*notice_words.load(RULES).kinds} == {REFUSAL, WAITING, ACCOUNT, RECOVERY}
    assert notice_acts.RECOVERY == RECOVERY
