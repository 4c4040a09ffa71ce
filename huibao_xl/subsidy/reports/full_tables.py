"""The full tables of a result as CSV: every insured row, every roster row."""

from pathlib import Path

from huibao_xl.reports.columns import id_shown
from huibao_xl.reports.csv import source_column, write_table
from huibao_xl.subsidy.result import Result

DECISIONS_FILE, ENTRIES_FILE = "处置全表.csv", "名册全表.csv"


def write_decisions(result: Result, path: Path) -> None:
    """Write 处置全表.csv: one line for every insured row, in source order."""
    rows = result.decisions
    write_table(
        path,
        {
            "来源": source_column(rows),
            "行号": rows["row"],
            "姓名": rows["name"],
            "证件号码": id_shown(rows),
            "处置": rows["disposition"],
            "代码": rows["code"],
            "街镇": rows["home"],
            "原因": rows["why"],
            "建议": rows["advice"],
        },
    )


def write_entries(result: Result, path: Path) -> None:
    """Write 名册全表.csv: every roster row as it was understood, the evidence (依据) behind each decision."""
    rows = result.entries
    write_table(
        path,
        {
            "角色": rows["role"],
            "来源": source_column(rows),
            "行号": rows["row"],
            "姓名": rows["name"],
            "证件号码": id_shown(rows),
            "子类": rows["sub_category"],
            "证书编号": rows["certificate_no"],
            "生效日期": rows["valid_from"],
            "失效日期": rows["valid_to"],
            "街镇": rows["township"],
            "居村委": rows["village"],
        },
    )
