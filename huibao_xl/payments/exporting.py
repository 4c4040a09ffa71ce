"""导出: an approved batch to the bank's files, once, and only what may still be paid.

Files are written and read back inside the transaction and get their place after it: killed in between, the ledger says that the batch was
exported, and the same act again puts the very same bytes in their place. Nothing is written once the bank has answered, or a person has
said what became of a line: what is paid again goes out in a batch of its own.
"""

import shutil
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from huibao_xl.files.writing.atomic import atomic_folder
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.payments import objections, signing, terms, two_people
from huibao_xl.payments.bank import bank_files
from huibao_xl.payments.bank.layouts import Layout
from huibao_xl.payments.ledger import paid, permitted, records, states, unknown
from huibao_xl.payments.ledger.records import BankFile
from huibao_xl.payments.ledger.states import OPEN, Batch
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.payments.ledger.unknown import BANK_FILES
from huibao_xl.payments.ledger.witness import folder_of_batch
from huibao_xl.reasons import Input, Next, Stop
from huibao_xl.reasons.shown import several

VOID = "作废，请勿上传.txt"
"""Stands in the folder of files in whose place the bank got others."""
_OF_THE_SYSTEM = {VOID, "Thumbs.db", "desktop.ini"}


def export(ledger: Ledger, number: str, by: str, layout: str = "", again: str = "") -> tuple[Batch, Path] | None:
    """Write the bank's files of an approved batch and return it with the folder they are in, None if another person has to want the same first: of a batch that
    may have been sent by a ledger that is gone (``unknown``), whose files are taken for exported if they are there byte for byte.

    Exported before, nothing is written again: files that are missing are made anew, byte for byte, while nobody has answered. ``again``: why the
    bank shall get other files (it refused the first ones as a whole), which two people have to want; possible while no answer came; lines of which a person has said what became
    of them are left out. Raises Stop(S31) if it is not this batch's turn, if a line does not hold its person's key, or if the folder holds other files
    than the ledger knows; Stop(S38) if an account was refused since, Stop(S86) if a person's entitlement has ended, Stop(S47) if a person may be paid by another line, Stop(S21) if a line does not fit
    into the layout, Stop(S29) if the policy names others for it.
    """
    with ExitStack() as places, ledger.writing(by) as pen:  # the folder gets its place when the ledger has committed
        batch = states.load(ledger, number)
        permitted.require(ledger, number, permitted.EXPORT, pen.by, pen.at)
        _require_sendable(batch, layout, again)
        _require_held(ledger, batch)
        _remove_left(folder_of_batch(ledger.path, number))
        before = batch.exports[-1] if batch.exports else None
        against = paid.against(ledger, batch)
        objections.require_nobody_ended(against, batch, before.left_out if before and not again else _settled(batch))
        if before and not again:
            folder = folder_of_batch(ledger.path, number) / before.folder
            _write_again(places, batch, folder)
        else:
            signing.require_accounts(ledger, batch)
            objections.require_nobody_in_doubt(against, batch)
            form = _approved_layout(ledger, batch, layout)
            folder = folder_of_batch(ledger.path, number) / (
                BANK_FILES + (f"-{len(batch.exports) + 1}" if before else "")
            )
            settled, sent = _settled(batch), unknown.of_batch(ledger, number)
            there = _files_there(batch, form, folder, settled)
            what = {"act": "export", "layout": form.name, "folder": folder.name, "left_out": list(settled)}
            what |= {"unknown": sent} if sent else {}
            if (before or sent) and not two_people.is_second(ledger, pen, number, what):
                return None
            files = there or _bank_files(_written(places, batch, form, folder, settled))
            body = records.export_body(form.name, form.content, folder.name, files, again, settled, bool(there))
            pen.write("export", number, body)
    batch = states.load(ledger, number)
    _require_in_place(batch, folder)
    if before and again:
        _mark_void(folder_of_batch(ledger.path, number) / before.folder, folder.name)
    return batch, folder


def wrong_files(folder: Path, written: Sequence[BankFile]) -> list[str]:
    """Return the names of what stands otherwise in a folder of bank files than they were ``written``: changed, missing, or there besides."""
    files = {file.name: file.sha256 for file in written}
    besides = {
        path.name for path in folder.iterdir() if not path.name.startswith((".", "~$")) and path.name not in files
    }
    return [*(name for name in files if _sha256(folder / name) != files[name]), *sorted(besides - _OF_THE_SYSTEM)]


def changed_files(ledger: Ledger, batch: Batch) -> list[str]:
    """Return, as 文件夹/文件, what stands otherwise in the folders of a batch's exports than the ledger says; a folder that is not there is none of it."""
    folders = [(folder_of_batch(ledger.path, batch.id) / export.folder, export) for export in batch.exports]
    return [
        f"{path.name}/{name}" for path, export in folders if path.is_dir() for name in wrong_files(path, export.files)
    ]


def _require_sendable(batch: Batch, layout: str, again: str) -> None:
    if batch.is_transfer:
        raise Stop(
            "S31",
            batch=batch.id,
            why="是资金拨付，没有银行代发文件",
            advice="请用拨付通知，拨付后记入凭证号",
            next=[Next.RESOLVE_TRANSFER],
        )
    if batch.next_step or batch.rejected:
        raise Stop("S31", batch=batch.id, why=f"是“{batch.state}”，还不能导出", advice="批准后才能导出")
    if batch.exports and not again:
        last = batch.exports[-1]
        if layout and terms.layout_of_export(last, layout).name != last.layout:
            advice = "银行整批退回的，请写明原因，换版式重新导出"
            raise Stop("S31", batch=batch.id, why=f"已按“{last.layout}”导出", advice=advice, inputs=[Input.AGAIN])
        _require_unanswered(batch)
        return
    if batch.exports and batch.returns:
        raise Stop(
            "S31",
            batch=batch.id,
            why="已有回盘，不能重新导出",
            advice="失败的明细请重新发放",
            next=[Next.REISSUE],
        )
    if not batch.live["state"].isin(OPEN).any():
        raise Stop("S31", batch=batch.id, why=f"是“{batch.state}”，没有待付的明细", advice="不需要导出")
    signing.require_unchanged(batch)


def _require_unanswered(batch: Batch) -> None:
    """Raises Stop(S31) if the bank, or a person, has said what became of lines of the last files: these are not handed out any more."""
    last = batch.exports[-1]
    went = batch.live[~batch.live["line"].isin(last.left_out)]
    if not batch.returns and (went["state"] == "在途").all():
        return
    raise Stop(
        "S31",
        batch=batch.id,
        why=f"在 {last.at[:10]} 已导出，银行或人工已有结果，不再写出银行文件",
        advice=f"当时的文件在“{last.folder}”，不要再上传；失败和退票的请重新发放"
        + ("" if batch.returns else "，银行整批退回、还要付其余各行的，写明原因重新导出"),
        inputs=[] if batch.returns else [Input.AGAIN],
        next=[Next.REISSUE],
    )


def _require_held(ledger: Ledger, batch: Batch) -> None:
    """Raises Stop(S31) if a line that would be paid does not hold its person's key, or another line of the batch holds it: then somebody else may pay him."""
    holds = dict(ledger.rows("SELECT line, id FROM claim WHERE batch = ?", (batch.id,)))
    open_lines = batch.live[batch.live["state"].isin(OPEN)]
    free = open_lines.loc[open_lines["line"].map(holds) != open_lines["id"], "line"]
    if len(free):
        raise Stop(
            "S31",
            batch=batch.id,
            why=f"第 {'、'.join(map(str, free))} 行没有占用本人的这笔付款，别的批次可能会付",
            advice="台账可能被改动过，请先核对台账，查明以前不要导出",
            next=[Next.VERIFY],
        )


def _approved_layout(ledger: Ledger, batch: Batch, name: str) -> Layout:
    """The layout to write by: the one that stands on 审批单, or one that ships, or that stands on the 审批单 of another approved batch. Raises Stop(S31)
    for any other, which nobody has approved, and as ``terms.layout_of`` does."""
    form, declared = terms.layout_of(batch.declaration, name), batch.declaration
    if not name or form.content == declared.layout_content or terms.ships(form) or _is_approved(ledger, form):
        return form
    raise Stop(
        "S31",
        batch=batch.id,
        why=f"批准的银行版式是“{declared.layout}”，“{form.name}”没有经过审批",
        advice="请退回本批，制单时写明这个版式，再审核、审批",
        next=[Next.REJECT] if batch.can_be_rejected else [],
    )


def _is_approved(ledger: Ledger, form: Layout) -> bool:
    batches_of = (states.light(ledger, number) for number in ledger.batches())
    return any(
        each.declaration.layout_content == form.content and not each.next_step and not each.rejected
        for each in batches_of
    )


def _files_there(batch: Batch, form: Layout, folder: Path, left_out: tuple[int, ...]) -> tuple[BankFile, ...]:
    """The files that stand in the place of those that are to be written now, if they are these very files, byte for byte: a ledger that is gone wrote them.
    Nothing if the place is free. Raises Stop(S31) if something else is there: the ledger does not know whose it is."""
    if not (folder.exists() or folder.is_symlink()):
        return ()
    with TemporaryDirectory(dir=folder.parent, prefix=f".{BANK_FILES}") as work:
        files = _bank_files(_write_into(Path(work), batch, form, left_out))
    if folder.is_dir() and not wrong_files(folder, files):
        return files
    raise Stop(
        "S31",
        batch=batch.id,
        why=f"还没有按台账导出，文件夹“{folder.name}”却已在那里",
        advice="可能是另一本台账或恢复前的台账导出的：先向银行查明这些文件有没有上传；没有上传的，移走这个文件夹后再导出",
    )


def _settled(batch: Batch) -> tuple[int, ...]:
    """The lines of which a person has said what became of them: they do not go to the bank again."""
    return tuple(batch.live.loc[~batch.live["state"].isin(OPEN), "line"].tolist())


def _remove_left(papers: Path) -> None:
    """Remove what a killed export left, also one that came as far as to put the files in their place (the ledger is locked, so nobody uses it)."""
    for left in papers.glob(f".*{BANK_FILES}*"):
        shutil.rmtree(left, ignore_errors=True)


def _written(
    places: ExitStack, batch: Batch, form: Layout, folder: Path, left_out: tuple[int, ...]
) -> list[bank_files.Written]:
    """Write, read back, compare; the files get their place when ``places`` ends, unless somebody has put some there meanwhile (:func:`_require_in_place`)."""
    return _write_into(places.enter_context(atomic_folder(folder, concede=True)), batch, form, left_out)


def _write_into(work: Path, batch: Batch, form: Layout, left_out: tuple[int, ...]) -> list[bank_files.Written]:
    lines = batch.live[~batch.live["line"].isin(left_out)]
    return bank_files.write_into(work, lines, form, batch.id, date.fromisoformat(batch.made_at[:10]))


def _bank_files(files: Sequence[bank_files.Written]) -> tuple[BankFile, ...]:
    return tuple(BankFile(file.name, file.count, file.sum_fen, file.sha256) for file in files)


def _write_again(places: ExitStack, batch: Batch, folder: Path) -> None:
    """The files of the last export: nothing to do if their folder stands in its place (:func:`_require_in_place`), else the same bytes again. Raises
    Stop(S31) if they differ."""
    last = batch.exports[-1]
    if folder.is_dir():
        return
    files = _written(places, batch, terms.layout_of_export(last), folder, last.left_out)
    if [file.sha256 for file in files] != [file.sha256 for file in last.files]:
        raise Stop(
            "S31",
            batch=batch.id,
            why="的银行文件不能原样重新写出",
            advice="版式或软件版本在导出后变了；请用当时的版本，或写明原因重新导出",
            inputs=[Input.AGAIN],
        )


def _require_in_place(batch: Batch, folder: Path) -> None:
    """Raises Stop(S31) if the files of an export, as they now stand in their place, are not those that the ledger has written down, and no others."""
    export = next(each for each in reversed(batch.exports) if each.folder == folder.name)
    if wrong := wrong_files(folder, export.files):
        raise Stop(
            "S31",
            batch=batch.id,
            why=f"的银行文件“{several(wrong)}”导出后被改动、删除，或不是导出的",
            advice=f"不要上传；请移走文件夹“{folder.name}”后再导出一次，会重新写出原样的文件",
        )


def _mark_void(folder: Path, other: str) -> None:
    """Say in the folder of the files before that the bank gets others. The ledger knows it in any case, so a folder that cannot be written is left."""
    with suppress(OSError):
        if folder.is_dir():
            (folder / VOID).write_text(f"这里的文件已作废，请上传“{other}”中的。\n", encoding="utf-8")


def _sha256(path: Path) -> str:
    return sha256_of(path) if path.is_file() else ""
