"""The year as a path: each step with its state and the one next thing to do."""

from collections.abc import Iterator
from dataclasses import dataclass

from huibao_xl.desk import work
from huibao_xl.desk.project import Project
from huibao_xl.payments import ledger_acts
from huibao_xl.subsidy.result import Result

DONE, NOW, LATER = "好了", "现在做", "还没到"


@dataclass(frozen=True)
class Step:
    """A step of the path. ``page``: its endpoint; ``state``: 好了, 现在做 or 还没到; ``says``: how it stands and what to do."""

    title: str
    page: str
    state: str
    says: str


def path_of(project: Project, result: Result | None, is_current: bool) -> list[Step]:
    """Return the steps of the year. ``result``: the last one; ``is_current``: whether nothing changed since."""
    return list(_steps(project, result, is_current))


def _steps(project: Project, result: Result | None, is_current: bool) -> Iterator[Step]:
    count = len(project.files())
    yield Step(
        "收名单", "lists", DONE if count else NOW, f"已收到 {count:,} 份文件。" if count else "把收到的名单放进来。"
    )
    running = work.work_of(project).state == work.RUNNING
    if running:
        yield Step("认定", "decide", NOW, "正在认定。")
    elif result is None:
        yield Step("认定", "decide", NOW if count else LATER, "按“开始认定”。")
    else:
        says = (
            f"承保 {len(result.decisions):,} 行，补贴 {len(result.payments):,} 人。"
            if is_current
            else "名单、答复或设置在上次认定以后变了，请再认定一次。"
        )
        yield Step("认定", "decide", DONE if is_current else NOW, says)
    if result is None:
        yield Step("看懂：列对应", "columns", LATER, "认定以后，这里问看不准的列。")
        yield Step("核对：比对决定、待核", "pairs", LATER, "认定以后，这里列出疑似同一人的。")
        yield Step("测算", "money", LATER, "认定以后，这里是分摊和拨付。")
    else:
        asked, pairs = int(result.readings["asked"].sum()), result.open_pairs
        yield Step(
            "看懂：列对应", "columns", NOW if asked else DONE, f"{asked:,} 处待确认。" if asked else "没有要确认的列。"
        )
        yield Step(
            "核对：比对决定、待核",
            "pairs",
            NOW if pairs else DONE,
            f"{pairs:,} 对没有决定。" if pairs else "没有要决定的。",
        )
        yield Step("测算", "money", DONE, "看各街镇的人数、分摊和拨付。")
    yield _paying(project, result)


def _paying(project: Project, result: Result | None) -> Step:
    if not project.ledger.is_file():
        state = NOW if result is not None and result.payments["payable"].any() else LATER
        return Step("发放", "pay", state, "制单、审核、审批、导出、登记回盘。")
    batches = ledger_acts.list_batches(project.ledger)
    unfinished = int((~batches["state"].isin(["已关闭", "已退回"])).sum())
    return Step("发放", "pay", NOW if unfinished else DONE, f"{len(batches):,} 个批次，没有做完的 {unfinished:,} 个。")
