"""Demokratispegeln: a mirror of local democracy, built from official files into one DuckDB file."""

__version__ = "0.1.0"
