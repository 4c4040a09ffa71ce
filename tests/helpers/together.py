"""Worked cases decided together: each case's people get ids and names that no other case has, and one run decides the lists of all.

A case's ids are moved to a region of its own with the same weight in the check digit (GB 11643), so that a right id stays right, a wrong
one wrong in the same way, and ids that differ in one place still do; two regions differ in two digits at least.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tables import decide, grid, load

from huibao_xl.subsidy.result import Result
from huibao_xl.subsidy.shares import by_township

REGION, CLAN = "310112", "样"
"""How ids and names of a case begin as it is written."""
PLAIN = frozenset({"姓名", "证件号码", "街镇", "生效日期", "失效日期", "承保日期"})
"""Columns that are read row by row: where a table has no other, rows of many cases may stand on one sheet."""
_WEIGHTS = (7, 9, 10, 5, 8, 4)
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def regions() -> Iterator[str]:
    """Regions whose ids have the same check digits as those of :data:`REGION`."""
    wanted = _weight(REGION)
    return (region for n in range(1000, 10_000) if _weight(region := f"31{n}") == wanted)


def _weight(region: str) -> int:
    return sum(int(digit) * weight for digit, weight in zip(region, _WEIGHTS, strict=True)) % 11


def _clan(n: int) -> str:
    """A rare character, another one for each n: from the second level of GB 2312, which has no word for a status or a place."""
    return bytes([0xD8 + n // 94, 0xA1 + n % 94]).decode("gb2312")


def moved(tables: Mapping[str, Any], n: int, region: str) -> dict[str, Any]:
    """The tables of case ``n`` with people of its own."""
    moved_tables: dict[str, Any] = json.loads(moved_text(json.dumps(dict(tables), ensure_ascii=False), n, region))
    return moved_tables


def moved_text(text: str, n: int, region: str) -> str:
    """A text of case ``n``, with ids and names of its own."""
    text = text.replace(REGION, region).replace(REGION.translate(_WIDE), region.translate(_WIDE))
    for shown in (3, 4):
        text = text.replace(f"{REGION[:shown]}*", f"{region[:shown]}*")
    return re.sub(f"{CLAN}(?!例)", _clan(n), text)


Spans = dict[str, range]
"""{file: the rows of a case there, from 1}."""


def decided_together(cases: Mapping[str, Mapping[str, Any]], year: str = "2024") -> dict[str, Result]:
    """{case: its part of one run over the tables of all}. ``cases``: {case: {table: rows}}.

    Rows of several cases under the same plain header of the same table stand on one sheet. Of what the run made, a part has decisions,
    payments, shares and the findings that name a row of the case, or no row of a sheet that has some.
    """
    sheets: dict[str, tuple[str, list[Any]]] = {}
    spans: dict[str, Spans] = {}
    plain: dict[tuple[str, str], str] = {}
    for n, ((case, tables), region) in enumerate(zip(cases.items(), regions(), strict=False)):
        spans[case] = {}
        for table, (header, *rows) in moved(tables, n, region).items():
            file = f"{n:03}/{table}.xlsx"
            if PLAIN.issuperset(header):
                file = plain.setdefault((table, str(header)), file)
            _, joined = sheets.setdefault(file, (table, [header]))
            spans[case][file] = range(len(joined) + 1, len(joined) + 1 + len(rows))
            joined.extend(rows)
    assert len(spans) == len(cases)
    together = decide([grid(rows, file, table) for file, (table, rows) in sheets.items()], year).whole
    return {case: _part(together, own, year) for case, own in spans.items()}


def _part(together: Result, spans: Spans, year: str) -> Result:
    def here(frame: Any) -> Any:
        places = zip(frame["file"].astype("str"), frame["row"], strict=True)
        return frame[[file in spans and (row < 2 or row in spans[file]) for file, row in places]].reset_index(drop=True)

    payments = here(together.payments)
    return replace(
        together,
        decisions=here(together.decisions),
        payments=payments,
        shares=by_township(payments, load(year)),
        findings=here(together.findings),
    )
