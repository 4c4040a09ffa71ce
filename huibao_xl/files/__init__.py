"""The only room that opens files: reading sources to grids, writing the result folder whole or not at all."""
