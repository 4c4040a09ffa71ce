"""A bank's files, both ways.

layouts       版式 as data (shipped/, or a path): columns, unit, encoding, limits, how answers come back
layout_check  what is wrong with a layout that its schema cannot say
layout_rows   rows of a file, to text and back
line_checks   what must be looked at in lines before they are sent
bank_files    lines to the files of a layout, read back before they count
return_lines  the lines of a bank's file as they stand
return_answers  those lines as answers, none lost
match_answers which line of a batch an answer speaks of
classify      every answer and every line in exactly one class
failures      why a bank did not pay: its codes and words as a few reasons of our own (failures.json)
"""
