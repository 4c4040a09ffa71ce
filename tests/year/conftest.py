"""A year that was paid in part, which several papers of a year are made of: each test writes files of its own and leaves the ledger as it is."""

from pathlib import Path

import bank
import people
import pytest
from paying import JIANGCHUAN, QIBAO, approve, make

from huibao_xl.payments import acts

SURVEY = "是否知晓,是否满意\n是,满意\n知道,非常满意\n不知道,\n了解,不满意\n是,满意\n是,满意\n"


@pytest.fixture(scope="session")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a result and its ledger: 七宝镇 three paid and one failed, 江川路街道 three paid and one sent back, 莘庄工业区 a draft; and a survey of six."""
    folder = tmp_path_factory.mktemp("自评")
    result, ledger = people.result(folder, 12, ["七宝镇", "江川路街道", "莘庄工业区"]), folder / "台账.sqlite3"
    make(ledger, result)
    for number, answers in ((QIBAO, {4: bank.WRONG_NAME}), (JIANGCHUAN, {2: bank.CAME_BACK})):
        approve(ledger, number)
        acts.export(ledger, number, "甲")
        acts.take_return(ledger, number, bank.answer(ledger, number, folder / f"{number}.xlsx", answers), "甲")
    (folder / "问卷.csv").write_text(SURVEY, encoding="utf-8")
    return folder
