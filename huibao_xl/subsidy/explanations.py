"""Why each row was decided as it was, in the words of the catalogue: the 原因 and 建议 of every row that is not plain OK
or X01."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from huibao_xl import reasons
from huibao_xl.identifiers import resident_id
from huibao_xl.matching import near
from huibao_xl.matching.apply import Applied
from huibao_xl.matching.pairs import offers
from huibao_xl.policy import Policy
from huibao_xl.rosters.lists import Lists
from huibao_xl.rosters.place import place
from huibao_xl.subsidy import excluding
from huibao_xl.subsidy.decide import Grounds, in_group, recorded_deaths, unread_elsewhere

Rows = npt.NDArray[np.int64]
"""Positions of insured rows."""

Texts = npt.NDArray[np.object_]
"""One text per row."""


@dataclass(frozen=True)
class Material:
    """What an explanation is made of: the lists as decided, what the decision rests on, and the policy."""

    lists: Lists
    grounds: Grounds
    policy: Policy


def title_of(code: str, rules: Policy) -> str:
    """Return the title of a decision's code, with how many categories the policy has: ``非四类对象``."""
    return reasons.CATALOGUE[code].title.format(counted=rules.counted)


def message_of(code: str, rules: Policy) -> str:
    """Return the message of a decision's code whose fields are the policy's alone (OK, X01); others as the catalogue has them."""
    message = reasons.CATALOGUE[code].message
    return message.format(counted=rules.counted) if code == "X01" else message


def basis_of(code: str, rules: Policy, document: str = "") -> str:
    """Return the words of the policy that a decision rests on, with their place (after the name of the ``document``), or that it has none for it (no document says what
    to do about a cell that cannot be read)."""
    if code in rules.basis:
        quote, where = rules.basis[code]
        return f"“{quote}”（{f'{document} {where}'.strip()}）"
    return "政策文件没有这一条的原文；查明以前不付款，由经办人核实"


def explain(codes: pd.Series, applied: Applied, grounds: Grounds, policy: Policy) -> pd.DataFrame:
    """Return why, advice and ruling of every insured row, as frames.DECISIONS has them.

    ``codes``: as decided on ``grounds``; ``applied``: the lists that were decided, with what clerks answered about
    their pairs.
    """
    material = Material(applied.lists, grounds, policy)
    why = np.full(len(codes), "", dtype=object)
    advice = np.full(len(codes), "", dtype=object)
    for code, values in _VALUES.items():
        rows = np.flatnonzero(codes == code)
        if not len(rows):
            continue
        fields = values(rows, material)
        why[rows] = _render(reasons.CATALOGUE[code].message, fields, len(rows))
        advice[rows] = _render(reasons.CATALOGUE[code].advice, fields, len(rows))
    ruling = _with_rulings(codes, why, advice, applied.notes, grounds.facts["unsettled"])
    columns = {"why": why, "advice": advice, "ruling": ruling}
    # through Arrow: pandas would look at each of 2,100,000 texts
    texts = {name: pd.array(pa.array(column, pa.large_string()), dtype="str") for name, column in columns.items()}
    return pd.DataFrame(texts, index=codes.index)


_TWO_PEOPLE = "一个证件号码不会属于两个人：请两份名单的来源单位核对号码，更正后重新运行。"
"""The advice where two records of one number were judged not to be one person (H02, W11)."""


def _with_rulings(
    codes: pd.Series, why: Texts, advice: Texts, notes: pd.DataFrame, unsettled: "pd.Series[bool]"
) -> Texts:
    """Add to why and advice what clerks answered about each row (apply.NOTES); return the answers alone, ``""`` where
    there is none."""
    ruling = np.full(len(codes), "", dtype=object)
    for position, lines in notes.groupby("position", sort=False):
        row, code = int(str(position)), str(codes.iloc[int(str(position))])
        ruling[row] = "".join(lines["text"])
        if code == "H05" and bool(unsettled.iloc[row]):
            why[row], advice[row] = ruling[row], reasons.advice("W13")
            continue
        why[row] = (why[row] or (reasons.CATALOGUE["OK"].message if code == "OK" else "")) + ruling[row]
        if code == "H02" and (lines["code"] == "W11").any():
            advice[row] = _TWO_PEOPLE
    return ruling


def _render(template: str, fields: pd.DataFrame, n: int) -> list[str]:
    if fields.empty or "{" not in template:
        return [template] * n
    names = list(fields.columns)
    return [template.format(**dict(zip(names, row, strict=True))) for row in fields.itertuples(index=False, name=None)]


def _joined(left: Rows, texts: pd.Series, rows: Rows) -> Texts:
    """The distinct texts of each row, joined; ``left`` says which row each text belongs to."""
    wanted = np.isin(left, rows)
    found = pd.Series(texts.to_numpy(dtype=object)[wanted], index=left[wanted])
    repeated = found.index.duplicated(keep=False)
    several = found[repeated].groupby(level=0).agg(lambda of_row: "；".join(dict.fromkeys(of_row)))
    joined: Texts = pd.concat([found[~repeated], several]).reindex(rows, fill_value="").to_numpy(dtype=object)
    return joined


def _listed(rows: Rows, material: Material) -> pd.DataFrame:
    """The roster entries of these rows."""
    listed = material.grounds.listed
    return listed[np.isin(listed["left"], rows)]


def _roles(rows: Rows, material: Material) -> Texts:
    listed = _listed(rows, material)
    entry = material.lists.entries.iloc[listed["right"]]
    text = "“" + pd.Series(listed["role"].to_numpy(dtype=object)) + "”（" + place(entry).reset_index(drop=True) + "）"
    return _joined(listed["left"].to_numpy(), text, rows)


def _id_faults(rows: Rows, material: Material) -> pd.DataFrame:
    offered = material.grounds.offered
    return _faults(material.lists.insured.iloc[rows], _near_ids(offered["left"].to_numpy(), offered, rows))


def id_faults(faulty: pd.DataFrame, lists: Lists) -> pd.DataFrame:
    """Return what is wrong with the ids of rows and what to do: fault and hint (Chinese), with the near ids of other
    lists.

    ``faulty``: rows of any list whose id is none.
    """
    return _faults(faulty, near_ids(faulty, lists))


def _faults(faulty: pd.DataFrame, offered: list[str]) -> pd.DataFrame:
    faults = [resident_id.FAULTS[fault] for fault in faulty["id_fault"]]
    hints = [hint + more for (_, hint), more in zip(faults, offered, strict=True)]
    return pd.DataFrame({"fault": [what for what, _ in faults], "hint": hints}, index=faulty.index)


def near_ids(faulty: pd.DataFrame, lists: Lists) -> list[str]:
    """Return, for each record with an unusable id, the valid ids that other lists hold for a near record, as a
    sentence or ``""``."""
    return _near_ids(*offers(faulty, lists), np.arange(len(faulty))) if len(faulty) else []


def _near_ids(left: Rows, right: pd.DataFrame, rows: Rows) -> list[str]:
    """The sentences of ``rows``; ``right``: records, row-aligned with the rows ``left`` that they are near to."""
    joined = _joined(left, right["id"] + "（" + place(right) + "）", rows)
    return [f"其他名单中同姓名的相近号码：{text}，请核对是否本人。" if text else "" for text in joined]


def _name_differs(rows: Rows, material: Material) -> pd.DataFrame:
    valid = material.grounds.listed[material.grounds.listed["valid"]]
    names = material.lists.entries["name"].iloc[valid["right"]].reset_index(drop=True)
    written = (names != "").to_numpy()
    roster_name = _joined(valid["left"].to_numpy()[written], names[written], rows)
    return pd.DataFrame({"roles": _roles(rows, material), "roster_name": roster_name})


def _roles_only(rows: Rows, material: Material) -> pd.DataFrame:
    return pd.DataFrame({"roles": _roles(rows, material)})


def _towns(rows: Rows, material: Material) -> pd.DataFrame:
    listed = material.grounds.listed
    named = listed[listed["valid"] & listed["same_name"] & listed["township"].notna()]
    where = place(material.lists.entries.iloc[named["right"]]).reset_index(drop=True)
    text = pd.Series(named["township"].to_numpy(dtype=object)) + "（" + where + "）"
    return pd.DataFrame({"townships": _joined(named["left"].to_numpy(), text, rows)})


def _near(rows: Rows, material: Material) -> pd.DataFrame:
    close = material.grounds.near
    entry = material.lists.entries.iloc[close["right"]]
    text = ("“" + entry["role"].astype("str") + "”" + entry["id_raw"] + "（" + place(entry) + "）").reset_index(
        drop=True
    )
    likeness = pd.Series([near.LIKENESS[code] for code in close["likeness"]], dtype="str")
    left = close["left"].to_numpy()
    texts = {"likeness": _joined(left, likeness, rows), "candidates": _joined(left, text, rows)}
    return pd.DataFrame({"rosters": f"{material.policy.counted}名册"} | texts)


def _suspected(rows: Rows, material: Material) -> pd.DataFrame:
    """The rows of the lists that exclude, with their numbers as found, and how near they are."""
    suspects = material.grounds.suspected
    texts = pd.Series("", index=suspects.index, dtype=object)
    for name, title in excluding.SHOWN.items():
        of_list = suspects["list"] == name
        found = getattr(material.lists, name).iloc[suspects.loc[of_list, "right"]]
        texts[of_list] = (f"“{title}”" + found["id_raw"] + "（" + place(found) + "）").to_numpy(dtype=object)
    left = suspects["left"].to_numpy()
    likeness = pd.Series([near.LIKENESS[code] for code in suspects["likeness"]], dtype="str")
    return pd.DataFrame({"likeness": _joined(left, likeness, rows), "candidates": _joined(left, texts, rows)})


def _periods(rows: Rows, material: Material) -> pd.DataFrame:
    listed = _listed(rows, material)
    entry = material.lists.entries.iloc[listed["right"]]
    text = periods(_day(entry["valid_from"], ""), _day(entry["valid_to"], "")).reset_index(drop=True)
    return pd.DataFrame(
        {
            "roles": _roles(rows, material),
            "day": _day(material.grounds.facts["day"].iloc[rows], "").to_numpy(),
            "periods": _joined(listed["left"].to_numpy(), text + _gone(entry), rows),
        }
    )


def periods(begins: "pd.Series[str]", ends: "pd.Series[str]") -> "pd.Series[str]":
    """Return from when to when entries are valid, as staff read it; a day that the roster does not name is "".

    >>> periods(pd.Series(["2020-01-01", "", "2020-01-01", ""]), pd.Series(["2024-05-31", "2024-05-31", "", ""])).tolist()
    ['2020-01-01 至 2024-05-31', '到 2024-05-31 为止', '2020-01-01 起，没有写到哪天', '没有写起止日期']
    """
    both = (begins + " 至 " + ends).where(begins != "", "到 " + ends + " 为止")
    open_ended = (begins + " 起，没有写到哪天").where(begins != "", "没有写起止日期")
    return both.where(ends != "", open_ended)


def _unread_days(rows: Rows, material: Material) -> pd.DataFrame:
    """Which days cannot be read, so that nobody can say whether an entry is valid: those of the entries, else 承保日期."""
    listed, lists = material.grounds.listed, material.lists
    entry = lists.entries.iloc[listed["right"]].reset_index(drop=True)
    unread = (listed["perhaps_valid"].to_numpy() & entry["dates_unreadable"].to_numpy()).astype(bool)
    cells = _joined(listed["left"].to_numpy()[unread], entry["doubt"].astype("str").fillna("")[unread], rows)
    of_rows = lists.insured["day_doubt"].astype("str").fillna("").iloc[rows].to_numpy(dtype=object)
    days = _day(material.grounds.facts["day"].iloc[rows], "").to_numpy()
    by_row = np.isin(rows, listed["left"].to_numpy()[unread])
    why = [
        f"生效或失效日期无法识别{f'（{cell}）' if cell else ''}，不能判断参考日期{day}是否有效"
        if of_entry
        else f"承保日期无法识别（{bought}），不能判断那一天是否有效"
        for of_entry, cell, bought, day in zip(by_row, cells, of_rows, days, strict=True)
    ]
    return pd.DataFrame({"roles": _roles(rows, material), "why": why})


def _gone(entry: pd.DataFrame) -> "pd.Series[str]":
    """That an entry is 注销, 停发, 迁出 …, and which cells say so; "" where none does."""
    state = entry["state"].astype("str").reset_index(drop=True)
    return ("，" + state).where(state.notna(), "").astype("str")


def _day(days: pd.Series, empty: str) -> pd.Series:
    texts: pd.Series[str] = days.dt.strftime("%Y-%m-%d").fillna(empty)
    return texts


def _group(rows: Rows, material: Material) -> pd.DataFrame:
    """Where the group policy was found: the first row of 团单名单 that holds the person, else the first insured row with
    团单."""
    insured, group = material.lists.insured, material.lists.group
    persons = insured["person"].iloc[rows]
    in_force = insured[
        ((insured["channel"] == "团单") & (insured["status"] != "退保") & insured["person"].isin(persons))
    ]
    return pd.DataFrame({"where": _first_place([group[in_group(group)], in_force], persons)})


def _first(rows: Rows, material: Material) -> pd.DataFrame:
    """The earlier row that is in play: withdrawn rows of the person are not."""
    insured = material.lists.insured
    persons = insured["person"].iloc[rows]
    in_play = insured[insured["person"].isin(persons) & (insured["status"] != "退保")]
    return pd.DataFrame({"first": _first_place([in_play], persons)})


def _paid(rows: Rows, material: Material) -> pd.DataFrame:
    """What holds the year's payment of each row's person: an earlier payment, or a line of a batch, which may be on its way still."""
    lists, year = material.lists, material.policy.year
    prior = lists.prior[(lists.prior["year"] == year) & lists.prior["doubt"].isna()]
    ledgers = lists.sheets.loc[(lists.sheets["role"] == "往期发放") & (lists.sheets["sheet"] == ""), "path"]
    of_ledger = prior["file"].isin(ledgers)
    persons = lists.insured["person"].iloc[rows]
    paid = _first_texts(prior[~of_ledger], lambda hit: "已发放（" + place(hit) + "）", persons)
    held = _first_texts(prior[of_ledger], _batch_line, persons)
    return pd.DataFrame({"year": str(year), "paid": [one or other for one, other in zip(paid, held, strict=True)]})


def _batch_line(lines: pd.DataFrame) -> "pd.Series[str]":
    """Lines of a ledger (file: the ledger, sheet: the batch, row: the line), as staff read them."""
    texts = (lines[column].astype("str") for column in ("sheet", "row", "file"))
    parts = [
        f"已列入已批准的批次“{batch}”第 {line} 行，在途或已付（{ledger}）"
        for batch, line, ledger in zip(*texts, strict=True)
    ]
    return pd.Series(parts, lines.index, dtype="str")


def _struck(rows: Rows, material: Material) -> pd.DataFrame:
    """Who struck the person out of which batch, and why."""
    strikes = material.lists.struck.drop_duplicates("person").set_index("person")[["batch", "line", "by", "why"]]
    return strikes.reindex(material.lists.insured["person"].iloc[rows])


def _first_place(frames: Sequence[pd.DataFrame], persons: pd.Series) -> list[str]:
    """The first row of each person in the first of ``frames`` that has one, as text; ``""`` where none has."""
    found = [_first_texts(frame, place, persons) for frame in frames]
    return [next(filter(None, texts), "") for texts in zip(*found, strict=True)]


def _first_texts(frame: pd.DataFrame, text_of: Callable[[pd.DataFrame], pd.Series], persons: pd.Series) -> list[str]:
    """The text of the first row of each person in a frame; ``""`` where it has none. ``text_of``: called with these rows alone."""
    hit = frame[frame["person"].isin(persons)].drop_duplicates("person")
    firsts = dict(zip(hit["person"], text_of(hit), strict=True))
    return [firsts.get(person, "") for person in persons]


def _withdrawn(rows: Rows, material: Material) -> pd.DataFrame:
    return pd.DataFrame({"state": material.lists.insured["state"].iloc[rows].astype("str").fillna("退保")})


def _year(days: pd.Series) -> pd.Series:
    return pd.Series(days.dt.year.astype("Int64").astype("str"))


def _unread(rows: Rows, material: Material) -> pd.DataFrame:
    """The cells that a row's decision rests on and that cannot be read: its own, those of its entries, of its other rows, of 往期发放 and 团单名单."""
    lists, listed = material.lists, material.grounds.listed
    insured = lists.insured
    unsure = listed[listed["valid"] & listed["same_name"] & listed["doubtful"]]
    entry = lists.entries.iloc[unsure["right"]]
    starts = "生效日期只写到" + _year(entry["valid_from"].where(entry["begun_by"].notna())) + "年，不知道从哪一天起"
    ends = "失效日期只写到" + _year(entry["valid_to"].where(entry["out_from"].notna())) + "年，不知道到哪一天"
    only_year = starts.str.cat(ends, sep="；").fillna(starts).fillna(ends)
    cells = entry["doubt"].astype("str").fillna(entry["state"].astype("str")).fillna(only_year)
    of_entries = place(entry) + " " + cells
    parts = [(unsure["left"].to_numpy(), of_entries)]
    for column in ("doubt", "day_doubt"):
        hit = insured[insured[column].notna()]
        parts.append((hit.index.to_numpy(), place(hit) + " " + hit[column].astype("str")))
    elsewhere = unread_elsewhere(lists, material.policy.year)
    parts.append(_of_person(rows, insured, elsewhere, place(elsewhere) + " " + elsewhere["doubt"].astype("str")))
    parts.append(_mentions(insured, lists.mentioned))
    left = np.concatenate([left for left, _ in parts])
    texts = pd.concat([text.astype("str") for _, text in parts], ignore_index=True)
    return pd.DataFrame({"cells": _joined(left, texts, rows)})


def _mentions(insured: pd.DataFrame, people: pd.DataFrame) -> tuple[Rows, "pd.Series[str]"]:
    """The sheets that are no lists and name the person of a row, or may: (row of each text, texts)."""
    found = excluding.mentioned(insured, people)
    named = people.iloc[found["right"]]
    partly = found["likeness"].map({at: f"（号码{text}）" for at, text in enumerate(near.LIKENESS)}).fillna("")
    texts = (place(named) + named["doubt"].astype("str")).astype("str") + partly.to_numpy()
    return found["left"].to_numpy(), texts.astype("str")


def _deaths(rows: Rows, material: Material) -> pd.DataFrame:
    """What the lists say of the death of each row's person, and where."""
    deaths = recorded_deaths(material.lists)
    left, texts = _of_person(rows, material.lists.insured, deaths, place(deaths) + " " + deaths["dead"])
    return pd.DataFrame({"deaths": _joined(left, texts, rows)})


def _of_person(
    rows: Rows, insured: pd.DataFrame, frame: pd.DataFrame, texts: "pd.Series[str]"
) -> tuple[Rows, "pd.Series[str]"]:
    """The rows with the texts of the records of their persons: (row of each text, texts)."""
    left = pd.DataFrame({"left": rows, "person": insured["person"].to_numpy()[rows]})
    right = pd.DataFrame({"person": frame["person"].to_numpy(), "text": texts.to_numpy(dtype=object)})
    pairs = left.merge(right, on="person")
    return pairs["left"].to_numpy(), pairs["text"].astype("str")


def _unconfirmed(rows: Rows, material: Material) -> pd.DataFrame:
    """The columns and sheets that the decision depends on, and what they would be."""
    found = material.grounds.depending
    return pd.DataFrame({"questions": _joined(found["left"].to_numpy(), found["text"], rows)})


# Per code: the function that gives the fields of its message and advice, one column a field, one row per explained row.
_VALUES: dict[str, Callable[[Rows, Material], pd.DataFrame]] = {
    "H01": _id_faults,
    "H02": _name_differs,
    "H03": _roles_only,
    "H04": _towns,
    "H05": _near,
    "H06": _unread_days,
    "H07": _struck,
    "H08": _unread,
    "H10": _deaths,
    "H11": _suspected,
    "H09": _unconfirmed,
    "X02": _group,
    "X03": _withdrawn,
    "X04": _first,
    "X05": _periods,
    "X06": _paid,
}
