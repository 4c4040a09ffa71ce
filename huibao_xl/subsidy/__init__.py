"""The main job: every insured row decided once, money split and proved, people found who were missed.

decide        every insured row gets exactly one 处置, by the first rule that fits
explanations  why, in the words of the catalogue
categories    the categories of a person, and the 主类别
usable_accounts  into which accounts of a person the money may go
shares        who is paid what, by whom and to which account
outreach      政策找人: people of the rosters who are not among the insured
second_look   what a person must look at after the decision
balance       平衡表: the equations that must hold, over the frames and over the files as written
result        what a run hands on
prior         what a ledger knows of people before a run
steps         deciding and paying as a list of named steps
run, check    the jobs: decide and pay; only read and validate
reports/      what stands on each sheet and in each file of a result
"""
