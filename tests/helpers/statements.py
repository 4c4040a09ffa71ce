"""Statements as banks write them: the same lines as a workbook, several kinds of csv, CAMT.053 and MT940."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

OWN = "31001234567890"


@dataclass(frozen=True)
class Booked:
    """A line of the bank's book: day (ISO 8601), fen (below zero: out), the other side, what the bank says, its number."""

    on: str
    fen: int
    holder: str = ""
    account: str = ""
    text: str = ""
    serial: str = ""


def yuan(fen: int) -> str:
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def table(opening: int, lines: list[Booked]) -> pd.DataFrame:
    """日期, 借方, 贷方, 余额, 对方户名, 对方账号, 摘要, 流水号; the balance after each line."""
    rows, balance = [], opening
    for line in lines:
        balance += line.fen
        out, into = (yuan(-line.fen), "") if line.fen < 0 else ("", yuan(line.fen))
        rows.append((line.on, out, into, yuan(balance), line.holder, line.account, line.text, line.serial))
    return pd.DataFrame(rows, columns=["on", "debit", "credit", "balance", "holder", "account", "text", "serial"])


TITLES = {
    "借贷": [
        "交易日期",
        "借方发生额（元）",
        "贷方发生额（元）",
        "账户余额",
        "对方户名",
        "对方账号",
        "摘要",
        "交易流水号",
    ],
    "收支": ["记账日", "支出", "收入", "余额", "对方名称", "对方账户", "用途", "流水号"],
    "转出转入": ["入账日期", "转出金额", "转入金额", "交易后余额", "交易对手", "对手账号", "附言", "凭证号"],
}


def csv(
    path: Path, opening: int, lines: list[Booked], form: str = "借贷", encoding: str = "gb18030", account: str = OWN
) -> Path:
    rows = table(opening, lines).set_axis(TITLES[form], axis=1)
    head = f"账号：,{account}\n户名：,七宝镇财政所\n"
    path.write_text(head + rows.to_csv(index=False) + "合计,,,,,,,\n打印时间：2026年,,,,,,,\n", encoding=encoding)
    return path


def workbook(path: Path, opening: int, lines: list[Booked], newest_first: bool = False) -> Path:
    rows = table(opening, lines).set_axis(TITLES["收支"], axis=1)
    rows.insert(0, "本方账号", OWN)
    (rows.iloc[::-1] if newest_first else rows).to_excel(path, index=False)
    return path


def flagged(path: Path, opening: int, lines: list[Booked]) -> Path:
    """One column of amounts, and one that says 借 or 贷."""
    rows = table(opening, lines)
    out = rows["debit"] != ""
    shown = pd.DataFrame({"日期": rows["on"].str.replace("-", ""), "借贷标志": out.map({True: "借", False: "贷"})})
    shown["金额"] = rows["debit"].where(out, rows["credit"])
    for title, name in (
        ("余额", "balance"),
        ("对方户名", "holder"),
        ("对方账号", "account"),
        ("摘要", "text"),
        ("流水号", "serial"),
    ):
        shown[title] = rows[name]
    path.write_text(f"账号,{OWN}\n" + shown.to_csv(index=False), encoding="utf-8-sig")
    return path


def of_unit(path: Path, opening: int, lines: list[Booked]) -> Path:
    """借 and 贷 as the unit books them: 借方 came in."""
    rows = table(opening, lines)[["on", "credit", "debit", "balance", "holder", "account", "text", "serial"]]
    path.write_text(f"账号,{OWN}\n" + rows.set_axis(TITLES["借贷"], axis=1).to_csv(index=False), encoding="utf-8")
    return path


def camt(path: Path, opening: int, lines: list[Booked]) -> Path:
    def balance(kind: str, fen: int) -> str:
        sign = "DBIT" if fen < 0 else "CRDT"
        amount = f'<Amt Ccy="CNY">{yuan(abs(fen))}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        return f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{amount}</Bal>"

    entries = ""
    for line in lines:
        side, sign = ("Cdtr", "DBIT") if line.fen < 0 else ("Dbtr", "CRDT")
        party = f"<RltdPties><{side}><Nm>{line.holder}</Nm></{side}><{side}Acct><Id><Othr><Id>{line.account}</Id></Othr></Id></{side}Acct></RltdPties>"
        detail = f"<NtryDtls><TxDtls>{party}<RmtInf><Ustrd>{line.text}</Ustrd></RmtInf></TxDtls></NtryDtls>"
        amount = f'<Amt Ccy="CNY">{yuan(abs(line.fen))}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>BOOK</Sts>'
        entries += f"<Ntry>{amount}<BookgDt><Dt>{line.on}</Dt></BookgDt><AcctSvcrRef>{line.serial}</AcctSvcrRef>{detail}</Ntry>"
    closing = opening + sum(line.fen for line in lines)
    pending = '<Ntry><Amt Ccy="CNY">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts></Ntry>'
    name = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
    own = f"<Acct><Id><Othr><Id>{OWN}</Id></Othr></Id></Acct>"
    content = f"<Stmt><Id>1</Id>{own}{balance('OPBD', opening)}{balance('CLBD', closing)}{entries}{pending}</Stmt>"
    text = f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{name}"><BkToCstmrStmt>{content}</BkToCstmrStmt></Document>'
    path.write_text(text, encoding="utf-8")
    return path


def mt940(path: Path, opening: int, lines: list[Booked]) -> Path:
    def balance(tag: str, fen: int) -> str:
        return f":{tag}:{'D' if fen < 0 else 'C'}{lines[0].on[2:4]}{lines[0].on[5:7]}{lines[0].on[8:]}CNY{yuan(abs(fen)).replace('.', ',')}\n"

    text = f":20:STMT\n:25:{OWN}\n:28C:00001/001\n" + balance("60F", opening)
    for line in lines:
        day = line.on[2:4] + line.on[5:7] + line.on[8:]
        sign, amount = "D" if line.fen < 0 else "C", yuan(abs(line.fen)).replace(".", ",")
        text += f":61:{day}{line.on[5:7]}{line.on[8:]}{sign}{amount}NTRFNONREF//{line.serial}\n:86:{line.text} {line.holder}\n"
    text += balance("62F", opening + sum(line.fen for line in lines)) + "-\n"
    path.write_text(text, encoding="utf-8")
    return path


FORMS = {
    "借贷.csv": csv,
    "收支.csv": lambda path, opening, lines: csv(path, opening, lines, "收支", "utf-8"),
    "转出转入.csv": lambda path, opening, lines: csv(path, opening, lines, "转出转入"),
    "收支.xlsx": workbook,
    "倒序.xlsx": lambda path, opening, lines: workbook(path, opening, lines, newest_first=True),
    "标志.csv": flagged,
    "单位账.csv": of_unit,
    "对账.xml": camt,
    "对账.sta": mt940,
}
"""{file: how it is written}."""
