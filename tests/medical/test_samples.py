"""The sample lists of the clearing: made again they are the same bytes, and they show every code with the amount that is due."""

import importlib.util
import sys
from pathlib import Path

import pytest

from huibao_xl.identifiers import resident_id
from huibao_xl.medical import job
from huibao_xl.medical.clear import clear_settlements
from huibao_xl.medical.policy import load
from huibao_xl.reasons import CATALOGUE
from huibao_xl.rosters.sources import Sources

BOOKS = Path(__file__).parents[2] / "workbooks"
SAMPLES = BOOKS / "样例-清算"
ELSEWHERE = {"M14", "M29", "M42", "M43", "M44", "M45", "M46", "M48", "M49", "M50", "M51", "M52", "M53", "M55"}
"""Every value of the sample parameters is set: test_policy.py shows what one that is not set does; the others are about several lists, columns
and what no document says (test_unclear.py)."""

EXPECTED = [
    ("样JS01A", "M01", (17000 - 11000 - 1000 - 2000) * 0.9),
    ("样JS02A", "M01", 500 + 50 - 300),
    ("样JS03A", "M02", (9000 - 5000) * 0.75),
    ("样JS04A", "M01", (190000 - 50000) * 0.9),
    ("样JS04B", "M03", 130000 - 126000),
    ("样JS05A", "M01", (5000 - 3000) * 0.9),
    ("样JS05B", "M04", -(5000 - 3000) * 0.9),
    ("样JS06A", "M05", (10000 - 5000 - 1000 - 500) * 0.9),
    ("样JS07A", "M06", (2000 - 1000 - 200 - 300) * 0.5),
    ("样JS08A", "M01", (6000 - 4000) * 0.9),
    ("样JS08A", "M07", 0),
    ("样JS09A", "M08", (8000 - 5000) * 0.9),
    ("样JS10A", "M09", (8000 - 5000) * 0.9),
    ("样JS11A", "M09", (90500 - 30000 - 500) * 0.5),
    ("样JS11B", "M10", 50000 - 30000),
    ("样JS12A", "M08", (8000 - 5000) * 0.9),
    ("样JS12B", "M11", -(8000 - 5000) * 0.9),
    ("样JS13A", "M12", (8000 - 5000) * 0.9),
    ("样JS14A", "M13", 0),
    ("样JS14A", "M06", (8000 - 5000 - 500) * 0.9),
    ("样JS32A", "M01", (800 - 400 - 100) * 0.655),
    ("样JS40A", "M01", (9000 - 5000) * 0.7),
    ("样JS41A", "M01", (9000 - 5000) * 0.9),
    ("样JK0001", "M01", (1000 - 600 - 100) * 0.655),
    ("样JK0002", "M01", (600 - 400) * 0.655),
    ("样JK0003", "M01", -(600 - 400) * 0.655),
    ("样JK0004", "M01", (5000 - 3000 - 1000) * 0.9),
]


@pytest.fixture(scope="module")
def lists():
    return job.read(Sources.parse([str(SAMPLES)], "medical"))[0]


@pytest.fixture(scope="module")
def clearing(lists):
    return clear_settlements(lists.settlements, lists.identities, load(str(SAMPLES / "演示参数.json")))


def test_the_samples_are_what_their_program_makes(tmp_path, monkeypatch):
    pytest.importorskip("odf")
    monkeypatch.syspath_prepend(str(BOOKS))
    spec = importlib.util.spec_from_file_location("make_medical_samples", BOOKS / "make_medical_samples.py")
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    maker.main(tmp_path)
    sys.modules.pop("make_samples", None)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in SAMPLES.iterdir() if path.suffix != ".json"}


def test_nobody_in_the_samples_can_exist(lists):
    for frame in (lists.settlements, lists.identities):
        valid = frame[frame["id"].map(resident_id.fault).isna()]
        assert (valid["id"].str[14] == "9").all() and valid["name"].str.contains("[样例]").all()


def test_every_row_is_cleared_as_the_arithmetic_says(clearing):
    rows = clearing.rows.assign(number=clearing.settlements["number"])
    known = rows[rows["fault"] != "无法清算"]
    found = list(zip(known["number"], known["code"].astype(str), known["due_fen"], strict=True))
    assert found == [(number, code, round(due * 100)) for number, code, due in EXPECTED]


def test_a_person_s_number_is_the_code_that_the_row_shows(clearing):
    """样JS20A is there for M20, and so on."""
    rows = clearing.rows[clearing.rows["fault"] == "无法清算"]
    numbers = clearing.settlements["number"][rows.index]
    named = {f"M{number[3:5]}" for number in numbers if number} | {"M24"}
    assert named - {"M20"} <= set(rows["code"])


def test_the_samples_show_every_code(lists, clearing):
    shown = set(clearing.rows["code"]) | set(lists.findings["code"]) | set(clearing.findings["code"])
    assert {code for code in CATALOGUE if code[0] == "M"} - ELSEWHERE == {code for code in shown if code[0] == "M"}


def test_no_message_has_a_hole(lists, clearing):
    texts = [*clearing.rows["trace"], *clearing.rows["advice"], *lists.findings["text"], *clearing.findings["text"]]
    assert not [text for text in texts if "{" in text or "nan" in text or "None" in text]


def test_a_trace_can_be_followed(clearing):
    rows = clearing.rows.assign(number=clearing.settlements["number"]).set_index("number")
    assert rows.loc["样JS07A", "trace"] == (
        "门急诊 2024-03-05：政策范围内 2000.00 − 统筹 1000.00 − 综合减负 200.00 = 自负 800.00；最低生活保障边缘家庭 50%（先扣起付线 300.00）"
        " = 250.00；本年已救助 0.00，限额 4000.00，余 4000.00；应救助 250.00；已救助 350.00，差额 100.00。救助支付后综合减负才到账，"
        "救助基数应减少。"
    )
