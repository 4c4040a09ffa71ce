"""The full tables of a result as CSV: every insured row, every roster row."""

from pathlib import Path

from huibao_xl.reports.columns import id_shown
from huibao_xl.reports.csv import Columns, source_column, write_table
from huibao_xl.subsidy.result import Result


def write_decisions(result: Result, path: Path) -> None:
    """Write 处置全表.csv: one line for every insured row, in source order."""
    write_table(path, decisions_table(result))


def write_entries(result: Result, path: Path) -> None:
    """Write 名册全表.csv: every roster row as it was understood, the evidence (依据) behind each decision."""
    write_table(path, entries_table(result))


def decisions_table(result: Result) -> Columns:
    """Return the columns of 处置全表.csv."""
    rows = result.decisions
    return {
        "来源": source_column(rows),
        "行号": rows["row"],
        "姓名": rows["name"],
        "证件号码": id_shown(rows),
        "处置": rows["disposition"],
        "代码": rows["code"],
        "街镇": rows["home"],
        "原因": rows["why"],
        "建议": rows["advice"],
        "保单号": rows["policy_no"],
    }


def entries_table(result: Result) -> Columns:
    """Return the columns of 名册全表.csv."""
    rows = result.entries
    return {
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
    }
