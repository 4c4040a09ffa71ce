"""kill -9 at many points of every command: the ledger stays sound, and the same command again finishes the work.

The points are effects on the disk (``killing``): every commit and every rename, what comes right after each, and one on the way there.
"""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import bank
import pytest
from killing import in_child
from paying import QIBAO, approve, load, make
from people import put_back

from huibao_xl.cli import main
from huibao_xl.payments import acts, ledger_acts
from huibao_xl.payments.ledger import signers
from huibao_xl.reasons.outcomes import NOTHING, Done


def points(effects: list[str]) -> list[int]:
    """The effects before which a command is killed: commits, renames and what follows them, and in the middle of its first transaction."""
    lasting = [place for place, effect in enumerate(effects, 1) if effect in ("COMMIT", "os.rename")]
    return sorted({*lasting, *(place + 1 for place in lasting), effects.index("COMMIT") // 2})


@pytest.fixture(autouse=True)
def result_is_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    """制单 makes the run again before it writes anything, which was most of its time."""
    monkeypatch.setattr(acts, "make_again", lambda folder, stage: NOTHING)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, shared_result: Path) -> tuple[Path, Path]:
    """A ledger with one batch in each state that a command starts from, and a copy of its folder: a ledger has to stay in its place."""
    path = tmp_path_factory.mktemp("中断") / "起点" / "台账.sqlite3"
    path.parent.mkdir()
    signers.key("己")  # what it loads once must not make the first of the counted runs the longest
    make(path, Path(shutil.copytree(shared_result, path.parent / "结果")))
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


@pytest.mark.usefixtures("without_papers")
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_that_is_killed_anywhere_is_finished_by_the_next_try(name: str, prepared: tuple[Path, Path]) -> None:
    stage, before = prepared
    words = [word.format(result=stage.parent / "结果", folder=stage.parent) for word in COMMANDS[name]]
    arguments = [*words, "--by", "己", "--ledger", str(stage)]

    put_back(stage.parent, before)
    status, effects = in_child(arguments, stage.parent)
    assert status == 0 and {"BEGIN", "INSERT", "COMMIT", "os.rename"} <= set(effects)
    expected = EFFECT[name](stage)
    for point in points(effects):
        put_back(stage.parent, before)
        assert in_child(arguments, stage.parent, point)[0] == -signal.SIGKILL
        assert ledger_acts.check(stage).codes == [Done.LEDGER_SOUND], f"killed at effect {point}"
        assert main(arguments) in (0, 2)  # 2: the killed try had written its events already, and says so
        assert EFFECT[name](stage) == expected, f"killed at effect {point}"
        assert ledger_acts.check(stage).codes == [Done.LEDGER_SOUND]
        left = [path.name for path in stage.parent.rglob(".*银行文件*")]
        assert not left


def test_a_ledger_that_was_killed_while_being_made_is_made_again(tmp_path: Path, result: Path) -> None:
    def drafting(name: str) -> tuple[list[str], Path]:
        shutil.rmtree(
            os.environ["HUIBAO_STATE"], ignore_errors=True
        )  # each time by a user who knows of no other ledger
        copy = shutil.copytree(result, tmp_path / name / "结果")
        path = tmp_path / name / "台账.sqlite3"
        return ["batch", str(copy), "--payer", "区", "--by", "甲", "--ledger", str(path)], path

    words, path = drafting("数一数")
    made = in_child(words, path.parent)[1].index("os.link") + 1  # so it takes its place: it replaces nothing
    for name, points in {"未成": (3, made // 2, made - 1, made), "刚成": (made + 1,)}.items():
        words, path = drafting(name)
        for point in points:
            assert in_child(words, path.parent, point)[0] == -signal.SIGKILL
            assert path.exists() == (point > made)
        assert in_child(words, path.parent)[0] == 0
        assert ledger_acts.check(path).codes == [Done.LEDGER_SOUND] and load(path, "2024-区民政局-1").totals()[0] == 12
