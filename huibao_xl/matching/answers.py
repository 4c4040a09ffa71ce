"""What clerks answer about pairs of records (是同一人, 不是, 再查): which answer counts, and where answers contradict
themselves.

Answers are kept for years in a file that only grows (:mod:`huibao_xl.files.writing.record_file`): an answer of a later day
about the same pair supersedes an earlier one, and both stay. They are known by what their pair rests on
(:data:`KEY_COLUMNS` of frames.ANSWERS), so they hold wherever the same two records turn up again.
"""

from collections.abc import Iterable, Mapping

import pandas as pd

from huibao_xl.frames import ANSWERS, rows_of_texts
from huibao_xl.identifiers import resident_id
from huibao_xl.matching.rulings import PairKey
from huibao_xl.reasons import Stop
from huibao_xl.rosters.filled_sheet import latest, not_among

SAME, DIFFERENT, LOOK_AGAIN = "是同一人", "不是", "再查"
WORDS = (SAME, DIFFERENT, LOOK_AGAIN)
KEY_COLUMNS = ["code", "left_id", "left_name", "right_id", "right_name"]
"""The columns that an answer is known by: rule, and number and name key of both records."""

Answer = dict[str, str]
"""A row of frames.ANSWERS."""

RecordKey = tuple[str, str]
"""(number, name key): one record as answers know it."""


def answer_frame(rows: Iterable[Mapping[str, str]]) -> pd.DataFrame:
    """Return answers as frames.ANSWERS."""
    table = pd.DataFrame(list(rows), columns=list(ANSWERS.columns))
    return ANSWERS.typed(table)


def person_of(number: str) -> int:
    """Return the person key of a number, -1 if it is no valid id.

    >>> person_of("310112198501010013"), person_of("31011219850101")
    (31011219850101001, -1)
    """
    return int(number[:17]) if resident_id.fault(number) is None else -1


def records_of(answer: Answer) -> tuple[RecordKey, RecordKey]:
    """Return the two records that an answer is about: the insured one, and the one of another list."""
    return (answer["left_id"], answer["left_name"]), (answer["right_id"], answer["right_name"])


def pair_key(answer: Answer) -> PairKey:
    """Return what an answer is known by."""
    code, left, left_name, right, right_name = (answer[name] for name in KEY_COLUMNS)
    return code, left, left_name, right, right_name


def is_choice(answer: Answer) -> bool:
    """Whether both ids of a pair are valid and differ, so that the clerk has to say which one counts."""
    left, right = person_of(answer["left_id"]), person_of(answer["right_id"])
    return left >= 0 and right >= 0 and left != right


def in_force(answers: pd.DataFrame) -> pd.DataFrame:
    """Return the answer about each pair that counts: of the latest day, on one day the one that was added last.
    frames.ANSWERS both."""
    return latest(ANSWERS.check(answers), KEY_COLUMNS)


def not_yet_recorded(recorded: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return those of ``new`` that ``recorded`` does not hold, so that the same sheet can be added twice.
    frames.ANSWERS all three."""
    return not_among(recorded, new, [*KEY_COLUMNS, "answer", "adopted", "by", "on"])


def require_agreeing(answers: pd.DataFrame, file: str) -> None:
    """Raise Stop(S63) naming the rows if one sheet or file says two things about a pair, or things that cannot all be
    true.

    ``answers``: those of one sheet, or those in force (frames.ANSWERS). One number without a valid check digit cannot
    be two people; what is 是同一人 by way of others cannot be 不是; one id cannot give way to two, nor two to each other.
    """
    distinct = answers.drop_duplicates([*KEY_COLUMNS, "answer", "adopted"])
    twice = distinct[distinct.duplicated(KEY_COLUMNS, keep=False)]
    if len(twice):
        first = twice[(twice[KEY_COLUMNS] == twice[KEY_COLUMNS].iloc[0]).all(axis=1)]
        raise Stop("S63", file=file, rows=_listed(first["where"]))
    people = SamePeople(answers)
    for answer in rows_of_texts(answers):
        if answer["answer"] == DIFFERENT:
            left, right = records_of(answer)
            if people.root(left) == people.root(right):
                raise Stop("S63", file=file, rows=_listed([*people.where(left), answer["where"]]))
    for group in people.groups():
        if not group.agrees:
            raise Stop("S63", file=file, rows=_listed(group.where))


def _listed(places: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(places))


class Group:
    """Records that are one person by clerks' answers, and the ids among them.

    ``members``: the records; ``where``: where the answers stand; ``persons``: the person keys of the valid ids,
    smallest first; ``settled``: wherever two valid ids are one person, the one that counts is named.
    """

    def __init__(self, members: list[RecordKey], same: list[Answer]) -> None:
        self.members = members
        self.where = [answer["where"] for answer in same]
        self._insured_names = [answer["left_name"] for answer in same]
        self.persons = sorted({person_of(number) for number, _ in members} - {-1})
        choices = [answer for answer in same if is_choice(answer)]
        self.settled = all(answer["adopted"] for answer in choices)
        self._choices = [{person_of(answer["left_id"]), person_of(answer["right_id"])} for answer in choices]
        self._gives_way: dict[int, set[int]] = {}
        for answer, both in zip(choices, self._choices, strict=True):
            if answer["adopted"]:
                adopted = person_of(answer["adopted"])
                self._gives_way.setdefault((both - {adopted}).pop(), set()).add(adopted)

    @property
    def agrees(self) -> bool:
        """Whether choices tie all valid ids together, and no id gives way to two or in a circle."""
        tied = set(self.persons[:1])
        while grown := [both for both in self._choices if both & tied and not both <= tied]:
            tied = tied.union(*grown)
        return (
            tied == set(self.persons)
            and all(len(adopted) == 1 for adopted in self._gives_way.values())
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
        """The name key that the person goes by, whatever the order of the answers: an insured one, unless none is
        written."""
        written = sorted(name for name in self._insured_names if name)
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


class SamePeople:
    """Which records are one person, by the 是同一人 answers among ``answers`` (frames.ANSWERS)."""

    def __init__(self, answers: pd.DataFrame) -> None:
        self._same = [answer for answer in rows_of_texts(answers) if answer["answer"] == SAME]
        self._above: dict[RecordKey, RecordKey] = {}
        for answer in self._same:
            left, right = (self.root(record) for record in records_of(answer))
            self._above.setdefault(left, left)
            self._above.setdefault(right, right)
            self._above[max(left, right)] = min(left, right)

    def root(self, record: RecordKey) -> RecordKey:
        """Return the record that stands for all that are one with ``record``."""
        while self._above.get(record, record) != record:
            record = self._above[record]
        return record

    def where(self, record: RecordKey) -> list[str]:
        """Return where the answers about this person stand."""
        return [answer["where"] for answer in self._same if self.root(records_of(answer)[0]) == self.root(record)]

    def rows(self, record: RecordKey, places: dict[RecordKey, list[int]]) -> list[int]:
        """Return where a record, or one that is one with it, stands; ``places``: {record: positions}."""
        if record not in self._above:
            return []
        root = self.root(record)
        return sorted(at for other, rows in places.items() if self.root(other) == root for at in rows)

    def groups(self) -> list[Group]:
        """Return every person that an answer makes of several records."""
        members: dict[RecordKey, dict[RecordKey, None]] = {}
        same: dict[RecordKey, list[Answer]] = {}
        for answer in self._same:
            root = self.root(records_of(answer)[0])
            same.setdefault(root, []).append(answer)
            members.setdefault(root, {}).update(dict.fromkeys(records_of(answer)))
        return [Group(list(records), same[root]) for root, records in members.items()]
