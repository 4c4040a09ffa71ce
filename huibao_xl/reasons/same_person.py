"""What clerks said about pairs of records (比对决定): what became of it (``W10`` on), and why it cannot be used (``S60`` on)."""

from huibao_xl.reasons.entry import Reason
from huibao_xl.reasons.steps import Next

ENTRIES = [
    Reason(
        "W10",
        "提示",
        "已确认是同一人",
        "经{by}于{on}确认，与{record}是同一人{adopted}。",
        "无需处理；如确认有误，在“比对决定”中改为“不是”后重新运行。",
    ),
    Reason(
        "W11",
        "提示",
        "已确认不是同一人",
        "经{by}于{on}确认，与{record}不是同一人，不作为候选。",
        "无需处理；如确认有误，在“比对决定”中改正后重新运行。",
    ),
    Reason(
        "W12",
        "警告",
        "比对决定没有采用",
        "{where}：{by}于{on}所作的决定“{answer}”没有采用，因为名单中已没有当时的两条记录（号码、姓名有改动，或已删除）。",
        "来源已更正的，无需处理；仍有疑似匹配的，会重新列入“比对决定”。",
    ),
    Reason(
        "W13",
        "警告",
        "没有写明采用哪个号码",
        "经{by}于{on}确认，与{record}是同一人，但两个证件号码都有效，没有写明采用哪一个，保持待核。",
        "在“比对决定”的“采用证件号码”中选择后重新运行。",
    ),
    Reason(
        "S60",
        "错误",
        "不是比对决定",
        "文件“{file}”{why}，不能作为比对决定使用。",
        "请用本软件写出的“比对决定.xlsx”，或记入比对决定时写出的记录文件。",
        next=(Next.REMEMBER_ANSWERS,),
    ),
    Reason("S61", "错误", "比对决定填写有误", "文件“{file}”的工作表“{sheet}”{rows}的“{column}”{why}。", "{advice}"),
    Reason(
        "S62",
        "错误",
        "比对决定的记录被改动",
        "文件“{file}”的工作表“{sheet}”{rows}的“{column}”与其他各列不符：姓名或证件号码被改动、只排序了部分列，或号码被 Excel 变成了数字。",
        "请在重新生成的“比对决定”中填写这些行，只填黄色的列；排序时选中整张表。",
    ),
    Reason(
        "S63",
        "错误",
        "比对决定互相矛盾",
        "文件“{file}”中{rows}的决定互相矛盾，不能同时成立。",
        "请核实后改正其中的“决定”或“采用证件号码”。",
    ),
]
