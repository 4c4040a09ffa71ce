"""The same lists in another format give the same decisions, row by row, and the same money."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tables import resident

from huibao_xl.cli import main

IDS = [resident(f"310112195001019{number:02d}") for number in range(8)]
INSURED = pd.DataFrame(
    {
        "姓名": ["样一", "样二", "样 三", "样䶮", "样五", "样六", "样七", "样一"],
        "身份证号": [IDS[0], f" {IDS[1]}　", IDS[2].lower(), IDS[3], IDS[4], IDS[5], IDS[6][:-1], IDS[0]],
        "投保渠道": ["个人", "个人", "个人", "个人", "团单", "个人", "个人", "个人"],
        "状态": ["有效", "有效", "有效", "有效", "有效", "退保", "有效", "有效"],
        "承保日期": ["2024-05-01", "2024.5.2", "2024年5月3日", "20240504", "2024/5/5", "45418", "2024-05-07", ""],
    }
)
ROSTER = pd.DataFrame(
    {
        "姓名": ["样一", "样二", "样三", "样䶮", "样五", "样八"],
        "身份证号": [IDS[0], IDS[1], IDS[2], IDS[3], IDS[4], IDS[7]],
        "有效期至": ["长期", "2024年4月", "2030-12-31", "", "", ""],
        "街镇": ["江川街道", "七宝", "闵行区莘庄工业区", "浦江镇", "马桥镇", "虹桥镇"],
    }
)
CODES = ["OK", "X05", "OK", "OK", "X02", "X03", "H01", "X04"]

WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    "xlsx": lambda frame, path: frame.to_excel(path.with_suffix(".xlsx"), index=False),
    "ods": lambda frame, path: frame.to_excel(path.with_suffix(".ods"), index=False, engine="odf"),
    "utf-8": lambda frame, path: frame.to_csv(path.with_suffix(".csv"), index=False, encoding="utf-8"),
    "utf-8-sig": lambda frame, path: frame.to_csv(path.with_suffix(".csv"), index=False, encoding="utf-8-sig"),
    "utf-16": lambda frame, path: frame.to_csv(path.with_suffix(".csv"), index=False, encoding="utf-16", sep="\t"),
    "gb18030": lambda frame, path: frame.to_csv(path.with_suffix(".csv"), index=False, encoding="gb18030"),
    "html": lambda frame, path: frame.to_html(path.with_suffix(".xls"), index=False, encoding="utf-8"),
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_gives_the_same_result(tmp_path: Path, name: str) -> None:
    source, out = tmp_path / "名单", tmp_path / "结果"
    source.mkdir()
    WRITERS[name](INSURED, source / "承保名单")
    WRITERS[name](ROSTER, source / "持证残疾人")
    assert main(["run", str(source), "--policy", "2024", "--out", str(out)]) == 0
    rows = pd.read_csv(out / "处置全表.csv", dtype=str, encoding="utf-8-sig")
    assert rows["代码"].tolist() == CODES
    towns = json.loads((out / "result.json").read_text(encoding="utf-8"))["by_township"]
    assert {town: figures["district_fen"] for town, figures in towns.items() if figures["people"]} == {
        "江川路街道": 12900,
        "浦江镇": 4515,
        "莘庄工业区": 4515,
    }
