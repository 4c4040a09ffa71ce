"""Makes 项目工作簿.xlsx: ``python templates/make_project.py``. Same input, same bytes.

The workbook that 新建工作簿 copies: 开始 with the settings a clerk fills in (defined names), the steps, their state and links; one sheet
per kind of list, with the field names as headers, ids and accounts as text before the first character is typed, and what is surely wrong
refused while typing. Formats and rules are those of the collection forms (``make_templates.py``).
"""

import sys
import tempfile
from pathlib import Path

from make_templates import (
    _FIELD_ID,
    _FIELD_NAME,
    _HEADER_FILL,
    _NEEDED_FILL,
    FONT,
    HERE,
    POLICY,
    PREPARED_ROWS,
    Field,
    _form_column,
    _look,
    _name,
    _page,
    _validation,
    save,
)
from openpyxl import Workbook, load_workbook
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from huibao_xl.excel import apply_package, parameters, sheets
from huibao_xl.excel.changes import Changes
from huibao_xl.excel.snapshot import Snapshot
from huibao_xl.policy import Policy, load

_TOWN = Field("街镇", 18, "A", False, "")
_STEPS = [
    ("更新参数", "看工作表“参数”：橙色的值核定后改写。换年度时先改上面的年度，再按“更新参数”。", "参数"),
    (
        "导入名册",
        "在上面写明收到的文件后按“导入名册”，每份一次（另成“来件”表）；自己整理的名单可粘贴到各表（“选择性粘贴—数值”）。",
        "承保名单",
    ),
    ("核验名册", "出错的单元格有底色和批注，右边有“问题”列；改正后再按一次。", ""),
    ("标注类别", "每个承保人员属于哪类对象（可不做）。", ""),
    ("认定资格", "逐行认定补贴、待核、不补；待核的逐条核实，更正名单后再按。", ""),
    ("政策找人", "名册中有资格但没有投保的人。", ""),
    ("计算补贴", "每人的金额和账户；缺账户的补到“银行账户”表。", "银行账户"),
    ("区镇分摊", "按街镇汇总，区、镇各承担多少。", ""),
    ("预算表", "预算表和参数，公式可以重算。", ""),
    ("平衡检查", "全部等式成立才能发放。", ""),
    ("公示表", "按街镇的公示名单，已脱敏，在工作簿旁边的文件夹“公示”。", ""),
    ("银行代发表", "按街镇的代发文件，在工作簿旁边的文件夹“银行代发”。", ""),
]
_SETTINGS = {
    "政策年度": "哪一年的政策，如 2024。",
    "批次名": "写在代发摘要和表头上；不写则用政策名称。",
    "参考日期": "统一的参考日期，如 2024-07-01；不写则用各人的承保日期。",
    "导入文件": "要导入的文件：完整路径，或与本工作簿同一文件夹中的文件名。",
}


def main(folder: Path = HERE, name: str = POLICY) -> None:
    """Write the template into ``folder``, for the policy called ``name`` or in the file ``name``."""
    policy = load(name)
    save(with_parameters(project(policy), policy), folder / "项目工作簿.xlsx")


def project(policy: Policy) -> Workbook:
    """The workbook: 开始, a sheet per kind of list, the hidden lists to choose from."""
    workbook = Workbook()
    _start(workbook, workbook.active, policy.name)
    options = [[town.name for town in policy.townships]]
    lists = [("承保名单", _insured())]
    for category in policy.categories:
        options.append([sub.name for sub in category.sub_categories])
        lists.append((category.role, _roster(get_column_letter(len(options)))))
    lists += [("银行账户", _accounts()), ("团单名单", _group()), ("往期发放", _prior())]
    lengths = {get_column_letter(column): len(items) for column, items in enumerate(options, 1)}
    for role, fields in lists:
        _list_sheet(workbook.create_sheet(role), fields, lengths)
    choices = workbook.create_sheet("选项")
    choices.sheet_state = "hidden"
    for column, items in enumerate(options, 1):
        for row, item in enumerate(items, 1):
            choices.cell(row, column, item)
    return workbook


def with_parameters(workbook: Workbook, policy: Policy) -> Workbook:
    """The workbook with the sheet 参数 after 开始, as 更新参数 lays it."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "项目.xlsx"
        workbook.save(path)
        snapshot, page = Snapshot(path, path.read_bytes()), parameters.page(policy)
        drawn = sheets.draw([page], Path(name))
        changes = Changes((page,), names=sheets.names_to_define(snapshot, drawn), entries={"ours": [parameters.SHEET]})
        path.write_bytes(apply_package.apply(snapshot, changes, drawn))
        laid = load_workbook(path)
    sheet = laid[parameters.SHEET]
    laid.move_sheet(sheet, 1 - laid.index(sheet))
    _page(sheet, landscape=True)
    return laid


def _insured() -> list[Field]:
    return [
        _FIELD_NAME,
        _FIELD_ID,
        Field("保单号", 24, "text", False, ""),
        Field("投保渠道", 12, "text", False, ""),
        Field("状态", 10, "text", False, ""),
        _TOWN,
        Field("承保日期", 14, "day", False, ""),
        Field("保费", 10, "text", False, ""),
    ]


def _roster(options: str) -> list[Field]:
    return [
        _FIELD_NAME,
        _FIELD_ID,
        Field("子类", 26, options, False, ""),
        Field("证书编号", 26, "text", False, ""),
        Field("生效日期", 14, "day", False, ""),
        Field("失效日期", 14, "day", False, ""),
        _TOWN,
        Field("居村委", 24, "text", False, ""),
    ]


def _accounts() -> list[Field]:
    return [
        _FIELD_NAME,
        _FIELD_ID,
        Field("户名", 16, "text", False, ""),
        Field("银行账号", 28, "account", True, ""),
        Field("开户行", 34, "text", False, ""),
        Field("联行号", 18, "cnaps", False, ""),
        Field("监护人", 14, "text", False, ""),
    ]


def _group() -> list[Field]:
    return [_FIELD_NAME, _FIELD_ID, Field("投保单位", 34, "text", False, "")]


def _prior() -> list[Field]:
    return [
        _FIELD_NAME,
        _FIELD_ID,
        Field("政策年度", 12, "text", True, ""),
        Field("金额", 12, "text", False, ""),
    ]


def _list_sheet(sheet: Worksheet, fields: list[Field], lengths: dict[str, int]) -> None:
    for column, field in enumerate(fields, 1):
        _form_column(sheet, get_column_letter(column), field, lengths)
    if sheet.title == "承保名单":
        for letters, values in (("D", "个人,团单"), ("E", "有效,退保")):
            title = sheet[f"{letters}1"].value
            rule = _validation(
                "list", f'"{values}"', "warning", title, "请从下拉列表中选择。", f"“{title}”请选{values}。"
            )
            rule.add(f"{letters}2:{letters}{PREPARED_ROWS + 1}")
            sheet.add_data_validation(rule)
    sheet.row_dimensions[1].height = 28
    sheet.freeze_panes = "C2"
    _page(sheet, landscape=True)
    sheet.print_title_rows = "1:1"


def _start(workbook: Workbook, sheet: Worksheet, year: str) -> None:
    sheet.title = "开始"
    sheet.sheet_view.showGridLines = False
    for letters, width in (("A", 6), ("B", 16), ("C", 66), ("D", 56)):
        sheet.column_dimensions[letters].width = width
    sheet["A1"] = "沪惠保补贴 项目工作簿"
    sheet["A1"].font = Font(name=FONT, size=18, bold=True)
    sheet.row_dimensions[1].height = 36
    sheet["A2"] = "所依据的政策和各项参数见工作表“参数”。本工作簿含个人信息，请按规定保管和传递。"
    sheet["A2"].font = Font(name=FONT, size=10, color="595959")
    _settings(workbook, sheet, 4, year)
    _steps(sheet, 10, year)
    _page(sheet, landscape=True)
    sheet.page_setup.fitToHeight = 1


def _settings(workbook: Workbook, sheet: Worksheet, top: int, year: str) -> None:
    _header(sheet, top, ("", "设置", "说明", "请填写"))
    values = {"政策年度": year}
    for row, (title, text) in enumerate(_SETTINGS.items(), top + 1):
        for column, content in ((1, None), (2, title), (3, text), (4, values.get(title))):
            cell = sheet.cell(row, column, content)
            _look(cell, fill=_NEEDED_FILL if column == 4 else None, align="left", wrap=True)
        sheet.cell(row, 4).number_format = "@"
        sheet.row_dimensions[row].height = 22
        _name(workbook, f"项目_{title}", sheet.title, f"D{row}")


def _steps(sheet: Worksheet, top: int, year: str) -> None:
    _header(sheet, top, ("次序", "命令", "做什么", "进度"))
    states = {"更新参数": f"已写入 {year} 年度的参数"}
    for row, (label, text, link) in enumerate(_STEPS, top + 1):
        for column, content in ((1, row - top), (2, label), (3, text), (4, states.get(label, "未做"))):
            _look(sheet.cell(row, column, content), align="center" if column == 1 else "left", wrap=True)
        if link:
            cell = sheet.cell(row, 2)
            cell.hyperlink = f"#'{link}'!A1"
            cell.font = Font(name=FONT, size=11, color="0563C1", underline="single")
        sheet.row_dimensions[row].height = 32
    waiting = CellIsRule(operator="equal", formula=['"未做"'], font=Font(color="808080"))
    sheet.conditional_formatting.add(f"D{top + 1}:D{top + len(_STEPS)}", waiting)
    stale = FormulaRule(formula=[f'ISNUMBER(SEARCH("请再按",D{top + 1}))'], font=Font(color="C00000"))
    sheet.conditional_formatting.add(f"D{top + 1}:D{top + len(_STEPS)}", stale)


def _header(sheet: Worksheet, row: int, titles: tuple[str, ...]) -> None:
    for column, title in enumerate(titles, 1):
        _look(sheet.cell(row, column, title), bold=True, fill=_HEADER_FILL, align="center")
    sheet.row_dimensions[row].height = 24


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE, *sys.argv[2:3])
