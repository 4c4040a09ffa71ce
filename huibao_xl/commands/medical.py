"""The commands of the medical clearing."""

from dataclasses import replace

from huibao_xl.commands.entry import Button, Command, CommandLine, Parameter
from huibao_xl.commands.parameters import COLUMNS, PASSWORDS, SOURCES, out

_POLICY = Parameter(
    name="policy",
    shown="参数",
    option="--policy",
    default="",
    help="医疗救助参数文件（.json）的路径或名称；不写则用自带的（未经核定）",
)
_POLICY_OR_STORED = replace(
    _POLICY, help="同年度清算；接着上次（--after）时可以不写，用上次结果所存的参数，写了则必须是同一份"
)
_SHEETS = (
    "医疗总览",
    "医疗新到结算",
    "医疗结果有变的以往结算",
    "医疗差异明细",
    "医疗无法清算",
    "医疗补发追回",
    "医疗参数",
    "医疗问题清单",
    "医疗平衡表",
)

COMMANDS = (
    Command(
        line=CommandLine(
            name="clear-medical",
            help="医疗救助年度清算：逐笔重算并核对",
            description="医疗救助年度清算：按身份和参数把全年每一笔结算重算一遍，与已救助的金额核对。名单：救助结算、救助身份。",
            function="huibao_xl.cli.medical:clear_year",
            parameters=(
                SOURCES,
                PASSWORDS,
                _POLICY,
                *out(),
                COLUMNS,
                Parameter(
                    name="people",
                    shown="证件号码",
                    option="--person",
                    many="repeated",
                    help="另写此人的个人清，可写多次；写“差异”则为所有有差额的人",
                ),
            ),
        ),
        button=Button(
            id="clear.medical",
            label="医疗年度清算",
            group="清算",
            icon="Spelling",
            screentip="医疗救助逐笔重算并核对",
            supertip="按工作簿里的“救助身份”把“救助结算”逐笔重算，与已救助的金额核对；"
            "参数取同一文件夹的“医疗救助参数.json”，没有则用自带的（未经核定）。",
            size="menu",
            function="huibao_xl.excel.buttons.medical:clear",
        ),
        sheets=_SHEETS,
    ),
    Command(
        line=CommandLine(
            name="settle",
            help="医疗救助实时清算：新到的结算接着上次清算",
            description="医疗救助实时清算：把新到的结算接着上次的结果逐笔清算；迟到的数据引起的以往变化一并列出。",
            function="huibao_xl.cli.medical:settle",
            parameters=(
                SOURCES,
                PASSWORDS,
                _POLICY_OR_STORED,
                Parameter(
                    name="after",
                    shown="文件夹",
                    option="--after",
                    kind="path",
                    help="上一次实时清算写出的文件夹；第一次不写",
                ),
                *out(),
                COLUMNS,
            ),
        ),
        button=Button(
            id="clear.settle",
            label="医疗实时清算",
            group="清算",
            icon="Refresh",
            screentip="新到的结算接着上次清算",
            supertip="工作簿里的结算接着同一文件夹中上一次“医疗实时清算-N”的结果清算，写成下一个文件夹；"
            "迟到的数据引起的以往变化一并列出。",
            size="menu",
            function="huibao_xl.excel.buttons.medical:settle",
        ),
        sheets=_SHEETS,
    ),
)
