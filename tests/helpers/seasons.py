"""A season as it goes wrong: clerks whose steps are killed, repeated and done twice at once, a bank that is late, pays twice, contradicts itself and sends old files, ledgers that are put back
from old backups; and the bank's own book, by which everything is judged.

The bank's book says what arrived of each line that was uploaded, and what it last told of it. Money may go twice only where the bank had said that the first payment failed.
"""

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import bank
import openpyxl
import paying
import statements
from killing import act_in_child, end_with
from statements import Booked

from huibao_xl.files.results import names
from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.bookings import recovery_acts
from huibao_xl.payments.ledger import cases, states, unknown, verify
from huibao_xl.payments.ledger.store import opened
from huibao_xl.payments.statements import balance, taking
from huibao_xl.reasons import Stop

DUE = 12_900
OUTCOMES = ("paid", "paid", "paid", "paid", "failed", "late", "twice", "less")
"""What becomes of a line at the bank."""
Place = tuple[str, int]


@dataclass
class Season:
    """A ledger and the bank. ``arrived``: fen by line; ``people``: id by line; ``told``: what the bank last said of a line; ``late``: lines that arrive some day; ``files``: answers by batch;
    ``uploaded``: folders of files that the bank has got; ``counts``: what happened how often."""

    ledger: Path
    arrived: dict[Place, int] = field(default_factory=dict)
    people: dict[Place, str] = field(default_factory=dict)
    accounts: dict[Place, tuple[str, str]] = field(default_factory=dict)
    told: dict[Place, str] = field(default_factory=dict)
    late: set[Place] = field(default_factory=set)
    files: dict[str, list[Path]] = field(default_factory=dict)
    uploaded: set[tuple[str, str]] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    backup: Path | None = None
    kill_at: int = 0

    def numbers(self) -> list[str]:
        return paying.numbers(self.ledger)

    def load(self, number: str) -> states.Batch:
        return paying.load(self.ledger, number)

    def do(self, name: str, act: Callable[[], object]) -> bool:
        """One step of a clerk, which dies where that was drawn; return whether it was done."""
        self.counts[name] += 1
        if self.kill_at:
            limit, self.kill_at = self.kill_at, 0
            ended = act_in_child(act, self.ledger.parent, limit)
            assert ended in (0, -9), (name, ended)
            self.counts["killed"] += ended == -9
            return ended == 0
        try:
            act()
        except Stop as refused:
            assert refused.exit_status in (2, 3), (name, str(refused))
            self.counts[f"refused {refused.code}"] += 1
            return False
        return True

    def at_once(self, name: str, first: Callable[[], object], second: Callable[[], object]) -> None:
        """Two clerks, each in a process of his own."""
        self.counts[name] += 1
        waiting, start = os.pipe()
        children = []
        for act in (first, second):
            if not (child := os.fork()):
                os.close(start)
                os.read(waiting, 1)
                end_with(act)
            children.append(child)
        os.close(waiting)
        os.close(start)
        assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0], name

    def make(self) -> None:
        self.do("make", lambda: acts.make(self.ledger, self.ledger.parent / "结果", "街镇", "甲", "通用"))

    def sign(self, number: str, both: bool = False) -> None:
        step = self.load(number).next_step
        if step:
            by = {"审核": "乙", "审批": "丙"}[step]
            sign = lambda who: lambda: acts.sign(self.ledger, number, step, who)  # noqa: E731
            if both:
                self.at_once("sign at once", sign(by), sign("庚"))
            else:
                self.do("sign", sign(by))

    def export(self, number: str, both: bool = False) -> None:
        if both:
            self.at_once("export at once", *(lambda by=by: acts.export(self.ledger, number, by) for by in "甲乙"))
        else:
            for by in ("甲", "乙"):
                self.do("export", lambda by=by: acts.export(self.ledger, number, by))

    def upload(self, number: str, fate: int) -> None:
        """The clerk uploads what stands in the folder; the bank carries out each file once. ``fate``: what becomes of the lines."""
        batch = self.load(number)
        if not batch.exports or not all(path.is_file() for path in bank.exported(self.ledger, number)):
            return
        key = (number, batch.exports[-1].folder)
        if key in self.uploaded or any(number == each for each, _ in self.uploaded):
            return
        self.uploaded.add(key)
        self.counts["upload"] += 1
        draw = random.Random(fate)
        for row in batch.lines[batch.lines["state"].isin(states.OPEN)].itertuples():
            place = (number, row.line)
            self.pay(place, row, draw.choice(OUTCOMES))

    def pay(self, place: Place, row: object, outcome: str) -> None:
        self.people[place], self.accounts[place] = row.id, (row.holder, row.account)
        before = [each for each, fen in self.arrived.items() if fen and self.people[each] == row.id]
        for each in before:  # nobody is paid again but who failed by the bank's own word
            assert self.told.get(each) in ("失败", "退票"), (place, each, self.told.get(each))
        self.arrived[place] = {"paid": DUE, "twice": 2 * DUE, "less": 10_000}.get(outcome, 0)
        if outcome == "late":
            self.late.add(place)

    def arrive(self) -> None:
        """What was late arrives."""
        for place in sorted(self.late):
            self.arrived[place] = DUE
            self.counts["late"] += 1
        self.late.clear()

    def answer(self, number: str, chosen: Callable[[int], bool], lies: Callable[[int], bool]) -> None:
        """The bank answers some lines of what was uploaded, of some the contrary of what is true."""
        if not any(number == each for each, _ in self.uploaded) or not self.load(number).exports:
            return
        lines = [line for each, line in self.arrived if each == number and chosen(line)]
        if not lines:
            return
        true = {line: bool(self.arrived[number, line]) for line in lines}
        said = {line: bank.PAID if paid != lies(line) else bank.BUSY for line, paid in true.items()}
        file = bank.answer(
            self.ledger, number, self.ledger.parent / f"回盘{self.counts['file']}.xlsx", lambda line: said.get(line)
        )
        self.counts["file"] += 1
        for line in lines:
            if said[line] == bank.PAID and self.arrived[number, line] not in (0, DUE):
                self._amount(file, number, line)
        self.files.setdefault(number, []).append(file)
        self.take(number, file, {line: status for line, (status, _) in said.items()})

    def _amount(self, file: Path, number: str, line: int) -> None:
        """The bank writes what arrived."""
        serial = int(self.load(number).lines["serial"].iloc[line - 1])
        book = openpyxl.load_workbook(file)
        titles = [cell.value for cell in book.active[1]]
        for row in book.active.iter_rows(min_row=2):
            if row[0].value == serial:
                row[titles.index("金额")].value = self.arrived[number, line] / 100
        book.save(file)

    def take(self, number: str, file: Path, said: dict[int, str]) -> None:
        before = len(self.load(number).returns)
        self.do("return", lambda: acts.take_return(self.ledger, number, file, "甲"))
        if len(self.load(number).returns) > before:
            self.told |= {(number, line): status for line, status in said.items()}

    def old_file(self, number: str, which: int) -> None:
        """A file that was read already, or of another batch, comes again: it changes nothing."""
        files = [file for each in self.files.values() for file in each]
        if files:
            lines = self.load(number).lines["state"].tolist()
            own = files[which % len(files)] in self.files.get(number, ())
            read = {file.sha256 for file in self.load(number).returns}
            self.do("old file", lambda: acts.take_return(self.ledger, number, files[which % len(files)], "甲"))
            if not own:
                assert self.load(number).lines["state"].tolist() == lines and len(self.load(number).returns) == len(
                    read
                )

    def settle(self, number: str) -> None:
        """Two people settle what is in doubt by the bank's letter, which is true of that day."""
        for line in self.load(number).doubtful["line"].tolist():
            self.letter(number, line)

    def letter(self, number: str, line: int) -> None:
        place, fen = (number, line), self.arrived.get((number, line), 0)
        row = self.load(number).lines.iloc[line - 1]
        beside = [
            each
            for each, other in self.arrived.items()
            if other and each != place and self.people.get(each) == row["id"]
        ]
        if fen == 0:
            state, amount = "失败", ""
        elif fen == 2 * DUE or (row["state"] in states.FAILED and beside):
            state, amount = "重付", statements.yuan(fen)
        else:
            state, amount = "成功", "" if fen == DUE else statements.yuan(fen)
        done = False
        for by in ("丁", "戊"):
            done = self.do(
                f"letter {state}",
                lambda by=by: acts.resolve(self.ledger, number, state, by, "银行来函", [line], amount),
            )
        if done and not self.load(number).lines["doubtful"].iloc[line - 1]:
            self.told[place] = "失败" if state == "失败" else "成功"

    def reissue(self, number: str, both: bool = False) -> None:
        again = lambda: acts.reissue(self.ledger, number, "甲")  # noqa: E731
        self.at_once("reissue at once", again, again) if both else self.do("reissue", again)

    def reject(self, number: str) -> None:
        """Two people send a batch back; of what a restored ledger does not know to be sent, they ask the bank before."""
        with opened(self.ledger) as book:
            if unknown.of_batch(book, number) and any(number == each for each, _ in self.uploaded):
                return
        for by in ("乙", "丙"):
            self.do("reject", lambda by=by: acts.reject(self.ledger, number, by, "名册要更正"))

    def recover(self) -> None:
        with opened(self.ledger) as book:
            open_cases = [case for case in cases.cases(book) if case.open_fen]
        if open_cases:
            case = open_cases[0]
            paper = f"缴款{len(case.repaid)}{case.number}"
            self.do("repay", lambda: recovery_acts.repay(self.ledger, case.number, "50", paper, "乙", date.today()))

    def keep(self) -> None:
        self.backup = self.ledger.with_name(f"备份{self.counts['backup']}.sqlite3")
        self.counts["backup"] += 1
        ledger_acts.backup(self.ledger, self.backup)

    def put_back(self) -> None:
        """The disk is lost; what there is is the last backup."""
        if self.backup is None:
            return
        for end in ("", "-wal", "-shm"):
            self.ledger.with_name(self.ledger.name + end).unlink(missing_ok=True)
        backup, before = self.backup, self.counts["killed"]
        self.do("restore", lambda: ledger_acts.restore(self.ledger, backup, "乙", "硬盘损坏"))
        if self.counts["killed"] > before and not self.ledger.exists():
            self.do("restore", lambda: ledger_acts.restore(self.ledger, backup, "乙", "硬盘损坏"))
        assert self.ledger.exists()

    def old_copy(self) -> None:
        """Somebody puts the backup in the ledger's place: nothing is written with it, if anything was written since."""
        if self.backup is None:
            return
        with opened(self.backup) as old, opened(self.ledger) as now:
            if old.head() == now.head():
                return
        self.kill_at = 0
        kept = self.ledger.with_name("放一边")
        kept.mkdir()
        for file in [*self.ledger.parent.glob(f"{self.ledger.name}*")]:
            file.rename(kept / file.name)
        shutil.copy(self.backup, self.ledger)
        number = self.numbers()[0]
        again = lambda: self.do("reject", lambda: acts.reject(self.ledger, number, "乙", "名册要更正"))  # noqa: E731
        for act in (self.make, again):
            before = self.counts["refused S18"]
            act()
            assert self.counts["refused S18"] > before
        for file in [*self.ledger.parent.glob(f"{self.ledger.name}*")]:
            file.unlink()
        for file in [*kept.iterdir()]:
            file.rename(self.ledger.parent / file.name)
        kept.rmdir()
        self.counts["old copy"] += 1

    def second_ledger(self) -> None:
        """A copy of the result without its note, and another ledger: nobody is in it whom this one pays."""
        with opened(self.ledger) as book:
            held = book.rows("SELECT 1 FROM claim LIMIT 1")
        other = self.ledger.parent / f"另{self.counts['second']}"
        self.counts["second"] += 1
        if held:
            shutil.copytree(self.ledger.parent / "结果", other / "结果")
            (other / "结果" / names.LEDGERS_MARK).unlink(missing_ok=True)
            try:
                acts.make(other / "台账.sqlite3", other / "结果", "区", "甲", "通用")
                raise AssertionError("a second ledger pays the same people")
            except Stop as refused:
                assert refused.code in ("S49", "S85"), str(refused)
            assert not (other / "台账.sqlite3").exists()

    def check(self) -> None:
        """The chain is sound; one line holds the key of a person; whoever has more than is due is named."""
        with opened(self.ledger) as book:
            faults = verify.verify(book)
            assert not faults, faults
        self.counts["check"] += 1

    def finish(self) -> None:
        """The bank answers everything as it is, what is in doubt is settled, and the two books agree to the fen."""
        self.kill_at = 0
        self.arrive()
        for number in self.numbers():
            if not any(number == each for each, _ in self.uploaded):
                self._give_up(number)
        for _ in range(2):
            for number in self.numbers():
                self._end(number)
        self.check()
        for number in self.numbers():
            self._agree(number)
        self._statement()

    def _give_up(self, number: str) -> None:
        """What the bank never got is sent back, or, where its files were written, said by the bank not to be paid."""
        self.reject(number)
        if self.load(number).exports:
            for by in ("丁", "戊"):
                self.do("never came", lambda by=by: acts.resolve(self.ledger, number, "失败", by, "银行来函：没有收到"))

    def _end(self, number: str) -> None:
        known = any(number == each for each, _ in self.uploaded)
        with opened(self.ledger) as book:
            sent = unknown.of_batch(book, number)
        if sent and not known:
            self.reject(number)
        elif sent or (
            known and not self.load(number).exports
        ):  # the ledger was restored: it does not know what it sent
            for _ in (1, 2):
                self.sign(number)
            self.export(number)
        if known:
            self.answer(number, lambda line: True, lambda line: False)
            self.settle(number)
            for line in self._differing(number):
                self.letter(number, line)

    def _differing(self, number: str) -> list[int]:
        paid = dict(self.load(number).lines[["line", "paid_fen"]].to_numpy().tolist())
        return [line for (each, line), fen in self.arrived.items() if each == number and paid.get(line) != fen]

    def _agree(self, number: str) -> None:
        batch = self.load(number)
        assert batch.doubtful.empty, (number, batch.doubtful[["line", "state", "why"]].to_numpy().tolist())
        assert not self._differing(number), (
            number,
            self._differing(number),
            batch.lines[["line", "state", "paid_fen", "surplus_fen"]].to_numpy().tolist(),
            {p: f for p, f in self.arrived.items() if p[0] == number},
        )
        if not any(number == each for each, _ in self.uploaded):
            assert batch.lines["paid_fen"].sum() == 0

    def _statement(self) -> None:
        """The bank's own statement of each payer: every line is found, no batch differs."""
        known = {*self.numbers()}
        with opened(self.ledger) as book:
            payers = {number: states.declaration(book, number).payer for number in known}
        for at, payer in enumerate(sorted({*payers.values()})):
            mine = [
                (place, fen) for place, fen in sorted(self.arrived.items()) if fen and payers.get(place[0]) == payer
            ]
            lines = [
                Booked(
                    date.today().isoformat(),
                    -part,
                    *self.accounts[place],
                    place[0],
                    f"{payer}{place[0]}-{place[1]}-{n}",
                )
                for place, fen in mine
                for n, part in enumerate((DUE, DUE) if fen == 2 * DUE else (fen,))
            ]
            if lines:
                self.counts["statement lines"] += len(lines)
                file = statements.csv(
                    self.ledger.parent / f"对账{at}.csv", 10_000_000, lines, account=f"{statements.OWN}{at}"
                )
                with opened(self.ledger, write=True) as book:
                    taking.take(book, file, "甲", payer)
                    found = balance.balance(book, taking.books(book)[f"{statements.OWN}{at}"])
                assert found.differing.empty, found.differing.to_dict("records")


def order(numbers: Sequence[str], at: int) -> str:
    return numbers[at % len(numbers)]
