"""Into which accounts of a person the money may go: sound ones, in the person's own name or that of the named guardian of a minor, and none
that a bank has refused since.

What speaks against an account never leaves the person out: with no other account they are 待补账户, and told why.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.frames import FAILED_ACCOUNTS, NUMBER, TEXT, Shape
from huibao_xl.identifiers import account_doubts, bank_card, person_name, resident_id

OTHER_NAMES = Shape("other names", {"person": NUMBER, "name_key": TEXT})
"""One row per other name of a person that a clerk confirmed (比对决定: 是同一人)."""

UNFIT, STRANGER, FAILED = "W02", "W03", "W08"
"""Why an account is not used, as ``code``: its number; its holder; a bank refused it."""


def judged(accounts: pd.DataFrame, paid: pd.DataFrame, names: pd.DataFrame, failed: pd.DataFrame) -> pd.DataFrame:
    """Return the accounts of people paid, each once, with ``code`` and ``why`` (Chinese, "" if it may be used) and ``also_named`` (see PAYMENTS).

    ``accounts``: frames.ACCOUNTS; ``paid``: person, name, name_key, id, day (reference date), one row a person; ``names``:
    :data:`OTHER_NAMES`; ``failed``: frames.FAILED_ACCOUNTS.
    """
    table = accounts[accounts["person"].isin(paid["person"])]
    table = table.assign(code="", why="", also_named="")
    if table.empty:
        return table
    people = paid.set_index("person")[["name", "name_key", "id", "day"]].reindex(table["person"]).set_axis(table.index)
    _confirmed(table, people, names)
    _put(table, STRANGER, *_of_strangers(table, people))
    _put(table, FAILED, *_refused(table, failed))
    faulty = table[table["account_fault"].notna()]
    meanings = bank_card.FAULTS | account_doubts.meanings()
    _put(table, UNFIT, faulty.index, "银行账号" + faulty["account_fault"].astype(object).map(meanings))
    table["fit"] = table["code"] == ""
    best = table.sort_values("fit", ascending=False, kind="stable").drop_duplicates(["person", "account"])
    return best.sort_index().drop(columns="fit")


def _put(table: pd.DataFrame, code: str, rows: pd.Index, why: Iterable[str]) -> None:
    table.loc[rows, "code"] = code
    table.loc[rows, "why"] = list(why)


def _confirmed(table: pd.DataFrame, people: pd.DataFrame, names: pd.DataFrame) -> None:
    """Note the holders who are the person under another name, as a clerk confirmed."""
    if names.empty:
        return
    asked = table[table["person"].isin(names["person"]) & (table["holder"] != people["name"])]
    confirmed = set(zip(names["person"], names["name_key"], strict=True))
    keys = asked["holder"].map(person_name.key)
    hit = [pair in confirmed for pair in zip(asked["person"], keys, strict=True)]
    other = np.array(hit, dtype=bool) & (keys != people.loc[asked.index, "name"].map(person_name.key)).to_numpy()
    table.loc[asked.index[other], "also_named"] = asked["holder"][other]


def _of_strangers(table: pd.DataFrame, people: pd.DataFrame) -> tuple[pd.Index, list[str]]:
    """Accounts of somebody who is neither the person nor the named guardian of a minor on the day that counts, and why."""
    other = table[(table["holder"] != people["name"]) & (table["also_named"] == "")]
    if other.empty:
        return other.index, []
    keys = {name: person_name.key(name) for name in pd.unique(pd.concat([other["holder"], other["guardian"]]))}
    holder, guardian = other["holder"].map(keys), other["guardian"].map(keys)
    theirs = people.loc[other.index]
    mine = (holder == theirs["name_key"]) | (holder == theirs["name"].map(person_name.key))
    ward = resident_id.is_minor(theirs["id"], theirs["day"].dt.date)
    stranger = ~mine.to_numpy(dtype=bool) & ~((guardian == holder).to_numpy(dtype=bool) & ward)
    why = _relations(other, guardian, holder)
    return other.index[stranger], list(why[stranger])


def _relations(other: pd.DataFrame, guardian: pd.Series, holder: pd.Series) -> npt.NDArray[np.object_]:
    none, named = "没有写明监护人", "与所填监护人“" + other["guardian"] + "”不同"
    relation = named.where(guardian != holder, "该人不是未成年人，不能用监护人的账户").where(guardian != "", none)
    return ("银行账户的户名“" + other["holder"] + "”不是本人，" + relation).to_numpy(dtype=object)


def _refused(table: pd.DataFrame, failed: pd.DataFrame) -> tuple[pd.Index, list[str]]:
    """Accounts that a bank refused, nothing of which was mended or checked since."""
    of = refused(table, failed)
    return of.index, [
        f"银行账号以前付款失败（{row.day} 批次“{row.batch}”第 {row.line} 行：{row.why}），没有更换账户，也没有写明已核实"
        for row in of.itertuples()
    ]


def refused(rows: pd.DataFrame, failed: pd.DataFrame) -> pd.DataFrame:
    """Return the last failure of the account of each row (account, holder, checked) that it still holds, by their index: frames.FAILED_ACCOUNTS
    without account."""
    last = FAILED_ACCOUNTS.check(failed).drop_duplicates("account", keep="last").set_index("account")
    again = rows[rows["account"].isin(last.index)]
    of = last.loc[again["account"]].set_axis(again.index)
    return of[still_refused(again, of)] if len(again) else of


def still_refused(rows: pd.DataFrame, failed: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return of which rows (holder, checked) the account's last failure still holds. ``failed``: FAILED_ACCOUNTS, row by row beside them.

    Another holder mends what lay in the holder; a clerk's 账户核实 of that day or later confirms the account as it is.
    """
    holders = (
        person_name.key(now) != person_name.key(then)
        for now, then in zip(rows["holder"], failed["holder"], strict=True)
    )
    mended = failed["by_holder"].to_numpy(dtype=bool) & np.fromiter(holders, dtype=bool, count=len(rows))
    checked = (rows["checked"].str[:10].to_numpy() >= failed["day"].to_numpy()) & (rows["checked"] != "").to_numpy()
    return np.asarray(~(mended | checked), dtype=np.bool_)
