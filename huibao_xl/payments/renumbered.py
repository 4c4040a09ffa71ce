"""One person under two numbers: whom a line would pay a second time because a list was corrected in between.

The payment key of a year is the id, so a corrected one passes it. Every line is therefore compared with all lines of the year that are paid, in flight
or doubtful, in this ledger or another one of this computer, and with those that an approver struck out: by number and name, by account, and by what clerks answered in 比对决定.
Likeness is no decision: such a line waits until a person says that there are two (``apart``), by name, with a reason, about these two lines.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import findings, resources
from huibao_xl.files.results.names import RESULT
from huibao_xl.frames import STRUCK as STRUCK_OUT
from huibao_xl.identifiers import person_name
from huibao_xl.matching import name_difference
from huibao_xl.matching.answers import DIFFERENT, SamePeople, in_force, person_of
from huibao_xl.payments.ledger import other_ledgers, paid, states
from huibao_xl.payments.ledger.paid import Against
from huibao_xl.payments.ledger.records import TRANSFER
from huibao_xl.payments.ledger.states import Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.near_numbers import BODY, NO_PAIRS, equal, joined, near_pairs
from huibao_xl.reasons import Input, Stop

HELD, DOUBTFUL, STRUCK, DEAD = "在途或已发放", "付款存疑", "被剔除", "以前年度因死亡被剔除"
CODES = {HELD: "B56", DOUBTFUL: "B56", STRUCK: "B57", DEAD: "B58"}
"""{what became of the other line: the code of a line that waits for it}."""
_COLUMNS = ["id", "batch", "row", "name", "account", "guardian", "standing"]
_SAME, _TURNED = "相同", "字序不同"
_ALIKE = (_SAME, *name_difference.EXPLAINED, "同音", _TURNED)
"""How names are to one another if a way of writing or hearing explains it. 一字之差 is also what tells siblings apart."""
_DIED = re.compile("死|亡|殁|去世|过世|逝世|离世|故世|已故|身故|病故|亡故|不在世")
_SEQUENCE = 1_000
_SHOWN = 14


@dataclass(frozen=True)
class Ruled:
    """What 比对决定 says of valid numbers, as person keys. ``same``: {person: a person that stands for all numbers of one}; ``apart``: pairs
    that are not one."""

    same: dict[int, int]
    apart: frozenset[tuple[int, int]]


UNRULED = Ruled({}, frozenset())


def ruled(answers: pd.DataFrame | None) -> Ruled:
    """Return what answers (frames.ANSWERS, None if there are none) say of people with valid numbers."""
    if answers is None or answers.empty:
        return UNRULED
    current = in_force(answers)
    groups = SamePeople(current).groups()
    apart = current.loc[current["answer"] == DIFFERENT, ["left_id", "right_id"]]
    pairs = [(person_of(left), person_of(right)) for left, right in apart.itertuples(index=False)]
    return Ruled(
        {person: group.persons[0] for group in groups for person in group.persons},
        frozenset({*pairs, *((right, left) for left, right in pairs)}),
    )


def others(against: Against) -> pd.DataFrame:
    """Return the lines of a year that a new one is compared with, and those struck out in any other year because the person died: id, batch, row (the
    line), name, account, guardian, standing (HELD, DOUBTFUL, STRUCK or DEAD)."""
    ledger, places = against.ledger, []
    for frame, standing in (
        (against.held, HELD),
        (against.in_doubt, DOUBTFUL),
        (against.struck, STRUCK),
        (_dead(against), DEAD),
    ):
        places += [(*row, standing) for row in zip(frame["id"], frame["batch"], frame["line"], strict=True)]
    if not places:
        return pd.DataFrame(columns=_COLUMNS)
    bodies = [_bodies(ledger, number) for number in dict.fromkeys(batch for _, batch, *_ in places)]
    lines = {place: texts for of_batch in bodies for place, texts in of_batch.items()}
    rows = [
        (id, batch, line, *lines[batch, line], standing)
        for id, batch, line, standing in places
        if (batch, line) in lines
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def elsewhere(against: Against) -> pd.DataFrame:
    """Return the lines of the year that other ledgers of this computer hold, as :func:`others` those of one; ``batch`` names the ledger, too."""
    frames = [pd.DataFrame(columns=_COLUMNS)]
    for path, ledger in other_ledgers.readable(against.ledger):
        rows = others(replace(against, ledger=ledger))
        rows = rows[rows["standing"].isin([HELD, DOUBTFUL])]
        frames.append(rows.assign(batch=rows["batch"] + f"（台账“{path}”）"))
    return pd.concat(frames, ignore_index=True)


def _dead(against: Against) -> pd.DataFrame:
    """Whom an approver struck out of a batch of another year as dead."""
    ledger, scheme = against.ledger, against.scheme
    declared = [states.declaration(ledger, number) for number in ledger.batches()]
    years = {each.year for each in declared if each.scheme == scheme and each.kind != TRANSFER} - {against.year}
    if not years:
        return STRUCK_OUT.empty()
    out = pd.concat([paid.struck(ledger, scheme, each) for each in sorted(years)])
    return out[out["why"].str.contains(_DIED)]


def _bodies(ledger: Ledger, number: str) -> dict[tuple[str, int], tuple[str, str, str]]:
    """Name, account and guardian of each line of a batch, by batch and line."""
    fields = ", ".join(f"coalesce(json_extract(body, '$.{name}'), '')" for name in ("name", "account", "guardian"))
    rows = ledger.rows(f"SELECT line, {fields} FROM event WHERE batch = ? AND kind = 'line'", (number,))
    return {(number, line): (name, account, guardian) for line, name, account, guardian in rows}


_NOBODY = pd.DataFrame(columns=["line", "id", "other_id", "batch", "row", "standing", "why"])


def alike(lines: pd.DataFrame, against: pd.DataFrame, answers: Ruled = UNRULED) -> pd.DataFrame:
    """Return which lines (frames.LINES) may pay the person of which other line (:func:`others`): line, id, other_id, batch, row, standing, why
    (Chinese: what agrees), by line, those that hold money first.

    Not returned are pairs of one id (but those of the dead), and those that a person or 比对决定 told apart.
    """
    if lines.empty or against.empty:
        return _NOBODY.copy(deep=False)
    left, right = _keyed(lines), _keyed(against)
    found = pd.concat(
        [
            joined(left, right, "account", left["account"] != "").assign(how="account"),
            near_pairs(left, right),
            _same(left, right, answers).assign(how="ruled"),
            joined(left, right, "id").assign(how="dead"),
        ]
    ).drop_duplicates(ignore_index=True)
    if found.empty:
        return _NOBODY.copy(deep=False)
    a, b = left.iloc[found["left"]].reset_index(drop=True), right.iloc[found["right"]].reset_index(drop=True)
    found = found.assign(names=_names(a["name_key"], b["name_key"]))
    found = found[_holds(found, a, b) & ~_confirmed_apart(a, b, answers)]
    return _described(found, lines, against)


def by_number(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Return which people may be one under two numbers by name (its characters in one order) and number alone: left and right, positions in the frames, which have id and name_key."""
    a, b = _identified(left["id"], left["name_key"]), _identified(right["id"], right["name_key"])
    found = near_pairs(a, b)[["left", "right"]].drop_duplicates(ignore_index=True)
    mine, theirs = a.iloc[found["left"]].reset_index(drop=True), b.iloc[found["right"]].reset_index(drop=True)
    found = found.assign(names=_names(mine["name_key"], theirs["name_key"]))
    others = mine["person"] != theirs["person"]  # else one of them is wrong in its check character: no valid number
    named = (mine["name_key"] != "") & found["names"].isin(_ALIKE) & (found["names"] != _TURNED)
    return found.loc[others & named, ["left", "right"]].reset_index(drop=True)


def _identified(ids: pd.Series, name_key: pd.Series) -> pd.DataFrame:
    """Numbers and names as they are compared; their positions are the index."""
    ids, name_key = ids.astype("str").reset_index(drop=True), name_key.astype("str").reset_index(drop=True)
    body = ids.str[:BODY]
    person = body.where(body.str.fullmatch(f"[0-9]{{{BODY}}}"), "-1").astype("int64")
    letters = name_key.map(lambda name: "".join(sorted(name)))
    named = (letters + "|" + ids.str[:_SHOWN]).where((name_key != "") & (person >= 0), "|" + ids)
    return pd.DataFrame({"id": ids, "person": person, "name_key": name_key, "name_and_birth": named})


def _keyed(rows: pd.DataFrame) -> pd.DataFrame:
    """What lines are compared by; their positions are the index."""
    places = "批次“" + rows["batch"] + "”第 " + rows["row"].astype("str") + " 行" if "batch" in rows else None
    standing = rows.get("standing")
    return _identified(rows["id"], rows["name"].map(person_name.key)).assign(
        account=rows["account"].to_numpy(),
        guardian=rows["guardian"].to_numpy(),
        apart=rows["apart"].to_numpy() if "apart" in rows else "",
        place="" if places is None else places.to_numpy(),
        dead=False if standing is None else (standing == DEAD).to_numpy(),
    )


def _same(left: pd.DataFrame, right: pd.DataFrame, answers: Ruled) -> pd.DataFrame:
    """Positions of people whose numbers are one person by 比对决定."""
    if not answers.same:
        return NO_PAIRS.copy(deep=False)
    pairs = equal(left["person"].map(answers.same).dropna(), right["person"].map(answers.same).dropna())
    return pairs.drop(columns="key")


def _names(left: "pd.Series[str]", right: "pd.Series[str]") -> "pd.Series[str]":
    """How the names of pairs differ: _SAME, or a kind of ``name_difference``; asked once for each pair of names."""
    pairs = list(zip(left, right, strict=True))
    kinds = {pair: _SAME if pair[0] == pair[1] else name_difference.kind(*pair) for pair in dict.fromkeys(pairs)}
    return pd.Series([kinds[pair] for pair in pairs], dtype="str")


def _holds(found: pd.DataFrame, a: pd.DataFrame, b: pd.DataFrame) -> "pd.Series[bool]":
    """Which pairs wait: alike in name and number or account; one letter apart where no twins can be (the sequence is the same); one account that
    would have to be the own of two people, as neither has a guardian."""
    names = found["names"].isin(_ALIKE)
    other = a["id"] != b["id"]
    unguarded = (a["guardian"] == "") & (b["guardian"] == "")
    by = found["how"]
    return (
        (other & (by == "account") & (names | unguarded))
        | _near_enough(found, a, b)
        | (other & (by == "ruled"))
        | ((by == "dead") & b["dead"])
    )


@cache
def _rules() -> dict[str, Any]:
    """How near two lines are one person by name and number: renumbered.json."""
    return dict(resources.read_json("payments", "renumbered.json"))


def _near_enough(found: pd.DataFrame, a: pd.DataFrame, b: pd.DataFrame) -> "pd.Series[bool]":
    """Which pairs a rule of renumbered.json holds: of these names and numbers, and of one sequence, surname and length of name where it says so (one letter of two is half a name,
    and no slip)."""
    same_sequence = a["person"] % _SEQUENCE == b["person"] % _SEQUENCE
    same_surname = a["name_key"].str[:1] == b["name_key"].str[:1]
    shorter = np.minimum(a["name_key"].str.len(), b["name_key"].str.len())
    held = pd.Series(False, index=a.index)
    for rule in _rules()["rules"]:
        held |= (
            found["names"].isin(rule["names"])
            & found["how"].isin(rule["numbers"])
            & (same_sequence | (not rule.get("same_sequence")))
            & (same_surname | (not rule.get("same_surname")))
            & (shorter >= rule.get("shortest_name", 1))
        )
    return held & (a["id"] != b["id"])


def _confirmed_apart(a: pd.DataFrame, b: pd.DataFrame, answers: Ruled) -> "pd.Series[bool]":
    """Which pairs a person told apart when the batch was made, or in 比对决定."""
    by_hand = [place in text for place, text in zip(b["place"], a["apart"], strict=True)]
    by_answer = [pair in answers.apart for pair in zip(a["person"], b["person"], strict=True)]
    return pd.Series(np.array(by_hand, dtype=bool) | np.array(by_answer, dtype=bool), index=a.index)


_WHY = {"account": "银行账号相同", "ruled": "比对决定为同一人", "dead": "同一证件号码"}


def _described(found: pd.DataFrame, lines: pd.DataFrame, against: pd.DataFrame) -> pd.DataFrame:
    """The pairs with their places and what agrees, one row for each two lines."""
    words = found.assign(agrees=found["how"].map(_WHY).fillna("证件号码相近")).drop_duplicates(
        ["left", "right", "agrees"]
    )
    pairs = words.drop_duplicates(["left", "right"]).drop(columns="agrees")
    pairs = pairs.merge(words.groupby(["left", "right"], as_index=False)["agrees"].agg("、".join), on=["left", "right"])
    mine, theirs = lines.iloc[pairs["left"]], against.iloc[pairs["right"]]
    names = "姓名" + pairs["names"].where(pairs["names"] == _SAME, "不同（" + pairs["names"] + "）")
    table = pd.DataFrame(
        {
            "line": mine["line"].to_numpy(),
            "id": mine["id"].to_numpy(),
            "other_id": theirs["id"].to_numpy(),
            "batch": theirs["batch"].to_numpy(),
            "row": theirs["row"].to_numpy(),
            "standing": theirs["standing"].to_numpy(),
            "why": (names + "、" + pairs["agrees"]).to_numpy(),
        }
    )
    rank = table["standing"].map(list(CODES).index)
    return table.assign(rank=rank).sort_values(["line", "rank", "batch", "row"], ignore_index=True).drop(columns="rank")


def masked(number: str) -> str:
    """Return a number without its sequence and check character, as it is shown where two numbers stand side by side.

    >>> masked("310112195001019012")
    '31011219500101****'
    """
    return number[:_SHOWN] + "****"


def waiting(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return B56 (in flight, paid or doubtful), B57 (struck out) and B58 (struck out as dead in another year) for each line of ``pairs``
    (:func:`alike`), at the line's number."""
    codes = pairs["standing"].map(CODES)
    found = []
    for code, rows in pairs.groupby(codes, sort=True):
        found.append(
            findings.for_rows(
                str(code),
                pd.DataFrame({"file": "", "sheet": "", "row": rows["line"]}),
                "证件号码",
                value=rows["id"],
                batch=rows["batch"],
                line=rows["row"].astype("str"),
                standing=rows["standing"],
                why=rows["why"],
                number=rows["id"].map(masked),
                other=rows["other_id"].map(masked),
            )
        )
    return findings.concat(found)


def with_apart(
    lines: pd.DataFrame, pairs: pd.DataFrame, confirmed: Iterable[int], by: str, why: str, header_rows: int = 0
) -> pd.DataFrame:
    """Return lines with ``apart`` filled where a person confirms that they are other people than those of ``pairs``: who, why, and of which lines.

    ``confirmed``: numbers of lines; ``header_rows``: how many rows stand above them where a person counts. Raises Stop(S07) without a reason, or if one of them is like nobody.
    """
    chosen = list(dict.fromkeys(confirmed))
    if not chosen:
        return lines
    if not why.strip():
        raise Stop("S07", why="没有写明怎样查明是两个人", advice="请写明原因", inputs=[Input.WHY, Input.APART])
    of = pairs[pairs["line"].isin(chosen) & (pairs["standing"] != DEAD)]
    if single := [str(line + header_rows) for line in chosen if line not in set(of["line"])]:
        advice = "请按“制单问题”中疑似同一人的行号填写；因剔除而没有列入的，请解除剔除"
        raise Stop("S07", why=f"第 {'、'.join(single)} 行没有疑似同一人的另一行", advice=advice, inputs=[Input.APART])
    places = ("批次“" + of["batch"] + "”第 " + of["row"].astype("str") + " 行").groupby(of["line"]).agg("、".join)
    texts = lines["line"].map(f"{by}：{why.strip()}（不是" + places + "的人）")
    return lines.assign(apart=texts.fillna(lines["apart"]).astype("str"))


def require_nobody_alike(against: Against, batch: Batch) -> None:
    """Raises Stop(S48) if a batch would pay somebody who may be paid, in flight or struck out under another number by a line of another
    batch of another result, or by another ledger of this computer, naming both lines: what 制单 compared may have changed since."""
    if batch.is_transfer:
        return
    ledger, there = against.ledger, others(against)
    origin = _origin(ledger, batch.id)
    beside = [number for number in there["batch"].unique() if _origin(ledger, str(number)) == origin]
    there = pd.concat([there[~there["batch"].isin(beside)], elsewhere(against)], ignore_index=True)
    pairs = alike(batch.live, there)
    if pairs.empty:
        return
    first = pairs.drop_duplicates("line")
    lines = [
        f"第 {each.line} 行（批次“{each.batch}”第 {each.row} 行{each.standing}：{each.why}）"
        for each in first.itertuples()
    ]
    raise Stop("S48", batch=batch.id, lines="；".join(lines))


def _origin(ledger: Ledger, number: str) -> str:
    """What a batch was made from, also by way of a 重发: the hash of the result, the batch itself where none is noted."""
    declared = states.declaration(ledger, number)
    while declared.parent:
        number = declared.parent
        declared = states.declaration(ledger, number)
    return declared.basis.files.get(RESULT, number) if declared.basis else number


def doubles(against: Against, batch: Batch, lines: Iterable[int]) -> set[int]:
    """Return which of these lines of a batch stand in another one of the year, paid, in flight or in a draft, under another number."""
    chosen = batch.lines[batch.lines["line"].isin(list(lines))]
    ledger, there = against.ledger, others(against)
    frames = [there[there["standing"].isin([HELD, DOUBTFUL])]]
    for number in ledger.batches():
        of = states.declaration(ledger, number)
        if (
            (of.scheme, of.year) == (against.scheme, against.year)
            and of.kind != TRANSFER
            and states.light(ledger, number).next_step
        ):
            live = states.load(ledger, number).live
            frames.append(live.assign(batch=number, row=live["line"], standing="草稿")[_COLUMNS])
    rows = pd.concat(frames, ignore_index=True)
    return set(alike(chosen, rows[rows["batch"] != batch.id])["line"])
