"""账户核实: what a clerk wrote beside an account that was looked at again, so that money may go where it else would wait.

A cell counts if every part of it is understood and it says that the account was found good, by whom and on which day: 已核实，张三，2024-07-20.
Anything else does not: what denies it, is still to be done or is not understood, what names nobody or no day, or a day to come.
"""

import re
import unicodedata
from datetime import date
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd

from huibao_xl import findings, strict_json
from huibao_xl.frames import keyed
from huibao_xl.identifiers import account_doubts, bank_card
from huibao_xl.rosters import columns
from huibao_xl.rosters.rows import Body

_DAY = re.compile(r"(20\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?|(20\d{2})([01]\d)([0-3]\d)")
_BETWEEN = re.compile(r"[,，、。;；()\s|/]+")
_FILE = "account_checks.json"


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """The parts that a cell is made of (data/account_checks.json): a statement, perhaps with the name; a name; what is said besides. In a part, the
    groups ``done``, ``by`` and ``good`` make it affirm, ``name`` and ``after`` name who checked."""
    words = strict_json.parse(files("huibao_xl.data").joinpath(_FILE).read_text(encoding="utf-8"))
    one = {
        key: "(?:" + "|".join(map(re.escape, sorted(value, key=len, reverse=True))) + ")"
        for key, value in words.items()
        if isinstance(value, list)
    }
    rest = f"[^{words['not_in_names']}\\W\\d_A-Za-z]"
    name = f"(?:{one['compound_surnames']}{rest}{{1,2}}|[{words['surnames']}]{rest}{{1,2}}|{rest}+·{rest}+|[A-Z][a-z]+)"
    good = f"(?P<good>[为是]?{one['good']})"
    verb = f"{one['verbs']}过?{one['objects']}?"
    return tuple(
        map(
            re.compile,
            (
                f"(?P<name>{name})?(?P<done>{one['done']})?由?(?P<after>{name})?(?P<by>{one['by']}+)?{verb}{good}?",
                f"(?:{one['objects']})?{good}",
                f"[由经]?(?P<name>{name})于?|{one['labels']}:?(?P<after>{rest}{{2,4}})|{one['by']}|{one['beside']}",
            ),
        )
    )


def accepted(text: str, today: date) -> str:
    """Return a cell that counts, with its day before it (ISO), else "".

    >>> accepted("已核实，张三，2024年7月20日", date(2024, 8, 1))
    '2024-07-20 已核实，张三，2024年7月20日'
    >>> accepted("已核实 2024-07-20", date(2024, 8, 1)), accepted("未核实，张三，2024-07-20", date(2024, 8, 1))
    ('', '')
    """
    found = _DAY.search(text)
    day = _day(found, today) if found else None
    if found is None or day is None:
        return ""
    parts = [
        _part(part) for part in _BETWEEN.split(unicodedata.normalize("NFKC", text.replace(found[0], "，"))) if part
    ]
    understood = all(part is not None for part in parts)
    given = {key for part in parts if part is not None for key, value in part.groupdict().items() if value}
    counts = understood and bool(given & {"done", "by", "good"}) and bool(given & {"name", "after"})
    return f"{day.isoformat()} {text}" if counts else ""


def _part(text: str) -> re.Match[str] | None:
    """The form of a part of a cell, None if it is not understood: then the cell does not count."""
    return next((match for form in _forms() if (match := form.fullmatch(text))), None)


def with_checks(body: Body, frame: pd.DataFrame, today: date) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Return the rows of a sheet of 银行账户 with ``checked``, and with what leaves a number in doubt as its ``account_fault`` where nobody
    checked it; W07 at these numbers, W09 at cells of 账户核实 that do not count."""
    written = columns.text(body, "账户核实").to_numpy(dtype=object)
    counts = {text: accepted(text, today) for text in set(written)}
    checked = np.array([counts[text] for text in written], dtype=object)
    asked = np.flatnonzero(frame["account_fault"].isna().to_numpy() & (checked == ""))
    doubts = np.full(len(frame), None, dtype=object)
    doubts[asked] = account_doubts.doubts(frame["account"].iloc[asked])
    meanings = account_doubts.meanings()
    doubted, unaccepted = np.flatnonzero(pd.notna(doubts)), np.flatnonzero((written != "") & (checked == ""))
    faults = frame["account_fault"].to_numpy(dtype=object)
    faults[doubted] = doubts[doubted]
    judged = frame.assign(
        checked=pd.array(checked, dtype="str"), account_fault=keyed(faults, [*bank_card.FAULTS, *meanings])
    )
    at = judged.iloc[doubted]
    doubt = [meanings[key] for key in doubts[doubted]]
    return judged, [
        findings.for_rows("W07", at, *_cell(body, "银行账号"), at["account"], doubt=doubt),
        findings.for_rows("W09", judged.iloc[unaccepted], *_cell(body, "账户核实"), written[unaccepted]),
    ]


def _cell(body: Body, field: str) -> tuple[str, str]:
    """Header and letters of a field, as findings take them; empty if the sheet has no such column."""
    return (body.layout.header_of(field), body.layout.letters_of(field)) if field in body.layout.columns else ("", "")


def _day(found: "re.Match[str]", today: date) -> date | None:
    parts = [part for part in found.groups() if part]
    try:
        day = date(*map(int, parts))
    except ValueError:
        return None
    return day if day <= today else None
