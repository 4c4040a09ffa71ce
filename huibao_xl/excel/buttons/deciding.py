"""The commands of 认定, 测算 and 发放: one result of ``decide_and_pay``, shown as the sheets and files that ``reports/`` makes of it."""

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from huibao_xl.equations import require
from huibao_xl.excel import parameters
from huibao_xl.excel.changes import Changes, Page, Table
from huibao_xl.excel.desk import Answer, Desk
from huibao_xl.explain import explain_person
from huibao_xl.files.results import names, outputs
from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.files.writing.workbook import Book, Column, Sheet
from huibao_xl.identifiers import resident_id
from huibao_xl.money import format_yuan
from huibao_xl.reasons import Input, Stop
from huibao_xl.reports.columns import columns_of, id_shown
from huibao_xl.reports.equations import write_balance
from huibao_xl.reports.places import source_text, text_of
from huibao_xl.subsidy.balance import bank_balance
from huibao_xl.subsidy.reports import bank, notice
from huibao_xl.subsidy.reports.budget import write_budget
from huibao_xl.subsidy.reports.detail import outreach_sheet, people_sheets
from huibao_xl.subsidy.reports.parameters import write_parameters
from huibao_xl.subsidy.reports.summary import shares_sheet, transfers_sheet
from huibao_xl.subsidy.result import Result

_NUMBER = re.compile(r"[0-9A-Z]{8,}")
_NOTES = {title: Column(title, "note") for title in ("原因", "建议", "来源")}


def tag(desk: Desk) -> Answer:
    """标注类别: what every insured person is, on a sheet of its own: source sheets are not written into."""
    result = desk.result()
    rows = result.decisions
    table = pd.DataFrame(
        {
            "姓名": rows["name"],
            "证件号码": id_shown(rows),
            "对象类别": rows["categories"],
            "主类别": rows["main_category"],
            "街镇": rows["home"],
            "有效": rows["main_category"].notna().map({True: "是", False: "否"}),
            "来源": source_text(rows),
        }
    )
    tagged = int(rows["main_category"].notna().sum())
    message = (
        f"已标注 {len(rows):,} 行，其中 {tagged:,} 行在参考日期属于{desk.rules().counted}对象。\n"
        "结果在工作表“类别标注”，可按“主类别”筛选。下一步：认定资格。"
    )
    return _shown(message, Sheet("类别标注", columns_of(table, _NOTES), table, frozen=2))


def decide(desk: Desk) -> Answer:
    """认定资格: the disposition of every insured row, and who is held or refused."""
    result = desk.result()
    rows = result.decisions
    home = text_of(rows["home"])
    table = pd.DataFrame(
        {
            "来源": source_text(rows),
            "行号": rows["row"],
            "姓名": rows["name"],
            "证件号码": id_shown(rows),
            "处置": rows["disposition"],
            "代码": rows["code"],
            "街镇": home.where(home != "", text_of(rows["township"])),
            "原因": rows["why"],
            "建议": rows["advice"],
            "保单号": rows["policy_no"],
        }
    )
    _, held, refused = people_sheets(result)
    columns = columns_of(table, {"行号": Column("行号", "count"), **_NOTES})
    counts = rows["disposition"].astype("str").value_counts()
    paid, waiting, not_paid = (int(counts.get(name, 0)) for name in ("补贴", "待核", "不补"))
    message = (
        f"已认定 {len(rows):,} 行：补贴 {paid:,}，待核 {waiting:,}，不补 {not_paid:,}。\n"
        + (f"需要人核实：{waiting:,} 行，按工作表“待核名单”的“建议”逐条处理。\n" if waiting else "没有待核的行。\n")
        + "每一行的处置在工作表“处置”，下一步：计算补贴。"
    )
    return _shown(message, refused, held, Sheet("处置", columns, table, frozen=4))


def outreach(desk: Desk) -> Answer:
    """政策找人: people of the rosters who are not insured."""
    result = desk.result()
    message = (
        f"名册中有 {len(result.outreach):,} 人在参考日期有资格但没有投保。\n名单在工作表“政策找人”，请转街镇告知本人。"
    )
    return _shown(message, outreach_sheet(result))


def explain(desk: Desk) -> Answer:
    """查某人: why one person is paid or not, in the words of ``huibao explain``; in Excel on a sheet, for it is long."""
    number = desk.number or _selected(desk)
    return Answer(explain_person(number, desk.result()))


def _selected(desk: Desk) -> str:
    """The number in the selected cell. Raises Stop(S07) if what stands there cannot be one."""
    chosen = desk.snapshot.selected
    number = resident_id.compact(desk.snapshot.text(chosen)) if chosen is not None else ""
    if not _NUMBER.fullmatch(number):
        advice = "请先点一个写有证件号码的单元格，再按“查某人”"
        raise Stop("S07", why="没有选中证件号码", advice=advice, inputs=[Input.PERSON])
    return number


def pay(desk: Desk) -> Answer:
    """计算补贴: 补贴明细."""
    result = desk.result()
    payments = result.payments
    without = int((~payments["payable"]).sum())
    total = format_yuan(int(payments["amount_fen"].sum()))
    message = (
        f"应补 {len(payments):,} 人，合计 {total} 元。\n"
        + (f"需要人处理：{without:,} 人待补银行账户，见“补贴明细”的发放状态。\n" if without else "")
        + "结果在工作表“补贴明细”，下一步：区镇分摊。"
    )
    return _shown(message, people_sheets(result)[0])


def share(desk: Desk) -> Answer:
    """区镇分摊: 分摊汇总 and 资金拨付."""
    result = desk.result()
    money = result.shares[["amount_fen", "district_fen", "township_fen"]].sum()
    amount, district, township = (format_yuan(int(money[key])) for key in money.index)
    message = (
        f"合计 {amount} 元：区级承担 {district} 元，镇级承担 {township} 元。\n"
        "结果在工作表“分摊汇总”和“资金拨付”，下一步：预算表、平衡检查。"
    )
    return _shown(message, transfers_sheet(result), shares_sheet(result))


def budget(desk: Desk) -> Answer:
    """预算表: with live formulas over 分摊汇总 and the defined names of 参数."""
    result = desk.result()

    def write(book: Book) -> None:
        book.add(shares_sheet(result))
        write_budget(book, result)
        write_parameters(book, result.policy)

    pages = ("预算表",) if parameters.is_editable(desk.snapshot) else ("预算表", "参数")
    unsure = sum(parameter.status == "未核定" and not parameter.follows for parameter in result.policy.parameters)
    message = (
        "预算表已写好，公式引用工作表“分摊汇总”和“参数”，改参数后自动重算。\n"
        + (f"需要人确认：“参数”中 {unsure} 项标为“未核定”。\n" if unsure else "")
        + "结果在工作表“预算表”和“参数”。"
    )
    return Answer(message, Changes((Table(shares_sheet(result)), Page(pages, write)), shown="预算表"))


def balance(desk: Desk) -> Answer:
    """平衡检查: every equation that must hold."""
    result = desk.result()
    page = Page(("平衡表",), lambda book: write_balance(book, result.balance))
    wrong = int((~result.balance["ok"]).sum())
    message = (
        f"{wrong} 个等式不成立，不得发放。\n见工作表“平衡表”，并联系维护人员。"
        if wrong
        else f"{len(result.balance)} 个等式全部成立，一个不落、一分不少。\n见工作表“平衡表”，下一步：银行代发表、公示表。"
    )
    return Answer(message, Changes((page,), shown="平衡表"))


def bank_files(desk: Desk) -> Answer:
    """银行代发表: one file per 街镇 in a folder beside the workbook, read back before it appears."""
    result = desk.result()

    def write(folder: Path) -> int:
        paths = bank.write_bank_files(result, folder)
        require(bank_balance(*bank.read_back(folder), result.payments))
        return len(paths)

    with desk.stage("写出银行代发表", None):
        files = _beside(desk.folder, bank.FOLDER, result, write)
    payable = int(result.payments["payable"].sum())
    without = len(result.payments) - payable
    total = format_yuan(bank.total_fen(result.payments))
    return Answer(
        f"已写出 {files} 个街镇的银行代发表：{payable:,} 人，{total} 元，读回核对一致。\n"
        + (f"需要人处理：{without:,} 人没有可用账户，不在其中，见“补贴明细”。\n" if without else "")
        + f"在工作簿旁边的文件夹“{bank.FOLDER}”。"
    )


def notices(desk: Desk) -> Answer:
    """公示表: masked lists, one file per 街镇, in a folder beside the workbook."""
    result = desk.result()
    to_settle = result.policy.publication.unsettled
    with desk.stage("写出公示表", None):
        files = _beside(desk.folder, notice.FOLDER, result, lambda folder: len(notice.write_notices(result, folder)))
    return Answer(
        f"已写出 {files} 个街镇的公示表，{len(result.payments):,} 人，姓名和证件号码已脱敏。\n"
        + (f"待填：{'、'.join(to_settle)}，请在“参数”表填写后再按。\n" if to_settle else "")
        + f"在工作簿旁边的文件夹“{notice.FOLDER}”。"
    )


def _shown(message: str, *sheets: Sheet) -> Answer:
    """The answer of a command that fills these sheets; the last one is in front then."""
    return Answer(message, Changes(tuple(map(Table, sheets)), shown=sheets[-1].name))


def _beside(parent: Path, name: str, result: Result, write: Callable[[Path], int]) -> int:
    """Write a folder whole or not at all; an earlier one of ours is replaced, a folder with anything else is refused (Stop)."""

    def require_ours(folder: Path) -> None:
        if not _is_ours(folder, result):
            raise Stop(
                "S07",
                why=f"工作簿旁边的“{name}”中有不是本软件写出的、或写出后有人改过的文件",
                advice="请把它们移走或给文件夹改名，再按一次按钮",
            )

    with atomic_folder(parent / name, force=True, require_replaceable=require_ours) as work:
        return write(work)


def _is_ours(folder: Path, result: Result) -> bool:
    """Only workbooks that we wrote and nobody saved since, named like a 街镇, and what the system leaves anywhere."""
    towns = set(result.policy.kind_of)
    if not folder.is_dir() or folder.is_symlink():
        return False
    entries = [entry for entry in folder.iterdir() if not names.is_passing(entry.name)]
    named = all(entry.is_file() and entry.suffix == ".xlsx" and entry.stem in towns for entry in entries)
    return named and all(outputs.kind_of_workbook(entry) and not outputs.was_saved_again(entry) for entry in entries)
