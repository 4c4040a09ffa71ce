"""Numbers and names of people, accounts and banks, one module each, with the same verbs: nothing here knows a list or a file.

``compact`` brings a text into the form that is compared, ``fault`` says why a compacted number is none (a key of the module's FAULTS, or
None), ``is_valid`` does both at once; ``check`` judges a whole column. Nothing formats a number: what is shown is what the source says.
Names have no check digit: ``person_name.key`` is their ``compact``. ``spelling`` is for words that are neither.
"""
