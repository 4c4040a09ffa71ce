"""Bank layouts as data: what a bank's file holds, in which order, unit and encoding, and how its answers come back.

Banks, even two branches of one bank, want different files: the columns and limits are data (``layouts/*.json``, described by
``schemas/bank-layout.schema.json``), so that a new bank is a new file. No layout that ships is a bank's own template: each says where its
columns come from (``where``) and that nobody has compared it with the paying bank's template yet (``status`` 未核定).
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from huibao_xl import resources, settings
from huibao_xl.money import parse_yuan
from huibao_xl.payments.bank import failures, layout_check
from huibao_xl.reasons import Stop

Place = int | tuple[str, ...]
"""Where a column stands: its position from 0, or the headers that mean it."""
SCHEMA = "bank-layout.schema.json"
Row = tuple[str, ...]
"""The cells of a header or footer row, or a single line of text, as templates."""


@dataclass(frozen=True)
class Column:
    """A column to write: the value of ``field`` or, where that is "", ``constant``.

    ``bytes``: the most bytes in the layout's encoding, the width where widths are fixed, 0 for no limit; ``align`` and ``fill`` matter to
    fixed widths only.
    """

    header: str
    field: str
    constant: str
    bytes: int
    required: bool
    align: Literal["left", "right"]
    fill: str


@dataclass(frozen=True)
class Totals:
    """The line of a return file that states totals: the ``first`` or ``last``; positions from 0, None if it does not state it."""

    line: Literal["first", "last"]
    count: int | None
    sum: int | None


@dataclass(frozen=True)
class Returns:
    """How answers come back. ``columns``: {number, account, holder, amount, paid, status, reason: where it stands}, those that come back.

    ``words``: {the bank's status word: 成功, 失败, 未决 or 退票}; ``codes``: {the bank's reason code: key of :mod:`failures`}.
    ``separator`` and ``widths`` matter to ``kind`` text only; ``fields``: how many fields a line has.
    """

    where: str
    status: str
    kind: Literal["table", "text"]
    unit: str
    separator: str
    widths: tuple[int, ...]
    fields: int
    header_lines: int
    footer_lines: int
    end: str
    totals: Totals | None
    columns: dict[str, Place]
    words: dict[str, str]
    codes: dict[str, str]


@dataclass(frozen=True)
class Layout:
    """A bank's file. ``amount_limit_fen`` and ``rows_per_file``: 0 for no limit; ``serial``: the template of 流水号.

    ``separator`` "" in a text means fixed widths; ``line_ending``: the characters themselves; ``header``, ``footer``: templates of rows (a
    text's row has one cell); ``titles``: whether the columns' headers are written;
    ``all_text``: amounts and numbers are text cells too; ``end``: the last line of a text, "" if none; ``content``: the checked JSON
    that it was built from (:func:`build` makes the same layout of it).
    """

    name: str
    title: str
    where: str
    status: str
    note: str
    kind: Literal["xlsx", "xls", "text"]
    unit: str
    encoding: str
    separator: str
    closing_separator: bool
    line_ending: str
    sheet: str
    titles: bool
    all_text: bool
    header: tuple[Row, ...]
    footer: tuple[Row, ...]
    end: str
    rows_per_file: int
    amount_limit_fen: int
    file_name: str
    columns: tuple[Column, ...]
    serial: str
    returns: Returns
    content: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def fixed(self) -> bool:
        """Whether it is a text whose fields have fixed widths in bytes."""
        return self.kind == "text" and not self.separator

    @property
    def returns_serial(self) -> bool:
        """Whether our serial number is sent and comes back, so that lines to one account can be told apart."""
        return "number" in self.returns.columns and any(column.field == "流水号" for column in self.columns)


def layouts() -> dict[str, Path]:
    """Return the layouts that ship with the package: {name: file}, 通用 first.

    >>> next(iter(layouts()))
    '通用'
    """
    paths = {path.stem: path for path in sorted(resources.folder("payments/bank/shipped").glob("*.json"))}
    return {"通用": paths["通用"]} | paths


def load(name: str) -> Layout:
    """Return the layout called ``name`` (``通用``), or the one in the file ``name`` (``D:\\版式\\本行.json``).

    Raises Stop(S20) naming the key and the reason if the file is not a layout, Stop(S07) if there is none.

    >>> [column.header for column in load("通用").columns][:4]
    ['序号', '户名', '账号', '金额']
    """
    shipped = layouts()
    path = shipped.get(name, Path(name))
    if not path.is_file():
        raise Stop(
            "S07",
            why=f"没有名为“{name}”的银行文件版式",
            advice=f"现有：{'、'.join(shipped)}；也可以写版式文件（.json）的路径。",
        )

    def refuse(key: str, why: str) -> Stop:
        return Stop("S20", layout=name, key=key, why=why)

    return build(settings.read(path, SCHEMA, refuse), name)


def build(content: dict[str, Any], name: str = "") -> Layout:
    """Return the layout that the content of a layout file describes: read from the file now, or stored with a batch.

    ``name``: what a message calls it. Raises Stop(S20) naming the key and the reason if the content is no layout.

    >>> build(load("通用").content) == load("通用")
    True
    """
    faults = [fault] if (fault := settings.fault(content, SCHEMA)) else layout_check.find(content)
    for key, why in faults:
        raise Stop("S20", layout=name or str(content.get("name", "")), key=key, why=why)
    text = content["kind"] == "text"
    return Layout(
        name=content["name"],
        title=content["title"],
        where=content["where"],
        status=content["status"],
        note=content.get("note", ""),
        kind=content["kind"],
        unit=content["unit"],
        encoding=content["encoding"],
        separator=content.get("separator", ""),
        closing_separator=content.get("closing_separator", False),
        line_ending={"CRLF": "\r\n", "LF": "\n"}.get(content.get("line_ending", ""), ""),
        sheet=content.get("sheet", "Sheet1"),
        titles=content.get("titles", not text),
        all_text=content.get("all_text", False),
        header=tuple(map(_row, content.get("header", []))),
        footer=tuple(map(_row, content.get("footer", []))),
        end=content.get("end", ""),
        rows_per_file=content.get("rows_per_file", 0),
        amount_limit_fen=parse_yuan(content["amount_limit"]) if "amount_limit" in content else 0,
        file_name=content["file_name"],
        columns=tuple(map(_column, content["columns"])),
        serial=layout_check.serial(content),
        returns=_returns(content["returns"]),
        content=content,
    )


def _row(row: str | list[str]) -> Row:
    return (row,) if isinstance(row, str) else tuple(row)


def _column(column: dict[str, Any]) -> Column:
    return Column(
        column["header"],
        column.get("field", ""),
        column.get("constant", ""),
        column.get("bytes", 0),
        column.get("required", False),
        column.get("align", "left"),
        column.get("fill", " "),
    )


def _returns(content: dict[str, Any]) -> Returns:
    totals = content.get("totals")
    codes = {code: key for name in content.get("failures", []) for code, key in failures.lists()[name].items()}
    return Returns(
        where=content["where"],
        status=content["status"],
        kind=content["kind"],
        unit=content["unit"],
        separator=content.get("separator", ""),
        widths=tuple(content.get("widths", [])),
        fields=layout_check.field_count(content),
        header_lines=content.get("header_lines", 0),
        footer_lines=content.get("footer_lines", 0),
        end=content.get("end", ""),
        totals=Totals(totals["line"], _from_zero(totals.get("count")), _from_zero(totals.get("sum")))
        if totals
        else None,
        columns={
            name: place - 1 if isinstance(place, int) else tuple(place) for name, place in content["columns"].items()
        },
        words={word: outcome for outcome, words in content["words"].items() for word in words},
        codes=codes | content.get("codes", {}),
    )


def _from_zero(position: int | None) -> int | None:
    return None if position is None else position - 1
