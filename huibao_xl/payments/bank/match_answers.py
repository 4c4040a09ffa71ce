"""Which line of a batch a bank's answer speaks of.

Our serial number decides where the layout brings it back, but only if the account is that line's too: the same number stands in every batch,
and last year's file must not be taken for this year's. Otherwise account and holder decide. Lines that share both and cannot be
told apart are given out in order: to a line of the right amount first, and to one that already has this answer, so that the same file twice
says the same twice.
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from huibao_xl import findings
from huibao_xl.identifiers import bank_card, person_name
from huibao_xl.payments.bank.bank_files import serials
from huibao_xl.payments.bank.layouts import Layout

_NO_LINE = -1
_LIKELY = {
    "成功": ("成功", "在途", "未决"),
    "失败": ("失败", "在途", "未决"),
    "未决": ("未决", "在途"),
    "退票": ("退票", "成功", "在途", "未决"),
}
"""{what an answer says: the states that a line likely has, the likeliest first}."""


def match(work: pd.DataFrame, sent: pd.DataFrame, layout: Layout, batch: str, found: list[pd.DataFrame]) -> None:
    """Set ``at`` of every answer, the position of its line in ``sent`` or -1; report B35, and mark B37 (``code``, and ``told``: the line of that number).

    ``work``: ANSWERS with outcome and code; ``sent``: LINES and state, from 0.
    """
    work["at"], work["told"] = _NO_LINE, _NO_LINE
    lines = sent.assign(account=_compact(sent["account"]), holder=_keys(sent["holder"]))
    own = pd.DataFrame({"account": _compact(work["account"]), "holder": _keys(work["holder"])}, index=work.index)
    rest = np.ones(len(work), dtype=bool)
    if layout.returns_serial:
        rest = _by_serial(work, own, lines, serials(sent, layout, batch))
    rest &= (own["account"] != "").to_numpy()
    named = (own["holder"] != "").to_numpy()
    shared = _by_key(
        work, own["account"] + "\n" + own["holder"], lines["account"] + "\n" + lines["holder"], rest & named, sent
    )
    shared += _by_key(work, own["account"], lines["account"], rest & ~named, sent)
    for group in shared:
        answers = work.loc[group]
        if answers["outcome"].nunique() > 1:
            found.append(findings.for_rows("B35", answers, value=answers["account"], count=len(group)))


def _compact(account: pd.Series) -> pd.Series:
    return account.map({text: bank_card.compact(text) for text in account.unique()}).astype("str")


def _keys(holder: pd.Series) -> pd.Series:
    return pd.Series(person_name.keys(pa.array(holder, pa.string())).to_numpy(), index=holder.index, dtype="str")


def _number(text: pd.Series) -> pd.Series:
    """Numbers as they are compared: leading zeros do not matter."""
    return text.str.strip().str.lstrip("0")


def _by_serial(work: pd.DataFrame, own: pd.DataFrame, lines: pd.DataFrame, numbers: pd.Series) -> np.ndarray:
    """Match by serial number; return which answers have none. A number whose account is not that line's is B37."""
    index = dict(zip(_number(numbers), range(len(numbers)), strict=True))
    told = (work["number"].str.strip() != "").to_numpy()
    at = _number(work["number"]).map(index).fillna(_NO_LINE).astype(np.int64).to_numpy()
    place = np.clip(at, 0, None)
    account, holder = lines["account"].to_numpy()[place], lines["holder"].to_numpy()[place]
    fits = (own["account"] == account) | ((own["account"] == "") & (own["holder"] == holder) & (holder != ""))
    known = told & (at >= 0)
    work.loc[known & fits, "at"] = at[known & fits]
    alien = known & ~fits
    work.loc[alien, "code"], work.loc[alien, "told"] = "B37", lines["line"].to_numpy()[place[alien]]
    return ~told


def _by_key(
    work: pd.DataFrame, own: pd.Series, lines: pd.Series, rest: np.ndarray, sent: pd.DataFrame
) -> list[pd.Index]:
    """Match the answers of ``rest`` by a key; return those that had to be given out in order."""
    single = lines[~lines.duplicated(keep=False)]
    at = own[rest].map(dict(zip(single, single.index, strict=True))).dropna()
    work.loc[at.index, "at"] = at.astype(np.int64)
    several = lines[lines.duplicated(keep=False)]
    places = several.groupby(several).groups
    waiting = own[rest][own[rest].isin(list(places))]
    groups = [group for _, group in waiting.groupby(waiting).groups.items()]
    for group in groups:
        _give_out(work, group, list(places[own[group[0]]]), sent)
    return groups


def _give_out(work: pd.DataFrame, answers: pd.Index, places: list[int], sent: pd.DataFrame) -> None:
    """Give each answer, in order, the likeliest line that has none yet; when all have one, the likeliest of all."""
    free = list(places)
    amounts, states = sent["amount_fen"].to_dict(), sent["state"].to_dict()
    for answer in answers:
        likely, amount = _LIKELY[work.at[answer, "outcome"]], work.at[answer, "amount_fen"]
        ranks = {
            place: (amounts[place] != amount, likely.index(states[place]) if states[place] in likely else len(likely))
            for place in free or places
        }
        _, chosen = min((rank, place) for place, rank in ranks.items())
        work.at[answer, "at"] = chosen
        if chosen in free:
            free.remove(chosen)
