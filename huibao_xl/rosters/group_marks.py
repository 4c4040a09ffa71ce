"""Columns of 承保名单 that say by what they hold that a row was bought through a group: 团体保单号, 投保单位, an organisation under 投保人."""

import re

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from huibao_xl.files.reading.grid import column_letters
from huibao_xl.identifiers import person_name
from huibao_xl.identifiers.spelling import visible
from huibao_xl.rosters import columns
from huibao_xl.rosters.header_terms import plain
from huibao_xl.rosters.layout import Layout
from huibao_xl.rosters.rows import Body
from huibao_xl.rosters.status_words import answer, is_nothing, read_channel

_BUYERS = (
    "投保人",
    "投保人名称",
    "投保人姓名",
    "投保方",
    "要保人",
    "缴费人",
    "缴费单位",
    "付款人",
    "POLICYHOLDER",
    "POLICYHOLDERNAME",
)
"""Headers under which a person stands as a rule, and an organisation where a group bought it."""
_BOUGHT = ("投保", "承保", "团", "GROUP")
"""Words of a header of organisations that says who bought the policy (工作单位 does not)."""
_ORGANISATION = re.compile(
    r".{2,}(?:公司|集团|厂|局|委员会|居委会?|村委会?|居民委员会|村民委员会|政府|街道|办事处|街道办|学校|大学|中学|小学|学院|幼儿园|医院|工会"
    r"|协会|学会|联合会|基金会|残联|妇联|合作社|经济社|中心|事务所|银行|商行|商会|企业|单位|机关|部队|服务社|养老院|福利院|敬老院|分行|支行"
    r"|超市|饭店|酒店|宾馆|药店|门店|经营部|工作室|研究所|研究院|事业部|物业|LTD|LIMITED|INC|CORP|COMPANY|GROUP)(?:\(.*\))?\.?",
    re.IGNORECASE,
)


def group_columns(layout: Layout) -> dict[int, bool]:
    """Return {column: whether only an organisation counts (投保人), not everything that is filled in (团体保单号)} of 承保名单."""
    if layout.role.frame not in ("insured", "withdrawn"):
        return {}
    found: dict[int, bool] = {}
    used = {*layout.columns.values(), *layout.channels, *(layout.confirmed or {})}
    for reading in layout.readings:
        title = plain(reading.header)
        if reading.column in used:
            continue
        if title in _BUYERS:
            found[reading.column] = True
        elif reading.field == "团体保单" or (reading.field == "投保单位" and any(word in title for word in _BOUGHT)):
            found[reading.column] = False
    return found


def group_rows(body: Body, names: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return per row the cells that say that a group bought it, "" where none does. ``names``: name_key of the rows' people."""
    marks = np.full(len(body.rows), "", dtype=object)
    for at, organisations in group_columns(body.layout).items():
        cells = pc.fill_null(body.column(at), "")
        positions, texts = columns.mapped(cells, str)
        hit = np.array([_is_group(text, organisations) for text in texts], dtype=bool)[positions]
        hit &= person_name.keys(cells) != names
        title = f"{column_letters(at)} 列“{body.layout.header.texts[at]}”"
        shown = np.array([f"{title}为“{text}”" for text in texts], dtype=object)[positions]
        marks = np.where(hit & (marks == ""), shown, marks)
    return marks


def _is_group(text: str, organisations: bool) -> bool:
    written = visible(text).strip()
    if organisations:
        return _ORGANISATION.fullmatch(written) is not None
    return not (is_nothing(written, of_event=True) or answer(written) is False or read_channel(written) == "个人")
