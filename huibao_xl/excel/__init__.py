"""The Excel side: commands on an open workbook through xlwings, and the engine that runs them on saved workbooks without Excel."""
