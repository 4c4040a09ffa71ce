"""比对决定 as a frame: every pair that waits for a clerk, the strongest first, and every pair that was judged, with what became of it."""

import numpy as np
import pandas as pd

from huibao_xl import answers as told
from huibao_xl import candidates, evidence
from huibao_xl.answers import OTHER, SAME
from huibao_xl.candidates import OTHERS, Pairs
from huibao_xl.confirmed import Confirmed, Met
from huibao_xl.decide import Evidence
from huibao_xl.frames import CANDIDATES
from huibao_xl.rosters.collect import Lists

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
    pairs = candidates.joined([*(_pair(one, lists) for one in here), *(_kept(one) for one in met[len(here) :])])
    weighed = evidence.weigh(pairs, lists.accounts)
    rows = _rows(pairs, weighed)
    for column in _SAID:
        rows[column] = [one.answer[column] for one in met]
    rows["state"] = [_state(one) for one in met]
    rows["to_choose"] = [told.is_choice(one.answer) for one in met]
    gone = ~np.array([one.applies for one in met])
    rows.loc[gone, ["evidence", "strength"]] = ["", "弱"]
    return rows


def _pair(one: Met, lists: Lists) -> Pairs:
    """The records of a judged pair; the insured row under the number that the answer knew it by."""
    assert one.left is not None and one.right is not None
    answer = one.answer
    left = candidates.records(lists.insured.iloc[[one.left]], OTHERS["insured"])
    left = left.assign(number=answer["left_id"], person=told.person_of(answer["left_id"]), name_key=answer["left_name"])
    name, at = one.right
    frame = getattr(lists, name).iloc[[at]]
    role = frame["role"].astype("str") if name == "entries" else OTHERS[name]
    return candidates.of(answer["code"], left, candidates.records(frame, role))


def _kept(one: Met) -> Pairs:
    """What an answer itself knows of its records."""
    sides = []
    for side in ("left", "right"):
        known = {"name": one.answer[f"{side}_name"], "name_key": one.answer[f"{side}_name"]}
        known |= {"number": one.answer[f"{side}_id"], "id": one.answer[f"{side}_id"]}
        sides.append(pd.DataFrame([candidates.RECORD | known]).astype({"row": "int64", "person": "int64"}))
    return candidates.of(one.answer["code"], *sides)


def _state(one: Met) -> str:
    if not one.applies:
        return _GONE
    if one.answer["answer"] == SAME:
        return TAKEN if one.settled else "未采用：没有写明采用哪个证件号码"
    return TAKEN if one.answer["answer"] == OTHER else "待再查"
