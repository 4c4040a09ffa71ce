"""The papers of a year: what is asked for, by which goals it is judged and how it did (to the treasury), what each person is told, and what is due when."""
