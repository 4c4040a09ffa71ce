"""资金往来.xlsx: the district's money at each 街镇, and every movement of it."""

from pathlib import Path

from huibao_xl.files.writing.workbook import Book, Column, Kind, Sheet
from huibao_xl.payments.bookings.flows import Flows
from huibao_xl.reports.pages import Page, Table, write_page

_WIDTHS = (16, 16, 16, 16, 14, 16, 14, 10)
_NOTE = "应拨 = 各街镇在途和已付的人的区级承担（按调整，减追回）；结余 = 已拨（减收回）− 支付 + 追回的区级部分；天数从结余一直大于零的那一天算起。"


def write_flows(path: Path, flows: Flows) -> None:
    """Write 资金往来.xlsx."""
    keys = ["due_fen", "passed_fen", "paid_fen", "recovered_fen", "left_fen"]
    rows = [tuple(row) for row in flows.towns[["township", *keys, "since", "days"]].itertuples(index=False, name=None)]
    rows.append(("合计", *(int(flows.towns[key].sum()) for key in keys), "", ""))
    titles = ("街镇", "应拨（元）", "已拨（元）", "支付的区级部分（元）", "追回（元）", "结余（元）", "结余自", "天数")
    money: list[Kind] = ["money"] * 5
    kinds: list[Kind] = ["text", *money, "text", "count"]
    table = Table("各街镇的区级资金", titles, kinds, rows)
    shares = _shares(flows)
    title = f"{flows.rules.title}区级资金往来"
    shown = flows.movements.rename(
        columns={"township": "街镇", "on": "日期", "kind": "事项", "fen": "金额", "paper": "凭据"}
    )
    with Book(path, title) as book:
        write_page(book, Page("资金往来", title, [table, shares], _WIDTHS, [f"截至 {flows.on}", _NOTE]))
        columns = [
            Column("街镇"),
            Column("日期", width=12),
            Column("事项", width=8),
            Column("金额", "money", 16),
            Column("凭据", "note", 40),
        ]
        book.add(Sheet("明细", columns, shown, frozen=1, totals=("金额",)))


def _shares(flows: Flows) -> Table:
    """What each bearer bears itself: the district of what 街镇 pay, then each 街镇 that bears anything."""
    sums = flows.towns[["due_fen", "paid_fen", "recovered_fen"]].sum()
    rows = [("区级", int(sums["due_fen"]), int(sums["paid_fen"] - sums["recovered_fen"]))]
    towns = flows.towns[flows.towns["share_due_fen"] != 0]
    rows += towns[["township", "share_due_fen", "share_paid_fen"]].itertuples(index=False, name=None)
    shown = [(name, due, paid, due - paid) for name, due, paid in rows]
    due, paid = sum(row[1] for row in shown), sum(row[2] for row in shown)
    shown.append(("合计", due, paid, due - paid))
    titles = ("承担单位", "应承担（元）", "已付（减追回，元）", "未付（元）")
    return Table("各承担单位（区级为应拨和支付的区级部分）", titles, ("text", "money", "money", "money"), shown)
