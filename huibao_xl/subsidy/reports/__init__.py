"""A result's frames to sheets and files: what stands on each, not how a workbook is written."""

from huibao_xl.subsidy.reports.write import WORKBOOK, write_result
from huibao_xl.subsidy.result import Result

__all__ = ["WORKBOOK", "Result", "write_result"]
