"""比对决定 as a frame: every pair that waits for a clerk, the strongest first, and every pair that was judged, with what became of it."""

import numpy as np
import pandas as pd

from huibao_xl.frames import CANDIDATES
from huibao_xl.matching import answers as told
from huibao_xl.matching import evidence
from huibao_xl.matching import pairs as candidates
from huibao_xl.matching.answers import OTHER, SAME
from huibao_xl.matching.apply import Confirmed, Met
from huibao_xl.matching.pairs import Pairs
from huibao_xl.rosters.collect import Lists
from huibao_xl.subsidy.decide import Evidence

TAKEN = "已采用"
_GONE = "未采用：名单中已没有当时的两条记录"
_SAID = ["answer", "adopted", "by", "on", "remark"]


def compare(codes: pd.Series, lists: Lists, facts: Evidence, confirmed: Confirmed) -> pd.DataFrame:
    """Return frames.CANDIDATES. ``lists``: as read, for what they say; ``facts`` and ``codes``: as decided with ``confirmed``."""
    judged = {told.reason(one.answer) for one in confirmed.met}
    waiting = candidates.pairs(codes, confirmed.lists, facts)
    waiting = waiting.take([at for at, reason in enumerate(waiting.reasons()) if reason not in judged])
    weighed = evidence.weigh(waiting, lists.accounts)
    order = np.argsort(weighed["strength"].cat.codes, kind="stable")
    parts = [_rows(waiting.take(order), weighed.iloc[order].reset_index(drop=True)), _judged(confirmed, lists)]
    whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return CANDIDATES.check(whole.astype(CANDIDATES.columns))


def _rows(pairs: Pairs, weighed: pd.DataFrame) -> pd.DataFrame:
    """Pairs and what is known of them; nothing said yet."""
    table = {
        "key": pd.Series([candidates.key(reason) for reason in pairs.reasons()], dtype="str"),
        "code": pairs.codes,
        "strength": weighed["strength"].astype("str"),
    }
    for side, records in (("left", pairs.left), ("right", pairs.right)):
        names = {"name": "name", "id": "number", "township": "township", "file": "file", "sheet": "sheet", "row": "row"}
        table |= {f"{side}_{name}": records[column] for name, column in names.items()}
    table |= {"list": pairs.right["list"], "evidence": weighed["evidence"], "to_choose": weighed["both_valid"]}
    empty = dict.fromkeys([*_SAID, "state"], "")
    return pd.DataFrame(table).assign(**empty)[list(CANDIDATES.columns)]


def _judged(confirmed: Confirmed, lists: Lists) -> pd.DataFrame:
    """Pairs that were judged: with their evidence where both records stand in the lists, with what was kept where they do not."""
    met = [one for one in confirmed.met if one.applies] + [one for one in confirmed.met if not one.applies]
    if not met:
        return CANDIDATES.empty()
    here = [one for one in met if one.applies]
    pairs = candidates.joined([_met(here, lists), _kept(met[len(here) :])])
    weighed = evidence.weigh(pairs, lists.accounts)
    rows = _rows(pairs, weighed)
    for column in _SAID:
        rows[column] = [one.answer[column] for one in met]
    rows["state"] = [_state(one) for one in met]
    rows["to_choose"] = [told.is_choice(one.answer) for one in met]
    gone = ~np.array([one.applies for one in met])
    rows.loc[gone, ["evidence", "strength"]] = ["", "弱"]
    return rows


def _met(met: list[Met], lists: Lists) -> Pairs:
    """The records of judged pairs as they stand in the lists; the insured row under the number that the answer knew it by."""
    left = candidates.gathered(lists, ["insured"] * len(met), [one.left for one in met])
    right = candidates.gathered(lists, [one.right[0] for one in met], [one.right[1] for one in met])
    known = [(one.answer["left_id"], one.answer["left_name"]) for one in met]
    left["number"], left["id"] = [number for number, _ in known], [number for number, _ in known]
    left["person"], left["name_key"] = [told.person_of(number) for number, _ in known], [name for _, name in known]
    return Pairs(pd.Series([one.answer["code"] for one in met], dtype="str"), left, right)


def _kept(met: list[Met]) -> Pairs:
    """What answers themselves know of records that are no longer there."""
    sides = []
    for side in ("left", "right"):
        rows = [
            candidates.RECORD
            | dict.fromkeys(["name", "name_key"], one.answer[f"{side}_name"])
            | dict.fromkeys(["number", "id"], one.answer[f"{side}_id"])
            for one in met
        ]
        sides.append(pd.DataFrame(rows, columns=list(candidates.RECORD)).astype(candidates.TYPES))
    return Pairs(pd.Series([one.answer["code"] for one in met], dtype="str"), *sides)


def _state(one: Met) -> str:
    if not one.applies:
        return _GONE
    if one.answer["answer"] == SAME:
        return TAKEN if one.settled else "未采用：没有写明采用哪个证件号码"
    return TAKEN if one.answer["answer"] == OTHER else "待再查"
