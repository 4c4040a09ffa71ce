"""A season of paying, played through the command line, against banks that keep their own books.

A bank is the witness: it books what the files that it is given say, by account, and answers in its own layout. What it has booked and not
sent back is what was really paid; the ledger must come to the same. In a season with crashes every third command is first started in a
child process that kills itself somewhere on the way, and then again: over the season that hits every step.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

import killing
import openpyxl
import pandas as pd
import paying
import people

from huibao_xl.cli import main
from huibao_xl.payments.bank import bank_files, layouts
from huibao_xl.payments.ledger import states, witness

BANKS = ("通用", "六列本行表", "竖线文本-本行")
"""The layouts of the three banks; each payer has one of them."""
AMOUNT = 12_900
Timed = Callable[[str, Callable[[], None]], None]


@dataclass
class Bank:
    """What was credited and has not come back: {account: fen}; and how often an account was credited."""

    booked: Counter[str] = field(default_factory=Counter)
    credits: Counter[str] = field(default_factory=Counter)

    def credit(self, account: str) -> None:
        self.booked[account] += AMOUNT
        self.credits[account] += 1

    def send_back(self, account: str) -> None:
        self.booked[account] -= AMOUNT

    @property
    def confirmed_fen(self) -> int:
        return sum(self.booked.values())

    @property
    def holders(self) -> int:
        """How many accounts hold just one payment; none may hold another amount."""
        assert set(self.booked.values()) <= {0, AMOUNT}
        return sum(fen == AMOUNT for fen in self.booked.values())


@dataclass
class Season:
    """``towns``: the 街镇 that pay. ``failures``: people whose first payment fails, of whom every other one's second fails too; ``late``: people whose money
    comes back after it was confirmed. ``timed``: called with the name of each step and the step."""

    folder: Path
    count: int
    failures: int
    late: int
    towns: list[str] = field(default_factory=lambda: people.TOWNS)
    crashes: bool = False
    timed: Timed = lambda name, step: step()
    bank: Bank = field(default_factory=Bank)
    steps: int = 0

    @property
    def ledger(self) -> Path:
        return self.folder / "台账.sqlite3"

    def run(self) -> None:
        self.result = people.result(self.folder, self.count, self.towns)
        self.draft()
        first = self.open_batches()
        for number in first:
            self.approve(number)
        self.transfer()
        for number in first:
            self.pay(number)
        for number in first:
            self.come_back(number)
        for attempt, parents in ((1, first), (2, None)):
            children = self.reissue(parents if parents is not None else self.closed(), attempt)
            for number in children:
                self.approve(number)
                self.pay(number)

    def act(self, name: str, *words: str) -> str:
        """Run one command; with crashes, a first try of every third is killed somewhere on the way."""
        arguments = [*words, "--ledger", str(self.ledger)]
        self.steps += 1
        if self.crashes and self.steps % 3 == 0:
            killing.in_child(arguments, self.folder, 1 + 7 * self.steps % 24)
        told = StringIO()

        def run() -> None:
            with redirect_stdout(told):
                status = main(arguments)
            assert status in ((0, 2) if self.crashes else (0,)), (arguments, told.getvalue())

        self.timed(name, run)
        return told.getvalue()

    def draft(self) -> None:
        """One clerk drafts for the 街镇; another drafts for the district at the same time and takes it back."""
        self.act("制单", "batch", str(self.result), "--payer", "街镇", "--by", "甲")
        self.act("制单", "batch", str(self.result), "--payer", "区", "--by", "戊")
        drafts: dict[tuple[str, ...], str] = {}
        for number in self.open_batches():
            key = tuple(self.load(number).lines["id"])
            if key in drafts or "区民政局" in number:  # a crash may have left the same draft twice
                self.act("退回", "reject", number, "--by", "乙", "--why", "重复制单")
            drafts[key] = number

    def approve(self, number: str) -> None:
        self.act("审核", "review", number, "--by", "乙")
        self.act("审批", "approve", number, "--by", "丙")
        assert self.load(number).state == "已批准"

    def pay(self, number: str) -> None:
        """Export, let the bank book and answer, register the answer, and register it once more."""
        layout = BANKS[sum(map(ord, number.split("-")[1])) % len(BANKS)]
        self.act("导出", "export", number, "--by", "甲", "--layout", layout)
        batch = self.load(number)
        assert len(batch.exports) == 1
        files = [
            (witness.folder_of_batch(self.ledger, number) / batch.exports[0].folder / file.name)
            for file in batch.exports[0].files
        ]
        for part, file in enumerate(files):
            answer = self.answer(file, layout, self.folder / f"{number}-回盘{part}", self.credit)
            for clerk in ("甲", "戊"):
                self.act("回盘", "return", number, str(answer), "--by", clerk)

    def credit(self, account: str) -> tuple[str, str]:
        """The bank's word on one line of a file. The second digits of an account say which try it is."""
        attempt, index = int(account[2:4]), int(account[4:-1])
        if index < self.failures and attempt == 0:
            return "失败", "账户名不符"
        if index < self.failures and index % 2 and attempt == 1:
            return "失败", "账号错误"
        self.bank.credit(account)
        return "成功", ""

    def come_back(self, number: str) -> None:
        """Days later the bank sends some of the money back."""
        lines = self.load(number).lines
        indices = lines["account"].str[4:-1].astype(int)
        late = lines[(indices >= self.failures) & (indices < self.failures + self.late)]
        if late.empty:
            return
        layout = self.load(number).exports[0].layout
        file = self.folder / f"{number}-退票"
        for account in late["account"]:
            self.bank.send_back(account)
        answer = self.write(late, layout, file, [("退票", "退票")] * len(late))
        self.act("退票", "return", number, str(answer), "--by", "甲")

    def reissue(self, parents: list[str], attempt: int) -> list[str]:
        """Re-issue what failed, with new accounts."""
        children = []
        for number in parents:
            lines = self.load(number).lines
            failed = lines[lines["state"].isin(states.FAILED)]
            if failed.empty:
                continue
            accounts = self.folder / f"{number}-银行账户.csv"
            renewed = [people.account(int(account[4:-1]), attempt) for account in failed["account"]]
            table = {"姓名": failed["name"], "证件号码": failed["id"], "户名": failed["name"], "银行账号": renewed}
            pd.DataFrame(table).to_csv(accounts, index=False)
            self.act("重发", "reissue", number, "--by", "甲", "--accounts", str(accounts))
            children.append(f"{number}.1")
        return children

    def closed(self) -> list[str]:
        """The re-issues that are closed."""
        return [number for number in self.numbers() if "." in number and self.load(number).state == "已关闭"]

    def transfer(self) -> None:
        self.act("拨付", "transfer", "--policy", "2024", "--by", "甲")
        self.act("审核", "review", "2024-拨付-1", "--by", "乙")
        self.act("审批", "approve", "2024-拨付-1", "--by", "丙")
        for by in ("乙", "丙"):
            self.act("确认", "resolve", "2024-拨付-1", "--as", "成功", "--why", "国库凭证 1 号", "--by", by)

    def numbers(self) -> list[str]:
        return paying.numbers(self.ledger)

    def load(self, number: str) -> states.Batch:
        return paying.load(self.ledger, number)

    def open_batches(self) -> list[str]:
        return [number for number in self.numbers() if self.load(number).state == "草稿"]

    def answer(self, file: Path, layout: str, out: Path, word: Callable[[str], tuple[str, str]]) -> Path:
        """What the bank returns for a file it was given: every line, with its word."""
        rows = bank_files.read_back(file, layouts.load(layout)).rows
        return self.write(rows, layout, out, [word(account) for account in rows["account"]])

    def write(self, rows: pd.DataFrame, layout: str, out: Path, words: list[tuple[str, str]]) -> Path:
        numbers = rows["number"] if "number" in rows else rows["serial"].astype(str)
        cells = list(zip(numbers, rows["holder"], rows["account"], words, strict=True))
        if layout == "竖线文本-本行":
            lines = [
                f"{number}|{account}|{holder}|{AMOUNT}|||{status}|{why}"
                for number, holder, account, (status, why) in cells
            ]
            text = "\r\n".join([f"P|{len(cells)}|{AMOUNT * len(cells)}", *lines, "########", ""])
            out.with_suffix(".txt").write_bytes(text.encode("gb18030"))
            return out.with_suffix(".txt")
        book = openpyxl.Workbook()
        if layout == "六列本行表":
            book.active.append(["姓名", "卡号", "应处理金额", "备注", "实处理金额", "处理标志"])
            for _, holder, account, (status, why) in cells:
                book.active.append([holder, account, "129.00", why, "129.00" if status == "成功" else "", status])
        else:
            book.active.append(["序号", "户名", "账号", "金额", "处理状态", "失败原因"])
            for number, holder, account, (status, why) in cells:
                book.active.append([number, holder, account, 129, status, why])
        book.save(out.with_suffix(".xlsx"))
        return out.with_suffix(".xlsx")
