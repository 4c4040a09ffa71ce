"""The issued documents as data: one folder per scheme, one file per policy year."""
