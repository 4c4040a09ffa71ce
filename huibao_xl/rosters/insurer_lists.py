"""Lists of insurers that have the columns of 承保名单 and are none: 保全受理, 理赔, 报价, 意向, 催缴.

保单号, name and number stand in all that an insurer exports. What such a list is follows from its names (sheet, title, file, folders; the
nearest that says anything decides) and from columns that only such lists have (赔案号, 意向日期), filled for everybody. So is a sheet, file or folder 团体, 企业, 赠险 in which no row of 投保渠道 says a group. The data is
``not_insured`` and ``group_lists`` in ``schemas/list-terms.json``. Such a list puts nobody in: the sheet is asked about.
"""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import Grid
from huibao_xl.identifiers.spelling import plain
from huibao_xl.rosters.channel_words import channel_of
from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content, fields_of
from huibao_xl.rosters.header_terms import plain as plain_header
from huibao_xl.rosters.out_lists import people_rows

_BOUGHT = ("承保日期", "投保渠道", "保费")
"""Fields by which a list says that each row was bought."""
_LONGEST_TITLE = 60
"""A text above the header that is longer explains something."""
_LEGEND = re.compile(r"[(（\[【][^()（）]*(?:[栏列格][:：为]|[A-Z0-9√×★●▲■☆○△◆][-－—=＝:：为])[^()（）]*[)）\]】]")
"""What a title explains of the marks below it: （备注栏：T-退保，D-团单）."""


def no_insured_list(names: Sequence[str], grid: Grid, header: Header) -> str:
    """Return why a list that reads as 承保名单 may be none, as staff read it, "" if nothing says so.

    ``names``: of sheet, title, file and folders, the most special first.
    """
    for text in (text for text in names if len(text) <= _LONGEST_TITLE):
        insured, other = _spoken_of(text)
        if other:
            return f"像承保名单，但名称“{text}”说的是{other}"
        if insured:
            return ""
    column = next(_telling_columns(grid, header), "")
    return f"像承保名单，但有“{column}”列，每一行都填了" if column else ""


def bought_by_others(names: Sequence[str], grid: Grid, header: Header) -> str:
    """Return why a list that reads as 承保名单 may be one of policies that groups bought, as staff read it, "" if nothing says so: the nearest name
    that says who bought decides. ``names``: as for :func:`no_insured_list`. A list in which a row of 投保渠道 says a group, or what nobody
    understands, says it there; where all say 个人 they contradict such a name.
    """
    channels = [at for at, text in enumerate(header.texts) if text and next(iter(fields_of(text)), "") == "投保渠道"]
    if any(_says_groups(grid, header, at) for at in channels):
        return ""
    against = "，而投保渠道没有一行是团单" if channels else ""
    rule = content()["group_lists"]
    for text in (text for text in names if len(text) <= _LONGEST_TITLE):
        written = re.sub(content()["named"]["insurers"], " ", plain(_LEGEND.sub("", text)))
        for word in rule["unless"]:
            written = written.replace(word, " ")
        written = re.sub(rule["taken_out"], " ", written)
        spoken = next((word for word in rule["words"] if word in written), "")
        alone = re.sub(rule["generic"], "", written).strip(" ()（）-_")
        persons = any(word in written.replace("非个", " ") for word in rule["persons"])
        if persons:
            return ""
        if spoken or alone in rule["whole"]:
            return f"像承保名单，但名称“{text}”说的是{spoken or alone}{against}"
    return ""


def _says_groups(grid: Grid, header: Header, at: int) -> bool:
    """Whether a cell of a column says 团单, or what nobody understands."""
    words = pc.unique(pc.fill_null(grid.cells[at].slice(header.last + 1), "")).to_pylist()
    return any(channel_of(word, header.texts[at]) in ("团单", "不明") for word in words)


def _spoken_of(text: str) -> tuple[bool, str]:
    """Whether a name says 承保名单, and the word by which it says another list of insurers, "" if none does."""
    rule = content()["not_insured"]
    written = plain(text)
    for word in rule["unless"]:
        written = written.replace(word, " ")
    never = next((word for word in rule["never"] if word in written), "")
    insured = any(word in written.replace("未参保", " ").replace("未投保", " ") for word in rule["insured"])
    other = "" if insured else next((word for word in rule["words"] if word in written), "")
    return insured, never or other


def _telling_columns(grid: Grid, header: Header) -> Iterator[str]:
    """The headers of columns that only other lists of insurers have and that are filled for everybody."""
    rule = content()["not_insured"]
    bought = any(next(iter(fields_of(text)), "") in _BOUGHT for text in header.texts if text)
    titles = [*rule["headers"], *([] if bought else rule["unless_bought"])]
    columns = [at for at, text in enumerate(header.texts) if plain_header(text) in titles]
    people = people_rows(grid, header, columns) if columns else np.zeros(0, dtype=bool)
    for at in columns if people.any() else ():
        texts = pc.utf8_trim_whitespace(pc.fill_null(grid.cells[at], ""))
        if pc.not_equal(texts, "").to_numpy(zero_copy_only=False)[people].all():
            yield header.texts[at]
