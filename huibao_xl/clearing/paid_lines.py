"""What was paid in a year, line by line (``classify.LINES``): from the ledger, or from a list of the role 往期发放 with
amounts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from huibao_xl import findings
from huibao_xl.clearing.classify import FLYING, LINES, PAID, with_shares
from huibao_xl.clearing.copies import counted_once
from huibao_xl.clearing.paid_lists import read_paid_rows
from huibao_xl.clearing.returned_lists import doubted, with_repeated
from huibao_xl.clearing.reversals import netted
from huibao_xl.files.reading import SourceFile, find_files
from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.frames import FAILED_ACCOUNTS, STRUCK, TEXT, Shape
from huibao_xl.identifiers import person_name, resident_id
from huibao_xl.ordinary_file import ordinary
from huibao_xl.payments import terms
from huibao_xl.payments.bookings import booked
from huibao_xl.payments.ledger import paid, states
from huibao_xl.payments.ledger.store import Ledger, opened
from huibao_xl.policy import Policy, load, policies
from huibao_xl.reasons import Input, Stop
from huibao_xl.reasons.shown import several
from huibao_xl.rosters.lists import Forced
from huibao_xl.rosters.recipe import FilesRead, files_read
from huibao_xl.rosters.sources import Sources, open_sources, silent

_SQLITE = b"SQLite format 3\x00"


@dataclass(frozen=True)
class Payments:
    """What was paid. ``lines``: classify.LINES; ``failed``: {id: where and why the last payment failed}; ``struck``:
    frames.STRUCK; ``inputs``: path, sheet, role, rows, sha256 of what was read; ``findings``: frames.FINDINGS about
    it; ``read``: the list that was read, None if it was a ledger; ``failed_accounts``: frames.FAILED_ACCOUNTS."""

    lines: pd.DataFrame
    failed: dict[str, str]
    struck: pd.DataFrame
    inputs: pd.DataFrame
    findings: pd.DataFrame
    read: FilesRead | None = None
    failed_accounts: pd.DataFrame = field(default_factory=FAILED_ACCOUNTS.empty)


FAILED = Shape("failed", {"id": TEXT, "why": TEXT})
"""``Payments.failed`` as a frame, to be stored."""


def is_ledger(path: Path) -> bool:
    """Return whether a file is a ledger (SQLite), by its first bytes. Raises Stop(S01) if it cannot be read."""
    try:
        with ordinary(path).open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except OSError:
        raise Stop(
            "S01", file=path.name, why="读不出来", advice="请检查路径：台账，或一份发放记录", inputs=[Input.PAID]
        ) from None


def policy_named(name: str, path: Path | None) -> Policy:
    """Return the policy called ``name`` as the ledger at ``path`` stores it, if a batch rests on it; else (None: there is no ledger)
    the one that ships, or in the file ``name``. Raises Stop as ``policy.load`` does, Stop(S93) as :func:`require_policy`."""
    if path is None:
        return load(name)
    with opened(path) as ledger:
        stored = terms.stored_policy(ledger, name)
    return stored or require_policy(path, load(name))


def require_policy(path: Path, rules: Policy) -> Policy:
    """Return ``rules`` if the year's batches in the ledger at ``path`` were made by them, or if they bear a name that
    does not ship and is none of theirs: then what was paid is cleared by a corrected policy. Raises Stop(S93) else."""
    with opened(path) as ledger:
        return terms.require_no_other(ledger, rules, corrected=rules.name not in policies())


def ledger_of(paths: Sequence[Path]) -> Path | None:
    """Return the ledger among what was paid, None if it is lists. Raises Stop(S01) as :func:`is_ledger` does, Stop(S07) for a ledger beside anything
    else: it holds all that was paid."""
    ledgers = [path for path in paths if not path.is_dir() and is_ledger(path)]
    if ledgers and len(paths) > 1:
        advice = "只写台账；台账以外另有付款的，把全部付款写成发放记录再清算"
        raise Stop("S07", why=f"台账“{ledgers[0].name}”和别的付款一起写了", advice=advice, inputs=[Input.PAID])
    return ledgers[0] if ledgers else None


def read(
    paths: Sequence[Path], rules: Policy, passwords: Sequence[str] = (), column_answers: pd.DataFrame | None = None
) -> Payments:
    """Return the year's payments. ``paths``: a ledger, or lists and folders of lists; ``column_answers``: see ``collect.collect``. Raises Stop as
    :func:`ledger_of` and :func:`from_files` do, S30 if it is no ledger of ours."""
    path = ledger_of(paths)
    if path is None:
        return from_files(paths, rules, passwords, column_answers=column_answers)
    with opened(path) as ledger:
        return from_ledger(ledger, rules)


def from_ledger(ledger: Ledger, rules: Policy) -> Payments:
    """Return confirmed lines as paid, lines in flight (also of a batch that was not exported yet), undecided or doubtful as 在途; of people who were only refused where and
    why (failed). What came back (追回) or was given up is no more paid."""
    rows = states.lines_of_year(ledger, rules.scheme, rules.year)
    held = rows[rows["state"].isin(states.HELD) | states.in_doubt(rows)].reset_index(drop=True)
    held = _as_booked(ledger, booked.with_paid(held, rules))
    lines = pd.DataFrame(
        {
            "name": held["name"],
            "name_key": pd.array([person_name.key(name) for name in held["name"]], dtype="str"),
            "id": held["id"],
            "id_fault": pd.Categorical([None] * len(held), categories=list(resident_id.FAULTS)),
            "person": held["id"].str[:17],
            "holder": "",
            "township": held["bearer_township"],
            **{column: held[column] for column in ("amount_fen", "district_fen", "township_fen")},
            "state": np.where((held["state"] == "成功") & ~held["doubtful"], PAID, FLYING),
            "remark": np.select(
                [held["disputed"] | held["doubtful"], held["batch_state"] == "已批准"],
                [held["why"], "这一批已批准，还没有导出银行文件"],
                "",
            ),
            "doubt": "",
            "file": ledger.path.name,
            "sheet": held["batch"],
            "row": held["line"],
        }
    )
    row = {"path": ledger.path.name, "sheet": "", "role": "台账", "rows": len(lines), "sha256": ledger.head()[1]}
    struck, failed = paid.struck(ledger, rules.scheme, rules.year), paid.failed_accounts(ledger)
    inputs = pd.DataFrame([row])
    return Payments(_checked(lines), _failed(rows), struck, inputs, pd.DataFrame(), failed_accounts=failed)


def _as_booked(ledger: Ledger, held: pd.DataFrame) -> pd.DataFrame:
    """First payments with what 补差 add, by who bears them, less what came back or was given up; a person whose 补差 is on its way is."""
    second = states.is_surplus(held)
    first, more = held[(held["nth"] == 0) & ~second], held[(held["nth"] > 0) & ~second]
    lines = booked.borne(ledger, first, more, held[second], given_up=True)
    going = more.loc[(more["state"] != "成功") | more["doubtful"], "id"]
    state = lines["state"].astype(object).mask(lines["id"].isin(going) & (lines["state"] == "成功"), "在途")
    return lines.assign(state=state)[lines["amount_fen"] > 0].reset_index(drop=True)


def _failed(rows: pd.DataFrame) -> dict[str, str]:
    last = rows.drop_duplicates("id", keep="last")
    last = last[last["state"].isin(states.FAILED) & ~last["doubtful"]]
    cells = zip(last["id"], last["batch"], last["line"], last["state"].astype("str"), last["why"], strict=True)
    return {
        id: f"批次“{batch}”第 {line} 行{state}" + (f"（{why}）" if why else "") for id, batch, line, state, why in cells
    }


def stored_frames(payments: Payments) -> tuple[tuple[Shape, pd.DataFrame], ...]:
    """Return what a ledger said, as frames to be stored: it goes on after the clearing. Nothing if a list was read, which stays what it is."""
    if payments.read is not None:
        return ()
    failed = pd.DataFrame(list(payments.failed.items()), columns=list(FAILED.columns)).astype(FAILED.columns)
    accounts = (FAILED_ACCOUNTS, payments.failed_accounts)
    return (LINES, payments.lines), (STRUCK, payments.struck), (FAILED, failed), accounts


def from_stored(opened: ResultFolder, inputs: pd.DataFrame) -> Payments:
    """Return what a ledger said, from what a clearing stores of it (:func:`stored_frames`). Raises Stop(S91) if it cannot be read."""
    failed = opened.frame(FAILED)
    why = dict(zip(failed["id"], failed["why"], strict=True))
    struck, accounts = opened.frame(STRUCK), opened.frame_or_empty(FAILED_ACCOUNTS)
    return Payments(opened.frame(LINES), why, struck, inputs, pd.DataFrame(), failed_accounts=accounts)


def from_files(
    paths: Sequence[Path],
    rules: Policy,
    passwords: Sequence[str] = (),
    today: date | None = None,
    column_answers: pd.DataFrame | None = None,
) -> Payments:
    """Return :func:`from_opened` of files and folders, every sheet of which is a list of the role 往期发放. ``today``: if it is another day;
    ``column_answers``: see ``collect.collect``. Raises Stop as it and reading do."""
    forced: Forced = {(path.resolve(), None): paid.ROLE for path in find_files(paths)[0]}
    files, unread = open_sources(Sources(tuple(paths), dict(forced)), passwords, silent)
    return from_opened(files, unread, forced, rules, today or date.today(), column_answers)


def from_opened(
    files: Sequence[SourceFile],
    unread: Sequence[pd.DataFrame],
    forced: Forced,
    rules: Policy,
    today: date,
    column_answers: pd.DataFrame | None,
) -> Payments:
    """Return the rows of the policy's year in lists, all of them paid, and those whose year cannot be read, which wait; what several sheets tell counts
    once. ``files``, ``unread``, ``forced``: as ``sources.open_sources`` takes and gives them.

    Raises Stop(S70) if there is no row of that year, Stop(S71) naming the first row of a sheet none of whose amounts can be read; a row without one waits.
    """
    every, sheets, found = read_paid_rows(files, rules, forced, today, column_answers)
    of_year = every["year"].isin([rules.year, 0])
    back = every[of_year & every["returned"]].reset_index(drop=True)
    rows = every[of_year & ~every["returned"]].reset_index(drop=True)
    if not (rows["year"] == rules.year).any():
        undated = f"（另有 {len(rows)} 行没有写年度，或年度看不懂）" if len(rows) else ""
        raise Stop("S70", file=several([file.path.name for file in files]), year=rules.year, undated=undated)
    _require_amounts(rows)
    stated = rows.assign(amount_fen=rows["amount_fen"].where(rows["stated"], 0))
    lines, about_copies = counted_once(_as_written(stated, rules))
    lines, about = netted(lines)
    lines, about_back = doubted(with_repeated(lines, rows), back)
    keys = ["path", "sheet", "role", "rows", "sha256", "used", "unused", "fields"]
    about = findings.concat([*unread, *found, about_copies, about, about_back])
    return Payments(lines, {}, STRUCK.empty(), sheets[keys], about, files_read(files, unread, dict(forced)))


def _require_amounts(rows: pd.DataFrame) -> None:
    """Raise Stop(S71) where no row of a sheet has an amount that can be read: its amounts stand in another column, or nowhere."""
    for (file, sheet), of_sheet in rows.groupby(["file", "sheet"], sort=False, observed=True):
        if not of_sheet["stated"].any():
            raise Stop("S71", file=file, sheet=sheet, row=of_sheet["row"].iloc[0], count=len(of_sheet))


def _as_written(rows: pd.DataFrame, rules: Policy) -> pd.DataFrame:
    """LINES of paid_lists.PAID_ROWS: the shares that stand there, the policy's where none do."""
    lines = rows.assign(township=rows["township"].astype("str").fillna(""), state=PAID, remark="", doubt=rows["why"])
    shared = with_shares(lines, rules)
    for column in ("district_fen", "township_fen"):
        shared[column] = shared[column].where(~rows["borne"], rows[column])
    return _checked(shared)


def _checked(lines: pd.DataFrame) -> pd.DataFrame:
    plain = {name: dtype for name, dtype in LINES.columns.items() if name != "id_fault"}
    return LINES.check(lines[list(LINES.columns)].astype(plain))
