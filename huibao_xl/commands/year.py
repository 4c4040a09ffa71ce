"""The commands that write the papers of a year."""

from dataclasses import replace

from huibao_xl.commands.entry import Command, CommandLine, Given, Parameter
from huibao_xl.commands.parameters import FORCE_FILE, LEDGER, POLICY, RESULT_FOLDER, out, out_file

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
    Command(
        line=CommandLine(
            name="self-evaluation",
            help="绩效自评：写出一个年度的项目支出绩效自评表",
            description="绩效自评：各项完成值取自台账和认定结果，逐人可查；知晓率、满意率取自调查文件或填报，没有的待填，没有达到的要写原因，齐了才有总分和等级。",
            function="huibao_xl.year.evaluation_acts:write_evaluation",
            parameters=(
                RESULT_FOLDER,
                LEDGER,
                out_file("绩效自评表.xlsx"),
                Parameter(
                    name="survey",
                    shown="调查文件",
                    option="--survey",
                    kind="path",
                    help="知晓率、满意率的调查，一行一份回答",
                ),
                Parameter(
                    name="answers",
                    shown="自评表",
                    option="--answers",
                    kind="path",
                    help="“填报”表已填好的绩效自评表，填的数和原因写进新的一份",
                ),
                Parameter(
                    name="material",
                    shown="自评材料",
                    option="--material",
                    kind="path",
                    help="分值、等级和算法（.json）；不写就用随程序提供的那一年的",
                ),
                Parameter(
                    name="goals",
                    shown="申报材料",
                    option="--goals",
                    kind="path",
                    help="绩效目标申报的文字和指标（.json）；不写就用随程序提供的那一年的",
                ),
                FORCE_FILE,
            ),
        ),
    ),
    Command(
        line=CommandLine(
            name="notices",
            help="告知书：不予补贴、待核、待补账户、追回，一人一页，按街镇写出",
            description="告知书：不予补贴、待核、待补账户的人和没有了结的追回，一人一页写明原因、要带的材料、依据、救济和期限；每个街镇一个 Word 文件，和一份短信、送达登记。",
            function="huibao_xl.year.notice_acts:write_personal_notices",
            parameters=(
                RESULT_FOLDER,
                replace(out()[0], help="告知书写到这个新文件夹"),
                Parameter(
                    name="on",
                    shown="日期",
                    option="--on",
                    kind="day",
                    default=Given.TODAY,
                    help="告知书的日期，不写则是今天",
                ),
                Parameter(
                    name="ledger_path",
                    shown="台账",
                    option="--ledger",
                    kind="path",
                    help="台账，其中没有了结的追回也写；不写就没有追回的",
                ),
                Parameter(
                    name="material",
                    shown="材料",
                    option="--material",
                    kind="path",
                    help="告知书的文字（.json）；不写就用随程序提供的那一年的",
                ),
            ),
        ),
    ),
)
