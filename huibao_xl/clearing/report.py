"""Writes a clearing of the subsidy: 清算报告.xlsx, 清算全表.csv, clearing.json, and the folder 补发 that ``huibao batch`` takes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from huibao_xl import findings
from huibao_xl.clearing import sums, tables
from huibao_xl.clearing.classify import CLASSES, ITEMS, MAKE_UP, MOVE, RECOVER
from huibao_xl.clearing.job import SubsidyClearing, clear_again, require_balance
from huibao_xl.clearing.then_or_later import LATER, THEN
from huibao_xl.equations import join
from huibao_xl.files.results import names
from huibao_xl.files.results.figures import balance_records, input_records
from huibao_xl.files.results.folder import ResultFolder, store_frame, store_json, write_summary
from huibao_xl.files.results.read_back import read_csv
from huibao_xl.files.writing.checked_json import content_sha256
from huibao_xl.files.writing.workbook import Book, Kind
from huibao_xl.money import format_yuan
from huibao_xl.reasons import Next, Words
from huibao_xl.reasons.steps import NEUTRAL
from huibao_xl.reports.column_readings import add_readings, readings_sheet
from huibao_xl.reports.csv import write_table
from huibao_xl.reports.equations import write_balance
from huibao_xl.reports.pages import Block, Page, Table, write_page
from huibao_xl.reports.problems import problems_sheet
from huibao_xl.reports.signing import columns_used, signing
from huibao_xl.rosters import recipe as recipe_file
from huibao_xl.rosters.fields import role_book_of
from huibao_xl.rosters.recipe import Recipe
from huibao_xl.rosters.sources import Stage
from huibao_xl.subsidy.reports.write import write_result
from huibao_xl.subsidy.result import Result

WORKBOOK, TABLE, MAKE_UP_FOLDER = names.CLEARING_WORKBOOK, names.CLEARING_TABLE, names.MAKE_UP
_WIDTHS = (14, 12, 16, 16, 12, 16, 16, 28)
_SHOWN = ["role", "path", "sheet", "rows", "sha256"]
_SEVEN: tuple[Kind, ...] = ("money",) * 7
_MEANING = {
    "一致": "应发和已发的人、金额、承担单位都一致",
    "漏发": "应补，没有付款，也没有在途",
    "错额": "应补，付得比标准少",
    "多发": "付得比标准多，或付给了名单中没有的人",
    "错街镇": "金额对，承担单位不对；只在区、镇之间调整",
    "重复发放": "同一人本年度的另一笔",
    "依据消失": "付给了名单中的人，而名单现在不予补贴",
    "在途": "已批准或已送银行，银行还没有确认；不重复补发",
    "待核": "要有人查明；查明前不追回、不补发",
}


def write(cleared: SubsidyClearing, folder: Path) -> SubsidyClearing:
    """Write everything into ``folder``, which exists (see ``atomic_folder``), and return the clearing with the
    equations about the files.

    Raises Stop(S72, exit status 1) if what stands in a file is not what was cleared.
    """
    write_table(folder / TABLE, _as_yuan(tables.full(cleared)))
    full_table = read_csv(folder / TABLE).to_pandas()
    written = sums.written_equations(cleared.items, full_table)
    require_balance(written)
    cleared = replace(cleared, balance=join([cleared.balance, written]))
    with Book(folder / WORKBOOK, f"{cleared.policy.title} 清算", in_memory=False) as book:
        _write_overview(book, cleared)
        for sheet in [
            tables.differences(cleared),
            *tables.correction_sheets(cleared),
            tables.waiting(cleared),
            tables.by_township(cleared),
        ]:
            book.add(sheet)
        write_balance(book, cleared.balance)
        found = findings.concat([cleared.payments.findings, cleared.result.findings])
        book.add(problems_sheet(found, cleared.result.base, folder))
        add_readings(book, readings_sheet(cleared.result.readings), role_book_of(cleared.policy))
    if cleared.make_up is not None:
        (folder / MAKE_UP_FOLDER).mkdir()
        write_result(cleared.make_up, folder / MAKE_UP_FOLDER)
    store_json(folder, names.POLICY, cleared.policy.content)
    store_frame(folder, ITEMS, cleared.items)
    recipe_file.store(folder, cleared.recipe)
    content = write_summary(folder, names.CLEAR, summary(cleared), cleared.result.started)
    _require_summary(content, folder, full_table)
    return cleared


def run_again(opened: ResultFolder, recipe: Recipe, into: Path, passwords: Sequence[str], stage: Stage) -> None:
    """Make a 补贴清算 once more, in the folder ``into``, which exists. Raises Stop as ``job.gather`` does."""
    write(clear_again(opened, recipe, passwords, stage), into)


def _require_summary(content: dict[str, Any], folder: Path, full_table: pd.DataFrame) -> None:
    """Raise Stop(S72) if clearing.json (``content``) or the folder 补发, as read back, is not what 清算全表.csv says."""
    decisions = folder / MAKE_UP_FOLDER / names.DECISIONS_TABLE
    make_up = read_csv(decisions).to_pandas() if decisions.is_file() else None
    require_balance(sums.summary_equations(content, full_table, make_up))


def _as_yuan(rows: pd.DataFrame) -> dict[str, pd.Series]:
    """The columns of tables.full, amounts as yuan without separators."""
    columns = {str(title): rows[title] for title in rows}
    amounts = {title: columns[title] for title in ("应补", "已发", "在途", "差额")}
    texts = {title: fen.map(lambda each: format_yuan(each).replace(",", "")) for title, fen in amounts.items()}
    return columns | {title: yuan.astype("str") for title, yuan in texts.items()}


def _write_overview(book: Book, cleared: SubsidyClearing) -> None:
    inputs = [(use, role, *rest) for use, frame in _inputs(cleared) for role, *rest in frame[_SHOWN].values.tolist()]
    blocks: list[Block] = [
        Table("结论", ("项目", "说明"), ("text", "note"), _conclusions(cleared), wide=1),
        Table(
            "对账表（每一笔付款、每一个应补的人正好在一类）",
            ("类别", "付款笔数", "已发金额", "在途金额", "应补人数", "应补金额", "应补减已发", "含义"),
            ("text", "count", "money", "money", "count", "money", "money", "note"),
            _by_class(cleared),
        ),
        Table(
            "各承担单位（已承担 + 补发 + 追回 + 调整 = 更正后；更正后 + 未了结 = 应承担）",
            ("承担单位", "应承担", "已承担", "补发", "追回", "调整", "更正后", "未了结（在途、待核）"),
            ("text", *_SEVEN),
            _by_bearer(cleared),
        ),
        Table(
            "输入文件",
            ("用途", "角色", "文件", "工作表", "行数", "SHA-256"),
            ("text", "text", "note", "note", "count", "note"),
            inputs,
            wide=5,
        ),
    ]
    if cleared.then is not None:
        titles = ("类别", THEN, LATER, "说明")
        kinds: tuple[Kind, ...] = ("text", "count", "count", "note")
        blocks.insert(3, Table("当时差错，还是后来变化", titles, kinds, _by_timing(cleared), wide=3))
    if lists := [frame for _, frame in _inputs(cleared) if "used" in frame]:
        blocks += columns_used(pd.concat(lists))
    blocks += signing(_day_of(cleared), _assumed(cleared))
    write_page(book, Page("总览", f"{cleared.policy.title}：清算报告", blocks, _WIDTHS, [_subtitle(cleared)]))


def _day_of(cleared: SubsidyClearing) -> date:
    return cleared.recipe.today if cleared.recipe else cleared.result.started.date()


def _assumed(cleared: SubsidyClearing) -> list[str]:
    """What was taken for granted where the lists say nothing."""
    rules, lines = cleared.policy, []
    if not cleared.result.as_of:
        lines.append(f"承保日期为空的，参考日期按 {rules.reference_date}。")
    for row in cleared.payments.inputs.to_dict("records"):
        fields, place = str(row.get("fields", "状态、区级承担、镇级承担、政策年度")), f"“{row['path']}”"
        lines += [f"{place}没有写明发放结果，各行按已经付到计。"] if "状态" not in fields else []
        lines += [f"{place}没有写明区级、镇级各承担多少，按政策的比例计。"] if "级承担" not in fields else []
        lines += [f"{place}没有政策年度的列，年度按名称，没有的待核。"] if "政策年度" not in fields else []
    if assumed := int(cleared.items["assumed"].sum()):
        lines.append(f"{assumed:,} 笔付款没有写明街镇，承担单位按应补的街镇计。")
    if cleared.then is None:
        lines.append("没有当时的名单，不分当时差错和后来变化。")
    return lines


def _subtitle(cleared: SubsidyClearing) -> str:
    day = cleared.result.as_of
    basis = f"参考日期一律按 {day}" if day else f"参考日期按承保日期；承保日期为空的按 {cleared.policy.reference_date}"
    return f"依据：{cleared.policy.title}（每人 {format_yuan(cleared.policy.amount_fen)} 元）；{basis}"


def _conclusions(cleared: SubsidyClearing) -> list[tuple[str, str]]:
    classes = cleared.classes.set_index("class")
    fen, people = classes.sum(), cleared.items["class"].value_counts()
    differences = cleared.items.assign(fen=cleared.items["due_amount_fen"] - cleared.items["paid_amount_fen"])
    kinds = differences.groupby("class", observed=False)["fen"].sum()
    unclear = people["待核"] + people["在途"]
    assumed = int(cleared.items["assumed"].sum())
    nothing = (cleared.items["paid_amount_fen"] == 0) & (cleared.items["flying_amount_fen"] == 0)
    unread = int((nothing & (cleared.items["code"] == "C17")).sum())
    lines = [
        ("应补", f"{fen['due_people']:,} 人，{format_yuan(fen['due_fen'])} 元"),
        (
            "已发",
            f"{fen['lines'] - fen['flying_lines']:,} 笔，{format_yuan(fen['paid_fen'])} 元"
            + (
                f"；另有在途 {fen['flying_lines']:,} 笔，{format_yuan(fen['flying_fen'])} 元"
                if fen["flying_lines"]
                else ""
            )
            + (f"；其中 {unread:,} 笔的金额没有写或看不懂，没有计入金额，列在待核" if unread else ""),
        ),
        ("一致", f"{people['一致']:,} 人"),
        (
            "须补发",
            f"{people['漏发'] + people['错额']:,} 人，{format_yuan(kinds['漏发'] + kinds['错额'])} 元（漏发 {people['漏发']:,} 人，错额 {people['错额']:,} 人）",
        ),
        (
            "须追回",
            f"{people[['多发', '重复发放', '依据消失']].sum():,} 笔，{format_yuan(-int(kinds[['多发', '重复发放', '依据消失']].sum()))} 元"
            f"（多发 {people['多发']:,}，重复发放 {people['重复发放']:,}，依据消失 {people['依据消失']:,}）",
        ),
        ("须调整", f"{people['错街镇']:,} 人的承担单位不对，见“调整清单”"),
        ("未了结", f"{unclear:,} 行（待核 {people['待核']:,}，在途 {people['在途']:,}）" if unclear else "没有"),
        ("核对", f"{len(cleared.balance):,} 个等式全部成立，见“平衡表”；每一行见 {TABLE}"),
    ]
    pending = int((cleared.result.decisions["disposition"] == "待核").sum())
    if pending:
        lines.append(("名单待核", f"名单中有 {pending:,} 行待核，查明前不计入应补；见认定结果的“待核名单”"))
    if asked := int(cleared.result.readings["asked"].sum()):
        lines.append(("列对应", f"{asked:,} 处含义待确认，见“列对应”表；填写“确认为”后重新清算"))
    if assumed:
        lines.append(("注意", f"{assumed:,} 笔付款记录没有写明街镇，承担单位按应补的街镇计，不能查出错街镇"))
    if cleared.make_up is not None:
        payable, waiting = _ready(cleared.make_up)
        if payable:
            lines.append(("下一步", f"漏发的人在“{MAKE_UP_FOLDER}”文件夹，用它制单"))
        if waiting:
            lines.append(("待补账户", _WITHOUT_ACCOUNT.format(waiting=waiting, folder=MAKE_UP_FOLDER)))
    if people["错额"]:
        lines.append(
            (
                "错额",
                f"{people['错额']:,} 人少发的差额见“补发清单”：从台账清算的，清算记账后制成补差批次；从发放记录清算的，另行付款并留存凭证",
            )
        )
    return lines


_WITHOUT_ACCOUNT = "漏发的人中 {waiting:,} 人没有可用的账户（“{folder}”的补贴明细），补充银行账户后重新清算，再制单"


def _ready(made: Result) -> tuple[int, int]:
    """How many people of 补发 can be paid, and how many wait for an account."""
    payable = int(made.payments["payable"].sum())
    return payable, len(made.payments) - payable


def _by_class(cleared: SubsidyClearing) -> list[tuple[Any, ...]]:
    keys = ["lines", "paid_fen", "flying_fen", "due_people", "due_fen", "difference_fen"]
    rows = [
        (name, *values, _MEANING[name]) for name, *values in cleared.classes[["class", *keys]].itertuples(index=False)
    ]
    return [*rows, ("合计", *(int(cleared.classes[key].sum()) for key in keys), "")]


def _by_bearer(cleared: SubsidyClearing) -> list[tuple[Any, ...]]:
    keys = ["due_fen", "paid_fen", "make_up_fen", "recover_fen", "move_fen", "after_fen", "waiting_fen"]
    rows = list(cleared.bearers[["bearer", *keys]].itertuples(index=False, name=None))
    return [*rows, ("合计", *(int(cleared.bearers[key].sum()) for key in keys))]


def _by_timing(cleared: SubsidyClearing) -> list[tuple[Any, ...]]:
    counts = pd.crosstab(cleared.items["class"].astype("str"), cleared.items["timing"])
    counts = counts.reindex(index=list(CLASSES), columns=[THEN, LATER], fill_value=0)
    rows = [(name, int(then), int(later), "") for name, then, later in counts.itertuples() if then or later]
    words = "按当时的名单已应如此，或按当时的名单本不应付；后来变化：当时正确，名单后来有变，变化见“差异清单”"
    return [*rows, ("合计", int(counts[THEN].sum()), int(counts[LATER].sum()), f"{THEN}：{words}")]


def _inputs(cleared: SubsidyClearing) -> list[tuple[str, pd.DataFrame]]:
    used = [("付款", cleared.payments.inputs), ("名单", cleared.result.inputs)]
    return used + ([("当时名单", cleared.then.inputs)] if cleared.then else [])


def summary(cleared: SubsidyClearing) -> dict[str, Any]:
    """Return the content of clearing.json: figures only, no personal data."""
    items, made = cleared.items, cleared.make_up
    sums = cleared.corrections.groupby("kind")["fen"].sum()
    timings = items[items["timing"] != ""].groupby(["timing", items["class"].astype("str")]).size()
    as_of = cleared.result.as_of
    return {
        "kind": "subsidy",
        "policy": cleared.policy.name,
        "policy_sha256": content_sha256(cleared.policy.content),
        "as_of": as_of.isoformat() if as_of else None,
        "paid": input_records(cleared.payments.inputs),
        "inputs": input_records(cleared.result.inputs),
        "before": input_records(cleared.then.inputs) if cleared.then else None,
        "classes": _plain(cleared.classes, "class"),
        "codes": {code: int(count) for code, count in items["code"].value_counts().items()},
        "known": {word: {name: int(n) for name, n in timings[word].items()} for word in timings.index.unique(0)},
        "corrections": {kind: int(sums.get(kind, 0)) for kind in (MAKE_UP, RECOVER, MOVE)},
        "bearers": _plain(cleared.bearers, "bearer"),
        "make_up": {
            "people": len(made.payments) if made else 0,
            "amount_fen": int(made.payments["amount_fen"].sum()) if made else 0,
        },
        "balance": [
            row | {"unit": str(unit)}
            for row, unit in zip(balance_records(cleared.balance), cleared.balance["unit"], strict=True)
        ],
    }


def _plain(frame: pd.DataFrame, key: str) -> dict[str, dict[str, int]]:
    return {
        str(row[key]): {str(name): int(value) for name, value in row.items() if name != key}
        for row in frame.to_dict("records")
    }


def conclusions(cleared: SubsidyClearing, out: Path, words: Words = NEUTRAL) -> list[str]:
    """Return what a clerk should know at once, a line each: the result, and that it stands in the folder ``out``.

    ``words``: of the entrance, for what can be done next.
    """
    lines = [f"{title}：{text}" for title, text in _conclusions(cleared) if title != "下一步"]
    if cleared.make_up is not None and _ready(cleared.make_up)[0]:
        folder = out / MAKE_UP_FOLDER
        sentence = f"漏发的人在“{folder}”，用它制单"
        lines.append(words.add(sentence, {"folder": folder}, steps=[Next.MAKE]) + "。")
    return [*lines, f"清算报告在：{out}"]
