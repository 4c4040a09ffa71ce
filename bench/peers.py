"""What the program is measured against: the fastest reader alone, and the script that a clerk's nephew writes.

``calamine`` reads every sheet of the same files into Python lists and does nothing with them: a floor under programs
that make a Python object of every cell. ``pandas_openpyxl`` reads with pandas as most scripts do, and does the main
matching honestly (state, channel, duplicates, rosters by id, validity, names, townships, accounts, shares), though
without messages, near matches, checks of numbers or a balance. It prints how many people it would pay, so that the
benchmark can compare that with the program's own answer.

    python bench/peers.py calamine bench/data/700000
    python bench/peers.py pandas_openpyxl bench/data/700000 --out /tmp/result
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
import python_calamine

ROLES = ["医疗救助对象", "持证残疾人", "生活困难农户", "优抚对象"]
STREETS = ["江川路街道", "古美街道", "新虹街道", "浦锦街道"]
AMOUNT_FEN, DISTRICT_FEN = 12900, 4515
"""The subsidy of 2024, and the district's 35% of it in the towns; in the streets the district pays all."""


def calamine(folder: Path) -> int:
    """Read every cell of every workbook of the folder into lists; return the number of rows."""
    rows = 0
    for path in sorted(folder.glob("*.xlsx")):
        book = python_calamine.CalamineWorkbook.from_path(path)
        rows += sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)
    return rows


def read(path: Path) -> pd.DataFrame:
    frame = pd.read_excel(path, engine="openpyxl", dtype=str)
    frame["证件号码"] = frame["证件号码"].str.strip().str.upper()
    frame["姓名"] = frame["姓名"].str.strip()
    return frame[frame["证件号码"].str.len() == 18]


def candidates(folder: Path) -> pd.DataFrame:
    """The insured rows that may be paid at all: not cancelled, not through a group, each person once."""
    insured = read(folder / "承保名单.xlsx")
    insured = insured[insured["状态"] == "有效"]
    through_group = insured.loc[insured["投保渠道"] == "团单", "证件号码"]
    return insured[~insured["证件号码"].isin(through_group)].drop_duplicates("证件号码")


def matched(insured: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """One row per person with a valid entry of the same name in some roster, and all entries in one township."""
    entries = pd.concat([read(folder / f"{role}.xlsx").assign(类别=role) for role in ROLES])
    both = insured.merge(entries, on="证件号码", suffixes=("", "_名册"))
    days = {name: pd.to_datetime(both[name]) for name in ("承保日期", "生效日期", "失效日期")}
    late = days["失效日期"].isna() | (days["失效日期"] >= days["承保日期"])
    both = both[(days["生效日期"] <= days["承保日期"]) & late & (both["姓名"] == both["姓名_名册"])]
    people = both.groupby("证件号码", sort=False).agg(
        姓名=("姓名", "first"),
        街镇=("街镇_名册", "first"),
        街镇数=("街镇_名册", "nunique"),
        对象类别=("类别", lambda of: "、".join(dict.fromkeys(of))),
    )
    return people[people["街镇数"] == 1].drop(columns="街镇数").reset_index()


def with_accounts(people: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Add the account of each person who has one, and only one, of a plausible length."""
    accounts = read(folder / "银行账户.xlsx").drop(columns="姓名")
    accounts = accounts[accounts["银行账号"].str.len().between(16, 19)].drop_duplicates(["证件号码", "银行账号"])
    accounts = accounts[~accounts["证件号码"].duplicated(keep=False)]
    people = people.merge(accounts, on="证件号码", how="left")
    people["发放状态"] = np.where(people["银行账号"].isna(), "待补账户", "可发放")
    return people


def with_shares(people: pd.DataFrame) -> pd.DataFrame:
    """Add the amount and its two shares, in yuan."""
    district = np.where(people["街镇"].isin(STREETS), AMOUNT_FEN, DISTRICT_FEN)
    return people.assign(补贴金额=AMOUNT_FEN / 100, 区级承担=district / 100, 镇级承担=(AMOUNT_FEN - district) / 100)


def write(people: pd.DataFrame, out: Path) -> None:
    """Write the detail, the summary and one bank file for each township."""
    money = ["补贴金额", "区级承担", "镇级承担"]
    sums = {name: (name, "sum") for name in money}
    summary = people.groupby("街镇").agg(人数=("证件号码", "count"), **sums).reset_index()
    out.mkdir(parents=True, exist_ok=True)
    with pd.ExcelWriter(out / "补贴结果.xlsx", engine="openpyxl") as book:
        people.to_excel(book, sheet_name="补贴明细", index=False)
        summary.to_excel(book, sheet_name="分摊汇总", index=False)
    payable = people[people["发放状态"] == "可发放"]
    for township, group in payable.groupby("街镇"):
        bank = group[["户名", "银行账号", "补贴金额", "开户行", "联行号"]].assign(摘要="沪惠保补贴")
        bank.to_excel(out / f"{township}.xlsx", index=False, engine="openpyxl")


def pandas_openpyxl(folder: Path, out: Path) -> int:
    """Do the whole job as a script of pandas; return the number of people paid."""
    people = with_shares(with_accounts(matched(candidates(folder), folder), folder))
    write(people, out)
    return len(people)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=["calamine", "pandas_openpyxl"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, help="where pandas_openpyxl writes its workbooks")
    given = parser.parse_args()
    if given.peer == "calamine":
        print(f"rows {calamine(given.folder)}")
    elif given.out is None:
        parser.error("pandas_openpyxl needs --out")
    else:
        print(f"paid {pandas_openpyxl(given.folder, given.out)}")


if __name__ == "__main__":
    main()
