"""对账单: whatever bank writes it, every line is in one class, 期初 + the classes = 期末, and each batch is what the ledger says; months close and stay."""

from datetime import date, timedelta
from pathlib import Path

import bank
import openpyxl
import pytest
import statements
from paying import CHILD, QIBAO, approve, load, settle, sound
from statements import OWN, Booked
from tampering import rechain, tamper

from huibao_xl.cli import main
from huibao_xl.payments import acts, ledger_acts, to_do, waiting
from huibao_xl.payments.bookings import recovery_acts
from huibao_xl.payments.ledger.bank_book import Book, books
from huibao_xl.payments.ledger.store import opened
from huibao_xl.payments.statements import balance, months, statement_acts, taking
from huibao_xl.reasons import Next, Stop
from huibao_xl.reasons.outcomes import Done

TODAY = date.today().isoformat()
TRANSFER = "2024-拨付-1"
OPENING = 100_000
TAIL = OWN[-4:]
LAST = "990.73"
"""The bank's balance at the end of ``last_month``."""

pytestmark = pytest.mark.usefixtures("without_papers")


@pytest.fixture
def paid(sent: Path, tmp_path: Path) -> Path:
    """A ledger in which 七宝镇 has got the district's 180.60 yuan, sent four payments of which one failed, and got 60 yuan back from one person."""
    acts.transfer(sent, "2024", "甲")
    approve(sent, TRANSFER)
    settle(sent, TRANSFER, "成功", "乙", "国库凭证 1 号", (), "", date.today())
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {1: bank.WRONG_NAME}), "甲")
    recovery_acts.open_case(sent, QIBAO, 2, "乙", "退保")
    recovery_acts.repay(sent, "2024-追回-1", "60", "缴款书0012", "乙", date.today())
    return sent


def month_of(ledger: Path, on: str = TODAY) -> list[Booked]:
    """What the bank books of it: one sum out, one person's money back, and its own interest and fee; and something that nobody knows."""
    line = load(ledger, QIBAO).lines.iloc[0]
    return [
        Booked(on, 18060, "闵行区民政局", "3100999", "沪惠保补贴拨款", "S1"),
        Booked(on, -51600, "代发过渡户", "", f"代发 {QIBAO}", "S2"),
        Booked(on, 12900, line["holder"], line["account"], "代发退回 户名不符", "S3"),
        Booked(on, 6000, "某某", "", "缴款书0012 退补贴", "S4"),
        Booked(on, -1050, "", "", "对公汇划手续费", "S5"),
        Booked(on, 123, "", "", "存款结息", "S6"),
        Booked(on, 7777, "不明单位", "999", "往来", "S7"),
    ]


def account(ledger: Path) -> Book:
    with opened(ledger) as book:
        (found,) = books(book).values()
    return found


def take(ledger: Path, file: Path, by: str = "甲") -> taking.Taken:
    with opened(ledger, write=True) as book:
        taken = taking.take(book, file, by, "七宝镇")
    assert taken is not None
    return taken


@pytest.mark.parametrize("name", statements.FORMS)
def test_a_statement_of_any_form_is_the_ledgers_book(name: str, paid: Path, tmp_path: Path) -> None:
    file = statements.FORMS[name](tmp_path / name, OPENING, month_of(paid))
    taken = take(paid, file)
    book = taken.book
    assert taken.new == 7 and book.opening_fen == OPENING and book.account == OWN
    assert book.closing_fen == OPENING + sum(line.fen for line in month_of(paid))
    kinds = [line.kind for line in sorted(book.lines, key=lambda line: line.serial)]
    back = (
        "未认领" if name.endswith(".sta") and kinds[2] == "未认领" else "退票"
    )  # MT940 has no field of the other account
    assert kinds == ["拨入", "代发付款", back, "追回款", "手续费", "利息", "未认领"]
    if back == "退票":
        with opened(paid) as opened_book:
            found = balance.balance(opened_book, book)
        assert found.differing.empty and found.batches["ledger_fen"].tolist() == [3 * 12900]
    assert take(paid, file).new == 0
    sound(paid)


BROKEN = {
    "a balance that does not follow": (lambda text: text.replace("1180.60", "1180.61"), "余额不相接"),
    "a line that is gone": (
        lambda text: "\n".join(line for line in text.split("\n") if "S3" not in line),
        "余额不相接",
    ),
    "an amount that is none": (lambda text: text.replace(",60.00,", ",六十,"), "看不懂"),
    "a day that is none": (lambda text: text.replace(TODAY, "近日", 1), "看不懂"),
    "a day to come": (lambda text: text.replace(TODAY, "2099-01-01"), "有 2099-01-01 的收支，在今天以后"),
    "another sum below": (lambda text: text.replace("合计,,,", "合计,1.00,,"), "合计与上面各行之和不同"),
    "no header": (lambda text: text.replace("借方发生额", "某列"), "没有找到表头"),
    "nothing in it": (lambda text: "\n".join(text.split("\n")[:3]), "没有一行收支"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_does_not_add_up_is_refused_whole(name: str, paid: Path, tmp_path: Path) -> None:
    change, why = BROKEN[name]
    file = statements.csv(tmp_path / "对账.csv", OPENING, month_of(paid), encoding="utf-8")
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(Stop, match=why) as stop:
        take(paid, file)
    assert stop.value.code == "S83"
    with opened(paid) as book:
        assert books(book) == {}


def test_statements_follow_on_each_other_without_a_gap(paid: Path, tmp_path: Path) -> None:
    lines = month_of(paid)
    take(paid, statements.csv(tmp_path / "一.csv", OPENING, lines[:3]))
    with pytest.raises(Stop, match="不相接，差 60.00 元"):
        take(paid, statements.csv(tmp_path / "缺.csv", OPENING + sum(line.fen for line in lines[:4]), lines[4:]))
    taken = take(paid, statements.csv(tmp_path / "重叠.csv", OPENING + sum(line.fen for line in lines[:2]), lines[2:]))
    assert (taken.new, taken.repeated) == (4, 1)
    assert account(paid).closing_fen == OPENING + sum(line.fen for line in lines)
    sound(paid)


ALIKE = [Booked(TODAY, -500, "", "", "工本费", "") for _ in range(3)]
OTHERWISE = {
    "a row is gone": (0, [0, 1, 3, 4, 5], 0, f"登记过的 {TODAY} 的 129.00 元，这份里没有"),
    "another opening": (7, [0, 1, 2, 3], 0, "余额与登记过的不同"),
    "a row is gone, and rows are new": (0, [0, 1, 2, 3, 5, 6], 0, f"登记过的 {TODAY} 的 -10.50 元，这份里没有"),
    "one of three alike is gone": (0, [0, 1, 2, 3, 4, 5, 7, 8, 9], 3, f"登记过的 {TODAY} 的 -5.00 元，这份里没有"),
    "the last three, two alike": (None, [8, 9], 0, ""),
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_statement_that_tells_otherwise_what_is_registered_is_refused_whole(
    name: str, paid: Path, tmp_path: Path
) -> None:
    off, rows, more, why = OTHERWISE[name]
    lines = [*month_of(paid)[:6], *ALIKE, month_of(paid)[6]]
    known = lines if more or off is None else lines[:6]
    take(paid, statements.csv(tmp_path / "一.csv", OPENING, known))
    opening = OPENING + sum(line.fen for line in lines[: rows[0]]) + (off or 0)
    file = statements.csv(tmp_path / "二.csv", opening, [lines[row] for row in rows])
    if why:
        with pytest.raises(Stop, match=why) as stop:
            take(paid, file)
        assert stop.value.code == "S83"
    else:
        assert take(paid, file).repeated == len(rows)
    assert len(account(paid).lines) == len(known)


def test_a_second_debit_of_a_batch_is_nobodys(paid: Path, tmp_path: Path) -> None:
    """The bank carried the file out twice: the second one must not look like a payment of the ledger."""
    line = load(paid, QIBAO).lines.iloc[1]
    twice = [*month_of(paid)[:2], Booked(TODAY, -51600, "代发过渡户", "", f"代发 {QIBAO}", "S8")]
    twice.append(Booked(TODAY, -12900, line["holder"], line["account"], "代发", "S9"))
    book = take(paid, statements.csv(tmp_path / "重.csv", OPENING, twice)).book
    assert [each.kind for each in book.lines] == ["拨入", "代发付款", "未认领", "未认领"]
    assert f"可能是 代发付款 {QIBAO}" in book.lines[3].why


def test_payments_one_by_one_are_each_a_line(paid: Path, tmp_path: Path) -> None:
    rows = load(paid, QIBAO).lines
    lines = [Booked(TODAY, -12900, row.holder, row.account, "代发", f"T{row.line}") for row in rows.itertuples()]
    lines.append(Booked(TODAY, 12900, rows["holder"][0], rows["account"][0], "退汇", "T9"))
    book = take(paid, statements.workbook(tmp_path / "逐笔.xlsx", OPENING, lines)).book
    assert [(each.kind, each.batch, each.line) for each in book.lines] == [
        *[("代发付款", QIBAO, line) for line in (1, 2, 3, 4)],
        ("退票", QIBAO, 1),
    ]


@pytest.mark.parametrize("text", ["代发 {batch}", "代发"])
def test_what_is_paid_again_to_the_same_account_is_no_payment_of_the_first_batch(
    sent: Path, tmp_path: Path, text: str
) -> None:
    """By the number that the bank writes, which begins with that of the first batch; or by what the ledger says arrived. The later ones stand first in the file."""
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "一.xlsx", {1: bank.BUSY, 2: bank.BUSY}), "甲")
    acts.reissue(sent, QIBAO, "甲")
    approve(sent, CHILD)
    acts.export(sent, CHILD, "甲")
    acts.take_return(sent, CHILD, bank.answer(sent, CHILD, tmp_path / "二.xlsx"), "甲")
    lines = [
        Booked(TODAY, -12900, line.holder, line.account, text.format(batch=number), f"S{number}{line.line}")
        for number in (CHILD, QIBAO)
        for line in load(sent, number).lines.itertuples()
        if line.state == "成功"
    ]
    take(sent, statements.workbook(tmp_path / "一.xlsx", OPENING, lines))
    found = {line.serial: (line.kind, line.batch, line.line) for line in account(sent).lines}
    assert found == {f"S{CHILD}{at}": ("代发付款", CHILD, at) for at in (1, 2)} | {
        f"S{QIBAO}{at}": ("代发付款", QIBAO, at) for at in (3, 4)
    }


def test_what_the_ledger_hears_of_later_is_recognised_then(sent: Path, tmp_path: Path) -> None:
    rows = load(sent, QIBAO).lines
    lines = [
        Booked(TODAY, -51600, "代发过渡户", "", f"代发 {QIBAO}", "S2"),
        Booked(TODAY, 12900, rows["holder"][0], rows["account"][0], "往来", "S3"),
    ]
    file = statements.csv(tmp_path / "一.csv", OPENING, lines)
    assert [line.kind for line in take(sent, file).book.lines] == ["代发付款", "未认领"]
    acts.take_return(sent, QIBAO, bank.answer(sent, QIBAO, tmp_path / "回盘.xlsx", {1: bank.WRONG_NAME}), "甲")
    taken = take(sent, file)
    assert taken.recognised == 1 and [line.kind for line in taken.book.lines] == ["代发付款", "退票"]
    sound(sent)


def test_a_line_that_nobody_knows_is_claimed_by_a_person(paid: Path, tmp_path: Path) -> None:
    file = statements.csv(tmp_path / "一.csv", OPENING, month_of(paid))
    outcome = statement_acts.take(paid, file, "甲", "七宝镇")
    assert f"未认领：{TODAY}　77.77 元　往来　不明单位　尾号 999　S7" in outcome.lines()
    with pytest.raises(Stop, match="没有 .* 的 77.78 元未认领的收支"):
        statement_acts.claim(paid, date.today(), "77.78", "拨入", "甲", "来函")
    with pytest.raises(Stop, match="没有写明依据"):
        statement_acts.claim(paid, date.today(), "77.77", "拨入", "甲", " ")
    said = statement_acts.claim(paid, date.today(), "77.77", "拨入", "甲", "财政来函 3 号", TAIL).lines()
    assert said[0] == f"已记入：{TODAY} 的 77.77 元是拨入。"
    assert [line.kind for line in account(paid).lines][-1] == "拨入"


def test_of_several_accounts_the_one_with_the_line_is_meant(paid: Path, tmp_path: Path) -> None:
    take(paid, statements.csv(tmp_path / "一.csv", OPENING, month_of(paid)))
    other = statements.csv(
        tmp_path / "二.csv", 0, [Booked(TODAY, 8888, "别的单位", "998", "往来", "S1")], account="3100000000000000012"
    )
    statement_acts.take(paid, other, "甲", "江川路街道")
    done = statement_acts.claim(paid, date.today(), "88.88", "拨入", "甲", "财政来函 4 号")
    assert done.codes[0] is Done.LINE_CLAIMED
    with pytest.raises(Stop, match="没有写明是哪个账户"):
        statement_acts.claim(paid, date.today(), "88.88", "拨入", "甲", "财政来函 4 号")


def test_a_second_debit_is_no_fee_by_the_word_of_one(paid: Path, tmp_path: Path) -> None:
    """Nor is a payment's amount interest; and what is a payment names its batch, so that the ledger answers for it."""
    who = load(paid, QIBAO).lines.iloc[1]
    twice = [*month_of(paid)[:2], Booked(TODAY, -51600, "代发过渡户", "", f"代发 {QIBAO}", "S8")]
    twice += [
        Booked(TODAY, -12900, each, "62220" + number, "转账", f"T{number}")
        for each, number in (("某人", "11"), ("别人", "12"))
    ]
    twice += [Booked(TODAY, 12900, "来人", "777", "转账", "S9"), Booked(TODAY, -60000, "某社", "778", "往来", "S10")]
    twice += [Booked(TODAY, -12900, who["holder"], who["account"], "转账", "T13")]
    take(paid, statements.csv(tmp_path / "重.csv", OPENING, twice))
    day = date.today()
    for amount, kind, by, more, fault in (
        ("付129", "代发付款", "乙", {}, "“代发付款”没有写明批次"),
        ("129", "退票", "乙", {}, "“退票”没有写明批次"),
        ("付129", "退票", "乙", {"batch": QIBAO}, "支出不能是“退票”"),
        ("129", "代发付款", "乙", {"batch": QIBAO}, "收入不能是“代发付款”"),
        ("付129", "手续费", "乙", {}, "有 3 笔 .*元未认领的收支"),
        ("付516", "手续费", "甲", {}, "那一批是“甲”制单的"),
        ("129", "利息", "甲", {}, "那一批是“甲”制单的"),
        ("付600", "代发付款", "乙", {"batch": "2024-江川路街道-1"}, "不是七宝镇付的"),
    ):
        with pytest.raises(Stop, match=fault):
            statement_acts.claim(paid, day, amount, kind, by, "凭证", **more)
    for amount, kind, more in (
        ("付516", "手续费", {}),
        ("129", "利息", {}),
        ("付600", "拨出", {}),
        ("付129", "代发付款", {"batch": QIBAO, "which": "别人"}),
        ("付129", "代发付款", {"batch": QIBAO, "which": "2011"}),
    ):
        said = statement_acts.claim(paid, day, amount, kind, "乙", "凭证", **more)
        assert (said.codes, said.steps) == ([Done.MONTH_OF_ONE], [Next.SECOND_WORD])
        with pytest.raises(Stop, match="乙已提出"):
            statement_acts.claim(paid, day, amount, kind, "乙", "凭证", **more)
        assert Done.LINE_CLAIMED in statement_acts.claim(paid, day, amount, kind, "丁", "凭证", **more).codes
    with opened(paid) as book:
        assert balance.balance(book, account(paid)).differing["difference_fen"].tolist() == [3 * 12900]
    sound(paid)
    tamper(paid, "UPDATE event SET by = '乙' WHERE kind = 'statement_claim'")
    rechain(paid)
    with pytest.raises(Stop, match="要两个人的认领不是先后两个人"):
        ledger_acts.check(paid)


def test_the_account_is_asked_for_once(paid: Path, tmp_path: Path) -> None:
    file = statements.csv(tmp_path / "一.csv", OPENING, month_of(paid)[:2])
    with opened(paid, write=True) as book:
        for payer, fault in (("", "没有写明是哪个付款单位"), ("浦江镇", "没有写明是哪个付款单位")):
            with pytest.raises(Stop, match=fault):
                taking.take(book, file, "甲", payer)
        taking.take(book, file, "甲", "七宝镇")
        more = statements.csv(tmp_path / "二.csv", account(paid).closing_fen, month_of(paid)[2:])
        assert taking.take(book, more, "甲").new == 5


def test_a_folder_of_statements_is_taken_at_once_the_oldest_first(paid: Path, tmp_path: Path) -> None:
    folder, before, lines = tmp_path / "流水", (date.today() - timedelta(days=40)).isoformat(), month_of(paid)
    folder.mkdir()
    statements.csv(folder / "1七宝镇.csv", OPENING + 123, lines)
    statements.csv(folder / "2七宝镇.csv", OPENING, [Booked(before, 123, "", "", "存款结息", "S0")])
    statements.csv(folder / "3.csv", OPENING, lines, account="1001234500000000009")
    outcome = statement_acts.take(paid, folder, "甲")
    assert len(account(paid).lines) == 8
    codes = outcome.codes
    assert codes.count(Done.STATEMENT_TAKEN) == 2 and codes.count(Done.NOT_DONE) == 1
    assert (
        "没有写明是哪个付款单位的账户" in "".join(outcome.lines())
        and outcome.lines()[0] == "2七宝镇.csv（付款单位：七宝镇）："
    )
    sound(paid)


@pytest.fixture
def last_month(paid: Path, tmp_path: Path) -> tuple[Path, str]:
    """A ledger with a statement of last month, all of it recognised, and a file that goes on from it."""
    on = (date.today().replace(day=1) - timedelta(days=1)).isoformat()
    lines = [Booked(on, 123, "", "", "存款结息", "S6"), Booked(on, -1050, "", "", "汇划手续费", "S5")]
    take(paid, statements.csv(tmp_path / "上月.csv", OPENING, lines))
    return paid, on[:7]


def test_a_month_is_closed_by_two_and_stays(last_month: tuple[Path, str], tmp_path: Path) -> None:
    ledger, month = last_month
    with pytest.raises(Stop, match="的期末是 990.73 元，银行的余额是 1,000.00 元"):
        statement_acts.close(ledger, month, "甲", "1000")
    assert Done.MONTH_OF_ONE in statement_acts.close(ledger, month, "甲", LAST).codes
    with pytest.raises(Stop, match="甲已提出"):
        statement_acts.close(ledger, month, "甲", LAST)
    assert statement_acts.close(ledger, month, "乙", LAST).codes[0] is Done.MONTH_CLOSED
    with pytest.raises(Stop, match=f"{month} 已月结。不用再做"):
        statement_acts.close(ledger, month, "丙", LAST)
    late = [Booked(account(ledger).lines[-1].on, 500, "", "", "拨款", "S9"), *month_of(ledger)[:1]]
    file = statements.csv(tmp_path / "补.csv", account(ledger).closing_fen, late)
    with pytest.raises(Stop, match=f"{month} 已月结，不能再有新的收支"):
        take(ledger, file)
    assert statement_acts.take(ledger, file, "甲", document="局办 39 号").codes == [Done.STATEMENT_OF_ONE]
    with pytest.raises(Stop, match="甲已提出"):
        statement_acts.take(ledger, file, "甲", document="局办 39 号")
    statement_acts.take(ledger, file, "乙", document="局办 39 号")
    assert len(account(ledger).lines) == 4
    sound(ledger)
    on = date.fromisoformat(account(ledger).lines[0].on)
    for by in ("甲", "乙"):
        said = statement_acts.adjust(ledger, on, "1.23", "拨入", "局办 40 号", by, "银行更正")
    assert said.codes == [Done.LINE_CLAIMED] and account(ledger).lines[0].kind == "拨入"
    sound(ledger)


@pytest.fixture
def of_three(paid: Path, tmp_path: Path) -> tuple[Path, str]:
    """Three accounts with a statement of last month; of the third a line is not recognised."""
    on = (date.today().replace(day=1) - timedelta(days=1)).isoformat()
    for at, payer in enumerate(("七宝镇", "江川路街道", "莘庄工业区")):
        lines = [Booked(on, 123, "", "", "存款结息", "S6"), *([Booked(on, 7777, "某", "9", "往来")] if at == 2 else [])]
        file = statements.csv(tmp_path / f"{at}.csv", OPENING, lines, account=f"{OWN}{at}")
        statement_acts.take(paid, file, "甲", payer)
    return paid, on[:7]


def waits(ledger: Path, step: str) -> list[tuple[str, int, str]]:
    with opened(ledger) as book:
        rows = waiting.waiting(book)
    rows = rows[rows["step"] == step]
    return list(zip(rows["batch"], rows["count"].tolist(), rows["but"], strict=True))


def test_what_the_accounts_wait_for_is_said_and_all_months_are_closed_at_once(
    of_three: tuple[Path, str], tmp_path: Path
) -> None:
    ledger, month = of_three
    assert waits(ledger, "认领收支") == [(f"莘庄工业区账户（尾号 {OWN[-3:]}2）", 1, "")]
    assert [name[:3] + name[-7:] for name, *_ in waits(ledger, "月结")] == [
        f"{town}{month}" for town in ("七宝镇", "江川路", "莘庄工")
    ]
    assert {Next.CLAIM, Next.CLOSE_MONTH} <= {*to_do.to_do(ledger).steps}
    with pytest.raises(Stop, match="没有写明银行的月末余额"):
        statement_acts.close(ledger, month, "甲")
    stated = tmp_path / "余额.csv"
    stated.write_text(
        f"单位名称,账号,账户余额\n七宝镇,{OWN}0,1001.23\n江川路街道,,1001.23\n莘庄工业区,{OWN}2,1079.00\n"
    )
    first = statement_acts.close(ledger, month, "甲", str(stated), everything=True)
    assert first.codes.count(Done.MONTH_OF_ONE) == 2 and "还有 1 笔未认领" in " ".join(first.lines())
    assert [but for *_, but in waits(ledger, "月结")] == ["甲", "甲", ""]
    with pytest.raises(Stop, match="甲已提出"):
        statement_acts.close(ledger, month, "甲", "1001.23", account="七宝镇")
    second = statement_acts.close(ledger, month, "乙", everything=True)
    assert second.codes.count(Done.MONTH_CLOSED) == 2 and "没有写明银行的月末余额" in " ".join(second.lines())
    assert len(waits(ledger, "月结")) == 1
    sound(ledger)
    stated.write_text("账号,金额\n1,2\n")
    with pytest.raises(Stop, match="没有“账号”或“付款单位”和“余额”两列"):
        statement_acts.close(ledger, month, "甲", str(stated), everything=True)


def test_a_line_of_a_closed_month_goes_to_no_batch_in_general(last_month: tuple[Path, str]) -> None:
    ledger, month = last_month
    for by in ("甲", "乙"):
        statement_acts.close(ledger, month, by, LAST)
    on = date.fromisoformat(account(ledger).lines[0].on)
    with pytest.raises(Stop, match="“代发付款”没有写明批次"):
        statement_acts.adjust(ledger, on, "付10.50", "代发付款", "局办 40 号", "甲", "银行更正")
    with pytest.raises(Stop, match="收入不能是“代发付款”"):
        statement_acts.adjust(ledger, on, "1.23", "代发付款", "局办 40 号", "甲", "银行更正", batch=QIBAO)
    with pytest.raises(Stop, match="不是七宝镇付的"):
        statement_acts.adjust(
            ledger, on, "付10.50", "代发付款", "局办 40 号", "甲", "银行更正", batch="2024-江川路街道-1"
        )
    for by in ("甲", "乙"):
        statement_acts.adjust(ledger, on, "付10.50", "代发付款", "局办 40 号", by, "银行更正", batch=QIBAO)
    assert [(line.kind, line.batch) for line in account(ledger).lines if line.fen == -1050] == [("代发付款", QIBAO)]
    sound(ledger)


def test_a_month_with_what_nobody_knows_or_that_is_not_over_is_not_closed(paid: Path, tmp_path: Path) -> None:
    on = (date.today().replace(day=1) - timedelta(days=1)).isoformat()
    lines = [Booked(on, 7777, "不明单位", "999", "往来", "S0"), *month_of(paid)]
    take(paid, statements.csv(tmp_path / "两月.csv", OPENING, lines))
    with opened(paid, write=True) as book:
        for month, why in (
            (on[:7], "还有 1 笔未认领，共 77.77 元"),
            (TODAY[:7], "还没有过完"),
            ("2020-01", "没有收支"),
        ):
            with pytest.raises(Stop, match=why):
                months.close(book, OWN, month, "甲", 0)
    for month, why in ((TODAY[:7], "这个月还没有过完"), ("2024年8月", "不是月份")):
        with pytest.raises(Stop, match=why):
            statement_acts.close(paid, month, "甲", "", everything=True)


def test_verify_finds_what_does_not_follow_though_the_chain_was_made_anew(last_month: tuple[Path, str]) -> None:
    ledger, month = last_month
    for by in ("甲", "乙"):
        statement_acts.close(ledger, month, by, LAST)
    sound(ledger)
    before = ledger.read_bytes()
    for what, statement in (
        (
            "收支之和不等于期末减期初",
            "UPDATE event SET body = json_set(body, '$.fen', 124) WHERE kind = 'statement_line'",
        ),
        ("没有类别", "UPDATE event SET body = json_set(body, '$.class', '别的') WHERE kind = 'statement_line'"),
        ("不是先后两个人", "UPDATE event SET by = '乙' WHERE kind = 'first_closing'"),
        ("statement_line 与记录不符", "DELETE FROM statement_line"),
        ("closed_month 与记录不符", "DELETE FROM closed_month"),
    ):
        for end in ("-wal", "-shm"):
            ledger.with_name(ledger.name + end).unlink(missing_ok=True)
        ledger.write_bytes(before)
        tamper(ledger, statement)
        rechain(ledger)
        with pytest.raises(Stop, match=what):
            ledger_acts.check(ledger)


def test_the_command_line_takes_reports_and_closes(
    paid: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = ["--ledger", str(paid)]
    file = statements.camt(tmp_path / "对账.xml", OPENING, month_of(paid))
    assert main(["statement", "add", str(file), "--payer", "七宝镇", "--by", "甲", *ledger]) == 0
    out = capsys.readouterr().out
    assert "期初 1,000.00 元" in out and "期末 922.10 元" in out and "未入账 1" in out
    assert main(["statement", "claim", TODAY, "77.77", "--as", "拨入", "--why", "来函", "--by", "甲", *ledger]) == 0
    assert main(["statement", "report", "--out", str(tmp_path / "对账.xlsx"), *ledger]) == 0
    book = openpyxl.load_workbook(tmp_path / "对账.xlsx")
    assert book.sheetnames == ["对账1", "收支1"] and book["收支1"].max_row == 9
    assert main(["statement", "close", TODAY[:7], "--balance", "922.10", "--by", "甲", *ledger]) == 2
