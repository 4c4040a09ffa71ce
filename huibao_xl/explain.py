"""``huibao explain``: one person, in plain Chinese: which rows were found, which rule decided, what would change it,
and the quotation; and which policies may apply to the person (政策查询).

Everything comes from the frames of a result, in memory or as its folder stores them, so that a decision can be
explained when the sources have long been moved.
"""

import re
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from huibao_xl.clearing.whose import may_be
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.identifiers import partial_id, resident_id
from huibao_xl.identifiers.lost import LEFT
from huibao_xl.matching.answers import SAME
from huibao_xl.matching.id_difference import DESTROYED
from huibao_xl.matching.table import TAKEN
from huibao_xl.money import format_yuan
from huibao_xl.monitoring import assistance, rigid
from huibao_xl.monitoring.tables import PEOPLE_TABLE
from huibao_xl.policy import Policy
from huibao_xl.reasons.shown import visible
from huibao_xl.reports.columns import id_shown
from huibao_xl.rosters.fields import household_roster
from huibao_xl.rosters.validity import in_doubt, in_period
from huibao_xl.subsidy.explanations import basis_of, message_of, periods, title_of
from huibao_xl.subsidy.reports.detail import PAYABLE, WAITING
from huibao_xl.subsidy.result import Result, of_folder

_CLOSE = 5
_WHOSE = {"H01", "H02", "H05"}
"""Codes that leave open whether roster rows are this person's."""
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
    rows = _as_rows(_of(insured, wanted, also))
    day = _day_of(rows, result)
    listed = _with_validity(_of(entries, wanted, also), day)
    maybe = [] if rows else _maybe_insured(listed, insured)
    lines = [f"证件号码 {wanted}（{rules.title}）"]
    if (fault := resident_id.fault(wanted)) is not None:
        lines.append(f"注意：这个号码{resident_id.FAULTS[fault][0]}。")
    lines += [
        "",
        "一、找到的记录",
        *(_found(rows, listed) or ["  没有找到。"]),
        *(f"  承保名单：{row['place']}，姓名“{row['name']}”，号码 {row['id']} 不可用：可能就是此人。" for row in maybe),
        "",
        "二、认定",
        *_decided(rows, listed, wanted, result, maybe),
        "",
        "三、可能适用的政策",
        *_policies(wanted, rows, listed, day, result, maybe),
    ]
    if compared:
        lines += ["", "四、比对决定", *compared]
    if not rows and not listed:
        lines += _similar(wanted, id_shown(insured), id_shown(entries))
        lines += [*_unusable(wanted, insured, "承保名单"), *_unusable(wanted, entries, "名册")]
    return "\n".join(map(visible, lines))


def explain_member(number: str, people: pd.DataFrame, summary: dict[str, Any]) -> str:
    """Return what a monitoring knows of one id number. ``people``: monitoring.tables.PEOPLE_TABLE; ``summary``: its
    result.json."""
    wanted = resident_id.compact(number)
    rows = _rows(people[people["证件号码"] == wanted])
    lines = [f"证件号码 {wanted}（低收入人口监测 {summary['on']}）", "", "一、找到的记录"]
    lines += [f"  {_member(row)}" for row in rows]
    if not rows:
        return "\n".join(
            map(visible, [*lines, "  没有找到。", *_similar(wanted, people["证件号码"]), *_like(wanted, people)])
        )
    lines += _like(wanted, people, {row["姓名"] for row in rows})
    row = max(rows, key=lambda row: row["计入"] == "是")
    lines += ["", "二、刚性支出困难（条例第十二条）"]
    case = f"{row['刚性支出']}：" + "；".join(f"{name}{row[name]}" for name in rigid.CASES)
    lines.append(f"  {case if row['计入'] == '是' else assistance.APART}")
    standards = {name: standard.get("fen") for name, standard in summary["standards"].items()}
    row |= {"救助身份": next((one["救助身份"] for one in [row, *rows] if one["救助身份"]), "")}
    facts = assistance.of_monitoring(row, standards, assistance.identities_in(people["救助身份"]))
    answers = assistance.judge(facts | assistance.of_age(wanted, date.fromisoformat(summary["on"])))
    lines += ["", "三、可能适用的政策", *assistance.in_words(answers)]
    if unsure := summary["参数未经核定"]:
        lines += ["", f"参数未经核定：{'、'.join(unsure)}。"]
    return "\n".join(map(visible, lines))


def _member(row: Row) -> str:
    """Where a member stands, the class of the household and what it waits for."""
    income = f"人均月收入 {row['人均月收入']} 元" if row["人均月收入"] else "人均月收入不知道"
    doubt = f"，待核：{row['待核原因']}" if row["待核原因"] else ""
    apart = "" if row["计入"] == "是" else "，不计入该户"
    number = row["户编号"] or "（空）"
    place = f"{row['来源']} 第 {row['行号']} 行"
    return f"{place}，姓名“{row['姓名']}”，户编号 {number}{apart}，档次 {row['档次']}，{income}{doubt}"


def _like(wanted: str, people: pd.DataFrame, named: Collection[str] | None = None) -> list[str]:
    """The members whose number cannot be used and may be the wanted one: destroyed, written in part or mistyped; of ``named`` people where they are
    known, else also those without any number, by how many they are."""
    faulty = people[people["证件号码"].map(lambda number: resident_id.fault(number) is not None)]
    rows = _rows(faulty if named is None else faulty[faulty["姓名"].isin(list(named))])
    like = [row for row in rows if _may_be(wanted, row["证件号码"])]
    blank = sum(not row["证件号码"] for row in rows)
    lines = [f"  号码不可用、可能就是此人：{_member(row)}，号码 {row['证件号码']}" for row in like[:_CLOSE]]
    lines += [f"  另有 {len(like) - _CLOSE} 行号码不可用，也可能是此人。"] if len(like) > _CLOSE else []
    return [*lines, f"  名单中还有 {blank} 行没有写号码，可能有此人，请按姓名核对。"] if blank else lines


def _unusable(wanted: str, frame: pd.DataFrame, title: str) -> list[str]:
    """The rows of a list whose number cannot be used and may be the wanted one."""
    faulty = frame[frame["id_fault"].notna()]
    rows = _as_rows(faulty.assign(number=id_shown(faulty)))
    like = [row for row in rows if _may_be(wanted, row["number"])]
    return [
        f"  {title}：{row['place']}，姓名“{row['name']}”，号码 {row['number']} 不可用：可能就是此人，查明以前不能说不在名单中。"
        for row in like[:_CLOSE]
    ]


def _may_be(wanted: str, written: str) -> bool:
    """Whether a number that cannot be used may be the wanted one."""
    if not written:
        return False
    if resident_id.fault(written) == "lost" and len(written) == len(wanted):
        return written[:LEFT] == wanted[:LEFT]
    part = partial_id.pattern(written, named=False)
    return bool(part and re.fullmatch(part, wanted)) or OSA.distance(wanted, written) <= 1


def _day_of(rows: list[Row], result: Result) -> date:
    """The day on which the person is judged: that of the row that is paid, else of the first row, else the run's."""
    of_row = [row["day"] for row in sorted(rows, key=lambda row: bool(row["code"] != "OK")) if row["day"]]
    return date.fromisoformat(of_row[0]) if of_row else result.as_of or result.policy.reference_date


def _with_validity(entries: pd.DataFrame, day: date) -> list[Row]:
    """The roster rows, each with ``in_time``: its dates hold on the day and it is not 注销 …; ``unsure``: what was read leaves that open."""
    on = pd.Timestamp(day)
    in_time = in_period(entries, on)
    unsure = in_time & (entries["dates_unreadable"].to_numpy(dtype=bool) | in_doubt(entries, on))
    added = zip(_as_rows(entries), in_time, unsure, strict=True)
    return [row | {"in_time": bool(holds), "unsure": bool(open_)} for row, holds, open_ in added]


def _maybe_insured(listed: list[Row], insured: pd.DataFrame) -> list[Row]:
    """The insured rows whose number cannot be used (destroyed, masked, mistyped) and that may be of a person of the rosters."""
    if not listed:
        return []
    people = pd.DataFrame({"name_key": [row["name_key"] for row in listed], "id": [row["number"] for row in listed]})
    unread = insured[insured["person"] < 0]
    return _as_rows(unread.iloc[sorted(set(may_be(unread, people)["left"]))])


def _policies(
    number: str, rows: list[Row], listed: list[Row], day: date, result: Result, maybe: list[Row]
) -> list[str]:
    """The policies as far as this run knows the person; what is said of the subsidy follows from the decision alone. ``maybe``: insured rows
    that may be the person's."""
    if not rows and not listed:
        return ["  没有这个人的记录，不能判断。"]
    rules, codes = result.policy, [row["code"] for row in rows]
    if "H10" in codes or _dead(number, rows, listed, result):
        return ["  名单记载该人已死亡，核实以前不判断。"]
    held = [] if "OK" in codes else [row["code"] for row in rows if row["disposition"] == "待核"]
    counted = [] if _WHOSE & set(held) else [row for row in listed if row["in_time"]]
    missing = _not_covering(result, {row["home"] for row in rows} | {row["township"] for row in listed})
    could_say = None if _WHOSE & set(held) or household_roster() in missing else _sub_categories(result)
    facts = assistance.of_run(codes, _identities(counted), could_say, _payable(rows, result), list(missing.values()))
    answers = assistance.judge(facts | assistance.of_age(number, day), rules)
    quoted = [
        f"  类别 {category.title}：“{category.quote}”（{category.where}）"
        for category in rules.categories
        if any(row["role"] == category.role for row in listed)
    ]
    if maybe:
        answers = [answer for answer in answers if answer.name != rules.scheme]
        quoted.append(f"  【{rules.scheme}】不能判断：{maybe[0]['place']} 的承保行可能就是此人，查明以前不说未投保。")
    if held:
        answers = [answer for answer in answers if answer.name != rules.scheme]
        title = title_of(held[0], rules)
        quoted.append(f"  【{rules.scheme}】待核（{held[0]} {title}）：查明以前不能判断，见“二、认定”。")
    return [*quoted, *assistance.in_words(answers), "  收入、财产方面的条件要看监测的结果文件夹。"]


def _not_covering(result: Result, towns: Collection[str]) -> dict[str, str]:
    """{roster of the policy that cannot hold somebody of these 街镇: what it is called}: it was not delivered, or has nobody of any of them."""
    read, entries = set(result.inputs["role"].astype(str)), result.entries
    wanted, found = set(towns) - {""}, {}
    for role in result.policy.roles:
        held = set(entries.loc[entries["role"].astype("str") == role, "township"].dropna().astype("str")) - {""}
        if role not in read:
            found[role] = role
        elif wanted and held and not wanted & held:
            found[role] = f"{role}（收到的没有{'、'.join(sorted(wanted))}的人）"
    return found


def _sub_categories(result: Result) -> frozenset[str] | None:
    """The 子类 that the roster of assistance holds, None where there is no such roster."""
    roster = result.entries[result.entries["role"].astype("str") == household_roster()]
    return frozenset(roster["sub_category"].dropna().astype("str")) if len(roster) else None


def _identities(entries: list[Row]) -> list[dict[str, str]]:
    """What roster rows say of a person's identity; one that is in doubt says none that is known."""
    return [{"角色": row["role"], "子类": "" if row["unsure"] else row["sub_category"]} for row in entries]


def _payable(rows: list[Row], result: Result) -> bool | None:
    """Whether the payment has an account that can be used; None where there is none, or nothing is paid."""
    paid = [row["number"] for row in rows if row["code"] == "OK"]
    found = result.payments["id"].isin(paid)
    return bool(found.any() and result.payments.loc[found, "payable"].all()) or None


def _dead(number: str, rows: list[Row], listed: list[Row], result: Result) -> bool:
    """Whether a list says that the person has died. What a list of deaths alone says is not stored for who is not insured: an entry
    that counts and yet is not in 政策找人 can only be left out for it."""
    if any(row["dead"] for row in [*rows, *listed]):
        return True
    return not rows and any(row["in_time"] for row in listed) and not _missed(number, result)


def _missed(number: str, result: Result) -> list[Row]:
    """The person's row of 政策找人."""
    return _rows(result.outreach[result.outreach["id"] == number])


def _of(frame: pd.DataFrame, number: str, also: Collection[Record]) -> pd.DataFrame:
    """The rows of a number, and of (number, name) that a clerk confirmed to be the same person; with ``number``, as a list shows it."""
    shown = id_shown(frame)
    near = shown.isin([number, *(other for other, _ in also)])
    found = frame[near].assign(number=shown[near])
    mine = [each == number or (each, name) in also for each, name in zip(found["number"], found["name"], strict=True)]
    return found[pd.Series(mine, found.index, dtype=bool)]


def _as_rows(found: pd.DataFrame) -> list[Row]:
    """The cells of rows as text, "" where empty, with ``place``."""
    rows = [{column: _text(value) for column, value in row.items()} for row in _rows(found)]
    return [row | {"place": f"{row['file']}#{row['sheet']} 第 {row['row']} 行"} for row in rows]


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
    lines = [f"  承保名单：{row['place']}，姓名“{row['name']}”{_town(row, 'home', '')}{_remarks(row)}" for row in rows]
    for row in listed:
        unread = row["dates_unreadable"] == "True"
        valid = "有效期看不懂" if unread else _valid(row)
        town = _town(row, "township", "，街镇（未写明）")
        lines.append(f"  {row['role']}：{row['place']}，姓名“{row['name']}”，{valid}{town}{_remarks(row)}")
    return lines


def _valid(row: Row) -> str:
    begins, ends = (pd.Series([row[column] or ""], dtype="str") for column in ("valid_from", "valid_to"))
    return f"有效期：{periods(begins, ends).iloc[0]}"


def _town(row: Row, column: str, absent: str) -> str:
    return f"，街镇 {row[column]}" if row[column] else absent


def _remarks(row: Row) -> str:
    """What the cells of a row say of its state: that it is out, what nobody understands, that the person has died."""
    unread = "；".join(row[column] for column in ("doubt", "day_doubt") if row.get(column))
    parts = (("", "" if row["state"] in unread else row["state"]), ("看不懂：", unread), ("死亡：", row["dead"]))
    return "".join(f"，{word}{text}" for word, text in parts if text)


def _decided(rows: list[Row], listed: list[Row], number: str, result: Result, maybe: list[Row]) -> list[str]:
    if maybe:
        return _perhaps_insured(maybe, result)
    if not rows:
        return _not_insured(listed, number, result) if listed else [_nowhere(result)]
    lines = []
    for row in rows:
        code = row["code"]
        lines.append(
            f"  {row['place']}：{row['disposition']}（{code} {title_of(code, result.policy)}）。{row['why'] or message_of(code, result.policy)}"
        )
        if code == "OK":
            lines += _payment(row, result)
        lines.append(f"    怎样才会改变：{row['advice'] or _change(code, _payable(rows, result), result.policy)}")
        lines.append(f"    依据：{basis_of(code, result.policy, result.policy.document)}")
    return lines


def _nowhere(result: Result) -> str:
    """Of somebody whom no list names: only what was received can say that."""
    if missing := _not_covering(result, ()):
        lacking = "、".join(missing.values())
        return f"  收到的承保名单和{result.policy.counted}名册中没有这个号码；没有收到的（{lacking}）中有没有，不知道。"
    return f"  既不在承保名单，也不在{result.policy.counted}名册。"


def _perhaps_insured(maybe: list[Row], result: Result) -> list[str]:
    """Of somebody who is only in rosters while insured rows that may be the person's wait: these rows, and what they wait for."""
    lines = ["  在名册中；承保名单没有这个号码，但有可能就是此人的行，不能说没有投保："]
    for row in maybe:
        code = row["code"]
        lines.append(f"  {row['place']}：{row['disposition']}（{code} {title_of(code, result.policy)}）。{row['why']}")
    return [*lines, "  怎样才会改变：请保险公司更正号码，或在“比对决定”中写明是否同一人，再重新运行。"]


def _not_insured(listed: list[Row], number: str, result: Result) -> list[str]:
    """Of somebody who is only in rosters: 政策找人 or why not."""
    lines = ["  在名册中，但不在承保名单中，没有可补贴的保单。"]
    missed = _missed(number, result)
    if missed:
        note = f"；先看备注：{missed[0]['note']}" if missed[0]["note"] else ""
        return [
            *lines,
            f"  已列入“政策找人”{note}。",
            "  怎样才会改变：本人投保后，列入保险公司的承保名单，再重新运行。",
        ]
    if _dead(number, [], listed, result):
        return [*lines, "  没有列入“政策找人”：名单记载该人已死亡。", "  怎样才会改变：健在的，请来源单位更正名单。"]
    reasons = "、".join(dict.fromkeys("已退出（注销等）" if row["state"] else "不在有效期内" for row in listed))
    return [
        *lines,
        f"  没有列入“政策找人”：名册记录在参考日期{reasons}。",
        "  怎样才会改变：恢复资格或续期的，请来源单位更新名册，再重新运行。",
    ]


def _change(code: str, payable: bool | None, rules: Policy) -> str:
    if code == "X01":
        return f"如属于{rules.counted}对象，请街镇核对名册是否漏列；补列后重新运行。"
    if not payable:
        return "补充或更正银行账户后重新运行，才能发放。"
    return "名册资格、姓名、街镇或保单状态有变化时，重新运行会重新认定。"


def _payment(row: Row, result: Result) -> list[str]:
    paid = result.payments[result.payments["id"] == row["number"]].iloc[0]
    amount, district, township = (
        format_yuan(int(paid[name])) for name in ("amount_fen", "district_fen", "township_fen")
    )
    state = PAYABLE if paid["payable"] else f"{WAITING}{_why_waiting(row, result.findings)}"
    return [
        f"    类别：{paid['categories']}（主类别 {paid['main_category']}）；街镇：{paid['home']}（{paid['kind']}）",
        f"    补贴 {amount} 元 = 区级 {district} 元 + 镇级 {township} 元；发放状态：{state}",
    ]


def _why_waiting(row: Row, found: pd.DataFrame) -> str:
    """Why the payment has no account, as 问题清单 says it (W02)."""
    of_code = found[found["code"] == "W02"]
    here = (of_code["file"] == row["file"]) & (of_code["sheet"] == row["sheet"]) & (of_code["row"] == int(row["row"]))
    return "".join(f"（{text.rstrip('。')}）" for text in of_code.loc[here, "text"].head(1))


def _similar(wanted: str, *shown: pd.Series) -> list[str]:
    """Numbers one edit away, so that a slip of the finger is noticed."""
    everyone = pd.concat(shown).dropna().unique()
    close = [
        number for number, distance, _ in extract(wanted, everyone, scorer=OSA.distance, score_cutoff=1, limit=_CLOSE)
    ]
    return [f"  有只差一处的号码：{'、'.join(close)}，请核对是否输错。"] if close else []
