"""The commands 低收入监测 and 名册对比: the workbook's own lists, and an earlier one from a file, shown as the sheets of
``monitoring/``.

The earlier list is the file that 开始 names as 导入文件 (on the command line ``--from``). Standards that the bureau entered
are taken from ``监测标准.json`` beside the workbook, if it is there.
"""

from datetime import date
from pathlib import Path

import pandas as pd

from huibao_xl.equations import require
from huibao_xl.excel.changes import Changes, Page, Table
from huibao_xl.excel.desk import Answer, Desk
from huibao_xl.files.reading import SourceFile, read_file
from huibao_xl.files.writing.workbook import Column, Sheet
from huibao_xl.monitoring import changes_report, report
from huibao_xl.monitoring.changes import NEW, OLD, Compared, compare
from huibao_xl.monitoring.job import Monitored, monitor_lists, read_households
from huibao_xl.policy.townships import Names
from huibao_xl.reasons import Input, Stop
from huibao_xl.reports.problems import problems_sheet
from huibao_xl.rosters.fields import household_role
from huibao_xl.rosters.header import find_header
from huibao_xl.rosters.listing import Listing, fits, read_listing, role_named
from huibao_xl.rosters.role import role_of_sheet

STANDARDS = "监测标准.json"
PROBLEMS, VISITS = "监测问题", "救助顾问名单"


def monitor(desk: Desk) -> Answer:
    """低收入监测: each household of 低收入家庭 in one class, who may be 刚性支出困难, and who left 低保 since the earlier list."""
    names = Names(desk.rules())
    with desk.stage("读取工作表", None):
        now = read_households([desk.snapshot.source], [], names, "工作簿")
        earlier = _earlier(desk, names)
    on = desk.as_of() or date.today()
    standards = desk.folder_or_here() / STANDARDS
    with desk.stage("判断档次、比对变动", None):
        seen = monitor_lists(now, earlier, on, on, names, standards if standards.is_file() else None)
    overview = Page((report.OVERVIEW,), lambda book: report.write_overview(book, seen))
    filled: tuple[Table | Page, ...] = (overview, *(Table(sheet) for sheet in _tables(seen, desk.folder_or_here())))
    against = "" if earlier is None else f"已与“{earlier.sheets['path'].iloc[0]}”中的上次名单比对。\n"
    message = "\n".join(report.conclusions(seen)) + f"\n{against}结果在工作表“{report.OVERVIEW}”及其后各表。"
    return Answer(message, Changes(filled, shown=report.OVERVIEW))


def _tables(seen: Monitored, folder: Path) -> list[Sheet]:
    """The tables of monitoring without one sheet a class: in Excel 监测家庭 is filtered by 档次. 救助顾问 of all 街镇 in one."""
    tables = (sheet for sheet in report.sheets(seen, folder) if sheet.name not in (*report.TIERS, "问题清单"))
    visits = report.adviser_sheet(seen.visits, seen)
    problems = problems_sheet(seen.findings, seen.base, folder)
    return [
        *tables,
        Sheet(VISITS, visits.columns, visits.rows, visits.frozen),
        Sheet(PROBLEMS, problems.columns, problems.rows),
    ]


def _earlier(desk: Desk, names: Names) -> Listing | None:
    """The list before, if a file is named that holds one."""
    file = _other_file(desk)
    if file is None or not any(fits(grid, household_role()) for grid in file.grids):
        return None
    return read_households([file], [], names, OLD)


def _other_file(desk: Desk) -> SourceFile | None:
    """The file that --from or 开始 names; None if none is. Raises Stop if it cannot be read."""
    text = desk.setting("项目_导入文件").strip('"“”')
    if desk.source is None and not text:
        return None
    path = desk.source or Path(text)
    return read_file(path if path.is_absolute() else desk.folder_or_here() / path)


def changes(desk: Desk) -> Answer:
    """名册对比: every list that both an earlier file and the workbook hold, person by person."""
    file = _other_file(desk)
    if file is None:
        raise Stop(
            "S07",
            why="没有写明旧名单",
            advice="请写旧名单的路径，再按“名册对比”",
            inputs=[Input.OTHER_LIST],
        )
    names = Names(desk.rules())
    with desk.stage("读取工作表", None):
        book = desk.snapshot.source
    common = [name for name in _roles(file) if name in _roles(book)]
    if not common:
        raise Stop("S51", where=f"“{file.path.name}”和工作簿", role="同一种名单", required="姓名、证件号码")
    with desk.stage("逐人比对", None):
        pairs = [
            [
                read_listing([source], role_named(name), names, date.today(), side)
                for source, side in ((file, OLD), (book, NEW))
            ]
            for name in common
        ]
        comparisons = [compare(*pair) for pair in pairs]
    for compared in comparisons:
        require(compared.balance)
    lines = [line for compared in comparisons for line in changes_report.conclusions(compared)]
    places = f"结果在工作表“{changes_report.PEOPLE}”和“{changes_report.FIELDS}”。"
    message = "\n".join(lines) + f"\n旧名单：“{file.path.name}”。{places}"
    return Answer(message, Changes(tuple(map(Table, _joined(comparisons))), shown=changes_report.PEOPLE))


def _roles(file: SourceFile) -> list[str]:
    """The roles of a file's sheets, each once."""
    found = []
    for grid in file.grids:
        header = find_header(grid) if grid.n_rows else None
        role = role_of_sheet(*grid.named, header)[0] if header else None
        if header and fits(grid, household_role()):
            found.append(household_role().name)
        elif role is not None and fits(grid, role):
            found.append(role.name)
    return list(dict.fromkeys(found))


def _joined(comparisons: list[Compared]) -> list[Sheet]:
    """名单变动 and 变更明细 of all lists, with a column that says which."""
    parts = [[(each.role, sheet) for sheet in changes_report.change_sheets(each)] for each in comparisons]
    tables = []
    for same in zip(*parts, strict=True):
        first = same[0][1]
        rows = pd.concat([sheet.rows.assign(名单=role) for role, sheet in same], ignore_index=True)
        tables.append(Sheet(first.name, [Column("名单"), *first.columns], rows, first.frozen + 1))
    return tables
