"""Which list a sheet is: its role, from words in the sheet name, then the title above the header, then the file name, then its headers.

A longer word beats a shorter one. Two roles that fit equally well are no recognition.
"""

from pathlib import Path

from huibao_xl.identifiers.spelling import plain
from huibao_xl.rosters.fields import Role, RoleBook, household_role, household_roster, role_book
from huibao_xl.rosters.header import Header


def role_of_sheet(path: Path, sheet: str, header: Header, book: RoleBook | None = None) -> tuple[Role | None, str]:
    """Return the role of a sheet and "", or None and why no single role fits, as staff read it.

    ``path``: the file (its name may say the role); ``book``: the roles that are possible; without one those that ship.
    """
    roles = (book or role_book()).roles
    scores = {name: _score(role, path, sheet, header) for name, role in roles.items()}
    best = max(scores.values())
    fitting = [name for name, score in scores.items() if score == best]
    if best == 0:
        return None, "工作表名、标题、文件名和表头都没有说明"
    if len(fitting) > 1:
        return None, "像" + "，也像".join(fitting)
    if fitting[0] == household_roster() and _lists_incomes(header):
        return None, f"像{fitting[0]}，也像低收入家庭监测名单（有户编号和收入）"
    return roles[fitting[0]], ""


def _lists_incomes(header: Header) -> bool:
    """Whether a sheet is laid out for low-income monitoring: whoever is only watched must not be taken for somebody in the roster."""
    aliases = household_role().aliases
    fields = {aliases[key][0] for key in header.keys if key in aliases}
    return "户编号" in fields and bool(fields & {"月收入", "工资", "养老金", "赡养费", "其他收入"})


def role_of_name(name: str, book: RoleBook | None = None) -> str | None:
    """Return the role that a sheet or file name alone gives, or None if none or several fit.

    >>> role_of_name("七宝镇残疾人名单"), role_of_name("名单")
    ('持证残疾人', None)
    """
    longest = {role.name: _longest_word(role, name) for role in (book or role_book()).roles.values()}
    fitting = [role for role, length in longest.items() if length == max(longest.values())]
    return fitting[0] if len(fitting) == 1 else None


def _score(role: Role, path: Path, sheet: str, header: Header) -> float:
    named = sum(
        weight * _longest_word(role, text)
        for text, weight in ((sheet, 10_000), (header.title, 1_000), (path.stem, 100))
    )
    return named + min(len(role.marks.intersection(header.keys)), 9)


def _longest_word(role: Role, text: str) -> int:
    written = plain(text)
    return max((len(word) for word in role.words if word in written), default=0)
