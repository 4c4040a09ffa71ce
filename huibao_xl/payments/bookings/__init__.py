"""What a year books beside its payments: 追回 (recoveries), 补差 (supplements), 调整 (moves between bearers), 收回 (money passed on too much), 终止 (endings),
and what of it each bearer has.

Every booking names the payment that it is about, so that its batch holds the event; what was booked is folded from the events (``ledger.cases``, ``booked``) and never
changes the payment itself: what was approved and what the bank confirmed stays.

    recovering   what may follow what in a 追回
    recovery_acts  追回 as a person does it, with its paper
    booked       lines with what was booked of them
"""
