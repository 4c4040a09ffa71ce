"""The bank's own book beside the ledger's: whatever is signed, sent, answered, sent back, recovered and paid again, in any order, the statements that the bank writes of it are the ledger's
book to the fen, nobody holds more than is due, and the chain is sound.

Each season is a row of drawn steps; a step that the ledger refuses changes neither book. ``SEASONS=100`` plays as many.
"""

import os
import random
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import bank
import people
import pytest
import statements
from paying import approve, load, sound
from statements import Booked

from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.bookings import recovery_acts
from huibao_xl.payments.ledger import cases
from huibao_xl.payments.ledger.bank_book import UNCLAIMED
from huibao_xl.payments.ledger.store import opened
from huibao_xl.payments.statements import balance, taking
from huibao_xl.reasons import Stop

TODAY = date.today()
TOWNS = ("七宝镇", "江川路街道", "莘庄工业区")
DUE = 12_900


class Books:
    """What the bank booked for each payer, and what stands on each person's account."""

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger
        self.lines: dict[str, list[Booked]] = {town: [] for town in TOWNS}
        self.shown = dict.fromkeys(TOWNS, 0)
        self.accounts: Counter[str] = Counter()
        self.files = 0

    def book(self, town: str, fen: int, text: str, row: Any = None) -> None:
        holder, account = (row.holder, row.account) if row is not None else ("代发过渡户", "")
        serial = f"{town}{len(self.lines[town])}"
        self.lines[town].append(Booked(TODAY.isoformat(), fen, holder, account, text, serial))

    def sign(self, number: str) -> None:
        approve(self.ledger, number)

    def send(self, number: str) -> None:
        """The bank carries out a file as it gets it: one sum out."""
        if load(self.ledger, number).exports:
            return
        acts.export(self.ledger, number, "甲")
        batch = load(self.ledger, number)
        self.book(batch.declaration.payer, -batch.totals()[1], f"代发 {number} 笔数 {batch.totals()[0]}")

    def answer(self, number: str, failing: int) -> None:
        """What fails comes back at once, one by one."""
        batch = load(self.ledger, number)
        rows = batch.lines[batch.lines["state"] == "在途"]
        if not batch.exports or rows.empty:
            return
        said = {line: bank.BUSY for line in rows["line"].tolist() if line % 3 == failing}
        self.files += 1
        file = bank.answer(self.ledger, number, self.ledger.parent / f"回盘{self.files}.xlsx", said)
        acts.take_return(self.ledger, number, file, "甲")
        for row in rows.itertuples():
            if row.line in said:
                self.book(batch.declaration.payer, row.amount_fen, "代发退回 系统忙", row)
            else:
                self.accounts[row.id] += row.amount_fen

    def come_back(self, number: str, line: int) -> None:
        batch = load(self.ledger, number)
        rows = batch.lines[(batch.lines["state"] == "成功") & (batch.lines["line"] == line + 1)]
        claimed = {(case.batch, case.line) for case in self.cases()}
        for row in rows.itertuples():
            if (number, row.line) not in claimed:
                for by in ("丁", "戊"):
                    acts.resolve(self.ledger, number, "退票", by, "银行来函", [row.line])
                self.accounts[row.id] -= row.amount_fen
                self.book(batch.declaration.payer, row.amount_fen, "退汇", row)

    def recover(self, number: str, line: int) -> None:
        """Somebody pays back a part in cash: the payer puts it on the account."""
        open_cases = [case for case in self.cases() if case.open_fen and case.batch == number]
        if not open_cases:
            recovery_acts.open_case(self.ledger, number, line + 1, "乙", "退保")
            return
        case, fen = open_cases[0], min(open_cases[0].open_fen, 4_300 + line)
        paper = f"缴款书{len(case.repaid)}号{case.number}"
        recovery_acts.repay(self.ledger, case.number, statements.yuan(fen), paper, "乙", TODAY)
        self.accounts[load(self.ledger, number).lines["id"].iloc[case.line - 1]] -= fen
        self.lines[load(self.ledger, number).declaration.payer].append(
            Booked(TODAY.isoformat(), fen, "", "", paper, paper)
        )

    def reissue(self, number: str) -> None:
        acts.reissue(self.ledger, number, "甲")

    def cases(self) -> list[cases.Case]:
        with opened(self.ledger) as book:
            return cases.cases(book)

    def statement(self, town: str) -> None:
        """Everything that the payer's statements do not hold yet, and two lines that they do."""
        lines, before = self.lines[town], max(self.shown[town] - 2, 0)
        if len(lines) == self.shown[town]:
            return
        opening = 1_000_000 + sum(line.fen for line in lines[:before])
        self.files += 1
        account = f"{statements.OWN}{TOWNS.index(town)}"
        path = self.ledger.parent / f"对账{self.files}.csv"
        file = statements.csv(path, opening, lines[before:], account=account)
        with opened(self.ledger, write=True) as book:
            taken = taking.take(book, file, "甲", town)
        assert taken.new == len(lines) - self.shown[town]
        self.shown[town] = len(lines)


STEPS = ("sign", "send", "answer", "answer", "come_back", "recover", "recover", "reissue", "statement")
SEASONS = range(int(os.environ.get("SEASONS", "2")))


@pytest.mark.usefixtures("without_papers")
@pytest.mark.parametrize("seed", SEASONS)
def test_the_statements_are_the_ledgers_book(stages: Any, seed: int) -> None:
    draw = random.Random(seed)
    steps = [(draw.choice(STEPS), draw.randrange(3), draw.randrange(4)) for _ in range(25)]
    place, copies = stages
    books = Books(people.put_back(place, copies["drafted"]) / "台账.sqlite3")
    plan = [("sign", at, 0) for at in range(3)] + [("send", at, 0) for at in range(2)] + steps
    for name, at, line in plan:
        of_town = [number for number in numbers(books.ledger) if TOWNS[at] in number]
        number = of_town[-1] if name in ("sign", "send", "answer") else of_town[0]
        try:
            match name:
                case "statement":
                    books.statement(TOWNS[at])
                case "answer" | "come_back" | "recover":
                    getattr(books, name)(number, line)
                case _:
                    getattr(books, name)(number)
        except Stop as refused:
            assert refused.exit_status == 2, (name, number)
    for town in TOWNS:
        books.statement(town)
    both_agree(books)


def numbers(ledger: Path) -> list[str]:
    return [*ledger_acts.list_batches(ledger)["batch"]]


def both_agree(books: Books) -> None:
    sound(books.ledger)
    assert max(books.accounts.values(), default=0) <= DUE
    with opened(books.ledger) as book:
        for account, one in taking.books(book).items():
            lines = books.lines[one.payer]
            assert account and one.closing_fen == 1_000_000 + sum(line.fen for line in lines)
            assert [line.text for line in one.lines if line.kind == UNCLAIMED] == []
            found = balance.balance(book, one)
            in_flight = {
                number: load(books.ledger, number).totals("在途", "未决")[1] for number in found.batches["batch"]
            }
            rest = found.batches.set_index("batch")["difference_fen"]
            assert rest.to_dict() == in_flight  # what was sent and not answered yet, and nothing else
