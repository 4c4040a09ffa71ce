"""Invented results, small and large: ids have the region 999999, which does not exist, and a right check digit."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from huibao_xl import frames
from huibao_xl.money import district_share
from huibao_xl.policy import Policy, load
from huibao_xl.reasons import CATALOGUE, advice
from huibao_xl.subsidy.result import Result

_WEIGHTS = np.array([pow(2, 17 - place, 11) for place in range(17)])
_SURNAMES = "测试样例虚构演示赵钱孙李周吴郑王"


def invented_ids(count: int, start: int = 0) -> pd.Series:
    """``count`` distinct ids with right check digits."""
    numbers = np.arange(start, start + count)
    bodies = [
        f"999999{1930 + n // 1000 % 80}{n // 80_000 % 12 + 1:02d}{n // 960_000 + 1:02d}{n % 1000:03d}" for n in numbers
    ]
    digits = np.array([list(map(int, body)) for body in bodies], dtype=int).reshape(-1, 17)
    checks = np.array(list("10X98765432"))[(digits * _WEIGHTS).sum(axis=1) % 11]
    return pd.Series([body + check for body, check in zip(bodies, checks, strict=True)], dtype="str")


def invented_names(count: int) -> pd.Series:
    return pd.Series(
        [f"{_SURNAMES[n % 16]}{_SURNAMES[n // 16 % 16]}{_SURNAMES[n // 256 % 16]}" for n in range(count)], dtype="str"
    )


def shaped(shape: frames.Shape, count: int, **columns) -> pd.DataFrame:
    """A frame of ``shape`` with ``count`` rows: the given columns, else empty values."""
    blank = {"int64": 0, "bool": False, "datetime64[s]": pd.NaT}
    rows = pd.DataFrame(
        {name: columns.get(name, pd.Series([blank.get(dtype)] * count)) for name, dtype in shape.columns.items()}
    )
    return shape.check(rows.astype(shape.columns))


def result(
    paid: int = 40,
    outreach: int = 30,
    findings: int = 12,
    insured: int | None = None,
    source: str = "承保名单.xlsx",
    policy: Policy | None = None,
    name: str = "2024年度沪惠保补贴",
    as_of: date | None = None,
) -> Result:
    """An invented result: ``paid`` people over the first 12 街镇 (two get none), one in ten without an account."""
    policy = policy or load("2024")
    insured = insured or paid + 12
    payments = _payments(policy, paid, source)
    shares = _shares(policy, payments)
    balance = frames.BALANCE.check(
        pd.DataFrame(
            {
                "name": [
                    "承保名单行数 = 补贴 + 待核 + 不补",
                    "补贴人数 = 补贴明细的不同证件号码",
                    "补贴金额 = 区级承担 + 镇级承担",
                ],
                "left": [insured, paid, int(payments["amount_fen"].sum())],
                "right": [
                    insured,
                    payments["id"].nunique(),
                    int((payments["district_fen"] + payments["township_fen"]).sum()),
                ],
                "unit": ["行", "人", "分"],
                "township": [""] * 3,
                "ok": [True] * 3,
            }
        ).astype(frames.BALANCE.columns)
    )
    inputs = pd.DataFrame(
        {
            "path": [source, source],
            "sheet": ["承保名单", "持证残疾人"],
            "role": ["承保名单", "持证残疾人"],
            "rows": [insured, paid],
            "sha256": ["0" * 64] * 2,
        }
    )
    return Result(
        policy,
        as_of,
        name,
        inputs,
        _decisions(policy, payments, insured, source),
        payments,
        shares,
        _outreach(policy, outreach),
        _findings(findings, source),
        balance,
        _entries(policy, paid, source),
    )


def _payments(policy: Policy, count: int, source: str) -> pd.DataFrame:
    townships = policy.townships[:12]
    chosen = [townships[place] for place in np.sort(np.arange(count) % len(townships))]
    district = [district_share(policy.amount_fen, town.district_percent) for town in chosen]
    order = list(policy.category_order)
    names = invented_names(count)
    payable = pd.Series(np.arange(count) % 10 != 9)
    account = pd.Series([f"62298500{n:011d}" for n in range(count)], dtype="str").where(payable)
    return shaped(
        frames.PAYMENTS,
        count,
        name=names,
        id=invented_ids(count),
        person=np.arange(count),
        home=[town.name for town in chosen],
        kind=[town.kind for town in chosen],
        main_category=[order[n % 4] for n in range(count)],
        categories=[order[n % 4] + ("、" + order[3] if n % 5 == 0 and n % 4 != 3 else "") for n in range(count)],
        amount_fen=[policy.amount_fen] * count,
        district_fen=district,
        township_fen=[policy.amount_fen - part for part in district],
        holder=names.where(payable),
        account=account,
        bank=pd.Series(["虚构银行股份有限公司上海闵行支行"] * count, dtype="str").where(payable),
        cnaps=pd.Series(["325290000012"] * count, dtype="str").where(payable),
        payable=payable,
        file=[source] * count,
        sheet=["承保名单"] * count,
        row=np.arange(2, count + 2),
    ).assign(home=lambda rows: rows["home"].cat.set_categories([town.name for town in policy.townships]))


def _shares(policy: Policy, payments: pd.DataFrame) -> pd.DataFrame:
    sums = payments.groupby("home", observed=False)[["amount_fen", "district_fen", "township_fen"]].sum()
    people = payments.groupby("home", observed=False).size()
    names = [town.name for town in policy.townships]
    return pd.DataFrame(
        {
            "township": names,
            "kind": [town.kind for town in policy.townships],
            "people": people.reindex(names).to_numpy(),
            **{column: sums.loc[names, column].to_numpy() for column in sums},
        }
    )


def _decisions(policy: Policy, payments: pd.DataFrame, insured: int, source: str) -> pd.DataFrame:
    paid = len(payments)
    rest = [
        ("H01", "H02", "H04", "X02", "X03", "X04", "X05", "X06", "X01", "X01", "X01", "H03")[n % 12]
        for n in range(insured - paid)
    ]
    codes = ["OK"] * paid + rest
    other = invented_ids(insured - paid, start=500_000)
    bad = pd.Series([code == "H01" for code in codes])
    ids = pd.concat([payments["id"], other], ignore_index=True)
    names = pd.concat([payments["name"], invented_names(insured - paid)], ignore_index=True)
    reasons = {
        code: ""
        if code in ("OK", "X01")
        else f"{CATALOGUE[code].title}：名册写的是另一个街镇，承保名单写的是江川路街道，两处不一致，需要核对。"
        for code in set(codes)
    }
    return shaped(
        frames.DECISIONS,
        insured,
        name=names,
        name_key=names,
        id_raw=ids.where(~bad, "31011219490101001?"),
        id=ids.where(~bad),
        id_fault=pd.Series(np.where(bad, "含有不允许的字符", None)),
        person=np.arange(insured),
        channel=["个人"] * insured,
        status=["有效"] * insured,
        township=[policy.townships[n % 14].name for n in range(insured)],
        file=[source] * insured,
        sheet=["承保名单"] * insured,
        row=np.arange(2, insured + 2),
        disposition=[CATALOGUE[code].disposition for code in codes],
        code=codes,
        day=pd.Series([pd.Timestamp("2024-07-01")] * insured),
        home=pd.concat(
            [payments["home"].astype("str"), pd.Series([None] * (insured - paid), dtype="str")], ignore_index=True
        ),
        in_roster=[code[0] != "X" or code in ("X05", "X06") for code in codes],
        why=[reasons[code] for code in codes],
        advice=["" if code in ("OK", "X01") else "与街镇核实现属街镇，更正名册后重新运行。" for code in codes],
    )


def _outreach(policy: Policy, count: int) -> pd.DataFrame:
    return shaped(
        frames.OUTREACH,
        count,
        name=invented_names(count),
        id=invented_ids(count, start=200_000),
        township=[policy.townships[n % 14].name for n in range(count)],
        categories=[policy.category_order[n % 4] for n in range(count)],
        village=[f"虚构第{n % 30}居委会" for n in range(count)],
        note=["号码无效，请先核对" if n % 7 == 0 else "" for n in range(count)],
    )


def _findings(count: int, source: str) -> pd.DataFrame:
    codes = [("W05", "W03", "I13", "I03", "I12", "I11")[n % 6] for n in range(count)]
    return shaped(
        frames.FINDINGS,
        count,
        level=[CATALOGUE[code].level for code in codes],
        code=codes,
        text=[
            f"{CATALOGUE[code].title}：第 {n} 条，请核对原单元格的内容是否与证件一致，必要时与来源单位联系。"
            for n, code in enumerate(codes)
        ],
        advice=[advice("W05")] * count,
        file=[source] * count,
        sheet=["承保名单"] * count,
        row=[0 if code == "I03" else n + 2 for n, code in enumerate(codes)],
        column=["银行账号"] * count,
        letters=["E"] * count,
        value=[f"6222 {n}" for n in range(count)],
    )


def _entries(policy: Policy, count: int, source: str) -> pd.DataFrame:
    return shaped(
        frames.ENTRIES,
        count,
        name=invented_names(count),
        id_raw=invented_ids(count),
        id=invented_ids(count),
        person=np.arange(count),
        role=[policy.category_order[n % 4] for n in range(count)],
        sub_category=["低保"] * count,
        valid_from=pd.Series([pd.Timestamp("2020-01-01")] * count),
        township=[policy.townships[n % 14].name for n in range(count)],
        file=[source] * count,
        sheet=["持证残疾人"] * count,
        row=np.arange(2, count + 2),
        village=["虚构居委会"] * count,
    )


def touch(folder: Path) -> str:
    """A source file that exists, so that links can be made."""
    path = folder / "承保名单.xlsx"
    path.write_bytes(b"")
    return str(path)
