"""What a bank's statement holds is read to the fen, whatever its form: headers, balances, order, 借 and 贷 of either side."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import statements
from hypothesis import given
from hypothesis import strategies as st
from statements import Booked

from huibao_xl.payments.statements import taking
from huibao_xl.payments.statements.tables import part_of
from huibao_xl.reasons import Stop


def test_each_header_is_known_by_its_longest_word() -> None:
    known = {
        "借方": "debit",
        "贷方金额(元)": "credit",
        "对方户名": "holder",
        "对方账号": "account",
        "账号": "own",
        "记账日期": "on",
    }
    known |= {
        "收/支": "flag",
        "交易金额": "amount",
        "本次余额": "balance",
        "附言": "text",
        "凭证号": "serial",
        "柜员": "",
    }
    assert {header: part_of(header) for header in known} == known


LINES = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.integers(-90_000, 90_000).filter(bool),
        st.sampled_from(["结息", "手续费", "拨款", "往来", ""]),
    ),
    min_size=1,
    max_size=12,
)


@given(opening=st.integers(-50_000, 500_000), drawn=LINES, name=st.sampled_from(sorted(statements.FORMS)))
def test_whatever_a_statement_holds_is_read_to_the_fen(
    opening: int, drawn: list, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = date(2024, 7, 1)
    lines = [
        Booked((first + timedelta(days=day)).isoformat(), fen, "某单位", "31009", text, f"N{at}")
        for at, (day, fen, text) in enumerate(sorted(drawn, key=lambda each: each[0]))
    ]
    file = statements.FORMS[name](tmp_path_factory.mktemp("单") / name, opening, lines)
    stated = taking.read(file)
    read = Counter(zip(stated.lines["on"], stated.lines["fen"].tolist(), strict=True))
    turned = name == "单位账.csv" and not stated.turned  # one line, or lines that take each other back: both ways hold
    assert turned or read == Counter((line.on, line.fen) for line in lines)
    assert turned or stated.opening_fen == opening
    assert stated.lines["key"].is_unique


@pytest.mark.parametrize("written", ["", "abc", "1.005", "NaN", "Infinity"])
def test_an_amount_of_a_message_that_is_no_number_of_fen_is_refused(written: str, tmp_path: Path) -> None:
    file = statements.camt(tmp_path / "对账.xml", 0, [Booked("2024-07-01", 12_345, "某单位", "31009", "往来", "N1")])
    file.write_text(file.read_text(encoding="utf-8").replace("123.45", written), encoding="utf-8")
    with pytest.raises(Stop) as stop:
        taking.read(file)
    assert stop.value.code == "S83"
