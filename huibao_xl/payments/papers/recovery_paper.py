"""追回单.xlsx: one claim on a payment, to be handed to the person and filed: what, why, what he can say, what came back."""

from pathlib import Path

from huibao_xl.capitals import upper
from huibao_xl.files.writing.workbook import Book
from huibao_xl.money import format_yuan
from huibao_xl.payments.ledger.cases import Case, Paper
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.papers.parts import WIDTHS
from huibao_xl.reports.pages import Block, Boxes, Facts, Page, Table, write_page

_RIGHTS = (
    "收到通知后可以陈述、申辩；对处理决定不服的，可以依法申请行政复议或者提起行政诉讼。依据：社会救助法 第四十八条、第七十六条"
    "（本补贴是否适用，由发放单位核定）。"
)


def write_recovery(path: Path, batch: Batch, case: Case) -> None:
    """Write 追回单.xlsx of a case as it now is."""
    row = batch.lines.iloc[case.line - 1]
    paid_on = row["paid_on"] or row["since"][:10]
    facts = [
        ("追回号", case.number),
        ("付款", f"批次 {case.batch} 第 {case.line} 行，{paid_on}，实付 {format_yuan(int(row['paid_fen']))} 元"),
        ("姓名", row["name"]),
        ("证件号码", row["id"]),
        ("街镇", str(row["township"])),
        ("应追回", f"{format_yuan(case.claimed_fen)} 元（人民币{upper(case.claimed_fen)}）"),
        ("其中", f"区级 {format_yuan(case.district_fen)} 元，镇级 {format_yuan(case.township_fen)} 元"),
        ("原因", case.why),
        *([("依据的清算", f"封存码 {case.source[:16]}")] if case.source else []),
        ("状态", f"{case.state}，已还 {format_yuan(case.repaid_fen)} 元，未还 {format_yuan(case.open_fen)} 元"),
        *_steps(case),
    ]
    rows = [(part.on, part.document, part.fen, part.by) for part in case.repaid]
    titles = ("日期", "凭证号", "金额（元）", "记账人")
    parts = [Table("还款", titles, ("text", "text", "money", "text"), [*rows, ("合计", "", case.repaid_fen, "")])]
    signing = Boxes(
        "签字", [f"立案：{case.by}\n{case.at[:10]}", "本人签收：\n\n\n日期：", "经办单位盖章：\n\n\n日期："]
    )
    blocks: list[Block] = [Facts(facts, _RIGHTS), *(parts if rows else []), signing]
    with Book(path, batch.declaration.title) as book:
        write_page(book, Page("追回单", f"{batch.declaration.title}追回单", blocks, WIDTHS))


def _steps(case: Case) -> list[tuple[str, str]]:
    papers = (("通知", case.notified), ("听取意见", case.heard), ("核销", case.given_up), ("撤销", case.withdrawn))
    return [(title, _step(paper)) for title, paper in papers if paper]


def _step(paper: Paper) -> str:
    return f"{paper.on}　{paper.document}　（{paper.by}）" + (f"　{paper.note}" if paper.note else "")
