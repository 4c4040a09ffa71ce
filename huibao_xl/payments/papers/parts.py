"""What several papers have in common: the widths of their first page, and the lines of a batch as a sheet."""

import pandas as pd

from huibao_xl.files.writing.workbook import Column, Sheet
from huibao_xl.payments.ledger import states
from huibao_xl.reports.columns import columns_of

WIDTHS = (18, 14, 16, 18, 18, 18)
WIDE_WIDTHS = (30, *WIDTHS[1:])
"""Where the first column holds long names."""
NOTE = Column("说明", "note", 46)


def lines_sheet(name: str, lines: pd.DataFrame) -> Sheet:
    """Return lines of a batch as a sheet, with what a person confirmed of an account or of a person where somebody had to."""
    rows = pd.DataFrame(
        {
            "行号": lines["line"],
            "姓名": lines["name"],
            "证件号码": lines["id"],
            "街镇": lines["township"],
            "金额": lines["amount_fen"],
            "户名": lines["holder"],
            "银行账号": lines["account"],
            "开户行": lines["bank"],
            "监护人": lines["guardian"],
            "状态": states.shown(lines),
            "说明": lines["why"],
        }
    )
    confirmed = ("账户核实：" + lines["checked"]).where(lines["checked"] != "", "")
    both = (lines["apart"] != "") & (confirmed != "")
    confirmed = lines["apart"].str.cat(both.map({True: "；", False: ""})).str.cat(confirmed)
    if (confirmed != "").any():
        rows["经办人查明"] = confirmed
    if "paid_fen" in lines and len(states.paid_otherwise(lines)):
        rows.insert(5, "实付", lines["paid_fen"])
    if "paid_on" in lines and (lines["paid_on"] != "").any():
        rows["实际支付日期"] = lines["paid_on"]
    special = {
        "行号": Column("行号", "count", 8),
        "金额": Column("金额", "money", 12),
        "实付": Column("实付", "money", 12),
        "开户行": Column("开户行", "note", 24),
        "说明": NOTE,
        "经办人查明": Column("经办人查明", "note", 46),
    }
    return Sheet(name, columns_of(rows, special), rows, frozen=2, totals=("金额",))
