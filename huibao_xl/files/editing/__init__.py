"""Editing an .xlsx in place: what is not edited keeps every byte, and an edit can be taken back to the last byte."""
