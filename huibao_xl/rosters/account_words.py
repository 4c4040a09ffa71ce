"""What the columns of 银行账户 beside its fields say: of the account (已销户, 户名不符, 卡是女儿的), or of the person (不予发放, 已发放).

The words are data (``schemas/account-words.json``). In a column of a state, of a bank's answer or of a decision a cell speaks against
unless every word of it is understood and all is well; a remark, a kind of account or a signature only by words that speak against.

    >>> state, remark = read_account_header("账户状态"), read_account_header("备注")
    >>> [judge(text, state) for text in ("正常", "未冻结", "未激活", "阿里巴巴", "已发放")]
    ['', '', 'account', 'account', 'person']
    >>> [judge(text, remark) for text in ("卡是女儿的", "旧卡已注销", "已换新卡", "独居", "放弃补贴")]
    ['account', '', 'account', '', 'person']
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import pyarrow as pa

from huibao_xl import resources
from huibao_xl.files.reading.grid import is_unreadable
from huibao_xl.identifiers import resident_id
from huibao_xl.identifiers.spelling import unseparated, visible
from huibao_xl.rosters.cutting import cut
from huibao_xl.rosters.header_codes import Codes, explained, meaning_of
from huibao_xl.rosters.remark_words import content as of_remarks
from huibao_xl.rosters.remark_words import read_remark
from huibao_xl.rosters.status_words import answer, is_nothing, plain, read_header, read_state

Against = Literal["account", "person", ""]
"""Whom a cell speaks against."""

_STRICT = ("status", "bank", "person", "reason")
_OF_PERSON = ("person", "signature", "entitled")
_ASKED = re.compile("是否|能否|可否|有无")
_OF_STATE = re.compile("(?:状态|标志|标识)$")
QUESTION = "question"
"""Kind of a header that asks something of a card or an account, nobody knows what: the rarer answer speaks against it."""
_CLAUSES = re.compile(r"[,，。;；、\n]+")
_FULL = re.compile(r"(?<!\d)\d{16,19}(?!\d)")
"""A number of an account in a remark."""
_CODE = re.compile(r"^(?:\d{1,8}|[A-HJ-Z])(?=[\u4e00-\u9fff])")
"""A code before its word (01正常); I is a class of accounts (I类)."""


@dataclass(frozen=True)
class AccountHeader:
    """What a column asks. ``kind``: of the data's headers, or entitled (a state of the person that is none of them); ``well``: whether 是 says that all is well, None where the header does not
    tell; ``asks``: whether 1 and 0 answer it, too; ``unheard``: nobody knows what the header asks, and only words that speak against an account count; ``words``: the values, as compared, that a clerk has listed as good and as bad;
    ``codes``: what its values mean, as the header itself says (0正常1销户)."""

    kind: str
    well: bool | None = None
    asks: bool = False
    words: tuple[frozenset[str], frozenset[str]] | None = None
    unheard: bool = False
    codes: Codes = ()

    @property
    def strict(self) -> bool:
        """Whether what is not understood speaks against."""
        return self.kind in _STRICT

    @property
    def against(self) -> Against:
        """Whom a cell that is not understood speaks against."""
        return "person" if self.kind in _OF_PERSON else "account"


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    return dict(resources.read_json("schemas", "account-words.json"))


@lru_cache(maxsize=1)
def _lexicon() -> Mapping[str, str]:
    words = {plain(word): kind for kind, several in _content()["words"].items() for word in several}
    return words | dict.fromkeys(_content()["asks"], "filler")


@lru_cache(maxsize=4096)
def read_account_header(text: str) -> AccountHeader | None:
    """Return what a header of 银行账户 asks of the account or the person, None where it asks nothing of them.

    >>> [header and header.kind for header in map(read_account_header, ("卡状态", "经办意见", "是否本人", "与户主关系", "是否党员"))]
    ['status', 'person', 'status', None, None]
    """
    taken = explained(text)
    header = _read_header(taken.question) if taken.question != text else None
    if header is None:
        return (
            AccountHeader("status", codes=taken.codes)
            if taken.codes and not plain(taken.question)
            else _read_header(text)
        )
    return AccountHeader(header.kind) if taken.unclear else replace(header, codes=taken.codes)


def _read_header(text: str) -> AccountHeader | None:
    """What the words of a header ask, without what it says of its cells."""
    written = plain(text)
    patterns = _content()["headers"].items()
    kind = next((kind for kind, pattern in patterns if re.search(pattern, written)), "")
    if not kind and written:
        status = read_header(text)
        of_person = status is not None and status.what == "status" and status.strict and not status.insurance
        kind = "entitled" if of_person and status is not None and status.about not in ("dead", "alive") else ""
    if not kind and _OF_STATE.search(written):
        return AccountHeader("remark", unheard=True)
    if kind in ("", "none"):
        return None
    asks = any(word in written for word in _content()["asks"])
    kinds = _kinds(written)
    well = not (kinds & {"account", "person", "refused", "type"}) if kinds & _SPEAKING else None
    if kind == "status" and _ASKED.search(written) and (well is None or "" in kinds):
        of_card = "" in kinds and re.search(_content()["remarks"]["card"], written) is not None
        return AccountHeader(QUESTION) if of_card else None
    return AccountHeader(kind, well, asks)


_SPEAKING = frozenset({"fine", "account", "person", "refused", "type"})
_WELL = frozenset({"fine", "plain"})
_TURNED = {"fine": "account", "account": "fine", "person": "fine", "refused": "fine", "type": "fine"}


def _kinds(written: str) -> set[str]:
    """The kinds of the words of a text as compared, "" for what no word covers, once negations have turned what stands behind them."""
    found: list[str] = []
    for _, kind in cut(written, _lexicon(), ""):
        if kind == "filler":
            continue
        if found and found[-1] == "not":
            found[-1] = _TURNED.get(kind, kind)
        else:
            found.append(kind)
    return set(found)


@lru_cache(maxsize=4096)
def judge(text: str, header: AccountHeader, guarded: bool = False) -> Against:
    """Return whom a cell speaks against. ``guarded``: whether the row names a guardian, whose account it may be."""
    if header.words and plain(text) in header.words[0] | header.words[1]:
        return "" if plain(text) in header.words[0] else header.against
    if is_unreadable(pa.array([text], pa.string()))[0].as_py():
        return header.against
    if (word := meaning_of("" if is_nothing(text) else text, header.codes)) is not None:
        return judge(word, replace(header, codes=()), guarded)
    loose = header.kind not in ("status", "bank") and not (header.asks or (header.strict and text.strip().isdigit()))
    if is_nothing(text, of_event=loose):
        return ""
    if header.kind == "event":
        return "" if is_nothing(text, of_event=True) else "account"
    if header.kind == "relation":
        return "" if guarded or plain(text) in _content()["relations"] else "account"
    if header.strict:
        return _in_words(text, header) if (well := _answered(text, header)) is None else "" if well else header.against
    return _of_entitlement(text, header) if header.kind == "entitled" else _beside(text, header, guarded)


def is_well(text: str, header: AccountHeader) -> bool:
    """Whether a cell says that all is well, and not only nothing."""
    return header.strict and header.kind != "reason" and not is_nothing(text) and judge(text, header) == ""


def _answered(text: str, header: AccountHeader) -> bool | None:
    """Whether 是, 否, √ … say that all is well, None where the text is none of them, or the header not answered by it."""
    reply = answer(text)
    if reply is None or header.well is None or (plain(text).isdigit() and not header.asks):
        return None
    return reply == header.well


def _in_words(text: str, header: AccountHeader) -> Against:
    kinds = _kinds(_CODE.sub("", plain(text)))
    if "person" in kinds:
        return "person"
    if kinds and (kinds <= _WELL or (kinds <= {"", *_WELL} and read_state(text).means == "valid")):
        return ""
    return header.against


def _of_entitlement(text: str, header: AccountHeader) -> Against:
    """Whom a cell under 残疾证状态, 享受状态 speaks against: they are not about the account."""
    if (reply := answer(text)) is not None:
        return "person" if header.well is not None and reply != header.well else ""
    return "person" if read_state(text).means in ("out", "unclear") else ""


def _beside(text: str, header: AccountHeader, guarded: bool) -> Against:
    """Whom a remark, a kind of account or a signature speaks against."""
    remarks = _content()["remarks"]
    clauses = [clause for clause in _CLAUSES.split(visible(text)) if clause.strip()]
    if header.kind == "remark" and is_of_another(text):
        return "account"
    settled = [_is_settled("，".join(clauses[at:])) for at in range(len(clauses))]
    for clause, over in zip(clauses, settled, strict=True):
        if not (over or re.search(remarks["about_another"], clause)) and (found := _in_clause(clause, header, guarded)):
            return found
    rest = [one for one, over in zip(clauses, settled, strict=True) if not (over and re.search(remarks["card"], one))]
    return "person" if header.kind != "type" and read_remark("，".join(rest)).means else ""


def is_of_another(text: str) -> bool:
    """Return whether a remark says that money is to go to another card than the one it stands beside (旧卡, 已换新卡), or to none (本人要求现金),
    and not that the list has the new number."""
    remarks = _content()["remarks"]
    clauses = [plain(clause) for clause in _CLAUSES.split(visible(text)) if not re.search(remarks["things"], clause)]
    if any(re.search(remarks["this_number"], clause) for clause in clauses):
        return False
    return any(re.search(remarks["other_number"], clause) for clause in clauses)


def same_person() -> list[str]:
    """Return what cells of a holder say who is the person (本人)."""
    return list(_content()["relations"])


def account_vocabulary() -> frozenset[str]:
    """Return the words of columns beside accounts that say something of them, or nothing at all."""
    return frozenset(word for words in _content()["words"].values() for word in words)


def with_tail(text: str, account: str) -> str:
    """Return a remark, in which the last digits of a new card (新卡尾号8812) that are those of the account beside it say that this is it."""
    found = re.search(_content()["remarks"]["tail"], visible(text))
    return f"{text}，卡号已更新" if found and account.endswith(found[1]) else text


def names_another(text: str, account: str) -> bool:
    """Return whether a remark gives the number of another account (请打6228…, 以6228…为准), and does not call it an old one.

    >>> names_another("请打6228480402564890018", "6217001210012345678"), names_another("原卡6228480402564890018已销", "6217001210012345678")
    (True, False)
    """
    rules = _content()["remarks"]
    clauses = (clause for clause in _CLAUSES.split(visible(text)) if not re.search(rules["about_another"], clause))
    numbers = {number for clause in clauses for number in _FULL.findall(unseparated(clause))}
    return any(number != account and resident_id.fault(number) is not None for number in numbers)


def _is_settled(text: str) -> bool:
    return bool(re.search(_content()["remarks"]["replaced"], text)) or any(
        word in text for word in of_remarks()["settled"]
    )


def _in_clause(clause: str, header: AccountHeader, guarded: bool) -> Against:
    remarks, written = _content()["remarks"], plain(clause)
    if header.kind == "signature":
        return "person" if _kinds(written) & {"person", "refused"} else ""
    if re.search(remarks["not_to_it"], written):
        return "account"
    relative = remarks["relative_of_card"].replace("{others}", remarks["of_others"])
    if header.kind == "remark" and not guarded and re.search(relative, clause):
        return "account"
    if header.kind == "remark" and re.fullmatch(remarks["alone"], written):
        return "account"
    if header.kind == "remark" and not re.search(remarks["card"], clause):
        written = re.sub("|".join(remarks["only_of_card"]), "□", written)
    of_type = header.kind == "type" or _lexicon().get(written) == "type"
    spoken = {"account", "type"} if of_type else {"account"}
    return "account" if _spoken(written) & spoken else ""


def _spoken(written: str) -> set[str]:
    """The kinds of words in a text of which not every word need be understood: 不 before a word that says that all is well says little there."""
    tokens = [token for token in cut(written, _lexicon(), "") if token[1] != "filler"]
    before = ["", *(kind for _, kind in tokens)]
    return {kind for (_, kind), last in zip(tokens, before, strict=False) if last != "not"}
