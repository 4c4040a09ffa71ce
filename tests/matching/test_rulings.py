"""What clerks ruled reaches the decision as data: refused pairs are gone before it, open numbers are a column."""

import pandas as pd
from tables import grid, read, resident

from huibao_xl.matching import unlisted
from huibao_xl.matching.rulings import NO_RULINGS, PairRulings, is_unsettled, pair_keys, without_refused

GOOD, OTHER = resident("31011219500101901"), resident("31011219500101907")
WRONG = GOOD[:15] + GOOD[16] + GOOD[15] + GOOD[17]


def lists():
    return read(
        [
            grid([["姓名", "证件号码"], ["样甲", GOOD], ["样乙", OTHER]], "承保名单.xlsx", "承保名单"),
            grid([["姓名", "证件号码"], ["样甲", WRONG], ["样乙", OTHER]], "残疾.xlsx", "持证残疾人"),
        ]
    )


def test_a_refused_pair_is_gone_and_the_others_stay():
    insured, entries = lists().insured, lists().entries
    found = unlisted.pairs(insured, entries)
    assert found[["left", "right"]].values.tolist() == [[0, 0]]
    keys = pair_keys("H05", insured.iloc[[0]], entries.iloc[[0]])
    assert keys == [("H05", GOOD, "样甲", WRONG, "样甲")]
    assert without_refused("H05", found, insured, entries, frozenset(keys)).empty
    other_rule = frozenset({("H01", *keys[0][1:])})
    pd.testing.assert_frame_equal(without_refused("H05", found, insured, entries, other_rule), found)
    assert without_refused("H05", found, insured, entries, frozenset()) is found


def test_a_row_whose_number_nobody_chose_waits():
    insured = lists().insured
    rulings = PairRulings(unsettled=frozenset({int(OTHER[:17])}))
    assert is_unsettled(insured, rulings).tolist() == [False, True]
    assert not is_unsettled(insured, NO_RULINGS).any()
