"""Settlement and identity lists: headers of the national interface, faults at their cells, what a file must have."""

from datetime import date

import pytest
from tables import grid, resident

from huibao_xl.files.reading import SourceFile
from huibao_xl.medical.lists import collect
from huibao_xl.reasons import Stop

ONE = resident("31019919450101901")
NATIONAL = [
    "certno",
    "setl_id",
    "med_type",
    "setl_time",
    "medfee_sumamt",
    "inscp_scp_amt",
    "hifp_pay",
    "maf_pay",
    "refd_setl_flag",
]


def read(*tables):
    files = [SourceFile(one.path, [one], str(number)) for number, one in enumerate(tables)]
    return collect(files, {}, date(2025, 1, 1))


def settlements(*rows, header=NATIONAL):
    return read(grid([header, *rows], "救助结算.xlsx"))


def test_names_of_the_national_interface_are_known():
    lists = settlements([ONE, "样1", "21", "2024-03-05 10:00:00", "1,200.00", "1000", "600.5", "¥300.00", "0"])
    (row,) = lists.settlements.to_dict("records")
    assert (row["kind"], row["total_fen"], row["scope_fen"], row["pooled_fen"], row["paid_fen"]) == (
        "住院",
        1200_00,
        1000_00,
        600_50,
        300_00,
    )
    assert not row["refund"] and row["fault"] != row["fault"]
    assert lists.findings["code"].tolist() == ["M47"]


def test_amounts_of_a_refund_are_brought_to_positive():
    lists = settlements([ONE, "样1", "11", "2024-03-05", "-100", "-100", "-60", "-20", "1"])
    (row,) = lists.settlements.to_dict("records")
    assert row["refund"] and (row["total_fen"], row["pooled_fen"], row["paid_fen"]) == (100_00, 60_00, 20_00)


@pytest.mark.parametrize(
    ("column", "text", "code", "header"),
    [
        (0, "310199194501019019", "M21", "certno"),
        (1, "", "M24", "setl_id"),
        (2, "9901", "M22", "med_type"),
        (3, "", "M23", "setl_time"),
        (3, "上月", "M23", "setl_time"),
        (4, "一千元", "M20", "medfee_sumamt"),
        (5, "", "M20", "inscp_scp_amt"),
        (6, "12.345", "M20", "hifp_pay"),
        (7, "-1", "M38", "maf_pay"),
        (8, "2", "M37", "refd_setl_flag"),
    ],
)
def test_a_cell_that_cannot_be_read_is_a_finding_and_the_row_s_fault(column, text, code, header):
    row = [ONE, "样1", "11", "2024-03-05", "100", "100", "60", "20", "0"]
    row[column] = text
    lists = settlements(row)
    assert lists.settlements["fault"].tolist() == [code]
    of_cells = lists.findings[lists.findings["code"] != "M47"]
    assert of_cells[["code", "column", "row"]].values.tolist() == [[code, header, 2]]


def test_a_scope_that_does_not_follow_from_its_parts_is_not_used():
    header = [
        "证件号码",
        "结算号",
        "医疗类别",
        "结算日期",
        "总额",
        "全自费",
        "超限价",
        "先行自付",
        "政策范围内",
        "医疗救助",
    ]
    lists = settlements([ONE, "样1", "门诊", "2024-03-05", "100", "10", "0", "0", "95", "0"], header=header)
    assert lists.settlements["fault"].tolist() == ["M25"]


def test_without_the_scope_its_parts_must_be_there():
    with pytest.raises(Stop) as stop:
        settlements([ONE, "样1", "11", "2024-03-05", "1"], header=[*NATIONAL[:5], "maf_pay"])
    assert stop.value.code == "S41" and "先行自付" in str(stop.value)


def test_no_settlements_at_all():
    with pytest.raises(Stop) as stop:
        read(grid([["证件号码", "身份类别"], [ONE, "低保"]], "救助身份.xlsx"))
    assert stop.value.code == "S04"


def test_periods_in_one_cell_and_turned_round():
    header = ["证件号码", "救助类别", "有效期"]
    rows = [[ONE, "低保", "2024.1.1至2024年12月31日"], [ONE, "低保", "2024-06-01至2024-01-31"], [ONE, "低保", "去年"]]
    lists = read(
        grid([NATIONAL, [ONE, "样1", "11", "2024-03-05", "1", "1", "0", "0", "0"]], "救助结算.xlsx"),
        grid([header, *rows], "救助身份.xlsx"),
    )
    assert lists.identities["valid_from"].dt.strftime("%m-%d").tolist()[0] == "01-01"
    assert lists.identities["dates_unreadable"].tolist() == [False, True, True]
    assert lists.findings["code"].tolist() == ["M47", "M28", "M28"]
