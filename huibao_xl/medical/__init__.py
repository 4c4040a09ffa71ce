"""医疗救助清算: every settlement worked out again from identity and parameters, and compared with what was paid.

    policy         ratio, yearly cap and deductible per identity, kind and period, as data (parameters/<day>.json)
    lists          settlements (救助结算) and periods of identity (救助身份), cells to frames
    rows           what each row is before any money is worked out: repeated, corrected, a refund of which
    identity       which benefits each settlement may draw on, on the day that counts
    due            what each settlement should have been assisted with
    faults         why what was paid differs from it
    trace          how each amount came about, in one line
    clear          these steps in their order
    state          实时清算: new rows against what was cleared so far
    sums           by kind of fault, by person, and the equations that must hold
    person         what 个人清 shows of each person
    job            the jobs: 年度清算 and 实时清算, from files to a folder
    report, person_report, result_json     what they write

No value is a constant here: what no verified source states is a parameter, and every output that rests on it says 参数未经核定.
"""
