"""Two lists of one role compared, person by person: 新增, 退出, 变更 (which field, from, to), 未变, 无法比对. Nothing changes unseen.

A person is a valid id. One whose id is none (a passport, a slip) is the same person only if name and number are written alike in both
lists; a number that is merely near is shown as a hint and decides nothing. A number that Excel destroyed, or none at all, identifies
nobody: such rows are put side by side by name and what stands in their number's cell, and are 无法比对, never new or gone; so is
who would be new or gone while a row of the same name without a usable number stands on the other side only. Every person of both lists is in exactly one class, and the
classes add up on both sides. Every column that both lists have is compared, each cell as it is meant: white space, full width, the spelling
of a day, of a 街镇 or of a name's rare character make no change. Of a person with several rows equal rows are paired first, then the rest in
the order of their content, so that the order of a list never matters.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.equations import equation_table
from huibao_xl.first_fit import first_fit
from huibao_xl.frames import LABEL, NUMBER, TEXT, Shape
from huibao_xl.identifiers import person_name
from huibao_xl.identifiers.spelling import plain
from huibao_xl.matching import near
from huibao_xl.monitoring.moves import about_moves, household_moves, same_household
from huibao_xl.rosters import days
from huibao_xl.rosters.listing import Listing
from huibao_xl.rosters.place import place

ADDED, GONE, CHANGED, SAME, UNSURE = KINDS = ("新增", "退出", "变更", "未变", "无法比对")
_NOBODY = "!"
"""Begins the key of rows without a usable number."""
OLD, NEW = "旧名单", "新名单"
ENTIRE_ROW = "（整条记录）"
_OF_ONE_HOUSEHOLD, _OTHER_NAME = "同姓名、同一户、号码不同", "同一户、号码相近而姓名不同"
_FAULTY = "同姓名、号码有一方无效"

PEOPLE = Shape(
    "people",
    {
        "key": TEXT,
        "kind": LABEL,
        "name": TEXT,
        "name_key": TEXT,
        "id": TEXT,
        "id_fault": LABEL,
        "township": TEXT,
        "changed": TEXT,
        "rows_old": NUMBER,
        "rows_new": NUMBER,
        "place_old": TEXT,
        "place_new": TEXT,
        "hint": TEXT,
    },
)
"""One row per person: first those of the new list in its order, then who is gone. id: normalised, as found where it is none.
changed: the fields, 、-joined. place: of the first row in each list, "" if it is not there."""

FIELDS = Shape(
    "fields",
    {"key": TEXT, "name": TEXT, "id": TEXT, "township": TEXT, "field": TEXT, "old": TEXT, "new": TEXT, "place": TEXT},
)
"""One row per changed field of a person. ENTIRE_ROW: a row that only one list has, its content in old or new. place:
in the new list, else in the old."""


@dataclass(frozen=True)
class Compared:
    """What a comparison gives. ``balance``: frames.BALANCE, the equations that must hold; ``moves``: moves.MOVES, of lists of households."""

    role: str
    people: pd.DataFrame
    fields: pd.DataFrame
    findings: pd.DataFrame
    balance: pd.DataFrame
    moves: pd.DataFrame


def compare(old: Listing, new: Listing) -> Compared:
    """Compare two lists of one role."""
    shared = [field for field in new.fields if field in old.fields]
    before, after = _keyed(old, OLD, shared), _keyed(new, NEW, shared)
    fields = _changed_fields(before, after, shared)
    people, hints, linked = _hinted(_unsettled(_people(before, after, fields)), before, after)
    moves = household_moves(before, after, linked)
    about = about_moves(moves, new.sheets["path"].iloc[0])
    found = [old.findings, new.findings, *_columns_of_one(old, new, shared), *_several(before, after), hints, about]
    balance = _equations(old, new, before, after, people, fields)
    return Compared(new.role.name, people, fields, findings.concat(found), balance, moves)


def _keyed(listing: Listing, side: str, shared: list[str]) -> pd.DataFrame:
    """The rows with their person's ``key``, where they stand, and per compared field what its cell means (``=field``)."""
    rows = listing.rows
    shown = rows["id"].where(rows["id_fault"].isna(), rows["id_raw"]).astype("str")
    meant = {f"={field}": _meant(field, rows[field]) for field in shared}
    key, written = person_keys(rows, side), rows["id_raw"].map(_plain)
    nobody = key.str.startswith(side)
    key = key.where(~nobody, _NOBODY + rows["name_key"] + "|" + written).astype("str")
    return rows.assign(key=key, shown=shown, place=place(rows), **meant)


def person_keys(rows: pd.DataFrame, side: str) -> pd.Series:
    """Return who each row of a list (listing.LISTED) is, by the same text in both lists. ``side``: OLD or NEW, for rows that are nobody else's."""
    exact = rows["id_fault"].notna() & (rows["id_fault"] != "lost") & (rows["id"] != "") & (rows["name_key"] != "")
    alone = pd.Series([f"{side}{at}" for at in range(len(rows))], dtype="str")
    key = alone.where(~exact, "?" + rows["name_key"] + "|" + rows["id"])
    return key.where(rows["person"] < 0, rows["person"].astype("str")).astype("str")


def _meant(field: str, texts: pd.Series) -> pd.Series:
    """What cells mean, once per distinct text."""
    meaning = _MEANINGS.get(field, _plain)
    return texts.map({text: meaning(text) for text in texts.unique()}).astype("str")


def _plain(text: str) -> str:
    """Half width, without white space; 1,510.00 is 1510.

    >>> _plain(" 1,510.00 "), _plain("Ａ 座")
    ('1510', 'A座')
    """
    word = plain(text)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", word):
        word = word.replace(",", "")
    return re.sub(r"(\.\d*?)0+$", r"\1", word).removesuffix(".") if re.fullmatch(r"-?\d+\.\d+", word) else word


def _day(end: bool) -> Callable[[str], str]:
    def meaning(text: str) -> str:
        try:
            return str(days.parse(text, end) or "")
        except days.Unreadable:
            return _plain(text)

    return meaning


_MEANINGS: dict[str, Callable[[str], str]] = {
    "姓名": person_name.key,
    "生效日期": _day(end=False),
    "承保日期": _day(end=False),
    "失效日期": _day(end=True),
}


def _changed_fields(old: pd.DataFrame, new: pd.DataFrame, shared: list[str]) -> pd.DataFrame:
    counts = [rows["key"].value_counts() for rows in (old, new)]
    both = counts[0].index.intersection(counts[1].index)
    once = both[(counts[0][both] == 1).to_numpy() & (counts[1][both] == 1).to_numpy()]
    parts = [_of_pairs(old[old["key"].isin(once)], new[new["key"].isin(once)], shared)]
    several = both.difference(once)
    if len(several):
        grouped = [dict(iter(rows[rows["key"].isin(several)].groupby("key"))) for rows in (old, new)]
        parts += [_of_several(grouped[0][key], grouped[1][key], shared) for key in sorted(several)]
    found = pd.concat(parts, ignore_index=True)
    return FIELDS.check(found[list(FIELDS.columns)].astype("str"))


def _of_pairs(old: pd.DataFrame, new: pd.DataFrame, shared: list[str]) -> pd.DataFrame:
    """Rows that answer each other by key: one line for each field whose meaning differs."""
    before = old.set_index("key").reindex(new["key"])
    parts = [FIELDS.empty()]
    for field in shared:
        differs = before[f"={field}"].to_numpy() != new[f"={field}"].to_numpy()
        parts.append(
            _lines(new[differs], field, before.loc[differs, field].to_numpy(), new.loc[differs, field].to_numpy())
        )
    return pd.concat(parts, ignore_index=True)


def _lines(rows: pd.DataFrame, field: str, old: object, new: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "key": rows["key"],
            "name": rows["name"],
            "id": rows["shown"],
            "township": rows["街镇"],
            "field": field,
            "old": old,
            "new": new,
            "place": rows["place"],
        }
    )


def _of_several(old: pd.DataFrame, new: pd.DataFrame, shared: list[str]) -> pd.DataFrame:
    """Of a person with several rows: equal rows are paired and gone, the rest are paired in the order of their content."""
    meant = [f"={field}" for field in shared]
    rests = []
    left = [Counter(rows[meant].itertuples(index=False, name=None)) for rows in (old, new)]
    for rows, other in ((old, left[1].copy()), (new, left[0].copy())):
        unpaired = []
        for row in rows[meant].itertuples(index=False, name=None):
            unpaired.append(other[row] <= 0)
            other[row] -= 1
        rests.append(rows[unpaired].sort_values([*meant, "place"]))
    pairs = min(map(len, rests))
    first, second = (rest.iloc[:pairs] for rest in rests)
    parts = [_of_pairs(first.assign(key=range(pairs)), second.assign(key=range(pairs)), shared)]
    for rest, is_new in zip(rests, (False, True), strict=True):
        more = rest.iloc[pairs:]
        content = [
            "，".join(f"{field} {row[field]}" for field in shared if row[field]) for row in more.to_dict("records")
        ]
        empty = [""] * len(more)
        parts.append(_lines(more, ENTIRE_ROW, *((empty, content) if is_new else (content, empty))))
    return pd.concat(parts, ignore_index=True).assign(key=old["key"].iloc[0])


def _people(old: pd.DataFrame, new: pd.DataFrame, fields: pd.DataFrame) -> pd.DataFrame:
    firsts = [rows.drop_duplicates("key").set_index("key") for rows in (old, new)]
    keys = pd.Index([*firsts[1].index, *firsts[0].index.difference(firsts[1].index, sort=False)])
    there = [keys.isin(first.index) for first in firsts]
    changed = fields.groupby("key")["field"].agg(lambda names: "、".join(dict.fromkeys(names)))
    text = changed.reindex(keys).fillna("")
    nobody = keys.str.startswith(_NOBODY)
    rules = [(UNSURE, nobody), (ADDED, ~there[0]), (GONE, ~there[1]), (CHANGED, (text != "").to_numpy())]
    codes = np.array([*(KINDS.index(kind) for kind, _ in rules), KINDS.index(SAME)], dtype=np.int8)
    codes = codes[first_fit([mask for _, mask in rules])]
    chosen = pd.concat([firsts[1], firsts[0].drop(index=firsts[1].index, errors="ignore")]).reindex(keys)
    counts = [rows["key"].value_counts().reindex(keys, fill_value=0).to_numpy(dtype=np.int64) for rows in (old, new)]
    places = [first["place"].reindex(keys).fillna("").to_numpy() for first in firsts]
    table = pd.DataFrame(
        {
            "key": keys.to_numpy(),
            "kind": pd.Categorical.from_codes(codes, categories=pd.Index(list(KINDS))),
            "name": chosen["name"].to_numpy(),
            "name_key": chosen["name_key"].to_numpy(),
            "id": chosen["shown"].to_numpy(),
            "id_fault": chosen["id_fault"].astype("category").array,
            "township": chosen["街镇"].to_numpy(),
            "changed": text.to_numpy(),
            "rows_old": counts[0],
            "rows_new": counts[1],
            "place_old": places[0],
            "place_new": places[1],
            "hint": "",
        }
    )
    texts = {column: "str" for column, dtype in PEOPLE.columns.items() if dtype == TEXT}
    return PEOPLE.check(table.astype(texts))


def _unsettled(people: pd.DataFrame) -> pd.DataFrame:
    """People with why in ``hint`` where a number cannot be used; who would be gone (or new) while the new (or the old) list alone
    has a row of the same name without a usable number is UNSURE too."""
    nobody = people["key"].str.startswith(_NOBODY)
    only_old, only_new = (nobody & (people[column] == 0) for column in ("rows_new", "rows_old"))
    named = people["name_key"] != ""
    doubtful = {
        NEW: (people["kind"] == GONE) & named & people["name_key"].isin(people.loc[only_new, "name_key"]),
        OLD: (people["kind"] == ADDED) & named & people["name_key"].isin(people.loc[only_old, "name_key"]),
    }
    hint = people["hint"].mask(nobody, "号码不可用，两份名单中姓名和写法相同，不能确定是同一人")
    hint = hint.mask(only_old, f"号码不可用，{NEW}中没有写法相同的").mask(
        only_new, f"号码不可用，{OLD}中没有写法相同的"
    )
    kind = people["kind"]
    for side, rows in doubtful.items():
        hint = hint.mask(rows, f"{side}中有同姓名、号码不可用的记录，核对是否同一人")
        kind = kind.mask(rows, UNSURE)
    return people.assign(kind=kind, hint=hint.astype("str"))


def _hinted(
    people: pd.DataFrame, before: pd.DataFrame, after: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str]]:
    """People with a hint where somebody gone and somebody added have the same name and nearly the same number, or are of the same household; L17 at
    the added; and {key of who is gone: of who is added}, each of one other only."""
    gone, added = (people[people["kind"] == kind] for kind in (GONE, ADDED))
    columns = ["name_key", "id", "id_fault"]
    pairs = near.pairs(gone[columns].reset_index(drop=True), added[columns].reset_index(drop=True))
    pairs = pairs.assign(likeness=[f"同姓名、号码{near.LIKENESS[code]}" for code in pairs["likeness"]])
    housed = same_household(gone, added, before, after)
    housed["likeness"] = np.where(housed.pop("named"), _OF_ONE_HOUSEHOLD, _OTHER_NAME)
    faulty = _same_name_faulty(gone, added).assign(likeness=_FAULTY)
    pairs = pd.concat([pairs, housed, faulty], ignore_index=True).drop_duplicates(["left", "right"])
    left, right = gone.iloc[pairs["left"]], added.iloc[pairs["right"]]
    likeness = pairs["likeness"].tolist()
    hints: dict[int, list[str]] = {}
    for people_hinted, other, which, place_of in ((left, right, NEW, "place_new"), (right, left, OLD, "place_old")):
        for at, number, how, where in zip(people_hinted.index, other["id"], likeness, other[place_of], strict=True):
            hints.setdefault(at, []).append(f"{which}有{how}的 {number}（{where}），核对是否同一人")
    near_ones = pd.Series({at: "；".join(words) for at, words in hints.items()}, dtype="str").reindex(people.index)
    texts = near_ones.where(near_ones.notna(), people["hint"])
    rows = after.drop_duplicates("key").set_index("key").loc[right["key"]]
    fields = {"which": OLD, "other": left["id"].tolist(), "likeness": likeness, "place": left["place_old"].tolist()}
    found = findings.for_rows("L17", rows, "证件号码", "", right["id"].tolist(), **fields)
    alone = ~(pairs["left"].duplicated(keep=False) | pairs["right"].duplicated(keep=False)).to_numpy()
    linked = dict(zip(left["key"][alone], right["key"][alone], strict=True))
    return people.assign(hint=texts.astype("str")), found, linked


def _same_name_faulty(gone: pd.DataFrame, added: pd.DataFrame) -> pd.DataFrame:
    """Pairs of somebody gone and somebody added of one name of whom one has a number that is none: left and right, positions."""
    sides = [
        pd.DataFrame({"at": range(len(side)), "name": side["name_key"].array, "bad": side["id_fault"].notna().array})
        for side in (gone, added)
    ]
    named = [side[side["name"] != ""] for side in sides]
    parts = [
        named[0][named[0]["bad"]].merge(named[1], on="name"),
        named[0].merge(named[1][named[1]["bad"]], on="name"),
    ]
    found = pd.concat(parts).rename(columns={"at_x": "left", "at_y": "right"})
    return found[["left", "right"]].drop_duplicates().astype("int64")


def _columns_of_one(old: Listing, new: Listing, shared: list[str]) -> list[pd.DataFrame]:
    """L18 about columns that only one of the lists has."""
    found = []
    for listing, which in ((old, OLD), (new, NEW)):
        file = listing.sheets["path"].iloc[0]
        alone = (field for field in listing.fields if field not in shared)
        found += [findings.for_file("L18", file, field=field, which=which) for field in alone]
    return found


def _several(old: pd.DataFrame, new: pd.DataFrame) -> list[pd.DataFrame]:
    """L19 at the first row of people with several rows in one list."""
    found = []
    for rows, which in ((old, OLD), (new, NEW)):
        rows = rows[~rows["key"].str.startswith(_NOBODY)]
        counts = rows["key"].map(rows["key"].value_counts())
        first = rows[(counts > 1) & ~rows["key"].duplicated()]
        fields = {"which": which, "count": counts[first.index].tolist()}
        found.append(findings.for_rows("L19", first, "证件号码", "", first["shown"].tolist(), **fields))
    return found


def _equations(
    old: Listing,
    new: Listing,
    old_rows: pd.DataFrame,
    new_rows: pd.DataFrame,
    people: pd.DataFrame,
    fields: pd.DataFrame,
) -> pd.DataFrame:
    kinds = people["kind"].value_counts()
    unsure = people[people["kind"] == UNSURE]
    in_old, in_new = (int((unsure[column] > 0).sum()) for column in ("rows_old", "rows_new"))
    old_people, new_people = (int(kinds[[kind, CHANGED, SAME]].sum()) for kind in (GONE, ADDED))
    changed = int(kinds[CHANGED]) + int((unsure["changed"] != "").sum())
    equations = [
        ("旧名单人数 = 退出 + 变更 + 未变 + 无法比对", old_rows["key"].nunique(), old_people + in_old, "人"),
        ("新名单人数 = 新增 + 变更 + 未变 + 无法比对", new_rows["key"].nunique(), new_people + in_new, "人"),
        ("旧名单读到的行数 = 各人行数之和", int(old.sheets["rows"].sum()), int(people["rows_old"].sum()), "行"),
        ("新名单读到的行数 = 各人行数之和", int(new.sheets["rows"].sum()), int(people["rows_new"].sum()), "行"),
        ("变更和无法比对而有不同的人数 = 变更明细的人数", changed, fields["key"].nunique(), "人"),
    ]
    return equation_table(equations)
