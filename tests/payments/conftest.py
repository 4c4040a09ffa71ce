"""A small result that the tests of paying share, a ledger of their own, and ledgers that have come so far, made once."""

import shutil
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import bank
import pandas as pd
import people
import pytest
import statements
from paying import JIANGCHUAN, QIBAO, approve, make
from tampering import copy_of

from huibao_xl.files.results.folder import ResultFolder
from huibao_xl.payments import acts, agreement, declared, ledger_acts, papers
from huibao_xl.payments.bookings import money_acts, recovery_acts
from huibao_xl.payments.ledger import store
from huibao_xl.payments.statements import statement_acts
from huibao_xl.subsidy.result import Result, forms_in
from huibao_xl.subsidy.result import of_folder as read_of_folder

Stages = tuple[Path, dict[str, Path]]
"""A folder with a ledger and its result, and copies of it by what was done last; both have to stay in their place."""


@pytest.fixture(scope="session", autouse=True)
def agreed_once() -> Iterator[None]:
    """Whether the parts of a result agree follows from what its seal holds: it is looked at once for every seal, a fault each time."""
    agreed: set[str] = set()

    def require_agreement(opened: ResultFolder, result: Result) -> None:
        if opened.seal not in agreed:
            agreement.require_agreement(opened, result)
            agreed.add(opened.seal)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(declared, "require_agreement", require_agreement)
        yield


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """What a folder holds follows from its seal, with which it was compared before it is read: it is read once, each time as frames of its own."""
    read: dict[str, Result] = {}

    def of_folder(opened: ResultFolder) -> Result:
        if opened.seal not in read:
            read[opened.seal] = read_of_folder(opened)
        result = read[opened.seal]
        values = {each.name: getattr(result, each.name) for each in fields(result)}
        frames = {name: one.copy(deep=False) for name, one in values.items() if isinstance(one, pd.DataFrame)}
        return replace(result, templates=forms_in(opened), **frames)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(declared, "of_folder", of_folder)
        yield


_PAPERS = {name: getattr(papers, name) for name in ("write_batch", "write_returns")}


@pytest.fixture
def without_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """审批单, 拨付通知 and 回盘核对 are empty files, for tests that look into none of them: they were a fifth of their time."""
    for name in _PAPERS:
        monkeypatch.setattr(papers, name, lambda path, *content: path.write_bytes(b""))


@pytest.fixture
def with_papers(without_papers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test that looks into them, where the others of its file do not."""
    for name, write in _PAPERS.items():
        monkeypatch.setattr(papers, name, write)


@pytest.fixture(scope="session")
def shared_result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return people.result(tmp_path_factory.mktemp("发放"), 12, ["七宝镇", "江川路街道", "莘庄工业区"])


@pytest.fixture
def result(shared_result: Path, tmp_path: Path) -> Path:
    """Four people in each of a 镇, a 街道 and the 工业区; a copy, so that a test may change it."""
    return Path(shutil.copytree(shared_result, tmp_path / "结果"))


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return tmp_path / "台账.sqlite3"


@pytest.fixture(scope="session")
def stages(shared_result: Path, tmp_path_factory: pytest.TempPathFactory) -> Stages:
    place, copies = tmp_path_factory.mktemp("分步"), tmp_path_factory.mktemp("原样")
    result = Path(shutil.copytree(shared_result, place / "结果"))
    ledger = place / "台账.sqlite3"
    steps = {
        "drafted": lambda: make(ledger, result),
        "approved": lambda: approve(ledger, QIBAO),
        "sent": lambda: acts.export(ledger, QIBAO, "甲"),
    }
    for name, step in steps.items():
        step()
        shutil.copytree(place, copies / name)
    return place, {name: copies / name for name in steps}


def at_stage(stages: Stages, name: str) -> Path:
    place, copies = stages
    return people.put_back(place, copies[name]) / "台账.sqlite3"


@pytest.fixture
def drafted(stages: Stages) -> Path:
    """A ledger with a draft for each of the three; the result stands beside it as 结果, and a test may change both."""
    return at_stage(stages, "drafted")


@pytest.fixture
def approved(stages: Stages) -> Path:
    """The ledger of ``drafted`` when 乙 and 丙 have signed the batch of 七宝镇."""
    return at_stage(stages, "approved")


@pytest.fixture
def sent(stages: Stages) -> Path:
    """The ledger of ``approved`` when the batch of 七宝镇 was exported."""
    return at_stage(stages, "sent")


@pytest.fixture(scope="session")
def used(shared_result: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with every kind of event in it."""
    folder = tmp_path_factory.mktemp("台账") / "原来"
    path = folder / "台账.sqlite3"
    folder.mkdir()
    acts.make(path, Path(shutil.copytree(shared_result, path.parent / "结果")), "街镇", "甲", "通用")
    acts.sign(path, QIBAO, "审核", "乙", [2], "待查")
    acts.sign(path, QIBAO, "审批", "丙")
    acts.export(path, QIBAO, "甲")
    acts.take_return(path, QIBAO, bank.answer(path, QIBAO, folder / "一.xlsx", {3: bank.BUSY, 4: ("处理中", "")}), "甲")
    acts.resolve(path, QIBAO, "成功", "丁", "银行来电", [4])
    acts.reissue(path, QIBAO, "甲")
    acts.reject(path, JIANGCHUAN, "乙", "名册要更正")
    acts.release(path, QIBAO, 2, "乙", "已查明")
    acts.transfer(path, "2024", "甲")
    _book(path, folder)
    return Path(folder.rename(folder.with_name("移走"))) / path.name  # nothing is where a copy says that it comes from


def _book(path: Path, folder: Path) -> None:
    """What a year books beside its payments, and what the bank says of it."""
    today = date.today()
    recovery_acts.open_case(path, QIBAO, 4, "乙", "退保")
    recovery_acts.repay(path, "2024-追回-1", "60", "缴款书 1", "乙", today)
    for by in ("乙", "丁"):
        recovery_acts.refund(path, "2024-追回-1", "10", "凭证 1", by, today, "多收")
        acts.resolve(path, QIBAO, "重付", {"乙": "丁", "丁": "戊"}[by], "银行来函 3 号", [1])
    practice = folder / "练习.sqlite3"
    store.create(practice, "甲", "练习")
    for by in ("乙", "丁"):
        ledger_acts.disregard(path, practice, by, "只用来练习")
    practice.unlink()
    for by in ("乙", "丁"):
        money_acts.change_budget(path, "镇级", "减0.01", "财社 1", "人数", "2024", by)
    money_acts.end(path, QIBAO, 2, "证明 12", "本人死亡", "乙", today)
    lines = [
        statements.Booked(today.isoformat(), 777, "某单位", "999", "往来"),
        statements.Booked(today.isoformat(), 5, text="结息"),
    ]
    statement_acts.take(path, statements.csv(folder / "对账.csv", 0, lines), "甲", "七宝镇")
    statement_acts.claim(path, today, "7.77", "拨入", "甲", "财政来函")


@pytest.fixture
def copy(used: Path, tmp_path: Path) -> Path:
    return copy_of(used, tmp_path / "副本.sqlite3")
