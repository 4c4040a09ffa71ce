"""What a result folder declares to be paid: its sealed payments as lines, and the hashes of its files.

Nothing is taken from the workbook that people read: whatever was edited in the folder since it was written is
refused, with the file and, where it can be known, the row; so is what one part of the folder says otherwise than
another (:mod:`huibao_xl.payments.agreement`).
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder, seal_of, sha256_if_readable
from huibao_xl.files.results.names import files_in, kind_of, read_summary
from huibao_xl.files.writing.checked_json import content_sha256
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.frames import ANSWERS, PAYMENTS
from huibao_xl.money import format_yuan
from huibao_xl.payments.agreement import contradiction, require_agreement
from huibao_xl.payments.frames import LINES
from huibao_xl.payments.renumbered import UNRULED, Ruled, ruled
from huibao_xl.payments.terms import other_policy
from huibao_xl.policy import Policy
from huibao_xl.reasons import Stop
from huibao_xl.subsidy.edited import edited
from huibao_xl.subsidy.result import of_folder

WORKBOOK = names.RUN_WORKBOOK
DETAIL = "补贴明细"
HEADER_ROWS = 1
"""A line's number is its row below the header of 补贴明细."""
_MONEY = {"amount_fen": "补贴金额", "district_fen": "区级承担", "township_fen": "镇级承担"}
_MOST_EDITED = 5


@dataclass(frozen=True)
class Declared:
    """A result. ``ruled``: what 比对决定 said of its people's numbers; ``lines``: frames.LINES of everybody who can be paid now, numbered as they stand in 补贴明细;
    ``waiting``: how many have no account yet; ``files``: {path in the folder: SHA-256} of everything in it; ``seal``: of the folder."""

    folder: Path
    rules: Policy
    lines: pd.DataFrame
    waiting: int
    files: dict[str, str]
    seal: str
    ruled: Ruled = UNRULED


def read(folder: Path, rules: Policy | None = None) -> Declared:
    """Return what a result folder declares, under the policy that it was made with. ``rules``: if given, it must be
    that one.

    Raises Stop(S07) if it is no result of ``huibao run``, S90 if an earlier version wrote it, S32 if it was edited
    since or if its parts disagree, S93 if ``rules`` are others.
    """
    opened = ResultFolder.open(folder, names.RUN)
    _require_unchanged(opened)
    result = of_folder(opened)
    if rules is not None and content_sha256(rules.content) != opened.summary["policy_sha256"]:
        raise other_policy(f"结果文件夹“{folder}”", result.policy.name, rules.name)
    lines = _lines(result.payments)
    _require_totals(lines, opened)
    require_agreement(opened, result)
    payable = result.payments["payable"].to_numpy()
    return Declared(
        folder=folder,
        rules=result.policy,
        lines=lines[payable].reset_index(drop=True),
        waiting=int((~payable).sum()),
        files=hashes(folder),
        seal=opened.seal,
        ruled=ruled(opened.frame_if_stored(ANSWERS)),
    )


def _require_unchanged(opened: ResultFolder) -> None:
    """Raise Stop(S32) naming each file that is not as it was sealed, with the row where it can be known."""
    changed = opened.differences()
    if not changed:
        return
    words = [f"{each.file}（{each.change}）{edited(opened, each.file)}" for each in changed[:_MOST_EDITED]]
    more = f"等 {len(changed)} 个文件" if len(changed) > _MOST_EDITED else ""
    raise Stop("S32", folder=opened.path, why="、".join(words) + more)


def _require_totals(lines: pd.DataFrame, opened: ResultFolder) -> None:
    """Raise Stop(S32) if the payments are not what the summary declares: both were sealed, but perhaps not by us."""
    summary = opened.summary
    for key, title in _MONEY.items():
        if (found := int(lines[key].sum())) != (stated := summary["money"][key]):
            why = f"付款的“{title}”合计 {format_yuan(found)} 元，result.json 记为 {format_yuan(stated)} 元"
            raise contradiction(opened, why)
    if len(lines) != (people := sum(town["people"] for town in summary["by_township"].values())):
        raise contradiction(opened, f"付款有 {len(lines):,} 人，result.json 记为 {people:,} 人")


def decided(folder: Path) -> pd.DataFrame:
    """Return everybody whom a result decides to pay: id, name, township, payable. Raises Stop(S07, S90, S91) as
    opening it does."""
    payments = ResultFolder.open(folder, names.RUN).require_data().frame(PAYMENTS)
    people = payments[["id", "name", "payable"]].assign(township=payments["home"].astype("str"))
    return people[["id", "name", "township", "payable"]]


def is_make_up(folder: Path) -> bool:
    """Tell whether a result is the 补发 of a clearing: the sealed summary of the folder that it stands in lists it as it is. One that is no
    longer there is known by its name.

    >>> is_make_up(Path("不在") / "补发"), is_make_up(Path("不在") / "结果")
    (True, False)
    """
    folder = folder.resolve()
    if folder.name != names.MAKE_UP or not folder.exists():
        return folder.name == names.MAKE_UP
    summary = read_summary(folder.parent / names.CLEARING)
    if summary is None or kind_of(summary) is not names.CLEAR or seal_of(summary) != summary.get("seal"):
        return False
    listed = summary.get("outputs")
    place = f"{names.MAKE_UP}/{names.RESULT}"
    return isinstance(listed, dict) and listed.get(place) == sha256_if_readable(folder / names.RESULT)


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a folder."""
    return {name: sha256_of(folder / name) for name in files_in(folder)}


def changed(folder: Path, files: dict[str, str]) -> list[str]:
    """Return which files differ from what they were; a folder that is gone has not changed.

    >>> changed(Path("不在"), {"result.json": "0"})
    []
    """
    if not folder.is_dir():
        return []
    return [name for name, hash in files.items() if sha256_if_readable(folder / name) != hash]


def _lines(payments: pd.DataFrame) -> pd.DataFrame:
    """Payments as lines (frames.LINES), numbered from 1 in their order."""
    number = range(1, len(payments) + 1)
    frame = payments.assign(line=number, serial=number, township=payments["home"], apart="")
    return LINES.typed(frame[list(LINES.columns)])
