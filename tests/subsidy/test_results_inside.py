"""Results of every kind inside the folder of lists: nothing of them is read as a list, whatever is left of them, and
it is said."""

import json
import shutil
from pathlib import Path

import people
import pytest
from python_calamine import CalamineWorkbook

from huibao_xl import resources
from huibao_xl.cli import main

WORKBOOKS = resources.folder("workbooks")
LEFT = {"": "", "缺摘要": ".json", "缺表格": ".xlsx"}
"""{what the folder of a copy is called besides: which of its files are gone}."""


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """Lists with a result of a monitoring, of a clearing, of a check, a comparison and a medical clearing among
    them, each whole, without its summaries, and without its workbooks."""
    folder = people.lists(tmp_path / "名单", 4, ["七宝镇"])
    paid = tmp_path / "付款.csv"
    paid.write_text(f"姓名,证件号码,政策年度,金额\n{people.name(0)},{people.number(0)},2024,129.00\n", encoding="utf-8")
    now, before = (str(WORKBOOKS / "样例-监测" / name) for name in ("本月", "上月"))
    medical = WORKBOOKS / "样例-清算"
    for name, words in {
        "监测": ["monitor", now, "--on", "2024-03-01"],
        "清算": ["clear", str(folder), "--paid", str(paid), "--policy", "2024"],
        "核验": ["check", str(folder)],
        "对比": ["changes", before, now, "--role", "低收入家庭"],
        "医疗": ["clear-medical", str(medical), "--policy", str(medical / "演示参数.json")],
    }.items():
        assert main([*words, "--out", str(tmp_path / "外" / name)]) == 0
    for result in (tmp_path / "外").iterdir():
        for name, suffix in LEFT.items():
            copy = Path(shutil.copytree(result, folder / f"{result.name}{name}"))
            for path in copy.glob("*"):
                if path.is_file() and path.suffix == suffix:
                    path.unlink()
    return folder


def test_a_run_over_them_is_a_run_over_the_lists(lists: Path, tmp_path: Path) -> None:
    kinds = sorted(path.name for path in lists.iterdir() if path.is_dir())
    out = tmp_path / "结果"
    assert main(["run", str(lists), "--policy", "2024", "--out", str(out)]) == 0
    summary = json.loads((out / "result.json").read_text(encoding="utf-8"))
    assert [row["path"] for row in summary["inputs"]] == ["承保名单.csv", "持证残疾人.csv", "银行账户.csv"]
    header, *rows = CalamineWorkbook.from_path(out / "沪惠保补贴结果.xlsx").get_sheet_by_name("问题清单").to_python()
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    assert sorted({row["来源文件"].split("/")[0] for row in cells if row["代码"] in ("I17", "I50")}) == kinds
