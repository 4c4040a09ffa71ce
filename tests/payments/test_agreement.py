"""A result that somebody forged and sealed anew: the parts that were forgotten tell, and the lists where they still stand."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import people
import pytest
from sealing import read_result

from huibao_xl.cli import main
from huibao_xl.files.results import names
from huibao_xl.files.results.folder import ResultFolder, store_frame, write_summary
from huibao_xl.frames import DECISIONS, PAYMENTS, Shape
from huibao_xl.payments import acts
from huibao_xl.payments.agreement import require_made_again
from huibao_xl.reasons import Stop
from huibao_xl.reasons.outcomes import Done
from huibao_xl.rosters.sources import Sources
from huibao_xl.subsidy import run
from huibao_xl.subsidy.reports.bank import write_bank_files


def frame_of(folder: Path, shape: Shape) -> pd.DataFrame:
    """A stored frame to be forged, its rows numbered from 0."""
    return ResultFolder.open(folder).frame(shape).reset_index(drop=True)


def stored(folder: Path, shape: Shape, frame: pd.DataFrame) -> None:
    store_frame(folder, shape, frame.astype(shape.columns))
    sealed_anew(folder)


def sealed_anew(folder: Path) -> None:
    """As somebody would who knows how the seal is made."""
    opened = ResultFolder.open(folder)
    header = ("program", "started", "finished", "outputs", "seal")
    content = {key: value for key, value in opened.summary.items() if key not in header}
    write_summary(folder, names.RUN, content, pd.Timestamp(opened.summary["started"]).to_pydatetime())


def with_cell(column: str, value: object, row: int = 1) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """A frame with another value in one cell."""

    def changed(frame: pd.DataFrame) -> pd.DataFrame:
        frame = frame.astype({column: object})
        frame.loc[row, column] = value
        return frame

    return changed


def more_for_one(frame: pd.DataFrame) -> pd.DataFrame:
    """One gets what is taken from another: every sum holds."""
    frame.loc[0, ["amount_fen", "township_fen"]] += 100
    frame.loc[1, ["amount_fen", "township_fen"]] -= 100
    return frame


def other_shares(frame: pd.DataFrame) -> pd.DataFrame:
    frame.loc[0, "district_fen"] += 100
    frame.loc[0, "township_fen"] -= 100
    frame.loc[1, "district_fen"] -= 100
    frame.loc[1, "township_fen"] += 100
    return frame


def twice_one(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[[0, 0, *range(2, len(frame))]].reset_index(drop=True)


def somebody_else(frame: pd.DataFrame) -> pd.DataFrame:
    frame.loc[1, ["id", "person", "name"]] = [people.number(99), int(people.number(99)[:17]), people.name(99)]
    return frame


OTHER_ACCOUNT = people.account(77)
FORGED = {
    "an account": (with_cell("account", OTHER_ACCOUNT), "补贴明细第 3 行的银行账号与数据不同"),
    "an account that is none": (with_cell("account", "待补"), "补贴明细第 3 行的银行账号不可用"),
    "an amount": (more_for_one, "补贴明细第 2 行的补贴金额不是政策的标准（共 2 行）"),
    "shares": (other_shares, "补贴明细第 2 行的区级承担不是政策的比例（共 2 行）"),
    "a 街镇 that the policy lacks": (with_cell("home", "某某镇"), "补贴明细第 3 行的街镇不在政策中"),
    "an id": (with_cell("id", "310112198501010012"), "补贴明细第 3 行的证件号码无效"),
    "an id of another person": (with_cell("id", people.number(99)), "补贴明细第 3 行的证件号码不是这个人的"),
    "a person twice": (twice_one, "补贴明细第 3 行的人前面已有一行"),
    "a person whom nobody decided": (somebody_else, "补贴明细第 3 行的人在处置中没有被认定为补贴"),
    "a name": (with_cell("name", "某人"), "补贴明细第 3 行的人在处置中没有被认定为补贴"),
    "a guardian": (with_cell("guardian", "某人"), "的补贴明细第 3 行的监护人与数据不同"),
    "a holder": (with_cell("holder", "某人"), "的补贴明细第 3 行的户名与数据不同"),
    "a bank": (with_cell("bank", "某行"), "的补贴明细第 3 行的开户行与数据不同"),
    "who waits": (with_cell("payable", False), "补贴明细第 3 行的发放状态与银行账号不符"),
}


@pytest.mark.parametrize("forged", FORGED)
def test_forged_payments_sealed_anew_are_refused_with_their_row(ledger: Path, result: Path, forged: str) -> None:
    forge, says = FORGED[forged]
    stored(result, PAYMENTS, forge(frame_of(result, PAYMENTS)))
    with pytest.raises(Stop) as stop:
        acts.make(ledger, result, "街镇", "甲", "通用")
    assert stop.value.code == "S32" and says in str(stop.value) and not ledger.exists()
    assert people.number(99) not in str(stop.value) and OTHER_ACCOUNT not in str(stop.value)


def test_a_forged_decision_under_a_forged_payment_is_told_by_the_table(ledger: Path, result: Path) -> None:
    number = {"id": people.number(99), "person": int(people.number(99)[:17]), "name": people.name(99)}
    paid, decided = frame_of(result, PAYMENTS), frame_of(result, DECISIONS)
    place = int(paid.at[1, "row"])
    for column, value in number.items():
        paid.loc[1, column] = value
        decided.loc[decided["row"] == place, column] = value
    stored(result, PAYMENTS, paid)
    stored(result, DECISIONS, decided)
    with pytest.raises(Stop, match=f"处置全表.csv第 {place} 行的证件号码与数据不同"):
        acts.make(ledger, result, "街镇", "甲", "通用")


def test_a_decision_that_was_taken_away_is_missed(ledger: Path, result: Path) -> None:
    decided = frame_of(result, DECISIONS).astype({"code": object, "disposition": object})
    decided.loc[0, ["code", "disposition"]] = ["X01", "不补"]
    stored(result, DECISIONS, decided)
    with pytest.raises(Stop, match="的人在处置中没有被认定为补贴"):
        acts.make(ledger, result, "街镇", "甲", "通用")


@pytest.fixture
def forged_alike(shared_result: Path, tmp_path: Path) -> Path:
    """Another account in the frame, the workbook and the bank's file: within the folder nothing contradicts it."""
    result = Path(shutil.copytree(shared_result, tmp_path / "结果"))
    paid = frame_of(result, PAYMENTS)
    path = result / names.RUN_WORKBOOK
    book = openpyxl.load_workbook(path)
    titles = [cell.value for cell in book["补贴明细"][1]]
    book["补贴明细"].cell(3, titles.index("银行账号") + 1).value = OTHER_ACCOUNT
    book.save(path)
    paid.loc[1, "account"] = OTHER_ACCOUNT
    stored(result, PAYMENTS, paid)
    write_bank_files(read_result(result), result / names.BANK_FILES)
    sealed_anew(result)
    return result


def test_the_run_made_again_tells_what_was_forged_alike(
    forged_alike: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = tmp_path / "台账.sqlite3"
    given = ["batch", str(forged_alike), "--payer", "街镇", "--by", "甲", "--ledger", str(ledger)]
    assert main(given) == 2 and not ledger.exists()
    assert "补贴明细第 2 行" in (err := capsys.readouterr().err) and "银行账号与重新运行的不同" in err


def test_what_nothing_can_tell_is_said(
    forged_alike: Path, shared_result: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forged alike, and the lists are gone: it is taken, but not in silence."""
    lists = shared_result.parent / "名单"
    away = lists.rename(tmp_path / "移走")
    try:
        assert Done.NOT_MADE_AGAIN in (outcome := acts.make_again(forged_alike)).codes
        assert "承保名单.csv" in outcome.lines()[0]
        assert acts.make(tmp_path / "台账.sqlite3", forged_alike, "街镇", "甲", "通用").codes
    finally:
        away.rename(lists)


def test_a_result_as_it_was_written_is_made_again(shared_result: Path) -> None:
    assert require_made_again(ResultFolder.open(shared_result)) == []
    assert acts.make_again(shared_result).codes == []


def test_texts_as_lists_hold_them_contradict_nothing(tmp_path: Path) -> None:
    """A break in a cell, a character that XML forbids, text that looks like a formula or an escape, one too long for a cell, none."""
    texts = ["王\r\n某", "a\x0bb", "=1+1", "_x0041_", "长" * 40_000, "  王 某 ", "1234567890123456789", ""]
    table = people.lists(tmp_path / "名单", len(texts), ["七宝镇"]) / "银行账户.csv"
    accounts = pd.read_csv(table, dtype="str")
    accounts.assign(监护人=texts, 开户行=texts).to_csv(table, index=False)
    run.run(Sources.parse([str(table.parent)]), "2024", tmp_path / "结果")
    assert acts.make(tmp_path / "台账.sqlite3", tmp_path / "结果", "街镇", "甲", "通用")


def edit_first(folder: Path, was: object, now: object) -> None:
    """Change one cell of the first workbook of a folder in which it stands."""
    for path in sorted(folder.iterdir()):
        book = openpyxl.load_workbook(path)
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == was]
        if cells:
            cells[0].value = now
            book.save(path)
            return
    raise AssertionError(was)


def other_bank_account(result: Path) -> None:
    edit_first(result / names.BANK_FILES, people.account(0), OTHER_ACCOUNT)


def one_file_less(result: Path) -> None:
    next((result / names.BANK_FILES).iterdir()).unlink()


def one_file_more(result: Path) -> None:
    path = next((result / names.BANK_FILES).iterdir())
    shutil.copy(path, path.with_name("浦江镇.xlsx"))


def notice_of_another(result: Path) -> None:
    edit_first(result / names.NOTICES, 129, 0)


def source_hash_in_summary(result: Path) -> None:
    summary = json.loads((result / names.RESULT).read_text("utf-8"))
    summary["inputs"][0]["sha256"] = "0" * 64
    (result / names.RESULT).write_text(json.dumps(summary, ensure_ascii=False), "utf-8")


def source_hash_in_recipe(result: Path) -> None:
    recipe = json.loads((result / names.DATA / names.RECIPE).read_text("utf-8"))
    recipe["recipe"]["files"][0]["sources"][0]["sha256"] = "0" * 64
    (result / names.DATA / names.RECIPE).write_text(json.dumps(recipe, ensure_ascii=False), "utf-8")


def no_equations(result: Path) -> None:
    summary = json.loads((result / names.RESULT).read_text("utf-8"))
    summary["balance"] = summary["balance"][1:]
    (result / names.RESULT).write_text(json.dumps(summary, ensure_ascii=False), "utf-8")


ALTERED = {
    "an account in a bank file": (other_bank_account, "银行代发/"),
    "a bank file that is gone": (one_file_less, "银行代发/"),
    "a bank file too many": (one_file_more, "银行代发/浦江镇.xlsx 与数据不同"),
    "an amount in a notice": (notice_of_another, "公示/"),
    "a hash of a list in the summary": (source_hash_in_summary, "的校验码在 result.json 和"),
    "a hash of a list in the recipe": (source_hash_in_recipe, "的校验码在 result.json 和"),
    "an equation": (no_equations, "result.json 的“balance”与数据不同"),
}


@pytest.mark.parametrize("altered", ALTERED)
def test_what_verify_finds_is_refused_by_the_batch_too(ledger: Path, result: Path, altered: str) -> None:
    alter, says = ALTERED[altered]
    alter(result)
    sealed_anew(result)
    with pytest.raises(Stop) as stop:
        acts.make(ledger, result, "街镇", "甲", "通用")
    assert stop.value.code == "S32" and says in str(stop.value) and not ledger.exists()
    assert OTHER_ACCOUNT not in str(stop.value)


def test_lists_that_give_no_such_result_are_refused(shared_result: Path, tmp_path: Path) -> None:
    """A recipe that names another role for the list of the insured."""
    result = Path(shutil.copytree(shared_result, tmp_path / "结果"))
    path = result / names.DATA / names.RECIPE
    recipe = json.loads(path.read_text("utf-8"))
    files = recipe["recipe"]["files"][0]
    files["sources"] = [each for each in files["sources"] if "承保名单" not in each["path"]]
    path.write_text(json.dumps(recipe, ensure_ascii=False), "utf-8")
    sealed_anew(result)
    with pytest.raises(Stop, match="没有找到承保名单") as stop:
        acts.make_again(result)
    assert stop.value.code == "S32"
