"""``huibao decisions`` and ``huibao run --decisions``, as a clerk uses them from one year to the next."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from tables import resident

from huibao_xl.cli import main
from huibao_xl.files.results import read_back
from huibao_xl.matching.record import RECORD
from huibao_xl.reasons import Stop

GOOD = resident("31011219500101901")
WRONG = GOOD[:15] + GOOD[16] + GOOD[15] + GOOD[17]
WORKBOOK = "沪惠保补贴结果.xlsx"


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("年") / "名单"
    folder.mkdir()
    (folder / "承保名单.csv").write_text(f"姓名,证件号码\n样甲,{GOOD}\n", encoding="utf-8")
    (folder / "持证残疾人.csv").write_text(f"姓名,证件号码,街镇\n样甲,{WRONG},七宝镇\n", encoding="utf-8")
    return folder


def run(lists: Path, out: Path, *more: str) -> dict[str, int]:
    assert main(["run", str(lists), "--policy", "2024", "--out", str(out), *more]) == 0
    content: dict[str, int] = json.loads((out / "result.json").read_text(encoding="utf-8"))["by_code"]
    return content


def fill(source: Path, target: Path, word: str, by: str | None = "王", day: str = "2024-08-01") -> Path:
    book = openpyxl.load_workbook(source)
    sheet = book["比对决定"]
    titles = {cell.value: cell.column for cell in sheet[1]}
    for title, value in (("决定", word), ("决定人", by), ("日期", day)):
        sheet.cell(2, titles[title]).value = value
    book.save(target)
    return target


@pytest.fixture(scope="module")
def asked(lists: Path) -> Path:
    """The result that asks whether the two are one person; nothing else is in its folder."""
    before = {path: path.read_bytes() for path in lists.iterdir()}
    assert run(lists, lists.parent / "问" / "一") == {"H05": 1}
    assert {path: path.read_bytes() for path in lists.iterdir()} == before
    return lists.parent / "问" / "一"


def test_from_the_sheet_to_the_next_year(
    lists: Path, asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    yes = fill(asked / "比对决定.xlsx", tmp_path / "是.xlsx", "是同一人")
    kept = tmp_path / "比对记录.json"
    for _ in range(2):
        assert main(["decisions", "add", str(yes), "--file", str(kept)]) == 0
    assert len(RECORD.read(kept)) == 1
    assert run(lists, tmp_path / "二", "--decisions", str(kept)) == {"OK": 1}
    detail = read_back.read_sheet(tmp_path / "二" / WORKBOOK, "补贴明细")
    assert detail["证件号码"].tolist() == [GOOD] and "经王于2024-08-01确认" in detail["比对决定"][0]
    problems = read_back.read_sheet(tmp_path / "二" / WORKBOOK, "问题清单")
    assert "W10" in problems["代码"].tolist()
    assert main(["explain", WRONG, str(tmp_path / "二")]) == 0
    assert "补贴（OK" in (told := capsys.readouterr().out) and "是同一人（王，2024-08-01，已采用）" in told

    no = fill(tmp_path / "二" / WORKBOOK, tmp_path / "不.xlsx", "不是", day="2024-08-02")
    assert main(["decisions", "add", str(no), "--file", str(kept)]) == 0
    assert (
        main(["decisions", "add", str(yes), "--file", str(kept)]) == 0
    )  # the older sheet once more takes nothing back
    assert [row["answer"] for row in RECORD.read(kept)] == ["是同一人", "不是"]
    assert run(lists, tmp_path / "三", "--decisions", str(kept)) == {"X01": 1}
    shown = capsys.readouterr().out
    assert "（换行）" not in shown and "\n“比对记录.json”现有" in shown and "\n其中有姓名和证件号码" in shown
    assert main(["decisions", "show", "--file", str(kept)]) == 0
    shown = capsys.readouterr().out
    assert "是同一人  王  2024-08-01（已被取代）" in shown and "不是  王  2024-08-02" in shown
    assert GOOD not in shown and WRONG not in shown and "样甲" not in shown


def test_the_filled_sheet_itself_counts_and_sources_are_never_changed(lists: Path, asked: Path, tmp_path: Path) -> None:
    before = {path: path.read_bytes() for path in lists.iterdir()}
    yes = fill(asked / "比对决定.xlsx", tmp_path / "是.xlsx", "是同一人")
    assert run(lists, tmp_path / "二", "--decisions", str(yes)) == {"OK": 1}
    assert {path: path.read_bytes() for path in lists.iterdir()} == before


def with_roster(lists: Path, to: Path, old: str, new: str) -> Path:
    """A copy of the lists in which the roster says something else."""
    copied = Path(shutil.copytree(lists, to))
    roster = copied / "持证残疾人.csv"
    roster.write_text(roster.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return copied


def test_an_answer_whose_records_changed_is_reported_and_not_used(lists: Path, asked: Path, tmp_path: Path) -> None:
    yes = fill(asked / "比对决定.xlsx", tmp_path / "是.xlsx", "是同一人")
    changed = with_roster(lists, tmp_path / "改", "样甲", "样乙")
    assert run(changed, tmp_path / "二", "--decisions", str(yes)) == {"X01": 1}
    problems = read_back.read_sheet(tmp_path / "二" / WORKBOOK, "问题清单")
    assert problems.loc[problems["代码"] == "W12", "来源文件"].tolist() == ["是.xlsx"]
    asked = read_back.read_sheet(tmp_path / "二" / "比对决定.xlsx", "比对决定")
    assert asked["状态"].tolist() == ["未采用：名单中已没有当时的两条记录"]


def test_where_nothing_is_near_the_sheet_is_empty_and_says_nothing(lists: Path, tmp_path: Path) -> None:
    right = with_roster(lists, tmp_path / "对", WRONG, GOOD)
    assert run(right, tmp_path / "一") == {"OK": 1}
    asked = read_back.read_sheet(tmp_path / "一" / "比对决定.xlsx", "比对决定")
    assert asked.empty and "决定" in asked
    assert run(right, tmp_path / "二", "--decisions", str(tmp_path / "一" / "比对决定.xlsx")) == {"OK": 1}


@pytest.mark.parametrize(
    ("word", "by", "says"), [("是", "王", "第 2 行的“决定”"), ("是同一人", None, "第 2 行的“决定人”")]
)
def test_a_fault_changes_no_file(
    lists: Path, asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], word: str, by: str | None, says: str
) -> None:
    bad = fill(asked / "比对决定.xlsx", tmp_path / "坏.xlsx", word, by)
    kept = tmp_path / "比对记录.json"
    assert main(["decisions", "add", str(bad), "--file", str(kept)]) == 2 and not kept.exists()
    assert main(["run", str(lists), "--policy", "2024", "--out", str(tmp_path / "二"), "--decisions", str(bad)]) == 2
    error = capsys.readouterr().err
    assert says in error and GOOD not in error and "样甲" not in error and not (tmp_path / "二").exists()


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"kind": "沪惠保比对记录", "version": 1, "notice": "", "decisions": [{}]}']
)
def test_a_file_that_is_no_record_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "记录.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Stop) as stop:
        RECORD.read(path)
    assert stop.value.code == "S60"
    with pytest.raises(Stop):
        RECORD.read(tmp_path / "没有.json")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"kind": "x", "decisions": [{"on": NaN}]}', "的“decisions.1.on”有误：不能写 NaN：不是 JSON 的数"),
        (b'{"a": Infinity}', "的“a”有误：不能写 Infinity"),
        (b'{"a": 1, "a": 2}', "的“a”有误：同一个键写了两次"),
        (b'{\n"a": ', "第 2 行附近"),
        ('{"a": "决定"}'.encode("gb18030"), "文件编码不是 UTF-8"),
        (b"[" * 100_000, "括号套得太深"),
    ],
)
def test_why_a_record_is_no_json_is_told(tmp_path: Path, content: bytes, why: str) -> None:
    """NaN and the rest were all called incomplete files."""
    path = tmp_path / "记录.json"
    path.write_bytes(content)
    with pytest.raises(Stop) as stop:
        RECORD.read(path)
    assert why in str(stop.value) and "记录.json" in str(stop.value)


def test_a_record_file_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        RECORD.write(tmp_path / "没有" / "记录.json", [])
    assert stop.value.code == "S08"
