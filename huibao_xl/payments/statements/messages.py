"""Statements as messages: CAMT.053 (ISO 20022, XML) and MT940 (SWIFT, read by the library mt-940)."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from huibao_xl.files.reading import content_of
from huibao_xl.identifiers import bank_card
from huibao_xl.payments.statements.lines import Line, Statement, refused, statement

_CURRENCY = ("CNY", "RMB", "")
_OPENING, _CLOSING = ("OPBD", "PRCD"), ("CLBD",)
_ENTRIES, _PENDING = "笔", "未入账"


def is_camt(content: bytes) -> bool:
    """Tell whether a file is a CAMT.053 message."""
    return b"BkToCstmrStmt" in content[:4096] and content.lstrip().startswith((b"<", b"\xef\xbb\xbf<"))


def is_mt940(content: bytes) -> bool:
    """Tell whether a file is an MT940 message.

    >>> is_mt940(b"{1:F01}{4:\\r\\n:20:X\\r\\n:25:1\\r\\n:60F:C240801CNY1,\\r\\n"), is_mt940("日期,借方".encode())
    (True, False)
    """
    return b":20:" in content[:2048] and re.search(rb"^:60[FM]:", content, re.MULTILINE) is not None


def read_camt(path: Path) -> Statement:
    """Return the statement in a CAMT.053 file. Entries that are only announced (PDNG) are counted, not booked. Raises Stop(S83) if it is no such message, in another currency, or
    does not add up."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(content_of(path), parser)
    except etree.XMLSyntaxError:
        raise refused(path.name, "不是完整的 XML") from None
    statements = root.findall(".//{*}Stmt")
    accounts = {_camt_account(each) for each in statements}
    if len(accounts) != 1:
        raise refused(path.name, "没有对账单，或有几个账号的对账单", "请一个账号一个文件")
    others, lines = Counter[str](), list[Line]()
    for each in statements:
        for entry in each.findall("{*}Ntry"):
            status = "".join(entry.find("{*}Sts").itertext()).strip() if entry.find("{*}Sts") is not None else "BOOK"
            if status == "PDNG":
                others[_PENDING] += 1
            else:
                lines.append(_camt_line(path.name, entry, len(lines) + 1))
    opening, closing = (
        _camt_balance(path.name, statements[at], kinds) for at, kinds in ((0, _OPENING), (-1, _CLOSING))
    )
    return statement(path.name, accounts.pop(), lines, opening, closing, others)


def _text(node: Any, *paths: str) -> str:
    """The text of the first of these paths that is there."""
    for path in paths:
        found = node.findtext("/".join(f"{{*}}{name}" for name in path.split("/")))
        if found and found.strip():
            return str(found.strip())
    return ""


def _camt_account(node: Any) -> str:
    return bank_card.compact(_text(node, "Acct/Id/Othr/Id", "Acct/Id/IBAN"))


def _camt_fen(file: str, node: Any) -> int:
    amount = node.find("{*}Amt")
    if amount is None or amount.get("Ccy", "") not in _CURRENCY:
        raise refused(file, "币种不是人民币，或没有金额")
    sign = -1 if _text(node, "CdtDbtInd") == "DBIT" else 1
    try:
        fen = Decimal((amount.text or "").strip()) * 100
        if fen == int(fen):
            return sign * int(fen)
    except (ArithmeticError, ValueError):
        pass
    raise refused(file, f"金额“{amount.text or ''}”看不懂")


def _camt_balance(file: str, node: Any, kinds: tuple[str, ...]) -> int | None:
    for kind in kinds:
        for balance in node.findall("{*}Bal"):
            if _text(balance, "Tp/CdOrPrtry/Cd") == kind:
                return _camt_fen(file, balance)
    return None


def _camt_line(file: str, entry: Any, row: int) -> Line:
    fen = _camt_fen(file, entry)
    side = "Cdtr" if fen < 0 else "Dbtr"
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    one = details[0] if len(details) == 1 else entry
    texts = [*(text.text or "" for each in details for text in each.findall("{*}RmtInf/{*}Ustrd"))]
    return {
        "on": (_text(entry, "BookgDt/Dt", "BookgDt/DtTm") or _text(entry, "ValDt/Dt", "ValDt/DtTm"))[:10],
        "fen": fen,
        "holder": _text(one, f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm"),
        "account": bank_card.compact(_text(one, f"RltdPties/{side}Acct/Id/Othr/Id", f"RltdPties/{side}Acct/Id/IBAN")),
        "text": "；".join(dict.fromkeys([*filter(None, texts), *filter(None, [_text(entry, "AddtlNtryInf")])])),
        "serial": _text(entry, "AcctSvcrRef", "NtryRef"),
        "sheet": "",
        "row": row,
        "balance_fen": None,
    }


def read_mt940(path: Path) -> Statement:
    """Return the statement in an MT940 file; of several messages in one file each has to begin where the one before ended. Raises Stop(S83) as :func:`read_camt`."""
    import mt940

    text = content_of(path).decode("utf-8", "replace").replace("\r\n", "\n")
    lines, accounts, ends = list[Line](), set[str](), list[tuple[int, int]]()
    for part in re.split(r"(?m)^(?=:20:)", text)[1:]:
        try:
            read = mt940.parse(part)
            opening, closing = (read.data[f"final_{name}_balance"].amount for name in ("opening", "closing"))
        except (KeyError, ValueError, RuntimeError, ArithmeticError):
            raise refused(path.name, "不是完整的 MT940（缺期初或期末余额）") from None
        if closing.currency not in _CURRENCY:
            raise refused(path.name, "币种不是人民币")
        ends.append((int(opening.amount * 100), int(closing.amount * 100)))
        accounts.add(bank_card.compact(str(read.data.get("account_identification", ""))))
        lines += [_mt940_line(each.data, len(lines) + at) for at, each in enumerate(read.transactions, 1)]
    if len(accounts) != 1:
        raise refused(path.name, "没有对账单，或有几个账号的对账单", "请一个账号一个文件")
    if any(before[1] != after[0] for before, after in zip(ends, ends[1:], strict=False)):
        raise refused(path.name, "各段的期末与下一段的期初不同")
    return statement(path.name, accounts.pop(), lines, ends[0][0], ends[-1][1], Counter({_ENTRIES: len(ends)}))


def _mt940_line(data: dict[str, Any], row: int) -> Line:
    fen = abs(int(data["amount"].amount * 100))
    out = data["status"] in ("D", "RC")  # the reversal of a credit takes money away
    texts = [data.get(name) for name in ("transaction_details", "extra_details", "purpose")]
    return {
        "on": str(data.get("entry_date") or data["date"]),
        "fen": -fen if out else fen,
        "holder": str(data.get("applicant_name") or ""),
        "account": bank_card.compact(str(data.get("applicant_iban") or "")),
        "text": "；".join(dict.fromkeys(text.strip().replace("\n", "") for text in texts if text and text.strip())),
        "serial": str(data.get("bank_reference") or data.get("customer_reference") or ""),
        "sheet": "",
        "row": row,
        "balance_fen": None,
    }
