"""审批单.xlsx and 拨付通知.xlsx: the sheet to sign, every line with its state, and what was struck out."""

from pathlib import Path

from huibao_xl.capitals import upper
from huibao_xl.files.writing.workbook import Book, FrameSheet, Kind
from huibao_xl.money import format_yuan
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.papers.parts import WIDTHS, lines_sheet, title_page
from huibao_xl.reports.pages import heading, table

_MONEY = ("amount_fen", "district_fen", "township_fen")
SEAL = 16
"""How many characters of a hash people read, write down and compare."""


def write_batch(path: Path, ledger: Ledger, batch: Batch) -> None:
    """Write 审批单.xlsx: the sheet to sign, every line with its state, and what was struck out."""
    with Book(path, batch.facts["title"]) as book:
        if batch.is_transfer:
            _notice(book, ledger, batch)
        else:
            _approval(book, ledger, batch)
        book.add(lines_sheet("明细", batch.live))
        struck = batch.lines[batch.lines["state"] == "已剔除"]
        if len(struck):
            book.add(lines_sheet("剔除退回待核", struck))


def _approval(book: Book, ledger: Ledger, batch: Batch) -> None:
    page = title_page(book, "审批单", f"{batch.facts['title']}发放审批单")
    row = _facts(book, page, 2, ledger, batch)
    live = batch.live
    towns = live.groupby(live["township"].astype(object), sort=False)
    rows = [(town, str(own["kind"].iloc[0]), len(own), *(int(own[key].sum()) for key in _MONEY)) for town, own in towns]
    rows.append(("合计", "", len(live), *(int(live[key].sum()) for key in _MONEY)))
    titles = ("街镇", "街镇类型", "笔数", "补贴金额（元）", "区级承担（元）", "镇级承担（元）")
    kinds: tuple[Kind, ...] = ("text", "text", "count", "money", "money", "money")
    row = table(book, page, row + 1, "按街镇", titles, kinds, rows, WIDTHS)
    row = _struck_out(book, page, row + 1, batch)
    _signatures(book, page, row + 1, batch)


def _notice(book: Book, ledger: Ledger, batch: Batch) -> None:
    """资金拨付通知: to whom the district passes on how much; signed like any batch."""
    page = title_page(book, "拨付通知", f"{batch.facts['title']}区级资金拨付通知")
    row = _facts(book, page, 2, ledger, batch)
    due, live = batch.facts["due"], batch.live
    rows: list[tuple] = [
        (name, due[name]["people"], due[name]["due_fen"], due[name]["passed_fen"], fen, upper(fen))
        for name, fen in zip(live["name"], live["amount_fen"].tolist(), strict=True)
    ]
    sums = (sum(row[column] for row in rows) for column in range(1, 5))
    rows.append(("合计", *sums, upper(batch.totals()[1])))
    kinds: tuple[Kind, ...] = ("text", "count", "money", "money", "money", "note")
    titles = ("收款单位", "人数", "区级应拨（元）", "以前已拨（元）", "本次拨付（元）", "本次大写金额")
    row = table(book, page, row + 1, "拨付明细", titles, kinds, rows, WIDTHS, 5)
    _signatures(book, page, row + 1, batch)


def _facts(book: Book, page: FrameSheet, top: int, ledger: Ledger, batch: Batch) -> int:
    """What is declared, in rows of label and value; return the row after them."""
    count, amount = batch.totals()
    seq, head = ledger.head()
    facts = [
        ("批次号", batch.id + (f"（重发批次“{batch.facts['parent']}”中失败的明细）" if batch.facts["parent"] else "")),
        ("付款单位", batch.facts["payer"]),
        ("状态", batch.state),
        ("笔数", f"{count:,}"),
        ("金额", f"{format_yuan(amount)} 元"),
        ("大写金额", f"人民币{upper(amount)}"),
        ("明细校验码", batch.seal),
        ("台账校验码", f"第 {seq} 号记录 {head}"),
    ]
    label, value = (
        book.body_style("text"),
        book.style({"border": 1, "border_color": "#BFBFBF", "valign": "vcenter", "text_wrap": True, "font_size": 11}),
    )
    for row, (title, text) in enumerate(facts, top):
        page.write_string(row, 0, title, label)
        page.merge_range(row, 1, row, len(WIDTHS) - 1, "", value)
        page.write_string(row, 1, text, value)
        page.set_row(row, 22)
    note = "明细校验码由全部明细算出：任何一笔的姓名、账号、金额改动，校验码都会不同。签字前请核对屏幕与本单的前 16 位一致。"
    page.merge_range(
        top + len(facts),
        0,
        top + len(facts),
        len(WIDTHS) - 1,
        note,
        book.style({"font_size": 9, "font_color": "#595959", "text_wrap": True}),
    )
    page.set_row(top + len(facts), 26)
    return top + len(facts) + 1


def _struck_out(book: Book, page: FrameSheet, top: int, batch: Batch) -> int:
    struck = batch.lines[batch.lines["state"] == "已剔除"]
    if struck.empty:
        return top
    rows = [
        (f"第 {line} 行", str(town), why)
        for line, town, why in zip(struck["line"], struck["township"], struck["why"], strict=True)
    ]
    return (
        table(book, page, top, "剔除退回待核", ("行号", "街镇", "原因"), ("text", "text", "note"), rows, WIDTHS, 2) + 1
    )


def _signatures(book: Book, page: FrameSheet, top: int, batch: Batch) -> None:
    """One box a step: who is recorded in the ledger, and room for the signature on paper."""
    heading(book, page, top, "签字")
    done = {step: (by, at, hash) for step, by, at, hash in batch.signed}
    steps: list[tuple[str, tuple[str, str, str] | None]]
    steps = [("制单", (batch.made_by, batch.made_at, batch.facts["lines_sha256"]))]
    steps += [(step, done.get(step)) for step in batch.facts["steps"]]
    box = book.style({"border": 1, "border_color": "#7F7F7F", "valign": "top", "text_wrap": True, "font_size": 11})
    for place, (step, told) in enumerate(steps):
        column = 2 * place
        recorded = (
            f"台账记录：{told[0]}\n{told[1][:16].replace('T', ' ')}\n校验码 {told[2][:SEAL]}"
            if told
            else "台账记录：（待签）"
        )
        page.merge_range(top + 1, column, top + 1, column + 1, "", box)
        page.write_string(top + 1, column, f"{step}人签字：\n\n\n{recorded}", box)
    page.set_row(top + 1, 120)
    if batch.rejected:
        text = f"本批已由{batch.rejected['by']}退回：{batch.rejected['why']}"
        page.merge_range(
            top + 2, 0, top + 2, len(WIDTHS) - 1, text, book.style({"bold": True, "font_color": "#C00000"})
        )
