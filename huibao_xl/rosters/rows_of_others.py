"""Columns of a roster by which some of its rows are not of those whom it lists, or by which somebody else has paid the premium.

A family's table of 残疾人 has a row for 配偶 (与残疾人关系); where the header names somebody else too (监护人, 联系人), the relation is his, and says
nothing of the row. 沪惠保购买方式 says 自行购买 of most, and 单位购买 or 街镇代缴 of some. The words are data (``rows_of_others`` in
``schemas/list-terms.json``).
"""

import re
from collections.abc import Iterable
from typing import Literal

from huibao_xl.rosters.header import Header
from huibao_xl.rosters.header_terms import content, parse, plain

Asked = Literal["relation", "payer", ""]
OF_OTHERS = {"relation": "有的行是家属，不是名册上的人", "payer": "有的格说保费是别人付的"}
"""{what a column asks: why some of its rows wait, as staff read it}."""
_OTHERS, _NOT_THE_NAME = {"OTHER", "HEAD", "HOLDER"}, {"PHONE", "DATE", "ADDRESS"}


def asks_of_others(column: int, header: Header, role: str) -> Asked:
    """Return whether a roster's column asks how somebody of each row is related to its people, or who has paid the premium; "" if neither."""
    text, rules = plain(header.texts[column]), content()["rows_of_others"]
    if re.fullmatch(rules["relations"].get(role, "(?!)"), text) and not _names_another(header, column):
        return "relation"
    return "payer" if re.match(rules["payers"], text) else ""


def of_others(asked: Asked, cells: Iterable[str], states: frozenset[str]) -> frozenset[str]:
    """Return the cells of such a column whose rows are of others, or paid by others; with those of ``states``, which may say something of a state,
    that do not say that the person has paid himself. None where no cell says others.

    >>> sorted(of_others("payer", ["自行购买", "街镇代缴", "已退保"], frozenset(["自行购买", "已退保"])))
    ['已退保', '街镇代缴']
    >>> of_others("relation", ["本人", "配偶", ""], frozenset())
    frozenset({'配偶'})
    """
    rules = content()["rows_of_others"]
    himself = rules["self" if asked == "relation" else "own"]
    others = [one for one in cells if one and not re.match(himself, plain(one))]
    held = frozenset(one for one in others if asked == "relation" or re.search(rules["paid_by"], one))
    return held | {one for one in states if not re.match(himself, plain(one))} if held else held


def _names_another(header: Header, column: int) -> bool:
    """Whether another column names somebody else of each row."""
    kinds = (parse(text).kinds for at, text in enumerate(header.texts) if text and at != column)
    return any(kind & _OTHERS and not kind & _NOT_THE_NAME for kind in kinds)
