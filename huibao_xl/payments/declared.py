"""What a result folder declares to be paid: its 补贴明细 as lines, compared with its own totals, and the hashes of its files."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from huibao_xl import policy
from huibao_xl.files.results import finished
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.money import format_yuan
from huibao_xl.payments.frames import LINES
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.reports import WORKBOOK

DETAIL = "补贴明细"
HEADER_ROWS = 1
"""A line's number is its row below the header of 补贴明细."""
FILES = ("result.json", WORKBOOK, "处置全表.csv")
"""The files whose hashes a batch remembers: a change of one after the batch was made is noticed."""
_TEXT = {
    "id": "证件号码",
    "name": "姓名",
    "township": "街镇",
    "kind": "街镇类型",
    "holder": "户名",
    "account": "银行账号",
    "bank": "开户行",
    "cnaps": "联行号",
    "guardian": "监护人",
}
_MONEY = {"amount_fen": "补贴金额", "district_fen": "区级承担", "township_fen": "镇级承担"}


@dataclass(frozen=True)
class Declared:
    """A result. ``lines``: frames.LINES of everybody who can be paid now, numbered as they stand in 补贴明细; ``waiting``: how many have no account yet."""

    folder: Path
    rules: Policy
    lines: pd.DataFrame
    waiting: int
    files: dict[str, str]


def read(folder: Path, rules: Policy | None = None) -> Declared:
    """Return what a result folder declares. ``rules``: its policy, if it is not one that ships with the package.

    Raises Stop(S07) if it is no result folder, Stop(S32) if its sheet and its totals disagree.
    """
    summary = finished.read_json(folder)
    rules = rules or policy.load(summary["policy"])
    detail = finished.read_sheet(folder / WORKBOOK, DETAIL)
    lines = _lines(detail)
    for key, title in _MONEY.items():
        if (found := int(lines[key].sum())) != (stated := summary["money"][key]):
            why = f"“{DETAIL}”的“{title}”合计 {format_yuan(found)} 元，result.json 记为 {format_yuan(stated)} 元"
            raise Stop("S32", folder=folder, why=why)
    if len(lines) != (people := sum(town["people"] for town in summary["by_township"].values())):
        raise Stop("S32", folder=folder, why=f"“{DETAIL}”有 {len(lines):,} 人，result.json 记为 {people:,} 人")
    payable = (detail["发放状态"] == "可发放").to_numpy()
    return Declared(folder, rules, lines[payable].reset_index(drop=True), int((~payable).sum()), hashes(folder))


def decided(folder: Path) -> pd.DataFrame:
    """Return everybody whom a result decides to pay: id, name, township, payable."""
    detail = finished.read_sheet(folder / WORKBOOK, DETAIL)
    people = pd.DataFrame({key: detail[_TEXT[key]].astype("str") for key in ("id", "name", "township")})
    return people.assign(payable=(detail["发放状态"] == "可发放").to_numpy())


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each of FILES that is there."""
    paths = [folder / name for name in FILES]
    return {path.name: sha256_of(path) for path in paths if path.is_file()}


def changed(folder: Path, files: dict[str, str]) -> list[str]:
    """Return which files differ from what they were; a folder that is gone has not changed.

    >>> changed(Path("不在"), {"result.json": "0"})
    []
    """
    if not folder.is_dir():
        return []
    now = hashes(folder)
    return [name for name, hash in files.items() if now.get(name) != hash]


def _lines(detail: pd.DataFrame) -> pd.DataFrame:
    """Amounts are yuan in two decimals: the nearest fen is the one that was written."""
    columns = {key: detail.get(title, "") for key, title in _TEXT.items()}
    money = {key: (detail[title].astype(float) * 100).round() for key, title in _MONEY.items()}
    frame = pd.DataFrame(columns | money | {"line": range(1, len(detail) + 1)}, index=detail.index)
    return LINES.check(frame[list(LINES.columns)].astype(LINES.columns))
