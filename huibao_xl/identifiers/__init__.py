"""One module per number or name that identifies something: the same verbs everywhere (compact, fault, is_valid)."""
