"""The commands that write the papers of a year."""

from huibao_xl.commands.entry import Command, CommandLine, Parameter
from huibao_xl.commands.parameters import FORCE_FILE, POLICY, out_file

COMMANDS = (
    Command(
        line=CommandLine(
            name="objectives",
            help="绩效目标申报：写出下年度项目的申报文件（Word）",
            description="绩效目标申报：金额、人数、分担比例取自政策文件，以前年度的执行数取自台账或材料，指标和文字取自材料，写成 Word 文件；申报金额漏列的区级承担会写明。",
            function="huibao_xl.year.objective_acts:write_objectives",
            parameters=(
                Parameter(name="policy_name", shown="年度", option="--policy", required=True, help=POLICY.help),
                out_file("绩效目标申报.docx"),
                Parameter(
                    name="material",
                    shown="材料",
                    option="--material",
                    kind="path",
                    help="文字和指标（.json）；不写就用随程序提供的那一年的",
                ),
                Parameter(
                    name="ledger_path",
                    shown="台账",
                    option="--ledger",
                    kind="path",
                    help="上一年度的台账，执行数取自其中；不写就用材料里的",
                ),
                FORCE_FILE,
            ),
        ),
    ),
)
