"""To whose account a line of a list of payments went: 户名 as it is written, else the name beside the number.

A holder who is another person than the one entitled was paid in the place of him: nobody can say that he got it. The named guardian of a minor, and a
holder of the account that the lists of accounts give that person, are right.
"""

from datetime import date

import numpy as np
import pandas as pd

from huibao_xl.identifiers import account_holder
from huibao_xl.rosters.fields import header_key, role_book
from huibao_xl.rosters.rows import Body
from huibao_xl.subsidy.result import Result


def written(body: Body, frame: pd.DataFrame, day: date) -> np.ndarray:
    """Return the holder of each row of a sheet, "" where none is written or where it is the guardian that the row names of a minor on that day.
    ``frame``: name and id."""
    name = frame["name"].to_numpy(dtype=object)
    holder, guardian = _column(body, "户名"), _column(body, "监护人")
    holder = np.where(holder == "", name, holder)
    rows = pd.DataFrame({"holder": holder, "name": name, "guardian": guardian, "id": frame["id"].to_numpy()})
    relations = account_holder.relations(rows, pd.Series(day, index=rows.index, dtype=object))
    holder[(relations == account_holder.GUARDIAN).to_numpy()] = ""
    return holder


def _column(body: Body, field: str) -> np.ndarray:
    """The cells of the column whose header is that field in lists of accounts, "" without one."""
    aliases = role_book().roles["银行账户"].aliases
    for at, text in enumerate(body.layout.header.texts):
        if aliases.get(header_key(text), ("", 0))[0] == field:
            cells = body.column(at).to_pylist()
            return np.array([(cell or "").strip() for cell in cells], dtype=object)
    return np.full(len(body.rows), "", dtype=object)


def of_others(lines: pd.DataFrame, result: Result) -> pd.DataFrame:
    """Return classify.LINES with a doubt at those of entitled people whose holder is somebody else. ``result``: what the lists decide."""
    entitled = result.decisions.loc[result.decisions["code"] == "OK", "person"]
    asked = lines[(lines["holder"] != "") & (lines["person"] >= 0) & lines["person"].isin(entitled)]
    people = asked["person"].unique()
    sources = [(result.decisions, "name"), (result.entries, "name"), (result.payments, "holder")]
    theirs = pd.concat(
        [
            frame.loc[frame["person"].isin(people), ["person", column]].set_axis(["person", "name"], axis=1)
            for frame, column in sources
        ]
    )
    names = theirs.groupby("person")["name"].agg(lambda each: list(dict.fromkeys(each)))
    doubts = lines["doubt"].tolist()
    for at, person, holder in zip(asked.index, asked["person"], asked["holder"], strict=True):
        if not any(account_holder.may_be(holder, name) for name in names[person]):
            words = f"户名“{holder}”不是本人，也不是写明的未成年人的监护人"
            doubts[at] = f"{doubts[at]}；{words}" if doubts[at] else words
    return lines.assign(doubt=pd.array(doubts, dtype="str"))
