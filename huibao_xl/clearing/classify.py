"""补贴清算: who should have been paid, what and by whom, against what was paid. A step of frames; it opens no file.

Every paid line, and every person entitled whom no line names, becomes one row (:data:`ITEMS`) of exactly one class:

- 一致: the entitled person was paid the right amount by the right bearers;
- 漏发: entitled, nothing paid and nothing in flight;
- 错额: entitled, paid *less* than due;
- 多发: paid *more* than the policy gives: above the due amount of an entitled person, or to somebody whom no list knows, neither now nor earlier;
- 错街镇: the right amount, borne by other bearers than due (another 街镇, or another share): money moves between bearers, not to a person;
- 重复发放: a further line for a person of whom another line is judged, or whose payment the 往期发放 of the sources already tells (X06);
- 依据消失: paid to a person of the lists (now, or by the earlier ones) whom the lists now do not entitle: the decision's code and reason say why;
- 在途: sent, not yet confirmed: it is not made up a second time, and not counted as paid;
- 待核: paid, and a person must look first: the row is 待核 now, or the paid id is no id, or an entitled and unpaid person may be the one paid, or a cell of
  the line leaves open whether, how much or by whom it was paid.

Of several lines of an entitled person that one is held against the due amount which fits best (confirmed, then 街镇, then amount, then the
earliest); the others are 重复发放. A correction is shares(due) less shares(paid), bearer by bearer, never a split of the difference.
"""

import numpy as np
import pandas as pd

from huibao_xl.clearing.returned_lists import is_of_several, names_in
from huibao_xl.clearing.whose import may_be
from huibao_xl.first_fit import first_fit
from huibao_xl.frames import LABEL, MONEY, NUMBER, PERSON, PLACE, TEXT, Shape
from huibao_xl.matching import near
from huibao_xl.money import district_share
from huibao_xl.payments.renumbered import by_number
from huibao_xl.policy import Policy

CLASSES = ("一致", "漏发", "错额", "多发", "错街镇", "重复发放", "依据消失", "在途", "待核")
CLASS_OF = {
    "C01": "一致",
    "C02": "漏发",
    "C03": "多发",
    "C04": "多发",
    "C05": "错额",
    "C06": "错街镇",
    "C07": "错街镇",
    "C08": "重复发放",
    "C09": "重复发放",
    "C10": "依据消失",
    "C11": "依据消失",
    "C12": "待核",
    "C13": "待核",
    "C14": "待核",
    "C15": "待核",
    "C16": "在途",
    "C17": "待核",
}
"""{code of the catalogue: the class of a row that has it}."""
MAKE_UP, RECOVER, MOVE = "补发", "追回", "调整"
CORRECTION = {
    "漏发": MAKE_UP,
    "错额": MAKE_UP,
    "多发": RECOVER,
    "重复发放": RECOVER,
    "依据消失": RECOVER,
    "错街镇": MOVE,
}
"""{class: what corrects it}; the other classes stand as they are, or wait."""
WAITING = ("在途", "待核")
DISTRICT, UNKNOWN = "区级", "街镇不明"
"""Bearers beside the 街镇: the district, and nobody known (a paid line without a 街镇 for a person without one)."""
MONEY_COLUMNS = ["amount_fen", "district_fen", "township_fen"]
PAID, FLYING = "成功", "在途"
_UNREAD_BESIDE = "同一人另有一笔的金额没有写或看不懂，可能冲正了这一笔，也可能补足它"
_OPEN_BESIDE = "少于标准，而同一人另有一笔还不能确定或没有确认，可能就是其余的部分"

LINES = Shape(
    "paid lines",
    {name: PERSON[name] for name in ("name", "name_key", "id", "id_fault", "person")}
    | {
        "holder": TEXT,
        "township": TEXT,
        "amount_fen": MONEY,
        "district_fen": MONEY,
        "township_fen": MONEY,
        "state": TEXT,
        "remark": TEXT,
        "doubt": TEXT,
    }
    | {"file": TEXT, "sheet": TEXT, "row": NUMBER},
)
"""One row per payment of the year. holder: to whose account as the source writes it ("": nothing to compare); township: "" if the source names none (then township_fen is all of it); state: 成功
or 在途; remark: what the source says besides (the bank once answered in another amount); doubt: what leaves open whether the line was paid, how much, or by
whom ("": nothing); file, sheet, row: the ledger,
batch, line, or the place of the row."""

STANDING = Shape(
    "standing",
    {name: PERSON[name] for name in ("name", "name_key", "id", "id_fault", "person")}
    | {"code": TEXT, "why": TEXT, "township": TEXT, "amount_fen": MONEY, "district_fen": MONEY, "township_fen": MONEY}
    | {"file": TEXT, "sheet": TEXT, "row": NUMBER},
)
"""What the lists say: one row per person (-1: one per row without a readable id). code: the decision; amounts: 0 unless it is OK."""

ITEMS = Shape(
    "items",
    {"class": LABEL, "code": TEXT, "person": NUMBER, "name": TEXT, "id": TEXT, "decision": TEXT, "decision_why": TEXT}
    | {f"{side}_{column}": MONEY for side in ("due", "paid", "flying") for column in MONEY_COLUMNS}
    | {"due_township": TEXT, "paid_township": TEXT, "assumed": "bool", "remark": TEXT, "other": TEXT}
    | {
        f"{side}_{column}": dtype
        for side in ("due", "paid")
        for column, dtype in (PLACE | dict.fromkeys(("file", "sheet"), TEXT)).items()
    },
)
"""One row per payment of the year, and per entitled person without one. code: C.. of the catalogue; due_*: on the row that carries the person,
else 0; paid_*: confirmed; flying_*: not yet; assumed: the paid 街镇 is the one due, for the source names none; other: the place of the
record that may be the same person; places: row 0 where there is none."""


def standing(decided: pd.DataFrame, rules: Policy) -> pd.DataFrame:
    """Return STANDING of a frame with name, name_key, id, id_fault, person, code, why, home, file, sheet, row: a person's best row counts."""
    code = decided["code"].astype("str")
    rank = first_fit([code == "OK", code.str.startswith("H"), code != "X04", code == "X04"])
    frame = decided.assign(code=code, township=decided["home"].astype("str").fillna(""))
    for column, shares in _shares(rules).items():
        frame[column] = frame["township"].map(shares).fillna(0).astype("int64").where(code == "OK", 0)
    frame = frame.iloc[np.argsort(rank, kind="stable")]
    frame = frame[(frame["person"] < 0) | ~frame["person"].duplicated()].sort_index().reset_index(drop=True)
    return STANDING.check(frame[list(STANDING.columns)].astype(_plain(STANDING)))


def _plain(shape: Shape) -> dict[str, str]:
    return {name: dtype for name, dtype in shape.columns.items() if name not in ("id_fault", "class")}


def _shares(rules: Policy) -> dict[str, dict[str, int]]:
    """{column: {街镇: fen}} of one person of the policy."""
    district = {town.name: district_share(rules.amount_fen, town.district_percent) for town in rules.townships}
    amount = dict.fromkeys(district, rules.amount_fen)
    township = {town: amount[town] - district[town] for town in amount}
    return dict(zip(MONEY_COLUMNS, (amount, district, township), strict=True))


def with_shares(lines: pd.DataFrame, rules: Policy) -> pd.DataFrame:
    """Return lines with district_fen and township_fen by the policy's share of their 街镇; without a 街镇 nothing is the district's."""
    percent = {town.name: town.district_percent for town in rules.townships}
    cells = zip(lines["amount_fen"], lines["township"], strict=True)
    district = [district_share(fen, percent[town]) if town in percent else 0 for fen, town in cells]
    shared = lines.assign(district_fen=np.array(district, dtype="int64"))
    return shared.assign(township_fen=shared["amount_fen"] - shared["district_fen"])


def classify(
    lines: pd.DataFrame, now: pd.DataFrame, rules: Policy, earlier: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return ITEMS: first the lines in their order, then the entitled without one, in theirs.

    ``lines``: LINES; ``now``: STANDING; ``earlier``: STANDING of the earlier sources, if they are known.
    """
    lines, now = LINES.check(lines).reset_index(drop=True), STANDING.check(now)
    people = now[now["person"] >= 0]
    judged = _judged(_placed(lines, people, rules), people)
    missed = people[(people["code"] == "OK") & ~people["person"].isin(judged["person"])].reset_index(drop=True)
    baseless = judged[(judged["code"].fillna("") != "OK") & judged["first"]]
    doubts = _doubts(baseless, missed, now[(now["person"] < 0) & (now["code"] == "H01")])
    doubts = doubts[0], _with_others_of_rows(doubts[1], judged, missed)
    items = pd.concat([_of_lines(judged, doubts[0], earlier), _of_missed(missed, doubts[1])], ignore_index=True)
    items["class"] = pd.Categorical(items["class"], categories=CLASSES)
    return ITEMS.check(items[list(ITEMS.columns)].astype(_plain(ITEMS)))


def _placed(lines: pd.DataFrame, people: pd.DataFrame, rules: Policy) -> pd.DataFrame:
    """Lines whose source names no 街镇 are taken to be borne as due, and say so (assumed)."""
    silent = lines["township"] == ""
    home = lines["person"].map(people.set_index("person")["township"]).fillna("")
    filled = lines.assign(township=lines["township"].where(~silent, home).astype("str"), assumed=silent & (home != ""))
    borne = with_shares(filled[filled["assumed"]], rules)
    filled.loc[borne.index, ["district_fen", "township_fen"]] = borne[["district_fen", "township_fen"]]
    return filled


def _judged(lines: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Lines with what is due to their person (due_*, code, why) and whether a line is the one that is held against it (first)."""
    due = people.drop(columns=["name", "name_key", "id", "id_fault"]).set_index("person")
    due = due.rename(columns={name: f"due_{name}" for name in due.columns if name not in ("code", "why")})
    judged = lines.join(due, on="person")
    key = judged["person"].where(judged["person"] >= 0, -2 - judged.index.to_series())
    worse = pd.DataFrame(
        {
            "doubt": judged["doubt"] != "",
            "state": judged["state"] != PAID,
            "town": judged["township"] != judged["due_township"],
            "amount": judged["amount_fen"] != judged["due_amount_fen"],
        }
    )
    order = worse.sort_values(["doubt", "state", "town", "amount"], kind="stable").index
    return judged.assign(first=~key.loc[order].duplicated().reindex(judged.index))


def _doubts(paid: pd.DataFrame, missed: pd.DataFrame, unread: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Paid lines without a basis x entitled people without a payment (and insured rows without a readable id), where near: the place
    of the other, by the index of the line and of ``missed``."""
    columns = ["name_key", "id", "id_fault"]
    candidates = pd.concat([missed, unread])
    found = near.pairs(paid[columns].reset_index(drop=True), candidates[columns].reset_index(drop=True))
    found = (
        pd.concat([found[["left", "right"]], by_number(paid, missed), may_be(paid, missed)])
        .drop_duplicates()
        .astype("int64")
    )
    left, right = paid.iloc[found["left"]], candidates.iloc[found["right"]]
    of_line = pd.Series(_place(right), index=left.index, dtype="str")
    of_missed = pd.Series(_place(left), index=right.index, dtype="str")[(found["right"] < len(missed)).to_numpy()]
    return of_line[~of_line.index.duplicated()], of_missed[~of_missed.index.duplicated()]


def _with_others_of_rows(of_missed: pd.Series, judged: pd.DataFrame, missed: pd.DataFrame) -> pd.Series:
    """The places of lines that may have paid the people ``missed``, also of those that name them beside somebody else."""
    found = of_missed.to_dict()
    for at, name in judged.loc[is_of_several(judged["name"]), "name"].items():
        for other in missed.index[missed["name_key"].isin(names_in(name))]:
            found.setdefault(other, _place(judged.loc[[at]])[0])
    return pd.Series(found, dtype="str")


def _place(rows: pd.DataFrame) -> list[str]:
    cells = zip(rows["file"], rows["sheet"], rows["row"], strict=True)
    return [" › ".join([part for part in (file, sheet) if part] + [f"第{row}行"]) for file, sheet, row in cells]


def _of_lines(judged: pd.DataFrame, doubt: pd.Series, earlier: pd.DataFrame | None) -> pd.DataFrame:
    """The rows of ITEMS that are paid lines, each with the first code that fits."""
    code = judged["code"].fillna("").astype("str")
    due = judged["first"] & (code == "OK")
    masks = _masks(judged, code, due, doubt, earlier)
    codes = np.array([*masks, "C04"], dtype=object)[first_fit(list(masks.values()))]
    frame = pd.DataFrame(
        {
            "class": [CLASS_OF[reason] for reason in codes],
            "code": codes,
            "decision": code,
            "decision_why": judged["why"].fillna(""),
            "due_township": judged["due_township"].fillna("").where(due, ""),
            "paid_township": judged["township"],
            "other": doubt.reindex(judged.index).fillna(""),
        },
        index=judged.index,
    )
    for column in MONEY_COLUMNS:
        frame[f"due_{column}"] = judged[f"due_{column}"].fillna(0).where(due, 0)
        frame[f"paid_{column}"] = judged[column].where(judged["state"] == PAID, 0)
        frame[f"flying_{column}"] = judged[column].where(judged["state"] != PAID, 0)
    for column, empty in (("file", ""), ("sheet", ""), ("row", 0)):
        frame[f"due_{column}"] = judged[f"due_{column}"].fillna(empty)
        frame[f"paid_{column}"] = judged[column]
    remark = judged["doubt"].where(judged["doubt"] != "", judged["remark"])
    beside = np.where(_has_unread(judged), _UNREAD_BESIDE, _OPEN_BESIDE)
    remark = remark.where(~((codes == "C17") & (judged["doubt"] == "")), beside)
    return frame.assign(remark=remark).join(judged[["person", "name", "id", "assumed"]])


def _masks(
    judged: pd.DataFrame, code: pd.Series, due: pd.Series, doubt: pd.Series, earlier: pd.DataFrame | None
) -> dict[str, pd.Series | np.ndarray]:
    """{code: which lines it fits}, in the order in which they are asked; what none fits is C04, paid to somebody whom
    no list knows."""
    amount, right = judged["amount_fen"], judged["due_amount_fen"].fillna(0)
    town = judged["township"] == judged["due_township"]
    listed_then = judged["person"].isin(earlier["person"] if earlier is not None else []) & (judged["person"] >= 0)
    less = due & (judged["state"] == PAID) & (amount < right)
    return {
        "C17": (judged["doubt"] != "") | (less & _has_open(judged)) | _has_unread(judged),
        "C16": judged["state"] != PAID,
        "C08": ~judged["first"],
        "C03": due & (amount > right),
        "C05": due & (amount < right),
        "C01": due & town & (judged["district_fen"] == judged["due_district_fen"]),
        "C07": due & town,
        "C06": due,
        "C09": code == "X06",
        "C14": judged.index.isin(doubt.index),
        "C13": judged["person"] < 0,
        "C12": code.str.startswith("H"),
        "C10": code != "",
        "C11": listed_then,
    }


def _has_open(judged: pd.DataFrame) -> pd.Series:
    """Whether the person of a line has another one that is in doubt, or not confirmed: it may be what is missing."""
    open_people = judged.loc[(judged["doubt"] != "") | (judged["state"] != PAID), "person"]
    return judged["person"].isin(open_people) & (judged["person"] >= 0)


def _has_unread(judged: pd.DataFrame) -> pd.Series:
    """Whether the person of a line has another one whose amount cannot be read: it may take this one back."""
    unread = judged.loc[(judged["doubt"] != "") & (judged["amount_fen"] == 0), "person"]
    return judged["person"].isin(unread) & (judged["person"] >= 0)


def _of_missed(missed: pd.DataFrame, doubt: pd.Series) -> pd.DataFrame:
    doubtful = missed.index.isin(doubt.index)
    frame = missed[["person", "name", "id"]].assign(
        **{"class": np.where(doubtful, CLASS_OF["C15"], CLASS_OF["C02"]), "code": np.where(doubtful, "C15", "C02")},
        decision=missed["code"],
        decision_why=missed["why"],
        due_township=missed["township"],
        paid_township="",
        assumed=False,
        remark="",
        other=doubt.reindex(missed.index).fillna(""),
    )
    for column in MONEY_COLUMNS:
        frame[f"due_{column}"], frame[f"paid_{column}"], frame[f"flying_{column}"] = missed[column], 0, 0
    for column, empty in (("file", ""), ("sheet", ""), ("row", 0)):
        frame[f"due_{column}"], frame[f"paid_{column}"] = missed[column], empty
    return frame
