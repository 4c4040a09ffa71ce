"""Parameters that several commands ask for."""

from dataclasses import replace

from huibao_xl.commands.entry import Given, Parameter

SOURCES = Parameter(
    name="sources",
    shown="名单",
    many="following",
    required=True,
    help="文件或文件夹；“角色=路径”或“角色=路径#工作表”可指定角色",
)
PASSWORDS = Parameter(
    name="password_file",
    shown="文件",
    option="--password-file",
    kind="path",
    help="文本文件，每行一个打开工作簿的密码",
)
POLICY = Parameter(
    name="policy",
    shown="年度",
    option="--policy",
    required=True,
    help="政策年度（如 2024），或政策文件（.json）的路径",
)
TOWN_NAMES = Parameter(
    name="policy",
    shown="年度",
    option="--policy",
    default="",
    help="名册种类和街镇名称所依据的政策：年度，或政策文件（.json）的路径（默认最新的一年）",
)
COLUMNS = Parameter(
    name="columns",
    shown="文件",
    option="--columns",
    kind="path",
    help="填好的列对应.xlsx，或 huibao columns add 写出的记录文件（.json）",
)
AS_OF = Parameter(
    name="as_of",
    shown="日期",
    option="--as-of",
    kind="day",
    help="统一的参考日期，如 2024-07-01；不写则用承保日期",
)
FORCE = Parameter(
    name="force",
    shown="",
    option="--force",
    kind="flag",
    default=False,
    help="结果文件夹已存在时覆盖；只覆盖同一种、写出后没有人改过的结果",
)
FORCE_FILE = Parameter(
    name="force", shown="", option="--force", kind="flag", default=False, help="文件已存在、是以前这样写出的，则覆盖"
)
RESULT_FOLDER = Parameter(name="folder", shown="结果文件夹", kind="path", required=True, help="huibao run 写出的文件夹")
LEDGER_FILE = "台账.sqlite3"
LEDGER = Parameter(
    name="ledger_path",
    shown="台账",
    option="--ledger",
    kind="path",
    default=LEDGER_FILE,
    help=f"台账文件（默认 {LEDGER_FILE}）",
)
BY = Parameter(name="by", shown="姓名", option="--by", required=True, help="经手人的姓名，记入台账")
BY_OR_LOGIN = Parameter(
    name="by",
    shown="姓名",
    option="--by",
    default=Given.LOGIN,
    help="经手人的姓名，记入台账；不写则记电脑的登录名",
)
BATCH = Parameter(
    name="number", shown="批次号", kind="batch", required=True, help="如 2024-七宝镇-1，或 七宝、七宝2、2024七宝、拨付"
)
BATCH_OR_ALL = replace(BATCH, required=False, default="", help=f"{BATCH.help}；全部的写 --all")
ALL = Parameter(
    name="everything", shown="", option="--all", kind="flag", default=False, help="全部等着这一步的批次，一个接一个"
)


def out(shown: str = "文件夹", default: str = "") -> tuple[Parameter, Parameter]:
    """Return ``--out`` and ``--force``; without a default ``--out`` must be given."""
    return (
        Parameter(
            name="out",
            shown=shown,
            option="--out",
            kind="path",
            required=not default,
            default=default or None,
            help="结果写到这里" + (f"（默认 {default}）" if default else ""),
        ),
        FORCE,
    )


def why(help: str) -> Parameter:
    """Return ``--why``, which must be given."""
    return Parameter(name="why", shown="原因", option="--why", required=True, help=help)


def out_file(default: str) -> Parameter:
    """Return ``--out`` for a file, with where it is written if nothing is said."""
    return Parameter(
        name="out", shown="文件", option="--out", kind="path", default=default, help=f"写到这里（默认 {default}）"
    )


LINE = Parameter(name="line", shown="行号", kind="line", required=True, help="审批单明细的行号")
DOCUMENT = Parameter(name="document", shown="文号", option="--document", required=True, help="文书编号或凭证号")
ON = Parameter(
    name="on", shown="日期", option="--on", kind="day", default=Given.TODAY, help="文书或凭证的日期（默认今天）"
)
AMOUNT = Parameter(name="amount", shown="金额", option="--amount", required=True, help="元，如 129.00")
