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
from huibao_xl.payments.frames import MATCHES

_NO_LINE = -1
_LIKELY = {
    "成功": ("成功", "在途", "未决"),
    "失败": ("失败", "在途", "未决"),
    "未决": ("未决", "在途"),
    "退票": ("退票", "成功", "在途", "未决"),
}
"""{what an answer says: the states that a line likely has, the likeliest first}."""


def match(answers: pd.DataFrame, sent: pd.DataFrame, layout: Layout, batch: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return MATCHES, with the index of ``answers``, and the findings B35 at answers that only their order tells apart.

    ``answers``: RETURN_LINES with outcome (JUDGED); ``sent``: LINES with state, indexed from 0; ``batch``: its number, for serial numbers that hold it.
    """
    lines = pd.DataFrame({"account": _compact(sent["account"]), "holder": _keys(sent["holder"])})
    keys = pd.DataFrame({"account": _compact(answers["account"]), "holder": _keys(answers["holder"])})
    numbered = np.zeros(len(answers), dtype=bool)
    position = pd.Series(_NO_LINE, index=answers.index, dtype="int64")
    contradicted = position.copy()
    if layout.returns_serial:
        numbered, position, contradicted = _by_serial(answers["number"], keys, lines, serials(sent, layout, batch))
    rest = ~numbered & (keys["account"] != "").to_numpy()
    named = (keys["holder"] != "").to_numpy()
    full, full_of_lines = keys["account"] + "\n" + keys["holder"], lines["account"] + "\n" + lines["holder"]
    found = []
    for wanted, of_lines in (
        (full[rest & named], full_of_lines),
        (keys["account"][rest & ~named], lines["account"]),
    ):
        single, groups = _by_key(wanted, of_lines)
        position[single.index] = single
        for group, places in groups:
            rows = answers.loc[group]
            position[group] = np.array(_given_out(rows, places, sent), dtype=np.int64)
            unnamed = sent["state"].iloc[[place for place in places if place not in set(position[group])]]
            if len({*rows["outcome"], *unnamed}) > 1:
                found.append(findings.for_rows("B35", rows, value=rows["account"], lines=len(places), count=len(group)))
    line_of = pd.Series([*sent["line"], _NO_LINE])  # the last is that of position -1
    matches = pd.DataFrame(
        {
            "position": position,
            "numbered_line": line_of.iloc[contradicted].to_numpy(),
            "code": np.where(contradicted >= 0, "B37", ""),
        },
        index=answers.index,
    )
    return MATCHES.check(matches.astype({"code": "str"})), findings.concat(found)


def _compact(account: pd.Series) -> pd.Series:
    return account.map({text: bank_card.compact(text) for text in account.unique()}).astype("str")


def _keys(holder: pd.Series) -> pd.Series:
    return pd.Series(person_name.keys(pa.array(holder, pa.string())).to_numpy(), index=holder.index, dtype="str")


def _number(text: pd.Series) -> pd.Series:
    """Numbers as they are compared: leading zeros do not matter."""
    return text.str.strip().str.lstrip("0")


def _by_serial(
    numbers: pd.Series, keys: pd.DataFrame, lines: pd.DataFrame, serial: pd.Series
) -> tuple[np.ndarray, pd.Series, pd.Series]:
    """Match by serial number: which answers have one, the position of the line that is meant, and of one whose account is another (B37)."""
    index = dict(zip(_number(serial), range(len(serial)), strict=True))
    numbered = (numbers.str.strip() != "").to_numpy()
    at = _number(numbers).map(index).fillna(_NO_LINE).astype(np.int64)
    place = np.clip(at.to_numpy(), 0, None)
    account, holder = lines["account"].to_numpy()[place], lines["holder"].to_numpy()[place]
    fits = (keys["account"] == account) | ((keys["account"] == "") & (keys["holder"] == holder) & (holder != ""))
    hit = numbered & (at >= 0)
    return numbered, at.where(hit & fits, _NO_LINE), at.where(hit & ~fits, _NO_LINE)


def _by_key(wanted: pd.Series, lines: pd.Series) -> tuple[pd.Series, list[tuple[pd.Index, list[int]]]]:
    """Match answers by a key: the position of those whose key one line has; the others, by key, with the positions of its lines."""
    if wanted.empty:
        return pd.Series(dtype="int64"), []
    several = lines.duplicated(keep=False)
    single = lines[~several]
    at = wanted.map(dict(zip(single, single.index, strict=True))).dropna().astype("int64")
    if not several.any():
        return at, []
    places = {key: list(rows) for key, rows in lines[several].groupby(lines[several]).groups.items()}
    waiting = wanted[wanted.isin(list(places))]
    return at, [(group, places[key]) for key, group in waiting.groupby(waiting).groups.items()]


def _given_out(answers: pd.DataFrame, places: list[int], sent: pd.DataFrame) -> list[int]:
    """Give each answer, in order, the likeliest line that has none yet; when all have one, the likeliest of all."""
    free, chosen = list(places), list[int]()
    lines = sent.iloc[places]
    amounts, states = lines["amount_fen"].to_dict(), lines["state"].to_dict()
    for outcome, amount in zip(answers["outcome"], answers["amount_fen"], strict=True):
        likely = _LIKELY[outcome]
        ranks = {
            place: (amounts[place] != amount, likely.index(states[place]) if states[place] in likely else len(likely))
            for place in free or places
        }
        _, best = min((rank, place) for place, rank in ranks.items())
        chosen.append(best)
        if best in free:
            free.remove(best)
    return chosen
