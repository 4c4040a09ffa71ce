"""Result folders: what they are called inside (``names``), what is stored, sealed and opened again (``folder``), how
a frame is stored (``parquet``), and what stands in a file that was written for people (``read_back``), to be compared
with what it should say."""
