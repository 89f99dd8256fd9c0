"""Pure numerical functions: numbers in, numbers out. Nothing here reads a file, a database or a text.

Definitions and the sources behind them: `docs/methods.md`.
"""
