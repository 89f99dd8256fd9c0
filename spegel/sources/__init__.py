"""Official files in, canonical tables out. One module per format; see `reader.py` for what a reader is."""
