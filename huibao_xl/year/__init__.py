"""The papers of a year that go to the treasury: what is asked for, and by which goals it will be judged."""
