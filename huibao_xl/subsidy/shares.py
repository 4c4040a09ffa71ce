"""Who is paid what, by whom and to which account: one row per person of the decision 补贴.

The amount is the policy's; the district's share follows the kind of 街镇 and is rounded half up to the fen per person,
the township's is the rest (:func:`huibao_xl.money.district_share`). A valid decision does not wait for an account.
"""

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import ACCOUNTS, PAYMENTS
from huibao_xl.identifiers import bank_card, person_name, resident_id
from huibao_xl.money import district_share
from huibao_xl.policy import Policy
from huibao_xl.rosters.place import place

MONEY_COLUMNS = ["amount_fen", "district_fen", "township_fen"]
_OF_ACCOUNT = ["holder", "account", "bank", "cnaps", "guardian"]


def pay(decisions: pd.DataFrame, accounts: pd.DataFrame, policy: Policy) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return frames.PAYMENTS, by 街镇 in the policy's order and then in source order, and the findings W02, W03 and W04.

    ``decisions``: frames.DECISIONS; ``accounts``: frames.ACCOUNTS.
    """
    paid = decisions[decisions["code"] == "OK"].sort_values("home", kind="stable", ignore_index=True)
    split = {town.name: district_share(policy.amount_fen, town.district_percent) for town in policy.townships}
    frame = paid[
        ["name", "name_key", "id", "person", "home", "categories", "main_category", "file", "sheet", "row"]
    ].copy()
    frame["kind"] = pd.Categorical(frame["home"].map(policy.kind_of), categories=policy.kinds)
    frame["amount_fen"] = np.int64(policy.amount_fen)
    frame["district_fen"] = frame["home"].map(split).astype(np.int64)
    frame["township_fen"] = frame["amount_fen"] - frame["district_fen"]
    chosen, no_account = _choose(frame, ACCOUNTS.check(accounts))
    account_of = chosen.set_index("person")[_OF_ACCOUNT].reindex(frame["person"]).fillna("").astype("str")
    frame[_OF_ACCOUNT] = account_of.set_axis(frame.index)
    frame["payable"] = frame["account"] != ""
    other_holder = _other_holders(frame, paid["day"])
    return PAYMENTS.check(frame.drop(columns="name_key")), findings.concat([no_account, other_holder])


def by_township(payments: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return 分摊汇总: township, kind, people, amount_fen, district_fen, township_fen; one row per 街镇 of the policy,
    zeros included."""
    grouped = payments.groupby("home", observed=False)
    names = [town.name for town in policy.townships]
    people = grouped.size().rename("people")
    table = pd.concat([people, grouped[MONEY_COLUMNS].sum()], axis=1).reindex(names, fill_value=0)
    shares = table.astype("int64").rename_axis("township").reset_index()
    shares.insert(1, "kind", [policy.kind_of[name] for name in names])
    return shares


def one_account(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return the usable account (frames.ACCOUNTS) of each person who has just one; the same account listed twice is
    one."""
    distinct = _usable(accounts)
    return distinct[~distinct["person"].duplicated(keep=False)]


def _usable(accounts: pd.DataFrame) -> pd.DataFrame:
    return accounts[accounts["account_fault"].isna()].drop_duplicates(["person", "account"])


def _choose(paid: pd.DataFrame, accounts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The one usable account of each person (frames.ACCOUNTS), and findings for each person who has none: W02, and
    W04 of several."""
    of_paid = accounts[accounts["person"].isin(paid["person"])]
    usable, chosen = _usable(of_paid), one_account(of_paid)
    several = usable[usable["person"].duplicated(keep=False)]
    without = paid[~paid["person"].isin(chosen["person"])]
    if without.empty:
        return chosen, findings.concat([])
    unusable = of_paid[~of_paid["person"].isin(usable["person"])].drop_duplicates("person")
    fault = without["person"].map(unusable.set_index("person")["account_fault"].astype(object))
    why = pd.Series("没有银行账户记录", index=without.index)
    why = why.mask(fault.notna(), "银行账号" + fault.map(bank_card.FAULTS).fillna(""))
    why = why.mask(without["person"].isin(several["person"]), "有多个不同的银行账户")
    ambiguous = paid[paid["person"].isin(several["person"])]
    places = several.assign(place=place(several)).groupby("person")["place"].agg("；".join)
    return chosen, findings.concat(
        [
            findings.for_rows("W02", without, value=without["id"], why=why),
            findings.for_rows("W04", ambiguous, value=ambiguous["id"], places=ambiguous["person"].map(places)),
        ]
    )


def _other_holders(frame: pd.DataFrame, day: pd.Series) -> pd.DataFrame:
    """W03 where the account is not in the person's own name, compared as names are, nor that of the guardian of a
    minor on ``day``."""
    other = frame[frame["payable"]]
    other = other[other["holder"] != other["name"]]
    if other.empty:
        return findings.concat([])
    keys = {name: person_name.key(name) for name in other["holder"].unique()}
    other = other[other["holder"].map(keys) != other["name_key"]]
    guardians = other["guardian"].map({name: person_name.key(name) for name in other["guardian"].unique()})
    ward = resident_id.is_minor(other["id"], day.loc[other.index].dt.date)
    other = other[~((guardians == other["holder"].map(keys)).to_numpy(dtype=bool) & ward)]
    return findings.for_rows("W03", other, value=other["id"], holder=other["holder"])
