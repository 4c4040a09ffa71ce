"""Recompute what was paid, find the missed, watch the borderline.

    subsidy       who should have been paid what and by whom, against what was paid: one class for each person and each paid line
    medical       medical-assistance settlements: identity on the day, order of insurance, caps, refunds; the year at once
      _policy _rows _identity _due _faults _trace    its steps, in this order
      _state _tables _person _run                    row by row; sums and their proof; 个人清; the two jobs
    thresholds    dated standards (低保标准, 最低工资 ...), each with its source and the day it was checked
    listing       a list as it stands, every column as text; members: its people as amounts and who counts
    households    who is below, on the border, between the lines; who may qualify as 刚性支出困难
    rigid         刚性支出困难 by the statute, condition by condition
    changes       two lists of one role compared: 新增, 退出, 变更
    monitor, monitor_tables, monitor_sheets, change_sheets, pages     the jobs, and what they write
    qualify       政策查询: which policies may apply to a person, which condition holds, which is missing

No value is a constant here: what no verified source states is a parameter, and every output that rests on it says 参数未经核定.
"""
