"""保费 that says more than an amount: a negative one takes a policy back (冲销, 退费), one of 0 was paid by nobody. Where lists have 实收金额 or
交易金额 instead or besides, a negative one says the same (``paid_amounts`` in the data).

What was due and of which 0 was paid (应收 129, 实收 0) leaves the row in doubt. A negative row is never insured itself. It is about the policy of its person: the rows of that policy are 退保 where they are taken back as
often as they were written, and are not clear (H08) where they are not, or where no policy number says which one is meant.
"""

import re
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from huibao_xl import findings
from huibao_xl.files.reading.grid import column_letters
from huibao_xl.identifiers.spelling import visible
from huibao_xl.rosters import columns
from huibao_xl.rosters.header_terms import content, plain
from huibao_xl.rosters.labels import label, texts_of
from huibao_xl.rosters.layout import Layout
from huibao_xl.rosters.place import place
from huibao_xl.rosters.rows import Body

Flags = npt.NDArray[np.bool_]
_AMOUNT = re.compile(r"(?P<minus>[-−▲△]?)[¥￥]?(?P<less>-?)(?P<number>\d[\d,]*(?:\.\d+)?)元?(?P<behind>-?)")
_IN_BRACKETS = re.compile(r"\((.+)\)")


def amount(text: str) -> float | None:
    """Return an amount as lists write it, None where it is none. Its sign alone counts here.

    >>> amount("129"), amount("-129.00"), amount("（129.00）"), amount("129-"), amount("免费")
    (129.0, -129.0, -129.0, -129.0, None)
    """
    written = re.sub(r"\s", "", visible(text))
    inside = _IN_BRACKETS.fullmatch(written)
    found = _AMOUNT.fullmatch(inside[1] if inside else written)
    if not found:
        return None
    number = float(found["number"].replace(",", ""))
    return -number if inside or found["minus"] or found["less"] or found["behind"] else number


def taken_back(body: Body) -> Flags:
    """Return which rows of 承保名单 have a negative 保费, or another amount that was paid."""
    negative: Flags = negative_cells(body) != ""
    return negative


def about_premiums(body: Body, frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Return I52 at negative amounts, I53 at 保费 of 0. ``frame``: the rows of the body, with their places."""
    found = [columns.faults(body, "I53", frame, "保费", _rows(body, lambda value: value == 0))]
    for column in _amounts(body.layout):
        cells = body.column(column)
        hit = columns.flags(cells, _is_negative)
        values = cells.take(pa.array(np.flatnonzero(hit))).to_pylist()
        place_of = (body.layout.header.texts[column], column_letters(column))
        found.append(findings.for_rows("I52", frame[hit], *place_of, values))
    return found


def negative_cells(body: Body) -> npt.NDArray[np.object_]:
    """Return how staff call the negative cells of each row of 承保名单, "" where it has none."""
    shown = np.full(len(body.rows), "", dtype=object)
    for column in _amounts(body.layout):
        cells = body.column(column)
        hit = columns.flags(cells, _is_negative)
        if hit.any():
            title = f"{column_letters(column)} 列“{body.layout.header.texts[column]}”"
            negative = cells.take(pa.array(np.flatnonzero(hit))).to_pylist()
            shown[hit] = np.where(shown[hit] == "", [f"{title}为“{text}”" for text in negative], shown[hit])
    return shown


def unpaid_cells(body: Body) -> npt.NDArray[np.object_]:
    """Return how staff call an amount of 0 that was paid of each row of 承保名单 beside one above it that was due, or 0 policies (有效份数) where others
    have one, "" where there is none."""
    shown, layout = _without_policies(body), body.layout
    headers = {at: plain(text) for at, text in enumerate(layout.header.texts)}
    due = [at for at, text in headers.items() if text in content()["paid_amounts"]["due"]]
    if not due:
        return shown
    asked = np.any([columns.flags(body.column(one), _is_positive) for one in due], axis=0)
    for at in _amounts(layout):
        if at in due:
            continue
        hit = columns.flags(body.column(at), lambda text: amount(text) == 0) & asked & (shown == "")
        shown[hit] = (
            f"{column_letters(at)} 列“{layout.header.texts[at]}”为 0，而 {column_letters(due[0])} 列“{layout.header.texts[due[0]]}”不是 0"
        )
    return shown


def _without_policies(body: Body) -> npt.NDArray[np.object_]:
    """How staff call the cell by which a row has no policy (有效份数 0), "" elsewhere, and where no row has one."""
    shown, layout = np.full(len(body.rows), "", dtype=object), body.layout
    for at, text in enumerate(layout.header.texts):
        if not re.fullmatch(content()["paid_amounts"]["copies"], plain(text)) or at in (layout.confirmed or {}):
            continue
        cells = body.column(at)
        if columns.flags(cells, _is_positive).any():
            none = columns.flags(cells, lambda cell: (value := amount(cell)) is not None and value <= 0)
            shown[none & (shown == "")] = f"{column_letters(at)} 列“{text}”为 0"
    return shown


def _is_positive(text: str) -> bool:
    value = amount(text)
    return value is not None and value > 0


def _is_negative(text: str) -> bool:
    value = amount(text)
    return value is not None and value < 0


def _amounts(layout: Layout) -> list[int]:
    """The columns of amounts that were paid: 保费 first."""
    headers, used = content()["paid_amounts"]["headers"], {*layout.columns.values(), *(layout.confirmed or {})}
    others = [at for at, text in enumerate(layout.header.texts) if at not in used and plain(text) in headers]
    return [*([layout.columns["保费"]] if "保费" in layout.columns else []), *others]


def cancelled(insured: pd.DataFrame, negative: Flags) -> pd.DataFrame:
    """Return 承保名单 in which the rows that negative ones take back are 退保, or 不明 where it is not clear whether they are.

    ``negative``: per row, whether its 保费 is negative (:func:`taken_back`).
    """
    backs = np.flatnonzero(negative & (insured["person"] >= 0).to_numpy())
    if not len(backs):
        return insured
    concerned = np.flatnonzero(insured["person"].isin(insured["person"].iloc[backs]).to_numpy())
    rows = pd.DataFrame({"at": concerned, "person": insured["person"].iloc[concerned].to_numpy()})
    rows["policy"] = columns.policy_keys(insured["policy_no"].iloc[concerned]).to_numpy()
    rows["back"], rows["out"] = negative[concerned], (insured["status"].iloc[concerned] == "退保").to_numpy()
    everybody = _judged(rows.assign(policy=""))
    by_policy = rows["policy"].ne("") & ~rows.groupby("person")["policy"].transform(lambda one: (one == "").any())
    judged = everybody.where(~by_policy, _judged(rows))
    first = {int(rows["person"][row]): int(rows["at"][row]) for row in reversed(np.flatnonzero(rows["back"]))}
    where = place(insured.iloc[list(first.values())]).to_numpy(dtype=object)
    texts = dict(zip(first, where, strict=True))
    return _marked(insured, rows.assign(judged=judged), texts)


def _judged(rows: pd.DataFrame) -> "pd.Series[str]":
    """退保, 不明 or "" of each row that is in force: as often taken back as written, less often, never."""
    group = rows.groupby(["person", "policy"])["back"]
    backs, written = group.transform("sum"), group.transform("size") - group.transform("sum")
    words = np.select([backs == 0, backs >= written], ["", "退保"], "不明")
    return pd.Series(np.where(rows["back"] | rows["out"], "", words).astype(object), index=rows.index).astype("str")


def _marked(insured: pd.DataFrame, rows: pd.DataFrame, texts: dict[int, str]) -> pd.DataFrame:
    marked = insured.copy(deep=False)
    status = insured["status"].astype("str").to_numpy(dtype=object).copy()
    for word, column, before in (("退保", "state", "冲销："), ("不明", "doubt", "不能确定是否已冲销：")):
        hit = rows[rows["judged"] == word]
        status[hit["at"]] = word
        cells = texts_of(insured[column])
        cells[hit["at"]] = [before + texts[person] for person in hit["person"]]
        marked[column] = label(cells)
    marked["status"] = pd.Categorical(status, categories=insured["status"].cat.categories)
    return marked


def _rows(body: Body, test: Callable[[float | None], bool]) -> Flags:
    return columns.flags(body.texts("保费"), lambda text: test(amount(text)))
