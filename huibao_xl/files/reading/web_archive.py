"""Web archives (.mht): a page with its parts in one mail message, as Excel saves 单个文件网页 and some systems send under .xls."""

import email
import email.policy
from pathlib import Path

from huibao_xl.files.reading.faults import RESAVE, foreign_parser, unreadable
from huibao_xl.files.reading.grid import Grid
from huibao_xl.files.reading.html_tables import read_html
from huibao_xl.reasons import Stop


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
