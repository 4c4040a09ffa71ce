"""Clerks' answers about pairs take effect: two records that are 是同一人 get one key, and the decision table goes on
unchanged.

Only keys are rewritten (person, normalised id, name key), never what a source says. An answer holds where both its
records stand in the lists as they stood then: the same numbers under the same names. Where they have changed, it is
not used, and that is reported (W12).

Which id counts is a rule, never an invention: the valid one; of two valid ones the one that the clerk named; while
nobody named it the rows wait (H05, W13). Earlier payments and group policies count for the person under each of the
ids, so that nobody is paid twice, whichever id a list uses.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import ANSWERS, FINDINGS, NUMBER, TEXT, Shape, rows_of_texts
from huibao_xl.matching import near
from huibao_xl.matching.answers import (
    DIFFERENT,
    SAME,
    Answer,
    Group,
    RecordKey,
    SamePeople,
    answer_frame,
    in_force,
    is_choice,
    person_of,
    records_of,
    require_agreeing,
)
from huibao_xl.matching.pairs import OTHERS, gathered
from huibao_xl.matching.rulings import NO_RULINGS, PairKey, PairRulings
from huibao_xl.reasons import text
from huibao_xl.rosters.lists import Lists
from huibao_xl.rosters.place import place

Places = dict[RecordKey, list[int]]
"""{record: its positions in one list}."""

NOTES = Shape("notes", {"position": NUMBER, "code": TEXT, "text": TEXT})
"""What is written beside insured rows: position in insured, W10 (one person), W11 (not one) or W13 (one, number not
named), the sentence."""

_ROSTERS = "entries"


@dataclass(frozen=True)
class MatchedAnswer:
    """An answer in force and where its records stand.

    ``left``: position in insured, -1 unless both records stand in the lists; ``right``: name in Lists and position of
    the other record; ``settled``: wherever two valid numbers are one person by it, the one that counts is named.
    """

    answer: Answer
    left: int = -1
    right: tuple[str, int] = ("", -1)
    settled: bool = True

    @property
    def applies(self) -> bool:
        """Whether both records stand in the lists."""
        return self.left >= 0


@dataclass(frozen=True)
class Applied:
    """Lists with answers in effect. ``lists``: with the keys that hold now; ``rulings``: what the decision depends on
    besides; ``notes``: :data:`NOTES`, in the order in which a row shows them; ``matched``: every answer in force;
    ``findings``: W10 to W13."""

    lists: Lists
    rulings: PairRulings = NO_RULINGS
    notes: pd.DataFrame = field(default_factory=NOTES.empty)
    matched: Sequence[MatchedAnswer] = ()
    findings: pd.DataFrame = field(default_factory=FINDINGS.empty)


def apply_answers(lists: Lists, answers: pd.DataFrame | None, file: str = "") -> Applied:
    """Return the lists as answers (frames.ANSWERS, later ones last) let them be read. ``file``: what they came from,
    for messages.

    Raises Stop(S63) if answers in force contradict one another.
    """
    if answers is None or answers.empty:
        return Applied(lists)
    current = in_force(ANSWERS.check(answers))
    require_agreeing(current, file)
    where = {name: _places(getattr(lists, name), current) for name in (_ROSTERS, *OTHERS)}
    matched, groups = _match(current, where)
    group_of = {record: group for group in groups for record in group.members}
    unsettled = frozenset(group.person for group in groups if not group.settled)
    notes, found = _report(lists, matched, group_of, where, file)
    return Applied(
        lists=replace(
            lists,
            insured=_rewritten(lists.insured, where["insured"], group_of),
            entries=_rewritten(lists.entries, where[_ROSTERS], group_of),
            accounts=_rewritten(lists.accounts, where["accounts"], group_of),
            prior=_counted(lists.prior, matched, groups, where["insured"]),
            group=_counted(lists.group, matched, groups, where["insured"]),
        ),
        rulings=PairRulings(_refused(matched, group_of), unsettled),
        notes=notes,
        matched=matched,
        findings=found,
    )


def confirmed_names(applied: Applied) -> pd.DataFrame:
    """Return every name under which a clerk's answers in effect know a person: person, name_key (usable_accounts.OTHER_NAMES)."""
    same = [match for match in applied.matched if match.applies and match.answer["answer"] == SAME]
    persons = applied.lists.insured["person"].iloc[[match.left for match in same]]
    rows = [
        (person, name)
        for match, person in zip(same, persons, strict=True)
        for _, name in records_of(match.answer)
        if person >= 0
    ]
    return pd.DataFrame(rows, columns=["person", "name_key"]).astype({"person": "int64", "name_key": "str"})


def _places(frame: pd.DataFrame, answers: pd.DataFrame) -> Places:
    """Where the records that answers are about stand in one list."""
    wanted = {record for answer in rows_of_texts(answers) for record in records_of(answer)}
    persons = [person_of(number) for number, _ in wanted]
    invalid = [name for (_, name), person in zip(wanted, persons, strict=True) if person < 0]
    valid = np.isin(frame["person"].to_numpy(), [person for person in persons if person >= 0])
    candidates = np.flatnonzero(valid | (frame["id_fault"].notna() & frame["name_key"].isin(invalid)).to_numpy())
    rows = frame.iloc[candidates]
    found: Places = {}
    for at, record in zip(candidates, zip(near.numbers(rows), rows["name_key"], strict=True), strict=True):
        if record in wanted:
            found.setdefault(record, []).append(int(at))
    return found


def _match(answers: pd.DataFrame, where: dict[str, Places]) -> tuple[list[MatchedAnswer], list[Group]]:
    """Each answer with the places of its records, and who is one person by those that apply. An answer about a row
    under the id that another answer gave it applies too, so this goes on until no further answer applies."""
    rows = rows_of_texts(answers)
    same: list[Answer] = []
    while True:
        people = SamePeople(answer_frame(same))
        matched = [_placed(answer, where, people) for answer in rows]
        now = [match.answer for match in matched if match.applies and match.answer["answer"] == SAME]
        if len(now) == len(same):
            break
        same = now
    groups = people.groups()
    unsettled = {record for group in groups if not group.settled for record in group.members}
    return [replace(match, settled=records_of(match.answer)[0] not in unsettled) for match in matched], groups


def _placed(answer: Answer, where: dict[str, Places], people: SamePeople) -> MatchedAnswer:
    left, right = records_of(answer)
    insured = where["insured"].get(left) or people.rows(left, where["insured"])
    names = [_ROSTERS, *OTHERS] if answer["code"] == "H01" else [_ROSTERS]
    other = next(((name, where[name][right][0]) for name in names if right in where[name]), None)
    return MatchedAnswer(answer, insured[0], other) if insured and other else MatchedAnswer(answer)


def _rewritten(frame: pd.DataFrame, places: Places, group_of: dict[RecordKey, Group]) -> pd.DataFrame:
    """The list with the keys of the person under each record that is one: person and name key; the id where it is
    settled and the list is printed from it."""
    hits = [
        (at, group_of[record])
        for record, rows in places.items()
        if record in group_of
        for at in rows
        if group_of[record].person >= 0
    ]
    if not hits:
        return frame
    at = [row for row, _ in hits]
    new = frame.copy(deep=False)
    new["person"] = _changed(frame["person"], at, [group.person for _, group in hits])
    new["name_key"] = _changed(frame["name_key"], at, [group.name_key for _, group in hits])
    if "channel" in frame:
        settled = [(row, group.number) for row, group in hits if group.settled]
        rows = [row for row, _ in settled]
        new["id"] = _changed(frame["id"], rows, [number for _, number in settled])
        new["id_fault"] = _changed(frame["id_fault"], rows, [None] * len(rows))
    return new


def _changed(column: pd.Series, at: list[int], values: Sequence[object]) -> pd.Series:
    fresh = column.copy()
    if at:
        fresh.iloc[at] = values
    return fresh


def _counted(frame: pd.DataFrame, matched: list[MatchedAnswer], groups: list[Group], insured: Places) -> pd.DataFrame:
    """The list, and once more each row of somebody who also has another id, under the id that counts. ``insured``:
    places there.

    An answer whose records have changed still tells that two ids are one person: what was paid under one is not paid
    again under the other.
    """
    also = [(_rows_of(frame, record), group.person) for group in groups for record in group.members]
    for match in matched:
        if match.answer["answer"] == SAME and not match.applies and is_choice(match.answer):
            left, right = records_of(match.answer)
            for record, other in ((left, right), (right, left)):
                if record in insured:
                    also.append((_rows_of(frame, other), person_of(record[0])))
    copies = [
        frame[hit].assign(person=np.int64(person))
        for hit, person in also
        if person >= 0 and hit.any() and (frame["person"][hit] != person).any()
    ]
    return pd.concat([frame, *copies], ignore_index=True) if copies else frame


def _rows_of(frame: pd.DataFrame, record: RecordKey) -> npt.NDArray[np.bool_]:
    """Rows of a valid id; of an invalid one only where the name agrees or is missing."""
    number, name = record
    person = person_of(number)
    if person >= 0:
        return (frame["person"] == person).to_numpy(dtype=np.bool_)
    return ((near.numbers(frame) == number) & frame["name_key"].isin(["", name])).to_numpy(dtype=np.bool_)


def _refused(matched: list[MatchedAnswer], group_of: dict[RecordKey, Group]) -> frozenset[PairKey]:
    """The keys of pairs that are not one person, also under the id and name that the row goes by now."""
    keys: set[PairKey] = set()
    for match in matched:
        if match.answer["answer"] == DIFFERENT and match.applies:
            left, right = records_of(match.answer)
            keys.add((match.answer["code"], *left, *right))
            if left in group_of and group_of[left].person >= 0:
                keys.add((match.answer["code"], group_of[left].number, group_of[left].name_key, *right))
    return frozenset(keys)


def _report(
    lists: Lists, matched: list[MatchedAnswer], group_of: dict[RecordKey, Group], where: dict[str, Places], file: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The notes (NOTES) beside every insured row that an answer is about, and the findings W10 to W13."""
    lines: list[tuple[str, int, dict[str, str]]] = []
    applied = [match for match in matched if match.applies and _code(match)]
    for match, record in zip(applied, _record_texts(lists, applied), strict=True):
        left = records_of(match.answer)[0]
        members = group_of[left].members if left in group_of else [left]
        fields = _fields(match) | {"record": record}
        lines += [(_code(match), at, fields) for member in members for at in where["insured"].get(member, [])]
    lines.sort(key=lambda line: line[:2])
    notes = pd.DataFrame(
        [(at, code, text(code, **fields)) for code, at, fields in lines], columns=list(NOTES.columns)
    ).astype(NOTES.columns)
    found = [_found(code, lists, [line for line in lines if line[0] == code]) for code in ("W10", "W11", "W13")]
    gone = [match.answer for match in matched if not match.applies]
    return NOTES.check(notes), findings.concat([*found, _unused(gone, file)])


def _unused(answers: list[Answer], file: str) -> pd.DataFrame:
    """W12: answers whose records no longer stand in the lists. ``file``: what they came from."""
    nowhere = pd.DataFrame({"file": [file] * len(answers), "sheet": "", "row": 0})
    return findings.for_rows(
        "W12",
        nowhere,
        value=[answer["left_id"] for answer in answers],
        by=[answer["by"] for answer in answers],
        on=[answer["on"] for answer in answers],
        answer=[answer["answer"] for answer in answers],
        where=[answer["where"] for answer in answers],
    )


def _found(code: str, lists: Lists, lines: list[tuple[str, int, dict[str, str]]]) -> pd.DataFrame:
    places = lists.insured.iloc[[at for _, at, _ in lines]]
    return findings.for_rows(
        code,
        places,
        "证件号码",
        value=places["id_raw"],
        by=[fields["by"] for *_, fields in lines],
        on=[fields["on"] for *_, fields in lines],
        record=[fields["record"] for *_, fields in lines],
        adopted=[fields["adopted"] for *_, fields in lines],
    )


def _record_texts(lists: Lists, matched: list[MatchedAnswer]) -> list[str]:
    """The other record of each answer, as a sentence names it."""
    if not matched:
        return []
    records = gathered(lists, [match.right[0] for match in matched], [match.right[1] for match in matched])
    return ("“" + records["list"] + "”（" + place(records) + "）").tolist()


def _code(match: MatchedAnswer) -> str:
    """What is reported about an answer that applies; nothing where it says: look again."""
    if match.answer["answer"] == SAME:
        return "W10" if match.settled else "W13"
    return "W11" if match.answer["answer"] == DIFFERENT else ""


def _fields(match: MatchedAnswer) -> dict[str, str]:
    answer = match.answer
    fields = {key: answer[key] for key in ("by", "on")} | {"adopted": ""}
    if is_choice(answer) and answer["adopted"]:
        fields["adopted"] = "，采用" + ("承保名单" if answer["adopted"] == answer["left_id"] else "对方") + "的证件号码"
    elif person_of(answer["left_id"]) < 0:
        fields["adopted"] = "，按对方有效的证件号码认定"
    return fields
