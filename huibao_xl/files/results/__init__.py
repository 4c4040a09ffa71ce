"""A result folder: what it holds, opened again."""
