"""The catalogue: every code, its level, Chinese title, message and advice. All that staff read about a fault comes from here.

Three kinds of codes share one list:

- ``H..``/``X..``/``OK``: what was decided about an insured row (待核, 不补, 补贴);
- ``W..``: a subsidised person or an account that needs a look, though the decision stands;
- ``I..``: what was found while reading files, sheets and cells;
- ``S..``: the run cannot go on (:class:`Stop`).

A message is a template; its fields are filled by the finding's values. Codes are never reused.
Personal data stands only in a finding's ``value`` column, never in the text of a stop, so that nothing of it
reaches a log or a screen.
"""

from dataclasses import dataclass
from typing import Literal

Level = Literal["错误", "警告", "提示"]
Disposition = Literal["补贴", "待核", "不补"]


@dataclass(frozen=True)
class Reason:
    """One entry of the catalogue. ``message`` and ``advice`` are ``str.format`` templates."""

    code: str
    level: Level
    title: str
    message: str
    advice: str
    disposition: Disposition | None = None


def _decided(code: str, disposition: Disposition, level: Level, title: str, message: str, advice: str) -> Reason:
    return Reason(code, level, title, message, advice, disposition)


_CATALOGUE = [
    _decided("OK", "补贴", "提示", "予以补贴", "在名册内、姓名一致、资格有效。", "无需处理。"),
    _decided("H01", "待核", "错误", "证件号码无效", "证件号码{fault}。", "{hint}"),
    _decided(
        "H02",
        "待核",
        "错误",
        "姓名不符",
        "证件号码在{roles}中，但姓名不同：名册为“{roster_name}”。",
        "核对是否同一人（生僻字、曾用名、录入错误）；是同一人则更正姓名后重新运行。",
    ),
    _decided(
        "H03",
        "待核",
        "错误",
        "街镇不明",
        "{roles}和承保名单都没有写明本区街镇，无法确定区、镇分担。",
        "在名册的街镇列填写政策所列的街镇全称后重新运行。",
    ),
    _decided(
        "H04",
        "待核",
        "错误",
        "街镇冲突",
        "有效的名册记录分属不同街镇：{townships}。",
        "与相关街镇核实现属街镇，更正名册后重新运行。",
    ),
    _decided(
        "H05",
        "待核",
        "错误",
        "疑似匹配",
        "证件号码不在四类名册中，但名册中有同名且号码{likeness}的记录：{candidates}。",
        "核对是否同一人；是同一人则更正错误的证件号码后重新运行。",
    ),
    _decided(
        "H06",
        "待核",
        "错误",
        "资格日期无法识别",
        "在{roles}中，但生效或失效日期无法识别，不能判断参考日期{day}是否有效。",
        "更正名册中的日期（如 2024-06-01）后重新运行。",
    ),
    _decided("X01", "不补", "提示", "非四类对象", "不在四类名册中，也没有疑似匹配。", "无需处理。"),
    _decided(
        "X02",
        "不补",
        "提示",
        "团单投保",
        "该人以团单投保（{where}），按政策不予补贴。",
        "如投保渠道有误，请保险公司更正名单。",
    ),
    _decided("X03", "不补", "提示", "已退保", "该保单状态为退保。", "无需处理。"),
    _decided(
        "X04", "不补", "提示", "重复投保", "与前面的记录（{first}）是同一人，只按一条处理。", "无需处理；一人只补一次。"
    ),
    _decided(
        "X05",
        "不补",
        "提示",
        "资格不在有效期",
        "在{roles}中，但参考日期{day}不在有效期内（{periods}）。",
        "如证件已续期，更新名册的失效日期后重新运行。",
    ),
    _decided("X06", "不补", "提示", "已发放", "往期发放记录中该人{year}年度已发放（{where}）。", "无需处理。"),
    Reason(
        "W01",
        "警告",
        "街镇不一致",
        "名册街镇为“{roster}”，承保名单为“{insured}”，以名册为准。",
        "与街镇核实；如名册有误，更正后重新运行。",
    ),
    Reason("W02", "警告", "待补账户", "已确定补贴，但{why}，本次不能发放。", "补充或更正银行账户后重新运行。"),
    Reason(
        "W03",
        "警告",
        "户名与姓名不一致",
        "银行账户的户名“{holder}”与被保险人姓名不同。",
        "确认账户属于本人（或其监护人），否则更换账户。",
    ),
    Reason(
        "W04",
        "警告",
        "账户不唯一",
        "该人有多个不同的银行账户（{places}），不能确定用哪一个。",
        "只保留一个账户后重新运行。",
    ),
    Reason("W05", "警告", "银行账号不可用", "银行账号{fault}。", "请本人或银行提供正确账号，按文本填写。"),
    Reason("W06", "警告", "出生晚于承保", "按证件号码，该人出生日期晚于参考日期{day}。", "核对证件号码和承保日期。"),
    Reason("I01", "提示", "未读取的文件", "不支持的文件类型，没有读取。", "如是名单，请另存为 .xlsx 后放回。"),
    Reason(
        "I02",
        "警告",
        "工作表角色无法识别",
        "看不出这张表是哪一种名单（{why}），没有使用。",
        "在工作表名或文件名中写明（如“持证残疾人”），或用“角色=文件#工作表”指定。",
    ),
    Reason("I03", "提示", "隐藏的工作表", "工作表是隐藏的，已照常读取。", "确认其中内容应当使用；不应使用则删除。"),
    Reason(
        "I04", "提示", "隐藏的行或列", "有隐藏或筛掉的{what}，已照常读取。", "确认其中内容应当使用；不应使用则删除。"
    ),
    Reason("I05", "提示", "空工作表", "工作表没有内容。", "无需处理。"),
    Reason(
        "I06", "提示", "非人员行", "该行不是人员（{what}），没有作为人员读取。", "如确是人员，请补全姓名和证件号码。"
    ),
    Reason("I07", "提示", "重复的表头", "该行是重复的表头，已跳过。", "无需处理。"),
    Reason("I08", "警告", "合计不一致", "{label}为 {stated}，实际读到 {counted}。", "核对是否漏行、多行或合计有误。"),
    Reason(
        "I09", "警告", "缺少名册", "没有收到“{role}”名册，该类对象不会被认定。", "如确有此类对象，补充名册后重新运行。"
    ),
    Reason(
        "I10",
        "错误",
        "证件号码被 Excel 损坏",
        "证件号码以数字保存，超过 15 位的部分已丢失。",
        "向来源单位索取原号码，先把列设为文本再填。{hint}",
    ),
    Reason("I11", "错误", "名册证件号码无效", "证件号码{fault}，该记录无法与承保名单比对。", "{hint}"),
    Reason("I12", "警告", "日期无法识别", "“{field}”不是可识别的日期。", "改为 2024-06-01 这样的日期。"),
    Reason(
        "I13", "警告", "街镇无法识别", "不是政策所列的街镇名称。", "改为政策所列的街镇全称（如“莘庄镇”“莘庄工业区”）。"
    ),
    Reason("I14", "警告", "取值无法识别", "“{field}”的取值不认识，按“{used}”处理。", "改为“{allowed}”之一。"),
    Reason(
        "I15",
        "提示",
        "残疾人证号",
        "证件号码列填的是残疾人证号，已取前 18 位作为证件号码。",
        "建议填写居民身份证号码。",
    ),
    Reason("I16", "警告", "政策年度无法识别", "“政策年度”不是年份，该记录没有使用。", "改为四位年份（如 2024）。"),
    Reason("I17", "提示", "结果文件夹", "这是本软件以前的结果，没有读取。", "无需处理。"),
    Reason("I18", "警告", "文件内容相同", "与“{other}”内容完全相同，可能放了两份。", "删除其中一份后重新运行。"),
    Reason(
        "I19",
        "警告",
        "街镇名称不唯一",
        "工作表名或文件名中有多个街镇（{townships}），没有采用。",
        "增加“街镇”列，或按街镇分表。",
    ),
    Reason("I20", "错误", "姓名为空", "没有姓名，无法核对。", "补填姓名后重新运行。"),
    Reason("I21", "警告", "有效期颠倒", "失效日期早于生效日期，该记录任何一天都无效。", "核对并更正两个日期。"),
    Reason(
        "I22",
        "提示",
        "非名单页",
        "这是说明页，或本软件写出的结果表，不是名单。",
        "无需处理；确是名单的，用“角色=文件#工作表”指定。",
    ),
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
]

CATALOGUE: dict[str, Reason] = {reason.code: reason for reason in _CATALOGUE}


def text(code: str, **values: object) -> str:
    """Return the message of a code with its fields filled.

    >>> text("I08", label="合计", stated=10, counted=9)
    '合计为 10，实际读到 9。'
    """
    return CATALOGUE[code].message.format(**values)


def advice(code: str, **values: object) -> str:
    """Return what staff should do about a code, with its fields filled.

    >>> advice("W05")
    '请本人或银行提供正确账号，按文本填写。'
    """
    return CATALOGUE[code].advice.format(**values)


class Stop(Exception):
    """The run cannot go on. Its text is one Chinese sentence naming the file and what to do; it holds no personal data."""

    def __init__(self, code: str, exit_status: int = 2, **values: object) -> None:
        """Render the catalogue entry ``code`` with ``values``; ``exit_status`` is what the process returns."""
        self.code = code
        self.exit_status = exit_status
        super().__init__(text(code, **values).rstrip("。") + "。" + advice(code, **values).rstrip("。") + "。")
