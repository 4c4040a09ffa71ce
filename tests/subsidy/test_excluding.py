"""Rows of excluding lists without a number: which of the insured they may mean."""

from tables import grid, read, resident

from huibao_xl.subsidy.excluding import suspected

OWN = resident("31011219500101901")


def _suspects(group_row, prior_row):
    lists = [
        grid([["姓名", "证件号码"], ["样甲", OWN], ["样乙", resident("31011219600202902")]], "承保名单.xlsx"),
        grid([["姓名", "证件号码", "街镇"], ["样甲", OWN, "七宝镇"]], "残疾人名册.xlsx"),
        grid([["姓名", "证件号码"], group_row], "团单名单.xlsx"),
        grid([["姓名", "证件号码", "政策年度"], prior_row], "往期发放.xlsx"),
    ]
    found = suspected(read(lists), 2024)
    return found[["left", "list", "right", "likeness"]].astype({"list": object}).to_numpy().tolist()


def test_each_list_is_looked_through():
    assert _suspects(["样甲", OWN[:15] + "000"], ["", int(OWN), "2024"]) == [[0, "group", 0, 1], [0, "prior", 0, 1]]


def test_a_right_number_excludes_by_itself_and_another_year_not_at_all():
    assert _suspects(["样甲", OWN], ["样甲", int(OWN), "2023"]) == []
