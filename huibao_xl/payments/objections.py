"""What a ledger says against paying the people of a batch, though nobody else holds their key: an approver struck them out of another batch, or
the bank says of another payment both that it failed and that it arrived.

制单 leaves such people out; a draft that was there before is asked when it is signed, and a failed line when it is paid again. What the bank says may
come after the last signature, so it is asked when the files are written, too.
"""

from collections.abc import Iterable

import pandas as pd

from huibao_xl.payments import renumbered
from huibao_xl.payments.ledger import paid, states
from huibao_xl.payments.ledger.paid import Against
from huibao_xl.payments.ledger.states import FAILED, Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.reasons import Next, Stop

DUPLICATE = "重复列入"
_DUPLICATE_WORDS = (DUPLICATE, "重复", "重复制单")


def is_duplicate(why: str) -> bool:
    """Tell whether the reason of a strike says that the person stands in another batch too, and nothing else: whoever adds a word means more.

    >>> is_duplicate(" 重复列入。"), is_duplicate("重复列入；而且本人已死亡"), is_duplicate("重复领取")
    (True, False, False)
    """
    return why.strip().rstrip("。.！!") in _DUPLICATE_WORDS


def elsewhere(ledger: Ledger, batch: Batch, lines: Iterable[int]) -> pd.DataFrame:
    """Return where else the people of these lines are to be paid or paid in the year of the batch: line, id, other (a batch), row (its line), state.

    The other lines of the batch itself count too.
    """
    chosen = batch.lines.loc[batch.lines["line"].isin(list(lines)), ["line", "id"]]
    query = "SELECT DISTINCT batch FROM event WHERE kind = 'line' AND json_extract(body, '$.id') = ?"
    numbers = dict.fromkeys(number for id in chosen["id"] for (number,) in ledger.rows(query, (id,)))
    found = [_standing(states.load(ledger, number)) for number in numbers if _of_the_year(ledger, number, batch)]
    columns = ["id", "other", "row", "state"]
    table = chosen.merge(pd.concat([pd.DataFrame(columns=columns), *found]), on="id")
    return table[(table["other"] != batch.id) | ~table["row"].isin(chosen["line"])].reset_index(drop=True)


def _of_the_year(ledger: Ledger, number: str, batch: Batch) -> bool:
    declared = states.declaration(ledger, number)
    return (declared.scheme, declared.year) == (batch.declaration.scheme, batch.declaration.year)


def _standing(batch: Batch) -> pd.DataFrame:
    """The lines of a batch that somebody means to pay, or that are paid."""
    rows = batch.lines[batch.lines["state"].isin(("草稿", *states.HELD))]
    return pd.DataFrame(
        {"id": rows["id"], "other": batch.id, "row": rows["line"], "state": rows["state"].astype("str")}
    )


def require_duplicates(ledger: Ledger, batch: Batch, lines: Iterable[int]) -> None:
    """Raises Stop(S31) naming those of these lines whose person stands nowhere else: their strike cannot be that of a duplicate."""
    double = set(elsewhere(ledger, batch, lines)["line"]) | renumbered.doubles(
        paid.against(ledger, batch), batch, lines
    )
    if single := [str(line) for line in lines if line not in double]:
        why = f"第 {'、'.join(single)} 行的人不在别的批次，不能以“{DUPLICATE}”剔除"
        raise Stop("S31", batch=batch.id, why=why, advice="请写明剔除的真正原因")


def struck(against: Against, lines: pd.DataFrame) -> pd.DataFrame:
    """Return those of these lines whose person was struck out in the year and not released: line and the columns of frames.STRUCK,
    where ``row`` is the line that was struck."""
    return _with_person_s(lines, against.struck.rename(columns={"line": "row"})).sort_values("line")


def _with_person_s(lines: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return line and id of these lines x the columns of the others of the same id. Nearly always there are no others, and to join nothing takes pandas as long as
    to join hundreds."""
    if others.empty:
        return pd.DataFrame({"line": lines["line"].array[:0]} | {column: others[column].array for column in others})
    return lines[["line", "id"]].merge(others, on="id")


def to_reissue(against: Against, batch: Batch) -> pd.DataFrame:
    """Return the lines of a batch that failed or came back for sure, that no other line pays again, and whose person nothing speaks against: what a 重发 would pay."""
    if batch.is_transfer:
        return batch.lines.iloc[:0]
    query = "SELECT parent_line FROM successor WHERE parent_batch = ?"
    again = [line for (line,) in against.ledger.rows(query, (batch.id,))]
    failed = batch.lines[batch.lines["state"].isin(FAILED) & ~batch.lines["doubtful"]]
    rest = failed[~failed["line"].isin(again)]
    return rest[~rest["line"].isin(struck(against, rest)["line"])] if len(rest) else rest


def require_nobody_struck(against: Against, batch: Batch) -> None:
    """Raises Stop(S39) if people of a batch were struck out of another and not released since, naming line and batch of each."""
    if batch.is_transfer or (out := struck(against, batch.live)).empty:
        return
    where = [
        f"第 {each.line} 行（批次“{each.batch}”第 {each.row} 行，{each.by}：{each.why}）" for each in out.itertuples()
    ]
    first = out.iloc[0]
    raise Stop("S39", here=batch.id, lines="；".join(where), batch=first["batch"], line=int(first["row"]))


def doubtful(against: Against, batch: Batch, lines: pd.DataFrame) -> pd.DataFrame:
    """Return those of these lines whose person may be paid by another line of the year that is doubtful: line, id, batch and row of that."""
    unsure = against.in_doubt.rename(columns={"line": "row"})
    hits = _with_person_s(lines, unsure[["id", "batch", "row"]]).sort_values("line")
    return hits[(hits["batch"] != batch.id) | (hits["row"] != hits["line"])]


def require_nobody_in_doubt(against: Against, batch: Batch) -> None:
    """Raises Stop(S47) if the payments of people of a batch by other lines are doubtful, naming line and batch of each."""
    if batch.is_transfer or (out := doubtful(against, batch, batch.live)).empty:
        return
    where = [f"第 {each.line} 行（批次“{each.batch}”第 {each.row} 行）" for each in out.itertuples()]
    first = out.iloc[0]
    raise Stop("S47", here=batch.id, lines="；".join(where), batch=first["batch"], line=int(first["row"]))


def require_nobody_ended(against: Against, batch: Batch, left_out: Iterable[int] = ()) -> None:
    """Raises Stop(S86) if the entitlement of people whom a batch would send to a bank has ended (终止), at whatever line of the year, and was not given back: naming line and batch
    of each. ``left_out``: lines that are not sent."""
    out = struck(against, batch.live[~batch.live["line"].isin(list(left_out))])
    out = out[out["why"].str.startswith(paid.ENDED)]
    if batch.is_transfer or out.empty:
        return
    where = [
        f"第 {each.line} 行（批次“{each.batch}”第 {each.row} 行，{each.by}：{each.why}）" for each in out.itertuples()
    ]
    advice, step = "请退回本批，其余的人重新制单；弄错了的，解除那里的终止再做", Next.REJECT
    if batch.exports:
        advice, step = (
            "文件没有上传过的，由制单以外的人把这些行人工确认为“失败”，再写明原因重新导出；上传过的，请马上问银行能否止付",
            Next.RESOLVE,
        )
    raise Stop("S86", batch=batch.id, lines="；".join(where), advice=advice, next=[step])
