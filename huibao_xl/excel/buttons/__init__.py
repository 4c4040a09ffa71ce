"""What each button of the ribbon does with the open workbook, one module for each group."""
