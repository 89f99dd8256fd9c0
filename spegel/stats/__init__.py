"""Pure numerical functions: numbers in, numbers out. Nothing here reads a file, a database or a text.

Definitions: `queries/indicators/`; each function names the work it follows.
"""
