"""What a year books beside its payments: 追回 (recoveries), 补差 (supplements), 调整 (moves between bearers), 收回 (money passed on too much), 终止 (endings),
and what of it each bearer has.

Every booking names the payment that it is about, so that its batch holds the event; what was booked is folded from the events (``ledger.cases``, ``booked``) and never
changes the payment itself: what was approved and what the bank confirmed stays.

    recovering   what may follow what in a 追回
    recovery_acts  追回 as a person does it, with its paper
    booked       lines with what was booked of them
    supplements  补差: what somebody got too little of, under a key of its own
    passing_back 收回: what a 街镇 gives back
    flows        资金往来: the district's money at each 街镇, day by day
    money_acts   收回, 终止 and 资金往来 as a person does them
"""
