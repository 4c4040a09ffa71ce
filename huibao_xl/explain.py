"""``huibao explain``: one person, in plain Chinese: which rows were found, which rule decided, what would change it, and the quotation;
and which policies may apply to the person (政策查询).

Everything comes from the result folder itself (处置全表.csv, 名册全表.csv, the workbook; of a monitoring 人员全表.csv), so that a decision
can be explained when the sources have long been moved.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from huibao_xl import policy
from huibao_xl.files.results import finished
from huibao_xl.identifiers import resident_id
from huibao_xl.matching.answers import SAME
from huibao_xl.matching.id_difference import DESTROYED
from huibao_xl.matching.sheet import SHEET
from huibao_xl.matching.table import TAKEN
from huibao_xl.monitoring import assistance, rigid
from huibao_xl.policy import Policy
from huibao_xl.reasons import CATALOGUE, Next, Stop

DECISIONS_FILE, ENTRIES_FILE, WORKBOOK = "处置全表.csv", "名册全表.csv", "沪惠保补贴结果.xlsx"
COMPARISON, PEOPLE_FILE = "比对决定.xlsx", "人员全表.csv"
_CLOSE = 5


def tell(number: str, folder: Path) -> str:
    """Return the explanation of one id number as several lines. Raises Stop if ``folder`` is no result of a run or of a monitoring."""
    summary = finished.read_json(folder)
    if summary.get("kind") == "monitor":
        return "\n".join(_watched(resident_id.compact(number), folder, summary))
    if "policy" not in summary:
        raise Stop(
            "S07",
            why=f"“{folder}”不是认定结果，也不是监测结果",
            advice="请写认定或监测写出的文件夹",
            next=[Next.RUN, Next.MONITOR],
        )
    rules = policy.load(summary["policy"])
    wanted = resident_id.compact(number)
    insured, entries = (finished.read_csv(folder / name) for name in (DECISIONS_FILE, ENTRIES_FILE))
    compared, also = _compared(wanted, folder)
    rows, listed = (_of(table, wanted, also) for table in (insured, entries))
    lines = [f"证件号码 {wanted}（{rules.title}）"]
    if (fault := resident_id.fault(wanted)) is not None:
        lines.append(f"注意：这个号码{resident_id.FAULTS[fault][0]}。")
    lines += [
        "",
        "一、找到的记录",
        *(_found(rows, listed) or ["  没有找到。"]),
        "",
        "二、认定",
        *_decided(rows, listed, rules, folder),
        "",
        "三、可能适用的政策",
        *_policies(wanted, rows, listed, rules, folder, summary["as_of"]),
    ]
    if compared:
        lines += ["", "四、比对决定", *compared]
    if not rows and not listed:
        lines += _similar(wanted, insured, entries)
    return "\n".join(lines)


def _policies(
    number: str,
    rows: list[dict[str, str]],
    listed: list[dict[str, str]],
    rules: Policy,
    folder: Path,
    as_of: str | None,
) -> list[str]:
    """The policies as far as this run knows the person. Without 承保日期 in the table, days are judged by the reference date."""
    if not rows and not listed:
        return ["  没有这个人的记录，不能判断。"]
    day = date.fromisoformat(as_of) if as_of else rules.reference_date
    codes = [row["代码"] for row in rows]
    valid = [row for row in listed if row["生效日期"] <= day.isoformat() <= (row["失效日期"] or "9999")]
    paid = [row["证件号码"] for row in rows if row["代码"] == "OK"]
    facts = assistance.of_run(
        codes, valid or (listed if paid else []), bool(listed), _payable(paid, folder) if paid else None
    )
    quoted = [
        f"  类别 {category.title}：“{category.quote}”（{category.where}）"
        for category in rules.categories
        if any(row["角色"] == category.role for row in listed)
    ]
    answers = assistance.judge(facts | assistance.of_age(number, day))
    return [*quoted, *assistance.in_words(answers), "  收入、财产方面的条件要看监测的结果文件夹。"]


def _payable(numbers: list[str], folder: Path) -> bool:
    detail = finished.read_sheet(folder / WORKBOOK, "补贴明细")
    return bool((detail.loc[detail["证件号码"].isin(numbers), "发放状态"] == "可发放").all())


def _watched(number: str, folder: Path, summary: dict[str, Any]) -> list[str]:
    """A member of a low-income household, from the folder of ``huibao monitor``."""
    people = finished.read_csv(folder / PEOPLE_FILE)
    rows = _of(people, number)
    lines = [f"证件号码 {number}（低收入人口监测 {summary['on']}）", "", "一、找到的记录"]
    for row in rows:
        income = f"人均月收入 {row['人均月收入']} 元" if row["人均月收入"] else f"人均月收入不知道（{row['待核原因']}）"
        lines.append(
            f"  {_place(row)}，姓名“{row['姓名']}”，户编号 {row['户编号'] or '（空）'}，档次 {row['档次']}，{income}"
        )
    if not rows:
        return [*lines, "  没有找到。", *_similar(number, people)]
    lines += ["", "二、刚性支出困难（条例第十二条）"]
    lines += [f"  {row['刚性支出']}：" + "；".join(f"{name}{row[name]}" for name in rigid.CASES) for row in rows[:1]]
    facts = assistance.of_monitoring(rows[0]) | assistance.of_age(number, date.fromisoformat(summary["on"]))
    lines += ["", "三、可能适用的政策", *assistance.in_words(assistance.judge(facts))]
    unsure = summary["参数未经核定"]
    return [*lines, "", f"参数未经核定：{'、'.join(unsure)}。"] if unsure else lines


def _of(table: pa.Table, number: str, also: Collection[tuple[str, str]] = ()) -> list[dict[str, str]]:
    """The rows of a number, and of (number, name) that a clerk confirmed to be the same person."""
    numbers = pa.array([number, *(other for other, _ in also)])
    some = table.filter(pc.is_in(table["证件号码"], value_set=numbers)).to_pylist()
    return [row for row in some if row["证件号码"] == number or (row["证件号码"], row["姓名"]) in also]


def _compared(number: str, folder: Path) -> tuple[list[str], set[tuple[str, str]]]:
    """What 比对决定 says about a number, and the (number, name) of the records that were confirmed to be the same person."""
    path = folder / COMPARISON
    if not path.exists():
        return [], set()
    rows = finished.read_sheet(path, SHEET).to_dict("records")
    mine, also = {number}, set[tuple[str, str]]()
    while new := {place for row in rows if _same(row) for place in _places(row) if _numbers(row) & mine} - also:
        also |= new
        mine |= {other for other, _ in new}
    return [_line(row) for row in rows if _numbers(row) & mine], also


def _same(row: dict[str, str]) -> bool:
    return row["决定"] == SAME and row["状态"] == TAKEN


def _places(row: dict[str, str]) -> list[tuple[str, str]]:
    sides = ("承保", "对方")
    return [(row[f"{side}证件号码"].removesuffix(DESTROYED), row[f"{side}姓名"]) for side in sides]


def _numbers(row: dict[str, str]) -> set[str]:
    return {number for number, _ in _places(row)}


def _line(row: dict[str, str]) -> str:
    said = f"{row['决定']}（{row['决定人']}，{row['日期']}，{row['状态']}）" if row["决定"] else "还没有决定"
    right = f"{row['对方名单']}“{row['对方姓名']}”{row['对方证件号码']}"
    return f"  {row['编号']}：承保“{row['承保姓名']}”{row['承保证件号码']} 与 {right}：{said}。依据（{row['强弱']}）：{row['依据']}"


def _found(rows: list[dict[str, str]], listed: list[dict[str, str]]) -> list[str]:
    lines = [
        f"  承保名单：{_place(row)}，姓名“{row['姓名']}”" + (f"，街镇 {row['街镇']}" if row["街镇"] else "")
        for row in rows
    ]
    for row in listed:
        period = f"有效期 {row['生效日期'] or '不限'} 至 {row['失效日期'] or '长期'}"
        lines.append(
            f"  {row['角色']}：{_place(row)}，姓名“{row['姓名']}”，{period}，街镇 {row['街镇'] or '（未写明）'}"
        )
    return lines


def _decided(rows: list[dict[str, str]], listed: list[dict[str, str]], rules: Policy, folder: Path) -> list[str]:
    if not rows:
        if listed:
            return [
                "  在名册中，但不在承保名单中，没有可补贴的保单。",
                "  怎样才会改变：本人投保后，列入保险公司的承保名单（见“政策找人”）。",
            ]
        return [f"  既不在承保名单，也不在{rules.counted}名册。"]
    lines = []
    for row in rows:
        reason = CATALOGUE[row["代码"]]
        lines.append(f"  {_place(row)}：{row['处置']}（{reason.code} {reason.title}）。{row['原因'] or reason.message}")
        if reason.code == "OK":
            lines += _payment(row["证件号码"], folder)
        lines.append(f"    怎样才会改变：{row['建议'] or _change(reason.code, rules)}")
        if reason.code in rules.basis:
            quote, where = rules.basis[reason.code]
            lines.append(f"    依据：“{quote}”（{rules.document} {where}）")
    return lines


def _change(code: str, rules: Policy) -> str:
    if code == "X01":
        return f"如属于{rules.counted}对象，请街镇核对名册是否漏列；补列后重新运行。"
    return "名册资格、姓名、街镇或保单状态有变化时，重新运行会重新认定。"


def _payment(number: str, folder: Path) -> list[str]:
    detail = finished.read_sheet(folder / WORKBOOK, "补贴明细")
    row = detail[detail["证件号码"] == number].iloc[0]
    return [
        f"    类别：{row['对象类别']}（主类别 {row['主类别']}）；街镇：{row['街镇']}（{row['街镇类型']}）",
        f"    补贴 {row['补贴金额']:.2f} 元 = 区级 {row['区级承担']:.2f} 元 + 镇级 {row['镇级承担']:.2f} 元；发放状态：{row['发放状态']}",
    ]


def _similar(wanted: str, *tables: pa.Table) -> list[str]:
    """Numbers one edit away, so that a slip of the finger is noticed."""
    known = pc.unique(pa.chunked_array([chunk for table in tables for chunk in table["证件号码"].chunks])).to_pylist()
    close = [
        number for number, distance, _ in extract(wanted, known, scorer=OSA.distance, score_cutoff=1, limit=_CLOSE)
    ]
    return [f"  有只差一处的号码：{'、'.join(close)}，请核对是否输错。"] if close else []


def _place(row: dict[str, str]) -> str:
    return f"{row['来源']} 第 {row['行号']} 行"
