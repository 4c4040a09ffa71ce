"""Why each row was decided as it was, in the words of the catalogue: the 原因 and 建议 of every row that is not plain OK or X01."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from huibao_xl import reasons
from huibao_xl.identifiers import resident_id
from huibao_xl.matching import near
from huibao_xl.matching.pairs import offers
from huibao_xl.policy import Policy
from huibao_xl.rosters.collect import Lists
from huibao_xl.rosters.place import place
from huibao_xl.subsidy.decide import Evidence, Reason


def explain(codes: pd.Series, lists: Lists, evidence: Evidence, policy: Policy) -> tuple[pd.Series, pd.Series]:
    """Return why and advice of every insured row (text, ``""`` for OK and X01)."""
    why = np.full(len(codes), "", dtype=object)
    advice = np.full(len(codes), "", dtype=object)
    for code, values in _VALUES.items():
        rows = np.flatnonzero(codes == code)
        if not len(rows):
            continue
        fields = values(rows, lists, evidence, policy)
        why[rows] = _render(reasons.CATALOGUE[code].message, fields, len(rows))
        advice[rows] = _render(reasons.CATALOGUE[code].advice, fields, len(rows))
    return pd.Series(pd.array(why, dtype="str")), pd.Series(pd.array(advice, dtype="str"))


def _render(template: str, fields: pd.DataFrame, n: int) -> list[str]:
    if fields.empty:
        return [template] * n
    names = list(fields.columns)
    return [template.format(**dict(zip(names, row, strict=True))) for row in fields.itertuples(index=False, name=None)]


def _joined(left: np.ndarray, texts: pd.Series, rows: np.ndarray) -> np.ndarray:
    """The distinct texts of each row, joined; ``left`` says which row each text belongs to."""
    few = np.isin(left, rows)
    grouped = (
        pd.Series(texts.to_numpy(dtype=object)[few]).groupby(left[few]).agg(lambda some: "；".join(dict.fromkeys(some)))
    )
    return grouped.reindex(rows, fill_value="").to_numpy()


def _roles(rows: np.ndarray, lists: Lists, evidence: Evidence) -> np.ndarray:
    entry = lists.entries.iloc[evidence.pairs["right"]]
    text = (
        "“"
        + pd.Series(evidence.pairs["role"].to_numpy(dtype=object))
        + "”（"
        + place(entry).reset_index(drop=True)
        + "）"
    )
    return _joined(evidence.pairs["left"].to_numpy(), text, rows)


def _id_faults(rows: np.ndarray, lists: Lists, evidence: Evidence, policy: Policy) -> pd.DataFrame:
    return id_faults(lists.insured.iloc[rows], lists, evidence.refused)


def id_faults(faulty: pd.DataFrame, lists: Lists, refused: frozenset[Reason] = frozenset()) -> pd.DataFrame:
    """Return what is wrong with the ids of some rows and what to do: fault and hint, with the candidates of other lists."""
    faults = [resident_id.FAULTS[fault] for fault in faulty["id_fault"]]
    more = candidates(faulty, lists, refused) if len(faulty) else []
    hints = [hint + offered for (_, hint), offered in zip(faults, more, strict=True)]
    return pd.DataFrame({"fault": [what for what, _ in faults], "hint": hints}, index=faulty.index)


def candidates(faulty: pd.DataFrame, lists: Lists, refused: frozenset[Reason] = frozenset()) -> list[str]:
    """Return, for each record with an unusable id, the valid ids that other lists hold for a near record, as a sentence or ``""``."""
    left, right = offers(faulty, lists, refused)
    joined = _joined(left, right["id"] + "（" + place(right) + "）", np.arange(len(faulty)))
    return [f"其他名单中同姓名的相近号码：{text}，请核对是否本人。" if text else "" for text in joined]


def _name_differs(rows: np.ndarray, lists: Lists, evidence: Evidence, policy: Policy) -> pd.DataFrame:
    pairs = evidence.pairs
    names = lists.entries["name"].iloc[pairs["right"]].where(pairs["valid"].to_numpy(), "").reset_index(drop=True)
    kept = (names != "").to_numpy()
    return pd.DataFrame(
        {
            "roles": _roles(rows, lists, evidence),
            "roster_name": _joined(pairs["left"].to_numpy()[kept], names[kept], rows),
        }
    )


def _roles_only(rows: np.ndarray, lists: Lists, evidence: Evidence, policy: Policy) -> pd.DataFrame:
    return pd.DataFrame({"roles": _roles(rows, lists, evidence)})


def _towns(rows: np.ndarray, lists: Lists, evidence: Evidence, policy: Policy) -> pd.DataFrame:
    pairs = evidence.pairs
    named = pairs[pairs["valid"] & pairs["same_name"] & pairs["township"].notna()]
    where = place(lists.entries.iloc[named["right"]]).reset_index(drop=True)
    text = pd.Series(named["township"].to_numpy(dtype=object)) + "（" + where + "）"
    return pd.DataFrame({"townships": _joined(named["left"].to_numpy(), text, rows)})


def _near(rows: np.ndarray, lists: Lists, evidence: Evidence, policy: Policy) -> pd.DataFrame:
    entry = lists.entries.iloc[evidence.near["right"]]
    text = ("“" + entry["role"].astype("str") + "”" + entry["id_raw"] + "（" + place(entry) + "）").reset_index(
        drop=True
    )
    likeness = pd.Series([near.LIKENESS[code] for code in evidence.near["likeness"]], dtype="str")
    left = evidence.near["left"].to_numpy()
    texts = {"likeness": _joined(left, likeness, rows), "candidates": _joined(left, text, rows)}
    return pd.DataFrame({"rosters": f"{policy.counted}名册"} | texts)


def _periods(rows: np.ndarray, lists: Lists, evidence: Evidence, policy: Policy) -> pd.DataFrame:
    entry = lists.entries.iloc[evidence.pairs["right"]]
    text = (_day(entry["valid_from"], "不限") + "至" + _day(entry["valid_to"], "长期")).reset_index(drop=True)
    return pd.DataFrame(
        {
            "roles": _roles(rows, lists, evidence),
            "day": _day(evidence.facts["day"].iloc[rows], "").to_numpy(),
            "periods": _joined(evidence.pairs["left"].to_numpy(), text, rows),
        }
    )


def _day(days: pd.Series, empty: str) -> pd.Series:
    return days.dt.strftime("%Y-%m-%d").fillna(empty)


def _group(rows: np.ndarray, lists: Lists, evidence: Evidence, policy: Policy) -> pd.DataFrame:
    """Where the group policy was found: the first row of 团单名单 that holds the person, else the first insured row with 团单."""
    in_force = lists.insured[(lists.insured["channel"] == "团单") & (lists.insured["status"] != "退保")]
    return pd.DataFrame({"where": _first_place([lists.group, in_force], lists.insured["person"].iloc[rows])})


def _first(rows: np.ndarray, lists: Lists, evidence: Evidence, policy: Policy) -> pd.DataFrame:
    """The earlier row that is in play: withdrawn rows of the person are not."""
    in_play = lists.insured[lists.insured["status"] != "退保"]
    return pd.DataFrame({"first": _first_place([in_play], lists.insured["person"].iloc[rows])})


def _paid(rows: np.ndarray, lists: Lists, evidence: Evidence, policy: Policy) -> pd.DataFrame:
    paid = lists.prior[lists.prior["year"] == policy.year]
    return pd.DataFrame({"year": str(policy.year), "where": _first_place([paid], lists.insured["person"].iloc[rows])})


def _struck(rows: np.ndarray, lists: Lists, evidence: Evidence, policy: Policy) -> pd.DataFrame:
    """Who struck the person out of which batch, and why."""
    told = lists.struck.drop_duplicates("person").set_index("person")[["batch", "line", "by", "why"]]
    return told.reindex(lists.insured["person"].iloc[rows])


def _first_place(frames: list[pd.DataFrame], persons: pd.Series) -> list[str]:
    firsts: dict[int, str] = {}
    for frame in reversed(frames):
        hit = frame[frame["person"].isin(persons)].drop_duplicates("person")
        firsts |= dict(zip(hit["person"], place(hit), strict=True))
    return [firsts.get(person, "") for person in persons]


def _nothing(rows: np.ndarray, lists: Lists, evidence: Evidence, policy: Policy) -> pd.DataFrame:
    return pd.DataFrame()


# Per code: the function that gives the fields of its message and advice, one column a field, one row per explained row.
_VALUES: dict[str, Callable[[np.ndarray, Lists, Evidence, Policy], pd.DataFrame]] = {
    "H01": _id_faults,
    "H02": _name_differs,
    "H03": _roles_only,
    "H04": _towns,
    "H05": _near,
    "H06": _periods,
    "H07": _struck,
    "X02": _group,
    "X03": _nothing,
    "X04": _first,
    "X05": _periods,
    "X06": _paid,
}
