"""The main job on the sample workbooks, from the command line to the files, as a clerk runs it."""

import json
import re
import shutil
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from huibao_xl import resources
from huibao_xl.cli import main

SAMPLES = resources.folder("workbooks") / "样例"
WORKBOOK = "沪惠保补贴结果.xlsx"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "结果"
    assert main(["demo", "--out", str(out)]) == 0
    return out


def sheet(path: Path, name: str) -> list[dict[str, object]]:
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()
    return [dict(zip(header, row, strict=True)) for row in rows]


def files_of(folder: Path) -> dict[Path, tuple[bytes, int]]:
    """{file: its content and when it was changed}."""
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_the_totals_of_the_sample(demo: Path) -> None:
    """31 people: 7 of 街道 at 129.00, 24 of 镇 and 工业区 at 45.15 + 83.85."""
    result = json.loads((demo / "result.json").read_text(encoding="utf-8"))
    assert result["counts"] == {"insured_rows": 73, "补贴": 31, "待核": 23, "不补": 19}
    assert result["money"] == {
        "amount_fen": 31 * 12900,
        "district_fen": 7 * 12900 + 24 * 4515,
        "township_fen": 24 * 8385,
    }
    assert all(equation["ok"] for equation in result["balance"])
    assert sum(result["by_code"].values()) == 73


def test_running_twice_gives_identical_bytes_and_touches_nothing_else(demo: Path, tmp_path: Path) -> None:
    """In another place all but the links, in the same place the workbook too; the inputs stay, and nothing is left beside the result."""
    again, inputs = tmp_path / "结果", files_of(SAMPLES)
    for force in ([], ["--force"]):
        workbook = (again / WORKBOOK).read_bytes() if force else b""
        assert main(["demo", "--out", str(again), *force]) == 0
    assert (again / WORKBOOK).read_bytes() == workbook
    assert files_of(SAMPLES) == inputs and [path.name for path in tmp_path.iterdir()] == ["结果"]
    first, second = (
        {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()} for out in (demo, again)
    )
    linked, timed = Path(WORKBOOK), Path("result.json")  # links are relative to where the workbook stands
    for files in (first, second):
        files.pop(linked)
        summary = json.loads(files[timed])
        assert summary["outputs"].pop(WORKBOOK)
        files[timed] = json.dumps(
            {key: summary[key] for key in summary if key not in ("started", "finished", "seal")}
        ).encode()
    assert first == second


def test_the_bank_files_and_the_waiting_make_the_amount(demo: Path) -> None:
    paid = {}
    for path in sorted((demo / "银行代发").glob("*.xlsx")):
        rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        assert rows[0][:7] == ["序号", "户名", "账号", "金额", "开户行", "联行号", "摘要"]
        assert rows[-1][0] == "合计" and rows[-1][3] == sum(row[3] for row in rows[1:-1])
        paid |= {row[2]: row[3] for row in rows[1:-1]}
    detail = sheet(demo / WORKBOOK, "补贴明细")
    assert sorted(paid) == sorted(row["银行账号"] for row in detail if row["发放状态"] == "可发放")
    waiting = [row for row in detail if row["发放状态"] == "待补账户"]
    assert sum(paid.values()) + 129 * len(waiting) == 129 * len(detail) and len(waiting) == 6


def test_the_notices_show_no_id_no_account_and_no_whole_name(demo: Path) -> None:
    detail = sheet(demo / WORKBOOK, "补贴明细")
    texts = set()
    for path in (demo / "公示").glob("*.xlsx"):
        texts |= {
            str(cell) for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python() for cell in row
        }
    assert not texts & {row[column] for row in detail for column in ("证件号码", "银行账号") if row[column]}
    assert not texts & {row["姓名"] for row in detail}
    assert any(re.fullmatch(r"\d{6}\*{8}\d{3}[\dX]", text) for text in texts)


def test_a_result_inside_the_sources_is_not_read_again(demo: Path, tmp_path: Path) -> None:
    source = tmp_path / "名单"
    shutil.copytree(SAMPLES, source)
    shutil.copytree(demo, source / "结果")
    assert main(["run", str(source), "--policy", "2024", "--out", str(source / "结果"), "--force"]) == 0
    summaries = [json.loads((out / "result.json").read_text(encoding="utf-8")) for out in (demo, source / "结果")]
    assert summaries[0]["counts"] == summaries[1]["counts"] and summaries[0]["by_code"] == summaries[1]["by_code"]
    assert [row["代码"] for row in sheet(source / "结果" / WORKBOOK, "问题清单")].count("I17") == 1


def test_explain_tells_why(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    refused = sheet(demo / WORKBOOK, "待核名单") + sheet(demo / WORKBOOK, "不补名单")
    first = {row["代码"]: row for row in reversed(refused) if row["代码"] != "H01"}
    assert len(first) > 12
    for row in first.values():
        assert main(["explain", str(row["证件号码"]), str(demo)]) == 0
        said = capsys.readouterr().out
        assert row["代码"] in said and str(row["原因"]) in said and "依据：" in said and "怎样才会改变：" in said


def test_check_writes_the_problems_and_a_copy_of_each_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "核验"
    assert main(["check", str(SAMPLES), "--out", str(out)]) == 0
    problems = sheet(out / "问题清单.xlsx", "问题清单")
    assert {"H01", "I02", "I10", "I11", "I13"} <= {row["代码"] for row in problems}
    copy = out / "核验副本" / "承保名单" / "承保名单（一）.xlsx-核验.xlsx"
    rows = CalamineWorkbook.from_path(copy).get_sheet_by_name("承保名单").to_python()
    header = next(row for row in rows if row[-1] == "问题")
    flagged = [number for number, row in enumerate(rows, 1) if row[-1] and row is not header]
    own = {
        int(row["行号"])
        for row in problems
        if row["来源文件"].endswith("（一）.xlsx") and row["工作表"] == "承保名单" and row["行号"]
    }
    assert set(flagged) == own
    failing = sheet(copy, "承保名单·仅问题行")
    assert [int(row["原行号"]) for row in failing] == sorted(flagged)
