"""Tables of characters that the name rules use; where each comes from stands in person_name.py."""
