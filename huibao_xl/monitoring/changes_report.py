"""``huibao changes``: two lists compared, and what that writes: 名册对比.xlsx and result.json."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl import findings, policy
from huibao_xl.equations import equation_table, require
from huibao_xl.files.reading import SourceFile
from huibao_xl.files.results import names
from huibao_xl.files.results.figures import balance_records, input_records
from huibao_xl.files.results.folder import ResultFolder, store_json, write_summary
from huibao_xl.files.writing.workbook import Book, Column, Kind, Sheet
from huibao_xl.monitoring.changes import ADDED, CHANGED, GONE, KINDS, NEW, OLD, SAME, UNSURE, Compared, compare
from huibao_xl.policy import Policy
from huibao_xl.policy.townships import Names
from huibao_xl.reasons import Stop
from huibao_xl.reports.by_township import NOWHERE
from huibao_xl.reports.columns import columns_of
from huibao_xl.reports.equations import equations_table
from huibao_xl.reports.pages import FRONT_WIDTHS, Block, Facts, Lines, Page, Table, write_page
from huibao_xl.reports.places import inputs_table
from huibao_xl.reports.problems import problems_sheet
from huibao_xl.reports.signing import signing
from huibao_xl.rosters import recipe as recipe_file
from huibao_xl.rosters.listing import Listing, read_listing, role_named
from huibao_xl.rosters.lists import shared_folder
from huibao_xl.rosters.recipe import Recipe, files_read, open_again
from huibao_xl.rosters.sources import Sources, Stage, open_sources, silent

OVERVIEW, PEOPLE, FIELDS, HOUSEHOLDS = "对比总览", "名单变动", "变更明细", "家庭变动"
_INPUT = ("path", "sheet", "rows", "sha256")
"""Of a list that is compared; its role is that of both."""
_NOTES = {
    title: Column(title, "note", width)
    for title, width in (
        ("变更的列", 24),
        ("提示", 36),
        ("旧名单位置", 30),
        ("新名单位置", 30),
        ("位置", 30),
        ("原来", 28),
        ("现在", 28),
        ("成员", 40),
        ("说明", 30),
    )
}


@dataclass(frozen=True)
class Changes:
    """Two lists compared: ``compared``; the lists ``old`` and ``new``; how they were read, and by whose 街镇 names (``rules``)."""

    compared: Compared
    old: Listing
    new: Listing
    recipe: Recipe
    rules: Policy


def changes(
    old: str,
    new: str,
    role_name: str,
    policy_name: str = "",
    passwords: tuple[str, ...] = (),
    stage: Stage = silent,
) -> Changes:
    """Read two lists (each a file or a folder, ``路径#工作表`` for one sheet) and compare them. Raises Stop."""
    rules, sheets, opened = policy.load(policy_name), [], []
    for source in (old, new):
        if not source.strip():
            raise Stop("S07", why="没有写明名单", advice="请写文件或文件夹的路径")
        path, sheet = place(source)
        sheets.append(sheet)
        opened.append(open_sources(Sources((path,), {}), passwords, stage))
    read = {side: files_read(files, unread) for side, (files, unread) in zip((OLD, NEW), opened, strict=True)}
    options = {"role": role_named(role_name, rules).name, "sheets": sheets}
    return _compared(opened, Recipe(date.today(), read, options=options), rules, stage)


def place(source: str) -> tuple[Path, str]:
    """Return the path of a source and the sheet that it names, "" for none.

    >>> path, sheet = place("低保.xlsx#五月")
    >>> path.name, sheet
    ('低保.xlsx', '五月')
    """
    if Path(source).exists() or "#" not in source:
        return Path(source), ""
    path, _, sheet = source.rpartition("#")
    return Path(path), sheet


def _compared(
    opened: Sequence[tuple[list[SourceFile], list[pd.DataFrame]]], recipe: Recipe, rules: Policy, stage: Stage
) -> Changes:
    role, towns = role_named(recipe.options["role"], rules), Names(rules)
    base = shared_folder([file.path for files, _ in opened for file in files])
    chosen = [_only(files, sheet) for (files, _), sheet in zip(opened, recipe.options["sheets"], strict=True)]
    forced: dict[tuple[Path, str | None], str] = {
        (file.path.resolve(), None): role.name for files in chosen if len(files) == 1 for file in files
    }
    lists = [
        replace(
            found := read_listing(files, role, towns, recipe.today, side, forced, base),
            findings=findings.concat([*unread, found.findings]),
        )
        for files, (_, unread), side in zip(chosen, opened, (OLD, NEW), strict=True)
    ]
    with stage("逐人比对", None):
        compared = compare(*lists)
        require(compared.balance)
    return Changes(compared, lists[0], lists[1], recipe, rules)


def _only(files: list[SourceFile], sheet: str) -> list[SourceFile]:
    """Files with the sheet that was named alone; with all of theirs if none was. Raises Stop(S07) if there is none of that name."""
    if sheet and not any(grid.sheet == sheet for file in files for grid in file.grids):
        named = "、".join(file.path.name for file in files)
        raise Stop("S07", why=f"“{named}”中没有工作表“{sheet}”", advice="请检查工作表名")
    return [replace(file, grids=[grid for grid in file.grids if not sheet or grid.sheet == sheet]) for file in files]


def run_again(opened: ResultFolder, recipe: Recipe, into: Path, passwords: Sequence[str], stage: Stage) -> None:
    """Compare the same two lists once more, and write that into the folder ``into``, which exists. Raises Stop as :func:`changes` does."""
    rules = policy.build(opened.json(names.POLICY))
    files = [open_again(recipe.files[side], passwords, stage) for side in (OLD, NEW)]
    write(_compared(files, recipe, rules, stage), into)


def write(found: Changes, folder: Path, started: datetime | None = None) -> None:
    """Write everything into ``folder``, which exists (see ``atomic_folder``). ``started``: when the job began; else it is now.

    Raises Stop(S09) if what was written is not what was found.
    """
    started, (compared, old, new) = started or datetime.now(), (found.compared, found.old, found.new)
    tables = change_sheets(compared)
    with Book(folder / names.CHANGES_WORKBOOK, f"{compared.role}对比") as book:
        write_overview(book, compared, old, new, found.recipe.today)
        for sheet in [*tables, *move_sheets(compared)]:
            book.add(sheet)
        book.add(problems_sheet(compared.findings, new.base, folder))
    store_json(folder, names.POLICY, found.rules.content)
    recipe_file.store(folder, found.recipe)
    written = write_summary(folder, names.CHANGES, summary(compared, old, new), started)
    require(summary_equations(written, *tables))


def summary_equations(written: dict[str, Any], people: Sheet, fields: Sheet) -> pd.DataFrame:
    """Return frames.BALANCE about result.json as read back (``written``) against :func:`change_sheets`."""
    moved = sum(written["people"][kind] for kind in (ADDED, GONE, CHANGED, UNSURE))
    return equation_table(
        [
            ("result.json 新增、退出、变更、无法比对的人数 = 名单变动的行数", moved, len(people.rows), "人"),
            ("result.json 各列变更之和 = 变更明细的行数", sum(written["fields"].values()), len(fields.rows), "行"),
        ]
    )


def write_overview(book: Book, compared: Compared, old: Listing, new: Listing, day: date) -> None:
    """Write 对比总览: how many in which class, in all and per 街镇, which columns changed, the equations, the files, the columns, and room for signing. ``day``: on
    which it was made."""
    people = compared.people
    counts = people["kind"].value_counts(sort=False)
    kinds = [(kind, int(counts[kind]), _MEANINGS[kind]) for kind in KINDS]
    by_field = compared.fields.groupby("field", sort=False)["key"].agg(["count", "nunique"])
    fields = [(int(row["count"]), int(row["nunique"]), str(field)) for field, row in by_field.iterrows()]
    changed, moved = people[people["kind"] != SAME], [ADDED, GONE, CHANGED, UNSURE]
    towns = pd.crosstab(changed["township"].replace("", NOWHERE), changed["kind"].astype("str")).reindex(
        columns=moved, fill_value=0
    )
    by_town: list[list[str | int]] = [
        [*(int(row[kind]) for kind in moved), str(town)] for town, row in towns.iterrows()
    ]
    number: list[Kind] = [*["count"] * len(moved), "note"]  # type: ignore[list-item]
    tables = [
        Table("每人一类", ("类别", "人数", "意思"), ("text", "count", "note"), kinds, wide=-1),
        Table("变更的列", ("处数", "人数", "列名"), ("count", "count", "note"), fields, wide=-1),
        Table("各街镇", (*moved, "街镇"), number, by_town, wide=-1),
        equations_table(compared.balance),
        inputs_table(old.sheets, OLD),
        inputs_table(new.sheets, NEW),
    ]
    hints, unsure = _hints(compared), int(counts[UNSURE])
    warning = (
        f"有 {hints} 人可能是同一人改了号码（见“名单变动”的“提示”），核实以前仍按新增、退出列出。" if hints else ""
    )
    warning += (
        f"有 {unsure} 人的号码不可用（空的，或被 Excel 损坏），无法比对：请用按文本填写号码的名单再比。"
        if unsure
        else ""
    )
    notes = [
        "按有效证件号码逐人比对；号码无效的，姓名和号码写法完全相同才算同一人；号码是空的或被 Excel 损坏的，按姓名和写法并列，不算新增、退出。空格、全角、日期和街镇的不同写法不算变更。"
    ]
    blocks = [*tables, *_columns_compared(old, new), *signing(day, _ASSUMED, "对比")]
    write_page(book, Page(OVERVIEW, f"{compared.role}：新旧名单对比", blocks, FRONT_WIDTHS, notes, warning))


_ASSUMED = (
    "号码有效而相同的，是同一人，不论姓名写法；号码只是相近的，仍是两个人。",
    "两份名单都当作完整的名单：只报了一部分街镇或人的，没有报的人会列为退出。",
    "只有一方有的列没有比对。",
)


def _columns_compared(old: Listing, new: Listing) -> list[Block]:
    """Which columns were compared, and which only one list has."""
    both = [field for field in old.fields if field in new.fields]
    sides = [[field for field in one.fields if field not in both] for one in (old, new)]
    titles = ("两份都有，逐格比对", f"只有{OLD}有，没有比对", f"只有{NEW}有，没有比对")
    rows = [(title, "、".join(fields) or "没有") for title, fields in zip(titles, (both, *sides), strict=True)]
    return [Lines("用到的列和没有用到的列"), Facts(rows)]


_MEANINGS = {
    "新增": "只在新名单中",
    "退出": "只在旧名单中",
    "变更": "两份都有，至少一列不同，见“变更明细”",
    "未变": "两份都有，每一列都相同",
    "无法比对": "号码不可用，或另一份中同姓名的人号码不可用，见“提示”",
}


def _hints(compared: Compared) -> int:
    """How many new or gone people may be somebody of the other list with another number."""
    people = compared.people
    return int((people["kind"].isin([ADDED, GONE]) & (people["hint"] != "")).sum())


def change_sheets(compared: Compared) -> list[Sheet]:
    """Return 名单变动 (everybody whom something happened to) and 变更明细 (one row per changed field)."""
    moved = compared.people[compared.people["kind"] != SAME]
    order = moved["kind"].cat.codes.argsort(kind="stable")
    moved = moved.iloc[order]
    people = pd.DataFrame(
        {
            "类别": moved["kind"],
            "姓名": moved["name"],
            "证件号码": moved["id"],
            "街镇": moved["township"],
            "变更的列": moved["changed"],
            "提示": moved["hint"],
            "旧名单位置": moved["place_old"],
            "新名单位置": moved["place_new"],
        }
    )
    place = pd.Series(range(len(compared.people)), index=compared.people["key"])
    found = compared.fields.iloc[compared.fields["key"].map(place).argsort(kind="stable")]
    fields = pd.DataFrame(
        {
            "姓名": found["name"],
            "证件号码": found["id"],
            "街镇": found["township"],
            "列名": found["field"],
            "原来": found["old"],
            "现在": found["new"],
            "位置": found["place"],
        }
    )
    return [
        Sheet(PEOPLE, columns_of(people, _NOTES), people, frozen=3),
        Sheet(FIELDS, columns_of(fields, _NOTES), fields, frozen=2),
    ]


def move_sheets(compared: Compared) -> list[Sheet]:
    """Return 家庭变动 where households were numbered otherwise, merged or split; else nothing."""
    moves = compared.moves
    if moves.empty:
        return []
    titles = {
        "kind": "变动",
        "old": "旧户编号",
        "new": "新户编号",
        "n": "人数",
        "people": "成员",
        "note": "说明",
        "place": "位置",
    }
    rows = moves[list(titles)].rename(columns=titles)
    return [Sheet(HOUSEHOLDS, columns_of(rows, _NOTES | {"人数": Column("人数", "count", 8)}), rows, frozen=3)]


def conclusions(compared: Compared) -> list[str]:
    """Return what a clerk should know at once, without anybody's name."""
    counts = compared.people["kind"].value_counts(sort=False)
    hints = _hints(compared)
    shown = [kind for kind in KINDS if kind != UNSURE or counts[UNSURE]]
    lines = [f"{compared.role}：" + "，".join(f"{kind} {int(counts[kind]):,} 人" for kind in shown) + "。"]
    lines += [f"变更共 {len(compared.fields):,} 处，见“{FIELDS}”。"] if len(compared.fields) else []
    return lines + ([f"有 {hints:,} 人可能是同一人改了号码，见“{PEOPLE}”的“提示”。"] if hints else [])


def summary(compared: Compared, old: Listing, new: Listing) -> dict[str, Any]:
    """Return the content of result.json."""
    return {
        "kind": "changes",
        "role": compared.role,
        "old": input_records(old.sheets, _INPUT),
        "new": input_records(new.sheets, _INPUT),
        "people": {str(kind): int(count) for kind, count in compared.people["kind"].value_counts(sort=False).items()},
        "fields": {str(field): int(count) for field, count in compared.fields["field"].value_counts().items()},
        "hints": _hints(compared),
        "balance": balance_records(compared.balance),
    }
