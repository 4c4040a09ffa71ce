"""What is found of a sheet with a role: which column holds which field, and what is asked about its columns.

:mod:`laying_out` finds it; whoever reads the sheet afterwards asks the :class:`Layout`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.rosters.fields import Role
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content
from huibao_xl.rosters.listed_values import listed_channels, listed_values
from huibao_xl.rosters.out_lists import OutName
from huibao_xl.rosters.paid_columns import asks_of_payment
from huibao_xl.rosters.parting import is_no_state
from huibao_xl.rosters.recogniser import ColumnReading
from huibao_xl.rosters.row_people import Further
from huibao_xl.rosters.status_words import StatusHeader, read_header
from huibao_xl.rosters.year_columns import OF_YEAR, year_in
from huibao_xl.rosters.yes_or_no import asks_of_another_benefit, asks_who_paid

NOT_USED = "不用"
"""What a column means that is not to be used."""
_IN_ROLES = {"联系电话": "手机号"}
"""{field as headers are read: what some roles call it}."""
READ_AS = {
    "状态": StatusHeader("status"),
    "备注": StatusHeader("remark", strict=True),
    "死亡日期": StatusHeader("event", "dead", True, day=True),
    "注销日期": StatusHeader("event", "out", True, day=True),
    "退保日期": StatusHeader("event", "out", True, day=True),
}
"""{field of a column that was recognised: what it asks of a state}, where its header alone does not say (:mod:`states`)."""


@dataclass(frozen=True)
class Question:
    """A column whose meaning decides about money and is not sure. ``meaning``: what it is read as until a clerk says it ("" for not
    used); ``options``: {another meaning: which column then holds which field}; ``why``: what speaks for it; ``holds``: the cells,
    trimmed, whose rows may be out (a column that parts people, :mod:`parting`), None for other questions; ``parting``: what it is then."""

    column: int
    meaning: str
    options: Mapping[str, Mapping[str, int]]
    why: str
    holds: frozenset[str] | None = None
    parting: str = "状态"


def options_of(question: Question) -> list[str]:
    """Return what a column that is asked about may be, the likeliest first."""
    parts = [question.parting] if question.holds is not None else []
    return [
        field for field in dict.fromkeys([question.meaning, *question.options, *parts]) if field and field != NOT_USED
    ]


@dataclass(frozen=True)
class Layout:
    """A recognised sheet: its role, its header, the column of each field that was found, and how the columns were read
    whose headers the role's data does not spell. ``says``: what the names of sheet and file say of everybody on it; ``confirmed``:
    {column: meaning} that clerks answered; ``questions``: what is open; ``why``: what says the role; ``others``: roles that it may
    be instead; ``remarks``: columns that nobody understands and that hold free text: they are read as 备注 is; ``old``: what says that the
    list may be an old one (2022 年的名单), "" for nothing; ``channels``: further columns that say 投保渠道 too; ``further``: columns of further people
    of the rows (:mod:`row_people`); ``bought``: the name that says that a group bought every policy, "" for none."""

    role: Role
    header: Header
    columns: dict[str, int]
    readings: tuple[ColumnReading, ...] = ()
    says: OutName = ""
    confirmed: Mapping[int, str] | None = None
    questions: tuple[Question, ...] = ()
    why: str = ""
    others: tuple[str, ...] = ()
    remarks: frozenset[int] = frozenset()
    old: str = ""
    channels: tuple[int, ...] = ()
    further: tuple[Further, ...] = ()
    bought: str = ""

    def header_of(self, field: str) -> str:
        """Return the header as the sheet writes it."""
        return self.header.texts[self.columns[field]]

    def letters_of(self, field: str) -> str:
        """Return the letters of the field's column."""
        return column_letters(self.columns[field])

    def as_if(self, columns: Mapping[str, int]) -> "Layout":
        """Return the layout with other columns, nothing asked. A field that is required may be missing."""
        return replace(self, columns=dict(columns), questions=())


def fields_in(role: Role) -> frozenset[str]:
    """The fields that a role has."""
    return frozenset(field for field, _ in role.aliases.values())


def asked_state(layout: Layout, column: int) -> StatusHeader | None:
    """What a column's header, or what it was read as, asks of a state; None if it asks nothing."""
    text = layout.header.texts[column]
    reading = next((reading for reading in layout.readings if reading.column == column), None)
    read = reading.field if reading else ""
    field, _ = layout.role.aliases.get(layout.header.keys[column], (read, 0))
    if layout.header.keys[column] not in layout.role.aliases and _is_no_state(text, layout.role):
        return None
    if year_in(text) and reading:
        return OF_YEAR if read == "状态" and reading.sureness == "确定" else None
    return (read_header(text, bare=field == "状态") or READ_AS.get(field)) if text.strip() else None


def _is_no_state(header: str, role: Role) -> bool:
    """Whether a header asks who paid a policy, or in a roster for another benefit than its own, or is about something else, though it has words of
    a state."""
    if is_no_state(header) or (role.frame in ("insured", "entries") and asks_of_payment(header)):
        return True
    if role.frame == "insured":
        return asks_who_paid(header)
    return role.frame == "entries" and asks_of_another_benefit(header, role.name) and _is_positive(header)


def _is_positive(header: str) -> bool:
    """Whether a header asks whether somebody has something (享受)."""
    state = read_header(header)
    return state is not None and state.what == "status" and state.about == "valid"


def field_of(meaning: str, role: Role) -> str:
    """The role's field that an answer means, "" if none: the column is not used."""
    if listed_values(meaning):
        meaning = "状态"
    elif listed_channels(meaning):
        meaning = "投保渠道"
    field = _IN_ROLES.get(meaning, meaning) if meaning not in fields_in(role) else meaning
    return field if field in fields_in(role) else ""


def instead_of(field: str, role: Role, columns: Mapping[str, int]) -> list[str]:
    """Return the columns by which a list that speaks against people is read where a required one is missing; [] where it cannot be."""
    return [other for other in content()["instead"].get(role.name, {}).get(field, ()) if other in columns]


def missing_of(role: Role, columns: Mapping[str, int]) -> list[str]:
    """Return the required fields that have no column and that nothing is read instead of."""
    return [field for field in role.required if field not in columns and not instead_of(field, role, columns)]
