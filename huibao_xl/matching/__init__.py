"""Are these two records one person? From near matches to what clerks answered, and what follows from it.

In the order of the work:

    id_difference, name_difference   how two numbers, two names differ
    near          records of two lists whose ids are one slip apart and whose names agree
    rulings       what the decision depends on of what clerks ruled: refused pairs, open numbers
    pairs         the pairs that a person may judge
    evidence      what speaks for and against a pair, and how strong it is
    answers       what clerks say about pairs: which of it counts, where it contradicts itself
    apply         what follows: one key for records that are one person, no more pair where they are two
    table         比对决定 as a frame: open pairs, judged pairs, what became of each
    report        比对决定 as a sheet
    sheet         a filled-in sheet read back, refused with its rows named
    record        answers remembered in a file, who said so and when
"""
