"""What clerks said about pairs takes effect: two records that are 是同一人 get one key, and the decision table goes on unchanged.

Only keys are rewritten (person, normalised id, name key), never what a source says. An answer holds where both its records stand in the
lists as they stood then: the same numbers under the same names. Where they have changed, it is not used, and that is reported (W12).

Which id counts is a rule, never an invention: the valid one; of two valid ones the one that the clerk named; while nobody
named it the rows wait (H05, W13). Earlier payments and group policies count for the person under each of the ids, so that nobody is paid
twice, whichever id a list uses.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import ANSWERS, FINDINGS
from huibao_xl.matching import answers as told
from huibao_xl.matching import near
from huibao_xl.matching.answers import OTHER, SAME, Group, Kin, Node, is_choice, nodes, person_of
from huibao_xl.matching.pairs import OTHERS, gathered
from huibao_xl.reasons import CATALOGUE, advice, text
from huibao_xl.rosters.collect import Lists
from huibao_xl.rosters.place import place
from huibao_xl.subsidy.decide import NOTHING_SAID, Reason, Said

Places = dict[Node, list[int]]
_ROSTERS = "entries"
_COUNTED = ("prior", "group")
"""Lists in which every id of a person counts, whatever name stands there."""


@dataclass(frozen=True)
class Met:
    """An answer in force and where its records were met: position in insured, and list and position of the other; -1: not both."""

    answer: dict[str, str]
    left: int = -1
    right: tuple[str, int] = ("", -1)
    settled: bool = True

    @property
    def applies(self) -> bool:
        """Whether both records stand in the lists."""
        return self.left >= 0


@dataclass(frozen=True)
class Confirmed:
    """``lists`` with the keys that hold now; ``said``: what the rules must know; ``notes``: {insured row: what was said about it};
    ``met``: every answer in force; ``findings``: W10 to W13."""

    lists: Lists
    said: Said = NOTHING_SAID
    notes: dict[int, str] = field(default_factory=dict)
    met: list[Met] = field(default_factory=list)
    findings: pd.DataFrame = field(default_factory=FINDINGS.empty)


def apply(lists: Lists, answers: pd.DataFrame | None, file: str = "") -> Confirmed:
    """Return the lists as answers (frames.ANSWERS, later ones last) let them be read. ``file``: what they came from, for messages.

    Raises Stop(S63) if answers in force contradict one another.
    """
    if answers is None or answers.empty:
        return Confirmed(lists)
    current = told.in_force(ANSWERS.check(answers))
    told.require_agreeing(current, file)
    where = {name: _places(getattr(lists, name), current) for name in (_ROSTERS, *OTHERS)}
    met, groups = _meet(current, where)
    kin = {node: group for group in groups for node in group.members}
    unsettled = frozenset(group.person for group in groups if not group.settled)
    rewritten = {name: _rewritten(getattr(lists, name), where[name], kin) for name in (_ROSTERS, "insured", "accounts")}
    counted = {name: _counted(getattr(lists, name), met, groups, where) for name in _COUNTED}
    notes, found = _told(lists, met, kin, where, file)
    return Confirmed(replace(lists, **rewritten, **counted), Said(_refused(met, kin), unsettled), notes, met, found)


def _places(frame: pd.DataFrame, answers: pd.DataFrame) -> Places:
    """Where the records that answers are about stand in one list."""
    wanted = {node for answer in answers.to_dict("records") for node in nodes(answer)}
    persons = [person_of(number) for number, _ in wanted]
    invalid = [name for (_, name), person in zip(wanted, persons, strict=True) if person < 0]
    valid = np.isin(frame["person"].to_numpy(), [person for person in persons if person >= 0])
    few = np.flatnonzero(valid | (frame["id_fault"].notna() & frame["name_key"].isin(invalid)).to_numpy())
    some = frame.iloc[few]
    found: Places = {}
    for at, node in zip(few, zip(near.numbers(some), some["name_key"], strict=True), strict=True):
        if node in wanted:
            found.setdefault(node, []).append(int(at))
    return found


def _meet(answers: pd.DataFrame, where: dict[str, Places]) -> tuple[list[Met], list[Group]]:
    """Where each answer's records are met, and who is one person by those that are. An answer about a row under the id that another answer
    gave it is met too, so this goes on until nothing new is met."""
    rows = answers.to_dict("records")
    same: list[dict[str, str]] = []
    while True:
        kin = Kin(told.frame(same))
        met = [_met(answer, where, kin) for answer in rows]
        now = [one.answer for one in met if one.applies and one.answer["answer"] == SAME]
        if len(now) == len(same):
            break
        same = now
    groups = kin.groups()
    unsettled = {node for group in groups if not group.settled for node in group.members}
    return [replace(one, settled=nodes(one.answer)[0] not in unsettled) for one in met], groups


def _met(answer: dict[str, str], where: dict[str, Places], kin: Kin) -> Met:
    left, right = nodes(answer)
    own = where["insured"].get(left) or kin.rows(left, where["insured"])
    names = [_ROSTERS, *OTHERS] if answer["code"] == "H01" else [_ROSTERS]
    other = next(((name, where[name][right][0]) for name in names if right in where[name]), None)
    return Met(answer, own[0], other) if own and other else Met(answer)


def _rewritten(frame: pd.DataFrame, places: Places, kin: dict[Node, Group]) -> pd.DataFrame:
    """The list with the keys of the person under each record that is one: person and name key; the id where it is settled and the
    list is printed from it."""
    hits = [
        (at, node, kin[node]) for node, rows in places.items() if node in kin for at in rows if kin[node].person >= 0
    ]
    if not hits:
        return frame
    at = np.array([row for row, _, _ in hits])
    new = frame.copy(deep=False)
    new["person"] = _changed(frame["person"], at, [group.person for _, _, group in hits])
    new["name_key"] = _changed(frame["name_key"], at, [group.name_key for _, _, group in hits])
    if "channel" in frame:
        settled = [(row, group.number) for row, _, group in hits if group.settled]
        rows = np.array([row for row, _ in settled], dtype=np.int64)
        new["id"] = _changed(frame["id"], rows, [number for _, number in settled])
        new["id_fault"] = _changed(frame["id_fault"], rows, [None] * len(rows))
    return new


def _changed(column: pd.Series, at: np.ndarray, values: list[object]) -> pd.Series:
    fresh = column.copy()
    if len(at):
        fresh.iloc[at] = values
    return fresh


def _counted(frame: pd.DataFrame, met: list[Met], groups: list[Group], where: dict[str, Places]) -> pd.DataFrame:
    """The list, and once more each row of somebody who also has another id, under the id that counts.

    An answer whose records have changed still tells that two ids are one person: what was paid under one is not paid again under the other.
    """
    also = [(_of(frame, node), group.person) for group in groups for node in group.members]
    for one in met:
        if one.answer["answer"] == SAME and not one.applies and is_choice(one.answer):
            left, right = nodes(one.answer)
            for own, other in ((left, right), (right, left)):
                if own in where["insured"]:
                    also.append((_of(frame, other), person_of(own[0])))
    copies = [
        frame[hit].assign(person=np.int64(person))
        for hit, person in also
        if person >= 0 and hit.any() and (frame["person"][hit] != person).any()
    ]
    return pd.concat([frame, *copies], ignore_index=True) if copies else frame


def _of(frame: pd.DataFrame, node: Node) -> np.ndarray:
    """Rows of a valid id; of an invalid one only where the name agrees or is missing."""
    number, name = node
    person = person_of(number)
    if person >= 0:
        return (frame["person"] == person).to_numpy()
    return ((near.numbers(frame) == number) & frame["name_key"].isin(["", name])).to_numpy(dtype=bool)


def _refused(met: list[Met], kin: dict[Node, Group]) -> frozenset[Reason]:
    """The reasons of pairs that are not one person, also under the id and name that the row goes by now."""
    reasons: set[Reason] = set()
    for one in met:
        if one.answer["answer"] == OTHER and one.applies:
            left, right = nodes(one.answer)
            reasons.add((one.answer["code"], *left, *right))
            if left in kin and kin[left].person >= 0:
                reasons.add((one.answer["code"], kin[left].number, kin[left].name_key, *right))
    return frozenset(reasons)


def _told(
    lists: Lists, met: list[Met], kin: dict[Node, Group], where: dict[str, Places], file: str
) -> tuple[dict[int, str], pd.DataFrame]:
    """What is written beside each insured row that an answer is about, and the findings."""
    said: dict[str, list[tuple[int, dict[str, str]]]] = {code: [] for code in ("W10", "W11", "W13")}
    applied = [one for one in met if one.applies and _code(one)]
    for one, record in zip(applied, _record_texts(lists, applied), strict=True):
        left = nodes(one.answer)[0]
        members = kin[left].members if left in kin else [left]
        fields = _fields(one) | {"record": record}
        said[_code(one)] += [(at, fields) for node in members for at in where["insured"].get(node, [])]
    notes: dict[int, str] = {}
    found = []
    for code, lines in said.items():
        lines.sort(key=lambda line: line[0])
        for at, fields in lines:
            notes[at] = notes.get(at, "") + text(code, **fields)
        places = lists.insured.iloc[[at for at, _ in lines]]
        columns: dict[str, Any] = {
            key: [fields[key] for _, fields in lines] for key in ("by", "on", "record", "adopted")
        }
        found.append(findings.for_rows(code, places, "证件号码", value=places["id_raw"], **columns))
    gone = [one.answer for one in met if not one.applies]
    columns = {key: [answer[key] for answer in gone] for key in ("by", "on", "answer", "where")}
    nowhere = pd.DataFrame({"file": [file] * len(gone), "sheet": "", "row": 0})
    found.append(findings.for_rows("W12", nowhere, value=[answer["left_id"] for answer in gone], **columns))
    return notes, findings.concat(found)


def _record_texts(lists: Lists, met: list[Met]) -> list[str]:
    """The other record of each answer, as a sentence names it."""
    if not met:
        return []
    records = gathered(lists, [one.right[0] for one in met], [one.right[1] for one in met])
    return ("“" + records["list"] + "”（" + place(records) + "）").tolist()


def _code(one: Met) -> str:
    """What is reported about an answer that applies; nothing where it says: look again."""
    if one.answer["answer"] == SAME:
        return "W10" if one.settled else "W13"
    return "W11" if one.answer["answer"] == OTHER else ""


def _fields(one: Met) -> dict[str, str]:
    answer = one.answer
    fields = {key: answer[key] for key in ("by", "on")} | {"adopted": ""}
    if is_choice(answer) and answer["adopted"]:
        fields["adopted"] = "，采用" + ("承保名单" if answer["adopted"] == answer["left_id"] else "对方") + "的证件号码"
    elif person_of(answer["left_id"]) < 0:
        fields["adopted"] = "，按对方有效的证件号码认定"
    return fields


def explained(
    codes: pd.Series, why: pd.Series, hints: pd.Series, confirmed: Confirmed, unsettled: pd.Series
) -> tuple[pd.Series, pd.Series]:
    """Return why and advice of every row with what clerks said about it. ``unsettled``: rows whose id nobody has chosen."""
    if not confirmed.notes:
        return why, hints
    why, hints = why.astype(object), hints.astype(object)
    for row, note in confirmed.notes.items():
        code = str(codes[row])
        waits = code == "H05" and bool(unsettled[row])
        why[row] = note if waits else (why[row] or (CATALOGUE["OK"].message if code == "OK" else "")) + note
        hints[row] = _hint(code, waits, hints[row], note)
    return why.astype("str"), hints.astype("str")


def _hint(code: str, waits: bool, hint: str, note: str) -> str:
    if waits:
        return advice("W13")
    if code == "H02" and "不是同一人" in note:
        return "一个证件号码不会属于两个人：请两份名单的来源单位核对号码，更正后重新运行。"
    return hint
