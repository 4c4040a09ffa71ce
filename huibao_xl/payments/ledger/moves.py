"""调整 as events have made it: who bears a payment, where that is not who paid it. The last one of a payment counts; no money of a person moves."""

from dataclasses import dataclass

from huibao_xl.payments.ledger.store import Ledger

KIND = "move"


@dataclass(frozen=True)
class Move:
    """Who bears the payment of ``line`` of ``batch`` from then on: the 街镇 and its kind. ``district_more_fen``: what the district bears more by it, below zero what less; ``less_fen``:
    what the 街镇 that bore it before is free of; ``more_fen``: what the one that bears it now bears. ``document``, ``at``, ``by``: under which paper, when (ISO 8601), by whom;
    ``source``: the seal of the clearing that it follows."""

    batch: str
    line: int
    township: str
    kind: str
    from_township: str
    district_more_fen: int
    less_fen: int
    more_fen: int
    document: str
    source: str
    by: str
    at: str

    def postings(self) -> dict[str, int]:
        """Return what each bearer bears more by it, below zero what less; they add up to nothing.

        >>> move = Move("甲", 1, "江川路街道", "街道", "七宝镇", 8385, 8385, 0, "1", "", "乙", "")
        >>> move.postings()
        {'区级': 8385, '七宝镇': -8385}
        """
        fen = {"区级": self.district_more_fen, self.from_township: -self.less_fen}
        fen[self.township] = fen.get(self.township, 0) + self.more_fen
        return {bearer: more for bearer, more in fen.items() if more}


def moves(ledger: Ledger, batch: str | None = None) -> list[Move]:
    """Return the moves of a batch, or of all, in their order."""
    fields = [name for name in Move.__dataclass_fields__ if name not in ("batch", "line", "by", "at")]
    return [
        Move(
            batch=event.batch or "",
            line=event.line or 0,
            by=event.by,
            at=event.at,
            **{name: event.content[name] for name in fields},
        )
        for event in ledger.events(batch, kinds=(KIND,))
    ]
