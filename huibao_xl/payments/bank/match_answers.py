"""Which line of a batch a bank's answer speaks of.

Our serial number decides where the layout brings it back, but only if the account is that line's too, or its visible digits are (of another holder it is in doubt, B41): ledgers
of one version numbered every batch from 1, and last year's file must not be taken for this year's. Otherwise account and holder decide. Lines that
share both and cannot be told apart are given out in order: to a line of the right amount first, and to one that already has this answer, so that
the same file twice says the same twice. Where a file says less than it would say of all of them, it may be the day's or all that is known: then it is
for a person to say whose answer it is (B42).
"""

import re

import numpy as np
import pandas as pd
import pyarrow as pa

from huibao_xl import findings
from huibao_xl.identifiers import bank_card, partial_account, partial_name, person_name
from huibao_xl.payments.bank.bank_files import serials
from huibao_xl.payments.bank.layouts import Layout
from huibao_xl.payments.frames import MATCHES

_NO_LINE = -1
_ENDING = 4
"""Digits at the end of an account that banks leave when they mask it."""
_CUT = 4
"""Characters of a name that a bank has cut that still name its holder."""
_LIKELY = {
    "成功": ("成功", "在途", "未决"),
    "失败": ("失败", "在途", "未决"),
    "未决": ("未决", "在途"),
    "退票": ("退票", "成功", "在途", "未决"),
}
"""{what an answer says: the states that a line likely has, the likeliest first}."""


def match(
    answers: pd.DataFrame, sent: pd.DataFrame, layout: Layout, batch: str
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """Return MATCHES, with the index of ``answers``, the findings B35 at answers that only their order tells apart, and of answers that contradict their serial number (B37)
    the positions of the lines whose account or holder they name, each under its answer's index.

    ``answers``: RETURN_LINES with outcome (JUDGED); ``sent``: LINES with state, indexed from 0; ``batch``: its number, for serial numbers that hold it.
    """
    lines = pd.DataFrame({"account": _compact(sent["account"]), "holder": _keys(sent["holder"])})
    keys = pd.DataFrame({"account": _compact(answers["account"]), "holder": _keys(answers["holder"])})
    keys["named"] = answers["holder"]
    code = pd.Series("", index=answers.index, dtype="str")
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
            if len(unsure := _ambiguous(rows, places, sent)):
                waiting = [place for place in places if sent["state"].iloc[place] in ("在途", "未决")]
                position[unsure], code[unsure] = np.resize(waiting, len(unsure)), "B42"
            unnamed = sent["state"].iloc[[place for place in places if place not in set(position[group])]]
            if len({*rows["outcome"], *unnamed}) > 1:
                found.append(findings.for_rows("B35", rows, value=rows["account"], lines=len(places), count=len(group)))
    position = _by_parts(position, keys[rest & named & (position == _NO_LINE).to_numpy()], lines)
    code[position.index[_other_holder(position, keys, lines)]] = "B41"
    line_of = pd.Series([*sent["line"], _NO_LINE])  # the last is that of position -1
    matches = pd.DataFrame(
        {
            "position": position,
            "numbered_line": line_of.iloc[contradicted].to_numpy(),
            "code": code.mask(contradicted >= 0, "B37"),
        },
        index=answers.index,
    )
    crossed = keys[(contradicted >= 0).to_numpy()]
    return MATCHES.check(matches.astype({"code": "str"})), findings.concat(found), _named_lines(crossed, lines)


def _named_lines(keys: pd.DataFrame, lines: pd.DataFrame) -> pd.Series:
    """The positions of all lines of the account that an answer writes, whole or masked, without one of the holder: where its money may have gone."""
    accounts, found = lines["account"].to_numpy(), list[tuple[int, int]]()
    for row, account, key in zip(keys.index, keys["account"], keys["holder"], strict=True):
        if not account:
            places = np.flatnonzero((lines["holder"] == key).to_numpy() & (key != ""))
        else:
            places = np.flatnonzero(accounts == account)
            shown = partial_account.pattern(account)
            if not len(places) and shown:
                places = np.array([at for at, each in enumerate(accounts) if re.fullmatch(shown, each)], dtype=np.int64)
        found += [(row, int(place)) for place in places]
    return pd.Series([place for _, place in found], index=[row for row, _ in found], dtype="int64")


def _compact(account: pd.Series) -> pd.Series:
    return account.map({text: bank_card.compact(text) for text in account.unique()}).astype("str")


def _keys(holder: pd.Series) -> pd.Series:
    return pd.Series(person_name.keys(pa.array(holder, pa.string())).to_numpy(), index=holder.index, dtype="str")


def plain_number(text: pd.Series) -> pd.Series:
    """Return serial numbers as they are compared: leading zeros do not matter."""
    return text.str.strip().str.lstrip("0")


def _by_serial(
    numbers: pd.Series, keys: pd.DataFrame, lines: pd.DataFrame, serial: pd.Series
) -> tuple[np.ndarray, pd.Series, pd.Series]:
    """Match by serial number: which answers have one, the position of the line that is meant, and of one whose account is another (B37)."""
    index = dict(zip(plain_number(serial), range(len(serial)), strict=True))
    numbered = numbers.str.contains(r"\d").to_numpy(dtype=bool)  # 合计 in that column is no number
    at = plain_number(numbers).map(index).fillna(_NO_LINE).astype(np.int64)
    place = np.clip(at.to_numpy(), 0, None)
    account, holder = lines["account"].to_numpy()[place], lines["holder"].to_numpy()[place]
    fits = (keys["account"] == account) | ((keys["account"] == "") & (keys["holder"] == holder) & (holder != ""))
    masked = np.flatnonzero(~fits & (at >= 0).to_numpy() & (keys["account"] != "").to_numpy())
    written = keys["account"].to_numpy()
    may_be = [
        _may_be(written[row], account[row]) for row in masked
    ]  # under another name it is a B41, as a whole account is
    fits = fits | fits.index.isin(fits.index[masked[np.array(may_be, dtype=bool)]])
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


def _ambiguous(answers: pd.DataFrame, places: list[int], sent: pd.DataFrame) -> pd.Index:
    """Answers to lines that cannot be told apart that may be those of lines which have them already, told again, or of lines that have none yet: a file
    that names all of these lines says all that is known, one that names fewer may be the day's."""
    if len(answers) >= len(places):
        return answers.index[:0]
    lines, doubtful = sent.iloc[places], list[pd.Index]()
    for (outcome, amount), rows in answers.groupby(["outcome", "amount_fen"]):
        alike = lines[lines["amount_fen"] == amount]
        has, waits = (alike["state"] == outcome).sum(), alike["state"].isin(("在途", "未决")).any()
        if outcome != "未决" and len(rows) <= has and waits:
            doubtful.append(rows.index)
    return doubtful[0].append(doubtful[1:]) if doubtful else answers.index[:0]


def _by_parts(position: pd.Series, keys: pd.DataFrame, lines: pd.DataFrame) -> pd.Series:
    """Match answers of which account or holder are masked or cut: the one line whose account and holder they may be, among those of the holder, or
    whose account ends so."""
    if keys.empty:
        return position
    position, holders, accounts = position.copy(), lines["holder"].to_numpy(), lines["account"].to_numpy()
    of_holder, ending = lines.groupby("holder").indices, lines.groupby(lines["account"].str[-_ENDING:]).indices
    for row, account, key, named in zip(keys.index, keys["account"], keys["holder"], keys["named"], strict=True):
        shown = partial_account.pattern(account) or re.escape(account)
        places = of_holder[key] if key in of_holder else ending.get(account[-_ENDING:], ())
        alike = [at for at in places if re.fullmatch(shown, accounts[at]) and _may_name(named, holders[at])]
        if len(alike) == 1:
            position[row] = alike[0]
    return position


def _other_holder(position: pd.Series, keys: pd.DataFrame, lines: pd.DataFrame) -> np.ndarray:
    """Which answers name a holder that is not the line's: where the bank knows the account under another name, somebody else has the money."""
    holder = lines["holder"].to_numpy()[position.clip(lower=0).to_numpy()] if len(lines) else keys["holder"].to_numpy()
    other: np.ndarray = (position >= 0).to_numpy() & (keys["holder"] != "").to_numpy()
    other &= keys["holder"].to_numpy() != holder
    rows = np.flatnonzero(other)
    other[rows] = [not _may_name(str(keys["named"].iloc[row]), str(holder[row])) for row in rows]
    return other


def _may_be(written: str, account: str) -> bool:
    """Whether a masked account may be this one."""
    shown = partial_account.pattern(written)
    return shown is not None and re.fullmatch(shown, account) is not None


def _may_name(written: str, holder: str) -> bool:
    """Whether a holder as a bank writes it, perhaps masked, without a rare character, or cut to the bank's width, may be that of a line (a key); an
    empty one may be anybody."""
    key = person_name.key(written)
    shown = partial_name.pattern(written, titles=False)
    cut = len(key) >= _CUT and holder.startswith(key)
    return key in ("", holder) or cut or (shown is not None and re.fullmatch(shown, holder) is not None)
