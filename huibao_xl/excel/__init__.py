"""The Excel side: commands on an open workbook through xlwings, and the engine that runs them on saved workbooks without Excel."""

from huibao_xl.addin import exit_hook as exit_hook
