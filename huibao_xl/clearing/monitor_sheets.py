"""What monitoring writes: 低收入监测.xlsx, one file per 街镇 for its 救助顾问, 人员全表.csv and result.json."""

import codecs
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl.clearing import pages, qualify, rigid
from huibao_xl.clearing.change_sheets import change_sheets
from huibao_xl.clearing.households import TIERS
from huibao_xl.clearing.monitor import Monitored, may_be_rigid
from huibao_xl.clearing.thresholds import AID, POVERTY, Standard, banner, missing, unsure
from huibao_xl.files.workbook import Book, Column, Kind, Sheet
from huibao_xl.reports.by_township import NOWHERE, write_by_township
from huibao_xl.reports.detail import columns_of, id_shown
from huibao_xl.reports.places import source_text, text_of
from huibao_xl.reports.problems import problems_sheet
from huibao_xl.reports.unasked import rate

WORKBOOK, ADVISERS, PEOPLE_FILE = "低收入监测.xlsx", "救助顾问", "人员全表.csv"
OVERVIEW, HOUSEHOLDS, PEOPLE, RIGID, LEFT, SIGNED = (
    "监测总览",
    "监测家庭",
    "监测人员",
    "刚性支出困难",
    "退出低保",
    "免申即享签约",
)
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
_RIGID = (
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


def write(seen: Monitored, folder: Path) -> None:
    """Write everything into ``folder``, which exists (see files.folder.whole)."""
    title = f"低收入人口监测 {seen.on}" + (f"（参数未经核定：{_unsure(seen)}）" if unsure(seen.standards) else "")
    with Book(folder / WORKBOOK, title) as book:
        write_overview(book, seen)
        for sheet in sheets(seen, folder):
            book.add(sheet)
    write_by_township(
        folder / ADVISERS,
        title,
        seen.towns,
        seen.watch,
        lambda own: [adviser_sheet(own, seen), pages.standards_sheet(seen.standards)],
    )
    _write_people(seen, folder / PEOPLE_FILE)
    text = json.dumps(summary(seen), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / "result.json").write_text(text, encoding="utf-8", newline="\n")


def sheets(seen: Monitored, folder: Path) -> list[Sheet]:
    """Return the tables of the workbook in their order, each class of households that anybody is in on a sheet of its own."""
    households = seen.judged.households
    told = [household_sheet(HOUSEHOLDS, households, seen), people_sheet(seen)]
    told += [
        household_sheet(tier, households[households["tier"] == tier], seen)
        for tier in TIERS
        if (households["tier"] == tier).any()
    ]
    told.append(household_sheet(RIGID, households[may_be_rigid(households)], seen, _RIGID))
    if seen.left is not None:
        told.append(left_sheet(seen.left))
    if seen.compared is not None:
        told += change_sheets(seen.compared)
    if seen.judged.members["signed"].notna().any():
        told.append(signed_sheet(seen))
    return [*told, pages.standards_sheet(seen.standards), problems_sheet(seen.findings, seen.base, folder)]


def write_overview(book: Book, seen: Monitored) -> None:
    """Write 监测总览: how many in which class, what is open, which standards, the equations, the files."""
    households, people = seen.judged.households, _counted(seen)
    notes = [
        f"监测日期 {seen.on}。按户计算：家庭月收入 = 计入成员各项月收入之和；人均与标准比较时不四舍五入，显示的人均舍去不足一分的部分。",
        "收入未填、看不懂或自相矛盾的，整户列入“待核实”，不猜。本表供发现和核实，不是审核确认的决定。",
    ]
    classes = [
        (tier, int((households["tier"] == tier).sum()), int((people["tier"] == tier).sum()), _meaning(tier, seen))
        for tier in TIERS
    ]
    states = [
        (state, int((households["rigid"] == state).sum()), int((people["rigid"] == state).sum()), _STATES[state])
        for state in rigid.STATES
    ]
    titles = ("档次", "户数", "人数", "意思")
    kinds: list[Kind] = ["note", "count", "count", "note"]
    told = [
        pages.Table("收入档次（每户一个）", titles, kinds, classes),
        pages.Table("刚性支出困难（条例第十二条）", ("回答", *titles[1:]), kinds, states),
    ]
    told += [_standards_table(seen), pages.equations(seen.balance), pages.inputs(seen.inputs, "读到的名单")]
    if seen.left is not None:
        told.insert(2, _left_table(seen))
    pages.write_front(book, OVERVIEW, "低收入人口监测", notes, banner(seen.standards), told)


def _counted(seen: Monitored) -> pd.DataFrame:
    """The members that belong to their household, each once."""
    return seen.judged.members[seen.judged.members["counted"]]


_STATES = {
    rigid.MAY: "收入、财产、户籍、支出各项条件都符合，可协助申请。",
    rigid.MAY_IF: "收入和支出条件符合，财产或户籍还要核实。",
    rigid.UNCERTAIN: "没有不符合的条件，但收入或支出数据（或标准）不全。",
    rigid.NOT: "至少一项条件不符合。",
}


def _meaning(tier: str, seen: Monitored) -> str:
    lines = {name: seen.standards[name].shown for name in seen.standards}
    return {
        "低于低保标准": f"人均低于{lines[POVERTY]}",
        "低保边缘": f"不低于低保标准，低于低保边缘线（{lines['低保边缘线']}）",
        "夹心": f"不低于低保标准，低于帮扶线（{lines[AID]}）",
        "高于帮扶线": "不低于帮扶线；看“距帮扶线”，差得很少的可反映社情民意",
        "高于低保标准": "不低于低保标准；当日没有可用的帮扶线",
        "待核实": "收入、户编号或成员关系不清，或低保标准未录入",
    }[tier]


def _standards_table(seen: Monitored) -> pages.Table:
    rows = [(one.name, one.shown, one.status, one.checked_on, _source(one)) for one in seen.standards.values()]
    return pages.Table(
        "所用标准", ("标准", "数值", "状态", "核对日期", "来源"), ("note", "note", "text", "text", "note"), rows
    )


def _source(one: Standard) -> str:
    if not one.is_set:
        return "由业务科室按文件录入（--thresholds）"
    return "。".join(text.rstrip("。") for text in (one.source, one.note) if text)


def _left_table(seen: Monitored) -> pages.Table:
    assert seen.left is not None
    rows = [
        (str(basis), int((seen.left["basis"] == basis).sum()), note)
        for basis, note in (
            ("名册身份", "上次身份为低保，这次不是"),
            ("收入档次", "上次没有写身份，人均低于低保标准，这次不低于或不在名单中"),
        )
    ]
    return pages.Table("退出低保", ("依据", "人数", "意思"), ("text", "count", "note"), rows)


def _known(amounts: pd.Series) -> pd.Series:
    """Amounts as nullable: what is not known is an empty cell."""
    return amounts.astype("Int64").where(amounts >= 0)


def _distance(per_head: pd.Series, line: int | None) -> pd.Series:
    known = _known(per_head)
    return known - line if line is not None else known.where(per_head < -9)


def household_sheet(name: str, households: pd.DataFrame, seen: Monitored, titles: Sequence[str] = _INCOME) -> Sheet:
    """Return households, one row each, with these columns: what a page can hold legibly."""
    rows = pd.DataFrame(
        {
            "户编号": households["number"],
            "户主": households["head"],
            "街镇": text_of(households["township"]),
            "居村委": households["village"],
            "人数": households["heads"],
            "家庭月收入": _known(households["income_fen"]),
            "人均月收入": _known(households["per_head_fen"]),
            "距低保标准": _distance(households["per_head_fen"], seen.standards[POVERTY].fen),
            "距帮扶线": _distance(households["per_head_fen"], seen.standards[AID].fen),
            "档次": households["tier"],
            "待核原因": households["doubt"],
            "刚性支出": households["rigid"],
            "还要核实": households["rigid_open"],
            "各项条件": households["rigid_why"],
            "家庭财产": _known(households["assets_fen"]),
            "年医疗支出": _known(households["medical_fen"]),
            "年必需支出": _known(households["needs_fen"]),
            "联系电话": households["phone"],
            "救助顾问": households["adviser"],
            "来源": source_text(households),
        }
    )
    return Sheet(name, columns_of(rows[list(titles)], _COLUMNS), rows[list(titles)], frozen=2)


def people_sheet(seen: Monitored) -> Sheet:
    """Return every member with the class of the household."""
    people = seen.judged.members
    rows = pd.DataFrame(
        {
            "户编号": people["number"],
            "姓名": people["name"],
            "证件号码": id_shown(people),
            "与户主关系": people["relation"],
            "街镇": text_of(people["township"]),
            "居村委": people["village"],
            "救助身份": text_of(people["identity"]),
            "月收入": _known(people["income_fen"]),
            "计入": people["counted"].map({True: "是", False: "否"}),
            "人均月收入": _known(people["per_head_fen"]),
            "档次": people["tier"],
            "待核原因": people["household_doubt"],
            "刚性支出": people["rigid"],
            "来源": source_text(people),
        }
    )
    return Sheet(PEOPLE, columns_of(rows, _COLUMNS), rows, frozen=3)


def left_sheet(left: pd.DataFrame) -> Sheet:
    """Return who left 低保 since the earlier list."""
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
            "人均月收入": _known(left["now_per_head"]),
            "联系电话": left["phone"].where(left["phone"] != "", left["household_phone"]),
            "救助顾问": left["adviser"],
            "来源": source_text(left),
        }
    )
    return Sheet(LEFT, columns_of(rows, _COLUMNS), rows, frozen=2)


def adviser_sheet(own: pd.DataFrame, seen: Monitored) -> Sheet:
    """Return the people of one 街镇 whom its advisers should visit, with how to reach them; no more about them than that needs."""
    rows = pd.DataFrame(
        {
            "居村委": own["village"],
            "救助顾问": own["adviser"],
            "户编号": own["number"],
            "姓名": own["name"],
            "证件号码": id_shown(own),
            "与户主关系": own["relation"],
            "联系人": own["contact"],
            "联系电话": own["phone"].where(own["phone"] != "", own["household_phone"]),
            "关注原因": own["reason"],
            "人均月收入": _known(own["per_head_fen"]),
            "距低保标准": _distance(own["per_head_fen"], seen.standards[POVERTY].fen),
            "还要核实": own["rigid_open"].where(own["rigid"] != rigid.NOT, ""),
            "签约": text_of(own["signed"]),
            "可能适用的政策": _policies(own, seen),
        }
    )
    sorted_rows = rows.sort_values(["居村委", "救助顾问"], kind="stable").reset_index(drop=True)
    return Sheet(ADVISERS, columns_of(sorted_rows, _COLUMNS), sorted_rows, frozen=5)


def _policies(own: pd.DataFrame, seen: Monitored) -> list[str]:
    """Which policies may apply to each of some members; worked out once for all who give the same answers."""
    facts = [
        qualify.of_monitoring(row) | qualify.of_age(row["证件号码"], seen.on) for row in _table(own).to_dict("records")
    ]
    answers = [tuple(one.items()) for one in facts]
    told = {each: qualify.shortly(qualify.judge(dict(each))) for each in set(answers)}
    return [told[each] for each in answers]


def signed_sheet(seen: Monitored) -> Sheet:
    """Return 免申即享签约 per 街镇: of the members that count, who has signed, who has not, who did not say; and the rate."""
    people = seen.judged.members[seen.judged.members["counted"]]
    towns = people["township"].astype(object).where(people["township"].notna(), NOWHERE)
    lines = []
    for town in [*seen.towns, NOWHERE]:
        own = people[towns == town]
        if len(own):
            lines.append(
                (
                    town,
                    len(own),
                    *(int((own["signed"] == word).sum()) for word in ("是", "否")),
                    int(own["signed"].isna().sum()),
                )
            )
    rows = pd.DataFrame(lines, columns=["街镇", "应签人数", "已签约", "未签约", "没有写"])
    rows["签约率"] = [rate(done, of) for done, of in zip(rows["已签约"], rows["应签人数"], strict=True)]
    columns = [
        Column("街镇", width=20),
        *(Column(title, "count", 12) for title in rows.columns[1:5]),
        Column("签约率", width=12),
    ]
    return Sheet(SIGNED, columns, rows, frozen=1, totals=("应签人数", "已签约", "未签约", "没有写"))


def told(seen: Monitored) -> list[str]:
    """Return what a clerk should know at once, without anybody's name."""
    households = seen.judged.households
    counts = "，".join(
        f"{tier} {int((households['tier'] == tier).sum()):,} 户" for tier in TIERS if (households["tier"] == tier).any()
    )
    may = int(may_be_rigid(households).sum())
    lines = [
        f"{len(households):,} 户、{len(seen.judged.members):,} 人：{counts or '没有人'}。",
        f"可能符合刚性支出困难 {may:,} 户（不含低于低保标准的，他们先按低保办理）。",
    ]
    if seen.left is not None:
        lines.append(f"退出低保 {len(seen.left):,} 人。")
    lines.append(f"请救助顾问关注 {len(seen.watch):,} 人，见“救助顾问”文件夹或同名表。")
    if gaps := missing(seen.standards):
        lines.append(f"未录入：{'、'.join(one.name for one in gaps)}，相应的条件不能判断。")
    return [*lines, *([banner(seen.standards)] if unsure(seen.standards) else [])]


def _unsure(seen: Monitored) -> str:
    return "、".join(one.name for one in unsure(seen.standards))


def _write_people(seen: Monitored, path: Path) -> None:
    """The whole list as CSV: what ``huibao explain`` reads back."""
    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        _table(seen.judged.members).assign(参数未经核定=_unsure(seen)).to_csv(file, index=False, lineterminator="\r\n")


def _table(people: pd.DataFrame) -> pd.DataFrame:
    """Members as text, one column for each thing that ``qualify`` asks."""
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
    return pd.DataFrame(columns)


def summary(seen: Monitored) -> dict[str, Any]:
    """Return the content of result.json: what was read, the classes, the standards, the equations."""
    households, people = seen.judged.households, _counted(seen)
    return {
        "kind": "monitor",
        "on": seen.on.isoformat(),
        "inputs": [
            {"path": row.path, "sheet": row.sheet, "role": row.role, "rows": int(row.rows), "sha256": row.sha256}
            for row in seen.inputs.itertuples()
        ],
        "standards": {
            one.name: {"value": one.shown, "status": one.status, "source": one.source}
            for one in seen.standards.values()
        },
        "参数未经核定": [one.name for one in unsure(seen.standards)],
        "未录入": [one.name for one in missing(seen.standards)],
        "tiers": {
            tier: {"households": int((households["tier"] == tier).sum()), "people": int((people["tier"] == tier).sum())}
            for tier in TIERS
        },
        "rigid": {state: int((households["rigid"] == state).sum()) for state in rigid.STATES},
        "left": None if seen.left is None else len(seen.left),
        "changes": None
        if seen.compared is None
        else {str(kind): int(count) for kind, count in seen.compared.people["kind"].value_counts(sort=False).items()},
        "watch": len(seen.watch),
        "by_code": {
            str(code): int(count) for code, count in seen.findings["code"].astype("str").value_counts().items()
        },
        "balance": [
            {"name": str(row["name"]), "left": int(row["left"]), "right": int(row["right"]), "ok": bool(row["ok"])}
            for row in seen.balance.to_dict("records")
        ],
    }
