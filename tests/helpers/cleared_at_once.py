"""Payments of several cases, compared in one clearing with one decision: comparing a few lines takes seven times as long as reading them.

A case is what was paid (:class:`Paid`) to people of its own; who is due is the same in all: the people of ``due``. A generator under
``at_once(by=cleared)`` yields a case and is given its :class:`Part`.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import tables
from paid_lines_written import RULES, line_frame, payments
from together import REGION, moved_text, regions

from huibao_xl.clearing import job, paid_lines, sums
from huibao_xl.clearing.paid_lines import Payments

Move = Callable[[str], str]
"""A text of a case with the people of that case."""
Due = Mapping[str, tuple[str, str]]
"""{name: id and 街镇 of who is due}."""


@dataclass(frozen=True)
class Paid:
    """``read``: what was paid, given how a text is moved and a folder of the case's own; ``due``: who is to be paid."""

    read: Callable[[Move, Path], Payments]
    due: Due


@dataclass(frozen=True)
class Part:
    """What was cleared of one case, its people named as it names them.

    ``row``: where the first of its people stands in 承保名单; ``made_up``: ids of whom the make-up batch pays.
    """

    payments: Payments
    items: pd.DataFrame
    made_up: list[str]
    row: int

    @property
    def codes(self) -> dict[str, list[str]]:
        """{name: the codes of its rows}."""
        return {str(name): sorted(rows) for name, rows in self.items.groupby("name")["code"].agg(list).items()}

    @property
    def bearers(self) -> pd.DataFrame:
        """As :func:`sums.by_bearer` gives them, by bearer."""
        posted = sums.postings(self.items)
        return sums.by_bearer(posted, sums.corrections(posted), RULES).set_index("bearer")

    @property
    def corrections(self) -> Counter[str]:
        """{bearer: fen}."""
        return Counter(sums.corrections(sums.postings(self.items)).groupby("bearer")["fen"].sum().to_dict())


def of_files(files: Mapping[str, Sequence[str]], due: Due, named: bool = False) -> Paid:
    """Lists as a clerk keeps them, {file: its lines}, read as a folder or (``named``) file by file in this order."""

    def read(move: Move, folder: Path) -> Payments:
        for name, lines in files.items():
            (folder / name).write_text(move("\n".join(lines)), encoding="utf-8")
        given = [folder / name for name in files] if named else [folder]
        return paid_lines.from_files(given, RULES, today=tables.TODAY)

    return Paid(read, due)


def of_lines(lines: Sequence[Mapping[str, Any]], due: Due, **shares: int) -> Paid:
    """Lines as the ledger knows them, see :func:`line_frame`; ``shares``: district_fen and township_fen of all of them."""

    def read(move: Move, folder: Path) -> Payments:
        rows = [{key: move(cell) if isinstance(cell, str) else cell for key, cell in line.items()} for line in lines]
        return payments(line_frame(rows).assign(**shares))

    return Paid(read, due)


def cleared(cases: Sequence[Paid]) -> list[Part]:
    """Each case's part of one clearing."""
    insured, roster, read, first = [["姓名", "证件号码"]], [["姓名", "证件号码", "街镇"]], [], []
    homes = list(zip(range(len(cases)), regions(), strict=False))
    with tempfile.TemporaryDirectory() as folder:
        for case, (n, region) in zip(cases, homes, strict=True):
            (own := Path(folder) / f"{n:03}").mkdir()
            read.append(case.read(lambda text, n=n, region=region: moved_text(text, n, region), own))
            first.append(len(insured) + 1)
            people = [[moved_text(cell, n, region) for cell in (name, *rest)] for name, rest in case.due.items()]
            insured += [row[:2] for row in people]
            roster += people
    result = tables.decide([tables.grid(insured, "承保名单.xlsx"), tables.grid(roster, "持证残疾人.xlsx")]).whole
    assert (result.decisions["code"] == "OK").all()
    lines = pd.concat(
        [one.lines.assign(file=f"{n:03}/" + one.lines["file"]) for n, one in enumerate(read)], ignore_index=True
    )
    whole = job.clear_subsidy(payments(lines), result)
    made_up = [] if whole.make_up is None else whole.make_up.payments["id"].tolist()
    return [
        Part(one, _of(whole.items, n, region), [_back(id, region) for id in made_up if id.startswith(region)], row)
        for one, (n, region), row in zip(read, homes, first, strict=True)
    ]


def _of(items: pd.DataFrame, n: int, region: str) -> pd.DataFrame:
    clan = moved_text("样", n, region)
    own = items[items["name"].str.startswith(clan)].reset_index(drop=True)
    names, ids = own["name"].str.replace(clan, "样"), own["id"].map(lambda id: _back(id, region))
    return own.assign(name=names, id=ids.astype("str"))


def _back(id: str, region: str) -> str:
    return id.replace(region, REGION, 1) if id.startswith(region) else id
