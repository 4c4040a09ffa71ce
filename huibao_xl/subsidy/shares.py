"""Who is paid what, by whom and to which account: one row per person of the decision 补贴.

The amount is the policy's; the district's share follows the kind of 街镇 and is rounded half up to the fen per person,
the township's is the rest (:func:`huibao_xl.money.district_share`). A valid decision does not wait for an account.
"""

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.frames import ACCOUNTS, FAILED_ACCOUNTS, PAYMENTS, STR, as_texts
from huibao_xl.money import district_share
from huibao_xl.policy import Policy
from huibao_xl.rosters.place import place
from huibao_xl.subsidy.usable_accounts import FAILED, OTHER_NAMES, SHARED, STRANGER, judged, spoken_against

MONEY_COLUMNS = ["amount_fen", "district_fen", "township_fen"]
_OF_ACCOUNT = ["holder", "account", "bank", "cnaps", "guardian", "also_named", "checked"]


def pay(
    decisions: pd.DataFrame,
    accounts: pd.DataFrame,
    policy: Policy,
    names: pd.DataFrame | None = None,
    failed: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return frames.PAYMENTS, by 街镇 in the policy's order and then in source order, and the findings W02, W03, W04, W08 and W14.

    ``decisions``: frames.DECISIONS; ``accounts``: frames.ACCOUNTS; ``names`` and ``failed``: what is known of their holders and of earlier
    payments (``usable_accounts.judged``).
    """
    paid = decisions[decisions["code"] == "OK"].sort_values("home", kind="stable", ignore_index=True)
    split = {town.name: district_share(policy.amount_fen, town.district_percent) for town in policy.townships}
    frame = paid[["name", "id", "person", "home", "categories", "main_category", "file", "sheet", "row"]].copy()
    frame["kind"] = pd.Categorical(frame["home"].map(policy.kind_of), categories=policy.kinds)
    frame["amount_fen"] = np.int64(policy.amount_fen)
    frame["district_fen"] = frame["home"].map(split).astype(np.int64)
    frame["township_fen"] = frame["amount_fen"] - frame["district_fen"]
    of_paid = judged(
        ACCOUNTS.check(accounts),
        paid,
        OTHER_NAMES.empty() if names is None else names,
        FAILED_ACCOUNTS.empty() if failed is None else failed,
    )
    chosen, found = _choose(paid, of_paid)
    account_of = chosen.set_index("person")[_OF_ACCOUNT].reindex(frame["person"]).fillna("").astype("str")
    frame[_OF_ACCOUNT] = account_of.set_axis(frame.index)
    frame["payable"] = frame["account"] != ""
    return PAYMENTS.check(frame), found


def by_township(payments: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return 分摊汇总: township, kind, people, amount_fen, district_fen, township_fen; one row per 街镇 of the policy,
    zeros included."""
    names = [town.name for town in policy.townships]
    at = pd.Index(names, dtype=STR).get_indexer(pd.Index(as_texts(payments["home"]), dtype=STR))
    sums = np.zeros((len(names) + 1, 1 + len(MONEY_COLUMNS)), dtype=np.int64)  # the last row: of no 街镇 of the policy
    np.add.at(sums, at, np.column_stack([np.ones(len(payments), dtype=np.int64), payments[MONEY_COLUMNS].to_numpy()]))
    kinds = [policy.kind_of[name] for name in names]
    return pd.DataFrame(
        {"township": names, "kind": kinds} | dict(zip(["people", *MONEY_COLUMNS], sums[:-1].T, strict=True))
    )


def one_account(accounts: pd.DataFrame) -> pd.DataFrame:
    """Return the account (frames.ACCOUNTS) of each person who has just one whose number can be used and that no cell speaks against; the same account listed twice is
    one."""
    sound = accounts[accounts["account_fault"].isna()]
    distinct = sound.drop(spoken_against(sound, accounts).index).drop_duplicates(["person", "account"])
    return distinct[~distinct["person"].duplicated(keep=False)]


def _choose(paid: pd.DataFrame, accounts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The one usable account of each person (``usable_accounts.judged``), and findings: W02 for each person who has none, W04 of several; W03,
    W08 and W14 of accounts that are not used."""
    usable = accounts[accounts["code"] == ""]
    several = usable[usable["person"].duplicated(keep=False)]
    chosen = usable[~usable["person"].isin(several["person"])]
    about = [_unused(paid, accounts, code) for code in (STRANGER, FAILED, SHARED)]
    without = paid[~paid["person"].isin(chosen["person"])]
    if without.empty:
        return chosen, findings.concat(about)
    reasons = accounts[accounts["code"] != ""].drop_duplicates("person").set_index("person")["why"]
    why = without["person"].map(reasons).astype(object).fillna("没有银行账户记录")
    why = why.mask(without["person"].isin(several["person"]), "有多个不同的银行账户")
    ambiguous = paid[paid["person"].isin(several["person"])]
    places = several.assign(place=place(several)).groupby("person")["place"].agg("；".join)
    return chosen, findings.concat(
        [
            findings.for_rows("W02", without, value=without["id"], why=why),
            findings.for_rows("W04", ambiguous, value=ambiguous["id"], places=ambiguous["person"].map(places)),
            *about,
        ]
    )


def _unused(paid: pd.DataFrame, accounts: pd.DataFrame, code: str) -> pd.DataFrame:
    """The finding ``code`` at each person who has accounts that are not used for this reason, one for each."""
    rows = accounts[accounts["code"] == code]
    if rows.empty:
        return findings.concat([])
    people = paid.set_index("person")[["id", "file", "sheet", "row"]].reindex(rows["person"])
    return findings.for_rows(code, people, value=people["id"], why=rows["why"])
