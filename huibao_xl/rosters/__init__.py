"""Cells to frames: which files (sources), which list a sheet is (role), where its header and fields stand (header, layout), which rows are
people (rows), what each cell means (cells, columns, days, fields); collect and listing put the sheets together, place says where a row stands."""
