"""``huibao verify``: is a result folder still what was written, and does the run, made again from the same lists, say
the same?

Of every kind of result the files are compared with the hashes and the seal. A result of ``huibao run`` is also made
again, with the stored policy, answers, reference date and day, where every source is in its place with the same hash;
its frames are compared with the stored ones, cell by cell. What could not be checked is listed as such and is no fault.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl import policy, reasons
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import PROGRAM, Difference, ResultFolder
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.frames import ANSWERS, BALANCE, PLACE, PRIOR, STRUCK, Shape
from huibao_xl.reasons import CATALOGUE, Stop
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent
from huibao_xl.subsidy.edited import edited
from huibao_xl.subsidy.result import FRAMES, Result
from huibao_xl.subsidy.run import clean
from huibao_xl.subsidy.steps import decide_and_pay

_TITLES = {
    "decisions": "处置",
    "payments": "补贴明细",
    "shares": "分摊汇总",
    "outreach": "政策找人",
    "findings": "问题清单",
    "balance": "平衡表",
    "entries": "名册全表",
    "compared": "比对决定",
}
COLUMNS = {
    "name": "姓名",
    "name_key": "姓名（比较用）",
    "id_raw": "证件号码原样",
    "id": "证件号码",
    "id_fault": "号码的问题",
    "person": "人员键",
    "policy_no": "保单号",
    "channel": "投保渠道",
    "status": "状态",
    "township": "街镇",
    "township_raw": "街镇原样",
    "insured_on": "承保日期",
    "phone": "电话",
    "village": "居村委",
    "former_name": "曾用名",
    "file": "来源文件",
    "sheet": "工作表",
    "row": "行号",
    "disposition": "处置",
    "code": "代码",
    "day": "参考日期",
    "home": "街镇",
    "categories": "对象类别",
    "main_category": "主类别",
    "in_roster": "是否在名册",
    "why": "原因",
    "advice": "建议",
    "ruling": "比对决定",
    "kind": "街镇类型",
    "amount_fen": "补贴金额",
    "district_fen": "区级承担",
    "township_fen": "镇级承担",
    "holder": "户名",
    "account": "银行账号",
    "bank": "开户行",
    "cnaps": "联行号",
    "guardian": "监护人",
    "payable": "发放状态",
    "people": "人数",
    "contact": "联系人",
    "note": "备注",
    "level": "级别",
    "text": "说明",
    "column": "列名",
    "letters": "列",
    "value": "原值",
    "left": "左边",
    "right": "右边",
    "unit": "单位",
    "ok": "成立",
    "role": "角色",
    "sub_category": "子类",
    "certificate_no": "证书编号",
    "valid_from": "生效日期",
    "valid_to": "失效日期",
    "dates_unreadable": "日期看不懂",
    "out": "已注销或停发",
    "out_from": "注销日期",
    "out_by": "最迟注销日期",
    "doubt": "看不懂的格",
    "day_doubt": "看不懂的日期",
    "dead": "死亡记载",
    "key": "编号",
    "strength": "强弱",
    "left_name": "承保姓名",
    "left_id": "承保证件号码",
    "left_township": "承保街镇",
    "left_file": "承保来源文件",
    "left_sheet": "承保工作表",
    "left_row": "承保行号",
    "list": "对方名单",
    "right_name": "对方姓名",
    "right_id": "对方证件号码",
    "right_township": "对方街镇",
    "right_file": "对方来源文件",
    "right_sheet": "对方工作表",
    "right_row": "对方行号",
    "evidence": "依据",
    "to_choose": "是否要选号码",
    "answer": "决定",
    "adopted": "采用证件号码",
    "by": "决定人",
    "on": "决定日期",
    "remark": "备注",
    "state": "决定的状态",
}
"""{column of a stored frame: what staff call it}."""
_FILE_CODES = {"改动": "R01", "缺少": "R02", "多出": "R03"}
_OF_FOLDERS = ("I01", "I17")
"""Findings about files of a folder that were not read: they are not made again, for only the files that were read
are."""
_MOST = 20
_EMPTY = "\0"


@dataclass(frozen=True)
class Line:
    """One thing that was found: a code of the catalogue (``R..``) and the fields of its message."""

    code: str
    fields: dict[str, Any]

    @property
    def text(self) -> str:
        """What it says, without what to do about it."""
        return reasons.text(self.code, **self.fields)

    @property
    def is_fault(self) -> bool:
        """Whether something does not hold; else it could not be checked."""
        return CATALOGUE[self.code].level == "错误"


@dataclass(frozen=True)
class Verified:
    """What was found of a folder. ``files``: how many files were compared; ``made_again``: whether the run was made
    again."""

    folder: Path
    title: str
    files: int
    made_again: bool
    lines: tuple[Line, ...]

    @property
    def faults(self) -> list[Line]:
        """What does not hold."""
        return [line for line in self.lines if line.is_fault]


def verify(folder: Path, passwords: Sequence[str] = (), stage: Stage = silent) -> Verified:
    """Check a result folder of any kind. ``passwords``: that open its sources. Nothing is written.

    Raises Stop(S07) if it is no result, S90 if an earlier version wrote it (there is nothing to compare with), S91 if
    its summary is gone or cannot be read.
    """
    opened = ResultFolder.open(folder)
    with stage("核对文件", None):
        differences = opened.differences()
        lines = [_file_line(opened, each) for each in differences]
    if opened.summary["program"] != PROGRAM:
        lines.append(Line("R13", {"then": opened.summary["program"], "now": PROGRAM}))
    recipe = _recipe(opened)
    unchecked = _why_not_again(opened, recipe)
    if recipe is not None and not unchecked:
        lines += _made_again(opened, recipe, passwords, stage)
    return Verified(folder, opened.kind.title, len(opened.outputs) + 1, not unchecked, (*lines, *unchecked))


def require(verified: Verified) -> None:
    """Raise Stop(S92) if something does not hold."""
    if verified.faults:
        raise Stop("S92", folder=verified.folder, count=len(verified.faults))


def _file_line(opened: ResultFolder, each: Difference) -> Line:
    where = edited(opened, each.file) if opened.kind is names.RUN and each.change == "改动" else ""
    return Line(_FILE_CODES[each.change], {"file": each.file, "where": where})


def _why_not_again(opened: ResultFolder, recipe: dict[str, Any] | None) -> list[Line]:
    """What keeps the run from being made again; nothing if it can be."""
    title = opened.kind.title
    if opened.kind is not names.RUN:
        return [Line("R12", {"title": title, "why": "只有认定结果可以重新运行"})]
    if recipe is None:
        why = "没有记下来源文件（在工作簿中认定的、清算的补发，或记录已不能读）"
        return [Line("R12", {"title": title, "why": why})]
    lines = []
    for source in recipe["sources"]:
        path = Path(source["path"])
        if not path.is_file():
            lines.append(Line("R10", {"file": path.name}))
        elif sha256_of(path) != source["sha256"]:
            lines.append(Line("R11", {"file": path.name}))
    return lines


def _recipe(opened: ResultFolder) -> dict[str, Any] | None:
    """How the run was made; None if it was not made from files, or that cannot be read any more."""
    try:
        recipe: dict[str, Any] | None = opened.json(names.RECIPE, names.RECIPE_SCHEMA)["recipe"]
    except Stop:
        return None
    return recipe


def _made_again(opened: ResultFolder, recipe: dict[str, Any], passwords: Sequence[str], stage: Stage) -> list[Line]:
    try:
        result = _again(opened, recipe, passwords, stage)
    except Stop as stop:
        return [Line("R07", {"why": str(stop)})]
    except ValueError:  # a day that is none: only an edited record says so
        return [Line("R07", {"why": "记录的日期不对。"})]
    lines = []
    for name, shape in FRAMES.items():
        try:
            stored = opened.frame(shape)
        except Stop:  # a frame that cannot be read differs in its hash, and was named by it
            continue
        again = getattr(result, name)
        if (
            shape is BALANCE
        ):  # equations over written files are made when a folder is written; their hashes speak for those
            stored = stored[stored["name"].isin(again["name"])]
        lines += _compared(name, shape, stored, again)
    return lines


def _again(opened: ResultFolder, recipe: dict[str, Any], passwords: Sequence[str], stage: Stage) -> Result:
    """The same run once more, from the files that it read. Raises Stop as ``subsidy.run`` does."""
    summary = opened.summary
    rules = policy.build(opened.json(names.POLICY))
    forced: dict[tuple[Path, str | None], str] = {
        (Path(row["path"]), row["sheet"]): row["role"] for row in recipe["forced"]
    }
    sources = Sources(tuple(Path(row["path"]) for row in recipe["sources"]), forced)
    files, unread = open_sources(sources, passwords, stage, rules)
    lists = clean(files, unread, rules, forced, date.fromisoformat(recipe["today"]), stage)
    if opened.has_frame(PRIOR):
        lists = replace(lists, prior=opened.frame(PRIOR), struck=opened.frame(STRUCK))
    answers = opened.frame(ANSWERS) if opened.has_frame(ANSWERS) else None
    as_of = date.fromisoformat(summary["as_of"]) if summary["as_of"] else None
    return decide_and_pay(
        lists,
        rules,
        opened.json(names.RECIPE, names.RECIPE_SCHEMA)["name"],
        as_of,
        stage,
        answers,
        recipe["answers_file"],
    )


def _compared(name: str, shape: Shape, stored: pd.DataFrame, again: pd.DataFrame) -> list[Line]:
    """What differs between a stored frame and the same made again, row by row as far as both go."""
    was, now = (_plain(frame, shape) for frame in (stored, again))
    lines = []
    if len(was) != len(now):
        lines.append(Line("R05", {"table": _TITLES[name], "stored": len(was), "again": len(now)}))
    both = min(len(was), len(now))
    differs = was.iloc[:both] != now.iloc[:both]
    rows = differs.index[differs.any(axis=1)]
    for row in rows[:_MOST]:
        columns = "、".join(COLUMNS[name] for name in differs.columns[differs.loc[row]])
        fields = {"table": _TITLES[name], "line": row + 1, "place": _place(was, row), "columns": columns}
        lines.append(Line("R04", fields))
    if len(rows) > _MOST:
        lines.append(Line("R06", {"table": _TITLES[name], "count": len(rows) - _MOST}))
    return lines


def _plain(frame: pd.DataFrame, shape: Shape) -> pd.DataFrame:
    """The columns of a shape as text, so that equal cells are equal whatever the categories are."""
    rows = frame[list(shape.columns)]
    if shape is FRAMES["findings"]:
        rows = rows[~rows["code"].isin(_OF_FOLDERS)]
    texts = {name: rows[name].astype(object).where(rows[name].notna(), _EMPTY).astype("str") for name in rows}
    return pd.DataFrame(texts).reset_index(drop=True)


def _place(rows: pd.DataFrame, row: int) -> str:
    """Where a row came from; of a table without places, nothing but its own number is known."""
    if not set(PLACE) <= set(rows):
        return "汇总"
    file, sheet, number = (str(rows.at[row, column]) for column in PLACE)
    return f"{file}#{sheet} 第 {number} 行"


def in_words(verified: Verified) -> list[str]:
    """Return what a clerk reads: what was compared, each fault, and what could not be checked."""
    unchecked = [line for line in verified.lines if not line.is_fault]
    again = "，并用原来的名单重新运行，逐行比较" if verified.made_again else ""
    head = f"{verified.title}“{verified.folder}”：核对了 {verified.files:,} 个文件的校验码{again}。"
    end = [f"有 {len(verified.faults):,} 处不符。"] if verified.faults else ["没有发现不符。"]
    faults = [f"不符：{line.text}" for line in verified.faults]
    return [head, *faults, *(f"未能核对：{line.text}" for line in unchecked), *end]
