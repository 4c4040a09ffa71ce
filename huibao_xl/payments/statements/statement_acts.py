"""对账 as a person does it, whole: a statement is taken, a line is claimed, a month is closed, the whole is written."""

from datetime import date
from pathlib import Path

from huibao_xl.files.writing.atomic import new_file
from huibao_xl.identifiers import bank_card
from huibao_xl.payments.bookings.recovery_acts import signed_yuan, yuan
from huibao_xl.payments.every_batch import each_of
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.bank_book import CLASSES, UNCLAIMED, BankLine, Book, books
from huibao_xl.payments.ledger.store import opened
from huibao_xl.payments.papers.bank_book_paper import write_bank_book
from huibao_xl.payments.return_batch import files_in
from huibao_xl.payments.statements import claiming, months, tables, taking
from huibao_xl.payments.statements.balance import balance as of_account
from huibao_xl.payments.statements.lines import refused
from huibao_xl.reasons import Input, Next, Stop
from huibao_xl.reasons.outcomes import NOTHING, Done, Outcome, done, then


def take(
    ledger_path: Path,
    file: Path,
    by: str,
    payer: str = "",
    account: str = "",
    opening: str = "",
    document: str = "",
) -> Outcome:
    """登记对账单, or all of a folder, the oldest first, each of the account that it names, for the payer whose name stands in the file's name. ``opening``: what stood on the account before, in yuan, if nothing says so. Other arguments and Stops as ``taking.take``."""
    if file.is_dir():
        return _take_folder(ledger_path, file, by, payer, document)
    fen = yuan(opening) if opening else None
    with opened(ledger_path, write=True) as ledger:
        taken = taking.take(ledger, file, by, payer, bank_card.compact(account), fen, document)
        if taken is None:
            return done(Done.STATEMENT_OF_ONE, file=file.name, by=by) + then(Next.SECOND_WORD)
        found = of_account(ledger, taken.book)
    others = "、".join(f"{kind} {count:,}" for kind, count in taken.others.items()) or "无"
    counts = {"new": taken.new, "repeated": taken.repeated, "recognised": taken.recognised}
    outcome = done(Done.STATEMENT_TAKEN, file=file.name, tail=taken.book.account[-4:], others=others, **counts)
    outcome += done(Done.STATEMENT_TURNED) if taken.turned else NOTHING
    return outcome + _equation(taken.book) + _differences(found.differing.to_dict("records")) + _unclaimed(taken.book)


def _take_folder(ledger_path: Path, folder: Path, by: str, payer: str, document: str) -> Outcome:
    """Every statement of a folder by itself: one that is refused is named, and the others go on."""
    with opened(ledger_path) as ledger:
        payers = {states.declaration(ledger, number).payer for number in ledger.batches()}

    def one(name: str) -> Outcome:
        whose = payer or _named_in(Path(name).stem, payers)
        return done(Done.STATEMENT_OF, file=Path(name).name, payer=whose or "（没有写明）") + take(
            ledger_path, Path(name), by, whose, document=document
        )

    files = sorted(files_in(folder), key=lambda path: (taking.first_day(path), path.name))
    return each_of(map(str, files), one, "可以登记")


def _named_in(name: str, payers: set[str]) -> str:
    """The one payer whose name stands in a file's name, "" if none or several do."""
    hits = [payer for payer in payers if payer in name]
    return hits[0] if len(hits) == 1 else ""


def _equation(book: Book) -> Outcome:
    """期初 + the classes = 期末, as they are."""
    sums = "".join(
        f" {'+' if fen > 0 else '−'} {name} {abs(fen) / 100:,.2f}" for name, fen in book.sums().items() if fen
    )
    return done(Done.BANK_EQUATION, opening_fen=book.opening_fen, sums=sums, closing_fen=book.closing_fen)


def _differences(rows: list[dict[object, object]]) -> Outcome:
    outcome = NOTHING
    for row in rows:
        fields = {
            str(name): value
            for name, value in row.items()
            if name in ("batch", "bank_fen", "ledger_fen", "difference_fen")
        }
        outcome += done(Done.BANK_DIFFERS, **fields)
    return outcome


def _unclaimed(book: Book) -> Outcome:
    outcome = NOTHING
    for line in book.lines:
        if line.kind == UNCLAIMED:
            why = f"（{line.why}）" if line.why else ""
            outcome += done(Done.UNCLAIMED, on=line.on, fen_fen=line.fen, text=_shown(line), why=why)
    return outcome + (then(Next.CLAIM) if outcome.done else NOTHING)


def _shown(line: BankLine) -> str:
    """What tells a line from others of its day and amount: the bank's text, whose account, its end, the bank's number."""
    tail = f"尾号 {line.other_account[-4:]}" if line.other_account else ""
    return "　".join(part for part in (line.text, line.holder, tail, line.serial) if part)


def claim(
    ledger_path: Path,
    on: date,
    amount: str,
    kind: str,
    by: str,
    why: str,
    account: str = "",
    batch: str = "",
    which: str = "",
) -> Outcome:
    """认领一笔: what a line is that nobody recognised. ``amount``: in yuan, 付… what went out. Other arguments and Stops as ``claiming.claim``."""
    fen = _signed(amount)
    with opened(ledger_path, write=True) as ledger:
        number = _account_of_line(books(ledger), account, on.isoformat(), fen)
        line = claiming.claim(ledger, number, on.isoformat(), fen, kind, by, why, batch, which)
        book = books(ledger)[number]
    if line is None:
        return done(Done.MONTH_OF_ONE, month=on.isoformat(), tail=number[-4:], by=by) + then(Next.SECOND_WORD)
    return done(Done.LINE_CLAIMED, on=on, fen_fen=fen, kind=kind) + _equation(book) + _unclaimed(book)


def _signed(amount: str) -> int:
    """The fen of an amount: 500 came in, 付129.00 or -129.00 went out."""
    return signed_yuan(amount, ("付",))


def _account(found: dict[str, Book], account: str) -> str:
    """The account that is meant: the one that is named by number or payer, or the only one. Raises Stop(S07)."""
    wanted = bank_card.compact(account)
    fit = [number for number, book in found.items() if wanted in (number, number[-4:], "") or account == book.payer]
    if len(fit) != 1:
        named = "、".join(f"{book.payer}（尾号 {number[-4:]}）" for number, book in found.items()) or "（还没有）"
        raise Stop("S07", why="没有写明是哪个账户", advice=f"请写付款单位或账号：{named}", inputs=[Input.ACCOUNT])
    return fit[0]


def _account_of_line(found: dict[str, Book], account: str, on: str, fen: int) -> str:
    """The account that is meant (:func:`_account`); if none is named, the only one with an unclaimed line of this day and amount."""
    with_it = {
        number: book
        for number, book in found.items()
        if any((line.on, line.fen, line.kind) == (on, fen, UNCLAIMED) for line in book.lines)
    }
    return _account(with_it if with_it and not account else found, account)


def close(
    ledger_path: Path, month: str, by: str, balance: str = "", account: str = "", everything: bool = False
) -> Outcome:
    """月结, by two people one after the other. ``balance``: the bank's at the end of the month, in yuan; of all accounts (``everything``) a list of them (账号 or 付款单位, and 余额), which the second
    person may leave out: what the first one stated is then asked of all that wait for him. Stops as ``months.close``, Stop(S07) without a balance."""
    if everything:
        return _close_all(ledger_path, month, by, balance)
    if not balance:
        raise Stop("S07", why="没有写明银行的月末余额", advice="请按银行对账单填写", inputs=[Input.BALANCE])
    return _close(ledger_path, month, by, _signed(balance), account)


def _close_all(ledger_path: Path, month: str, by: str, balances: str) -> Outcome:
    """Each account by itself: one that is refused is named, and the others go on."""
    stated = tables.balances(Path(balances)) if balances else {}
    with opened(ledger_path) as ledger:
        found = {number: book for number, book in books(ledger).items() if month in months.to_close(book)}
        words = {number: event.content["what"] for number, event in months.pending(ledger).items()}
    if not found:
        months.require_over(month)

    def one(number: str) -> Outcome:
        names, before = (number, number[-4:], found[number].payer), words.get(number, {})
        fen = next((stated[name] for name in names if name in stated), None)
        if fen is None and before.get("month") == month:
            fen = before.get("closing_fen")
        if fen is None:
            why = f"{month} 没有写明银行的月末余额"
            raise refused(f"尾号 {number[-4:]}", why, "请在余额表里加上这个账户，或单独月结")
        return _close(ledger_path, month, by, fen, number)

    return each_of(found, one, f"可以月结（{month}）")


def _close(ledger_path: Path, month: str, by: str, fen: int, account: str) -> Outcome:
    with opened(ledger_path, write=True) as ledger:
        number = _account(books(ledger), account)
        second = months.close(ledger, number, month, by, fen)
        book = books(ledger)[number]
    code = Done.MONTH_CLOSED if second else Done.MONTH_OF_ONE
    outcome = done(code, month=month, tail=number[-4:], by=by)
    return outcome + _equation(book) + (NOTHING if second else then(Next.SECOND_WORD))


def adjust(
    ledger_path: Path,
    on: date,
    amount: str,
    kind: str,
    document: str,
    by: str,
    why: str,
    account: str = "",
    batch: str = "",
) -> Outcome:
    """月结调整, by two people one after the other. Stops as ``months.adjust``."""
    fen = _signed(amount)
    with opened(ledger_path, write=True) as ledger:
        number = _account(books(ledger), account)
        second = months.adjust(ledger, number, on.isoformat(), fen, kind, by, document, why, batch)
    if not second:
        return done(Done.MONTH_OF_ONE, month=on.isoformat()[:7], tail=number[-4:], by=by) + then(Next.SECOND_WORD)
    return done(Done.LINE_CLAIMED, on=on, fen_fen=fen, kind=kind)


def report(ledger_path: Path, out: Path, force: bool = False) -> Outcome:
    """对账.xlsx of every account. ``force``: an earlier one may be replaced. Raises Stop(S83) if no statement was taken, Stop(S14, S15) for a file that must stay."""
    with opened(ledger_path) as ledger:
        found = [of_account(ledger, book) for book in books(ledger).values()]
    if not found:
        raise Stop("S83", file=out.name, why="没有可以写的：还没有登记过对账单", advice="请先登记对账单")
    with new_file(out, force, [ledger_path]) as work:
        write_bank_book(work, found)
    outcome = NOTHING
    for each in found:
        outcome += done(Done.ACCOUNT, payer=each.book.payer, tail=each.book.account[-4:]) + _equation(each.book)
        outcome += _differences(each.differing.to_dict("records")) + _unclaimed(each.book)
    return outcome + done(Done.BANK_BOOK_AT, path=out)


CHOICES = CLASSES[:-1]
"""What a person can say that a line is."""
