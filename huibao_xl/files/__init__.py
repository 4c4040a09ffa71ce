"""The only room that opens files: ``reading`` every source to grids, ``writing`` whole or not at all, ``results`` a result folder."""
