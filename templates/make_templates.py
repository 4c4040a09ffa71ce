"""Makes the blank workbooks of this folder: ``python templates/make_templates.py``. Same input, same bytes.

Three are filled by the program, which finds its places by defined names (the rules: ``huibao_xl/files/template.py``):
银行代发, 公示, 预算表.
Five are forms that 街镇 fill in (采集表): their headers are the field names that the program reads, their ids and
accounts are text before the first character is typed, and what is surely wrong is refused while typing.
Lists of 街镇, categories and sub-categories come from the policy file (``python templates/make_templates.py 文件夹 2025.json``: the same for another).
"""

import re
import sys
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from huibao_xl.policy import Category, Policy, latest, load
from huibao_xl.policy.roles import shipped

HERE = Path(__file__).parent
POLICY = latest()
"""The year that the blank workbooks are for: a newer policy file makes newer ones."""
PREPARED_ROWS = 2_000
FONT = "宋体"

_LINE = Side(style="thin", color="808080")
_GRID = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADER_FILL = PatternFill("solid", fgColor="D9E1F2")
_NEEDED_FILL = PatternFill("solid", fgColor="FCE4D6")
_TOTAL_FILL = PatternFill("solid", fgColor="F2F2F2")


def main(folder: Path = HERE, name: str = POLICY) -> None:
    """Write every template into ``folder``, for the policy called ``name`` or in the file ``name``."""
    policy = load(name)
    save(bank(), folder / "银行代发.xlsx")
    save(notice(), folder / "公示.xlsx")
    save(notice(with_categories=True), folder / "公示（写明类别）.xlsx")
    save(budget(), folder / "预算表.xlsx")
    for category in policy.categories:
        save(roster_form(policy, category), folder / f"名册采集表-{category.title}.xlsx")
    save(account_form(policy), folder / "银行账户采集表.xlsx")


def save(workbook: Workbook, path: Path) -> None:
    """Save with fixed dates inside, so that the same content is the same file."""
    workbook.properties.creator = "huibao_xl"
    workbook.properties.created = datetime(1980, 1, 1)
    held = BytesIO()
    workbook.save(held)
    with ZipFile(held) as source, ZipFile(path, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, content)


# --- What the program fills ------------------------------------------------------------


def bank() -> Workbook:
    """银行代发: header in row 1, one prepared data row, 合计. The title is only printed: banks read row 1."""
    columns = [
        ("序号", 7, "0", "center"),
        ("户名", 16, "@", "left"),
        ("账号", 26, "@", "left"),
        ("金额", 14, "#,##0.00", "right"),
        ("开户行", 34, "@", "left"),
        ("联行号", 16, "@", "left"),
        ("摘要", 26, "@", "left"),
    ]
    workbook, sheet = _list_sheet("银行代发", "代发", columns, landscape=True)
    for column in range(1, len(columns) + 1):
        _look(sheet.cell(3, column), bold=True, fill=_TOTAL_FILL)
    sheet["A3"] = "合计"
    sheet["A3"].alignment = Alignment(horizontal="center", vertical="center")
    sheet["B3"], sheet["D3"] = "=ROWS(C2:C2)", "=SUM(D2:D2)"
    sheet["B3"].number_format, sheet["D3"].number_format = '0"笔"', "#,##0.00"
    sheet["B3"].alignment = Alignment(horizontal="left", vertical="center")
    sheet["D3"].alignment = Alignment(horizontal="right", vertical="center", indent=1)
    _name(workbook, "代发_笔数", "银行代发", "B3")
    _name(workbook, "代发_合计", "银行代发", "D3")
    return workbook


def notice(with_categories: bool = False) -> Workbook:
    """公示: the public list, masked by the program before it gets here: title, what heads it, the list, who posts it and when.

    ``with_categories``: the form for a policy that names the category of each person in public.
    """
    columns = [
        ("序号", 7, "0", "center"),
        ("姓名", 16, "@", "left"),
        ("证件号码", 24, "@", "left"),
        ("街镇", 16, "@", "left"),
        *([("对象类别", 30, "@", "left")] if with_categories else []),
        ("补贴金额", 16, "#,##0.00", "right"),
    ]
    workbook, sheet = _list_sheet("公示", "公示", columns, landscape=False, above=len(_NOTICE_HEAD) + 2)
    last = get_column_letter(len(columns))
    sheet.oddHeader.center.text = None
    sheet["A1"] = "{公示_标题}"
    sheet.merge_cells(f"A1:{last}1")
    sheet["A1"].font, sheet["A1"].alignment = Font(name=FONT, size=16, bold=True), Alignment("center", "center")
    sheet.row_dimensions[1].height = 34
    for row, title in enumerate(_NOTICE_HEAD, 2):
        sheet.cell(row, 1, title).font = Font(name=FONT, size=11, bold=True)
        sheet.cell(row, 1).alignment = Alignment("left", "center")
        sheet.merge_cells(f"C{row}:{last}{row}")
        sheet.cell(row, 3).font, sheet.cell(row, 3).alignment = (
            Font(name=FONT, size=11),
            Alignment("left", "center", wrap_text=True),
        )
        _name(workbook, f"公示_{title}", "公示", f"C{row}")
    sheet.row_dimensions[2].height = 32
    sheet.row_dimensions[len(_NOTICE_HEAD) + 2].height = 32
    below = len(_NOTICE_HEAD) + 5
    for row, title in enumerate(("单位", "日期"), below + 1):
        sheet.merge_cells(f"A{row}:{last}{row}")
        sheet.cell(row, 1).font, sheet.cell(row, 1).alignment = Font(name=FONT, size=11), Alignment("right", "center")
        _name(workbook, f"公示_{title}", "公示", f"A{row}")
    sheet.cell(below, 1, _NOTICE_CLOSE).font = Font(name=FONT, size=11)
    return workbook


_NOTICE_HEAD = ("依据", "标准", "合计", "公示期", "监督电话")
_NOTICE_CLOSE = "对名单有异议的，请在公示期内拨打监督电话或向本街镇反映。"


def _list_sheet(
    title: str, prefix: str, columns: list[tuple[str, int, str, str]], landscape: bool, above: int = 0
) -> tuple[Workbook, Worksheet]:
    """A list of one prepared row under its header, with so many empty rows ``above``."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = title
    for column, (header, width, number_format, align) in enumerate(columns, 1):
        letters = get_column_letter(column)
        sheet.column_dimensions[letters].width = width
        _look(sheet.cell(above + 1, column, header), bold=True, fill=_HEADER_FILL, align="center")
        data = sheet.cell(above + 2, column)
        _look(data, align=align)
        fit = header in ("户名", "开户行", "对象类别", "摘要")
        data.alignment = Alignment(
            horizontal=align, vertical="center", indent=1 if align == "right" else 0, shrink_to_fit=fit
        )
        data.number_format = number_format
        _name(workbook, f"{prefix}_{header}", title, f"{letters}{above + 2}")
    sheet.row_dimensions[above + 1].height = 26
    sheet.sheet_format.customHeight, sheet.sheet_format.defaultRowHeight = True, 20
    sheet.freeze_panes = f"A{above + 2}"
    _page(sheet, landscape)
    sheet.print_title_rows = f"{above + 1}:{above + 1}"
    sheet.oddHeader.center.text = f"{{{prefix}_标题}}"
    sheet.oddHeader.center.size = 14
    sheet.oddHeader.center.font = f"{FONT},Bold"
    return workbook, sheet


def _page(sheet: Worksheet, landscape: bool) -> None:
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom = 0.9, 0.7
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页 / 共 &N 页"
    sheet.oddFooter.center.size = 9


def _look(
    cell,
    bold: bool = False,
    fill: PatternFill | None = None,
    align: str | None = None,
    wrap: bool = False,
    size: int = 11,
) -> None:
    cell.font = Font(name=FONT, size=size, bold=bold)
    cell.border = _GRID
    cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=wrap)
    if fill is not None:
        cell.fill = fill


def _name(workbook: Workbook, name: str, sheet: str, place: str) -> None:
    absolute = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", place)
    workbook.defined_names[name] = DefinedName(name, attr_text=f"'{sheet}'!{absolute}")


# --- 预算表 ------------------------------------------------------------

_YUAN, _HEADS, _PERCENT = "#,##0.00", "#,##0", "0%"


def budget() -> Workbook:
    """预算表: the form of the project description (三、1), then the whole cost by bearer, planned and paid.

    The formulas name the parameters (补贴金额, 镇区级比例 ...) and add up the sheet 分摊汇总; both sheets stand here in
    small, so that the template opens without errors. Only the sheet 预算表 is taken.
    """
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "预算表"
    for letters, width in zip("ABCDEFGHIJ", (16, 16, 16, 12, 22, 11, 12, 17, 12, 17), strict=True):
        sheet.column_dimensions[letters].width = width
    _seed_form(workbook, sheet)
    _full_cost(workbook, sheet)
    _page(sheet, landscape=True)
    sheet.page_setup.fitToHeight = 1
    sheet.oddHeader.left.text = "{预算_批次}"
    sheet.oddHeader.left.size = 9
    _parameters(workbook)
    _shares(workbook)
    return workbook


def _seed_form(workbook: Workbook, sheet: Worksheet) -> None:
    _title(sheet, 1, "{预算_年度}年度项目预算情况表")
    sheet["A2"] = "单位：元"
    sheet["A2"].alignment = Alignment(horizontal="right")
    sheet["A2"].font = Font(name=FONT, size=10)
    sheet.merge_cells("A2:J2")
    for place, text in {
        "A3": "项目内容",
        "B3": "项目明细",
        "C3": "明细金额",
        "D3": "单价（元/人）",
        "E3": "数量",
        "E4": "对象（承担）",
        "F4": "承担比例",
        "G4": "预估人数",
        "H4": "预估金额",
        "I4": "本次实际人数",
        "J4": "本次实际金额",
    }.items():
        sheet[place] = text
    _grid(sheet, 3, 4, header=True)
    for area in ("A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:J3"):
        sheet.merge_cells(area)
    _grid(sheet, 5, 8)
    for area in ("A5:A7", "B5:B7", "C5:C7", "D5:D7", "A8:B8", "E8:G8"):
        sheet.merge_cells(area)
    sheet["A5"] = sheet["B5"] = "民生保险“沪惠保”补贴项目"
    sheet["A8"], sheet["E8"] = "合计", "其中：区级承担的镇（含工业区）部分"
    sheet["E5"], sheet["E6"], sheet["E7"] = "街道：", "镇级（工业区）：", "区级："
    for column in range(1, 11):
        sheet.cell(8, column).fill, sheet.cell(8, column).font = _TOTAL_FILL, Font(name=FONT, bold=True)
    _put(
        workbook,
        sheet,
        {
            "C5": ("明细金额", "=H7", _YUAN),
            "D5": ("单价", "=补贴金额", _YUAN),
            "C8": ("合计", "=SUM(C5:C7)", _YUAN),
            "F5": ("街道比例", "=1", _PERCENT),
            "F6": ("镇级比例", "=1-镇区级比例", _PERCENT),
            "F7": ("区级比例", "=镇区级比例", _PERCENT),
            "G5": ("街道预估人数", 0, _HEADS),
            "G6": ("镇预估人数", 0, _HEADS),
            "G7": ("区级预估人数", "=G6", _HEADS),
            "H5": ("街道预估金额", "=G5*补贴金额", _YUAN),
            "H6": ("镇级预估金额", "=G6*(补贴金额-ROUND(补贴金额*镇区级比例,2))", _YUAN),
            "H7": ("区级预估金额", "=G7*ROUND(补贴金额*镇区级比例,2)", _YUAN),
            "H8": ("预估区级部分", "=H7", _YUAN),
            "I5": ("街道实际人数", f"={_sum('C', '街道')}", _HEADS),
            "I6": ("镇实际人数", f"={_sum('C', '镇')}+{_sum('C', '工业区')}", _HEADS),
            "I7": ("区级实际人数", "=I6", _HEADS),
            "J5": ("街道实际金额", f"={_sum('D', '街道')}", _YUAN),
            "J6": ("镇级实际金额", f"={_sum('F', '镇')}+{_sum('F', '工业区')}", _YUAN),
            "J7": ("区级实际金额", f"={_sum('E', '镇')}+{_sum('E', '工业区')}", _YUAN),
            "J8": ("实际区级部分", "=J7", _YUAN),
        },
    )
    _note(
        sheet,
        9,
        "注：本表“合计”沿用原表口径，只含镇（含工业区）人员补贴中由区级承担的部分；街道人员的补贴和镇级承担的部分不在其中，"
        "全口径见下表。“镇级”与“区级”两行是同一批人，人数不能相加。",
    )


def _sum(column: str, kind: str) -> str:
    """The part of 分摊汇总 (C 人数, D 补贴金额, E 区级承担, F 镇级承担) of one 街镇类型; 合计 has none."""
    return f'SUMIFS(分摊汇总!${column}:${column},分摊汇总!$B:$B,"{kind}")'


def _full_cost(workbook: Workbook, sheet: Worksheet) -> None:
    _title(sheet, 11, "全口径（按承担主体）")
    for place, text in {
        "A12": "承担主体",
        "C12": "对象",
        "F12": "承担比例",
        "G12": "预估人数",
        "H12": "预估金额",
        "I12": "本次实际人数",
        "J12": "本次实际金额",
    }.items():
        sheet[place] = text
    _grid(sheet, 12, 12, header=True)
    _grid(sheet, 13, 19)
    labels = [
        ("区级财政", "街道人员"),
        ("区级财政", "镇（含工业区）人员"),
        ("区级财政小计", ""),
        ("镇级财政（含工业区）", "镇（含工业区）人员等的其余部分"),
        ("合计", "全部补贴"),
        ("核对", "人数 × 补贴金额 − 合计（应为 0）"),
        ("执行率", "本次实际 ÷ 预估"),
    ]
    for row, (bearer, people) in enumerate(labels, 13):
        sheet.cell(row, 1, bearer)
        sheet.cell(row, 3, people or None)
    for row in range(12, 20):
        sheet.merge_cells(f"A{row}:B{row}")
        sheet.merge_cells(f"C{row}:E{row}")
    for row in (15, 17):
        for column in range(1, 11):
            sheet.cell(row, column).fill, sheet.cell(row, column).font = _TOTAL_FILL, Font(name=FONT, bold=True)
    _put(
        workbook,
        sheet,
        {
            "F13": ("全口径街道区级比例", "=街道区级比例", _PERCENT),
            "F14": ("全口径镇区级比例", "=镇区级比例", _PERCENT),
            "F16": ("全口径镇级比例", "=1-镇区级比例", _PERCENT),
            "G13": ("全口径街道预估人数", "=G5", _HEADS),
            "G14": ("全口径镇预估人数", "=G6", _HEADS),
            "G17": ("全口径预估人数", "=G13+G14", _HEADS),
            "H13": ("全口径街道区级预估", "=G13*ROUND(补贴金额*街道区级比例,2)", _YUAN),
            "H14": ("全口径镇区级预估", "=H7", _YUAN),
            "H15": ("全口径区级预估", "=H13+H14", _YUAN),
            "H16": ("全口径镇级预估", "=H6+H5-H13", _YUAN),
            "H17": ("全口径预估", "=H15+H16", _YUAN),
            "H18": ("全口径预估核对", "=G17*补贴金额-H17", _YUAN),
            "I13": ("全口径街道实际人数", "=I5", _HEADS),
            "I14": ("全口径镇实际人数", "=I6", _HEADS),
            "I17": ("全口径实际人数", "=I13+I14", _HEADS),
            "J13": ("全口径街道区级实际", f"={_sum('E', '街道')}", _YUAN),
            "J14": ("全口径镇区级实际", "=J7", _YUAN),
            "J15": ("全口径区级实际", "=J13+J14", _YUAN),
            "J16": ("全口径镇级实际", "=J6+J5-J13", _YUAN),
            "J17": ("全口径实际", "=J15+J16", _YUAN),
            "J18": ("全口径实际核对", "=I17*补贴金额-J17", _YUAN),
            "J19": ("执行率", '=IF(H17=0,"",J17/H17)', "0.00%"),
        },
    )
    _note(
        sheet,
        20,
        "注：预估人数不分镇与莘庄工业区，预估按镇的比例计算；本次实际按 分摊汇总 表逐街镇计算。区级与镇级两个合计"
        "有时恰好相等（如预估 9000 人与 30000 人时），属巧合，不能用来互相核对。",
    )
    _note(sheet, 22, "填报单位：　　　　　　　　　　　　　　审核：　　　　　　　　　　　　　　日期：", border=False)


def _put(workbook: Workbook, sheet: Worksheet, cells: dict[str, tuple[str, str | int, str]]) -> None:
    """Write numbers and formulas, each with its format and its name 预算_…"""
    for place, (name, content, number_format) in cells.items():
        cell = sheet[place]
        cell.value, cell.number_format = content, number_format
        cell.alignment = (
            Alignment(horizontal="center", vertical="center")
            if number_format == _PERCENT
            else Alignment(horizontal="right", indent=1, vertical="center")
        )
        _name(workbook, f"预算_{name}", "预算表", place)


def _title(sheet: Worksheet, row: int, text: str) -> None:
    sheet.merge_cells(f"A{row}:J{row}")
    cell = sheet.cell(row, 1, text)
    cell.font = Font(name=FONT, size=16 if row == 1 else 13, bold=True)
    cell.alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[row].height = 30


def _note(sheet: Worksheet, row: int, text: str, border: bool = True) -> None:
    sheet.merge_cells(f"A{row}:J{row}")
    cell = sheet.cell(row, 1, text)
    cell.font = Font(name=FONT, size=10)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    sheet.row_dimensions[row].height = 34 if border else 24


def _grid(sheet: Worksheet, first: int, last: int, header: bool = False) -> None:
    for row in range(first, last + 1):
        sheet.row_dimensions[row].height = 26
        for column in range(1, 11):
            _look(
                sheet.cell(row, column),
                bold=header,
                fill=_HEADER_FILL if header else None,
                align="center" if header else None,
                wrap=True,
            )


def _parameters(workbook: Workbook) -> None:
    """The parameters' names with 2024's values; in a result the sheet 参数 holds the policy's own."""
    sheet = workbook.create_sheet("参数")
    sheet.append(["参数名", "值"])
    for row, (name, value) in enumerate(
        {"补贴金额": 129, "街道区级比例": 1, "镇区级比例": 0.35, "工业区区级比例": 0.35}.items(), 2
    ):
        sheet.append([name, value])
        _name(workbook, name, "参数", f"B{row}")


def _shares(workbook: Workbook) -> None:
    workbook.create_sheet("分摊汇总").append(["街镇", "街镇类型", "人数", "补贴金额", "区级承担", "镇级承担"])


# --- What 街镇 fill in ------------------------------------------------------------


@dataclass(frozen=True)
class Field:
    """A column of a form. ``kind``: text, id, account, cnaps, day, or the column of 选项 with its values."""

    title: str
    width: int
    kind: str
    needed: bool
    help: str


def roster_form(policy: Policy, category: Category) -> Workbook:
    """名册采集表 of one category."""
    certificate = (shipped() | policy.rosters)[category.role].certificate
    fields = [
        _FIELD_NAME,
        _FIELD_ID,
        Field("子类", 26, "B", False, "从下拉列表中选；没有合适的可以不填。"),
        Field("证书编号", 26, "text", False, f"{certificate}按文本填写。"),
        Field("生效日期", 14, "day", False, "资格从哪一天起有效，如 2024-06-01；一直有效可不填。"),
        Field("失效日期", 14, "day", False, "资格有效到哪一天（含当天），如 2026-05-31；长期有效可不填。"),
        Field("街镇", 18, "A", True, "从下拉列表中选全称。“莘庄镇”和“莘庄工业区”不要只写“莘庄”。"),
        Field("居村委", 24, "text", False, "居委会或村委会名称。"),
    ]
    return _form(policy, category.title, fields, [sub.name for sub in category.sub_categories])


def account_form(policy: Policy) -> Workbook:
    """银行账户采集表."""
    fields = [
        _FIELD_NAME,
        _FIELD_ID,
        Field("户名", 16, "text", False, "银行账户的户名。账户属于监护人的，填监护人姓名；与姓名相同可不填。"),
        Field("银行账号", 28, "account", True, "银行卡号或存折账号，按文本填写，不要有空格。"),
        Field("开户行", 34, "text", False, "开户银行全称，写到支行。"),
        Field("联行号", 18, "cnaps", False, "12 位数字，按文本填写；不知道可不填。"),
        Field("监护人", 14, "text", False, "未成年人用监护人账户时，填监护人姓名，户名也填监护人；用本人账户的不填。"),
    ]
    return _form(policy, "银行账户", fields, [])


_FIELD_NAME = Field("姓名", 14, "text", True, "与身份证一致，不要加空格或备注。少数民族姓名中的点用“·”。")
_FIELD_ID = Field(
    "证件号码",
    24,
    "id",
    True,
    "18 位居民身份证号码，最后一位 X 用大写。整列已设为文本，请直接输入或“选择性粘贴—数值”。",
)


def _form(policy: Policy, role: str, fields: list[Field], options: list[str]) -> Workbook:
    workbook = Workbook()
    _explain(workbook.active, role, fields)
    sheet = workbook.create_sheet(role)
    choices = workbook.create_sheet("选项")
    choices.sheet_state = "hidden"
    for column, items in enumerate(([town.name for town in policy.townships], options), 1):
        for row, item in enumerate(items, 1):
            choices.cell(row, column, item)
    lengths = {"A": len(policy.townships), "B": len(options)}
    for column, field in enumerate(fields, 1):
        _form_column(sheet, get_column_letter(column), field, lengths)
    sheet.row_dimensions[1].height = 28
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(fields))}{PREPARED_ROWS + 1}"
    _page(sheet, landscape=True)
    sheet.print_title_rows = "1:1"
    sheet.oddHeader.center.text = f"{role}名册采集表" if role != "银行账户" else "银行账户采集表"
    sheet.oddHeader.center.size = 14
    workbook.active = 1
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet
    return workbook


def _form_column(sheet: Worksheet, letters: str, field: Field, lengths: dict[str, int]) -> None:
    """The whole column carries the format, so that 2,000 empty rows cost nothing and pasted rows stay text."""
    column = sheet.column_dimensions[letters]
    column.width = field.width
    column.number_format = "yyyy-mm-dd" if field.kind == "day" else "@"
    column.font = Font(name=FONT, size=11)
    column.alignment = Alignment(horizontal="center" if field.kind == "day" else "left", vertical="center")
    header = sheet[f"{letters}1"]
    header.value = field.title
    _look(header, bold=True, fill=_NEEDED_FILL if field.needed else _HEADER_FILL, align="center")
    header.number_format = "@"
    rule = _rule(letters, field, lengths)
    if rule is not None:
        rule.add(f"{letters}2:{letters}{PREPARED_ROWS + 1}")
        sheet.add_data_validation(rule)


_CHECK_DIGIT = (
    'MID("10X98765432",MOD(SUMPRODUCT(MID({0},ROW($1:$17),1)*MOD(2^(18-ROW($1:$17)),11)),11)+1,1)=UPPER(RIGHT({0}))'
)


def _rule(letters: str, field: Field, lengths: dict[str, int]) -> DataValidation | None:
    """What is refused while typing. A warning where the clerk may know better; the program checks everything again."""
    cell = f"{letters}2"
    if field.kind in lengths:
        if not lengths[field.kind]:
            return None
        formula = f"选项!${field.kind}$1:${field.kind}${lengths[field.kind]}"
        stop = field.kind == "A"
        return _validation(
            "list",
            formula,
            "stop" if stop else "warning",
            field.title,
            "请从下拉列表中选择。",
            f"“{field.title}”不在列表中，请从下拉列表中选择。",
        )
    if field.kind == "id":
        formula = f"AND(ISTEXT({cell}),LEN({cell})=18,{_CHECK_DIGIT.format(cell)})"
        return _validation(
            "custom",
            formula,
            "warning",
            field.title,
            "18 位身份证号码，按文本输入，最后一位 X 大写。",
            "证件号码应是 18 位文本，且最后一位校验码应正确。请对照证件改正；确认证件上就是这样，才点“是”。",
        )
    if field.kind == "account":
        return _validation(
            "custom",
            f'AND(ISTEXT({cell}),LEN({cell})>=8,LEN({cell})<=32,ISERROR(FIND(" ",{cell})))',
            "warning",
            field.title,
            "卡号或账号，按文本输入，不要有空格。",
            "银行账号应是文本，8 至 32 位，没有空格。请核对；确认无误才点“是”。",
        )
    if field.kind == "cnaps":
        return _validation(
            "custom",
            f"AND(ISTEXT({cell}),LEN({cell})=12)",
            "warning",
            field.title,
            "12 位数字，按文本输入。",
            "联行号应是 12 位文本。请核对；确认无误才点“是”。",
        )
    if field.kind == "day":
        rule = _validation(
            "date", "DATE(1949,10,1)", "stop", field.title, "日期，如 2024-06-01。", "请填日期，如 2024-06-01。"
        )
        rule.operator, rule.formula2 = "between", "DATE(2199,12,31)"
        return rule
    return None


def _validation(kind: str, formula: str, style: str, title: str, prompt: str, error: str) -> DataValidation:
    return DataValidation(
        type=kind,
        formula1=formula,
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=True,
        errorStyle=style,
        errorTitle=title,
        error=error,
        promptTitle=title,
        prompt=prompt,
    )


def _explain(sheet: Worksheet, role: str, fields: list[Field]) -> None:
    sheet.title = "填表说明"
    for letters, width in (("A", 14), ("B", 10), ("C", 78)):
        sheet.column_dimensions[letters].width = width
    sheet["A1"] = f"{role}{'' if role == '银行账户' else '名册'}采集表 填表说明"
    sheet["A1"].font = Font(name=FONT, size=15, bold=True)
    sheet["A1"].alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = 30
    rows = [
        ("列名", "是否必填", "怎么填"),
        *((field.title, "必填" if field.needed else "选填", field.help) for field in fields),
    ]
    for row, texts in enumerate(rows, 3):
        sheet.row_dimensions[row].height = 22
        for column, text in enumerate(texts, 1):
            fill = _HEADER_FILL if row == 3 else _NEEDED_FILL if column == 2 and text == "必填" else None
            _look(
                sheet.cell(row, column, text),
                bold=row == 3,
                fill=fill,
                align="center" if row == 3 or column == 2 else "left",
                wrap=True,
            )
    notes = [
        f"1．请在“{role}”工作表中填写，一人一行，从第 2 行起；橙色表头为必填。",
        f"2．前 {PREPARED_ROWS} 行有下拉列表和输入检查；更多的行可以接着往下填，格式不变。",
        "3．不要改动表头和工作表名称，不要合并单元格，不要写合计行。",
        "4．从别处粘贴时请用“选择性粘贴—数值”，否则会覆盖文本格式，号码末位会变成 0。",
        "5．本表含个人信息，请按规定保管和传递。",
    ]
    for row, text in enumerate(notes, len(rows) + 4):
        sheet.merge_cells(f"A{row}:C{row}")
        sheet.cell(row, 1, text).font = Font(name=FONT, size=11)
        sheet.cell(row, 1).alignment = Alignment(vertical="center", wrap_text=True)
        sheet.row_dimensions[row].height = 22
    _page(sheet, landscape=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE, *sys.argv[2:3])
