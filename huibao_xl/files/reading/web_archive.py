"""Web archives (.mht): a page with its parts in one mail message, as Excel saves 单个文件网页 and some systems send under .xls; and mails that were
saved (.eml).
"""

import email
import email.policy
from dataclasses import replace
from pathlib import Path

from huibao_xl.files.reading.cells import Columns, Marks, add_all, make_grid
from huibao_xl.files.reading.faults import RESAVE, foreign_parser, unreadable
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.reading.html_tables import read_html
from huibao_xl.reasons import Stop

_ATTACHED = "是邮件的附件"


def read_web_archive(path: Path, content: bytes) -> list[Grid]:
    """Return the tables of every page of an archive. Raise Stop if there is none."""
    with foreign_parser(path):
        message = email.message_from_bytes(content, policy=email.policy.default)
        parts = [part for part in message.walk() if part.get_content_type() == "text/html"]
        pages = [page for part in parts if isinstance(page := part.get_payload(decode=True), bytes)]
    grids: list[Grid] = []
    for page in pages:
        try:
            grids += read_html(path, page)
        except Stop:  # the frame around the sheets holds no table
            continue
    if not grids:
        raise unreadable(path, "是网页存档，但其中没有表格", RESAVE)
    return grids


def read_mail(path: Path, content: bytes) -> list[Grid]:
    """Return the subject and the lines of a mail as one grid, the tables of its page, and for each file attached a grid that says that it was not
    read. Raise Stop if it has no text."""
    with foreign_parser(path):
        message = email.message_from_bytes(content, policy=email.policy.default)
        parts = [part for part in message.walk() if not part.is_multipart()]
        attached = [part.get_filename() or "" for part in parts if part.get_content_disposition() == "attachment"]
        inside = [part for part in parts if part.get_content_disposition() != "attachment"]
        texts, pages = (
            [str(part.get_content()) for part in inside if part.get_content_type() == kind]
            for kind in ("text/plain", "text/html")
        )
        lines = [line.strip() for text in (str(message["subject"] or ""), *texts) for line in text.splitlines()]
    rows = [[line] for line in lines if line]
    grids = [make_grid(path, path.stem, add_all(Columns(path, path.stem), rows), Marks())] if rows else []
    for number, page in enumerate(pages, 1):
        if not texts or "<table" in page.lower():
            read = read_html(path, f'<meta charset="utf-8">{page}'.encode())
            grids += [replace(grid, sheet=f"正文{number}-{at}") for at, grid in enumerate(read, 1)]
    return [*grids, *(Grid(path, name, [], fault=_ATTACHED) for name in attached)]
