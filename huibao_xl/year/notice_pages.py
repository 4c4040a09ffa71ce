"""告知书 on paper: for each 街镇 one Word file with a page a person, and a workbook with its text messages and the list of who got what.

A 街镇 gets its own people only; no file is called by a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from huibao_xl.files.writing.document import Heading, Paragraph, Part, write_document
from huibao_xl.files.writing.workbook import Book, Column, Sheet
from huibao_xl.policy import Policy
from huibao_xl.reports.by_township import NOWHERE
from huibao_xl.reports.pages import numbered
from huibao_xl.subsidy.publication import BLANK
from huibao_xl.year.notice_words import RECOVERY, NoticeWords, filled
from huibao_xl.year.objectives import short_yuan
from huibao_xl.year.personal_notices import Notice

KIND = "告知书"
MESSAGES, REGISTER = "短信", "送达登记"
_NUMERALS = "一二三四五六"
_SPACING = 1.2
"""Lines: a notice fits on one page."""


@dataclass(frozen=True)
class Content:
    """What is written: the policy, the words of its year, the notices and the day that they bear."""

    rules: Policy
    words: NoticeWords
    notices: Sequence[Notice]
    on: date


def write_notices_by_township(folder: Path, content: Content) -> list[Path]:
    """Write ``<街镇>.docx`` and ``<街镇>.xlsx`` into ``folder`` for every 街镇 with a notice, in the policy's order; whose 街镇 nobody knows is in 街镇不明. Return the paths."""
    paths = []
    towns = [*content.rules.kind_of]
    for town in [*towns, NOWHERE]:
        here = [each for each in content.notices if (each.township if each.township in towns else NOWHERE) == town]
        if here:
            paths += [folder / f"{town}.docx", folder / f"{town}.xlsx"]
            parts = [part for at, each in enumerate(here, 1) for part in page(each, f"{town}-{at}", content, at > 1)]
            title = f"{content.rules.title}告知书 {town}"
            write_document(paths[-2], KIND, title, parts, content.on, _SPACING)
            _write_lists(paths[-1], town, here, content)
    return paths


def page(notice: Notice, number: str, content: Content, new_page: bool = True) -> list[Part]:
    """Return the page of one person. ``number``: of the notice."""
    rules, words = content.rules, content.words
    kind, values = words.kinds[notice.kind], _values(notice, content)
    code = words.codes.get(notice.code)
    reason, bring = (code.reason, code.bring) if code else (notice.reason or kind.reason, kind.bring)
    sections: list[tuple[str, list[str]]] = [
        ("为什么", [filled(reason, values) if notice.kind != RECOVERY else reason]),
        ("请您做什么", [filled(kind.next, values), *numbered([filled(each, values) for each in bring])]),
        ("依据", [_basis(notice, content)]),
    ]
    if kind.remedy:
        sections.append(("不同意怎么办", [filled(words.remedy.text, values)]))
    body: list[Part] = []
    for numeral, (title, lines) in zip(_NUMERALS, sections, strict=False):
        body += [Heading(f"{numeral}、{title}", 2), *map(Paragraph, lines)]
    day = f"{content.on.year}年{content.on.month}月{content.on.day}日"
    return [
        Heading(kind.title, 0, new_page),
        Paragraph(f"编号：{number}", right=True),
        Paragraph(f"{_addressed(notice)}（证件号码：{notice.id}）："),
        Paragraph(f"您好！{filled(kind.family if notice.family else kind.result, values)}"),
        *body,
        Paragraph(f"有疑问请联系：{rules.publication.unit or f'经办单位{BLANK}'}，电话：{values['电话']}"),
        Paragraph(f"{rules.publication.unit or f'单位（盖章）{BLANK}'}　　{day}", right=True),
    ]


def _addressed(notice: Notice) -> str:
    return f"{notice.name}家属" if notice.family else notice.name


def _values(notice: Notice, content: Content) -> dict[str, str]:
    rules, day = content.rules, notice.day
    return {
        "姓名": notice.name,
        "街镇": notice.township or f"您所在的街镇{BLANK}",
        "年度": str(rules.year),
        "补贴金额": short_yuan(rules.amount_fen),
        "参考日期": f"{day.year}年{day.month}月{day.day}日" if day else "核对的那一天",
        "办理期限": str(content.words.term.working_days),
        "电话": rules.publication.telephone or BLANK,
    } | notice.values


def _basis(notice: Notice, content: Content) -> str:
    kind, code = content.words.kinds[notice.kind], content.words.codes.get(notice.code)
    if not code and kind.quote:
        quote, where = kind.quote, kind.where
    else:
        quote, where = content.rules.basis[(code.basis or notice.code) if code else kind.basis]
    return f"“{quote}”（{content.rules.document} {where}）"


def message(notice: Notice, content: Content) -> str:
    """Return the text message of one person."""
    values = _values(notice, content) | {"姓名": _addressed(notice)}
    text = filled(content.words.kinds[notice.kind].text_message, values)
    return f"【{content.rules.publication.unit or BLANK}】{text}"


def _write_lists(path: Path, town: str, notices: Sequence[Notice], content: Content) -> None:
    phones = pd.Series([each.phone for each in notices])
    shared = phones.map(phones[phones != ""].value_counts()).fillna(0).astype("int64")
    remarks = [
        "没有手机号，请送达" if not phone else f"{count} 人同一号码，先核对是谁的" if count > 1 else ""
        for phone, count in zip(phones, shared, strict=True)
    ]
    texts = [message(each, content) for each in notices]
    rows = pd.DataFrame(
        {"编号": [f"{town}-{at}" for at in range(1, len(notices) + 1)], "姓名": [each.name for each in notices]}
    )
    titles = [content.words.kinds[each.kind].title for each in notices]
    messages = rows.assign(手机号=phones, 短信内容=texts, 字数=[len(text) for text in texts], 备注=remarks)
    register = rows.assign(证件号码=[each.id for each in notices], 告知书=titles)
    register = register.assign(送达日期="", 送达方式="", 签收="", 送达人="")
    narrow = [Column("编号", width=16), Column("姓名", width=12)]
    columns = [
        *narrow,
        Column("手机号", width=16),
        Column("短信内容", "note", 60),
        Column("字数", "count"),
        Column("备注", "note", 26),
    ]
    blank = [Column(title, width=14) for title in ("送达日期", "送达方式", "签收", "送达人")]
    with Book(path, f"{content.rules.title}告知书 {town}") as book:
        book.add(Sheet(MESSAGES, columns, messages, frozen=2))
        book.add(Sheet(REGISTER, [*narrow, Column("证件号码"), Column("告知书", width=22), *blank], register, frozen=2))
