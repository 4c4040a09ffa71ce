"""The Excel side: commands read a snapshot of a workbook and answer changes, which are applied to a file or in Excel."""
