"""The commands 核验名册 and 清除标记: faults are shown in the staff's own sheets, and all of it can be taken away again."""

import pandas as pd

from huibao_xl import findings
from huibao_xl.excel import marks, sheets
from huibao_xl.excel.changes import Changes, Table
from huibao_xl.excel.desk import Answer, Desk
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.reading.received import PROBLEMS
from huibao_xl.files.writing.workbook import Column, Sheet
from huibao_xl.reasons import Stop
from huibao_xl.reports.problems import ORDER, problems_sheet
from huibao_xl.rosters.collect import what_was_read
from huibao_xl.rosters.lists import Lists
from huibao_xl.subsidy.second_look import faulty_ids, unknown_towns


def check(desk: Desk) -> Answer:
    """核验名册: read every list, mark what is wrong where it stands, and list it in 问题清单 with a link to the cell."""
    rules = desk.rules()
    file, lists = desk.read(rules, complete=False)
    if lists.sheets.empty:
        anything = f"任何一份名单（承保名单、{rules.counted}名册、银行账户、团单名单、往期发放）"
        raise Stop("S04", role=anything, seen=what_was_read(lists.sheets, lists.findings))
    found = findings.concat([faulty_ids(lists), unknown_towns(lists.insured), lists.findings])
    plan = marks.plan(found, lists.sheets, _headers(file, lists))
    with desk.stage(f"标注 {sum(len(marked.problems) for marked in plan.values()):,} 行", None):
        problems = Table(_problems(desk, found, lists))
    changes = Changes((problems,), plan, shown=problems.sheet.name)
    return Answer(_message(lists, found, plan) + _limits(desk, plan), changes)


def _headers(file: SourceFile, lists: Lists) -> dict[str, list[str]]:
    grids = {grid.sheet: grid for grid in file.grids}
    headers = zip(lists.sheets["sheet"].astype(str), lists.sheets["header"].astype(int), strict=True)
    return {sheet: grids[sheet].row(header) for sheet, header in headers}


def _problems(desk: Desk, found: pd.DataFrame, lists: Lists) -> Sheet:
    """问题清单 as the reports make it; the link that leads to the cell stays within the workbook and is a column of its own."""
    sheet = problems_sheet(found, lists.base, desk.folder_or_here())
    rows = found.loc[sheet.rows.index]
    kinds = {column.title: Column(column.title) if column.kind == "link" else column for column in sheet.columns}
    present = {entry.name for entry in desk.snapshot.sheets}
    cells = rows["letters"].astype("str").replace("", "A") + rows["row"].clip(lower=1).astype("str")
    links = [
        sheets.inner_link(name, cell) if name in present else ""
        for name, cell in zip(rows["sheet"].astype("str"), cells, strict=True)
    ]
    table = sheet.rows.assign(地址=links)
    table.insert(2, "定位", cells.where(table["地址"] != "", ""))
    columns = [Column("定位", "link", 10, "地址") if title == "定位" else kinds.get(str(title)) for title in table]
    return Sheet(sheet.name, [column for column in columns if column], table, frozen=3)


def _message(lists: Lists, found: pd.DataFrame, plan: marks.Plan) -> str:
    levels = found["level"].astype("str").value_counts()
    counts = "，".join(f"{level} {levels.get(level, 0):,} 条" for level in ORDER)
    sizes = "，".join(f"{row.sheet}（{row.role}）{row.rows:,} 行" for row in lists.sheets.itertuples())
    unread = found[found["code"].isin(["I02", "I05"])]["sheet"].astype("str").tolist()
    return (
        f"已核验 {int(lists.sheets['rows'].sum()):,} 行：{counts}。\n名单：{sizes}。\n"
        + (f"没有读的工作表：{'、'.join(unread)}。\n" if unread else "")
        + (
            f"请看工作表“问题清单”（点“定位”到出错的单元格），或在名单右边的“{PROBLEMS}”列筛选。"
            if plan or len(found)
            else "没有发现问题，下一步：标注类别、认定资格。"
        )
    )


def _limits(desk: Desk, plan: marks.Plan) -> str:
    """What a clerk has to know of the marks: whose filter stands on a sheet, and where notes end."""
    _, placed = marks.place(desk.snapshot, plan)
    filtered = [name for name in plan if name in placed and not placed[name]["filter"]]
    unnoted = {name: marked.unnoted for name, marked in plan.items() if marked.unnoted}
    over = "，".join(f"{name} {count:,} 个" for name, count in unnoted.items())
    return (
        f"\n已有筛选或表格的工作表没有改动筛选：{'、'.join(filtered)}。要按问题筛选，请把筛选范围改到“{PROBLEMS}”列。"
        if filtered
        else ""
    ) + (f"\n批注每张表只加 {marks.NOTED:,} 个（错误在先），只有底色和“问题”列的单元格：{over}。" if over else "")


def clear(desk: Desk) -> Answer:
    """清除标记: remove our fills, notes and 问题 columns, and nothing else."""
    present = marks.scan(desk.snapshot)
    if not present:
        return Answer("没有本软件的标记，工作簿没有改动。")
    rows = sum(len(marked.problems) for marked in present.values())
    message = (
        f"已清除 {len(present)} 张工作表、{rows:,} 行的标记：底色、批注和“问题”列。\n"
        "本单位自己的底色、批注、筛选和列没有改动。"
    )
    return Answer(message, Changes(marks={}))
