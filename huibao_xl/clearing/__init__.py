"""补贴清算: what was paid against what was due: one class for each paid line and each person entitled.

paid_lines     what was paid in a year, line by line: from the ledger, or from a list 往期发放
paid_lists     such a list row by row, as it is written: amount, shares, 街镇, and what leaves a row open
reversals      rows below zero, each against the payment that it takes back
copies         a list among the sources that is the cleared one, saved again
classify       who should have been paid what and by whom, against what was paid
whose          whom a paid line may have paid that names nobody for sure
then_or_later  was a difference an error by what the lists said when it was paid, or did a list change afterwards
sums           by bearer, by class, and the equations between both sides
job            from files to the cleared year
tables, report what is written: 清算报告.xlsx, 清算全表.csv, clearing.json, and the corrections that a batch takes
"""
