"""A large batch: drafted, signed, struck out, answered and verified, every line accounted for.

The ledger writes line by line and reads whole frames, so no limit lies between 2,000 lines and more; ``bench/payments.py`` has a whole year's.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import people

from huibao_xl.payments import drafting, exporting, resolving, signing
from huibao_xl.payments.declared import Declared
from huibao_xl.payments.frames import LINES
from huibao_xl.payments.ledger import states, verify
from huibao_xl.payments.ledger.store import create, opened
from huibao_xl.policy import load

COUNT = 2_000
NUMBER = "2024-区民政局-1"


def lines() -> pd.DataFrame:
    at = np.arange(COUNT)
    town = pd.Categorical.from_codes(at % 14, categories=people.TOWNS)
    accounts = [people.account(index) for index in at]
    names = pd.Series([people.name(index) for index in at], dtype="str")
    frame = pd.DataFrame(
        {"line": at + 1, "serial": at + 1, "id": [f"{31015_0000_0000_000 + index:017d}X" for index in at]}
    )
    frame = frame.assign(
        name=names, township=town, kind="镇", holder=names, account=accounts, bank="样例银行", cnaps=""
    )
    frame = frame.assign(
        guardian="", also_named="", checked="", apart="", amount_fen=12900, district_fen=4515, township_fen=8385
    )
    return LINES.check(frame[list(LINES.columns)].astype(LINES.columns))


def test_a_batch_of_2_000_lines(tmp_path: Path) -> None:
    path = tmp_path / "台账.sqlite3"
    create(path, "甲")
    result = Declared(tmp_path / "不在", load("2024"), lines(), 0, {}, "")
    with opened(path, write=True) as book:
        assert drafting.draft(book, result, "区", "甲").made == [NUMBER]
        signing.sign(book, NUMBER, "审核", "乙", [7, COUNT - 1], "待查")
        batch, _ = signing.sign(book, NUMBER, "审批", "丙")
        assert batch.totals() == (COUNT - 2, (COUNT - 2) * 12900)
        assert book.rows("SELECT count(*) FROM claim") == [(COUNT - 2,)]
        exporting.export(book, NUMBER, "丁")
        resolving.resolve(book, NUMBER, "成功", "丁", "银行来函", [*range(1, 7), *range(8, 1001)])
        assert states.load(book, NUMBER).totals("成功") == (999, 999 * 12900)
        assert verify.verify(book) == []
