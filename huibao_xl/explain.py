"""``huibao explain``: one person, in plain Chinese: which rows were found, which rule decided, what would change it,
and the quotation; and which policies may apply to the person (政策查询).

Everything comes from the frames of a result, in memory or as its folder stores them, so that a decision can be
explained when the sources have long been moved.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.identifiers import resident_id
from huibao_xl.matching.answers import SAME
from huibao_xl.matching.id_difference import DESTROYED
from huibao_xl.matching.table import TAKEN
from huibao_xl.monitoring import assistance, rigid
from huibao_xl.monitoring.tables import PEOPLE_TABLE
from huibao_xl.policy import Policy
from huibao_xl.reports.columns import id_shown
from huibao_xl.subsidy.explanations import message_of, title_of
from huibao_xl.subsidy.reports.detail import PAYABLE, WAITING
from huibao_xl.subsidy.result import Result, of_folder

_CLOSE = 5
Row = dict[str, Any]
Record = tuple[str, str]
"""(id, name) of a record, as a list says them."""


def explain_in_folder(number: str, folder: Path) -> str:
    """Return the explanation of one id number by a result folder of a run or of a monitoring.

    Raises Stop(S07) if it is none, S90 if an earlier version wrote it, S91 naming what was changed in it since.
    """
    opened = ResultFolder.open(folder, names.RUN, names.MONITOR).require_data()
    if opened.kind is names.MONITOR:
        return explain_member(number, opened.frame(PEOPLE_TABLE), opened.summary)
    return explain_person(number, of_folder(opened))


def explain_person(number: str, result: Result) -> str:
    """Return the explanation of one id number by a result, as several lines. Nothing is read or written."""
    rules, wanted = result.policy, resident_id.compact(number)
    insured, entries = result.decisions, result.entries
    compared, also = _compared(wanted, result.compared)
    rows, listed = (_of(frame, wanted, also) for frame in (insured, entries))
    lines = [f"证件号码 {wanted}（{rules.title}）"]
    if (fault := resident_id.fault(wanted)) is not None:
        lines.append(f"注意：这个号码{resident_id.FAULTS[fault][0]}。")
    lines += [
        "",
        "一、找到的记录",
        *(_found(rows, listed) or ["  没有找到。"]),
        "",
        "二、认定",
        *_decided(rows, listed, result),
        "",
        "三、可能适用的政策",
        *_policies(wanted, rows, listed, result),
    ]
    if compared:
        lines += ["", "四、比对决定", *compared]
    if not rows and not listed:
        lines += _similar(wanted, id_shown(insured), id_shown(entries))
    return "\n".join(lines)


def explain_member(number: str, people: pd.DataFrame, summary: dict[str, Any]) -> str:
    """Return what a monitoring knows of one id number. ``people``: monitoring.tables.PEOPLE_TABLE; ``summary``: its
    result.json."""
    wanted = resident_id.compact(number)
    rows = _rows(people[people["证件号码"] == wanted])
    lines = [f"证件号码 {wanted}（低收入人口监测 {summary['on']}）", "", "一、找到的记录"]
    for row in rows:
        income = f"人均月收入 {row['人均月收入']} 元" if row["人均月收入"] else f"人均月收入不知道（{row['待核原因']}）"
        place = f"{row['来源']} 第 {row['行号']} 行"
        lines.append(
            f"  {place}，姓名“{row['姓名']}”，户编号 {row['户编号'] or '（空）'}，档次 {row['档次']}，{income}"
        )
    if not rows:
        return "\n".join([*lines, "  没有找到。", *_similar(wanted, people["证件号码"])])
    lines += ["", "二、刚性支出困难（条例第十二条）"]
    lines += [f"  {row['刚性支出']}：" + "；".join(f"{name}{row[name]}" for name in rigid.CASES) for row in rows[:1]]
    facts = assistance.of_monitoring(rows[0]) | assistance.of_age(wanted, date.fromisoformat(summary["on"]))
    lines += ["", "三、可能适用的政策", *assistance.in_words(assistance.judge(facts))]
    if unsure := summary["参数未经核定"]:
        lines += ["", f"参数未经核定：{'、'.join(unsure)}。"]
    return "\n".join(lines)


def _policies(number: str, rows: list[Row], listed: list[Row], result: Result) -> list[str]:
    """The policies as far as this run knows the person; all records are judged on one day."""
    if not rows and not listed:
        return ["  没有这个人的记录，不能判断。"]
    rules, day = result.policy, result.as_of or result.policy.reference_date
    codes = [row["code"] for row in rows]
    valid = [row for row in listed if row["valid_from"] <= day.isoformat() <= (row["valid_to"] or "9999")]
    paid = [row["number"] for row in rows if row["code"] == "OK"]
    payments = result.payments
    payable = bool(payments.loc[payments["id"].isin(paid), "payable"].all()) if paid else None
    counted = valid or (listed if paid else [])
    in_words = [{"角色": row["role"], "子类": row["sub_category"]} for row in counted]
    facts = assistance.of_run(codes, in_words, bool(listed), payable)
    quoted = [
        f"  类别 {category.title}：“{category.quote}”（{category.where}）"
        for category in rules.categories
        if any(row["role"] == category.role for row in listed)
    ]
    answers = assistance.judge(facts | assistance.of_age(number, day), rules)
    return [*quoted, *assistance.in_words(answers), "  收入、财产方面的条件要看监测的结果文件夹。"]


def _of(frame: pd.DataFrame, number: str, also: Collection[Record]) -> list[Row]:
    """The rows of a number, and of (number, name) that a clerk confirmed to be the same person: their cells as text
    ("" where empty), with
    ``number`` (as a list shows it) and ``place``."""
    shown = id_shown(frame)
    near = shown.isin([number, *(other for other, _ in also)])
    found = frame[near].assign(number=shown[near])
    rows = [{column: _text(value) for column, value in row.items()} for row in _rows(found)]
    mine = [row for row in rows if row["number"] == number or (row["number"], row["name"]) in also]
    return [row | {"place": f"{row['file']}#{row['sheet']} 第 {row['row']} 行"} for row in mine]


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [{str(column): value for column, value in row.items()} for row in frame.to_dict("records")]


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _compared(number: str, compared: pd.DataFrame) -> tuple[list[str], set[Record]]:
    """What 比对决定 says about a number, and the records that were confirmed to be the same person."""
    rows = _rows(compared)
    mine, also = {number}, set[Record]()
    while new := {record for row in rows if _same(row) for record in _records(row) if _numbers(row) & mine} - also:
        also |= new
        mine |= {other for other, _ in new}
    return [_pair(row) for row in rows if _numbers(row) & mine], also


def _same(row: Row) -> bool:
    return bool(row["answer"] == SAME and row["state"] == TAKEN)


def _records(row: Row) -> list[Record]:
    return [(row[f"{side}_id"].removesuffix(DESTROYED), row[f"{side}_name"]) for side in ("left", "right")]


def _numbers(row: Row) -> set[str]:
    return {number for number, _ in _records(row)}


def _pair(row: Row) -> str:
    answer = f"{row['answer']}（{row['by']}，{row['on']}，{row['state']}）" if row["answer"] else "还没有决定"
    right = f"{row['list']}“{row['right_name']}”{row['right_id']}"
    evidence = f"依据（{row['strength']}）：{row['evidence']}"
    return f"  {row['key']}：承保“{row['left_name']}”{row['left_id']} 与 {right}：{answer}。{evidence}"


def _found(rows: list[Row], listed: list[Row]) -> list[str]:
    lines = [
        f"  承保名单：{row['place']}，姓名“{row['name']}”" + (f"，街镇 {row['home']}" if row["home"] else "")
        for row in rows
    ]
    for row in listed:
        period = f"有效期 {row['valid_from'] or '不限'} 至 {row['valid_to'] or '长期'}"
        lines.append(
            f"  {row['role']}：{row['place']}，姓名“{row['name']}”，{period}，街镇 {row['township'] or '（未写明）'}"
        )
    return lines


def _decided(rows: list[Row], listed: list[Row], result: Result) -> list[str]:
    if not rows:
        if listed:
            return [
                "  在名册中，但不在承保名单中，没有可补贴的保单。",
                "  怎样才会改变：本人投保后，列入保险公司的承保名单（见“政策找人”）。",
            ]
        return [f"  既不在承保名单，也不在{result.policy.counted}名册。"]
    lines = []
    for row in rows:
        code = row["code"]
        lines.append(
            f"  {row['place']}：{row['disposition']}（{code} {title_of(code, result.policy)}）。{row['why'] or message_of(code, result.policy)}"
        )
        if code == "OK":
            lines += _payment(row["number"], result.payments)
        lines.append(f"    怎样才会改变：{row['advice'] or _change(code, result.policy)}")
        lines += _basis(code, result.policy)
    return lines


def _basis(code: str, rules: Policy) -> list[str]:
    if code not in rules.basis:
        return []
    quote, where = rules.basis[code]
    return [f"    依据：“{quote}”（{rules.document} {where}）"]


def _change(code: str, rules: Policy) -> str:
    if code == "X01":
        return f"如属于{rules.counted}对象，请街镇核对名册是否漏列；补列后重新运行。"
    return "名册资格、姓名、街镇或保单状态有变化时，重新运行会重新认定。"


def _payment(number: str, payments: pd.DataFrame) -> list[str]:
    row = payments[payments["id"] == number].iloc[0]
    amount, district, township = (
        f"{row[column] // 100}.{row[column] % 100:02d}" for column in ("amount_fen", "district_fen", "township_fen")
    )
    state = PAYABLE if row["payable"] else WAITING
    return [
        f"    类别：{row['categories']}（主类别 {row['main_category']}）；街镇：{row['home']}（{row['kind']}）",
        f"    补贴 {amount} 元 = 区级 {district} 元 + 镇级 {township} 元；发放状态：{state}",
    ]


def _similar(wanted: str, *shown: pd.Series) -> list[str]:
    """Numbers one edit away, so that a slip of the finger is noticed."""
    everyone = pd.concat(shown).dropna().unique()
    close = [
        number for number, distance, _ in extract(wanted, everyone, scorer=OSA.distance, score_cutoff=1, limit=_CLOSE)
    ]
    return [f"  有只差一处的号码：{'、'.join(close)}，请核对是否输错。"] if close else []
