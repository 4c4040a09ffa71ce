"""The tables of monitoring: households, members, who left 低保, whom an adviser visits, who has signed: what is on each sheet."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from huibao_xl.files.results import names
from huibao_xl.files.writing.workbook import Column, Sheet
from huibao_xl.frames import NUMBER, TEXT, Shape
from huibao_xl.monitoring import assistance, rigid
from huibao_xl.monitoring.job import Monitored
from huibao_xl.monitoring.standards import AID, NOT_SET, POVERTY, Standards
from huibao_xl.reports.by_township import NOWHERE
from huibao_xl.reports.columns import columns_of, id_shown
from huibao_xl.reports.places import source_text, text_of
from huibao_xl.reports.rate import rate

PEOPLE, LEFT, OPEN, SIGNED, ADVISERS = "监测人员", "退出低保", "去向待核", "免申即享签约", names.ADVISERS
_MONEY = ("家庭月收入", "人均月收入", "家庭财产", "年医疗支出", "年必需支出", "距低保标准", "距帮扶线", "月收入")
_COLUMNS = {title: Column(title, "money", 12) for title in _MONEY} | {
    title: Column(title, "note", width)
    for title, width in (
        ("待核原因", 22),
        ("各项条件", 34),
        ("来源", 20),
        ("关注原因", 26),
        ("可能适用的政策", 36),
        ("还要核实", 14),
        ("为什么", 40),
        ("居村委", 14),
    )
}
_INCOME = (
    "户编号",
    "户主",
    "街镇",
    "居村委",
    "人数",
    "家庭月收入",
    "人均月收入",
    "距低保标准",
    "距帮扶线",
    "档次",
    "待核原因",
    "刚性支出",
    "联系电话",
    "救助顾问",
    "来源",
)
RIGID_COLUMNS = (
    "户编号",
    "户主",
    "街镇",
    "人数",
    "人均月收入",
    "档次",
    "刚性支出",
    "还要核实",
    "各项条件",
    "家庭财产",
    "年医疗支出",
    "年必需支出",
    "联系电话",
    "救助顾问",
)
_COLUMNS |= {
    "刚性支出": Column("刚性支出", "note", 16),
    "联系电话": Column("联系电话", width=14),
    "人数": Column("人数", "count", 8),
}


PEOPLE_TABLE = Shape(
    "people",
    dict.fromkeys(("户编号", "来源"), TEXT)
    | {"行号": NUMBER}
    | dict.fromkeys(
        ("姓名", "证件号码", "街镇", "救助身份", "计入", "档次", "人均月收入", "待核原因", "刚性支出"), TEXT
    )
    | dict.fromkeys(rigid.CASES, TEXT),
)
"""One row per member, in words: what 人员全表.csv says, and what explaining a member tells (:func:`member_table`)."""


def _amounts(amounts: pd.Series) -> pd.Series:
    """Amounts as nullable: what is not known is an empty cell."""
    return amounts.astype("Int64").where(amounts >= 0)


def _distance(per_head: pd.Series, line: int | None) -> pd.Series:
    amounts = _amounts(per_head)
    return amounts - line if line is not None else amounts.where(per_head < -9)


def household_sheet(name: str, households: pd.DataFrame, seen: Monitored, titles: Sequence[str] = _INCOME) -> Sheet:
    """Return households, one row each, with these columns: what a page can hold legibly."""
    rows = pd.DataFrame(
        {
            "户编号": households["number"],
            "户主": households["head"],
            "街镇": text_of(households["township"]),
            "居村委": households["village"],
            "人数": households["heads"],
            "家庭月收入": _amounts(households["income_fen"]),
            "人均月收入": _amounts(households["per_head_fen"]),
            "距低保标准": _distance(households["per_head_fen"], seen.standards[POVERTY].fen),
            "距帮扶线": _distance(households["per_head_fen"], seen.standards[AID].fen),
            "档次": households["tier"],
            "待核原因": households["doubt"],
            "刚性支出": households["rigid"],
            "还要核实": households["rigid_open"],
            "各项条件": households["rigid_why"],
            "家庭财产": _amounts(households["assets_fen"]),
            "年医疗支出": _amounts(households["medical_fen"]),
            "年必需支出": _amounts(households["needs_fen"]),
            "联系电话": households["phone"],
            "救助顾问": households["adviser"],
            "来源": source_text(households),
        }
    )
    return Sheet(name, columns_of(rows[list(titles)], _COLUMNS), rows[list(titles)], frozen=2)


def people_sheet(seen: Monitored) -> Sheet:
    """Return every member with the class of the household."""
    people = seen.assessed.members
    rows = pd.DataFrame(
        {
            "户编号": people["number"],
            "姓名": people["name"],
            "证件号码": id_shown(people),
            "与户主关系": people["relation"],
            "街镇": text_of(people["township"]),
            "居村委": people["village"],
            "救助身份": text_of(people["identity"]),
            "月收入": _amounts(people["income_fen"]),
            "计入": people["counted"].map({True: "是", False: "否"}),
            "人均月收入": _amounts(people["per_head_fen"]),
            "档次": people["tier"],
            "待核原因": people["household_doubt"],
            "刚性支出": people["rigid"],
            "来源": source_text(people),
        }
    )
    return Sheet(PEOPLE, columns_of(rows, _COLUMNS), rows, frozen=3)


def left_sheet(left: pd.DataFrame, name: str = LEFT) -> Sheet:
    """Return who left 低保 since the earlier list; under the name OPEN of whom that is to be found out, with why."""
    rows = pd.DataFrame(
        {
            "姓名": left["name"],
            "证件号码": id_shown(left),
            "街镇": text_of(left["township"]),
            "居村委": left["village"],
            "依据": left["basis"],
            "上次身份": text_of(left["identity"]),
            "上次档次": left["tier"],
            "现在": left["now"],
            "现在档次": left["now_tier"],
            "人均月收入": _amounts(left["now_per_head"]),
            "联系电话": left["phone"].where(left["phone"] != "", left["household_phone"]),
            "救助顾问": left["adviser"],
            "来源": source_text(left),
        }
    )
    if name == OPEN:
        rows.insert(2, "为什么", left["why"])
    return Sheet(name, columns_of(rows, _COLUMNS), rows, frozen=2)


def adviser_sheet(visits: pd.DataFrame, seen: Monitored) -> Sheet:
    """Return the people of one 街镇 whom its advisers should visit, with how to reach them; no more about them than that needs."""
    rows = pd.DataFrame(
        {
            "居村委": visits["village"],
            "救助顾问": visits["adviser"],
            "户编号": visits["number"],
            "姓名": visits["name"],
            "证件号码": id_shown(visits),
            "与户主关系": visits["relation"],
            "联系人": visits["contact"],
            "联系电话": visits["phone"].where(visits["phone"] != "", visits["household_phone"]),
            "关注原因": visits["reason"],
            "人均月收入": _amounts(visits["per_head_fen"]),
            "距低保标准": _distance(visits["per_head_fen"], seen.standards[POVERTY].fen),
            "还要核实": visits["rigid_open"].where(visits["rigid"] != rigid.NOT, ""),
            "签约": text_of(visits["signed"]),
            "可能适用的政策": _policies(visits, seen),
        }
    )
    sorted_rows = rows.sort_values(["居村委", "救助顾问"], kind="stable").reset_index(drop=True)
    return Sheet(ADVISERS, columns_of(sorted_rows, _COLUMNS), sorted_rows, frozen=5)


def _policies(people: pd.DataFrame, seen: Monitored) -> list[str]:
    """Which policies may apply to each of some members; worked out once for all who give the same answers."""
    lines = {name: standard.fen for name, standard in seen.standards.items()}
    stated = assistance.identities_in(text_of(seen.assessed.members["identity"]))
    answers = [
        tuple((assistance.of_monitoring(row, lines, stated) | assistance.of_age(row["证件号码"], seen.on)).items())
        for row in member_records(people)
    ]
    texts = {answer: assistance.shortly(assistance.judge(dict(answer))) for answer in set(answers)}
    return [texts[answer] for answer in answers]


def signed_sheet(seen: Monitored) -> Sheet:
    """Return 免申即享签约 per 街镇: of the members that count, who has signed, who has not, who did not say; and the rate."""
    people = seen.assessed.members[seen.assessed.members["counted"]]
    towns = people["township"].astype(object).where(people["township"].notna(), NOWHERE)
    lines = []
    for town in [*seen.towns, NOWHERE]:
        signed = people.loc[towns == town, "signed"]
        if len(signed):
            answers = [int((signed == word).sum()) for word in ("是", "否")]
            lines.append((town, len(signed), *answers, int(signed.isna().sum())))
    rows = pd.DataFrame(lines, columns=["街镇", "应签人数", "已签约", "未签约", "没有写"])
    rows["签约率"] = [rate(done, of) for done, of in zip(rows["已签约"], rows["应签人数"], strict=True)]
    columns = [
        Column("街镇", width=20),
        *(Column(title, "count", 12) for title in rows.columns[1:5]),
        Column("签约率", width=12),
    ]
    return Sheet(SIGNED, columns, rows, frozen=1, totals=("应签人数", "已签约", "未签约", "没有写"))


def member_table(people: pd.DataFrame) -> pd.DataFrame:
    """Return PEOPLE_TABLE: 人员全表, one column for each thing that ``assistance`` asks."""
    columns = {
        "户编号": people["number"],
        "来源": text_of(people["file"]) + "#" + text_of(people["sheet"]),
        "行号": people["row"],
        "姓名": people["name"],
        "证件号码": id_shown(people),
        "街镇": text_of(people["township"]),
        "救助身份": text_of(people["identity"]),
        "计入": np.where(people["counted"], "是", "否"),
        "档次": people["tier"].astype("str"),
        "人均月收入": [f"{fen // 100}.{fen % 100:02d}" if fen >= 0 else "" for fen in people["per_head_fen"]],
        "待核原因": people["household_doubt"],
        "刚性支出": people["rigid"].astype("str"),
        **{name: people[f"rigid_{name}"] for name in rigid.CASES},
    }
    table = pd.DataFrame(columns)
    return PEOPLE_TABLE.check(table.astype(PEOPLE_TABLE.columns).fillna(""))


def standards_sheet(standards: Standards) -> Sheet:
    """Return 监测标准: every standard of the day, its source, whether it is confirmed, and what it decides."""
    listed = list(standards.values())
    rows = pd.DataFrame(
        {
            "标准": [item.name for item in listed],
            "数值": [item.shown for item in listed],
            "状态": [item.status for item in listed],
            "起": [str(item.begins or "") for item in listed],
            "止": [str(item.ends or "") for item in listed],
            "用在哪里": [item.use for item in listed],
            "来源": [item.source or f"{NOT_SET}：由业务科室按文件录入本单位的标准文件" for item in listed],
            "说明": [item.note for item in listed],
            "依据": [f"“{item.quote}”（{item.where}）" for item in listed],
            "核对日期": [item.checked_on for item in listed],
        },
        dtype="str",
    )
    special = {
        title: Column(title, "note", width)
        for title, width in (("用在哪里", 20), ("来源", 34), ("说明", 24), ("依据", 40))
    }
    return Sheet("监测标准", columns_of(rows, special), rows, frozen=1)


def member_records(people: pd.DataFrame) -> list[dict[str, str]]:
    """Return the rows of :func:`member_table`, {column: text}."""
    return [{str(title): str(text) for title, text in row.items()} for row in member_table(people).to_dict("records")]
