"""A clearing books itself: what was paid wrongly is claimed, supplemented or moved, and cleared again nothing differs; bearer by bearer it is due less paid."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import bank
import pandas as pd
import people
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paying import approve, load, new_accounts, sound
from tampering import rechain, tamper

from huibao_xl import policy
from huibao_xl.clearing import booking, booking_acts, sums
from huibao_xl.clearing.classify import ITEMS, MONEY_COLUMNS
from huibao_xl.cli import main
from huibao_xl.money import district_share
from huibao_xl.payments import acts, batch_names, execution, ledger_acts, papers
from huibao_xl.payments.bookings import recovery_acts
from huibao_xl.payments.ledger import cases, moves, states
from huibao_xl.payments.ledger.store import opened
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done

RULES = policy.load("2024")
TOWNS = ["七宝镇", "江川路街道", "莘庄工业区"]
NUMBER = "2024-区民政局-1"
TODAY = date.today()
LESS, MORE, ELSEWHERE, GONE, LESS_ELSEWHERE, MORE_ELSEWHERE = range(6)
"""People of the list, by their place: whom the bank paid too little, too much; who lives elsewhere by now; who is not entitled any more; both."""


@pytest.fixture(scope="module")
def paid_year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which nine people are paid by the district, four of them in another amount, and the lists as they are now."""
    folder = tmp_path_factory.mktemp("年度") / "年"
    folder.mkdir()
    result = people.result(folder, 9, TOWNS)
    ledger = folder / "台账.sqlite3"
    acts.make(ledger, result, "区", "甲", "通用")
    approve(ledger, NUMBER)
    acts.export(ledger, NUMBER, "甲")
    acts.take_return(ledger, NUMBER, bank.answer(ledger, NUMBER, folder / "回盘.xlsx"), "甲")
    for place, amount in ((LESS, "100"), (MORE, "150"), (LESS_ELSEWHERE, "100"), (MORE_ELSEWHERE, "150.01")):
        for by in ("丁", "戊"):
            acts.resolve(ledger, NUMBER, "成功", by, "银行凭证", [line_of(ledger, place)], amount)
    roster = pd.read_csv(folder / "名单" / "持证残疾人.csv", dtype=str)
    for place in (ELSEWHERE, LESS_ELSEWHERE, MORE_ELSEWHERE):
        town = roster.loc[place, "街镇"]
        roster.loc[place, "街镇"] = TOWNS[(TOWNS.index(town) + 1) % 3]
    roster.drop(index=GONE).to_csv(folder / "名单" / "持证残疾人.csv", index=False)
    return folder


def line_of(ledger: Path, place: int) -> int:
    lines = load(ledger, NUMBER).lines
    return int(lines.loc[lines["id"] == people.number(place), "line"].iloc[0])


@pytest.fixture
def year(paid_year: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of ``paid_year`` in its place, as it was when it was made. Nobody looks into papers here."""
    for name in ("write_batch", "write_returns"):
        monkeypatch.setattr(papers, name, lambda path, *content: path.write_bytes(b""))
    keep = paid_year.parent / "原样"
    if not keep.exists():
        shutil.copytree(paid_year, keep)
    return people.put_back(paid_year, keep)


def clear(year: Path, name: str) -> Path:
    out = year / name
    lists, ledger = str(year / "名单"), str(year / "台账.sqlite3")
    assert main(["clear", lists, "--paid", ledger, "--policy", "2024", "--out", str(out)]) == 0
    return out


def classes(folder: Path) -> Counter[str]:
    table = pd.read_csv(folder / "清算全表.csv", dtype=str, keep_default_na=False)
    return Counter(table["类别"])


def book(year: Path, folder: Path) -> None:
    for by in ("乙", "甲"):
        booking_acts.book_clearing(year / "台账.sqlite3", folder, "局办2024-31", by)


def test_what_is_booked_and_done_leaves_no_difference(year: Path) -> None:
    ledger = year / "台账.sqlite3"
    first = clear(year, "清算一")
    assert classes(first) == {"一致": 3, "错额": 2, "多发": 2, "错街镇": 1, "依据消失": 1}
    said = booking_acts.book_clearing(ledger, first, "局办2024-31", "乙")
    assert said.codes == [Done.BOOKING, Done.BOOKING_OF_ONE] and not load_cases(ledger)
    outcome = booking_acts.book_clearing(ledger, first, "局办2024-31", "甲")
    assert "追回 3 笔 171.01 元，补差 2 笔 58.00 元，调整承担单位 " in "\n".join(outcome.lines())
    made = [number for number in numbers(ledger) if "补差" in number]
    assert made == ["2024-区民政局-补差-1"] and load(ledger, made[0]).declaration.nth == 1
    assert batch_names.meant(ledger, "区补差", "review") == batch_names.meant(ledger, "区民政局补差1") == made[0]
    sound(ledger)
    approve(ledger, made[0])
    assert classes(clear(year, "清算二"))["在途"] == 2
    acts.export(ledger, made[0], "甲")
    acts.take_return(ledger, made[0], bank.answer(ledger, made[0], year / "补差回盘.xlsx"), "甲")
    for at, case in enumerate(load_cases(ledger)):
        amount = f"{case.claimed_fen / 100:.2f}"
        recovery_acts.repay(ledger, case.number, amount, f"缴款书 {at}", "乙", TODAY)
    assert classes(clear(year, "清算三")) == {"一致": 8}
    sound(ledger)
    with opened(ledger) as opened_book:
        done = execution.execution(opened_book, RULES)
    assert int(done.by_bearer["executed_fen"].sum()) == 8 * 12900


def numbers(ledger: Path) -> list[str]:
    with opened(ledger) as opened_book:
        return opened_book.batches()


def load_cases(ledger: Path) -> list[cases.Case]:
    with opened(ledger) as opened_book:
        return cases.cases(opened_book)


def test_nothing_is_booked_twice(year: Path) -> None:
    ledger, folder = year / "台账.sqlite3", clear(year, "清算")
    for by, why in (("乙", ""), ("乙", "乙已提出记账"), ("甲", ""), ("丁", "记过账")):
        if why:
            with pytest.raises(Stop, match=why):
                booking_acts.book_clearing(ledger, folder, "局办2024-31", by)
        else:
            booking_acts.book_clearing(ledger, folder, "局办2024-31", by)
    with opened(ledger) as opened_book:
        before = (len(cases.cases(opened_book)), len(moves.moves(opened_book)), len(opened_book.batches()))
    book(year, clear(year, "清算又"))  # the claims are open yet, the supplement is a draft
    with opened(ledger) as opened_book:
        after = (len(cases.cases(opened_book)), len(moves.moves(opened_book)), len(opened_book.batches()))
    assert after[:2] == before[:2]
    for number in [each for each in numbers(ledger) if "补差" in each][:1]:
        approve(ledger, number)
    if after[2] > before[2]:
        with pytest.raises(Stop, match="应补的 129.00 元"):
            approve(ledger, numbers(ledger)[-1])
    sound(ledger)


def test_what_the_ledger_heard_of_since_is_left_out_by_name(year: Path) -> None:
    ledger, folder = year / "台账.sqlite3", clear(year, "清算")
    line = line_of(ledger, GONE)
    recovery_acts.open_case(ledger, NUMBER, line, "乙", "名单外")
    booking_acts.book_clearing(ledger, folder, "局办2024-31", "乙")
    outcome = booking_acts.book_clearing(ledger, folder, "局办2024-31", "丙")
    assert f"没有记入：批次 {NUMBER} 第 {line} 行：清算以后台账又有记录，请重新清算。" in outcome.lines()
    assert len(load_cases(ledger)) == 3


def test_a_folder_that_was_changed_or_is_of_another_ledger_is_refused(year: Path) -> None:
    ledger, folder = year / "台账.sqlite3", clear(year, "清算")
    (folder / "清算全表.csv").write_text("改", encoding="utf-8")
    with pytest.raises(Stop, match="清算全表.csv（改动）") as stop:
        booking_acts.book_clearing(ledger, folder, "局办2024-31", "乙")
    assert stop.value.code == "S91"
    folder = clear(year, "清算又")
    ledger_acts.new_ledger(year / "另一本.sqlite3", "甲", "练习")
    with pytest.raises(Stop, match="不是按这本台账清算的"):
        booking_acts.book_clearing(year / "另一本.sqlite3", folder, "局办2024-31", "乙")
    with pytest.raises(Stop, match="没有写明依据的文号"):
        booking_acts.book_clearing(ledger, folder, " ", "乙")


def test_a_supplement_that_fails_is_paid_again_and_never_above_what_is_due(year: Path) -> None:
    ledger = year / "台账.sqlite3"
    book(year, clear(year, "清算"))
    number = next(each for each in numbers(ledger) if "补差" in each)
    approve(ledger, number)
    acts.export(ledger, number, "甲")
    acts.take_return(ledger, number, bank.answer(ledger, number, year / "一.xlsx", {1: bank.BUSY}), "甲")
    acts.reissue(ledger, number, "甲")
    child = f"{number}.1"
    assert load(ledger, child).declaration.nth == 1
    approve(ledger, child)
    acts.export(ledger, child, "甲")
    acts.take_return(ledger, child, bank.answer(ledger, child, year / "二.xlsx"), "甲")
    with opened(ledger) as opened_book:
        lines = states.lines_of_year(opened_book, RULES.scheme, 2024)
    paid = lines[lines["state"] == "成功"].groupby("id")["paid_fen"].sum()
    assert paid[people.number(LESS)] == paid[people.number(LESS_ELSEWHERE)] == 12900
    sound(ledger)


def test_what_is_paid_again_beside_a_supplement_is_within_what_is_due(year: Path) -> None:
    """The first payment comes back after the supplement was paid: to pay it again in full would be too much."""
    ledger = year / "台账.sqlite3"
    book(year, clear(year, "清算"))
    number = next(each for each in numbers(ledger) if "补差" in each)
    approve(ledger, number)
    acts.export(ledger, number, "甲")
    acts.take_return(ledger, number, bank.answer(ledger, number, year / "补.xlsx"), "甲")
    for by in ("丁", "戊"):
        acts.resolve(ledger, NUMBER, "退票", by, "银行来函", [line_of(ledger, LESS)])
    with opened(ledger) as opened_book:
        done = execution.execution(opened_book, RULES)
    assert int(done.by_bearer["executed_fen"].sum()) == 7 * 12900 + 2100 + 2101 + 12900 + 2900
    path = new_accounts(ledger, NUMBER, year / "新账户.csv", {line_of(ledger, LESS): people.account(LESS, 7)})
    acts.reissue(ledger, NUMBER, "甲", [f"银行账户={path}"])
    with pytest.raises(Stop, match="加上已付的超过应补的 129.00 元"):
        acts.sign(ledger, f"{NUMBER}.1", "审核", "乙")
    table = pd.read_csv(clear(year, "清算又") / "清算全表.csv", dtype=str, keep_default_na=False)
    row = table[table["证件号码"] == people.number(LESS)].iloc[0]
    assert (row["类别"], row["已发"]) == ("错额", "29.00")
    sound(ledger)


def pay(year: Path, number: str) -> None:
    ledger = year / "台账.sqlite3"
    approve(ledger, number)
    acts.export(ledger, number, "甲")
    acts.take_return(ledger, number, bank.answer(ledger, number, year / f"{number}.xlsx"), "甲")


def executed(ledger: Path) -> tuple[int, int]:
    """What is executed, and what is committed, of all bearers, in fen."""
    with opened(ledger) as opened_book:
        done = execution.execution(opened_book, RULES).by_bearer
    return int(done["executed_fen"].sum()), int(done["committed_fen"].sum())


def test_what_comes_back_of_a_supplement_comes_off_what_was_executed(year: Path) -> None:
    """Given back whole, it is due again and paid once more, and is not refunded beside that; a part, and what was given up, come off too; what is claimed of it keeps a clearing's claim out by name."""
    ledger = year / "台账.sqlite3"
    book(year, clear(year, "清算"))
    number = next(each for each in numbers(ledger) if "补差" in each)
    pay(year, number)
    before = executed(ledger)
    whole, part = "2024-追回-4", "2024-追回-5"
    for line in (1, 2):
        recovery_acts.open_case(ledger, number, line, "乙", "查明不该补")
    assert executed(ledger) == before
    recovery_acts.repay(ledger, whole, "29", "缴款书甲", "乙", TODAY)
    recovery_acts.repay(ledger, part, "9", "缴款书乙", "乙", TODAY)
    assert executed(ledger) == (before[0] - 3800, before[1] - 3800)
    recovery_acts.notify(ledger, part, "通知", "乙", TODAY)
    recovery_acts.hear(ledger, part, "记录", "乙", TODAY, "无力")
    again = clear(year, "清算二")
    table = pd.read_csv(again / "清算全表.csv", dtype=str, keep_default_na=False)
    lines = load(ledger, number).lines
    paid = {row["证件号码"]: (row["类别"], row["已发"]) for row in table.to_dict("records")}
    assert [paid[each] for each in lines["id"]] == [("错额", "100.00"), ("错额", "120.00")]
    for by in ("乙", "甲"):
        said = booking_acts.book_clearing(ledger, again, "局办2024-32", by)
    assert "补差 2 笔 38.00 元" in said.lines()[1]
    for each in [each for each in numbers(ledger) if "补差" in each][1:]:
        pay(year, each)
    assert executed(ledger) == before
    for by in ("丁", "戊"):
        with pytest.raises(Stop, match="退还以后连同补差共付 158.00 元，超过应补的 129.00 元"):
            recovery_acts.refund(ledger, whole, "29", "退款", by, TODAY, "不该收")
    for by in ("丁", "戊"):
        recovery_acts.give_up(ledger, part, "核销", by, TODAY, "无力")
    assert executed(ledger) == before
    sound(ledger)


def test_a_claim_on_a_supplement_keeps_that_of_a_clearing_out_by_name(year: Path) -> None:
    ledger = year / "台账.sqlite3"
    book(year, clear(year, "清算"))
    number = next(each for each in numbers(ledger) if "补差" in each)
    pay(year, number)
    recovery_acts.open_case(ledger, number, 1, "乙", "查明不该补", "1")
    roster = pd.read_csv(year / "名单" / "持证残疾人.csv", dtype=str)
    gone = roster["证件号码"].isin(load(ledger, number).lines["id"])
    roster[~gone].to_csv(year / "名单" / "持证残疾人.csv", index=False)
    with pytest.raises(Stop, match="已立案（2024-追回-4），在那一个追回上记"):
        one = clear(year, "清算二")
        for by in ("乙", "甲"):
            said = booking_acts.book_clearing(ledger, one, "局办2024-32", by)
        raise Stop("S82", folder="", why="\n".join(said.lines()), advice="")
    sound(ledger)


def test_verify_finds_a_move_and_a_supplement_that_do_not_add_up(year: Path) -> None:
    ledger = year / "台账.sqlite3"
    book(year, clear(year, "清算"))
    approve(ledger, next(each for each in numbers(ledger) if "补差" in each))
    before = ledger.read_bytes()
    for what, statement in (
        ("调整与原来的承担不符", "SET body = json_set(body, '$.more_fen', 1) WHERE kind = 'move'"),
        ("记账不是先后两个人", "SET by = '甲' WHERE kind = 'first_booking'"),
        ("残缺", "SET body = json_remove(body, '$.seal') WHERE kind = 'booking'"),
    ):
        tamper(ledger, f"UPDATE event {statement}")
        rechain(ledger)
        with pytest.raises(Stop, match=what):
            ledger_acts.check(ledger)
        for end in ("-wal", "-shm"):
            ledger.with_name(ledger.name + end).unlink(missing_ok=True)
        ledger.write_bytes(before)


PERCENT = {town.name: town.district_percent for town in RULES.townships}


def split(fen: int, town: str) -> tuple[int, int]:
    district = district_share(fen, PERCENT[town]) if town else 0
    return district, fen - district


@st.composite
def items(draw: st.DrawFn) -> pd.DataFrame:
    """Rows of a clearing: any due and paid amounts, 街镇 and shares."""
    rows = []
    for at in range(draw(st.integers(1, 6))):
        due, paid = draw(st.sampled_from([0, 12900, 13500])), draw(st.integers(1, 20000))
        paid = due if due and draw(st.booleans()) else paid
        towns = draw(st.tuples(*[st.sampled_from(sorted(PERCENT))] * 2))
        shares = split(paid, towns[1]) if draw(st.booleans()) else (paid // 3, paid - paid // 3)
        due_shares = split(due, towns[0])
        if due == paid and (towns[0], due_shares) == (towns[1], shares):
            name = "一致"
        else:
            name = "依据消失" if not due else "错额" if paid < due else "多发" if paid > due else "错街镇"
        row = dict.fromkeys(ITEMS.columns, "") | {"class": name, "person": at, "paid_row": at + 1, "paid_sheet": NUMBER}
        row |= dict(zip((f"due_{column}" for column in MONEY_COLUMNS), (due, *due_shares), strict=True))
        row |= dict(zip((f"paid_{column}" for column in MONEY_COLUMNS), (paid, *shares), strict=True))
        row |= {f"flying_{column}": 0 for column in MONEY_COLUMNS}
        row |= {"due_township": towns[0] if due else "", "paid_township": towns[1]}
        rows.append(row)
    return pd.DataFrame(rows)


@given(items())
def test_what_is_planned_is_due_less_paid_bearer_by_bearer(rows: pd.DataFrame) -> None:
    planned = booking.plan(rows, RULES)
    booked: Counter[str] = Counter()
    for each in planned:
        assert min(*each.claim, *each.supplement) >= 0
        booked.update(booking.postings(each, rows.loc[each.item]))
    wanted = sums.corrections(sums.postings(rows)).groupby("bearer")["fen"].sum()
    assert {name: fen for name, fen in booked.items() if fen} == {name: fen for name, fen in wanted.items() if fen}
