"""医疗救助: the parameters of medical assistance, one file per day from which they hold."""
