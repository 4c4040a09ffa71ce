"""The bodies of a batch's events as records: what was declared, who signed, what was sent, what came back.

A body is JSON in the ledger and stays what it is: each record reads what earlier versions wrote, where the content of policy and layout was not
stored yet and only their names stand (``policy_content``, ``layout_content`` then None).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Self

from huibao_xl.payments.ledger.events import Event, canonical

Kind = Literal["发放", "重发", "拨付", "补差"]
Flow = Literal["街镇", "区"]
Body = dict[str, Any]
"""A body as JSON."""
TRANSFER: Kind = "拨付"
"""The kind of a batch that passes money on to the 街镇; its lines name a 街镇 and take no person's key."""
SUPPLEMENT: Kind = "补差"
"""The kind of a batch that pays what people got too little of; its lines have keys of their own, beside that of the first payment."""


def content_sha256(content: Mapping[str, Any] | None) -> str | None:
    """Return the SHA-256 of the content of a policy or a layout in its canonical form, None if there is none.

    >>> content_sha256({"name": "甲"})[:12], content_sha256(None)
    ('30c0cdc505bf', None)
    """
    return None if content is None else hashlib.sha256(canonical(dict(content)).encode()).hexdigest()


@dataclass(frozen=True)
class Sums:
    """Number of lines, and fen: in all, by the district and by the 街镇."""

    count: int
    amount_fen: int
    district_fen: int
    township_fen: int

    @classmethod
    def of_body(cls, body: Mapping[str, Any]) -> Self:
        """Read them from a body that holds them among other keys."""
        return cls(body["count"], body["amount_fen"], body["district_fen"], body["township_fen"])


@dataclass(frozen=True)
class Due:
    """What a 街镇 is owed of the district's share: people, fen due, and fen passed on before."""

    people: int
    due_fen: int
    passed_fen: int


@dataclass(frozen=True)
class Basis:
    """The result folder that a batch was made from, and the SHA-256 of its files then, by name."""

    folder: Path
    files: dict[str, str]


@dataclass(frozen=True)
class Declaration:
    """What a batch declares when it is made: by which rules, who pays, how its lines add up, and the hash of the lines.

    ``policy``, ``layout``: their names; ``policy_content``, ``layout_content``: the JSON they were built from, so that later steps need no file;
    ``flow``: whether the 街镇 or the district pay; ``parent``: the batch whose failures are paid again; ``steps``: the signatures that it
    needs, in order; ``basis``: None for 重发 and 拨付; ``due``: of a 拨付, by 街镇; ``before``: the serial number before the first of these, so that
    each line has one of its own; ``nth``: of a 补差 (and of what pays one again), which of its people's it is, from 1, else 0.
    """

    kind: Kind
    scheme: str
    year: int
    title: str
    policy: str
    policy_content: Body | None
    flow: Flow
    payer: str
    parent: str | None
    layout: str | None
    layout_content: Body | None
    steps: tuple[str, ...]
    basis: Basis | None
    sums: Sums
    by_township: dict[str, Sums]
    lines_sha256: str
    due: dict[str, Due]
    before: int = 0
    nth: int = 0

    @property
    def key(self) -> tuple[str, int]:
        """What a person's payment key is beside the id: scheme and year; of a 补差 with its number, so that it stands beside the first payment and nobody gets one
        twice."""
        return (f"{self.scheme}·{SUPPLEMENT}{self.nth}" if self.nth else self.scheme, self.year)

    @classmethod
    def of_body(cls, body: Mapping[str, Any]) -> Self:
        """Read the body of a ``batch`` event. Raises KeyError, TypeError or AttributeError if it is none."""
        result = body["result"]
        return cls(
            kind=body["kind"],
            scheme=body["scheme"],
            year=body["year"],
            title=body["title"],
            policy=body["policy"],
            policy_content=body.get("policy_content"),
            flow=body["flow"],
            payer=body["payer"],
            parent=body["parent"],
            layout=body["layout"],
            layout_content=body.get("layout_content"),
            steps=tuple(body["steps"]),
            basis=Basis(Path(result["folder"]), dict(result["files"])) if result else None,
            sums=Sums.of_body(body),
            by_township={town: Sums.of_body(sums) for town, sums in body["by_township"].items()},
            lines_sha256=body["lines_sha256"],
            due={town: Due(**owed) for town, owed in body.get("due", {}).items()},
            before=body.get("before", 0),
            nth=body.get("nth", 0),
        )

    def body(self) -> Body:
        """Return the body of the ``batch`` event."""
        body = {
            "kind": self.kind,
            "scheme": self.scheme,
            "year": self.year,
            "title": self.title,
            "policy": self.policy,
            "policy_content": self.policy_content,
            "policy_sha256": content_sha256(self.policy_content),
            "flow": self.flow,
            "payer": self.payer,
            "parent": self.parent,
            "layout": self.layout,
            "layout_content": self.layout_content,
            "layout_sha256": content_sha256(self.layout_content),
            "steps": list(self.steps),
            "result": {"folder": str(self.basis.folder), "files": self.basis.files} if self.basis else None,
            "by_township": {town: asdict(sums) for town, sums in self.by_township.items()},
            "lines_sha256": self.lines_sha256,
        }
        due = {town: asdict(owed) for town, owed in self.due.items()}
        more: Body = {"due": due, "before": self.before, "nth": self.nth}
        return body | asdict(self.sums) | {name: value for name, value in more.items() if value}


@dataclass(frozen=True)
class Signature:
    """One step that was signed: by whom, when, and under which hash of the lines."""

    step: str
    by: str
    at: str
    count: int
    amount_fen: int
    lines_sha256: str

    @classmethod
    def of_event(cls, event: Event) -> Self:
        """Read a ``sign`` event."""
        body = event.content
        return cls(body["step"], event.by, event.at, body["count"], body["amount_fen"], body["lines_sha256"])


@dataclass(frozen=True)
class Rejection:
    """A batch that was sent back: by whom, when and why."""

    by: str
    at: str
    why: str

    @classmethod
    def of_event(cls, event: Event) -> Self:
        """Read a ``reject`` event."""
        return cls(event.by, event.at, event.content["why"])


@dataclass(frozen=True)
class BankFile:
    """A file for the bank as it was written: its name, its lines, their fen, and the SHA-256 of its bytes."""

    name: str
    count: int
    amount_fen: int
    sha256: str


@dataclass(frozen=True)
class Export:
    """The files that were written for the bank: by which layout, into which folder, by whom and when.

    ``again``: why the bank got other files than before, "" for the first ones; ``left_out``: lines that did not go, as a person had said what
    became of them; ``found``: whether the files were there before, of a ledger that is gone, and ``at`` is not when they were written.
    """

    by: str
    at: str
    layout: str
    layout_content: Body | None
    folder: str
    files: tuple[BankFile, ...]
    again: str
    left_out: tuple[int, ...] = ()
    found: bool = False

    @classmethod
    def of_event(cls, event: Event) -> Self:
        """Read an ``export`` event."""
        body = event.content
        return cls(
            by=event.by,
            at=event.at,
            layout=body["layout"],
            layout_content=body.get("layout_content"),
            folder=body["folder"],
            files=tuple(BankFile(**file) for file in body["files"]),
            again=body.get("again", ""),
            left_out=tuple(body.get("left_out", ())),
            found=body.get("found", False),
        )


def export_body(
    layout: str,
    layout_content: Body,
    folder: str,
    files: tuple[BankFile, ...],
    again: str = "",
    left_out: tuple[int, ...] = (),
    found: bool = False,
) -> Body:
    """Return the body of an ``export`` event."""
    body = {
        "layout": layout,
        "layout_content": layout_content,
        "layout_sha256": content_sha256(layout_content),
        "folder": folder,
        "files": [asdict(file) for file in files],
    }
    more: Body = {"again": again, "left_out": list(left_out), "found": found}
    return body | {name: value for name, value in more.items() if value}


@dataclass(frozen=True)
class ReturnFile:
    """A file of the bank's that was registered: its name and hash, how it was read, and how many of its rows are of each class."""

    by: str
    at: str
    file: str
    sha256: str
    layout: str
    rows: int
    classes: dict[str, int]

    @classmethod
    def of_event(cls, event: Event) -> Self:
        """Read a ``return`` event."""
        body = event.content
        return cls(event.by, event.at, body["file"], body["sha256"], body["layout"], body["rows"], body["classes"])


def return_body(file: str, sha256: str, layout: str, layout_content: Body, rows: int, classes: dict[str, int]) -> Body:
    """Return the body of a ``return`` event."""
    return {
        "file": file,
        "sha256": sha256,
        "layout": layout,
        "layout_content": layout_content,
        "layout_sha256": content_sha256(layout_content),
        "rows": rows,
        "classes": classes,
    }
