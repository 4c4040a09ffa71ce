"""Into which accounts of a person the money may go: sound ones, in the person's own name or that of the named guardian of a minor, and none
that a bank has refused since, nor one that somebody else has, too.

What speaks against an account never leaves the person out: with no other account they are 待补账户, and told why.
"""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from huibao_xl.frames import FAILED_ACCOUNTS, NUMBER, TEXT, Shape
from huibao_xl.identifiers import account_doubts, account_holder, bank_card, person_name, resident_id
from huibao_xl.identifiers.account_holder import ADULT, NO_GUARDIAN
from huibao_xl.reasons.shown import several
from huibao_xl.rosters.place import place

OTHER_NAMES = Shape("other names", {"person": NUMBER, "name_key": TEXT})
"""One row per other name of a person that a clerk confirmed (比对决定: 是同一人)."""

UNFIT, STRANGER, FAILED, SHARED, AGAINST = "W02", "W03", "W08", "W14", "W15"
"""Why an account is not used, as ``code``: its number; its holder; a bank refused it; it is another person's, too; a cell speaks against it."""


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
    rows = people.assign(**table[["holder", "guardian", "also_named"]])
    relations = account_holder.relations(rows, people["day"].dt.date)
    _put(table, SHARED, *_of_several(table, rows.assign(relation=relations), accounts))
    against = spoken_against(table, accounts)
    _put(table, AGAINST, against.index, "名单写明账户不能用或存疑：" + against)
    _put(table, STRANGER, *_of_strangers(table, relations))
    _put(table, FAILED, *_refused(table, failed))
    faulty = table[table["account_fault"].notna()]
    meanings = bank_card.FAULTS | account_doubts.meanings()
    _put(table, UNFIT, faulty.index, "银行账号" + faulty["account_fault"].astype(object).map(meanings))
    table["fit"] = table["code"] == ""
    best = table.sort_values("fit", ascending=False, kind="stable").drop_duplicates(["person", "account"])
    return best.sort_index().drop(columns="fit")


def _put(table: pd.DataFrame, code: str, rows: pd.Index, why: Iterable[str]) -> None:
    if rows.empty:
        return
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


def _of_strangers(table: pd.DataFrame, relations: "pd.Series[str]") -> tuple[pd.Index, list[str]]:
    """Accounts of somebody who is neither the person nor the named guardian of a minor on the day that counts, and why."""
    why = {NO_GUARDIAN: "没有写明监护人", ADULT: "该人不是未成年人，不能用监护人的账户"}
    other = table[relations.isin(account_holder.STRANGERS)]
    if other.empty:
        return other.index, []
    named = "与所填监护人“" + other["guardian"] + "”不同"
    relation = relations[other.index].map(why).fillna(named)
    return other.index, list("银行账户的户名“" + other["holder"] + "”不是本人，" + relation)


def _of_several(table: pd.DataFrame, rows: pd.DataFrame, accounts: pd.DataFrame) -> tuple[pd.Index, list[str]]:
    """Accounts that somebody else claims, too (``account_holder.contested``), and that nobody checked; and where the other claim stands.

    ``rows``: beside ``table``, what :func:`judged` compares and the relation. Whoever is not paid claims an account as well.
    """
    again = accounts[accounts["account"].duplicated(keep=False) & (accounts["account"] != "")]
    if again.empty:
        return again.index, []
    again = again[again["account"].isin(table.loc[table["checked"] == "", "account"])]
    if again.empty:
        return again.index, []
    differ = again.groupby("account")[["person", "name_key", "holder"]].nunique().gt(1).any(axis=1)
    again = again[again["account"].map(differ).eq(True)]
    if again.empty:
        return again.index, []
    mine = rows.loc[again.index.intersection(rows.index)]
    claims = again.assign(day=rows["day"].iloc[0])
    claims["relation"] = account_holder.relations(claims, claims["day"].dt.date)
    for column in ("name_key", "id", "day", "relation"):
        claims.loc[mine.index, column] = mine[column]
    claims["holder_key"] = claims["holder"].map(person_name.key)
    claims["minor"] = resident_id.is_minor(claims["id"], claims["day"].dt.date)
    claims = claims[account_holder.contested(claims)]
    places = claims.assign(place=place(claims)).groupby("account")["place"].agg(several)
    asked = claims[claims.index.isin(table.index) & (claims["checked"] == "")]
    return asked.index, [f"银行账号是几个人的（{where}），没有写明已核实" for where in asked["account"].map(places)]


def spoken_against(rows: pd.DataFrame, accounts: pd.DataFrame) -> "pd.Series[str]":
    """Return the cells that speak against the account of each row that nobody checked, by their index; in whatever list they stand."""
    spoken = accounts[accounts["against"].notna() & (accounts["account"] != "")]
    if spoken.empty:
        return pd.Series([], dtype="str", index=rows.index[:0])
    cells = (place(spoken) + " " + spoken["against"].astype("str")).groupby(spoken["account"]).agg(several)
    return rows.loc[rows["checked"] == "", "account"].map(cells).dropna().astype("str")


def _refused(table: pd.DataFrame, failed: pd.DataFrame) -> tuple[pd.Index, list[str]]:
    """Accounts that a bank refused, nothing of which was mended or checked since."""
    if failed.empty:
        return table.index[:0], []
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
