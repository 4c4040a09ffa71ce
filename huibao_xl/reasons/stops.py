"""Why a command cannot go on (``S..``): the texts of :class:`huibao_xl.reasons.Stop`."""

from huibao_xl.reasons.entry import Reason

ENTRIES = [
    Reason("S01", "错误", "文件无法读取", "文件“{file}”{why}。", "{advice}"),
    Reason(
        "S02",
        "错误",
        "缺少必需的列",
        "文件“{file}”的工作表“{sheet}”按“{role}”读取时，缺少必需的列“{missing}”；看到的表头是：{headers}。",
        "请补上该列或改正表头。",
    ),
    Reason(
        "S03",
        "错误",
        "表头重复",
        "文件“{file}”的工作表“{sheet}”有两列都像“{field}”（{columns}）。",
        "请只保留一列或改正表头。",
    ),
    Reason(
        "S04", "错误", "缺少名单", "没有找到{role}。", "请检查文件夹，或用“角色=路径”指定，如：承保名单=名单.xlsx。"
    ),
    Reason("S05", "错误", "政策文件有误", "政策“{policy}”的“{key}”有误：{why}。", "请对照 2024 年政策文件改正。"),
    Reason("S06", "错误", "结果文件夹已存在", "结果文件夹“{folder}”已存在。", "请换一个 --out，或加 --force 覆盖。"),
    Reason("S07", "错误", "参数有误", "{why}。", "{advice}"),
    Reason(
        "S08",
        "错误",
        "结果不能写入",
        "结果文件夹“{folder}”不能写入（{why}）。",
        "请检查磁盘空间和权限，关闭已打开的结果文件后重试。",
    ),
    Reason(
        "S09",
        "错误",
        "平衡表不成立",
        "结果不平衡，没有写出任何文件：{equations}。",
        "这是软件缺陷，请保留输入文件并联系维护人员。",
    ),
    Reason("S10", "错误", "模板有误", "模板“{file}”{why}。", "请从原始模板重新修改，保留定义的名称。"),
    Reason(
        "S11",
        "错误",
        "工作簿含有会丢失的内容",
        "工作簿“{file}”含有{parts}，在没有 Excel 的环境中保存会丢失。",
        "请用 --out 另存为新文件，或在 Excel 中操作。",
    ),
    Reason("S30", "错误", "台账不能使用", "台账“{file}”{why}。", "{advice}。"),
    Reason("S31", "错误", "批次不能这样处理", "批次“{batch}”{why}。", "{advice}。"),
    Reason(
        "S32",
        "错误",
        "结果不一致",
        "结果文件夹“{folder}”前后不一致：{why}。",
        "文件可能被改动过；请用 huibao run 重新生成结果后再制单。",
    ),
    Reason(
        "S33",
        "错误",
        "时钟有误",
        "这台电脑的时钟（{now}）早于台账最后一笔记录（{last}）。",
        "请校准日期和时间后重试。",
    ),
    Reason(
        "S34",
        "错误",
        "已在其他批次",
        "批次“{batch}”的第 {lines} 行已由批次“{other}”在途或发放，没有批准。",
        "请用 --strike 行号 --why 原因 剔除这些行后再批准，或退回本批。",
    ),
    Reason(
        "S37",
        "错误",
        "台账有误",
        "台账“{file}”核对不符，最早在第 {first} 号记录：{faults}。",
        "请停止使用这份台账，封存并从备份恢复，查明是谁改动的。",
    ),
    Reason(
        "S35",
        "错误",
        "回盘文件不属于本批",
        "回盘文件“{file}”{why}。",
        "{advice}。",
    ),
]
