"""The project workbook: 新建工作簿 makes it from its template, 更新参数 writes the values of another year into it."""

import shutil
from pathlib import Path

from huibao_xl import policy, resources
from huibao_xl.excel import parameters, progress
from huibao_xl.excel.changes import Changes
from huibao_xl.excel.desk import Answer, Desk
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.policy.parameters import UNSURE
from huibao_xl.reasons import Stop

TEMPLATE = "项目工作簿.xlsx"
NAME = "沪惠保项目"


def make(path: Path) -> str:
    """Make the project workbook at ``path``, whole or not at all. Raises Stop(S07) if there is a file, Stop(S08) if it cannot be written."""
    if path.suffix.lower() != ".xlsx":
        raise Stop("S07", why=f"“{path.name}”不是 .xlsx 文件名", advice="请写明新工作簿的名称，如 沪惠保2024.xlsx")
    try:
        with atomic_file(path, replace=False) as work:
            shutil.copyfile(resources.folder("templates") / TEMPLATE, work)
    except FileExistsError:
        raise Stop("S07", why=f"“{path}”已存在", advice="请换一个名称，以免原有文件丢失") from None
    return f"已新建“{path.name}”。\n请按其中“开始”表的步骤做：先看“参数”，橙色的值核定后改写；再粘贴或导入名单，然后核验名册。"


def new(folder: Path) -> tuple[str, Path]:
    """新建工作簿, from Excel: in the folder of the workbook that is open, or in the user's where it has none. Return message and path."""
    folder = folder if folder.is_absolute() and folder.is_dir() else Path.home()
    number, path = 1, folder / f"{NAME}.xlsx"
    while path.exists():
        number += 1
        path = folder / f"{NAME}({number}).xlsx"
    return f"{make(path)}\n文件在：{path}", path


def renew(desk: Desk) -> Answer:
    """更新参数: the values of the policy that the start sheet names, in the place of what stands on the sheet 参数."""
    rules = policy.load(desk.policy_name())
    desk.digest = progress.UNKNOWN
    parameters.require_open(desk.snapshot)
    unsure = [parameter.name for parameter in rules.parameters if parameter.status == UNSURE and parameter.editable]
    message = (
        f"“参数”表已按{rules.title}的政策文件写好，{len(rules.parameters)} 项。\n"
        + (f"需要人确认：{'、'.join(unsure)}（未核定），请在橙色的格子里改写。\n" if unsure else "")
        + "原来在表中改过的值已被换掉，可用“撤销上一步”恢复。"
    )
    return Answer(message, Changes((parameters.page(rules),), shown=parameters.SHEET))
