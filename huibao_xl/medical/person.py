"""What 个人清 shows of each person: the periods of identity as text, and every settlement in order with what was due and paid."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from huibao_xl.frames import INSURERS
from huibao_xl.medical.clear import Clearing
from huibao_xl.medical.person_report import NO_CAP, UNCAPPED
from huibao_xl.medical.rows import NOT_COUNTED
from huibao_xl.reasons import Stop
from huibao_xl.reports.places import text_of


def person_rows(
    clearing: Clearing, identities: pd.DataFrame, people: pd.DataFrame, asked: Sequence[str] | None
) -> tuple[list[tuple[str, str]], dict[str, str], pd.DataFrame]:
    """Return (name, id) of the persons, {id: periods} and their rows, as person_report.write_people takes them.

    ``asked``: ids, or None for all of ``people`` (sums.by_person). Raises Stop(S43) if one asked for has no settlement.
    """
    settlements = clearing.settlements
    wanted = list(people["id"]) if asked is None else list(dict.fromkeys(asked))
    mine = settlements["id"].isin(wanted).to_numpy()
    names = dict(zip(settlements["id"][mine], settlements["name"][mine], strict=True))
    for position, number in enumerate(wanted, 1):
        if number not in names:
            raise Stop("S43", position=position)
    held = identities[identities["id"].isin(wanted)]
    periods = held["category"] + " " + _day(held["valid_from"], "起始不限") + " 至 " + _day(held["valid_to"], "今")
    texts = periods.groupby(held["id"]).agg("；".join).to_dict() if len(held) else {}
    shown = {str(number): text for number, text in texts.items()}
    return [(names[number], number) for number in wanted], shown, _rows(clearing, mine)


def _day(days: pd.Series, empty: str) -> pd.Series:
    return days.dt.strftime("%Y-%m-%d").fillna(empty).astype("str")


def _without_rule(rows: pd.DataFrame) -> np.ndarray:
    """Why each row has no benefit: nobody could say, it is told elsewhere, or the person had no identity on the day."""
    repeated = rows["code"].isin(NOT_COUNTED)
    return np.select([~rows["cleared"], repeated], ["无法清算", "不再计入"], "当日没有有效身份").astype(object)


def _rows(clearing: Clearing, mine: np.ndarray) -> pd.DataFrame:
    settlements, rows = clearing.settlements[mine], clearing.rows[mine]
    sign = np.where(settlements["refund"], -1, 1)
    table = pd.DataFrame(
        {
            "id": settlements["id"],
            "结算日期": _day(settlements["settled_on"], "不明"),
            "医疗类别": text_of(settlements["kind"]) + np.where(settlements["refund"], "退费", ""),
            "结算号": settlements["number"],
            "总费用": settlements["total_fen"] * sign,
            "政策范围内": settlements["scope_fen"] * sign,
            "保险支付": settlements[list(INSURERS)].sum(axis=1) * sign,
            "自负（基数）": rows["base_fen"],
            "适用身份与比例": text_of(rows["rule"]).where(rows["rule"].notna(), _without_rule(rows)),
            "限额余": rows["room_fen"]
            .where(rows["cap_fen"] >= 0, UNCAPPED)
            .where(rows["cap_fen"] != 0, NO_CAP)
            .where(rows["rule"].notna(), NO_CAP),
            "应救助": rows["due_fen"],
            "已救助": rows["paid_fen"],
            "差额": rows["difference_fen"],
            "结论": text_of(rows["fault"]),
            "说明": rows["trace"],
            "计入": rows["cleared"] & ~rows["code"].isin(NOT_COUNTED),
        }
    )
    return table.sort_values(["id", "结算日期", "结算号"], kind="stable")
