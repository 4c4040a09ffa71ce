"""Whose answer a file of the bank is, where nobody wrote the batch beside it: the one batch that was sent of which its lines are.

Serial numbers are unique in a ledger, so they tell it at once; without them accounts do. A file that fits several batches (a re-issue to the same accounts) or
none is named and not taken. What is found here is only where to look: the batch then reads the file by all of its rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from huibao_xl.files.results.names import is_passing
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.identifiers import bank_card
from huibao_xl.payments import terms
from huibao_xl.payments.bank import classify
from huibao_xl.payments.bank.bank_files import serials
from huibao_xl.payments.bank.layouts import Layout
from huibao_xl.payments.bank.match_answers import plain_number
from huibao_xl.payments.ledger import states
from huibao_xl.payments.ledger.states import OPEN
from huibao_xl.payments.ledger.store import Ledger
from huibao_xl.reasons import Stop

_MOST = 10
"""All lines but one in so many have to be of the batch: what a batch takes at all (``classify``)."""


def files_in(path: Path) -> list[Path]:
    """Return the files that a path names: itself, or all in the folder but what a system leaves there, by name."""
    if not path.is_dir():
        return [path]
    return sorted(each for each in path.rglob("*") if each.is_file() and not is_passing(each.name))


@dataclass(frozen=True)
class Sent:
    """The lines that went to banks in one layout: batch, number (the serial number as it comes back), account."""

    form: Layout
    lines: pd.DataFrame


def sent(ledger: Ledger) -> list[Sent]:
    """Return all that went to banks, by the layout in which they answer."""
    forms, parts = dict[str, Layout](), dict[str, list[pd.DataFrame]]()
    for number in ledger.batches():
        batch = states.load(ledger, number)
        if batch.exports:
            form, live = terms.layout_of_export(batch.exports[-1]), batch.live
            forms.setdefault(key := repr(form.content), form)
            numbers, accounts = plain_number(serials(live, form, number)), live["account"].map(bank_card.compact)
            rows = pd.DataFrame({"batch": number, "number": numbers.to_numpy(), "account": accounts.to_numpy()})
            parts.setdefault(key, []).append(rows)
    return [Sent(form, pd.concat(parts[key], ignore_index=True)) for key, form in forms.items()]


def batch_of(ledger: Ledger, groups: Sequence[Sent], file: Path) -> str:
    """Return the number of the batch that a file answers. ``groups``: :func:`sent`. Raises Stop(S35) if it is of none or may be of several, and as reading it
    does."""
    hash = sha256_of(file)
    for event in ledger.events(kinds=("return",)):
        if event.content["sha256"] == hash and event.batch:
            return event.batch
    fits, refused = list[str](), list[Stop]()
    for group in groups:
        try:
            answers, _, _ = classify.counted(file, group.form)
        except Stop as stop:
            refused.append(stop)
            continue
        fits += _fitting(answers, group)
    if not fits and refused:
        raise refused[0]
    if len(fits) > 1:
        fits = [each for each in fits if states.load(ledger, each).lines["state"].isin(OPEN).any()] or fits
    if len(fits) != 1:
        why = f"可能是批次 {'、'.join(fits)} 的" if fits else "不是已导出的任何一个批次的"
        raise Stop("S35", file=file.name, why=why)
    return fits[0]


def _fitting(answers: pd.DataFrame, group: Sent) -> list[str]:
    """The batches of whose lines all answers but one in ten are."""
    numbers, accounts = plain_number(answers["number"]), answers["account"].map(bank_card.compact)
    by_number = group.form.returns_serial & (numbers != "")
    keys = pd.DataFrame({"row": range(len(answers)), "number": numbers, "account": accounts})
    hits = pd.concat(
        [
            keys[by_number].merge(group.lines[["batch", "number"]], on="number"),
            keys[~by_number & (accounts != "")].merge(group.lines[["batch", "account"]], on="account"),
        ]
    )
    counts = hits.drop_duplicates(["batch", "row"])["batch"].value_counts()
    return [str(batch) for batch, count in counts.items() if (len(answers) - count) * _MOST <= len(answers)]
