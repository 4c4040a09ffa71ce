"""What a person does with the ledger, whole: the act in one transaction, then its papers, then what to tell. The command line and the
buttons in Excel call the same acts.

An act returns lines of plain Chinese: what was done, what needs a person, where it is. Papers that cannot be written (a file is open in
another program) are said and do not undo the act: they repeat the ledger and come back with the next act.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from huibao_xl import policy
from huibao_xl.files.writing.atomic import atomic_file
from huibao_xl.identifiers import resident_id
from huibao_xl.money import format_yuan
from huibao_xl.payments import batches, declared, execution, papers, sending, transfers
from huibao_xl.payments.ledger import states, verify
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger, create, opened
from huibao_xl.payments.ledger.store import adopt as adopt_ledger
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.reports.problems import problems_sheet, write_problems
from huibao_xl.rosters.collect import collect
from huibao_xl.rosters.sources import Sources, open_sources, silent
from huibao_xl.subsidy import shares

Lines = list[str]
_NEXT = {
    "草稿": "下一步：由他人{step}（huibao {verb} {id} --by 姓名）。",
    "待审批": "下一步：由他人{step}（huibao {verb} {id} --by 姓名）。",
    "已批准": "下一步：导出银行文件（huibao export {id} --by 姓名）。",
    "已导出": "下一步：收到银行回盘后，huibao return {id} 回盘文件 --by 姓名。",
    "回盘中": "下一步：等待其余结果；银行另行答复的用 huibao resolve。",
}
_VERBS = {"审核": "review", "审批": "approve"}


def make(
    ledger_path: Path, folder: Path, payer: batches.Payer, by: str, layout: str, rules: Policy | None = None
) -> Lines:
    """制单: one draft for each payer of a result; a ledger that does not exist yet is made."""
    result, told = declared.read(folder, rules), list[str]()
    if not ledger_path.exists():
        create(ledger_path, by)
        told.append(
            f"没有找到台账，已新建：{ledger_path}。如果已有台账，请停下来核对 --ledger 的路径，两份台账会重复付款。"
        )
    with opened(ledger_path, write=True) as ledger:
        drafts = batches.draft(ledger, result, payer, by, layout)
        for number in drafts.made:
            batch = states.load(ledger, number)
            count, amount = batch.totals()
            told.append(f"批次 {number}：{count:,} 笔，{format_yuan(amount)} 元，校验码 {batch.seal[: papers.SEAL]}")
            told += _write_papers(ledger, batch)
        if not drafts.made:
            told.append("没有可以制单的人，没有新的批次。")
    told += _left_out(ledger_path, drafts)
    if drafts.made:
        step = _VERBS[result.rules.approval[0]]
        told.append(f"下一步：打印“批次”文件夹中的审批单，由他人 huibao {step} 批次号 --by 姓名。")
    return told


def _left_out(ledger_path: Path, drafts: batches.Drafts) -> Lines:
    told = []
    if drafts.left_out:
        told.append(f"{drafts.left_out:,} 人没有列入（已在途、已发放，或银行文件容不下），见制单问题。")
    if drafts.waiting:
        told.append(f"{drafts.waiting:,} 人待补账户，补账户并重新运行后再制单。")
    if len(drafts.findings):
        path = ledger_path.resolve().parent / "批次" / "制单问题.xlsx"
        title = f"制单问题 {len(drafts.findings):,} 条"
        told += _paper(title, path, lambda work: write_problems(work, drafts.findings, Path()))
    return told


def sign(
    ledger_path: Path, number: str, step: str, by: str, strike: Sequence[int] = (), why: str = "", quoted: str = ""
) -> Lines:
    """审核 or 审批."""
    with opened(ledger_path, write=True) as ledger:
        batch = batches.sign(ledger, number, step, by, strike, why, quoted)
        printed = _write_papers(ledger, batch)
    struck = f"，剔除 {len(set(strike))} 笔退回待核" if strike else ""
    return [f"批次 {number} 已由{by}{step}{struck}。", *_state(batch), *printed]


def reject(ledger_path: Path, number: str, by: str, why: str) -> Lines:
    """退回整批."""
    with opened(ledger_path, write=True) as ledger:
        printed = _write_papers(ledger, batches.reject(ledger, number, by, why))
    return [f"批次 {number} 已退回，其中的人可以重新制单。", *printed]


def release(ledger_path: Path, number: str, line: int, by: str, why: str) -> Lines:
    """解除剔除."""
    with opened(ledger_path, write=True) as ledger:
        batches.release(ledger, number, line, by, why)
    return [f"批次 {number} 第 {line} 行已解除，下次认定时照常判断。"]


def export(ledger_path: Path, number: str, by: str, layout: str = "", again: str = "") -> Lines:
    """导出银行文件."""
    with opened(ledger_path, write=True) as ledger:
        batch, folder = sending.export(ledger, number, by, layout, again)
        printed = _write_papers(ledger, batch)
    last = batch.exports[-1]
    files = [f"  {file['name']}：{file['count']:,} 笔，{format_yuan(file['amount_fen'])} 元" for file in last["files"]]
    head = f"批次 {number} 已按“{last['layout']}”导出（{last['by']}，{last['at'][:16].replace('T', ' ')}），读回的笔数和金额一致："
    return [head, *files, f"文件在：{folder}", *_state(batch), *printed]


def take_return(ledger_path: Path, number: str, file: Path, by: str, layout: str = "") -> Lines:
    """登记银行回盘."""
    with opened(ledger_path, write=True) as ledger:
        taken = sending.take_return(ledger, number, file, by, layout)
        printed = _write_papers(ledger, taken.batch)
        if not taken.new:
            return ["这份回盘文件已经处理过，台账没有改动。", *_state(taken.batch), *printed]
        counts = taken.rows["class"].astype(object).value_counts()
        told = [
            "回盘 {:,} 行：{}。".format(
                len(taken.rows), "，".join(f"{name} {count:,}" for name, count in counts.items())
            )
        ]
        told.append(f"批次中未回 {len(taken.unanswered):,} 笔。")
        told += _state(taken.batch)
        failed = taken.batch.totals(*states.FAILED)
        if failed[0]:
            told.append(
                f"失败和退票 {failed[0]:,} 笔，{format_yuan(failed[1])} 元：更正账户后 huibao reissue {number} --by 姓名。"
            )
        path = sending.folder_of(ledger, number) / f"回盘核对-{len(taken.batch.returns)}.xlsx"
    problems = problems_sheet(taken.findings, file.parent, path.parent)
    told += _paper(
        "逐行结果", path, lambda work: papers.write_returns(work, taken.batch, taken.rows, taken.unanswered, problems)
    )
    return [*told, *printed]


def resolve(ledger_path: Path, number: str, state: str, by: str, why: str, lines: Sequence[int] = ()) -> Lines:
    """人工确认."""
    with opened(ledger_path, write=True) as ledger:
        batch = sending.resolve(ledger, number, state, by, why, lines)
        printed = _write_papers(ledger, batch)
    return [f"批次 {number} 已记入“{state}”（{by}：{why}）。", *_state(batch), *printed]


def reissue(ledger_path: Path, number: str, by: str, accounts: Sequence[str] = ()) -> Lines:
    """重发失败和退票的明细."""
    renewed = new_accounts(accounts, ledger_path, number) if accounts else None
    with opened(ledger_path, write=True) as ledger:
        made = sending.reissue(ledger, number, by, renewed)
        printed = _write_papers(ledger, states.load(ledger, made.number)) if made.number else []
    kept = made.kept["why_not"].value_counts()
    told = [
        f"第 {'、'.join(map(str, made.kept.loc[made.kept['why_not'] == why, 'line']))} 行没有重发：{why}。"
        for why in kept.index
    ]
    if not made.number:
        return ["没有可以重发的明细，没有新的批次。", *told]
    return [
        f"已制作重发批次 {made.number}：{made.count:,} 笔。",
        *told,
        f"下一步：由他人审核、审批（huibao review {made.number} --by 姓名）。",
        *printed,
    ]


def new_accounts(sources: Sequence[str], ledger_path: Path, number: str) -> pd.DataFrame:
    """Return the one usable account of each person in lists of the role 银行账户. Raises Stop as reading does."""
    with opened(ledger_path) as ledger:
        rules = policy.load(states.light(ledger, number).facts["policy"])
    files, _ = open_sources(Sources.parse(sources), (), silent)
    lists = collect(files, rules, Sources.parse(sources).forced, pd.Timestamp.today().date(), complete=False)
    usable = shares.one_account(lists.accounts)
    if usable.empty:
        raise Stop("S04", role="可用的银行账户")
    return usable


def transfer(ledger_path: Path, policy_name: str, by: str) -> Lines:
    """资金拨付: a batch of what the district still owes the 街镇."""
    rules = policy.load(policy_name)
    with opened(ledger_path, write=True) as ledger:
        number = transfers.draft(ledger, rules, by)
        batch = states.load(ledger, number)
        count, amount = batch.totals()
        printed = _write_papers(ledger, batch)
    told = f"已制作拨付批次 {number}：{count} 个收款单位，{format_yuan(amount)} 元。"
    return [
        told,
        *printed,
        f"下一步：由他人审核、审批；拨付后 huibao resolve {number} --as 成功 --why 凭证号 --by 姓名。",
    ]


def report_execution(ledger_path: Path, policy_name: str, out: Path, folder: Path | None = None) -> Lines:
    """执行情况: against the budget, with the three rates. ``folder``: a result, whose people count as entitled, in a batch or not."""
    rules = policy.load(policy_name)
    decided = declared.decided(folder) if folder else None
    with opened(ledger_path) as ledger:
        told = execution.execution(ledger, rules, decided)
    with atomic_file(out) as work:
        papers.write_execution(work, told)
    sums = told.by_bearer[["budget_fen", "executed_fen", "left_fen"]].sum()
    budget = (
        f"，预算 {format_yuan(sums['budget_fen'])} 元，结余 {format_yuan(sums['left_fen'])} 元" if rules.budget else ""
    )
    return [
        f"{rules.title}：已发 {int((told.people['state'] == '成功').sum()):,} 人，{format_yuan(sums['executed_fen'])} 元{budget}。",
        *(f"{rate.name}：{rate.percent}（{rate.numerator:,} / {rate.denominator:,} 人）" for rate in told.rates),
        f"执行情况在：{out}",
    ]


def renew_papers(ledger_path: Path, number: str) -> Lines:
    """Write the papers of a batch again."""
    with opened(ledger_path) as ledger:
        batch = states.load(ledger, number)
        return [*_state(batch), *_write_papers(ledger, batch)]


def list_batches(ledger_path: Path) -> Lines:
    """Every batch with its state and sums."""
    with opened(ledger_path) as ledger:
        loaded = [states.load(ledger, number) for number in ledger.batches()]
    told = [
        f"{batch.id}　{batch.state}　{batch.totals()[0]:,} 笔 {format_yuan(batch.totals()[1])} 元　"
        f"成功 {batch.totals('成功')[0]:,}，失败 {batch.totals('失败')[0]:,}，退票 {batch.totals('退票')[0]:,}，"
        f"未完成 {batch.totals(*states.OPEN)[0]:,}"
        for batch in loaded
    ]
    return told or ["台账中还没有批次。"]


def show_person(ledger_path: Path, number: str) -> Lines:
    """One person's payments over all years, batches and payers."""
    wanted = resident_id.compact(number)
    query = "SELECT batch, line FROM event WHERE kind = 'line' AND json_extract(body, '$.id') = ? ORDER BY seq"
    with opened(ledger_path) as ledger:
        places = ledger.rows(query, (wanted,))
        told = [f"证件号码 {wanted}"]
        for name, line in places:
            batch = states.load(ledger, name)
            row = batch.lines.iloc[line - 1]
            told.append(
                f"{batch.facts['year']} 年度　批次 {name} 第 {line} 行　{row['township']}　{format_yuan(row['amount_fen'])} 元　"
                f"{row['state']}（{row['since'][:10]}）" + (f"：{row['why']}" if row["why"] else "")
            )
    return told if places else [*told, "台账中没有这个人的付款。"]


def check(ledger_path: Path, head: str = "") -> Lines:
    """核对台账. Raises Stop(S37) after telling every fault, if there is one."""
    with opened(ledger_path) as ledger:
        faults = verify.verify(ledger, head)
        seq, hash = ledger.head()
        changed = [
            f"批次“{number}”所依据的结果文件夹在制单后被改动：{'、'.join(names)}"
            for number in ([] if faults else ledger.batches())
            if (result := states.light(ledger, number).facts["result"])
            and (names := declared.changed(Path(result["folder"]), result["files"]))
        ]
    told = [f"第 {fault.seq} 号记录：{fault.what}" if fault.seq else fault.what for fault in faults]
    if faults:
        raise Stop("S37", file=ledger_path.name, faults="；".join(told), first=faults[0].seq or "—")
    return [
        f"台账完好：{seq:,} 号记录首尾相接，状态和合计重算一致。末号校验码 {hash}",
        *(f"注意：{text}。" for text in changed),
    ]


def export_ledger(ledger_path: Path, out: Path) -> Lines:
    """台账导出为工作簿."""
    with opened(ledger_path) as ledger, atomic_file(out) as work:
        papers.write_ledger(work, ledger)
    return [f"台账已导出：{out}（含个人信息，请妥善保管）"]


def adopt(ledger_path: Path, by: str) -> Lines:
    """认定这一份是唯一使用的台账."""
    adopt_ledger(ledger_path, by)
    return [f"已记入：从现在起只用这一份台账（{ledger_path}）。原来那一份请封存，不要再用。"]


def _state(batch: Batch) -> Lines:
    step = batch.next_step
    text = _NEXT.get(batch.state, "")
    if batch.is_transfer and batch.state in ("已批准", "已导出"):
        text = "下一步：拨付后 huibao resolve {id} --as 成功 --why 凭证号 --by 姓名。"
    return [f"状态：{batch.state}。{text.format(step=step, verb=_VERBS.get(step, ''), id=batch.id)}"]


def _write_papers(ledger: Ledger, batch: Batch) -> Lines:
    """Write the batch's papers as the ledger now is."""
    title = "拨付通知" if batch.is_transfer else "审批单"
    path = sending.folder_of(ledger, batch.id) / f"{title}.xlsx"
    told = _paper(title, path, lambda work: papers.write_batch(work, ledger, batch))
    return told if told[0].startswith(title) else [*told, f"关闭后运行 huibao papers {batch.id} 重新写出。"]


def _paper(title: str, path: Path, write: Callable[[Path], None]) -> Lines:
    """Write one paper; what keeps it from being written is said, and the act stands."""
    try:
        with atomic_file(path) as work:
            write(work)
    except Stop as refused:
        return [f"注意：台账已记入，但{refused}"]
    return [f"{title}：{path}"]
