"""Files out: whole or not at all (atomic), workbooks of frames (workbook), plain tables for banks (plain), filled templates (template)."""
