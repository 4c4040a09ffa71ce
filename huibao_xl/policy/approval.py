"""What a policy file says of signatures: who may do which step from when to when (签字人名单), how many sign by the amount of a batch, and whether two steps may come from one
account of the system.

It is read from the content of the file, which a batch stores: what was sealed with the batch counts, whatever the file says later. What a file does not say is as it
was before files could say it: anybody may, two sign whatever the amount, accounts are only remarked on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from huibao_xl import settings
from huibao_xl.money import parse_yuan

REVIEW, APPROVE = "审核", "审批"
STEPS = ("制单", REVIEW, APPROVE, "导出", "登记回盘", "人工确认", "退回", "解除剔除")
"""The steps of a batch, for each of which a list of signers names somebody."""
BOOKINGS = ("追回", "终止", "预算", "记账", "对账", "年度结账")
"""What is booked beside the steps of batches: a list may name people for each."""
_SIGNATURES = 2


@dataclass(frozen=True)
class Signer:
    """Somebody of the list: which ``steps`` he may do, from the day ``since`` on, until (with) ``until``."""

    name: str
    steps: tuple[str, ...]
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Level:
    """What holds of a batch of more than ``above_fen``: how many sign, and of whom one signs last (anybody if it is empty)."""

    above_fen: int
    signatures: int
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Approval:
    """What a policy says of signatures. ``levels``: by rising amounts; ``signers``: empty where there is no list."""

    levels: tuple[Level, ...] = (Level(-1, _SIGNATURES),)
    shared_account: bool = True
    signers: tuple[Signer, ...] = ()

    def level(self, fen: int) -> Level:
        """Return what holds of a batch of so many fen."""
        return [each for each in self.levels if each.above_fen < fen or each is self.levels[0]][-1]

    def steps(self, fen: int) -> tuple[str, ...]:
        """Return who signs a batch of so many fen after its maker, in order.

        >>> Approval().steps(100), Approval((Level(-1, 1), Level(100, 3))).steps(101)
        (('审核', '审批'), ('审核', '审批', '审批'))
        """
        count = self.level(fen).signatures
        return (REVIEW,) * (count > 1) + (APPROVE,) * max(count - 1, 1)

    def who(self, step: str, day: date) -> tuple[str, ...]:
        """Return the names of those of the list who may do a step on a day."""
        there = [each for each in self.signers if each.since <= day <= (each.until or date.max)]
        return tuple(dict.fromkeys(each.name for each in there if step in each.steps))


def of_content(content: Mapping[str, Any] | None) -> Approval:
    """Return what the content of a policy file says of signatures; what holds of none, where there is no content (of a batch of an earlier version)."""
    written = (content or {}).get("approval", {})
    levels = [Level(-1, written.get("signatures", _SIGNATURES))]
    for each in written.get("levels", ()):
        fen, count = parse_yuan(each["above_yuan"]), each.get("signatures", levels[-1].signatures)
        levels.append(Level(fen, count, tuple(each.get("by", levels[-1].by))))
    people = (content or {}).get("signers", {}).get("people", ())
    signers = tuple(settings.record(each, Signer) for each in people)
    return Approval(tuple(levels), bool(written.get("shared_account", 1)), signers)


def faults(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return what a schema cannot say of the signatures in a policy file, as (key, why)."""
    approval = of_content(content)
    for before, level in pairwise(approval.levels):
        if level.above_fen <= before.above_fen:
            yield "approval.levels", "各级的金额（above_yuan）要由小到大"
        if level.signatures < before.signatures:
            yield "approval.levels", "金额大的，签字的人（signatures）不能更少"
    if not approval.signers:
        return
    for each in approval.signers:
        if each.until and each.until < each.since:
            yield "signers.people", f"“{each.name}”的 until 早于 since"
    needed = [step for step in STEPS if step != REVIEW or approval.levels[-1].signatures > 1]
    lacking = [step for step in needed if not any(step in each.steps for each in approval.signers)]
    if lacking:
        yield "signers.people", "没有人可以" + "、".join(f"“{step}”" for step in lacking)
    approving = [each.name for each in approval.signers if APPROVE in each.steps]
    for name in dict.fromkeys(name for level in approval.levels for name in level.by):
        if name not in approving:
            yield "approval.levels", f"“{name}”在签字人名单里没有“{APPROVE}”"
