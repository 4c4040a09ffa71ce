"""What each command writes, and an example: the last lines of its ``--help``."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """``writes``: what is there when the command has ended; ``typed``: the command as a clerk would type it."""

    writes: str
    typed: str


EXAMPLES = {
    "run": Example(
        "结果文件夹，里面有 沪惠保补贴结果.xlsx（先看“总览”）、比对决定.xlsx、列对应.xlsx、处置全表.csv、名册全表.csv，"
        "和文件夹 银行代发、公示、政策找人（各街镇一份）。来源名单从不改动。",
        "huibao run 今年的名单/ --policy 2024 --out 结果",
    ),
    "demo": Example("与 huibao run 一样的结果文件夹，人员都是虚构的。", "huibao demo --out 演示结果"),
    "check": Example(
        "问题清单.xlsx、列对应.xlsx，和每份名单带“问题”列的副本，可以发回来源单位更正。来源名单从不改动。",
        "huibao check 今年的名单/ --out 核验结果",
    ),
    "decisions add": Example(
        "记录文件（没有就新建，有就续在后面），里面有姓名和证件号码，只在本机保存。",
        "huibao decisions add 结果/比对决定.xlsx --file 比对记录.json",
    ),
    "decisions show": Example("只显示在屏幕上。", "huibao decisions show --file 比对记录.json"),
    "columns add": Example(
        "记录文件（没有就新建，有就续在后面）。", "huibao columns add 结果/列对应.xlsx --file 列对应.json"
    ),
    "columns show": Example("只显示在屏幕上。", "huibao columns show --file 列对应.json"),
    "explain": Example(
        "只显示在屏幕上：找到的记录、认定和理由、可能适用的政策、比对决定。",
        "huibao explain 310112194101019010 结果",
    ),
    "verify": Example("只显示在屏幕上：哪些文件不符、缺少、多出，哪些没有比较。", "huibao verify 结果"),
    "batch": Example(
        "台账里的新批次（由街镇发放的，每个街镇一批），和台账旁边 批次/批次号/ 里的审批单。",
        "huibao batch 结果 --payer 街镇 --by 张三",
    ),
    "review": Example(
        "台账里的一次审核，和重新写出的审批单。剔除写 --strike 行号 --why 原因。",
        "huibao review 2024-七宝镇-1 --by 李四",
    ),
    "approve": Example(
        "台账里的一次审批，和重新写出的审批单。从这时起占用这些人的付款。",
        "huibao approve 2024-七宝镇-1 --by 王五",
    ),
    "reject": Example(
        "台账里的退回记录；其中的人可以重新制单。", "huibao reject 2024-七宝镇-1 --by 李四 --why 账户有误"
    ),
    "release": Example(
        "台账里的解除记录；重新运行认定时，这个人照常判断。",
        "huibao release 2024-七宝镇-1 12 --why 已核实健在 --by 李四",
    ),
    "export": Example(
        "批次/批次号/ 里的银行文件。再导出一次，与原来的逐字节相同。", "huibao export 2024-七宝镇-1 --by 张三"
    ),
    "return": Example(
        "台账里每一笔的结果，和 批次/批次号/ 里的回盘核对-1.xlsx。同一个文件登记两次没有变化。",
        "huibao return 2024-七宝镇-1 回盘.xlsx --by 张三",
    ),
    "resolve": Example(
        "台账里的确认记录。由制单以外的人做。",
        "huibao resolve 2024-七宝镇-1 --as 成功 --line 3 --why 凭证0012 --by 李四",
    ),
    "reissue": Example(
        "重发的批次（如 2024-七宝镇-1.1）和它的审批单，照样要审核、审批、导出。",
        "huibao reissue 2024-七宝镇-1 --accounts 新账户.xlsx --by 张三",
    ),
    "transfer": Example(
        "拨付批次和拨付通知，照样要审核、审批；拨付后用 huibao resolve 记入凭证号。",
        "huibao transfer --policy 2024 --by 张三",
    ),
    "execution": Example("执行情况.xlsx。", "huibao execution --policy 2024 --result 结果 --out 执行情况.xlsx"),
    "ledger verify": Example("只显示在屏幕上：完好，或从第几号记录起不符。", "huibao ledger verify"),
    "ledger show": Example("只显示在屏幕上。", "huibao ledger show 310112194101019010"),
    "ledger list": Example("只显示在屏幕上。", "huibao ledger list --ledger 台账.sqlite3"),
    "ledger export": Example("一个工作簿，里面有个人信息，请妥善保管。", "huibao ledger export --out 台账.xlsx"),
    "ledger new": Example("一本空的台账。", "huibao ledger new --by 张三"),
    "ledger backup": Example(
        "一个文件，里面有个人信息；放在另一个磁盘，妥善保管。", "huibao ledger backup --out U盘/台账备份.sqlite3"
    ),
    "ledger restore": Example(
        "恢复的台账，和台账里的恢复记录。备份以后付过什么，显示在屏幕上。",
        "huibao ledger restore U盘/台账备份.sqlite3 --why 硬盘损坏 --by 张三",
    ),
    "ledger adopt": Example(
        "台账里的认定记录；两个人先后各做一次才算数。原来那一份请封存，两份都用会重复付款。",
        "huibao ledger adopt --by 张三",
    ),
    "ledger disregard": Example(
        "台账里的认定记录；两个人先后各做一次才算数。",
        "huibao ledger disregard 练习/台账.sqlite3 --why 只用来练习，没有上传过银行 --by 张三",
    ),
    "ledger clock": Example("台账里的认定记录，核对台账时会说到。", "huibao ledger clock 2024-07-01 --by 张三"),
    "papers": Example("批次/批次号/ 里的审批单或拨付通知；台账没有变化。", "huibao papers 2024-七宝镇-1"),
    "todo": Example("只显示在屏幕上；写了 --out 的还有一张可以打印的待办清单。", "huibao todo --by 李四"),
    "book": Example(
        "台账里的记账记录：追回（和追回单）、调整，和待签的补差批次（和审批单）；两个人先后各做一次才算数。",
        "huibao book 清算 --document 局办2024-31 --by 张三",
    ),
    "pass-back": Example(
        "台账里的收回记录；下次拨付和资金往来按它算。",
        "huibao pass-back 七宝 --amount 45.15 --document 缴款书7 --policy 2024 --by 张三",
    ),
    "end": Example(
        "台账里的终止记录；查明弄错的，用 huibao release 解除。",
        "huibao end 七宝 3 --document 死亡证明12 --why 本人死亡 --on 2024-09-01 --by 李四",
    ),
    "budget": Example(
        "台账里的预算变动；两个人先后各做一次才算数。",
        "huibao budget 街道人员 5000 --document 财社2024-8 --why 人数超过预估 --policy 2024 --by 张三",
    ),
    "year-end": Example("台账里的结账记录；两个人先后各做一次才算数。", "huibao year-end --policy 2024 --by 张三"),
    "flows": Example("资金往来.xlsx：各街镇一行，和每一笔往来。", "huibao flows --policy 2024 --out 资金往来.xlsx"),
    "statement add": Example(
        "台账里的每一笔收支和它的类别；没有认出的逐笔列出。",
        "huibao statement add 八月明细.xlsx --payer 七宝镇 --by 张三",
    ),
    "statement claim": Example(
        "台账里的认领记录。", "huibao statement claim 2024-08-05 500 --as 拨入 --why 财政来函 --by 张三"
    ),
    "statement close": Example(
        "台账里的月结记录；两个人先后各做一次才算数。", "huibao statement close 2024-08 --balance 922.10 --by 张三"
    ),
    "statement adjust": Example(
        "台账里的调整记录；两个人先后各做一次才算数。",
        "huibao statement adjust 2024-08-05 500 --as 追回款 --document 局办2024-40 --why 记错 --by 张三",
    ),
    "statement report": Example("对账.xlsx：等式、各批次与台账、每一笔。", "huibao statement report --out 对账.xlsx"),
    "recover open": Example(
        "台账里的立案记录，和 批次/批次号/ 里的追回单。", "huibao recover open 七宝 3 --why 本人已死亡 --by 李四"
    ),
    "recover notify": Example(
        "台账里的通知记录，和重新写出的追回单。",
        "huibao recover notify 2024-追回-1 --document 民发2024-15 --on 2024-09-02 --by 李四",
    ),
    "recover hear": Example(
        "台账里的记录，和重新写出的追回单。",
        "huibao recover hear 2024-追回-1 --document 笔录3 --why 同意分两次还 --by 李四",
    ),
    "recover repay": Example(
        "台账里的还款记录，和重新写出的追回单。",
        "huibao recover repay 2024-追回-1 --amount 60 --document 缴款书0012 --on 2024-10-08 --by 李四",
    ),
    "recover refund": Example(
        "台账里的退还记录和追回单；两个人先后各做一次才算数。",
        "huibao recover refund 2024-追回-1 --amount 129 --document 支付凭证12 --why 银行已退回 --by 李四",
    ),
    "recover write-off": Example(
        "台账里的核销记录；两个人先后各做一次才算数。",
        "huibao recover write-off 2024-追回-1 --document 会议纪要8 --why 无遗产 --by 李四",
    ),
    "recover withdraw": Example(
        "台账里的撤销记录；两个人先后各做一次才算数。",
        "huibao recover withdraw 2024-追回-1 --document 会议纪要9 --why 查明仍符合 --by 李四",
    ),
    "recover list": Example("只显示在屏幕上。", "huibao recover list"),
    "year": Example("只显示在屏幕上。", "huibao year --policy 2024 --result 结果"),
    "objectives": Example(
        "绩效目标申报.docx：整份项目描述、预算表、执行数和绩效目标表；屏幕上写明申报漏列了什么。",
        "huibao objectives --policy 2024 --out 绩效目标申报.docx",
    ),
    "self-evaluation": Example(
        "绩效自评表.xlsx：第一张表是一页的自评表，后面是填报、得分计算和每个数的明细。",
        "huibao self-evaluation 结果 --survey 问卷.xlsx --out 绩效自评表.xlsx",
    ),
    "notices": Example(
        "新文件夹，每个街镇一个 Word 文件（一人一页），和一个工作簿（短信、送达登记）。",
        "huibao notices 结果 --ledger 台账.sqlite3 --out 告知书",
    ),
    "clear": Example(
        "清算报告.xlsx（先看“总览”）、清算全表.csv、clearing.json；有漏发的人时还有“补发”，可以直接制单。",
        "huibao clear 现在的名单/ --paid 台账.sqlite3 --policy 2024 --before 结果 --out 清算",
    ),
    "monitor": Example(
        "低收入监测.xlsx（先看总览）、人员全表.csv，和文件夹 救助顾问（各街镇一份）。",
        "huibao monitor 本月名单/ --on 2024-03-01 --before 上月名单/ --out 监测结果",
    ),
    "changes": Example(
        "名册对比.xlsx：总览、名单变动、变更明细。",
        "huibao changes 上月名册/ 本月名册/ --role 持证残疾人 --out 对比结果",
    ),
    "clear-medical": Example(
        "医疗救助清算.xlsx（先看总览）和清算全表.csv；写了 --person 的还有个人清.xlsx。只作核对，不产生付款。",
        "huibao clear-medical 2024年结算/ --policy 参数.json --out 清算结果 --person 差异",
    ),
    "settle": Example(
        "与年度清算一样的文件；其中的“数据”供下一次接续，不要改动。",
        "huibao settle 四月结算/ --after 清算/三月 --out 清算/四月",
    ),
    "desk": Example(
        "项目文件夹：收到的名单、认定结果（每次一个）、台账、答复的记录；关闭网页不丢。",
        "huibao desk 2024年度/",
    ),
    "press": Example(
        "改动写在工作簿里（写了 --out 的写在新文件里），结束时的话说明写了哪张表。工作簿要先保存、关闭。",
        "huibao press 核验名册 2024.xlsx",
    ),
    "addin build": Example("huibao.xlam。", "huibao addin build"),
    "addin install": Example("加载项装在当前用户名下，结束时显示检查结果。", "huibao addin install 安装包/"),
    "addin uninstall": Example("只卸载加载项；工作簿和结果文件没有改动。", "huibao addin uninstall"),
    "addin doctor": Example("只显示在屏幕上。", "huibao addin doctor"),
    "addin bundle": Example(
        "安装包文件夹，复制到那台电脑后用 huibao addin install 安装。",
        "huibao addin bundle --python python-3.11.9-embed-amd64.zip --out 安装包",
    ),
}
"""{name of a command: what it writes, and how it is typed}."""
