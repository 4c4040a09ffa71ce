"""Frames to sheets: what stands on each sheet of the result, not how a workbook is written."""

from huibao_xl.reports.result import Result
from huibao_xl.reports.write import WORKBOOK, write_result

__all__ = ["WORKBOOK", "Result", "write_result"]
