"""比对决定 as a frame: every pair that waits for a clerk, the strongest first, and every pair that was judged, with what
became of it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from huibao_xl.frames import CANDIDATES
from huibao_xl.matching import evidence
from huibao_xl.matching.answers import DIFFERENT, SAME, is_choice, pair_key, person_of
from huibao_xl.matching.apply import Applied, MatchedAnswer
from huibao_xl.matching.pairs import RECORD, TYPES, Pairs, gathered, joined, short_key
from huibao_xl.rosters.lists import Lists

TAKEN = "已采用"
_GONE = "未采用：名单中已没有当时的两条记录"
_ANSWERED = ["answer", "adopted", "by", "on", "remark"]


def compare(waiting: Pairs, lists: Lists, applied: Applied) -> pd.DataFrame:
    """Return frames.CANDIDATES. ``waiting``: the pairs that a person may judge; ``lists``: as read, for what they
    say; ``applied``: the answers in force."""
    if not len(waiting.codes) and not applied.matched:
        return CANDIDATES.empty()
    judged = {pair_key(match.answer) for match in applied.matched}
    waiting = waiting.take([at for at, key in enumerate(waiting.pair_keys()) if key not in judged])
    weighed = evidence.weigh(waiting, lists.accounts)
    order = np.argsort(weighed["strength"].cat.codes, kind="stable")
    parts = [_rows(waiting.take(order), weighed.iloc[order].reset_index(drop=True)), _judged(applied.matched, lists)]
    table = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return CANDIDATES.typed(table)


def _rows(pairs: Pairs, weighed: pd.DataFrame) -> pd.DataFrame:
    """Pairs and what speaks for them; not answered yet."""
    table = {
        "key": pd.Series([short_key(key) for key in pairs.pair_keys()], dtype="str"),
        "code": pairs.codes,
        "strength": weighed["strength"].astype("str"),
    }
    for side, records in (("left", pairs.left), ("right", pairs.right)):
        names = {"name": "name", "id": "number", "township": "township", "file": "file", "sheet": "sheet", "row": "row"}
        table |= {f"{side}_{name}": records[column] for name, column in names.items()}
    table |= {"list": pairs.right["list"], "evidence": weighed["evidence"], "to_choose": weighed["both_valid"]}
    empty = dict.fromkeys([*_ANSWERED, "state"], "")
    return pd.DataFrame(table).assign(**empty)[list(CANDIDATES.columns)]


def _judged(matched: Sequence[MatchedAnswer], lists: Lists) -> pd.DataFrame:
    """Pairs that were judged: with their evidence where both records stand in the lists, with what the answer holds
    where they do not."""
    here, gone = ([match for match in matched if match.applies == applies] for applies in (True, False))
    answered = [*here, *gone]
    if not answered:
        return CANDIDATES.empty()
    pairs = joined([_as_they_stand(here, lists), _as_answered(gone)])
    rows = _rows(pairs, evidence.weigh(pairs, lists.accounts))
    for column in _ANSWERED:
        rows[column] = [match.answer[column] for match in answered]
    rows["state"] = [_state(match) for match in answered]
    rows["to_choose"] = [match.applies and is_choice(match.answer) for match in answered]
    rows.loc[np.array([not match.applies for match in answered]), ["evidence", "strength"]] = ["", "弱"]
    return rows


def _as_they_stand(matched: list[MatchedAnswer], lists: Lists) -> Pairs:
    """The records of judged pairs as they stand in the lists; the insured row under the number by which the answer
    names it."""
    left = gathered(lists, ["insured"] * len(matched), [match.left for match in matched])
    right = gathered(lists, [match.right[0] for match in matched], [match.right[1] for match in matched])
    left["number"] = left["id"] = [match.answer["left_id"] for match in matched]
    left["person"] = [person_of(match.answer["left_id"]) for match in matched]
    left["name_key"] = [match.answer["left_name"] for match in matched]
    return Pairs(_codes(matched), left, right)


def _as_answered(matched: list[MatchedAnswer]) -> Pairs:
    """What answers themselves hold of records that are no longer there."""
    sides = []
    for side in ("left", "right"):
        rows = [
            RECORD
            | dict.fromkeys(["name", "name_key"], match.answer[f"{side}_name"])
            | dict.fromkeys(["number", "id"], match.answer[f"{side}_id"])
            for match in matched
        ]
        sides.append(pd.DataFrame(rows, columns=list(RECORD)).astype(TYPES))
    return Pairs(_codes(matched), *sides)


def _codes(matched: list[MatchedAnswer]) -> "pd.Series[str]":
    return pd.Series([match.answer["code"] for match in matched], dtype="str")


def _state(match: MatchedAnswer) -> str:
    if not match.applies:
        return _GONE
    if match.answer["answer"] == SAME:
        return TAKEN if match.settled else "未采用：没有写明采用哪个证件号码"
    return TAKEN if match.answer["answer"] == DIFFERENT else "待再查"
