"""What may take the place of an earlier result: nothing that a person filled in, edited or needs is lost by ``--force``."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import people
import pytest
from sealing import of_format, sealed_anew, without_column

from huibao_xl.cli import main
from huibao_xl.cli.outcomes import WORDS
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import store_frame
from huibao_xl.files.results.replacing import Replacement, answers_in, bases, edited_in
from huibao_xl.frames import ANSWERS, COLUMN_ANSWERS
from huibao_xl.reasons import Input, Stop

TOWNS = ["七宝镇"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("覆盖")
    people.result(folder, 3, TOWNS)
    return folder


@pytest.fixture
def result(written: Path, tmp_path: Path) -> Path:
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    return tmp_path / "结果"


def fill(path: Path) -> None:
    """Save a workbook as a clerk does who writes into it."""
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["Z9"] = "不是同一人，已问过村委"
    book.save(path)


def contents(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in names.files_in(folder)}


def stopped(replacement: Replacement, folder: Path) -> Stop:
    with pytest.raises(Stop) as stop:
        replacement(folder)
    return stop.value


def test_an_untouched_result_of_the_same_kind_may_go(result: Path) -> None:
    Replacement(names.RUN)(result)
    assert edited_in(result) == []


EDITS: dict[str, Callable[[Path], None]] = {
    names.COMPARISON: fill,
    names.READINGS: fill,
    names.RUN_WORKBOOK: fill,
    "银行代发/七宝镇.xlsx": fill,
    "公示/七宝镇.xlsx": fill,
    names.DECISIONS_TABLE: lambda path: path.write_text(path.read_text("utf-8-sig") + "备注", "utf-8-sig") and None,
    "数据/policy.json": lambda path: path.write_text("{}") and None,
}


@pytest.mark.parametrize("file", EDITS)
def test_whatever_somebody_edited_stays(result: Path, file: str) -> None:
    EDITS[file](result / file)
    stop = stopped(Replacement(names.RUN), result)
    assert stop.code == "S94" and stop.values["files"] == file
    expected = {names.COMPARISON: (Input.DECISIONS,), names.READINGS: (Input.COLUMNS,)}
    assert stop.inputs == expected.get(file, ())


def test_what_is_given_to_the_run_itself_may_go_and_nothing_else(result: Path) -> None:
    fill(result / names.COMPARISON)
    Replacement(names.RUN, taken=[result / ".." / result.name / names.COMPARISON])(result)
    fill(result / names.READINGS)
    assert stopped(Replacement(names.RUN, taken=[result / names.COMPARISON]), result).values["files"] == names.READINGS
    Replacement(names.RUN, taken=[result / names.COMPARISON, result / names.READINGS])(result)


def test_a_summary_that_was_edited_vouches_for_nothing(result: Path) -> None:
    summary = result / names.RESULT
    summary.write_text(summary.read_text("utf-8").replace('"补贴": 3', '"补贴": 4'), "utf-8")
    assert stopped(Replacement(names.RUN), result).values["files"] == names.RESULT


def test_of_a_result_without_hashes_what_is_to_be_filled_in_stays(result: Path) -> None:
    content = json.loads((result / names.RESULT).read_text("utf-8"))
    for key in ("outputs", "seal"):
        del content[key]
    (result / names.RESULT).write_text(json.dumps(content), "utf-8")
    assert edited_in(result) == [names.COMPARISON, names.READINGS]
    stop = stopped(Replacement(names.RUN), result)
    assert stop.code == "S89" and "较早的版本" in str(stop) and "有人改过" not in str(stop)
    assert "--decisions" in stop.text(WORDS) and "--columns" in stop.text(WORDS)


def test_an_untouched_result_of_other_columns_may_go(result: Path) -> None:
    """Whether a run was given answers is told by the rows it stored, whatever columns they had then."""
    store_frame(result, ANSWERS, ANSWERS.empty())
    without_column(result, ANSWERS.name, list(ANSWERS.columns)[-1])
    of_format(result, None)
    Replacement(names.RUN)(result)


def test_no_file_is_asked_for_that_is_gone(result: Path) -> None:
    (result / names.COMPARISON).unlink()
    shown = stopped(Replacement(names.RUN), result).text(WORDS)
    assert "--decisions" not in shown and shown.endswith(f"核对这个结果可以看到（huibao verify {result}）。")
    fill(result / names.READINGS)
    shown = stopped(Replacement(names.RUN), result).text(WORDS)
    assert "--decisions" not in shown and shown.endswith("请作为这次运行的输入（--columns 列对应.xlsx）。")


@pytest.mark.parametrize("kind", [kind for kind in names.KINDS if kind is not names.RUN], ids=lambda kind: kind.title)
def test_a_result_of_another_kind_stays(result: Path, kind: names.Kind) -> None:
    assert f"是认定结果，不是{kind.title}" in str(stopped(Replacement(kind), result))


def test_what_only_bears_the_name_of_a_summary_stays(tmp_path: Path) -> None:
    (tmp_path / names.RESULT).write_text('{"x": 1}')
    assert "不是认定结果" in str(stopped(Replacement(names.RUN), tmp_path))


@pytest.mark.parametrize("read", ["", names.RUN_WORKBOOK, names.BANK_FILES])
def test_what_is_read_stays_under_whatever_name(result: Path, read: str) -> None:
    other = result.parent / "别名"
    other.symlink_to(result)
    for path in (result / read, other / read):
        assert "这次要读" in str(stopped(Replacement(names.RUN, [path]), result))


def test_a_folder_of_lists_may_hold_the_result_that_is_replaced(result: Path) -> None:
    Replacement(names.RUN, [result.parent])(result)


def test_what_a_result_that_is_read_rests_on_stays(result: Path) -> None:
    """甲 rests on 乙 and 乙 on the result; a ring of them (edited by hand) ends."""
    for name, base in (("甲", "乙"), ("乙", result.name)):
        data = result.parent / name / names.DATA
        data.mkdir(parents=True)
        folders = [{"path": str(result.parent / base)}, {"path": str(result.parent / "甲")}, "?"]
        (data / names.RECIPE).write_text(json.dumps({"recipe": {"folders": folders}}))
    assert result in set(bases(result.parent / "甲"))
    assert "所依据的" in str(stopped(Replacement(names.RUN, [result.parent / "甲"]), result))


def test_answers_survive_force_on_the_command_line(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["run", str(result.parent / "名单"), "--policy", "2024", "--out", str(result), "--force"]
    fill(result / names.COMPARISON)
    before = contents(result)
    assert main(command) == 2
    shown = capsys.readouterr().err
    assert (
        names.COMPARISON in shown and "--decisions" in shown and "--columns" not in shown and contents(result) == before
    )
    assert main([*command, "--decisions", str(result / names.COMPARISON)]) == 0
    assert edited_in(result) == []
    assert main(command) == 0


ANSWERED = {
    Input.DECISIONS: (ANSWERS, names.COMPARISON),
    Input.COLUMNS: (COLUMN_ANSWERS, names.READINGS),
}


@pytest.mark.parametrize("given_as", ANSWERED)
def test_answers_that_a_result_was_made_with_are_given_again_or_it_stays(result: Path, given_as: Input) -> None:
    """They live on only in 数据/, once the workbook that was filled in has been replaced."""
    shape, file = ANSWERED[given_as]
    store_frame(result, shape, shape.empty())
    sealed_anew(result)
    Replacement(names.RUN)(result)
    store_frame(result, shape, shape.typed(pd.DataFrame({column: ["?"] for column in shape.columns})))
    sealed_anew(result)
    others = [each for each in ANSWERED if each is not given_as]
    for given in ([], others):
        stop = stopped(Replacement(names.RUN, given=given), result)
        assert (stop.code, stop.inputs, stop.values["files"]) == ("S95", (given_as,), file)
    Replacement(names.RUN, given=[given_as])(result)


def test_the_command_line_says_how_the_answers_are_given_again(
    result: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["run", str(result.parent / "名单"), "--policy", "2024", "--out", str(result), "--force"]
    answers = COLUMN_ANSWERS.typed(pd.DataFrame({column: ["?"] for column in COLUMN_ANSWERS.columns}))
    store_frame(result, COLUMN_ANSWERS, answers)
    sealed_anew(result)
    before = contents(result)
    assert main(command) == 2 and contents(result) == before
    shown = capsys.readouterr().err
    assert "--columns" in shown and "--decisions" not in shown and names.READINGS in shown
    assert main([*command, "--columns", str(result / names.READINGS)]) == 0
    assert answers_in(result) == []


PLACES = {
    names.COMPARISON: [names.COMPARISON],
    "银行代发/七宝镇.xlsx": ["银行代发/"],
    names.DATA: [f"{names.DATA}/"],
    "数据/policy.json": ["数据/policy.json"],
}


@pytest.mark.parametrize("gone", PLACES)
def test_a_result_of_which_something_is_gone_stays(result: Path, gone: str) -> None:
    place = result / gone
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    stop = stopped(Replacement(names.RUN), result)
    assert stop.code == "S94" and stop.values["files"] == "、".join(PLACES[gone])


def test_a_check_never_takes_the_place_of_a_run(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(result)
    assert main(["check", str(result.parent / "名单"), "--out", str(result), "--force"]) == 2
    assert "不是核验结果" in capsys.readouterr().err and contents(result) == before


def test_a_source_that_is_read_from_the_result_stays(result: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paid = f"往期发放={result / names.RUN_WORKBOOK}#补贴明细"
    lists = str(result.parent / "名单")
    sealed_anew(result)
    assert main(["run", lists, paid, "--policy", "2024", "--out", str(result), "--force"]) == 2
    assert "这次要读" in capsys.readouterr().err


def test_what_another_result_beside_it_rests_on_stays(result: Path) -> None:
    """四月 goes on from 三月 (settle --after), a clearing compares with a result (clear --before)."""
    data = result.parent / "四月" / names.DATA
    data.mkdir(parents=True)
    recipe = {"recipe": {"folders": [{"path": str(result)}]}}
    (data / names.RECIPE).write_text(json.dumps(recipe), encoding="utf-8")
    stop = stopped(Replacement(names.RUN), result)
    assert stop.code == "S97" and "四月" in str(stop)
    (data / names.RECIPE).write_text(json.dumps({"recipe": {"folders": []}}), encoding="utf-8")
    Replacement(names.RUN)(result)
    assert stopped(Replacement(names.RUN, resting=lambda folder: ["批次“甲”"]), result).code == "S97"
