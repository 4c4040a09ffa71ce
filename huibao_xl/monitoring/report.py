"""What monitoring writes: 低收入监测.xlsx, one file per 街镇 for its 救助顾问, 人员全表.csv and result.json."""

import codecs
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl.equations import join, require
from huibao_xl.files.results import names
from huibao_xl.files.results.figures import balance_records, input_records
from huibao_xl.files.results.folder import PROGRAM, ResultFolder, store_frame, store_json, write_summary
from huibao_xl.files.results.read_back import read_csv, read_sheet
from huibao_xl.files.writing.workbook import Book, Kind, Sheet
from huibao_xl.monitoring import rigid, sums
from huibao_xl.monitoring.changes_report import change_sheets, move_sheets
from huibao_xl.monitoring.households import TIERS
from huibao_xl.monitoring.job import Monitored, may_be_rigid, monitor_again
from huibao_xl.monitoring.standards import AID, POVERTY, Standard, banner, missing, unsure
from huibao_xl.monitoring.tables import (
    ADVISERS,
    OPEN,
    PEOPLE_TABLE,
    RIGID_COLUMNS,
    adviser_sheet,
    household_sheet,
    left_sheet,
    member_table,
    people_sheet,
    signed_sheet,
    standards_sheet,
)
from huibao_xl.reports.by_township import write_by_township
from huibao_xl.reports.equations import equations_table
from huibao_xl.reports.pages import FRONT_WIDTHS, Block, Facts, Lines, Page, Table, numbered, write_page
from huibao_xl.reports.places import inputs_table
from huibao_xl.reports.problems import problems_sheet
from huibao_xl.rosters import recipe as recipe_file
from huibao_xl.rosters.recipe import Recipe
from huibao_xl.rosters.sources import Stage

OVERVIEW, HOUSEHOLDS, RIGID = "监测总览", "监测家庭", "刚性支出困难"


def write(seen: Monitored, folder: Path) -> None:
    """Write everything into ``folder``, which exists. Raises Stop(S09) if what was written is not what was found (see
    ``atomic_folder``)."""
    title = f"低收入人口监测 {seen.on}" + (f"\n（参数未经核定：{_unsure(seen)}）" if unsure(seen.standards) else "")
    write_by_township(
        folder / ADVISERS,
        title,
        seen.towns,
        seen.visits,
        lambda visits: [adviser_sheet(visits, seen), standards_sheet(seen.standards)],
    )
    members = member_table(seen.assessed.members)
    _write_people(members, _unsure(seen), folder / names.PEOPLE_TABLE)
    people = read_csv(folder / names.PEOPLE_TABLE).to_pandas()
    adviser_rows = sum(len(read_sheet(path, ADVISERS)) for path in (folder / ADVISERS).glob("*.xlsx"))
    written = sums.written_equations(seen.assessed, seen.visits, people, adviser_rows)
    require(written)
    seen = replace(seen, balance=join([seen.balance, written]))
    with Book(folder / names.MONITORING_WORKBOOK, title) as book:
        write_overview(book, seen)
        for sheet in sheets(seen, folder):
            book.add(sheet)
    store_frame(folder, PEOPLE_TABLE, members)
    _store_making(seen, folder)
    written_summary = write_summary(folder, names.MONITOR, summary(seen), seen.started)
    require(sums.summary_equations(written_summary, people, seen.tables))


def _store_making(seen: Monitored, folder: Path) -> None:
    """What it was made from, so that it can be made again."""
    recipe_file.store(folder, seen.recipe)
    if seen.rules is not None:
        store_json(folder, names.POLICY, seen.rules.content)
    if seen.standards_file is not None:
        shutil.copyfile(seen.standards_file, folder / names.DATA / names.STANDARDS)


def run_again(opened: ResultFolder, recipe: Recipe, into: Path, passwords: Sequence[str], stage: Stage) -> None:
    """Make a 监测结果 once more from the files that it read, in the folder ``into``, which exists. Raises Stop as ``job.monitor`` does."""
    write(monitor_again(opened, recipe, passwords, stage), into)


def sheets(seen: Monitored, folder: Path) -> list[Sheet]:
    """Return the tables of the workbook in their order, each class of households that anybody is in on a sheet of its own."""
    households = seen.assessed.households
    tables = [household_sheet(HOUSEHOLDS, households, seen), people_sheet(seen)]
    tables += [
        household_sheet(tier, households[households["tier"] == tier], seen)
        for tier in TIERS
        if (households["tier"] == tier).any()
    ]
    tables.append(household_sheet(RIGID, households[may_be_rigid(households)], seen, RIGID_COLUMNS))
    if seen.left is not None:
        tables += [left_sheet(seen.left.sure), left_sheet(seen.left.open, OPEN)]
    if seen.compared is not None:
        tables += [*change_sheets(seen.compared), *move_sheets(seen.compared)]
    if seen.assessed.members["signed"].notna().any():
        tables.append(signed_sheet(seen))
    return [*tables, standards_sheet(seen.standards), problems_sheet(seen.findings, seen.base, folder)]


def write_overview(book: Book, seen: Monitored) -> None:
    """Write 监测总览: how many in which class, what is open, which standards, the equations, the files."""
    households, people = seen.assessed.households, _counted(seen)
    notes = [
        f"监测日期 {seen.on}。按户计算：家庭月收入 = 计入成员各项月收入之和；人均与标准比较时不四舍五入，显示的人均舍去不足一分的部分。",
        "收入未填、看不懂或自相矛盾的，整户列入“待核实”，不猜。本表供发现和核实，不是审核确认的决定。",
    ]
    classes = [
        (tier, int((households["tier"] == tier).sum()), int((people["tier"] == tier).sum()), _meaning(tier, seen))
        for tier in TIERS
    ]
    states = [
        (state, int((households["rigid"] == state).sum()), int((people["rigid"] == state).sum()), _STATES[state])
        for state in rigid.STATES
    ]
    titles = ("档次", "户数", "人数", "意思")
    kinds: list[Kind] = ["note", "count", "count", "note"]
    tables = [
        Table("收入档次（每户一个）", titles, kinds, classes, wide=-1),
        Table("刚性支出困难（条例第十二条）", ("回答", *titles[1:]), kinds, states, wide=-1),
    ]
    tables += [_standards_table(seen), equations_table(seen.balance), inputs_table(seen.inputs, "读到的名单")]
    of_columns = [
        (place, answer, text)
        for place, used, others in seen.columns
        for answer, text in (("用到", used), ("没有用到", others or "无"))
    ]
    tables.append(Table("用到的列", ("表", "用否", "列"), ("note", "text", "note"), of_columns, wide=-1))
    if seen.left is not None:
        tables.insert(2, _left_table(seen))
    blocks: list[Block] = [Facts(_made(seen)), *tables, Lines("所作的假定", numbered(_ASSUMED)), Facts(_SIGNED)]
    write_page(book, Page(OVERVIEW, "低收入人口监测", blocks, FRONT_WIDTHS, notes, banner(seen.standards)))


def _made(seen: Monitored) -> list[tuple[str, str]]:
    """When it was made and by what."""
    return [
        ("监测日期", seen.on.isoformat()),
        ("监测单位", "＿＿＿＿＿＿＿＿＿＿（盖章）　　地点　＿＿＿＿＿＿＿＿＿＿"),
        ("生成时间", f"{seen.started:%Y-%m-%d %H:%M}（{PROGRAM}）"),
    ]


_ASSUMED = (
    "没有“户籍”列，或这一格空着、只写农业、城镇的，按计入处理；是不是本市户籍另写“待核”。",
    "填了一种收入、其余空着的，空着的按没有这种收入；一种都没有填的不猜。",
    "表头和表上方没有写单位的按元；没有写期间的，收入按月、支出按年。",
    "家庭财产写在户内任何一行都算全户的；各行不同的按未填。",
    "没有“家庭人口”列的，按名单上的成员就是全部成员。",
    "标有“未核定”的标准按表中的数值。",
)
_SIGNED = (
    ("制表人", "＿＿＿＿＿＿＿＿　　日期　＿＿＿＿年＿＿月＿＿日"),
    ("复核人", "＿＿＿＿＿＿＿＿　　日期　＿＿＿＿年＿＿月＿＿日"),
    ("负责人", "＿＿＿＿＿＿＿＿　　日期　＿＿＿＿年＿＿月＿＿日"),
)


def _counted(seen: Monitored) -> pd.DataFrame:
    """The members that belong to their household, each once."""
    return seen.assessed.members[seen.assessed.members["counted"]]


_STATES = {
    rigid.MAY: "收入、财产、户籍、支出各项条件都符合，可协助申请。",
    rigid.MAY_IF: "收入和支出条件符合，财产或户籍还要核实。",
    rigid.UNCERTAIN: "没有不符合的条件，但收入或支出数据（或标准）不全。",
    rigid.NOT: "至少一项条件不符合。",
}


def _meaning(tier: str, seen: Monitored) -> str:
    lines = {name: seen.standards[name].shown for name in seen.standards}
    return {
        "低于低保标准": f"人均低于{lines[POVERTY]}",
        "低保边缘": f"不低于低保标准，低于低保边缘线（{lines['低保边缘线']}）",
        "夹心": f"不低于低保标准，低于帮扶线（{lines[AID]}）",
        "高于帮扶线": "不低于帮扶线；看“距帮扶线”，差得很少的可反映社情民意",
        "高于低保标准": "不低于低保标准；当日没有可用的帮扶线",
        "待核实": "收入、户编号或成员关系不清，或低保标准未录入",
    }[tier]


def _standards_table(seen: Monitored) -> Table:
    rows = [
        (standard.name, standard.shown, standard.status, standard.checked_on, _source(standard))
        for standard in seen.standards.values()
    ]
    return Table(
        "所用标准",
        ("标准", "数值", "状态", "核对日期", "来源"),
        ("note", "note", "text", "text", "note"),
        rows,
        wide=-1,
    )


def _source(standard: Standard) -> str:
    if not standard.is_set:
        return "由业务科室按文件录入本单位的标准文件"
    return "。".join(text.rstrip("。") for text in (standard.source, standard.note) if text)


def _left_table(seen: Monitored) -> Table:
    assert seen.left is not None
    unclear = seen.left.open["why"].value_counts(sort=False)
    rows = [
        ("退出", len(seen.left.sure), "上次身份为低保，这次写明别的身份，或写有身份的名单中没有这个人"),
        *(("去向待核", int(count), f"{why}：不能说已退出") for why, count in unclear.items()),
    ]
    return Table("退出低保", ("结论", "人数", "意思"), ("text", "count", "note"), rows, wide=-1)


def conclusions(seen: Monitored) -> list[str]:
    """Return what a clerk should know at once, without anybody's name."""
    households = seen.assessed.households
    counts = "，".join(
        f"{tier} {int((households['tier'] == tier).sum()):,} 户" for tier in TIERS if (households["tier"] == tier).any()
    )
    may = int(may_be_rigid(households).sum())
    lines = [
        f"{len(households):,} 户、{len(seen.assessed.members):,} 人：{counts or '没有人'}。",
        f"可能符合刚性支出困难 {may:,} 户（不含低于低保标准的，他们先按低保办理）。",
    ]
    if seen.left is not None:
        unclear = f"；另有 {len(seen.left.open):,} 人去向待核，不能说已退出" if len(seen.left.open) else ""
        lines.append(f"退出低保 {len(seen.left.sure):,} 人{unclear}。")
    if seen.compared is not None and len(seen.compared.moves):
        lines.append(f"{len(seen.compared.moves):,} 户换了户编号、合并或拆分，可能还是原来的户，见“家庭变动”。")
    lines.append(f"请救助顾问关注 {len(seen.visits):,} 人，见“救助顾问”文件夹或同名表。")
    if gaps := missing(seen.standards):
        lines.append(f"未录入：{'、'.join(standard.name for standard in gaps)}，相应的条件不能判断。")
    return [*lines, *([banner(seen.standards)] if unsure(seen.standards) else [])]


def _unsure(seen: Monitored) -> str:
    return "、".join(standard.name for standard in unsure(seen.standards))


def _write_people(people: pd.DataFrame, unsure_names: str, path: Path) -> None:
    """The whole list as CSV, for other programs."""
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        people.assign(参数未经核定=unsure_names).to_csv(file, index=False, lineterminator="\r\n")


def summary(seen: Monitored) -> dict[str, Any]:
    """Return the content of result.json: what was read, the classes, the standards, the equations."""
    households, people = seen.assessed.households, _counted(seen)
    return {
        "kind": "monitor",
        "on": seen.on.isoformat(),
        "inputs": input_records(seen.inputs),
        "standards": {
            standard.name: {
                "value": standard.shown,
                "fen": standard.fen,
                "status": standard.status,
                "source": standard.source,
            }
            for standard in seen.standards.values()
        },
        "参数未经核定": [standard.name for standard in unsure(seen.standards)],
        "未录入": [standard.name for standard in missing(seen.standards)],
        "tiers": {
            tier: {"households": int((households["tier"] == tier).sum()), "people": int((people["tier"] == tier).sum())}
            for tier in TIERS
        },
        "rigid": {state: int((households["rigid"] == state).sum()) for state in rigid.STATES},
        "left": None if seen.left is None else len(seen.left.sure),
        "left_open": None if seen.left is None else len(seen.left.open),
        "changes": None
        if seen.compared is None
        else {str(kind): int(count) for kind, count in seen.compared.people["kind"].value_counts(sort=False).items()},
        "watch": len(seen.visits),
        "by_code": {
            str(code): int(count) for code, count in seen.findings["code"].astype("str").value_counts().items()
        },
        "balance": balance_records(seen.balance),
    }
