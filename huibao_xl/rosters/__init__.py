"""Cells to frames: recognise a sheet, find its header, clean every cell, keep every place."""
