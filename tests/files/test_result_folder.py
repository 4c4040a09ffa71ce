"""A result folder: every edit, deletion and addition is noticed by name, whatever file it is, and older folders get
one sentence."""

import json
import shutil
import stat
from pathlib import Path

import jsonschema
import people
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealing import of_format, read_result, without_column

from huibao_xl import resources
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import FORMAT, Difference, ResultFolder, seal_of
from huibao_xl.files.results.names import files_in
from huibao_xl.files.writing.plain import sha256_of
from huibao_xl.frames import DECISIONS, PAYMENTS
from huibao_xl.reasons import Stop


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return people.result(tmp_path_factory.mktemp("封存"), 6, ["七宝镇", "江川路街道"])


@pytest.fixture
def result(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "结果"))


def test_the_summary_names_every_other_file_and_seals_itself(written: Path) -> None:
    opened = ResultFolder.open(written, names.RUN)
    assert set(opened.outputs) == set(files_in(written)) - {"result.json"}
    assert all(sha256_of(written / name) == hash for name, hash in opened.outputs.items())
    assert opened.summary["seal"] == seal_of(opened.summary)
    assert opened.summary["policy_sha256"] == opened.outputs["数据/policy.json"]
    assert opened.summary["started"] <= opened.summary["finished"] and opened.differences() == []
    schema = json.loads((resources.folder("schemas") / "result.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(opened.summary)


def test_frames_come_back_as_they_were_fen_and_all(written: Path) -> None:
    result = read_result(written)
    assert result.payments["amount_fen"].dtype == "int64" and result.payments["amount_fen"].sum() == 6 * 12900
    assert result.policy.content["name"] == result.policy.name == "2024"
    DECISIONS.check(result.decisions), PAYMENTS.check(result.payments)


def test_only_its_owner_may_read_it(written: Path) -> None:
    for path in [written, *written.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


@given(data=st.data())
def test_every_edit_of_any_file_is_noticed_by_its_name(written: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(files_in(written)))
    path, before = written / name, (written / name).read_bytes()
    at = data.draw(st.integers(0, len(before) - 1))
    byte = data.draw(st.integers(1, 255))
    try:
        path.write_bytes(before[:at] + bytes([before[at] ^ byte]) + before[at + 1 :])
        try:
            found = ResultFolder.open(written).differences()
        except Stop as stop:  # a summary that cannot be read any more
            assert name == "result.json" and stop.code in ("S90", "S91", "S07")
            return
        if name == "result.json" and json.loads(path.read_bytes()) == json.loads(before):
            return  # a blank for a line end says the same
        assert [each.file for each in found if each.change == "改动"][:1] == [name]
    finally:
        path.write_bytes(before)


@given(data=st.data())
def test_every_deletion_and_every_addition_is_noticed(written: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([name for name in files_in(written) if name != "result.json"]))
    added = data.draw(st.sampled_from(["多.xlsx", "银行代发/多.xlsx", "数据/多.parquet"]))
    before = (written / name).read_bytes()
    try:
        (written / name).unlink()
        (written / added).write_bytes(b"x")
        expected = [Difference(name, "缺少"), Difference(added, "多出")]
        assert ResultFolder.open(written).differences() == sorted(expected, key=lambda each: each.file)
    finally:
        (written / name).write_bytes(before)
        (written / added).unlink(missing_ok=True)


def test_what_excel_leaves_while_a_file_is_open_is_no_addition(result: Path) -> None:
    (result / "~$沪惠保补贴结果.xlsx").write_bytes(b"x")
    (result / "Thumbs.db").write_bytes(b"x")
    assert ResultFolder.open(result).differences() == []


def test_a_summary_that_is_gone_is_named(result: Path) -> None:
    (result / "result.json").unlink()
    with pytest.raises(Stop, match="没有 result.json") as stop:
        ResultFolder.open(result)
    assert stop.value.code == "S91"


def test_a_folder_of_an_earlier_version_is_told_to_run_again(result: Path) -> None:
    shutil.rmtree(result / "数据")
    summary = json.loads((result / "result.json").read_text(encoding="utf-8"))
    old = ("policy", "as_of", "inputs", "counts", "by_code", "by_township", "money", "balance")
    (result / "result.json").write_text(json.dumps({key: summary[key] for key in old}), encoding="utf-8")
    with pytest.raises(Stop, match="较早的版本写出的.*重新运行"):
        read_result(result)


def test_edited_data_are_not_read(result: Path) -> None:
    (result / "数据" / "policy.json").write_bytes(b"{}")
    with pytest.raises(Stop, match="数据/policy.json（改动）"):
        read_result(result)
    (result / "沪惠保补贴结果.xlsx").write_bytes(b"")  # for people: nothing is read from it
    shutil.copy(Path(__file__), result / "数据" / "policy.json")
    with pytest.raises(Stop) as stop:
        read_result(result)
    assert "沪惠保" not in str(stop.value)


def test_a_folder_of_another_kind_is_refused_with_its_name(result: Path) -> None:
    with pytest.raises(Stop, match="是认定结果，不是监测结果"):
        ResultFolder.open(result, names.MONITOR)


@pytest.mark.parametrize(
    ("number", "edit", "code", "says"),
    [
        (None, "column", "S90", "较早的版本写出的.*payments.parquet.*用原来的名单重新运行"),
        (1, "column", "S90", "较早的版本"),
        (FORMAT + 1, "column", "S90", "较新的版本"),
        (FORMAT, "column", "S90", "别的版本"),
        (None, "not a frame", "S90", "较早的版本"),
        (FORMAT, "not a frame", "S91", "payments.parquet 读不出来"),
        (None, "edited since", "S91", "payments.parquet（改动）"),
    ],
)
def test_what_another_version_wrote_is_not_called_tampered(
    result: Path, number: int | None, edit: str, code: str, says: str
) -> None:
    path = result / names.DATA / "payments.parquet"
    if edit == "not a frame":
        path.write_bytes(b"PAR0")
    else:
        without_column(result, "payments", "checked")
    of_format(result, number)
    if edit == "edited since":
        path.write_bytes(b"")
    with pytest.raises(Stop, match=says) as stop:
        read_result(result)
    assert stop.value.code == code


def test_a_summary_of_other_keys_is_of_another_version_while_its_seal_holds(result: Path) -> None:
    content = json.loads((result / "result.json").read_text(encoding="utf-8")) | {"later": 1}
    for seal, code in ((seal_of(content), "S90"), ("0" * 64, "S91")):
        (result / "result.json").write_text(json.dumps(content | {"seal": seal}), encoding="utf-8")
        with pytest.raises(Stop) as stop:
            ResultFolder.open(result)
        assert stop.value.code == code
