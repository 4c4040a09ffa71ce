"""审批单.xlsx and 拨付通知.xlsx: the sheet to sign, every line with its state, and what was struck out."""

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl.capitals import upper
from huibao_xl.files.writing.workbook import Book, Column, Sheet
from huibao_xl.money import format_yuan
from huibao_xl.payments.ledger import permitted, states
from huibao_xl.payments.ledger.records import SUPPLEMENT, content_sha256
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.papers.parts import WIDTHS, lines_sheet
from huibao_xl.payments.terms import policy_of
from huibao_xl.reasons.shown import minute
from huibao_xl.reports.columns import columns_of
from huibao_xl.reports.pages import Block, Boxes, Facts, Page, Table, write_page

Row = tuple[Any, ...]
_MONEY = ("amount_fen", "district_fen", "township_fen")
SEAL = 16
"""How many characters of a hash people read, write down and compare."""


BESIDE = "重发对照"
"""The sheet of a 重发 that shows the old account beside the new one."""
_CHANGED, _UNCHANGED = "换账户", "按原账户"
_SPECIAL = {"行号": Column("行号", "count", 8), "上次的原因": Column("上次的原因", "note", 46)}


def write_batch(path: Path, ledger: Ledger, batch: Batch) -> None:
    """Write 审批单.xlsx: the sheet to sign, every line with its state, and what was struck out."""
    with Book(path, batch.declaration.title) as book:
        beside = _beside(ledger, batch) if batch.declaration.parent else None
        if batch.is_transfer:
            _notice(book, ledger, batch)
        else:
            _approval(book, ledger, batch, beside)
        book.add(lines_sheet("明细", batch.live))
        if beside is not None:
            book.add(Sheet(BESIDE, columns_of(beside, _SPECIAL), beside, frozen=2))
        struck = batch.lines[batch.lines["state"] == "已剔除"]
        if len(struck):
            book.add(lines_sheet("剔除退回待核", struck))


def _approval(book: Book, ledger: Ledger, batch: Batch, beside: pd.DataFrame | None) -> None:
    live = batch.live
    towns = live.groupby(live["township"].astype(object), sort=False)
    rows: list[Row] = [
        (town, str(part["kind"].iloc[0]), len(part), *(int(part[key].sum()) for key in _MONEY)) for town, part in towns
    ]
    rows.append(("合计", "", len(live), *(int(live[key].sum()) for key in _MONEY)))
    titles = ("街镇", "街镇类型", "笔数", "补贴金额（元）", "区级承担（元）", "镇级承担（元）")
    towns_table = Table("按街镇", titles, ("text", "text", "count", "money", "money", "money"), rows)
    blocks: list[Block] = [
        _facts(ledger, batch, beside),
        towns_table,
        *_apart(batch),
        *_struck_out(batch),
        _signatures(batch),
    ]
    write_page(book, Page("审批单", f"{batch.declaration.title}发放审批单", blocks, WIDTHS))


def _notice(book: Book, ledger: Ledger, batch: Batch) -> None:
    """资金拨付通知: to whom the district passes on how much; signed like any batch."""
    due, live = batch.declaration.due, batch.live
    rows: list[Row] = [
        (name, due[name].people, due[name].due_fen, due[name].passed_fen, fen, upper(fen))
        for name, fen in zip(live["name"], live["amount_fen"].tolist(), strict=True)
    ]
    sums = (sum(row[column] for row in rows) for column in range(1, 5))
    rows.append(("合计", *sums, upper(batch.totals()[1])))
    titles = ("收款单位", "人数", "区级应拨（元）", "以前已拨（元）", "本次拨付（元）", "本次大写金额")
    transfers = Table("拨付明细", titles, ("text", "count", "money", "money", "money", "note"), rows, wide=5)
    blocks: list[Block] = [_facts(ledger, batch), transfers, _signatures(batch)]
    write_page(book, Page("拨付通知", f"{batch.declaration.title}区级资金拨付通知", blocks, WIDTHS))


def _facts(ledger: Ledger, batch: Batch, beside: pd.DataFrame | None = None) -> Facts:
    """What is declared, in rows of label and value. ``beside``: the lines of a 重发 beside those that failed."""
    count, amount = batch.totals()
    seq, head = ledger.head()
    facts = [
        ("批次号", batch.id + (f"（重发批次“{parent}”中失败的明细）" if (parent := batch.declaration.parent) else "")),
        ("付款单位", batch.declaration.payer),
        ("状态", batch.shown_state),
        ("笔数", f"{count:,}"),
        ("金额", f"{format_yuan(amount)} 元"),
        ("大写金额", f"人民币{upper(amount)}"),
        ("明细校验码", batch.seal),
        ("台账校验码", f"第 {seq} 号记录 {head}"),
        *_supplement(batch),
        *_layout(batch),
        *_level(batch),
        *_paid_again(beside),
        *_of_one_account(ledger, batch),
    ]
    return Facts(
        facts,
        "明细校验码由全部明细算出：任何一笔的姓名、账号、金额改动，校验码都会不同。签字前请核对屏幕与本单的前 16 位一致。",
    )


def _supplement(batch: Batch) -> list[tuple[str, str]]:
    """Of a 补差, that it is one, and up to what its people may be paid together."""
    if not batch.declaration.nth:
        return []
    due_fen = policy_of(batch.declaration).amount_fen
    text = f"每人的第 {batch.declaration.nth} 笔补差；与本人已付的合计不超过 {format_yuan(due_fen)} 元，签字时重算"
    return [(SUPPLEMENT, text)]


def _layout(batch: Batch) -> list[tuple[str, str]]:
    """By which layout the bank's files are written, which is part of what is approved: its name, its hash, and how an amount reads in it; and by
    which serial numbers the bank answers."""
    content, name = batch.declaration.layout_content, batch.declaration.layout
    if batch.is_transfer or not content:
        return []
    seal = str(content_sha256(content))[:SEAL]
    written = "12900" if content["unit"] == "分" else "129.00"
    first, last = batch.declaration.before + 1, batch.declaration.before + batch.declaration.sums.count
    return [
        ("银行版式", f"{name}　校验码 {seal}　金额以{content['unit']}为单位（129.00 元写作 {written}）"),
        ("流水号", f"{first} 至 {last}（第 1 行是 {first}；本台账各批次不重复，银行文件和回盘按它对应）"),
    ]


def _of_one_account(ledger: Ledger, batch: Batch) -> list[tuple[str, str]]:
    """That every step came from one account of the system: names are typed, and may be one person's."""
    account = states.of_one_account(ledger, batch.id)
    steps = "、".join(["制单", *(each.step for each in batch.signed)])
    return [("电脑账号", f"{steps}都由同一个电脑账号（{account}）记入，请核对是不是不同的人")] if account else []


def _level(batch: Batch) -> list[tuple[str, str]]:
    """Of a batch above an amount of the policy, who has to sign it because of that."""
    level = permitted.rules_of(batch.declaration).level(batch.declaration.sums.amount_fen)
    if level.above_fen < 0:
        return []
    last = f"，最后一次由{'或'.join(level.by)}签" if level.by else ""
    return [("审批级别", f"超过 {format_yuan(level.above_fen)} 元：{'、'.join(batch.declaration.steps)}{last}")]


def _paid_again(beside: pd.DataFrame | None) -> list[tuple[str, str]]:
    """Of a 重发, what whoever signs has to look at: whose account is another one now, and whether they are still entitled."""
    if beside is None:
        return []
    changed = int((beside["变化"] == _CHANGED).sum())
    text = f"换账户 {changed:,} 笔，按原账户 {len(beside) - changed:,} 笔，逐笔对照见“{BESIDE}”"
    return [("重发", f"{text}。签字前请用最新的名单再核对：这些人没有死亡、退保、不再符合的。")]


def _beside(ledger: Ledger, batch: Batch) -> pd.DataFrame:
    """The lines of a 重发 beside those that failed: the old and the new account, and why the bank did not pay."""
    live = batch.live
    old = states.load(ledger, batch.declaration.parent or "").lines.set_index("line").loc[live["parent_line"]]
    was = {name: old[name].to_numpy() for name in ("holder", "account", "since", "why")}
    same = (was["account"] == live["account"].to_numpy()) & (was["holder"] == live["holder"].to_numpy())
    return pd.DataFrame(
        {
            "行号": live["line"].to_numpy(),
            "姓名": live["name"].to_numpy(),
            "变化": [_UNCHANGED if each else _CHANGED for each in same],
            "原户名": was["holder"],
            "原账号": was["account"],
            "新户名": live["holder"].to_numpy(),
            "新账号": live["account"].to_numpy(),
            "账户核实": live["checked"].to_numpy(),
            "上次结果": states.shown(old).to_numpy(),
            "上次日期": [at[:10] for at in was["since"]],
            "上次的原因": was["why"],
        }
    )


def _apart(batch: Batch) -> list[Table]:
    """Who looks like somebody who is paid or struck out under another number, and was put in because a person says that there are two."""
    return _about_lines("查明不是同一人的", "谁查明、怎样查明", batch.live[batch.live["apart"] != ""], "apart")


def _struck_out(batch: Batch) -> list[Table]:
    return _about_lines("剔除退回待核", "原因", batch.lines[batch.lines["state"] == "已剔除"], "why")


def _about_lines(heading: str, title: str, lines: pd.DataFrame, column: str) -> list[Table]:
    """A table of lines with what ``column`` says of each, none without lines."""
    texts = zip(lines["line"], lines["township"], lines[column], strict=True)
    rows = [(f"第 {line} 行", str(town), text) for line, town, text in texts]
    return [Table(heading, ("行号", "街镇", title), ("text", "text", "note"), rows, wide=2)] if rows else []


def _signatures(batch: Batch) -> Boxes:
    """One box a step: who is recorded in the ledger, and room for the signature on paper."""
    done = [(each.by, each.at, each.lines_sha256) for each in batch.signed]
    texts = [_signature("制单", (batch.made_by, batch.made_at, batch.declaration.lines_sha256))]
    for step, record in zip_longest(_titles(batch.declaration.steps), done):
        texts.append(_signature(step, record))
    rejected = batch.rejected
    warning = f"本批已由{rejected.by}退回：{rejected.why}" if rejected else ""
    return Boxes("签字", texts, warning)


def _titles(steps: Sequence[str]) -> list[str]:
    """The steps as boxes are called: of several of one name, which of them it is."""
    return [
        f"{step}（第 {steps[:at].count(step) + 1} 次）" if steps.count(step) > 1 else step
        for at, step in enumerate(steps)
    ]


def _signature(step: str, record: tuple[str, str, str] | None) -> str:
    """The text of a box. ``record``: who signed, when (ISO) and over which hash; None: nobody yet."""
    if record is None:
        return f"{step}人签字：\n\n\n台账记录：（待签）"
    by, at, checksum = record
    return f"{step}人签字：\n\n\n台账记录：{by}\n{minute(at)}\n校验码 {checksum[:SEAL]}"
