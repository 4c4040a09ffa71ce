"""Whether the parts of a sealed result say the same: what a forger of one file forgets in the others.

The seal is a plain hash, so whoever edits a frame can seal the folder anew. Each line that would be paid is therefore held against the
policy, against the decision, against 处置全表.csv, 补贴明细, 银行代发 and 公示 as they stand in their files, against the sums of result.json and the
hashes of the lists. Where the lists still stand in their places, the run is made again (``subsidy.run.decided_again``). What is not proved: that a folder whose
parts were all forged alike, and whose lists are gone, is one of ours.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from huibao_xl.files.results import names
from huibao_xl.files.results.contents import Unreadable, same_bytes, sheet_pairs
from huibao_xl.files.results.figures import input_records
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.files.results.read_back import read_csv, read_sheet
from huibao_xl.frames import PLACE
from huibao_xl.identifiers import account_doubts, account_holder, bank_card, resident_id
from huibao_xl.money import district_share
from huibao_xl.policy import Policy
from huibao_xl.reasons import Input, Stop, text
from huibao_xl.rosters import recipe
from huibao_xl.rosters.sources import Stage, silent
from huibao_xl.subsidy import run, shares
from huibao_xl.subsidy.reports.bank import write_bank_files
from huibao_xl.subsidy.reports.detail import people_sheets
from huibao_xl.subsidy.reports.notice import write_notices
from huibao_xl.subsidy.reports.result_json import summary
from huibao_xl.subsidy.result import FRAMES, Result
from huibao_xl.subsidy.titles import TITLES

_DETAIL, _HEADER = "补贴明细", 2
"""A row of the frame, from 0, is that many rows further down in its sheet, whose header is row 1."""
_SAME = [*PLACE, "id", "name", "home", "categories", "main_category"]
"""What a payment has from the decision that it rests on."""
_SHOWN = ("姓名", "证件号码", "街镇", "户名", "银行账号", "开户行", "联行号", "监护人")
"""What 补贴明细 shows of a payment, besides money."""
_SURELY_SHOWN = 16_000
"""Characters of a text that its cell surely holds: the writer cuts a longer one at 32,767 units."""
_TITLES = {
    "decisions": "处置",
    "payments": _DETAIL,
    "shares": "分摊汇总",
    "outreach": "政策找人",
    "findings": "问题清单",
    "entries": "名册全表",
    "compared": "比对决定",
    "readings": "列对应",
}
"""{field of a Result: what its frame is called}: what is compared with the run made again."""

Fault = tuple[pd.Series | np.ndarray, str]
"""(true at each row that is wrong, why)."""


def require_agreement(opened: ResultFolder, result: Result) -> None:
    """Raise Stop(S32) naming the first row, or the first figure, that another part of the folder contradicts.

    ``result``: of the folder ``opened``, which is as it was sealed.
    """
    for why in _contradictions(opened, result):
        raise contradiction(opened, why)


def contradiction(opened: ResultFolder, why: str) -> Stop:
    """Return the Stop about a part of a sealed folder that contradicts another, or what is made of it now: S32, or S90 where another version
    wrote the folder, which may have made it otherwise."""
    if opened.version:
        return Stop("S90", folder=opened.path, version=opened.version, why=f"与现在的程序得出的不同，{why}")
    return Stop("S32", folder=opened.path, why=why)


def require_made_again(opened: ResultFolder, stage: Stage = silent) -> list[str]:
    """Make the run again where its lists are as they were, and return why that could not be done: nothing if it was.

    Raises Stop(S32) naming the first row of a frame that the lists and the policy do not give, or why they give no result at all.
    """
    try:
        stored = recipe.stored(opened)
    except Stop as stop:
        return [str(stop)]
    obstacles = [text(code, **fields) for code, fields in recipe.obstacles(stored)]
    if stored is None or obstacles:
        return obstacles
    try:
        again = run.decided_again(opened, stored, (), stage)
    except Stop as stop:
        if Input.PASSWORDS in stop.inputs:
            return [str(stop)]
        raise contradiction(opened, text("R07", why=stop).rstrip("。")) from None
    except (KeyError, TypeError, ValueError):  # only an edited record asks for what there is not
        raise Stop("S32", folder=opened.path, why=f"{names.DATA}/{names.RECIPE} 的内容不对") from None
    for field, title in _TITLES.items():
        shape, made = FRAMES[field], getattr(again, field)
        for why in _differences(title, opened.frame(shape)[list(shape.columns)], made[list(shape.columns)]):
            raise contradiction(opened, why)
    if input_records(again.inputs) != opened.summary["inputs"]:
        raise contradiction(opened, f"{opened.kind.summary} 的“inputs”与重新读取的名单不同")
    return []


def _differences(title: str, stored: pd.DataFrame, again: pd.DataFrame) -> Iterator[str]:
    """The first row that differs, by its number in the frame and the names of its columns."""
    if stored.equals(again):
        return
    was, now = (frame.astype(object).where(frame.notna(), "").astype("str") for frame in (stored, again))
    if len(was) != len(now):
        yield f"{title}有 {len(was):,} 行，重新运行得 {len(now):,} 行"
        return
    differs = was.to_numpy() != now.to_numpy()
    for row in np.flatnonzero(differs.any(axis=1))[:1]:
        columns = "、".join(TITLES.get(str(name), str(name)) for name in was.columns[differs[row]])
        yield f"{title}第 {row + 1:,} 行的{columns}与重新运行的不同"


def _contradictions(opened: ResultFolder, result: Result) -> Iterator[str]:
    paid = result.payments
    for wrong, why in _of_people(paid) + _of_money(paid, result.policy) + _of_accounts(paid, result.decisions):
        yield from _named(wrong, _DETAIL, why)
    yield from _of_decisions(paid, result.decisions)
    yield from _of_table(opened, result.decisions)
    yield from _of_workbook(opened, result)
    again = summary(result)
    yield from (f"result.json 的“{key}”与数据不同" for key in again if again[key] != opened.summary.get(key))
    if not shares.by_township(paid, result.policy).astype(str).equals(result.shares.astype(str)):
        yield "分摊汇总与补贴明细的合计不同"
    yield from _of_sources(opened)
    yield from _of_files_by_township(opened, result)
    yield from _named(_strangers(paid), _DETAIL, "的户名不是本人，也不是所填的监护人")


def _named(wrong: pd.Series | np.ndarray, table: str, why: str) -> Iterator[str]:
    rows = np.flatnonzero(np.asarray(wrong, dtype=bool))
    if len(rows):
        more = f"（共 {len(rows):,} 行）" if len(rows) > 1 else ""
        yield f"{table}第 {rows[0] + _HEADER} 行{why}{more}"


def _of_people(paid: pd.DataFrame) -> list[Fault]:
    numbers = resident_id.check(pa.array(paid["id"].astype(object), pa.string()), np.zeros(len(paid), dtype=bool))
    return [
        (numbers["id_fault"].notna(), "的证件号码无效"),
        (numbers["person"].to_numpy() != paid["person"].to_numpy(), "的证件号码不是这个人的"),
        (paid["person"].duplicated(), "的人前面已有一行"),
    ]


def _of_money(paid: pd.DataFrame, rules: Policy) -> list[Fault]:
    town = paid["home"].astype(object)
    share = {each.name: district_share(rules.amount_fen, each.district_percent) for each in rules.townships}
    return [
        (~town.isin(share), "的街镇不在政策中"),
        (paid["kind"].astype(object) != town.map(rules.kind_of), "的街镇类型与政策不同"),
        (paid["amount_fen"] != rules.amount_fen, "的补贴金额不是政策的标准"),
        (paid["district_fen"] != town.map(share), "的区级承担不是政策的比例"),
        (paid["district_fen"] + paid["township_fen"] != paid["amount_fen"], "的区级承担与镇级承担之和不是补贴金额"),
    ]


def _of_accounts(paid: pd.DataFrame, decisions: pd.DataFrame) -> list[Fault]:
    ruled = paid["person"].isin(decisions.loc[decisions["ruling"] != "", "person"])
    doubted = account_doubts.doubts(paid["account"]).notna() & (paid["checked"] == "")
    accounts = pa.array(paid["account"].astype(object), pa.string())
    faults = bank_card.check(accounts, np.zeros(len(paid), dtype=bool))["account_fault"].notna()
    given = paid["account"] != ""
    return [
        (paid["payable"] != given, "的发放状态与银行账号不符"),
        (given.to_numpy() & faults.to_numpy(), "的银行账号不可用"),
        (doubted, "的银行账号存疑，也没有写明账户核实"),
        ((paid["also_named"] != "") & ~ruled, "的户名没有在比对决定中确认是同一人"),
    ]


def _strangers(paid: pd.DataFrame) -> np.ndarray:
    """Which payments go to somebody who is neither the person, by whichever name, nor the guardian."""
    stranger = account_holder.relations(paid).isin(account_holder.STRANGERS)
    return (stranger & (paid["account"] != "")).to_numpy(dtype=bool)


def _of_decisions(paid: pd.DataFrame, decisions: pd.DataFrame) -> Iterator[str]:
    """Every payment rests on one decision 补贴, and every such decision is paid."""
    ok = (decisions["code"] == "OK").to_numpy() & (decisions["disposition"] == "补贴").to_numpy()
    of_paid, of_decided = (pd.MultiIndex.from_frame(rows[_SAME].astype("str")) for rows in (paid, decisions[ok]))
    yield from _named(
        ~of_paid.isin(of_decided), _DETAIL, "的人在处置中没有被认定为补贴（同一来源、号码、姓名、街镇和类别）"
    )
    missing = np.zeros(len(decisions), dtype=bool)
    missing[ok] = ~of_decided.isin(of_paid)
    yield from _named(missing, names.DECISIONS_TABLE, "认定为补贴，补贴明细中没有")
    either = (decisions["code"] == "OK").to_numpy() | (decisions["disposition"] == "补贴").to_numpy()
    yield from _named(either & ~ok, names.DECISIONS_TABLE, "的处置与代码不符")


def _of_table(opened: ResultFolder, decisions: pd.DataFrame) -> Iterator[str]:
    """处置全表.csv, as it stands in the file, against the stored decisions."""
    columns = {"行号": "row", "处置": "disposition", "代码": "code"}
    table = read_csv(opened.path / names.DECISIONS_TABLE, [*columns, "证件号码"]).to_pandas()
    if len(table) != len(decisions):
        yield f"{names.DECISIONS_TABLE}有 {len(table):,} 行，数据中有 {len(decisions):,} 行"
        return
    for title, column in columns.items():
        differs = table[title].to_numpy() != decisions[column].astype("str").to_numpy()
        yield from _named(differs, names.DECISIONS_TABLE, f"的{title}与数据不同")
    differs = (table["证件号码"] != decisions["id"].to_numpy()).to_numpy() & (decisions["code"] == "OK").to_numpy()
    yield from _named(differs, names.DECISIONS_TABLE, "的证件号码与数据不同")


def _of_sources(opened: ResultFolder) -> Iterator[str]:
    """The hashes of the lists, and of the ledger that the run looked into, stand in the summary and in the recipe."""
    stored = recipe.stored(opened)
    if stored is None:
        return
    read = {sha256 for files in stored.files.values() for _, sha256 in files.sources}
    read |= {row["sha256"] for row in stored.options.get("ledger", ())}
    for each in opened.summary["inputs"]:
        if each["sha256"] not in read:
            yield f"来源文件“{each['path']}”的校验码在 result.json 和 {names.DATA}/{names.RECIPE} 中不同"


def _of_files_by_township(opened: ResultFolder, result: Result) -> Iterator[str]:
    """银行代发 and 公示, as they stand in their files, against the same files written from the stored payments."""
    with tempfile.TemporaryDirectory(prefix="huibao-") as passing:
        for folder, write in ((names.BANK_FILES, write_bank_files), (names.NOTICES, write_notices)):
            made = Path(passing) / folder
            write(result, made)
            here = {path.name for path in (opened.path / folder).glob("*")}
            for name in sorted(here | {path.name for path in made.glob("*")}):
                file, again = opened.path / folder / name, made / name
                if not (file.is_file() and again.is_file()) or _cells_differ(file, again):
                    yield f"{folder}/{name} 与数据不同"


def _cells_differ(file: Path, again: Path) -> bool:
    """Whether two workbooks differ in more than their looks; one that cannot be read does."""
    try:
        return not same_bytes(file, again) and bool(sheet_pairs(file, again)[0])
    except (OSError, Unreadable):
        return True


def _of_workbook(opened: ResultFolder, result: Result) -> Iterator[str]:
    """补贴明细, as people read it, against the stored payments: who, to which account, how much."""
    sheet = people_sheets(result)[0].rows
    shown = read_sheet(opened.path / names.RUN_WORKBOOK, _DETAIL)
    if len(shown) != len(sheet):
        yield f"{names.RUN_WORKBOOK}的{_DETAIL}有 {len(shown):,} 行，数据中有 {len(sheet):,} 行"
        return
    for title in _SHOWN:
        was, now = (rows[title].astype("str").str[:_SURELY_SHOWN].to_numpy() for rows in (shown, sheet))
        differs = was != now
        yield from _named(differs, f"{names.RUN_WORKBOOK}的{_DETAIL}", f"的{title}与数据不同")
    for title in ("补贴金额", "区级承担", "镇级承担"):
        fen = (pd.to_numeric(shown[title], errors="coerce") * 100).round().fillna(-1).astype("int64")
        yield from _named(
            fen.to_numpy() != sheet[title].to_numpy(), f"{names.RUN_WORKBOOK}的{_DETAIL}", f"的{title}与数据不同"
        )
