"""Who may have bought a policy and is no person: an organisation by its name, its number or its papers.

The words are data (``groups`` in ``schemas/list-terms.json``). An organisation under 投保人 bought the policy; one under 单位名称 may have, or may
be where somebody works, and is asked about. Insurers, banks and 居村委 stand there because they keep the list.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from huibao_xl.identifiers.spelling import visible
from huibao_xl.rosters.header_terms import content, plain
from huibao_xl.rosters.status_words import is_nothing, lexicon, read_channel

_BUYER_PAPERS = re.compile(r"(?:有效)?(?:证件|身份证件?|证照)(?:类型|类别|种类|名称|号码?|编号)?")
"""What stands behind 投保人 in a header of his papers."""

_ASIDE = re.compile(r"[(\[【].*?[)\]】]")
_LONG = re.compile(r"[\u4e00-\u9fff]{6,}")
"""Longer than any name of a Chinese person."""


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    rule = content()["groups"]
    lists = {part: frozenset(map(plain, rule[part])) for part in ("buyers", "numbers", "not_beside")}
    patterns = {
        part: re.compile(rule[part], re.IGNORECASE) for part in ("organisation", "papers", "keepers", "persons")
    }
    groups = [re.escape(word) for word, kind in lexicon("channel").items() if kind == "团单"]
    hints = re.compile("|".join(groups), re.IGNORECASE)
    return (
        lists
        | patterns
        | {"bare": frozenset(rule["bare"]), "hints": hints, "transliterated": frozenset(rule["transliterated"])}
    )


def names_buyer(header: str) -> bool:
    """Return whether a header asks who bought the policy, by name or by his papers.

    >>> [names_buyer(header) for header in ("投保人", "投保人证件号码", "投保人电话", "工作单位")]
    [True, True, False, False]
    """
    title, buyers = plain(header), _rules()["buyers"]
    papers = _BUYER_PAPERS.search(title)
    return title in buyers or bool(papers and papers.end() == len(title) and title[: papers.start()] in buyers)


def numbers_group(header: str) -> bool:
    """Return whether a header asks for the number of a group (团体客户号)."""
    return plain(header) in _rules()["numbers"]


def is_organisation(text: str) -> bool:
    """Return whether a cell under 投保人 says an organisation: its name, a bare word for one, or its papers.

    >>> [is_organisation(text) for text in ("样例有限公司", "单位", "老王餐饮店", "营业执照", "91310112MA1GB3TX5K", "样甲")]
    [True, True, True, True, True, False]
    """
    written, rules = visible(text).strip(), _rules()
    if written in rules["bare"] or rules["organisation"].fullmatch(written) or rules["papers"].fullmatch(written):
        return True
    return rules["hints"].search(written) is not None and read_channel(written) == "团单"


def may_be_organisation(text: str) -> bool:
    """Return whether a cell under 投保人 is longer than a name of a person, and nothing says that it is one: no relation, no transliterated name.

    >>> [may_be_organisation(text) for text in ("友好老年活动之友", "女儿张小红小姐", "阿不都热依木买买提", "张三、李四、王五", "样甲（代）")]
    [True, False, False, False, False]
    """
    written, rules = _ASIDE.sub("", visible(text)).strip(), _rules()
    if not _LONG.fullmatch(written) or rules["persons"].fullmatch(written):
        return False
    foreign = sum(letter in rules["transliterated"] for letter in written)
    return foreign * 4 < len(written) * 3


def may_have_bought(header: str, cells: Iterable[str]) -> frozenset[str]:
    """Return the cells under a header of organisations (单位名称, 所属单位) that may have bought the policy: none under 工作单位, and no insurer,
    bank or 居村委.

    >>> sorted(may_have_bought("单位名称", ["样例有限公司", "样例人寿保险公司", "七宝镇佳宝居委会", "", "无"]))
    ['样例有限公司']
    """
    title, rules = plain(header), _rules()
    if any(word in title for word in rules["not_beside"]):
        return frozenset()
    groups = (text for text in cells if text and not is_nothing(text) and is_organisation(text))
    return frozenset(text for text in groups if not rules["keepers"].search(visible(text)))
