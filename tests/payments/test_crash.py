"""kill -9 at many points of every command: the ledger stays sound, and the same command again finishes the work.

The points are lines of the code that writes (``killing``), spread over the whole command, the last ones among them: there the commit
and the rename are.
"""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import bank
import pytest
from killing import in_child
from paying import QIBAO, approve, load, make
from people import put_back

from huibao_xl.payments import acts
from huibao_xl.payments.ledger import signers
from huibao_xl.reasons.outcomes import Done

POINTS = 3
"""How many points of each command are tried; they are other ones for every command, since the commands are not equally long."""


def spread(total: int) -> list[int]:
    """POINTS counts over a command, the last lines among them: there the commit and the rename are."""
    return sorted({max(1, total * place // POINTS) for place in range(1, POINTS)} | {total - 1, total - 20, total - 60})


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, shared_result: Path) -> tuple[Path, Path]:
    """A ledger with one batch in each state that a command starts from, and a copy of its folder: a ledger has to stay in its place."""
    path = tmp_path_factory.mktemp("中断") / "起点" / "台账.sqlite3"
    path.parent.mkdir()
    signers.key("己")  # what it loads once must not make the first of the counted runs the longest
    make(path, shared_result)
    for number in (QIBAO, "2024-江川路街道-1"):
        approve(path, number)
    acts.export(path, "2024-江川路街道-1", "甲")
    bank.answer(path, "2024-江川路街道-1", path.parent / "回盘.xlsx", {2: bank.BUSY})
    return path, Path(shutil.copytree(path.parent, path.parent.with_name("原样")))


COMMANDS: dict[str, list[str]] = {
    "batch": ["batch", "{result}", "--payer", "区"],
    "review": ["review", "2024-莘庄工业区-1", "--strike", "1", "--why", "待查"],
    "export": ["export", QIBAO],
    "return": ["return", "2024-江川路街道-1", "{folder}/回盘.xlsx"],
    "transfer": ["transfer", "--policy", "2024"],
}
EFFECT: dict[str, Callable[[Path], object]] = {
    "batch": lambda path: load(path, "2024-区民政局-1").totals(),
    "review": lambda path: (load(path, "2024-莘庄工业区-1").state, load(path, "2024-莘庄工业区-1").totals()),
    "export": lambda path: [file.read_bytes() for file in bank.exported(path, QIBAO)],
    "return": lambda path: load(path, "2024-江川路街道-1").lines["state"].tolist(),
    "transfer": lambda path: load(path, "2024-拨付-1").totals(),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_is_killed_anywhere_is_finished_by_the_next_try(
    name: str, prepared: tuple[Path, Path], shared_result: Path
) -> None:
    stage, before = prepared
    words = [word.format(result=shared_result, folder=stage.parent) for word in COMMANDS[name]]
    arguments = [*words, "--by", "己", "--ledger", str(stage)]

    put_back(stage.parent, before)
    status, total = in_child(arguments)
    assert status == 0 and total > 500
    expected = EFFECT[name](stage)
    for limit in spread(total):
        put_back(stage.parent, before)
        assert in_child(arguments, limit)[0] == -signal.SIGKILL
        assert acts.check(stage).codes == [Done.LEDGER_SOUND], f"killed at line {limit}"
        again, _ = in_child(arguments, traced=False)
        assert again in (0, 2)  # 2: the killed try had written its events already, and says so
        assert EFFECT[name](stage) == expected, f"killed at line {limit}"
        assert acts.check(stage).codes == [Done.LEDGER_SOUND]
        left = [path.name for path in stage.parent.rglob(".*银行文件*")]
        assert not left


def test_a_ledger_that_was_killed_while_being_made_is_made_again(tmp_path: Path, result: Path) -> None:
    path = tmp_path / "新" / "台账.sqlite3"
    path.parent.mkdir()
    arguments = ["batch", str(result), "--payer", "区", "--by", "甲", "--ledger", str(path)]
    for limit in (40, 60, 80, 100, 120):
        assert in_child(arguments, limit)[0] == -signal.SIGKILL
    assert in_child(arguments)[0] == 0
    assert acts.check(path).codes == [Done.LEDGER_SOUND] and load(path, "2024-区民政局-1").totals()[0] == 12
