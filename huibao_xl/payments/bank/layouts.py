"""Bank layouts as data: what a bank's file holds, in which order, unit and encoding, and how its answers come back.

Banks, even two branches of one bank, want different files: the columns and limits are data (``layouts/*.json``, described by
``schemas/bank-layout.schema.json``), so that a new bank is a new file. No layout that ships is a bank's own template: each says where its
columns come from (``where``) and that nobody has compared it with the paying bank's template yet (``status`` 未核定).
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from huibao_xl import resources, settings
from huibao_xl.money import parse_yuan
from huibao_xl.payments.bank import failures, layout_check
from huibao_xl.reasons import Stop

Place = int | tuple[str, ...]
"""Where a column stands: its position from 0, or the headers that mean it."""
Row = tuple[str, ...]
"""The cells of a header or footer row, or a single line of text, as templates."""
SCHEMA = "bank-layout.schema.json"
_LINE_ENDINGS = {"CRLF": "\r\n", "LF": "\n", "": ""}


@dataclass(frozen=True)
class Column:
    """A column to write: the value of ``field`` or, where that is "", ``constant``.

    ``bytes``: the most bytes in the layout's encoding, the width where widths are fixed, 0 for no limit; ``align`` and ``fill`` matter to
    fixed widths only.
    """

    header: str
    field: str = ""
    constant: str = ""
    bytes: int = 0
    required: bool = False
    align: Literal["left", "right"] = "left"
    fill: str = " "


@dataclass(frozen=True)
class Totals:
    """The line of a return file that states totals: the ``first`` or ``last``; positions from 0, None if it does not state it."""

    line: Literal["first", "last"]
    count: int | None = None
    sum: int | None = None


@dataclass(frozen=True)
class Returns:
    """How answers come back. ``columns``: {number, account, holder, amount, paid, status, reason, date, receipt: where it stands}, those that come back.

    ``words``: {the bank's status word: 成功, 失败, 未决 or 退票}; ``codes``: {the bank's reason code: key of :mod:`failures`}.
    ``zero_fails``: there is no status, an amount of 0.00 with a reason is a failure.
    ``separator`` and ``widths`` matter to ``kind`` text only; ``fields``: how many fields a line has.
    """

    where: str
    status: str
    kind: Literal["table", "text"]
    unit: str
    fields: int
    columns: dict[str, Place]
    words: dict[str, str]
    codes: dict[str, str]
    separator: str = ""
    widths: tuple[int, ...] = ()
    header_lines: int = 0
    footer_lines: int = 0
    end: str = ""
    totals: Totals | None = None
    zero_fails: bool = False

    @property
    def deciding(self) -> str:
        """The column that says what became of a line: ``status``, or the ``paid`` amount."""
        return "paid" if self.zero_fails else "status"


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
    kind: Literal["xlsx", "xls", "text"]
    unit: str
    encoding: str
    titles: bool
    line_ending: str
    header: tuple[Row, ...]
    footer: tuple[Row, ...]
    amount_limit_fen: int
    file_name: str
    columns: tuple[Column, ...]
    serial: str
    returns: Returns
    note: str = ""
    separator: str = ""
    closing_separator: bool = False
    sheet: str = "Sheet1"
    all_text: bool = False
    end: str = ""
    rows_per_file: int = 0
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
    paths = resources.shipped("payments/bank/shipped")
    return {"通用": paths["通用"]} | paths


def load(name: str) -> Layout:
    """Return the layout called ``name`` (``通用``), or the one in the file ``name`` (``D:\\版式\\本行.json``).

    Raises Stop(S20) naming the key and the reason if the file is not a layout, or another under the name of one that ships; Stop(S07) if
    there is none.

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

    layout = build(settings.read(path, SCHEMA, refuse), name)
    if path not in shipped.values():
        _require_other_name(layout, name)
    return layout


def _require_other_name(layout: Layout, file: str) -> None:
    """Raise Stop(S20) if a file of the staff's bears the name of a layout that ships and says something else: batches and exports call a
    layout by its name, so two of one name could not be told apart."""
    if layout.name in layouts() and layout.content != load(layout.name).content:
        why = f"“{layout.name}”是随程序提供的版式的名称，这份文件却与它不同，请另起一个名称"
        raise Stop("S20", layout=file, key="name", why=why)


def build(content: dict[str, Any], name: str = "") -> Layout:
    """Return the layout that the content of a layout file describes: read from the file now, or stored with a batch.

    ``name``: what a message calls it. Raises Stop(S20) naming the key and the reason if the content is no layout.

    >>> build(load("通用").content) == load("通用")
    True
    """
    faults = [fault] if (fault := settings.fault(content, SCHEMA)) else layout_check.find(content)
    for key, why in faults:
        raise Stop("S20", layout=name or str(content.get("name", "")), key=key, why=why)
    values = {
        "line_ending": _LINE_ENDINGS[content.get("line_ending", "")],
        "header": [_row(row) for row in content.get("header", [])],
        "footer": [_row(row) for row in content.get("footer", [])],
        "amount_limit_fen": parse_yuan(content["amount_limit"]) if "amount_limit" in content else 0,
        "serial": layout_check.serial(content),
        "returns": _returns(content["returns"]),
    }
    return replace(settings.record({"titles": content["kind"] != "text"} | content | values, Layout), content=content)


def _row(row: str | list[str]) -> list[str]:
    return [row] if isinstance(row, str) else row


def _returns(content: dict[str, Any]) -> dict[str, Any]:
    """The returns of a file with positions from 0, each word with what it means, and the codes of the lists that it names."""
    totals = content.get("totals")
    codes = {code: key for name in content.get("failures", []) for code, key in failures.lists()[name].items()}
    return content | {
        "fields": layout_check.field_count(content),
        "totals": totals and totals | {key: totals[key] - 1 for key in ("count", "sum") if key in totals},
        "columns": {name: place - 1 if isinstance(place, int) else place for name, place in content["columns"].items()},
        "words": {word: outcome for outcome, words in content["words"].items() for word in words},
        "codes": codes | content.get("codes", {}),
    }
