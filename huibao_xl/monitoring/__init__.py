"""低收入人口监测: households on one day, two lists compared, policies that may apply to a person.

    standards      dated standards (低保标准, 最低工资 ...), each with its source and the day it was checked (standards.json)
    members        the members of households: a list of 低收入家庭 to clean amounts, who counts, what is in doubt; its steps (step):
                   member_words, amounts, incomes, unread_money, household_checks
    households     from members to one class per household
    rigid          刚性支出困难 by the statute, condition by condition
    sums           the equations that must hold, also about what was written
    left, moves    who left 低保, and households numbered otherwise, merged or split
    job, tables, report      ``huibao monitor`` and what it writes
    changes, changes_report  two lists of one role compared: 新增, 退出, 变更, and what that writes
    assistance     政策查询: which policies may apply to a person, which condition holds, which is missing (assistance.json)

No value is a constant here: what no verified source states is a setting, and every output that rests on it says so.
"""
