"""Names in sentences: on one line and not by the hundred, in every sentence that an entrance shows."""

from pathlib import Path

import people
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huibao_xl.cli import main
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done, Message
from huibao_xl.reasons.shown import MOST, several, visible

UNSEEN = ["\n", "\t", "\r\n", "\u202e", "\u200b", "\u2028", "\x1b[2J"]


@pytest.mark.parametrize("text", UNSEEN)
def test_a_name_with_what_cannot_be_seen_stands_on_one_line(text: str) -> None:
    for shown in (
        str(Stop("S06", folder=f"结果{text}二")),
        Message(Done.FILES_AT, {"path": Path(f"结果{text}二")}).text(),
    ):
        assert shown.isprintable() and "结果（" in shown and "二" in shown


@given(st.text())
def test_what_is_shown_is_one_line_and_loses_nothing(text: str) -> None:
    shown = visible(text)
    assert len(shown.splitlines()) <= 1 and len(shown) >= len(text)
    assert all(each in shown for each in text if each.isprintable())


@pytest.mark.parametrize(("count", "ends"), [(1, "0"), (MOST, "5"), (MOST + 1, "等 7 个"), (2_000, "等 2,000 个")])
def test_many_names_are_counted(count: int, ends: str) -> None:
    assert several([str(number) for number in range(count)]).endswith(ends)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return people.result(tmp_path_factory.mktemp("多"), 14)


def test_hundreds_of_files_that_are_gone_make_a_short_sentence(
    result: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All are told by checking the result, a line each."""
    gone = [*sorted((result / "公示").glob("*.xlsx"))[:4], *sorted((result / "银行代发").glob("*.xlsx"))[:4]]
    for path in gone:
        path.unlink()
    lists = str(result.parent / "名单")
    assert main(["run", lists, "--policy", "2024", "--out", str(result), "--force"]) == 2
    said = capsys.readouterr().err
    assert "等 8 个" in said and f"huibao verify {result}" in said
    assert main(["verify", str(result)]) == 2
    told = capsys.readouterr()
    assert all(path.name in told.out for path in gone)


def test_a_line_break_in_a_folder_breaks_no_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lists, out = people.lists(tmp_path / "名\n单", 2), tmp_path / "结\n果\t二"
    assert main(["run", str(lists), "--policy", "2024", "--out", str(out)]) == 0
    shown = capsys.readouterr().out.replace("\n", "")  # the screen wraps what is long
    assert "结（换行）果（制表符）二" in shown
    assert main(["run", str(lists), "--policy", "2024", "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "结（换行）果（制表符）二" in said
    assert main(["explain", people.number(0), str(out)]) == 0
    assert "第 2 行，姓名" in capsys.readouterr().out
