"""A ledger's file is copied, put back, cut, moved, adopted, backed up and restored at random; the model knows what was written last.

Whatever is done with the file: who may write, writes after the last thing that was written, or somebody signed what is lost. Nobody else writes.
"""

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from paying import adopt
from tampering import copy_of, tamper

from huibao_xl.payments.ledger import copies, verify, witness
from huibao_xl.payments.ledger.store import create, opened
from huibao_xl.reasons import Stop

CODES = {"S18", "S30", "S37"}
"""Why a file may be refused: a witness, it was moved, it does not verify."""


class Moving(RuleBasedStateMachine):
    """``last``: hash of the last event that was written to the ledger that is used; ``kept``: older copies of the file; ``place``: where it is used."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.patch = pytest.MonkeyPatch()
        self.patch.setenv("HUIBAO_STATE", str(self.folder / "用户"))
        self.place = self.folder / "甲" / "台账.sqlite3"
        self.place.parent.mkdir()
        create(self.place, "甲")
        self.copies: list[Path] = []
        self.count = 0
        self.last = self.head()

    def teardown(self) -> None:
        self.patch.undo()
        shutil.rmtree(self.folder)

    def head(self) -> str:
        with opened(self.place) as book:
            return book.head()[1]

    def fresh(self) -> Path:
        self.count += 1
        return self.folder / f"{self.count}.sqlite3"

    def succeeds(self, act: Any) -> bool:
        """Whether an act is done; it is refused for a reason of the file's, or is done on the last of the ledger."""
        before = self.head() if self.place.exists() else ""
        try:
            act()
        except Stop as stop:
            assert stop.code in CODES
            return False
        assert before in ("", self.last)
        self.last = self.head()
        return True

    @rule(sent=st.booleans())
    def write(self, sent: bool) -> None:
        def act() -> None:
            with opened(self.place, write=True) as book, book.writing("乙") as pen:
                pen.write("note", None, {"sent": sent})
                pen.batches |= {"一"} if sent else set()  # as if it had been a batch's

        if self.place.exists():
            was = self.head()
            assert self.succeeds(act) or was != self.last or self.moved()

    def moved(self) -> bool:
        with opened(self.place) as book:
            return book.home()["path"] != str(self.place.resolve())

    @rule()
    def copy(self) -> None:
        if self.place.exists():
            self.copies.append(copy_of(self.place, self.fresh()))

    @precondition(lambda self: self.copies)
    @rule(data=st.data())
    def put_back(self, data: st.DataObject) -> None:
        for end in ("-wal", "-shm"):
            self.place.with_name(self.place.name + end).unlink(missing_ok=True)
        shutil.copy(data.draw(st.sampled_from(self.copies)), self.place)

    @rule()
    def cut(self) -> None:
        if not self.place.exists():
            return
        with opened(self.place) as book:
            events = book.events()
        if len(events) > 3 and events[-1].kind == "note":
            seq, hash = events[-2].seq, events[-2].hash
            tamper(self.place, f"DELETE FROM event WHERE seq > {seq}", f"UPDATE head SET seq = {seq}, hash = '{hash}'")

    @rule(to=st.sampled_from(["甲", "乙"]), along=st.booleans())
    def move_and_adopt(self, to: str, along: bool) -> None:
        """To another folder, with the folders of batches or without; what was there before is moved aside."""
        if not self.place.exists() or self.place.parent.name == to:
            return
        there = self.folder / to
        if there.exists():
            there.rename(self.fresh())
        there.mkdir()
        copy_of(self.place, there / self.place.name)
        if along and (batches := self.place.parent / witness.BATCHES).exists():
            shutil.copytree(batches, there / witness.BATCHES)
        before = self.place
        self.place = there / self.place.name
        if not self.succeeds(lambda: adopt(self.place)):
            self.place = before

    @precondition(lambda self: self.copies)
    @rule(data=st.data())
    def lose_and_restore(self, data: st.DataObject) -> None:
        backup = data.draw(st.sampled_from(self.copies))
        for path in self.place.parent.glob(f"{self.place.name}*"):
            path.unlink()
        self.succeeds(lambda: copies.restore(backup, self.place, "丁", "坏了"))

    @rule()
    def forget(self) -> None:
        """A new ledger is made where one is gone only by somebody who says why."""
        if not self.place.exists():
            with pytest.raises(Stop):
                create(self.place, "甲")

    @invariant()
    def what_is_last_is_sound(self) -> None:
        if self.place.exists() and not self.moved() and self.head() == self.last:
            with opened(self.place) as book:
                assert verify.verify(book) == []


def test_whoever_writes_goes_on_from_what_was_written_last() -> None:
    run_state_machine_as_test(Moving, settings=settings(max_examples=8, stateful_step_count=14, deadline=None))
