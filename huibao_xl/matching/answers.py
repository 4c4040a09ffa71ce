"""What clerks say about pairs of records (是同一人, 不是, 再查): which of it counts, and where it contradicts itself.

Answers are kept for years in a file that only grows (``files/answer_file.py``): an answer of a later day about the same pair supersedes an earlier one, and
both stay. They are known by their reasons (frames.ANSWERS), so they hold wherever the same two records turn up again.
"""

from collections.abc import Iterable

import pandas as pd

from huibao_xl.frames import ANSWERS
from huibao_xl.identifiers import resident_id
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.decide import Reason

SAME, OTHER, UNSURE = "是同一人", "不是", "再查"
WORDS = (SAME, OTHER, UNSURE)
REASON = ["code", "left_id", "left_name", "right_id", "right_name"]
"""The columns that an answer is known by."""

Node = tuple[str, str]
"""(number, name key): one record as answers know it."""


def person_of(number: str) -> int:
    """Return the person key of a number, -1 if it is no valid id.

    >>> person_of("310112198501010013"), person_of("31011219850101")
    (31011219850101001, -1)
    """
    return int(number[:17]) if resident_id.fault(number) is None else -1


def nodes(answer: dict[str, str]) -> tuple[Node, Node]:
    """Return the two records that an answer is about."""
    return (answer["left_id"], answer["left_name"]), (answer["right_id"], answer["right_name"])


def reason(answer: dict[str, str]) -> Reason:
    """Return what an answer is known by: rule, both numbers, both name keys."""
    code, left, left_name, right, right_name = (answer[name] for name in REASON)
    return code, left, left_name, right, right_name


def is_choice(answer: dict[str, str]) -> bool:
    """Whether both ids of a pair are valid and differ, so that the clerk has to say which one counts."""
    left, right = person_of(answer["left_id"]), person_of(answer["right_id"])
    return left >= 0 and right >= 0 and left != right


def in_force(answers: pd.DataFrame) -> pd.DataFrame:
    """Return the answer about each pair that counts: of the latest day, on one day the one that was added last."""
    by_day = ANSWERS.check(answers).sort_values("on", kind="stable")
    return by_day.drop_duplicates(REASON, keep="last").sort_index().reset_index(drop=True)


def added(kept: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return those of ``new`` that are not kept already, so that the same sheet can be added twice."""
    said = [*REASON, "answer", "adopted", "by", "on"]
    known = set(kept[said].itertuples(index=False, name=None))
    return new[[row not in known for row in new[said].itertuples(index=False, name=None)]].reset_index(drop=True)


def require_agreeing(answers: pd.DataFrame, file: str) -> None:
    """Raise Stop(S63) naming the rows if one sheet or file says two things about a pair, or things that cannot all be true.

    ``answers``: as told by one sheet, or those in force. One number without a valid check digit cannot be two people; what is 是同一人 by way of
    others cannot be 不是; one id cannot give way to two, nor two to each other.
    """
    told = answers.drop_duplicates([*REASON, "answer", "adopted"])
    twice = told[told.duplicated(REASON, keep=False)]
    if len(twice):
        first = twice[(twice[REASON] == twice[REASON].iloc[0]).all(axis=1)]
        raise Stop("S63", file=file, rows=_named(first["where"]))
    kin = Kin(answers)
    for other in answers[answers["answer"] == OTHER].to_dict("records"):
        left, right = nodes(other)
        if kin.root(left) == kin.root(right):
            raise Stop("S63", file=file, rows=_named([*kin.where(left), other["where"]]))
    for group in kin.groups():
        if not group.agrees:
            raise Stop("S63", file=file, rows=_named(group.where))


def _named(places: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(places))


class Group:
    """Records that are one person by what clerks said, and the ids among them. ``where``: where the answers stand."""

    def __init__(self, members: list[Node], same: list[dict[str, str]]) -> None:
        self.members = members
        self.where = [answer["where"] for answer in same]
        self._own_names = [answer["left_name"] for answer in same]
        self.persons = sorted({person_of(number) for number, _ in members} - {-1})
        choices = [answer for answer in same if is_choice(answer)]
        self.settled = all(answer["adopted"] for answer in choices)
        self._choices = [{person_of(answer["left_id"]), person_of(answer["right_id"])} for answer in choices]
        self._gives_way: dict[int, set[int]] = {}
        for answer, both in zip(choices, self._choices, strict=True):
            if answer["adopted"]:
                kept = person_of(answer["adopted"])
                self._gives_way.setdefault((both - {kept}).pop(), set()).add(kept)

    @property
    def agrees(self) -> bool:
        """Whether choices tie all valid ids together, and no id gives way to two or in a circle."""
        tied = set(self.persons[:1])
        while grown := [both for both in self._choices if both & tied and not both <= tied]:
            tied = tied.union(*grown)
        return (
            tied == set(self.persons)
            and all(len(kept) == 1 for kept in self._gives_way.values())
            and all(self._end(person) is not None for person in self.persons)
        )

    @property
    def person(self) -> int:
        """The id that counts, as person key; while nobody chose, the smallest; -1 if no id is valid."""
        if not self.persons:
            return -1
        end = self._end(self.persons[0]) if self.settled else None
        return self.persons[0] if end is None else end

    @property
    def name_key(self) -> str:
        """The name key that the person goes by, whatever the order of the answers: an insured one, unless none is written."""
        written = sorted(name for name in self._own_names if name)
        return written[0] if written else max(name for _, name in self.members)

    @property
    def number(self) -> str:
        """The id that counts."""
        return next(number for number, _ in self.members if person_of(number) == self.person)

    def _end(self, person: int) -> int | None:
        """Follow who gives way to whom; None in a circle."""
        seen = {person}
        while person in self._gives_way:
            person = min(self._gives_way[person])
            if person in seen:
                return None
            seen.add(person)
        return person


class Kin:
    """Which records are one person, by the 是同一人 answers among ``answers`` (frames.ANSWERS)."""

    def __init__(self, answers: pd.DataFrame) -> None:
        self._same = [row for row in answers.to_dict("records") if row["answer"] == SAME]
        self._above: dict[Node, Node] = {}
        for answer in self._same:
            left, right = (self.root(node) for node in nodes(answer))
            self._above.setdefault(left, left)
            self._above.setdefault(right, right)
            self._above[max(left, right)] = min(left, right)

    def root(self, node: Node) -> Node:
        """Return the record that stands for all that are one with ``node``."""
        while self._above.get(node, node) != node:
            node = self._above[node]
        return node

    def where(self, node: Node) -> list[str]:
        """Return where the answers about this person stand."""
        return [answer["where"] for answer in self._same if self.root(nodes(answer)[0]) == self.root(node)]

    def rows(self, node: Node, places: dict[Node, list[int]]) -> list[int]:
        """Return where a record, or one that is one with it, stands; ``places``: {record: positions}."""
        if node not in self._above:
            return []
        root = self.root(node)
        return sorted(at for other, rows in places.items() if self.root(other) == root for at in rows)

    def groups(self) -> list[Group]:
        """Return every person that an answer makes of several records."""
        members: dict[Node, dict[Node, None]] = {}
        same: dict[Node, list[dict[str, str]]] = {}
        for answer in self._same:
            root = self.root(nodes(answer)[0])
            same.setdefault(root, []).append(answer)
            members.setdefault(root, {}).update(dict.fromkeys(nodes(answer)))
        return [Group(list(some), same[root]) for root, some in members.items()]


def frame(rows: list[dict[str, str]]) -> pd.DataFrame:
    """Return answers as frames.ANSWERS."""
    table = pd.DataFrame(rows, columns=list(ANSWERS.columns)).astype(ANSWERS.columns)
    return ANSWERS.check(table)
